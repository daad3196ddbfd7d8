"""Plays written examples on the real engine, with the released calendar and rules."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any, cast

from adapters.outbound.definitions import stories as s
from adapters.outbound.definitions.catalogue import read_rulebook
from adapters.outbound.definitions.yaml import read_yaml
from engine.calendar import Calendar, calendar_from
from engine.changes import ChildOpened, LetterIssued
from engine.circumstances import Circumstances, FundKey
from engine.commands import (
    Act,
    AttachDocument,
    CaseCommand,
    FireDeadline,
    NoteChildClosed,
    OpenCase,
    Undo,
)
from engine.decide import decide
from engine.decision import Decision
from engine.definitions.compile import CompiledWorkflow, compile_workflow
from engine.definitions.language import Workflow
from engine.directory import JOIN, OUTSIDE, TIMER, Actor, Directory, Grant, Office, Person
from engine.events import Event
from engine.evolve import evolve, replay
from engine.letters import letter_values, write
from engine.model import Case
from engine.money import fen_from_yuan
from engine.opening import open_case
from engine.projection import Account, movements
from engine.refusal import Refusal
from rules.policy import Rulebook
from rules.source import plain
from tests.support.outside import ROOT

REGION = "371083"
"""The stories happen where a figure of the subsistence line is on record."""

_CHAIN: tuple[tuple[str, s.OfficeLevel], ...] = (
    ("g", "grassroots"),
    ("s", "street"),
    ("d", "district"),
    ("c", "city"),
    ("p", "province"),
)
_YEARS = range(2025, 2031)


@dataclass(frozen=True, kw_only=True)
class Played:
    """A file as a story left it, with everything that happened.

    Attributes:
        free: Free budget by office, year and fund.
        fired: Clocks whose running out was noticed.
        denied: How often each action was refused.
    """

    case: Case | None
    free: dict[FundKey, int]
    events: tuple[Event, ...] = ()
    fired: tuple[str, ...] = ()
    denied: Counter[str] = field(default_factory=Counter)

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters issued, in order."""
        changes = (change for event in self.events for change in event.changes)
        return tuple(change.letter for change in changes if isinstance(change, LetterIssued))

    def file(self) -> Case:
        """The case; the story must have opened one."""
        assert self.case is not None, "the file was never opened"
        return self.case


