"""The past of a case: on a day, between two moments, and as a decision found it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http import HttpCode, HttpError
from adapters.i18n.days import moment
from adapters.i18n.wording import Wording
from adapters.inbound.web.case_page import require_case
from adapters.inbound.web.case_view import clocks, sections, stages, tell
from adapters.inbound.web.difference_view import told_differences
from adapters.inbound.web.rules_panel import panels_of
from adapters.inbound.web.visit import Own, Visit
from engine.audit import Entry
from engine.calendar import OFFICE_ZONE
from engine.model import Case
from engine.usecases.compare_case import compare_case, last_entry_by
from engine.usecases.read_decision import Decided, read_decision
from engine.usecases.read_history import case_at, read_history
from engine.usecases.show_case import CaseView, show_case

router = APIRouter(include_in_schema=False)


@router.get("/cases/{case_id}/on")
def on_day(visit: Own, case_id: str, day: str = "") -> Response:
    """The case as it was at the end of a day."""
    require_case(case_id)
    view = show_case(visit.ports, case_id, visit.requester)
    entries = read_history(visit.ports, case_id, visit.requester)
    asked = _day(day)
    seq = 0 if asked is None else last_entry_by(entries, _end_of(asked))
    then = case_at(visit.ports, case_id, visit.requester, seq=seq)
    if asked is None or seq == 0 or not isinstance(then, Case):
        began = moment(view.case.opened_at)
        values = {"case": view.case, "day": day, "began": began, "unclear": asked is None}
        return visit.page("before_it_began.html", **values)
    words = visit.words_of(then)
    values = _past_values(visit, _past(visit, then, seq), words)
    return visit.page("as_it_was.html", **values, seq=seq, last=view.seq, day=asked.isoformat())


def _past(visit: Visit, case: Case, seq: int) -> CaseView:
    workflow = visit.ports.workflows.version(case.kind, case.workflow_version)
    return CaseView(
        case=case, workflow=workflow, facts=case.facts, actions=(), upcoming=(), seq=seq
    )


def _past_values(visit: Visit, past: CaseView, words: Wording) -> dict[str, object]:
    """What pages about a case of the past show of it."""
    return {
        "case": past.case,
        "w": words,
        "stages": stages(past, words),
        "sections": sections(past, visit, words),
        "clocks": clocks(past.case, visit, words),
    }


@router.get("/cases/{case_id}/compare")
def compare(visit: Own, case_id: str, one: str = "", other: str = "") -> Response:
    """What became different between two moments, each given as a day or the number of an entry."""
    require_case(case_id)
    view = show_case(visit.ports, case_id, visit.requester)
    entries = read_history(visit.ports, case_id, visit.requester)
    places = (_seq(one, entries, 0), _seq(other, entries, view.seq))
    found = compare_case(visit.ports, case_id, visit.requester, *places)
    words = visit.words_of(view.case)
    return visit.page(
        "compare.html",
        case=view.case,
        w=words,
        found=found,
        asked=(one, other),
        began=_at(entries, found.before),
        ended=_at(entries, found.after),
        parts=told_differences(found, view.workflow.spec, words),
    )


@router.get("/cases/{case_id}/decisions/{seq}")
def decision(visit: Own, case_id: str, seq: int) -> Response:
    """A decision with the file, the papers and the rules as whoever took it had them."""
    require_case(case_id)
    found = read_decision(visit.ports, case_id, visit.requester, seq)
    if found is None:
        raise HttpError(HTTPStatus.NOT_FOUND, HttpCode.NOT_FOUND)
    return _decision_page(visit, found, seq)


def _decision_page(visit: Visit, found: Decided, seq: int) -> Response:
    words = visit.words_of(found.before)
    return visit.page(
        "decision.html",
        **_past_values(visit, _past(visit, found.before, seq - 1), words),
        seq=seq,
        told=tell((found.entry,), words)[0],
        panels=panels_of(visit, found.before, found.judged, words),
        recorded=[(words.rule(name), _stamp(plain)) for name, plain in found.recorded.items()],
    )


def _stamp(plain: object) -> tuple[str, str]:
    """The day and the fingerprint of the rules that a recorded verdict names."""
    kept = plain if isinstance(plain, dict) else {}
    return str(kept.get("as_of", "")), str(kept.get("digest", ""))


def _seq(text: str, entries: Sequence[Entry], otherwise: int) -> int:
    """The entry that a day or a number means."""
    text = text.strip().removeprefix("#")
    asked = _day(text)
    if asked is not None:
        return last_entry_by(entries, _end_of(asked))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _at(entries: Sequence[Entry], seq: int) -> str:
    if seq == 0:
        return ""
    return moment(datetime.fromisoformat(str(entries[seq - 1].header_plain()["at"])))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _end_of(day: date) -> datetime:
    """The last moment of a day at the office."""
    latest = timedelta(0) if day == date.max else timedelta(days=1)
    midnight = datetime.combine(day + latest, time(), OFFICE_ZONE)
    return midnight - timedelta(microseconds=1)
