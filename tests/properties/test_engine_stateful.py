"""Offices at work at random: whatever anybody tries, what the engine promises stays true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from engine.commands import (
    Act,
    AddApprover,
    AddNote,
    AssignTask,
    CaseCommand,
    ClaimTask,
    CopyCase,
    DelegateTask,
    DelegateVote,
    GiveOpinion,
    HandOverTask,
    HoldTask,
    Place,
    RecallVote,
    RecomputeDeadlines,
    ReleaseTask,
    RemoveApprover,
    ReturnTask,
    SendReminder,
    ShowFields,
    TakeUpTask,
    TransferVote,
    Undo,
    WithdrawDocument,
)
from engine.directory import OUTSIDE, TIMER, Absence
from engine.money import fen_from_yuan
from engine.usecases.requester import Requester, machine
from engine.usecases.verify_audit import verify_audit
from tests.support.command_values import OfTask
from tests.support.office_life import Office, Setting, paper, people_of, values_for
from tests.support.outside import ROOT
from tests.support.playing import Theatre, calendar, rulebook
from tests.support.small_kind import CALENDAR, DIRECTORY, NOW, NoRules, small_kind

MOST_CASES = 3
AWAY = (
    Absence(person="ann", delegate="gil", since=date(2026, 1, 1), until=date(2026, 12, 31)),
    Absence(person="eva", delegate="ann", since=date(2026, 1, 1), until=date(2026, 12, 31)),
)


def small() -> Setting:
    """The small kind of case, in an office with little money."""
    return Setting(
        workflow=small_kind(
            actions={
                "drop": {"undo": {"until": "next_action"}},
                "pay": {"bulk": True},
                "vote_yes": {"by": ["chief", "join"]},
            },
            states={
                "review": {"due": {"extendable": "3 working days"}},
                "panel": {"approval": {"allows": ["add", "remove", "transfer", "delegate"]}},
            },
        ),
        directory=replace(DIRECTORY, absences=AWAY),
        rules=NoRules(),
        calendar=CALENDAR,
        now=NOW,
        office="s",
        opening={"name": "赵样例", "amount": "3000"},
        facts={"amount": "3000.00", "happened": "2026-01-05"},
        budget_office="d",
        funds={"aid": 1_000_000},
    )


def shipped(folder: Path) -> Setting:
    """A kind of case as it ships, with the people of its stories and where they ended.

    Stories with child cases are left out: their children are not there to be told about.
    """
    theatre = Theatre(folder)
    stories = theatre.stories
    opened = next(story.opened for story in stories.examples if story.opened is not None)
    facts = stories.facts[opened.like or ""]
    told = {name: theatre.play(name) for name in stories.named()}
    return Setting(
        workflow=theatre.workflow,
        directory=theatre.directory,
        rules=rulebook(),
        calendar=calendar(),
        now=opened.on.astimezone(UTC),
        office=opened.at[0],
        opening=facts,
        facts=facts,
        budget_office="d",
        funds={fund: fen_from_yuan(amount) for fund, amount in stories.budgets.items()},
        years=tuple(range(2025, 2031)),
        told={
            name: played.events
            for name, played in told.items()
            if played.case is not None and not played.case.children
        },
    )


class OfficeLife(RuleBasedStateMachine):
    """What people do in an office, in any order."""

    setting: Setting
    data = st.data()

    @initialize(data=data, steps=st.integers(min_value=0, max_value=14))
    def begin(self, data: st.DataObject, steps: int) -> None:
        """An office opens, and its first case has come some way already."""
        self.office = Office(self.setting)
        self.requesters = list(people_of(self.setting.directory, self.setting.now))
        self.office.open(next(p for p in self.setting.directory.people if self._opens(p)))
        if self.setting.told:
            story = data.draw(st.sampled_from(sorted(self.setting.told)))
            self.office.take_up(self.setting.told[story])
        for _ in range(steps):
            self._step(data)

    def _opens(self, person: str) -> bool:
        by = self.setting.workflow.spec.open.by
        grants = self.setting.directory.people[person].grants
        return any(g.role in by and g.office == self.setting.office for g in grants)

    def _case(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(self.office.cases))

    def _requester(self, data: st.DataObject) -> Requester:
        return data.draw(st.sampled_from(self.requesters))

    def _give(self, data: st.DataObject, command: CaseCommand) -> None:
        self.office.give(command, self._requester(data))

    @precondition(lambda self: len(self.office.cases) < MOST_CASES)
    @rule(data=data)
    def open(self, data: st.DataObject) -> None:
        """Somebody opens a case, or tries to."""
        person = data.draw(st.sampled_from(sorted(self.setting.directory.people)))
        if self._opens(person):
            self.office.open(person)

    @rule(data=data, steps=st.integers(min_value=1, max_value=4))
    def work(self, data: st.DataObject, steps: int) -> None:
        """Somebody who may takes possible actions, papers and values in hand."""
        for _ in range(steps):
            self._step(data)

    def _step(self, data: st.DataObject) -> None:
        case = self.office.case(self._case(data))
        able = [
            (name, machine(OUTSIDE) if person == OUTSIDE.person else Requester(person=person))
            for name, people in self.office.possible(case)
            for person in people
        ]
        if not able:
            return
        onwards = [way for way in able if self.office.leads_on(way[0])]
        name, requester = data.draw(st.sampled_from([*onwards * 3, *able]))
        self.office.bring_papers(case.id, name)
        action = self.setting.workflow.spec.actions[name]
        today = self.office.ports.clock.now().date().isoformat()
        second = self.office.second_person(case, name, requester)
        command = Act(
            case_id=case.id,
            action=name,
            data=data.draw(values_for(self.setting, action.edits, today)),
            reason="ground",
            target=data.draw(st.sampled_from([None, *case.visited])),
            straight_back=data.draw(st.booleans()),
            with_person=second,
            extension="2 working days",
        )
        self.office.give(command, requester)

    @rule(data=data)
    def act(self, data: st.DataObject) -> None:
        """Somebody takes an action from the present state, with whatever it asks for."""
        case = self.office.case(self._case(data))
        names = self.setting.workflow.outgoing[case.state]
        if not names:
            return
        name = data.draw(st.sampled_from(names))
        action = self.setting.workflow.spec.actions[name]
        today = self.office.ports.clock.now().date().isoformat()
        command = Act(
            case_id=case.id,
            action=name,
            data=data.draw(values_for(self.setting, action.edits, today)),
            reason=data.draw(st.sampled_from(["ground", "ground", None])),
            target=data.draw(st.sampled_from([None, *case.visited])),
            straight_back=data.draw(st.booleans()),
            with_person=data.draw(st.sampled_from([None, *self.setting.directory.people])),
            extension=data.draw(st.sampled_from([None, "2 working days", "9 days"])),
        )
        self.office.give(command, self._actor(data, action.by))

    def _actor(self, data: st.DataObject, by: tuple[str, ...]) -> Requester:
        """Mostly somebody of a role that may, sometimes anybody, or the machine."""
        people = self.setting.directory.people.values()
        fitting = [
            Requester(person=person.id)
            for person in people
            if any(grant.role in by for grant in person.grants)
        ]
        if "outside" in by:
            fitting.append(machine(OUTSIDE))
        return data.draw(st.sampled_from([*fitting, *fitting, *self.requesters]))

    @rule(data=data)
    def explain(self, data: st.DataObject) -> None:
        """Somebody asks about an action and then takes it with empty hands."""
        case = self.office.case(self._case(data))
        name = data.draw(st.sampled_from(list(self.setting.workflow.spec.actions)))
        self.office.explained_as_decided(case.id, name, self._requester(data))

    @precondition(lambda self: self.setting.workflow.spec.documents)
    @rule(data=data)
    def attach(self, data: st.DataObject) -> None:
        """Somebody brings papers, one or all of them."""
        case_id = self._case(data)
        requester = self._requester(data)
        kinds = sorted(self.setting.workflow.spec.documents)
        for kind in data.draw(st.one_of(st.just(kinds), st.sampled_from(kinds).map(lambda k: [k]))):
            self.office.give(paper(case_id, kind, self.setting.workflow), requester)

    @rule(data=data)
    def withdraw_paper(self, data: st.DataObject) -> None:
        """Somebody takes a paper out of account."""
        case = self.office.case(self._case(data))
        chosen = data.draw(st.sampled_from(["none", *(p.id for p in case.documents[:2])]))
        self._give(data, WithdrawDocument(case_id=case.id, document_id=chosen, reason="wrong"))

    @rule(data=data)
    def handle_task(self, data: st.DataObject) -> None:
        """Somebody claims, releases, gives, lends or lays aside a task."""
        case = self.office.case(self._case(data))
        task = data.draw(st.sampled_from(["none", *(task.id for task in case.tasks)]))
        person = data.draw(st.sampled_from(sorted(self.setting.directory.people)))
        until = case.entered_at.date() + timedelta(days=data.draw(st.integers(1, 9)))
        of_task: OfTask = {"case_id": case.id, "task_id": task}
        commands: list[CaseCommand] = [
            ClaimTask(**of_task),
            ReleaseTask(**of_task),
            AssignTask(**of_task, assignee=person),
            HandOverTask(**of_task, person=person, reason="x"),
            DelegateTask(**of_task, person=person),
            ReturnTask(**of_task, text="x"),
            HoldTask(**of_task, until=until, reason="x"),
            TakeUpTask(**of_task),
        ]
        self._give(data, data.draw(st.sampled_from(commands)))

    @rule(data=data)
    def rearrange_round(self, data: st.DataObject) -> None:
        """Somebody changes who is asked, reminds those who are, or copies the case."""
        case = self._case(data)
        person = data.draw(st.sampled_from(sorted(self.setting.directory.people)))
        places: list[Place] = ["before", "after", "beside"]
        place = data.draw(st.sampled_from(places))
        commands: list[CaseCommand] = [
            AddApprover(case_id=case, person=person, place=place),
            RemoveApprover(case_id=case, person=person),
            TransferVote(case_id=case, person=person),
            DelegateVote(case_id=case, person=person),
            GiveOpinion(case_id=case, text="x"),
            RecallVote(case_id=case),
            SendReminder(case_id=case),
            CopyCase(case_id=case, people=(person,)),
        ]
        self._give(data, data.draw(st.sampled_from(commands)))

    @rule(data=data)
    def undo(self, data: st.DataObject) -> None:
        """Somebody tries to take their last action back."""
        self._give(data, Undo(case_id=self._case(data)))

    @rule(data=data)
    def remark_or_look(self, data: st.DataObject) -> None:
        """Somebody leaves a remark or looks at personal data."""
        case_id = self._case(data)
        sensitive = [n for n, f in self.setting.workflow.spec.case.items() if f.sensitive]
        look = ShowFields(case_id=case_id, fields=tuple(sensitive[:1]), purpose="check")
        commands: list[CaseCommand] = [AddNote(case_id=case_id, text="x"), look]
        self._give(data, data.draw(st.sampled_from(commands)))

    @rule(days=st.integers(min_value=1, max_value=12))
    def time_passes(self, days: int) -> None:
        """Days go by, and clocks run out."""
        self.office.pass_days(days)

    @rule(data=data)
    def recompute(self, data: st.DataObject) -> None:
        """The timer computes the clocks again."""
        self.office.give(RecomputeDeadlines(case_id=self._case(data)), machine(TIMER))

    @invariant()
    def promises_hold(self) -> None:
        """Budgets, duties, and somebody who can move every case."""
        if hasattr(self, "office"):
            self.office.budgets_hold()
            self.office.duties_hold()
            self.office.somebody_can_move()

    def teardown(self) -> None:
        """In the end every chain verifies and every row agrees."""
        if hasattr(self, "office"):
            assert verify_audit(self.office.ports).defects == ()


SHIPPED = {
    f"{file.parent.parent.name} {file.parent.name}": (partial(shipped, file.parent), 8, 40)
    for file in sorted((ROOT / "workflows").glob("*/v*/examples.yaml"))
}
SETTINGS: dict[str, tuple[Callable[[], Setting], int, int]] = {
    "small kind": (small, 1, 40),
    **SHIPPED,
}


@pytest.mark.parametrize("name", SETTINGS)
def test_an_office_keeps_its_promises_whatever_anybody_does(name: str) -> None:
    """Random commands by random people leave replay, duties, budgets and chains intact."""
    made, share, steps = SETTINGS[name]

    class Life(OfficeLife):
        setting = made()

    usual = settings.default
    assert usual is not None
    bounds = settings(max_examples=max(usual.max_examples // share, 1), stateful_step_count=steps)
    run_state_machine_as_test(Life, settings=bounds)
