"""From what a row says to a case in its state, or every reason against it.

The case gets one entry: that it was imported, where from, and everything it came with. What its
state demands is checked as for a case that has gone the way there; what is missing of that can be
let in, and is then written into the entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from pydantic import JsonValue

from engine import changes as c
from engine import clocks, completeness, effects, moving
from engine.attempt import Attempt, ask, unmet_reason, with_computed
from engine.calendar import OFFICE_ZONE
from engine.circumstances import Circumstances
from engine.commands import Act
from engine.decision import Decision
from engine.definitions.compile import CompiledWorkflow
from engine.definitions.language import Action, DeadlineSpec, Effect, Post
from engine.events import Event, EventType
from engine.evolve import evolve
from engine.importing.codes import ImportCode
from engine.importing.demands import Demands, clocks_needed, demands_of, reserving
from engine.importing.record import PastStep, Record, RowProblem
from engine.model import Case, ClockState, Document, Step, Task
from engine.recording import who_now
from engine.refusal import Reason, ReasonCode, reason
from engine.rule_values import stored
from rules.feel import Unknown
from rules.policy import QuestionError

ACTION = "import"
"""The name under which the import stands in the history."""
PAPER = "paper"
"""The media of a document of which only the paper is there, and no content."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of case and what its states demand; computed once for a whole ledger."""

    workflow: CompiledWorkflow
    demands: Mapping[str, Demands]
    reserving: Mapping[str, Post]

    @classmethod
    def of(cls, workflow: CompiledWorkflow) -> Kind:
        """Compute the demands of all states."""
        return cls(workflow=workflow, demands=demands_of(workflow), reserving=reserving(workflow))


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A case in its state.

    Attributes:
        gaps: What its state demands and the ledger does not have.
        notes: What is worth knowing about it.
    """

    decision: Decision
    gaps: tuple[Reason, ...] = ()
    notes: tuple[RowProblem, ...] = ()


def place(
    kind: Kind,
    record: Record,
    case_id: str,
    origin: dict[str, JsonValue],
    world: Circumstances,
    *,
    incomplete: bool,
) -> Placed | tuple[RowProblem, ...]:
    """Place a case, or say everything that stands against it.

    Args:
        kind: The kind of case.
        record: What the row says.
        case_id: The number of the case.
        origin: Where the row comes from; kept in the entry.
        world: The world now; the budgets of the office's chain among it.
        incomplete: Whether what the file lacks is let in and noted.
    """
    placing = _Placing(kind, record, case_id, str(origin.get("ledger", "")), world)
    against = (*placing.blocks(), *(() if incomplete else map(RowProblem.of, placing.gaps())))
    return against or placing.placed(origin)


def open_points(workflow: CompiledWorkflow, case: Case, world: Circumstances) -> tuple[Reason, ...]:
    """What the state of an imported case demands and its file still lacks; others lack nothing."""
    if not any(step.action == ACTION for step in case.history):
        return ()
    kind, then = Kind.of(workflow), replace(world, now=case.entered_at)
    return tuple(_gaps(kind, _attempt(kind, case, then)))


def moment_of(day: date) -> datetime:
    """The beginning of a day in office time."""
    return datetime.combine(day, time(), OFFICE_ZONE).astimezone(UTC)


class _Placing:
    """One row on its way into the kind."""

    def __init__(
        self, kind: Kind, record: Record, case_id: str, ledger: str, world: Circumstances
    ) -> None:
        self._kind = kind
        self._ledger = ledger
        self._record = record
        self._world = world
        self._then = replace(world, now=moment_of(record.entered))
        attempt = _attempt(kind, self._blank(case_id), self._then)
        self._attempt = with_computed(_with_beginnings(kind, attempt))

    @property
    def _state(self) -> str:
        return self._record.state

    @property
    def _case(self) -> Case:
        return replace(self._attempt.case, facts=self._attempt.facts)

    def _blank(self, case_id: str) -> Case:
        record, spec = self._record, self._kind.workflow.spec
        way = self._kind.demands[record.state].visited
        return Case(
            id=case_id,
            kind=spec.workflow,
            workflow_version=spec.version,
            office=record.office,
            region=self._world.directory.office(record.office).region,
            state=record.state,
            version=1,
            opened_at=moment_of(record.opened),
            opened_by=self._world.actor.person,
            entered_at=moment_of(record.entered),
            facts=dict(record.facts),
            documents=tuple(self._documents(case_id)),
            visited=tuple(name for name in spec.states if name in way),
        )

    def _documents(self, case_id: str) -> Iterator[Document]:
        """Documents that lie in the office as paper; the row of the ledger vouches for them."""
        digest = self._record.digest()
        for number, paper in enumerate(self._record.papers, start=1):
            yield Document(
                id=f"{case_id}-D{number}",
                kind=paper.kind,
                name=self._ledger,
                sha256=digest,
                size_bytes=0,
                media=PAPER,
                attached_at=self._world.now,
                attached_by=self._world.actor.person,
                issued_on=paper.issued_on,
            )

    # ---- what stands against it

    def blocks(self) -> Iterator[RowProblem]:
        """Reasons that no gap can excuse: nobody could ever move the case, or money is missing."""
        now = replace(self._attempt, case=self._case, world=self._world)
        yield from map(RowProblem.of, moving.entry_reasons(now, self._state))
        opening = self._kind.workflow.spec.open.when
        if opening is not None and ask(self._attempt, opening).value is False:
            yield RowProblem.of(reason(ReasonCode.RULE_NOT_MET, rule=opening))
        for clock in sorted(clocks_needed(self._kind.workflow.spec, self._state)):
            if clock not in self._record.clocks:
                yield RowProblem(code=ImportCode.CLOCK_MISSING, params={"clock": clock})
        yield from map(RowProblem.of, effects.effect_reasons(self._posting()))

    def gaps(self) -> Iterator[Reason]:
        """What the state demands and the ledger does not have."""
        yield from _gaps(self._kind, self._attempt)

    def _posting(self) -> Attempt:
        """The setting aside of budget, as an action of its own; in the year of today."""
        post = self._kind.reserving.get(self._state)
        does = () if post is None else (Effect(reserve=post),)
        action = self._attempt.action.model_copy(update={"does": does})
        return replace(self._attempt, action=action, world=self._world)

    # ---- the case

    def placed(self, origin: dict[str, JsonValue]) -> Placed:
        """The case with its entry."""
        gaps = tuple(self.gaps())
        missing: list[JsonValue] = [
            {"code": found.code.value, "params": found.params} for found in gaps
        ]
        event = Event(
            type=EventType.CASE_IMPORTED,
            case_id=self._case.id,
            at=self._world.now,
            who=who_now(self._world),
            to_state=self._state,
            action=ACTION,
            workflow=self._kind.workflow.ref,
            changes=tuple(self._changes()),
            details={"origin": origin, **({"open_points": missing} if missing else {})},
        )
        case = evolve(None, event)
        notes = tuple(self._late(case))
        return Placed(decision=Decision(events=(event,), case=case), gaps=gaps, notes=notes)

    def _late(self, case: Case) -> Iterator[RowProblem]:
        """Clocks that have run out already: the timer reports them at its next round."""
        for clock in case.deadlines:
            if clock.status is ClockState.RUNNING and clock.ends_at <= self._world.now:
                day = clock.last_day.isoformat()
                params: dict[str, JsonValue] = {"clock": clock.key, "last_day": day}
                yield RowProblem(code=ImportCode.CLOCK_RAN_OUT, params=params)

    def _changes(self) -> Iterator[c.Change]:
        workflow, case = self._kind.workflow, self._case
        yield c.CaseCreated(case=case)
        for step in self._steps():
            yield c.StepTaken(step=step)
        yield from self._case_clocks()
        if workflow.state(self._state).final:
            yield from moving.ended(case, workflow.state(self._state), self._state)
            return
        yield from effects.effect_changes(self._posting())
        yield from self._work(replace(case, version=0, history=tuple(self._steps())))
        for key, spec in workflow.clocks_of(self._state):
            if spec.ends_on is None or spec.ends_on in case.facts:
                yield self._started(key, spec, self._state)

    def _work(self, case: Case) -> Iterator[c.Change]:
        """The tasks of the state, and the round of approval."""
        workflow, world = self._kind.workflow, self._world
        round_ = moving.opened_round(workflow, self._state, case, world)
        if round_ is not None:
            # Nobody has just acted, so no answer is taken as given.
            round_ = replace(round_, votes=())
            yield c.ApprovalOpened(approval=round_)
        for task in moving.opened_tasks(workflow, case, self._state, world, round_):
            yield c.TaskOpened(task=self._in_hand(task))

    def _in_hand(self, task: Task) -> Task:
        """The task lies with whom the ledger names, if they may do it."""
        person = self._record.person
        holders = self._world.directory.holders(task.role, task.office, self._world.today)
        return replace(task, assignee=person) if person in holders else task

    def _steps(self) -> Iterator[Step]:
        record = self._record
        for number, past in enumerate(record.steps, start=1):
            yield _step(number, past, record.state)
        yield Step(
            seq=len(record.steps) + 1,
            action=ACTION,
            person=self._world.actor.person,
            from_state=record.state,
            to_state=record.state,
            at=self._world.now,
            on_behalf_of=self._world.actor.on_behalf_of,
        )

    def _case_clocks(self) -> Iterator[c.Change]:
        running = not self._kind.workflow.state(self._state).final
        for key, spec in self._kind.workflow.spec.deadlines.items():
            run = self._record.clocks.get(key)
            if run is None and running and spec.ends_on in self._case.facts:
                yield clocks.started(key, spec, self._case, self._world, None)
            elif run is not None:
                started = self._started(key, spec, None)
                yield started
                if run.stopped_on is not None:
                    case = replace(self._case, deadlines=(started.deadline,))
                    yield from clocks.stopped(case, frozenset((key,)))

    def _started(self, key: str, spec: DeadlineSpec, state: str | None) -> c.DeadlineStarted:
        """The clock as it has been running since the day of the ledger.

        Its length is the one in force on that day; of days before the first known figure, today's.
        """
        case, given = self._case, self._record.clocks.get(key)
        day = given.counted_from if given is not None else self._counted_from(spec)
        dated = replace(case, facts={**case.facts, _DAY: day.isoformat()})
        counted = spec.model_copy(update={"counted_from": _DAY})
        try:
            then = replace(self._world, now=moment_of(day))
            return clocks.started(key, counted, dated, then, state)
        except QuestionError:
            return clocks.started(key, counted, dated, self._world, state)

    def _counted_from(self, spec: DeadlineSpec) -> date:
        given = self._attempt.facts.get(spec.counted_from or "")
        return date.fromisoformat(given) if isinstance(given, str) else self._record.entered


_DAY = "\x00day"
"""Stands for the day of the ledger; no field of a case can be called so."""


def _attempt(kind: Kind, case: Case, world: Circumstances) -> Attempt:
    """The demands of the case's state, judged like the needs of an action."""
    demands = kind.demands[case.state]
    return Attempt(
        workflow=kind.workflow,
        case=case,
        name=ACTION,
        action=Action(origin=(case.state,), by=(), needs=demands.needs()),
        command=Act(case_id=case.id, action=ACTION),
        world=world,
        facts=case.facts,
    )


