"""The verification of the whole log, and proofs of single entries to take away."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import Response

from adapters.inbound.web.downloads import download
from adapters.inbound.web.posted import Sent
from adapters.inbound.web.visit import Own, Visit
from engine.errors import EngineCode, NotFoundError
from engine.ports import EntryQuery
from engine.proofs import ProofError, proof_to_json
from engine.usecases.keep_log import prove_entry
from engine.usecases.requester import sees_whole_house, visible_offices
from engine.usecases.verify_audit import AuditReport, verify_audit
from engine.usecases.verify_log import LogReport, verify_log

router = APIRouter(include_in_schema=False)

_LATEST = 12


@router.get("/audit/verification")
def verification(visit: Own) -> Response:
    """The log as it stands, what verifying means, and the way to do it."""
    return _page(visit)


@router.post("/audit/verification")
def verify(visit: Own, sent: Sent) -> Response:
    """Check every chain, replay every case, compare rows and money; check the log and its roots.

    Who sees some offices only has the files of these checked, and learns of no others.
    """
    del sent
    house = visit.site.house
    if not sees_whole_house(visit.actor, visit.directory):
        offices = visible_offices(visit.actor, visit.directory)
        return _page(visit, report=verify_audit(visit.ports, offices=offices))
    report = verify_audit(visit.ports)
    log = verify_log(visit.ports, house.is_signed, house.known_keys, report.entries)
    return _page(visit, report=report, log=log)


@router.post("/audit/proof")
def prove(visit: Own, sent: Sent) -> Response:
    """A file that proves, without this program, that an entry stands in the log."""
    case, seq = sent.text("case").strip(), sent.number("seq") or 0
    try:
        _require_entry(visit, case, seq)
        proof = prove_entry(visit.ports, visit.site.house.signer, case, seq)
    except (NotFoundError, ProofError) as failed:
        problem = visit.words.error(failed)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(visit, status=status, problem=problem, wanted=(case, sent.text("seq")))
    return download(proof_to_json(proof), f"{case}-{seq}.proof.json", "application/json")


def _require_entry(visit: Visit, case: str, seq: int) -> None:
    """The same answer for an entry of another office as for one that is not there."""
    offices = visible_offices(visit.actor, visit.directory)
    query = EntryQuery(case_id=case, offices=offices, after=(case, seq - 1), limit=1)
    if not any(found.seq == seq for found in visit.ports.cases.entries(query)):
        raise NotFoundError(EngineCode.CASE_NOT_FOUND, case=f"{case}/{seq}")


def _page(
    visit: Visit,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    report: AuditReport | None = None,
    log: LogReport | None = None,
    problem: str = "",
    wanted: tuple[str, str] = ("", ""),
) -> Response:
    found = (*(report.defects if report else ()), *(log.defects if log else ()))
    checkpoints = visit.ports.log.checkpoints()
    return visit.page(
        "verification.html",
        status,
        report=report,
        log=log,
        defects=[visit.words.defect(defect) for defect in found],
        size=visit.ports.log.size(),
        checkpoints=checkpoints[: -_LATEST - 1 : -1],
        signed=len(checkpoints),
        problem=problem,
        wanted=wanted,
    )