class Theatre:
    """The stories of one version of a kind of case, and the world they happen in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stories = s.read_stories(folder / "examples.yaml")
        self.workflow = _workflow(folder / "workflow.yaml")
        self._played: dict[str, Played] = {}

    @cached_property
    def directory(self) -> Directory:
        """The offices, one above the other, and the people of the stories."""
        above = (*(key for key, _ in _CHAIN[1:]), None)
        offices = {
            key: Office(id=key, level=level, name=level, region=REGION, parent=parent)
            for (key, level), parent in zip(_CHAIN, above, strict=True)
        }
        people = {key: _person(key, player) for key, player in self.stories.people.items()}
        return Directory(offices=offices, people=people)

    def play(self, name: str) -> Played:
        """Plays a story from its beginning, or from where the one before it ended."""
        if name not in self._played:
            self._played[name] = self._run(self.stories.named()[name])
        return self._played[name]

    def _run(self, story: s.Story) -> Played:
        if story.continues is not None:
            before = self.play(story.continues)
            played = replace(before, free={**before.free, **_funds(story.budgets)})
        else:
            played = Played(case=None, free=_funds({**self.stories.budgets, **story.budgets}))
        if story.opened is not None:
            played = self._open(story, story.opened, played)
        for number, step in enumerate(story.steps, 1):
            played = self._step(played, step, f"{story.name}, step {number}")
        look_at(played, story.ends, f"{story.name}, end")
        return played

    def _open(self, story: s.Story, opened: s.Opened, played: Played) -> Played:
        data = {**self.stories.facts.get(opened.like or "", {}), **opened.with_}
        office = next(key for key, level in _CHAIN if level == opened.at)
        number = 1 + list(self.stories.named()).index(story.name)
        command = OpenCase(
            case_id=f"{self.workflow.spec.prefix}-{opened.on.year}-{number:06}",
            kind=self.workflow.spec.workflow,
            office=office,
            data=data,
        )
        world = self.world(played, opened.by, opened.on)
        if opened.region is not None:
            world = replace(world, directory=_moved_to(self.directory, opened.region))
        answer = open_case(self.workflow, command, world)
        return _after(played, answer, opened.because, "open", story.name)

    def _step(self, played: Played, step: s.Step, where: str) -> Played:
        if isinstance(step, s.Look):
            look_at(played, step.expect, where)
            return played
        if isinstance(step, s.Attached):
            for kind in step.kinds:
                command = _paper(played.file(), kind, step, self.workflow)
                played = self._give(played, command, step.by, step.on, where)
            return played
        if isinstance(step, s.Taken):
            return self._take(played, step, where)
        if isinstance(step, s.Fired | s.Undone | s.Rearranged):
            return self._happen(played, step, where)
        if isinstance(step, s.ChildEnded):
            return self._hear_of_child(played, step, where)
        return self._receive(played, step, where)

    def _happen(
        self, played: Played, step: s.Fired | s.Undone | s.Rearranged, where: str
    ) -> Played:
        if isinstance(step, s.Fired):
            fire = FireDeadline(case_id=played.file().id, deadline=step.timer)
            played = self._give(played, fire, TIMER, step.on, where)
            return replace(played, fired=(*played.fired, step.timer))
        if isinstance(step, s.Undone):
            undo = Undo(case_id=played.file().id)
            return self._give(played, undo, step.by, step.on, where)
        change = step.command(played.file().id, step.person or "")
        return self._give(played, change, step.by, step.on, where, step.because)

    def _hear_of_child(self, played: Played, step: s.ChildEnded, where: str) -> Played:
        case_id = played.file().id
        told = NoteChildClosed(
            case_id=case_id, child_id=f"{case_id}.{step.child}", outcome=step.ended
        )
        return self._give(played, told, JOIN, step.on, where)

    def _take(self, played: Played, step: s.Taken, where: str) -> Played:
        command = Act(
            case_id=played.file().id,
            action=step.action,
            data=step.with_,
            reason=step.reason,
            target=step.target,
            straight_back=step.straight_back,
            approvers=step.approvers,
            with_person=step.together_with,
            extension=step.extension,
        )
        assert bool(step.refused) == bool(step.because), f"{where}: refused needs because"
        return self._give(played, command, step.by, step.on, where, step.because)

    def _receive(self, played: Played, step: s.Received, where: str) -> Played:
        """A message takes the one action from here that names its event."""
        case, actions = played.file(), self.workflow.spec.actions
        [name] = [
            key
            for key in self.workflow.outgoing[case.state]
            if actions[key].outside == step.outside
        ]
        command = Act(case_id=case.id, action=name, data=step.with_)
        return self._give(played, command, OUTSIDE, step.on, where)

    def _give(
        self,
        played: Played,
        command: CaseCommand,
        by: str | Actor,
        on: datetime,
        where: str,
        because: s.Codes = (),
    ) -> Played:
        answer = decide(self.workflow, played.file(), command, self.world(played, by, on))
        if isinstance(answer, Decision):
            self._children_can_be_opened(played, answer, on, where)
        return _after(played, answer, because, getattr(command, "action", ""), where)

    def _children_can_be_opened(
        self, played: Played, decision: Decision, on: datetime, where: str
    ) -> None:
        """A child of this kind that could not be opened would refuse the whole action."""
        changes = (change for event in decision.events for change in event.changes)
        for change in changes:
            if isinstance(change, ChildOpened) and change.child.kind == decision.case.kind:
                command = OpenCase(
                    case_id=change.child.id,
                    kind=change.child.kind,
                    office=decision.case.office,
                    data=change.facts,
                    parent=decision.case.id,
                )
                answer = open_case(self.workflow, command, self.world(played, JOIN, on))
                assert isinstance(answer, Decision), f"{where}: {answer}"

    def _actor(self, by: str | Actor, on: datetime) -> Actor:
        """A person of the stories, or the part of the machine that cancels children."""
        if isinstance(by, Actor):
            return by
        return JOIN if by == JOIN.person else self.directory.actor(by, on.date())

    def world(self, played: Played, by: str | Actor, on: datetime) -> Circumstances:
        """The circumstances at a moment, with somebody as the actor."""
        actor = self._actor(by, on)
        return Circumstances(
            now=on,
            actor=actor,
            directory=self.directory,
            calendar=calendar(),
            rules=rulebook(),
            funds=played.free,
        )


@cache
def calendar() -> Calendar:
    """The working days as released."""
    file = ROOT / "rules" / "catalogue" / "calendar" / "cn.yaml"
    return calendar_from(plain(read_yaml(file.read_text("utf-8"), file=str(file))))


@cache
def rulebook() -> Rulebook:
    """The rules as released."""
    return read_rulebook(ROOT / "rules" / "catalogue")


def _workflow(file: Path) -> CompiledWorkflow:
    document = plain(read_yaml(file.read_text("utf-8"), file=str(file)))
    return compile_workflow(Workflow.model_validate(document))


def _person(key: str, player: s.Player) -> Person:
    grants = tuple(
        Grant(
            role=role,
            office=next(office for office, level in _CHAIN if level == holding.at),
            limit_fen=None if holding.limit is None else fen_from_yuan(holding.limit),
        )
        for role, holding in player.roles.items()
    )
    return Person(id=key, name=player.name, grants=grants)


def _funds(budgets: Mapping[str, str]) -> dict[FundKey, int]:
    """Every fund of the district has its budget in every year of the stories."""
    return {
        ("d", year, fund): fen_from_yuan(amount)
        for fund, amount in budgets.items()
        for year in _YEARS
    }


def _moved_to(directory: Directory, region: str) -> Directory:
    offices = {key: replace(office, region=region) for key, office in directory.offices.items()}
    return replace(directory, offices=offices)


def _paper(case: Case, kind: str, step: s.Attached, workflow: CompiledWorkflow) -> AttachDocument:
    content = f"{case.id} {kind} {step.on.isoformat()}".encode()
    return AttachDocument(
        case_id=case.id,
        kind=kind,
        name=f"{kind}.pdf",
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        media=workflow.spec.documents[kind].media[0],
        issued_on=step.issued_on,
    )


def _after(
    played: Played, answer: Decision | Refusal, because: s.Codes, action: str, where: str
) -> Played:
    if isinstance(answer, Refusal):
        assert sorted(answer.codes) == sorted(because), f"{where}: {answer.reasons}"
        return replace(played, denied=played.denied + Counter([action]))
    assert not because, f"{where}: done, though it should have been refused for {because}"
    events = (*played.events, *answer.events)
    assert replay(events) == answer.case, f"{where}: the events do not give the case"
    return replace(played, case=answer.case, events=events, free=_moved(played.free, answer.events))


def _moved(free: dict[FundKey, int], events: tuple[Event, ...]) -> dict[FundKey, int]:
    """The free budget after the movements of some events."""
    after = dict(free)
    for move in movements(events):
        key = (move.office, move.year, move.fund)
        after[key] += move.amount_fen * (
            (move.target is Account.FREE) - (move.source is Account.FREE)
        )
    assert min(after.values(), default=0) >= 0, "a budget was overspent"
    return after


def look_at(played: Played, expected: s.Expected, where: str) -> None:
    """Compares the file with what a story says about it."""
    if expected == s.Expected():
        return
    case = played.file()
    found = {
        "state": case.state if expected.state is not None else None,
        "outcome": case.outcome if expected.outcome is not None else None,
        "last_day": {key: _last_day(case, key) for key in expected.last_day},
        "fields": {key: case.facts.get(key) for key in expected.fields},
        "letters": tuple(key for key in expected.letters if key in played.letters),
        "reserved": _reserved(case) if expected.reserved is not None else None,
        "children": len(case.children) if expected.children is not None else None,
    }
    assert found == dict(expected), where


def _last_day(case: Case, clock: str) -> object:
    deadline = case.deadline(clock)
    return None if deadline is None else deadline.last_day


def _reserved(case: Case) -> str:
    fen = 0 if case.reserved is None else case.reserved.amount_fen
    return format(Decimal(fen) / 100, ".2f")


@cache
def texts_of(folder: Path, language: str) -> dict[str, dict[str, Any]]:
    """The texts of a kind of case in a language."""
    file = folder / "texts" / f"{language}.yaml"
    return cast(
        "dict[str, dict[str, Any]]", plain(read_yaml(file.read_text("utf-8"), file=str(file)))
    )


def written_letters(theatre: Theatre, played: Played, language: str) -> Iterator[tuple[str, str]]:
    """The letters that a story issued, as they went out."""
    case: Case | None = None
    for event in played.events:
        case = evolve(case, event)
        for change in event.changes:
            if isinstance(change, LetterIssued):
                yield change.letter, _written(theatre, case, change, language)


def _written(theatre: Theatre, case: Case, issued: LetterIssued, language: str) -> str:
    template = theatre.folder / "letters" / f"{issued.letter}.{language}.md"
    values = letter_values(
        case,
        theatre.workflow,
        issued.letter,
        words=texts_of(theatre.folder, language)["options"],
        office_name="样例工会",
        dated=issued.dated,
        date_form="{year}年{month}月{day}日" if language == "zh" else "{year}-{month:02}-{day:02}",
    )
    return write(template.read_text("utf-8"), values)
