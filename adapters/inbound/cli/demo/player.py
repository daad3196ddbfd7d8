"""Plays a written story through the use cases, on other days and with other people than written.

The days are moved as a whole. Holidays do not move with them, so a clock may run longer than it
did in the story; then the story waits until it has run out, and all that follows happens later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, cast

from pydantic import JsonValue

from adapters.inbound.cli.demo.office import Branch
from adapters.outbound.definitions import stories as s
from engine.commands import Act, CaseCommand, FireDeadline, Undo
from engine.definitions.targets import forward_targets
from engine.directory import JOIN, OUTSIDE, TIMER
from engine.errors import NotFoundError
from engine.refusal import Refusal
from engine.usecases.answers import Answer
from engine.usecases.attach_document import attach_document
from engine.usecases.handle_command import handle_command
from engine.usecases.open_case import open_case
from engine.usecases.requester import Requester, machine

if TYPE_CHECKING:
    from adapters.outbound.memory import SettableClock
    from engine.definitions.language import Workflow
    from engine.model import Case
    from engine.ports import Ports

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"\d{4}-\d{2}")
_AFTERWARDS = timedelta(minutes=30)
_MACHINES = frozenset(("timer", "outside", "join"))
_STILL_REFUSED = frozenset(
    {
        "not_in_this_state",
        "not_your_role",
        "not_your_office",
        "separation_of_duties",
        "amount_above_limit",
        "bad_value",
        "field_missing",
    }
)
"""Reasons that hold on any day: attempts refused for these are part of the story."""


class StuckError(Exception):
    """The story cannot be played on these days."""


@dataclass(frozen=True, kw_only=True)
class Script:
    """One file's story from its opening, with all steps of the stories it continues."""

    name: str
    opened: s.Opened
    steps: tuple[s.Step, ...]
    ends: str | None
    """The step of the workflow that it leads to."""

    def moment(self, steps: int) -> datetime:
        """When the last of the first steps is written to happen."""
        happening = (step for step in self.steps[:steps] if not isinstance(step, s.Look))
        return max([self.opened.on, *(step.on for step in happening)])


def scripts(stories: s.Stories) -> tuple[Script, ...]:
    """The stories that open a file here and run on the usual budgets."""
    named = stories.named()
    return tuple(
        script
        for story in stories.examples
        if not any(part.budgets for part in _parts(story, named))
        if (script := _script(story, named)) is not None
    )


def _script(story: s.Story, named: Mapping[str, s.Story]) -> Script | None:
    parts = _parts(story, named)
    opened = parts[0].opened
    if opened is None or opened.because or opened.region is not None:
        return None
    return Script(
        name=story.name,
        opened=opened,
        steps=tuple(step for part in parts for step in part.steps),
        ends=story.ends.state,
    )


def _parts(story: s.Story, named: Mapping[str, s.Story]) -> list[s.Story]:
    if story.continues is None:
        return [story]
    return [*_parts(named[story.continues], named), story]


def leads_to(spec: Workflow, script: Script) -> frozenset[str]:
    """The steps of the workflow that a script may come to, as far as can be told unplayed."""
    taken = {step.action for step in script.steps if isinstance(step, s.Taken)}
    by_themselves = any(isinstance(step, s.Fired | s.Received) for step in script.steps)
    found = {name for name, state in spec.states.items() if state.initial}
    for name, action in spec.actions.items():
        if name in taken or (by_themselves and not _MACHINES.isdisjoint(action.by)):
            found.update(forward_targets(action))
    return frozenset(found)


