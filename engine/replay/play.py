"""One recorded case played on the real engine: every event a command, every refusal a deviation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise

from pydantic import JsonValue

from engine.calendar import Calendar
from engine.circumstances import Circumstances, Rules
from engine.commands import Act, CaseCommand, FireDeadline, OpenCase
from engine.decide import decide
from engine.decision import Decision
from engine.directory import TIMER, Actor
from engine.event_log import LogEvent, Trace
from engine.events import Event
from engine.explain import explain
from engine.model import Case, ClockState, Deadline
from engine.opening import open_case
from engine.recording import refused
from engine.refusal import Reason, ReasonCode, Refusal, reason
from engine.replay.language import OPENING, EventRule
from engine.replay.plan import Plan, PlanPart

_MOST_TIMERS = 1000
"""Clocks fired between two events; more is a declaration that runs in a circle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """An event that the workflow does not allow where it happened.

    Attributes:
        position: Its place in the trace, from 1.
        line: Line of the log.
        state: Where the case stood; None when it could not be opened.
        action: What the event stands for; None when the map does not say.
        possible: The actions that somebody could have taken there and then.
    """

    position: int
    event: str
    at: datetime
    line: int
    state: str | None
    action: str | None
    reasons: tuple[Reason, ...]
    possible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One event that was possible: what was done in which state."""

    state: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What became of one recorded case.

    Attributes:
        case_id: The number it is stored under.
        trace: Name of the trace it was recorded in.
        part: The part of the trace; empty when a trace is one case.
        recorded: How many of its events were played.
        backwards: How many of them are recorded as earlier than the one before.
        case: The case after the last of them; None when it could not be opened.
        events: Everything that happened to the case, refused attempts included.
        complete: Whether the case has ended.
    """

    case_id: str
    trace: str
    part: str
    recorded: int
    backwards: int
    case: Case | None
    events: tuple[Event, ...]
    steps: tuple[Step, ...]
    deviations: tuple[Deviation, ...]
    complete: bool

    @property
    def fits(self) -> bool:
        """Whether every event was possible."""
        return not self.deviations


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a play needs besides the log: the rules and the working days."""

    rules: Rules
    calendar: Calendar


Origin = dict[str, JsonValue]
"""What every entry says about where it comes from."""


def play(plan: Plan, trace: Trace, world: World, origin: Origin | None = None) -> Iterator[Played]:
    """Play the cases of one trace.

    Args:
        plan: The map made ready.
        trace: What was recorded.
        world: Rules and working days.
        origin: Named by every entry; None leaves the entries as the engine makes them.
    """
    for part, events in plan.cases(trace):
        yield _Player(plan, part, trace, world, origin).play(events)


@dataclass(slots=True)
class _Tale:
    """The case so far."""

    case: Case | None = None
    events: list[Event] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    deviations: list[Deviation] = field(default_factory=list)


class _Player:
    """Plays one case of one trace."""

    def __init__(
        self, plan: Plan, part: PlanPart, trace: Trace, world: World, origin: Origin | None
    ) -> None:
        self._plan = plan
        self._part = part
        self._trace = trace
        self._world = world
        self._origin = origin
        self._id = plan.case_id(trace, part)
        self._tale = _Tale()

    def play(self, events: Sequence[tuple[int, LogEvent]]) -> Played:
        """Open the case with its first event, then take the events one by one."""
        tale = self._tale
        self._open(*events[0])
        for number, event in events:
            self._take(number, event, first=number == events[0][0])
        pairs = pairwise(events)
        return Played(
            case_id=self._id,
            trace=self._trace.case,
            part=self._part.name,
            recorded=len(events),
            backwards=sum(later.at < earlier.at for (_, earlier), (_, later) in pairs),
            case=tale.case,
            events=tuple(tale.events),
            steps=tuple(tale.steps),
            deviations=tuple(tale.deviations),
            complete=tale.case is not None and tale.case.state in self._part.complete,
        )

    def _around(self, at: datetime, actor: Actor) -> Circumstances:
        return Circumstances(
            now=at.astimezone(UTC),
            actor=actor,
            directory=self._plan.cast.directory,
            calendar=self._world.calendar,
            rules=self._world.rules,
        )

    def _open(self, number: int, event: LogEvent) -> None:
        spec = self._part.workflow.spec
        data = self._plan.data(
            self._part, spec.open.edits, self._trace.attributes, event.attributes
        )
        command = OpenCase(
            case_id=self._id, kind=spec.workflow, office=self._plan.cast.office, data=data
        )
        world = self._around(event.at, self._plan.opener(self._part, event))
        answer = open_case(self._part.workflow, command, world)
        if isinstance(answer, Refusal):
            self._deviates(number, event, OPENING, answer, None)
        else:
            self._accept(number, answer)

    def _accept(self, number: int | None, decision: Decision) -> None:
        self._tale.case = decision.case
        self._tale.events.extend(self._from_log(number, event) for event in decision.events)

    def _from_log(self, number: int | None, event: Event) -> Event:
        """The entry with where it comes from; what a clock did comes from no recorded event."""
        if self._origin is None:
            return event
        source: Origin = dict(self._origin)
        if number is not None:
            source["event"] = number
        return replace(event, details={**event.details, "origin": source})

    def _take(self, number: int, event: LogEvent, *, first: bool) -> None:
        case = self._tale.case
        if case is None:
            # What follows an opening that was refused is refused for the same reasons.
            if not first:
                self._deviates(number, event, None, Refusal(reasons=self._closed_door()), None)
            return
        case = self._fire(case, event.at)
        rule = self._part.rule(event.name)
        role = event.role or ""
        action = None if rule is None else self._part.action(rule, role, case.state)
        if rule is None or action is None:
            self._refuse(number, event, case, _unknown(event.name), None)
        elif action == OPENING:
            self._open_again(number, event, case, first=first)
        else:
            self._act(number, event, case, rule, action)

    def _closed_door(self) -> tuple[Reason, ...]:
        return self._tale.deviations[0].reasons

    def _open_again(self, number: int, event: LogEvent, case: Case, *, first: bool) -> None:
        if first:
            self._tale.steps.append(Step(state=case.state, action=OPENING))
            return
        again = Refusal(reasons=(reason(ReasonCode.UNKNOWN_ACTION, action=OPENING),))
        self._refuse(number, event, case, again, OPENING)

    def _act(self, number: int, event: LogEvent, case: Case, rule: EventRule, action: str) -> None:
        actor = self._plan.actor(self._part, event, rule, action)
        command = self._command(event, case, rule, action)
        world = self._around(event.at, actor)
        answer = decide(self._part.workflow, case, command, world)
        if isinstance(answer, Refusal):
            self._refuse(number, event, case, answer, action, actor)
            return
        self._tale.steps.append(Step(state=case.state, action=action))
        self._accept(number, answer)

    def _command(self, event: LogEvent, case: Case, rule: EventRule, action: str) -> Act:
        edits = self._part.workflow.spec.actions[action].edits
        given = self._plan.data(self._part, edits, event.attributes)
        recorded = self._plan.text(event.attributes.get(self._plan.map.reason or ""))
        return Act(
            case_id=self._id,
            action=action,
            data={name: value for name, value in given.items() if case.facts.get(name) != value},
            reason=rule.reason or recorded,
            target=rule.target,
            straight_back=rule.straight_back,
        )

    def _refuse(
        self,
        number: int,
        event: LogEvent,
        case: Case,
        refusal: Refusal,
        action: str | None,
        actor: Actor | None = None,
    ) -> None:
        """The event stays an attempt: the case goes on from where it stood."""
        actor = actor or self._plan.cast.stranger(event.role or event.resource or "-")
        world = self._around(event.at, actor)
        command = Act(case_id=self._id, action=action or event.name)
        attempt = refused(case, command, refusal, world)
        self._tale.events.append(self._from_log(number, attempt))
        self._deviates(number, event, action, refusal, case)

    def _deviates(
        self,
        number: int,
        event: LogEvent,
        action: str | None,
        refusal: Refusal,
        case: Case | None,
    ) -> None:
        self._tale.deviations.append(
            Deviation(
                position=number,
                event=event.name,
                at=event.at,
                line=event.line,
                state=None if case is None else case.state,
                action=action,
                reasons=refusal.reasons,
                possible=() if case is None else self._possible(case, event.at),
            )
        )

    def _possible(self, case: Case, at: datetime) -> tuple[str, ...]:
        world = self._around(at, TIMER)
        told = explain(self._part.workflow, case, world, anyone=True)
        return tuple(each.action for each in told if each.allowed)

    def _fire(self, case: Case, until: datetime) -> Case:
        """Let the clocks run out that ended before the event."""
        for _ in range(_MOST_TIMERS):
            clock = _due(case, until)
            if clock is None:
                break
            command: CaseCommand = FireDeadline(case_id=self._id, deadline=clock.key)
            world = self._around(clock.ends_at, TIMER)
            answer = decide(self._part.workflow, case, command, world)
            if isinstance(answer, Refusal):
                break
            self._accept(None, answer)
            case = answer.case
        return case


def _due(case: Case, until: datetime) -> Deadline | None:
    running = (d for d in case.deadlines if d.status is ClockState.RUNNING)
    over = (clock for clock in running if clock.ends_at <= until)
    return min(over, key=lambda clock: (clock.ends_at, clock.key), default=None)


def _unknown(name: str) -> Refusal:
    return Refusal(reasons=(reason(ReasonCode.UNKNOWN_ACTION, action=name),))
