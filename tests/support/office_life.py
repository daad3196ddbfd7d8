"""An office at work, at random: people, at moments, doing whatever they may or may not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product

from hypothesis import strategies as st
from pydantic import JsonValue

from adapters.outbound.memory import (
    FixedCalendar,
    FixedRules,
    FixedWorkflows,
    InMemoryCaseStore,
    InMemoryContacts,
    InMemoryDocumentStore,
    InMemoryLedger,
    InMemoryStaff,
    SeededChance,
    SettableClock,
)
from engine.audit import GENESIS, seal_all
from engine.calendar import Calendar
from engine.circumstances import Circumstances, Rules
from engine.commands import Act, AttachDocument, CaseCommand
from engine.definitions.compile import CompiledWorkflow
from engine.definitions.language import CaseField, Papers
from engine.directory import OUTSIDE, Directory, Grant, Person
from engine.errors import NotFoundError
from engine.events import Event
from engine.evolve import replay
from engine.explain import can_move, explain, explain_action, next_up
from engine.model import Case, Status, Step
from engine.money import Fen
from engine.ports import EntryQuery, Loaded, Ports
from engine.projection import CaseWrite, movements
from engine.refusal import ReasonCode, Refusal
from engine.usecases.allot_budget import allot_budget
from engine.usecases.answers import Answer
from engine.usecases.fire_deadlines import fire_deadlines
from engine.usecases.handle_command import handle_command
from engine.usecases.open_case import open_case
from engine.usecases.requester import Requester, is_visible
from engine.usecases.surroundings import circumstances, with_funds

TREASURER = "kim"
_PAPERS = frozenset(
    (ReasonCode.DOCUMENT_MISSING, ReasonCode.DOCUMENT_EXPIRED, ReasonCode.ONE_DOCUMENT_MISSING)
)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A kind of case with everything around it.

    Attributes:
        opening: Values a case is opened with.
        facts: Likely values of fields, by name.
        funds: Budgets in fen by fund, of the office `budget_office`, in each of `years`.
        told: What happened in cases that are there already, each from its opening.
    """

    workflow: CompiledWorkflow
    directory: Directory
    rules: Rules
    calendar: Calendar
    now: datetime
    office: str
    opening: Mapping[str, JsonValue]
    facts: Mapping[str, JsonValue]
    budget_office: str
    funds: Mapping[str, int]
    years: tuple[int, ...] = (2026,)
    told: Mapping[str, tuple[Event, ...]] = field(default_factory=dict)


def memory_house(setting: Setting) -> Ports:
    """An installation in memory, with its budgets allotted."""
    treasurer = Person(
        id=TREASURER,
        name="司库样例",
        grants=(Grant(role="treasurer", office=setting.budget_office),),
    )
    people = {**setting.directory.people, TREASURER: treasurer}
    ledger = InMemoryLedger()
    cases = InMemoryCaseStore(ledger)
    ports = Ports(
        cases=cases,
        outbox=cases.outbox,
        log=cases.log,
        inbox=cases.inbox,
        contacts=InMemoryContacts(),
        parties=cases.parties,
        ledger=ledger,
        staff=InMemoryStaff(replace(setting.directory, people=people)),
        workflows=FixedWorkflows(setting.workflow),
        rules=FixedRules(setting.rules),
        calendar=FixedCalendar(setting.calendar),
        clock=SettableClock(setting.now),
        chance=SeededChance(),
        documents=InMemoryDocumentStore(),
    )
    for fund, year in product(setting.funds, setting.years):
        allot_budget(
            ports,
            Requester(person=TREASURER),
            office=setting.budget_office,
            fund=fund,
            year=year,
            amount_fen=Fen(setting.funds[fund]),
        )
    return ports


