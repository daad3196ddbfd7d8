"""The administrator's pages: offices, people, roles and absences; published workflows; health."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import Response

from adapters.doctor import Symptom, checks, examined, worst_of
from adapters.inbound.web.reach import WholeHouse, absences_within, offices_within
from adapters.inbound.web.staffing import roles
from adapters.inbound.web.visit import Own, Visit
from engine.definitions.diagrams import Drawing, svg
from engine.directory import Grant, Person
from engine.ports import CaseQuery
from engine.usecases.examine_office import examine_office

router = APIRouter(include_in_schema=False)

_PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@router.get("/administration")
def people(visit: Own) -> Response:
    """The tree of offices with everybody in it, and who is absent."""
    tree = [
        (office, len(visit.directory.chain(office.id)) - 1, _staff(visit, office.id))
        for office in offices_within(visit)
    ]
    accounts = visit.site.doors.accounts
    return visit.page(
        "people.html",
        tree=tree,
        absences=absences_within(visit),
        roles=roles(visit),
        with_account={
            person for person in visit.directory.people if accounts.account(person) is not None
        },
    )


def _staff(visit: Visit, office: str) -> list[tuple[Person, list[Grant]]]:
    found = []
    for person in visit.directory.people.values():
        held: list[Grant] = [grant for grant in person.grants if grant.office == office]
        if held:
            found.append((person, held))
    return found


@router.get("/administration/workflows")
def workflows(visit: Own) -> Response:
    """The kinds of case and their versions."""
    library = visit.site.house.workflow_library
    found = [
        (kind, visit.kind_words(kind).kind.name or kind, version, library.published(kind, version))
        for kind in visit.site.kinds()
        for version in library.versions(kind)
    ]
    return visit.page("workflows.html", workflows=found)


@router.get("/administration/workflows/{kind}/{version}")
def workflow(visit: Own, kind: str, version: int) -> Response:
    """A version of a kind of case: its picture, states and actions."""
    published = visit.site.house.published(kind, version)
    words = visit.site.words(visit.language, kind, version)
    return visit.page("workflow.html", kind=kind, version=version, published=published, w=words)


@router.get("/administration/workflows/{kind}/{version}/diagram.svg")
def diagram(visit: Own, kind: str, version: int) -> Response:
    """The picture of a version."""
    words = visit.site.words(visit.language, kind, version).kind
    spec = visit.site.house.published(kind, version).compiled.spec
    drawing = Drawing(spec=spec, text=words.word, title=words.name or kind)
    return picture(svg(drawing))


def picture(drawn: str) -> Response:
    """A picture that may bring its own colours and nothing else."""
    headers = {"content-security-policy": _PICTURE_POLICY}
    return Response(drawn, HTTPStatus.OK, headers, media_type="image/svg+xml")


@router.get("/administration/health")
def health(visit: WholeHouse) -> Response:
    """What the installation runs on, and how much is in it."""
    delivery = examined(visit.site.house, checks()["delivery"])
    return visit.page(
        "health.html",
        database=visit.site.house.database.address,
        cases=visit.ports.cases.count(CaseQuery()),
        documents=visit.site.settings.documents_url.partition("@")[2]
        or visit.site.settings.documents_url,
        kinds=len(visit.ports.workflows.kinds()),
        delivery=[_finding(visit, one) for one in delivery],
        backlog=visit.ports.outbox.backlog(visit.now),
        sealed=visit.ports.log.size(),
        vacancies=examine_office(visit.ports),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that a check found, in words.

    Attributes:
        advice: What to do; empty where there is nothing to say.
    """

    state: str
    text: str
    advice: str


@router.get("/administration/health/checks")
def health_checks(visit: WholeHouse) -> Response:
    """Look at everything the installation stands on, and say what to do."""
    found = {name: examined(visit.site.house, check) for name, check in checks().items()}
    return visit.page(
        "checks.html",
        checks=[
            (name, worst_of(symptoms).value, [_finding(visit, one) for one in symptoms])
            for name, symptoms in found.items()
        ],
        worst=worst_of([one for symptoms in found.values() for one in symptoms]).value,
    )


def _finding(visit: Visit, symptom: Symptom) -> Finding:
    advice = f"{symptom.code.value}_do"
    return Finding(
        state=symptom.state.value,
        text=visit.say(symptom.code, **symptom.params),
        advice=visit.say(advice, **symptom.params) if advice in visit.site.texts else "",
    )
