"""The flow that is measured: one action of a reviewed case, with everything the engine does.

A step takes the action on a case of its own: the case is loaded, decided with a rule from the
catalogue, limits and separation of duties, sealed, and stored with its tasks, clocks and message.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from adapters.outbound.chance import SystemChance
from adapters.outbound.db import (
    SqlAlchemyCaseStore,
    SqlAlchemyEntryLog,
    SqlAlchemyInbox,
    SqlAlchemyLedger,
    SqlAlchemyOutbox,
    SqlAlchemyPartyIndex,
    SqlAlchemyStaff,
)
from adapters.outbound.db.database import Database
from adapters.outbound.db.migrating import migrate
from adapters.outbound.definitions.catalogue import read_rulebook
from adapters.outbound.memory import (
    FixedCalendar,
    FixedRules,
    FixedWorkflows,
    InMemoryContacts,
    InMemoryDocumentStore,
    SettableClock,
)
from engine.commands import Act
from engine.definitions.compile import CompiledWorkflow, compile_workflow
from engine.definitions.language import Workflow
from engine.directory import Directory, Grant, Office, Person
from engine.ports import Ports
from engine.usecases.answers import Done
from engine.usecases.handle_command import handle_command
from engine.usecases.open_case import open_case
from engine.usecases.requester import Requester
from tests.support.small_kind import CALENDAR

CATALOGUE = Path(__file__).parents[2] / "rules" / "catalogue"
CLERK, REVIEWER = Requester(person="clerk"), Requester(person="reviewer")

_KIND: dict[str, Any] = {
    "workflow": "bench_aid",
    "version": 1,
    "prefix": "BA",
    "roles": ["clerk", "reviewer"],
    "stages": ["work"],
    "subject": ["applicant_name"],
    "case": {
        "applicant_name": {"type": "text"},
        "household_size": {"type": "integer"},
        "annual_income": {"type": "money"},
        "illness_costs": {"type": "money"},
        "disability_costs": {"type": "money"},
        "schooling_costs": {"type": "money"},
        "work_costs": {"type": "money"},
        "cause": {"type": "text"},
        "category": {"type": "text"},
        "opinion": {"type": "text"},
    },
    "open": {
        "by": ["clerk"],
        "edits": [
            "applicant_name",
            "household_size",
            "annual_income",
            "illness_costs",
            "disability_costs",
            "schooling_costs",
            "work_costs",
            "cause",
        ],
    },
    "states": {
        "review": {
            "stage": "work",
            "initial": True,
            "task": {"queue": "review", "role": "reviewer"},
            "due": {
                "within": "5 working days",
                "then": {"escalate": {"queue": "late", "role": "reviewer"}},
            },
        },
        "correction": {
            "stage": "work",
            "task": {"queue": "intake", "role": "clerk"},
            "due": {"within": "15 days"},
        },
        "closed": {"stage": "work", "final": True},
    },
    "actions": {
        "send_back": {
            "from": ["review"],
            "to": "correction",
            "by": ["reviewer"],
            "not_by_actor_of": ["open"],
            "edits": ["opinion"],
            "needs": {"fields": ["applicant_name", "annual_income"]},
            "authority": {"amount": "annual_income"},
            "when": "(annual_income - illness_costs) / 12 / household_size < 2 * 1062",
        },
        "send_again": {
            "from": ["correction"],
            "to": "review",
            "by": ["clerk"],
            "edits": ["opinion"],
        },
        "close": {"from": ["review"], "to": "closed", "by": ["reviewer"]},
    },
}

_DIRECTORY = Directory(
    offices={"o": Office(id="o", level="street", name="样例街道", region="371083")},
    people={
        "clerk": Person(id="clerk", name="甲样例", grants=(Grant(role="clerk", office="o"),)),
        "reviewer": Person(
            id="reviewer",
            name="乙样例",
            grants=(Grant(role="reviewer", office="o", limit_fen=10_000_000),),
        ),
    },
)


def measured_kind(*, with_catalogue: bool) -> CompiledWorkflow:
    """The kind of case that is measured; with a decision of the rules catalogue or without."""
    kind = deepcopy(_KIND)
    if with_catalogue:
        kind["actions"]["send_back"]["set"] = {"category": "hardship_aid.category"}
    return compile_workflow(Workflow.model_validate(kind))


def measured_ports(url: str, *, with_catalogue: bool) -> Ports:
    """The engine on a new database."""
    migrate(Database(url).engine)
    ports = connected_ports(url, with_catalogue=with_catalogue)
    ports.staff.save(_DIRECTORY)
    return ports


def connected_ports(url: str, *, with_catalogue: bool) -> Ports:
    """The engine on a database that is ready, with everything else standing still."""
    database = Database(url)
    return Ports(
        cases=SqlAlchemyCaseStore(database),
        ledger=SqlAlchemyLedger(database),
        staff=SqlAlchemyStaff(database),
        workflows=FixedWorkflows(measured_kind(with_catalogue=with_catalogue)),
        rules=FixedRules(read_rulebook(CATALOGUE)),
        calendar=FixedCalendar(CALENDAR),
        clock=SettableClock(datetime(2026, 2, 11, 1, tzinfo=UTC)),
        chance=SystemChance(),
        documents=InMemoryDocumentStore(),
        outbox=SqlAlchemyOutbox(database),
        log=SqlAlchemyEntryLog(database),
        inbox=SqlAlchemyInbox(database),
        contacts=InMemoryContacts(),
        parties=SqlAlchemyPartyIndex(database, lambda: bytes(32)),
    )


def opened_cases(ports: Ports, count: int, name: str) -> list[str]:
    """Cases to act on, opened beforehand."""
    data: dict[str, JsonValue] = {
        "applicant_name": "赵样例",
        "household_size": 3,
        "annual_income": "30000.00",
        "illness_costs": "8000.00",
        "disability_costs": "0",
        "schooling_costs": "0",
        "work_costs": "0",
        "cause": "illness",
    }
    ids = [f"{name}-{number}" for number in range(count)]
    for case_id in ids:
        answer = open_case(
            ports, kind="bench_aid", office="o", data=data, requester=CLERK, case_id=case_id
        )
        assert isinstance(answer, Done), answer
    return ids


def act(ports: Ports, case_id: str) -> None:
    """The measured step."""
    command = Act(case_id=case_id, action="send_back", data={"opinion": "请补充"}, reason="样例")
    answer = handle_command(ports, command, REVIEWER)
    assert isinstance(answer, Done), answer