class Office:
    """An installation and what must always be true of it."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.workflow = setting.workflow
        self.ports = memory_house(setting)
        self.cases: list[str] = []
        self.clock = self.ports.clock
        assert isinstance(self.clock, SettableClock)

    def open(self, person: str) -> None:
        """Somebody opens a case; whoever may not, leaves an entry in the journal."""
        answer = open_case(
            self.ports,
            kind=self.workflow.spec.workflow,
            office=self.setting.office,
            data=self.setting.opening,
            requester=Requester(person=person),
            case_id=f"NEW-{len(self.cases) + 1}",
        )
        if not isinstance(answer, Refusal):
            self.cases.append(answer.case.id)

    def take_up(self, events: tuple[Event, ...]) -> None:
        """A case lies on the desk as its story left it."""
        after = replay(events)
        assert after is not None
        salts = (self.ports.chance.salt() for _ in events)
        write = CaseWrite(
            before=None,
            after=after,
            seq=0,
            entries=seal_all(events, seq=0, head=GENESIS, salts=salts),
            subject="",
            movements=tuple(movements(events)),
        )
        self.ports.cases.commit([write])
        self.cases.append(after.id)
        clock = self.clock
        assert isinstance(clock, SettableClock)
        clock.set(max(clock.now(), events[-1].at))

    def case(self, case_id: str) -> Case:
        """A case as stored."""
        return self.ports.cases.load(case_id).case

    def world(self, requester: Requester, case: Case) -> Circumstances:
        """The circumstances of somebody's command on a case."""
        around = circumstances(self.ports, requester)
        return with_funds(self.ports, around, self.workflow, case.state, case.office)

    def events(self, case_id: str) -> list[Event]:
        """What the trail of a case says."""
        entries = self.ports.cases.entries(EntryQuery(case_id=case_id, limit=0))
        return [event for entry in entries if (event := entry.event()) is not None]

    def give(self, command: CaseCommand, requester: Requester) -> Answer | None:
        """Give a command; whatever is answered, what must hold afterwards holds.

        Returns:
            The answer, or None when the case does not exist for the person.
        """
        before = {case: self.ports.cases.load(case) for case in self.cases}
        try:
            answer = handle_command(self.ports, command, requester)
        except NotFoundError:
            answer = None
        case = self.case(command.case_id)
        if answer is None or isinstance(answer, Refusal):
            self._nothing_changed(before, command.case_id)
        else:
            assert answer.case == case
        assert replay(self.events(command.case_id)) == case
        return answer

    def _nothing_changed(self, before: Mapping[str, Loaded], case_id: str) -> None:
        """A refusal leaves one entry on its case, and every case as it was."""
        for other, loaded in before.items():
            now = self.ports.cases.load(other)
            assert now.case == loaded.case
            assert now.seq == loaded.seq + (other == case_id)

    def possible(self, case: Case) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Every action from here that lies with somebody, with the people who may take it."""
        world = self.world(Requester(person=TREASURER), case)
        for told in explain(self.workflow, case, world, anyone=True):
            outside = "outside" in self.workflow.spec.actions[told.action].by
            people = (*told.people, OUTSIDE.person) if outside else told.people
            if people and {found.code for found in told.reasons} <= _PAPERS:
                yield told.action, people

    def leads_on(self, action: str) -> bool:
        """Whether an action carries a case forward and may leave it open."""
        spec = self.workflow.spec.actions[action]
        ends = isinstance(spec.to, str) and self.workflow.state(spec.to).final
        return spec.type == "advance" and not ends

    def bring_papers(self, case_id: str, action: str) -> None:
        """Put every paper into the file that the action may want."""
        needs = self.workflow.spec.actions[action].needs
        papers = {kind for part in (needs, *needs.also) for kind in _wanted(part)}
        there = {paper.kind for paper in self.case(case_id).documents}
        for kind in sorted(papers - there):
            by = self.workflow.spec.documents[kind].by or self.workflow.spec.roles
            people = self.setting.directory.people.values()
            person = next(p.id for p in people if any(grant.role in by for grant in p.grants))
            self.give(paper(case_id, kind, self.workflow), Requester(person=person))

    def second_person(self, case: Case, action: str, requester: Requester) -> str | None:
        """Somebody else of the role that is to take part, at the office that acts."""
        spec = self.workflow.spec.actions[action]
        role = spec.needs.together_with
        if role is None:
            return None
        world = self.world(requester, case)
        office = world.directory.at_level(case.office, spec.at or "own")
        holders = () if office is None else world.directory.holders(role, office.id, world.today)
        return next((person for person in holders if person != requester.person), None)

    def explained_as_decided(self, case_id: str, name: str, requester: Requester) -> None:
        """What explain says of an action is what deciding it answers."""
        case = self.case(case_id)
        world = self.world(requester, case)
        if not is_visible(case, world.actor, world.directory):
            return
        told = explain_action(self.workflow, case, name, world)
        answer = self.give(Act(case_id=case_id, action=name), requester)
        decided = answer.codes if isinstance(answer, Refusal) else ()
        assert {found.code.value for found in (*told.reasons, *told.asks)} == set(decided)

    def pass_days(self, days: int) -> None:
        """Let time pass, and the timer do what has fallen due."""
        clock = self.clock
        assert isinstance(clock, SettableClock)
        clock.advance(timedelta(days=days))
        for due, _ in fire_deadlines(self.ports):
            assert replay(self.events(due.case_id)) == self.case(due.case_id)

    def budgets_hold(self) -> None:
        """Nothing is overspent, and no fund gained or lost a fen."""
        sums: dict[tuple[str, str, int], int] = {}
        for balance in self.ports.ledger.balances(None, None):
            assert balance.account == "granted" or balance.amount_fen >= 0
            fund = (balance.office, balance.fund, balance.year)
            sums[fund] = sums.get(fund, 0) + balance.amount_fen
        assert set(sums.values()) <= {0}

    def duties_hold(self) -> None:
        """Over the whole history of every case nobody did what their earlier part forbids."""
        for case_id in self.cases:
            history = self.case(case_id).history
            for index, step in enumerate(history):
                self._kept_apart(step, history[:index])

    def _kept_apart(self, step: Step, earlier: tuple[Step, ...]) -> None:
        action = self.workflow.spec.actions.get(step.action)
        if action is None or step.person in ("timer", "join", "outside"):
            return
        barred = {p for s in earlier if s.action in action.not_by_actor_of for p in s.people()}
        assert not barred & step.people()

    def somebody_can_move(self) -> None:
        """Every open case has a person, a timer, a child or an outside event that can move it."""
        for case_id in self.cases:
            case = self.case(case_id)
            world = self.world(Requester(person=TREASURER), case)
            assert can_move(self.workflow, case, world)
            assert case.status is Status.CLOSED or next_up(self.workflow, case, world)


def _wanted(papers: Papers) -> Iterator[str]:
    yield from papers.documents
    for group in papers.one_of_documents:
        yield from group[:1]


def paper(case_id: str, kind: str, workflow: CompiledWorkflow) -> AttachDocument:
    """A paper of a kind, as it is put into the file."""
    media = workflow.spec.documents[kind].media[0]
    return AttachDocument(
        case_id=case_id, kind=kind, name=kind, sha256="a" * 64, size_bytes=1, media=media
    )


def value_of(spec: CaseField, name: str, facts: Mapping[str, JsonValue], day: str) -> JsonValue:
    """A likely value of a field: the one of the stories, or the plainest of its type."""
    if name in facts:
        return facts[name]
    plain: dict[str, JsonValue] = {
        "boolean": True,
        "integer": int(spec.min or 0),
        "money": str(max(spec.min or Decimal(0), Decimal("100.00"))),
        "decimal": str(spec.min or 0),
        "date": day,
        "month": day[:7],
        "cn_id": "110101198001010002",
        "credit_code": "91350100M000100Y43",
        "phone": "13900000001",
        "bank_card": "6200000000000000018",
        "list": [],
    }
    if spec.options:
        return spec.options[0]
    return plain.get(spec.type, "样例")


def values_for(
    setting: Setting, names: tuple[str, ...], today: str
) -> st.SearchStrategy[dict[str, JsonValue]]:
    """All of these fields with likely values, or only some of them, or choices made anew."""
    spec = setting.workflow.spec.case
    likely = {name: value_of(spec[name], name, setting.facts, today) for name in names}
    likely |= {name: _holder(setting, spec[name].holds) for name in names if spec[name].holds}
    choices: dict[str, st.SearchStrategy[JsonValue]] = {
        name: st.sampled_from(spec[name].options) for name in names if spec[name].options
    }
    choices |= {name: st.booleans() for name in names if spec[name].type == "boolean"}
    amounts = st.sampled_from(("100.00", "3000.00", "6000.00"))
    choices |= {name: amounts for name in names if spec[name].type == "money"}
    return st.one_of(
        st.just(likely),
        st.fixed_dictionaries(choices).map(lambda chosen: {**likely, **chosen}),
        st.sets(st.sampled_from(names) if names else st.nothing()).map(
            lambda kept: {name: likely[name] for name in kept}
        ),
    )


def _holder(setting: Setting, role: str | None) -> str:
    """Somebody who holds a role anywhere."""
    people = setting.directory.people.values()
    return next(p.id for p in people if any(grant.role == role for grant in p.grants))


def people_of(directory: Directory, on: datetime) -> Iterator[Requester]:
    """Everybody, and everybody on behalf of whoever delegated to them on that day."""
    for person in directory.people:
        yield Requester(person=person)
    for away in directory.absences:
        if away.since <= on.date() <= away.until:
            yield Requester(person=away.delegate, on_behalf_of=away.person)