def _with_beginnings(kind: Kind, attempt: Attempt) -> Attempt:
    """Add values that are the same for every case in the state; a list without records is empty."""
    spec, demands = kind.workflow.spec, kind.demands[attempt.case.state]
    lists = {n: text for n, text in spec.open.set.items() if spec.case[n].type == "list"}
    facts = dict(attempt.facts)
    for name, text in (*demands.constants, *lists.items()):
        value = stored(ask(attempt, text).value, spec.case[name])
        if name not in facts and value is not None:
            facts[name] = value
    return replace(attempt, facts=facts)


def _gaps(kind: Kind, attempt: Attempt) -> Iterator[Reason]:
    lacking = tuple(completeness.needs_reasons(attempt))
    yield from lacking
    named = {found.params.get("field") for found in lacking}
    for text in sorted(kind.demands[attempt.case.state].guards):
        answer = ask(attempt, text)
        if isinstance(answer.value, Unknown):
            if not set(answer.missing) <= named:
                yield reason(ReasonCode.RULE_UNKNOWN, rule=text, fields=list(answer.missing))
        elif answer.value is not True:
            yield unmet_reason(text, answer)


def _step(number: int, past: PastStep, state: str) -> Step:
    return Step(
        seq=number,
        action=past.action,
        person=past.person,
        from_state=state,
        to_state=state,
        at=moment_of(past.on),
        with_person=past.together_with,
    )
