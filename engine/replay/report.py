"""What a replay shows: how much fits, where cases ended, and every deviation with its reasons."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from engine.event_log import Trace
from engine.replay.plan import Plan
from engine.replay.play import Deviation, Played


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviatingCase:
    """A case with events that were not possible; the first of them is the one to look at."""

    case_id: str
    trace: str
    part: str
    deviations: tuple[Deviation, ...]
    state: str | None
    """Where the case stands after all its events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartReport:
    """The cases of one kind.

    Attributes:
        part: Name of the part; empty when a trace is one case.
        workflow: Kind and version.
        events: How many were played; those left out are not among them.
        complete: Cases that fit and have ended, by state.
        open: Cases that fit and had not ended when the log did, by state.
        steps: How often an action was taken in a state.
    """

    part: str
    workflow: str
    cases: int
    fitting_cases: int
    events: int
    fitting_events: int
    complete: tuple[tuple[str, int], ...]
    open: tuple[tuple[str, int], ...]
    steps: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole replay; the same log, map and workflows always give the same one.

    Attributes:
        log: What the log is called.
        traces: How many traces were read.
        since: Moment of the earliest event played. until: Of the latest.
        left_out: Events the map leaves out, by name.
        unknown: Events the map says nothing about, by name; they deviate.
        reasons: Deviating events by reason; an event may have several.
        patterns: Deviating events by event name, state and reasons, the most frequent first.
        backwards: Events recorded as earlier than the one before them.
        deviating: Every case that does not fit, in the order of the log.
    """

    log: str
    traces: int
    since: datetime | None
    until: datetime | None
    parts: tuple[PartReport, ...]
    left_out: tuple[tuple[str, int], ...]
    unknown: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, int], ...]
    patterns: tuple[tuple[str, str, tuple[str, ...], int], ...]
    backwards: int
    deviating: tuple[DeviatingCase, ...]

    @property
    def cases(self) -> int:
        """All cases played."""
        return sum(part.cases for part in self.parts)

    @property
    def fitting_cases(self) -> int:
        """Cases without a deviation."""
        return sum(part.fitting_cases for part in self.parts)

    @property
    def events(self) -> int:
        """All events played."""
        return sum(part.events for part in self.parts)

    @property
    def fitting_events(self) -> int:
        """Events that were possible where they happened."""
        return sum(part.fitting_events for part in self.parts)


@dataclass(slots=True)
class _Sums:
    workflow: str
    cases: int = 0
    fitting: int = 0
    events: int = 0
    fitting_events: int = 0
    complete: Counter[str] = field(default_factory=Counter)
    open: Counter[str] = field(default_factory=Counter)
    steps: Counter[tuple[str, str]] = field(default_factory=Counter)


class Tally:
    """Counts while a log is played, one trace after the other."""

    def __init__(self, log: str, plan: Plan) -> None:
        self._log = log
        self._plan = plan
        self._traces = 0
        self._since: datetime | None = None
        self._until: datetime | None = None
        self._sums = {part.name: _Sums(workflow=part.workflow.ref) for part in plan.parts}
        self._left_out: Counter[str] = Counter()
        self._unknown: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()
        self._patterns: Counter[tuple[str, str, tuple[str, ...]]] = Counter()
        self._backwards = 0
        self._deviating: list[DeviatingCase] = []

    def add_trace(self, trace: Trace) -> None:
        """Count a trace, its span of time and the events left out of the play."""
        self._traces += 1
        for event in trace.events:
            if self._plan.leaves_out(event):
                self._left_out[event.name] += 1
                continue
            self._since = event.at if self._since is None else min(self._since, event.at)
            self._until = event.at if self._until is None else max(self._until, event.at)

    def add(self, played: Played) -> None:
        """Count one case."""
        sums = self._sums[played.part]
        sums.cases += 1
        sums.events += played.recorded
        sums.fitting_events += played.recorded - len(played.deviations)
        sums.steps.update((step.state, step.action) for step in played.steps)
        self._backwards += played.backwards
        if played.fits and played.case is not None:
            sums.fitting += 1
            ends = sums.complete if played.complete else sums.open
            ends[played.case.state] += 1
        else:
            self._add_deviating(played)

    def _add_deviating(self, played: Played) -> None:
        state = None if played.case is None else played.case.state
        self._deviating.append(
            DeviatingCase(
                case_id=played.case_id,
                trace=played.trace,
                part=played.part,
                deviations=played.deviations,
                state=state,
            )
        )
        for deviation in played.deviations:
            codes = tuple(dict.fromkeys(found.code.value for found in deviation.reasons))
            self._reasons.update(codes)
            self._patterns[deviation.event, deviation.state or "", codes] += 1
            if deviation.action is None and deviation.state is not None:
                self._unknown[deviation.event] += 1

    def report(self) -> Report:
        """Everything counted so far."""
        patterns = sorted(self._patterns.items(), key=lambda item: (-item[1], item[0]))
        return Report(
            log=self._log,
            traces=self._traces,
            since=self._since,
            until=self._until,
            parts=tuple(_part_report(name, sums) for name, sums in self._sums.items()),
            left_out=_ranked(self._left_out),
            unknown=_ranked(self._unknown),
            reasons=_ranked(self._reasons),
            patterns=tuple((*key, count) for key, count in patterns),
            backwards=self._backwards,
            deviating=tuple(self._deviating),
        )


def _part_report(name: str, sums: _Sums) -> PartReport:
    return PartReport(
        part=name,
        workflow=sums.workflow,
        cases=sums.cases,
        fitting_cases=sums.fitting,
        events=sums.events,
        fitting_events=sums.fitting_events,
        complete=_ranked(sums.complete),
        open=_ranked(sums.open),
        steps=tuple((*step, count) for step, count in sorted(sums.steps.items())),
    )


def _ranked(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    """The most frequent first, equals by name."""
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