@dataclass(kw_only=True)
class Performance:
    """One story being played into one installation.

    Attributes:
        ports: With a clock that this performance sets.
        branch: The offices where it happens.
        facts: The named sets of values that openings begin with.
        disguise: Values of the story, and what stands in their place.
        shift: By how much its days are moved.
    """

    ports: Ports
    clock: SettableClock
    kind: str
    branch: Branch
    facts: Mapping[str, dict[str, JsonValue]]
    papers: Mapping[str, bytes]
    disguise: Mapping[str, str] = field(default_factory=dict)
    shift: timedelta = timedelta()
    case_id: str = ""

    def play(self, script: Script, steps: int | None = None) -> Iterator[str]:
        """Play the opening and the first steps; yields the state after each.

        Raises:
            StuckError: A step is refused on these days.
        """
        self._open(script.opened)
        yield self.case.state
        for step in script.steps[:steps]:
            self._step(step)
            yield self.case.state

    @property
    def case(self) -> Case:
        """The file as it stands."""
        return self.ports.cases.load(self.case_id).case

    def _open(self, opened: s.Opened) -> None:
        data = {**self.facts.get(opened.like or "", {}), **opened.with_}
        self._at(opened.on)
        answer = open_case(
            self.ports,
            kind=self.kind,
            office=self.branch.offices[opened.at],
            data=cast("dict[str, JsonValue]", self._told(data)),
            requester=self._person(opened.by),
        )
        if isinstance(answer, Refusal):
            raise StuckError(answer.codes)
        self.case_id = answer.case.id

    def _step(self, step: s.Step) -> None:
        match step:
            case s.Taken():
                self._take(step)
            case s.Attached():
                self._attach(step)
            case s.Fired():
                self._wait_for(step.on, (step.timer,))
                fire = FireDeadline(case_id=self.case_id, deadline=step.timer)
                self._give(fire, machine(TIMER))
            case s.Undone() | s.Rearranged():
                self._rearrange(step)
            case s.Received():
                self._receive(step)
            case s.ChildEnded():
                # Real children of a real file end by themselves, not on a word of the story.
                raise StuckError
            case s.Look():
                pass

    def _take(self, step: s.Taken) -> None:
        if step.refused is not None and not set(step.because) <= _STILL_REFUSED:
            return
        action = self.ports.workflows.latest(self.kind).spec.actions[step.action]
        self._wait_for(step.on, action.after)
        command = Act(
            case_id=self.case_id,
            action=step.action,
            data=cast("dict[str, JsonValue]", self._told(step.with_)),
            reason=step.reason,
            target=step.target,
            straight_back=step.straight_back,
            approvers=tuple(self._login(person) for person in step.approvers),
            with_person=None if step.together_with is None else self._login(step.together_with),
            extension=step.extension,
        )
        self._give(command, self._person(step.by), refused=step.refused is not None)

    def _attach(self, step: s.Attached) -> None:
        self._at(step.on)
        for kind in step.kinds:
            content = self.papers[kind]
            ending = "png" if content.startswith(b"\x89PNG") else "pdf"
            answer = attach_document(
                self.ports,
                case_id=self.case_id,
                kind=kind,
                name=f"{kind}.{ending}",
                content=content,
                requester=self._person(step.by),
                issued_on=None if step.issued_on is None else self._day(step.issued_on),
            )
            _expect(answer)

    def _rearrange(self, step: s.Undone | s.Rearranged) -> None:
        self._at(step.on)
        if isinstance(step, s.Undone):
            self._give(Undo(case_id=self.case_id), self._person(step.by))
            return
        person = "" if step.person is None else self._login(step.person)
        command = step.command(self.case_id, person)
        self._give(command, self._person(step.by), refused=bool(step.because))

    def _receive(self, step: s.Received) -> None:
        """A message takes the action from here that names its event."""
        self._at(step.on)
        workflow = self.ports.workflows.latest(self.kind)
        names = workflow.outgoing[self.case.state]
        name = next(n for n in names if workflow.spec.actions[n].outside == step.outside)
        data = cast("dict[str, JsonValue]", self._told(step.with_))
        self._give(Act(case_id=self.case_id, action=name, data=data), machine(OUTSIDE))

    def _give(self, command: CaseCommand, requester: Requester, *, refused: bool = False) -> None:
        try:
            answer = handle_command(self.ports, command, requester)
        except NotFoundError:
            # Who may not even see the file is refused more thoroughly than the story says.
            if not refused:
                raise
            return
        if not refused:
            _expect(answer)

    def _at(self, moment: datetime) -> None:
        """Set the clock; it never goes back."""
        self.clock.set(max(moment + self.shift, self.clock.now() + timedelta(minutes=1)))

    def _wait_for(self, moment: datetime, clocks: Sequence[str]) -> None:
        """Let time pass until these clocks have run out, and the rest of the story with it."""
        wanted = moment + self.shift
        found = (self.case.deadline(key) for key in clocks)
        ends = [clock.ends_at + _AFTERWARDS for clock in found if clock is not None]
        self.shift += max([*(end - wanted for end in ends), timedelta()])
        self._at(moment)

    def _day(self, day: date) -> date:
        return day + timedelta(days=self.shift.days)

    def _told(self, value: JsonValue) -> JsonValue:
        """A value of the story as it is told here: days moved, names changed."""
        if isinstance(value, dict):
            return {key: self._told(part) for key, part in value.items()}
        if isinstance(value, list):
            return [self._told(part) for part in value]
        if not isinstance(value, str):
            return value
        if _DAY.fullmatch(value):
            return self._day(date.fromisoformat(value)).isoformat()
        if _MONTH.fullmatch(value):
            return self._day(date.fromisoformat(f"{value}-15")).isoformat()[:7]
        return self.disguise.get(value, value)

    def _person(self, person: str) -> Requester:
        """Somebody, or the part of the machine that ends children with their parent."""
        return machine(JOIN) if person == JOIN.person else Requester(person=self._login(person))

    def _login(self, person: str) -> str:
        return self.branch.doubles.get(person, person)


def _expect(answer: Answer) -> None:
    if isinstance(answer, Refusal):
        raise StuckError(answer.codes)
