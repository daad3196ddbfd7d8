"""A small invented kind of case and its world, for tests of the engine."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Self, Unpack

from pydantic import JsonValue

from engine.calendar import Calendar, Notice
from engine.circumstances import Circumstances, FundKey
from engine.commands import Act, AttachDocument, CaseCommand, OpenCase
from engine.decide import decide
from engine.decision import Decision
from engine.definitions.compile import CompiledWorkflow, compile_workflow
from engine.definitions.language import Workflow
from engine.directory import Actor, Directory, Grant, Office, Person
from engine.model import Approval, Case, Deadline
from engine.opening import open_case
from engine.refusal import Refusal
from rules.feel import Unknown, Value
from tests.support.command_values import ActValues, Around, PaperValues

NOW = datetime(2026, 2, 11, 1, 0, tzinfo=UTC)
"""Wednesday 2026-02-11, 09:00 in the office."""

DIRECTORY = Directory(
    offices={
        "s": Office(id="s", level="street", name="样例街道", region="CN", parent="d"),
        "d": Office(id="d", level="district", name="样例区", region="CN"),
    },
    people={
        "ann": Person(id="ann", name="安样例", grants=(Grant(role="clerk", office="s"),)),
        "ben": Person(id="ben", name="本样例", grants=(Grant(role="clerk", office="s"),)),
        "eva": Person(
            id="eva",
            name="伊样例",
            grants=(Grant(role="chief", office="d", limit_fen=500_000),),
        ),
        "fay": Person(
            id="fay",
            name="菲样例",
            grants=(Grant(role="chief", office="d", limit_fen=2_000_000),),
        ),
        "gil": Person(
            id="gil",
            name="吉样例",
            grants=(Grant(role="clerk", office="s"), Grant(role="chief", office="d")),
        ),
        "out": Person(id="out", name="外样例", grants=(Grant(role="auditor", office="s"),)),
    },
)

CALENDAR = Calendar(
    name="cn",
    notices=(Notice(id="n26", cite="样例", issued=date(2025, 11, 4), year=2026),),
)

KIND: dict[str, object] = {
    "workflow": "small_aid",
    "version": 1,
    "prefix": "SA",
    "roles": ["clerk", "chief"],
    "assigners": ["chief"],
    "stages": ["work", "end"],
    "subject": ["name"],
    "case": {
        "name": {"type": "text"},
        "id_number": {"type": "cn_id", "sensitive": True},
        "amount": {"type": "money", "max": 50000},
        "happened": {"type": "date", "past": True},
        "reported": {"type": "date", "past": True, "not_before": "happened"},
    },
    "documents": {"proof": {"valid_for": "30 days"}},
    "letters": {"notice": {"fields": ["name", "amount"]}},
    "open": {
        "by": ["clerk"],
        "edits": ["name", "amount", "happened"],
        "needs": {"fields": ["name"]},
    },
    "states": {
        "draft": {
            "stage": "work",
            "initial": True,
            "task": {"queue": "intake", "role": "clerk", "at": "own"},
        },
        "visit": {
            "stage": "work",
            "tasks": {
                "home": {"queue": "visits", "role": "clerk"},
                "papers": {"queue": "visits", "role": "clerk"},
            },
            "join": {"of": "tasks", "then": "visited"},
        },
        "review": {
            "stage": "work",
            "task": {"queue": "review", "role": "chief", "at": "district"},
            "due": {"within": "3 working days", "then": {"act": "expire"}},
        },
        "panel": {
            "stage": "work",
            "task": {"queue": "review", "role": "chief", "at": "district"},
            "approval": {
                "mode": "all",
                "voters": [{"role": "chief", "at": "district", "count": 2}],
            },
        },
        "notice": {
            "stage": "work",
            "task": {"queue": "intake", "role": "clerk"},
            "due": {"within": "5 working days", "runs": "wait"},
        },
        "done": {"stage": "end", "final": True, "outcome": "aided"},
        "refused": {"stage": "end", "final": True, "outcome": "refused"},
        "lapsed": {"stage": "end", "final": True, "outcome": "lapsed"},
    },
    "actions": {
        "submit": {
            "from": ["draft"],
            "to": "visit",
            "by": ["clerk"],
            "edits": ["amount", "happened", "reported", "id_number"],
            "needs": {"fields": ["amount"], "documents": ["proof"]},
            "resubmits": True,
        },
        "see_home": {
            "from": ["visit"],
            "by": ["clerk"],
            "completes": "home",
            "needs": {"together_with": "clerk"},
        },
        "see_papers": {"from": ["visit"], "by": ["clerk"], "completes": "papers"},
        "visited": {
            "from": ["visit"],
            "by": ["join"],
            "to": [
                {"when": "amount <= 5000", "to": "review"},
                {"when": "amount > 5000", "to": "panel"},
            ],
        },
        "approve": {
            "from": ["review"],
            "to": "notice",
            "by": ["chief"],
            "at": "district",
            "not_by_actor_of": ["submit", "see_home"],
            "authority": {"amount": "case.amount"},
            "does": [{"reserve": {"fund": '"aid"', "amount": "amount"}}, {"letter": "notice"}],
            "undo": {"until": "next_action"},
        },
        "vote_yes": {
            "from": ["panel"],
            "to": "notice",
            "by": ["chief"],
            "vote": "yes",
            "not_by_actor_of": ["submit"],
            "does": [{"reserve": {"fund": '"aid"', "amount": "amount", "at": "district"}}],
        },
        "vote_no": {"from": ["panel"], "to": "refused", "by": ["chief"], "vote": "no"},
        "send_back": {
            "type": "return",
            "from": ["review", "panel"],
            "to": {"visited": "any", "then": "choose"},
            "by": ["chief"],
            "at": "district",
            "needs": {"reason": True},
        },
        "expire": {"from": ["review"], "to": "lapsed", "by": ["timer"]},
        "pay": {
            "from": ["notice"],
            "to": "done",
            "by": ["clerk"],
            "after": ["notice"],
            "does": [{"spend": "reserved"}],
        },
        "rest": {"type": "suspend", "from": ["review"], "by": ["chief"], "at": "district"},
        "go_on": {"type": "resume", "from": ["review"], "by": ["chief"], "at": "district"},
        "take_back": {
            "type": "take_back",
            "from": ["visit"],
            "by": ["clerk"],
            "only_by_actor_of": ["submit"],
        },
        "drop": {
            "type": "cancel",
            "from": ["draft", "visit", "review", "notice"],
            "to": "refused",
            "by": ["clerk", "join"],
            "needs": {"reason": True},
        },
        "take_up": {"type": "reopen", "from": ["refused"], "to": "draft", "by": ["clerk"]},
    },
}


def small_kind(**changes: object) -> CompiledWorkflow:
    """The small kind of case, compiled.

    Args:
        changes: Parts laid over the document, mapping by mapping; None takes a part away.
    """
    return compile_workflow(Workflow.model_validate(_laid_over(deepcopy(KIND), changes)))


def _laid_over(base: dict[str, object], changes: Mapping[str, object]) -> dict[str, object]:
    for name, new in changes.items():
        old = base.get(name)
        if new is None:
            base.pop(name, None)
        elif isinstance(old, dict) and isinstance(new, Mapping):
            _laid_over(old, new)
        else:
            base[name] = new
    return base


class NoRules:
    """A catalogue that knows nothing yet."""

    def evaluate(
        self, decision: str, facts: Mapping[str, Value], *, as_of: date, region: str
    ) -> UnknownVerdict:
        """Every decision is unknown."""
        del facts, as_of, region
        return UnknownVerdict(decision)

    def span(self, parameter: str, *, as_of: date, region: str) -> str:
        """Every parameter is five days."""
        del parameter, as_of, region
        return "5 days"


class UnknownVerdict:
    """A verdict that misses one fact."""

    def __init__(self, decision: str) -> None:
        self._decision = decision

    @property
    def outcome(self) -> Value:
        """Unknown for want of one fact."""
        return Unknown(facts=frozenset(self.missing))

    @property
    def missing(self) -> tuple[str, ...]:
        """The fact that is wanted."""
        return ("income",)

    @property
    def unset(self) -> tuple[str, ...]:
        """No figure is wanted."""
        return ()

    def evidence(self) -> dict[str, JsonValue]:
        """What was asked."""
        return {"decision": self._decision}


def world(
    person: str | Actor,
    *,
    days: int = 0,
    funds: Mapping[FundKey, int] | None = None,
    directory: Directory = DIRECTORY,
) -> Circumstances:
    """The world `days` after the first day, as seen by a person or the machine."""
    now = NOW + timedelta(days=days)
    actor = directory.actor(person, now.date()) if isinstance(person, str) else person
    return Circumstances(
        now=now,
        actor=actor,
        directory=directory,
        calendar=CALENDAR,
        rules=NoRules(),
        funds={("d", 2026, "aid"): 1_000_000} if funds is None else funds,
    )


class Story:
    """A case that people act on one after the other."""

    def __init__(
        self, person: str = "ann", workflow: CompiledWorkflow | None = None, **data: JsonValue
    ) -> None:
        self.workflow = workflow or small_kind()
        command = OpenCase(
            case_id="SA-1", kind="small_aid", office="s", data={"name": "赵样例", **data}
        )
        opened = open_case(self.workflow, command, world(person))
        assert isinstance(opened, Decision), opened
        self.case: Case = opened.case
        self.events = list(opened.events)

    def do(self, command: CaseCommand, person: str | Actor, **around: Unpack[Around]) -> Self:
        """Carry a command out; it must not be refused."""
        answer = decide(self.workflow, self.case, command, world(person, **around))
        assert isinstance(answer, Decision), answer
        self.case = answer.case
        self.events.extend(answer.events)
        return self

    def act(
        self, action: str, person: str | Actor, days: int = 0, **values: Unpack[ActValues]
    ) -> Self:
        """Take an action; it must not be refused."""
        return self.do(Act(case_id="SA-1", action=action, **values), person, days=days)

    def with_proof(self, issued_on: date | None = None, person: str = "ann") -> Self:
        """Put the paper into the file without which nothing is submitted."""
        return self.do(paper(issued_on=issued_on), person)

    def visited(self) -> Self:
        """Submit and do both tasks of the visit, the home by ann with ben."""
        self.with_proof().act("submit", "ann")
        return self.act("see_home", "ann", with_person="ben").act("see_papers", "ben")

    @property
    def round(self) -> Approval:
        """The round that the case waits for; there must be one."""
        assert self.case.approval is not None
        return self.case.approval

    def deadline(self, key: str) -> Deadline:
        """A clock of the case; it must have started."""
        found = self.case.deadline(key)
        assert found is not None
        return found

    def refused(
        self, command: CaseCommand, person: str | Actor, **around: Unpack[Around]
    ) -> tuple[str, ...]:
        """The codes of the refusal that a command meets."""
        answer = decide(self.workflow, self.case, command, world(person, **around))
        assert isinstance(answer, Refusal), answer
        return answer.codes

    def act_refused(
        self, action: str, person: str | Actor, days: int = 0, **values: Unpack[ActValues]
    ) -> tuple[str, ...]:
        """The codes of the refusal that an action meets."""
        command = Act(case_id="SA-1", action=action, **values)
        return self.refused(command, person, days=days)


def paper(**values: Unpack[PaperValues]) -> AttachDocument:
    """The proof as it is put into the file."""
    plain = AttachDocument(
        case_id="SA-1",
        kind="proof",
        name="proof.pdf",
        sha256="a" * 64,
        size_bytes=3,
        media="application/pdf",
    )
    return replace(plain, **values)
