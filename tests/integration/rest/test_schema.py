"""The description of the API: current, and kept by every answer to whatever is sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from adapters.inbound.rest import document
from engine.ports import CaseQuery, TaskQuery
from engine.usecases.list_work import list_cases
from engine.usecases.requester import Requester
from tests.support.programs import give_token
from tests.support.web_office import WebOffice

ROLES = {
    "lin": "caseworker of a grass-roots union",
    "bai": "supervisor",
    "nie": "chair",
    "kuai": "treasurer",
    "qian": "cashier",
    "cai": "mediator",
    "kang": "inspector",
    "shen": "auditor",
    "admin": "administrator",
}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
SCHEMA = schemathesis.openapi.from_dict(document())
OPERATIONS = {
    found.ok().definition.raw["operationId"]: found.ok()
    for found in SCHEMA.get_all_operations()
    if isinstance(found, Ok)
}
QUICK = settings(
    max_examples=3,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def foreign(office: WebOffice, person: str) -> set[str]:
    """Numbers of the cases that somebody may not see."""
    ports = office.house.ports
    rows = ports.cases.cases(CaseQuery(limit=1000))
    seen = list_cases(ports, Requester(person=person), CaseQuery(limit=1000))
    return {row.id for row in rows} - {row.id for row in seen}


def open_tasks(office: WebOffice) -> set[str]:
    """Some tasks that wait."""
    return {row.task.id for row in office.house.ports.cases.tasks(TaskQuery(limit=20))}


@pytest.fixture(scope="module")
def hidden(calm: WebOffice) -> dict[str, set[str]]:
    """What nobody may learn of, by person."""
    return {person: foreign(calm, person) for person in ROLES}


def test_every_operation_has_a_name_of_its_own() -> None:
    """Generated clients keep their methods; each is tagged, described and guarded."""
    operations = [found.definition.raw for found in OPERATIONS.values()]
    assert len(operations) == sum(len(path) for path in document()["paths"].values())
    for operation in operations:
        assert operation["tags"], operation["operationId"]
        assert operation["description"], operation["operationId"]
        guards: list[dict[str, list[str]]] = [{"token": []}, {"session": []}]
        signed = operation["operationId"] == "receiveAnswer"
        assert operation["security"] == ([{"signature": []}] if signed else guards)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_answer_is_a_described_one(
    calm: WebOffice, hidden: dict[str, set[str]], name: str
) -> None:
    """Whatever each role asks: nothing breaks, nothing undescribed, nothing of another office."""
    operation = OPERATIONS[name]
    real = {
        "case_id": sorted(calm.cases.values()),
        "person": ["lin"],
        "office": ["textile-mill"],
        "kind": ["hardship_aid"],
        "task_id": sorted(open_tasks(calm)),
    }

    def asking(person: str) -> Callable[[st.DataObject], None]:
        def ask(data: st.DataObject) -> None:
            mode = data.draw(st.sampled_from(list(GenerationMode)))
            case = data.draw(operation.as_strategy(generation_mode=mode))
            for place, known in real.items():
                if place in case.path_parameters and data.draw(st.booleans()):
                    case.path_parameters[place] = data.draw(st.sampled_from(known))
            secret = give_token(calm, person)
            response = case.call(app=calm.app, headers={"authorization": f"Bearer {secret}"})
            case.validate_response(response, checks=CHECKS)
            calm.wait(seconds=1)
            told = {number for number in hidden[person] if number in response.text}
            assert told <= {number for number in told if number in case.formatted_path}

        return ask

    for number, person in enumerate(ROLES):
        # Another seed for each, so that nobody asks just what the one before asked.
        seed(number)(QUICK(given(data=st.data())(asking(person))))()
