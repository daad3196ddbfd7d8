"""Deadlines with their arithmetic, and decisions with their evidence."""

from __future__ import annotations

from fastapi import APIRouter

from adapters.i18n.plain import Plain, deadline_plain
from adapters.i18n.verdicts import criteria_plain, told_to_readers
from adapters.i18n.wording import Wording
from adapters.inbound.rest.answering import CaseId
from adapters.inbound.rest.call import Call, CasesRead
from adapters.inbound.rest.shapes.cases import Deadlines
from adapters.inbound.rest.shapes.trail import Decisions
from engine.definitions.language import Workflow
from engine.masking import masked_evidence
from engine.usecases.explain_deadline import explain_deadlines
from engine.usecases.judge_rules import Judged, judge_rules

router = APIRouter(tags=["deadlines and decisions"])


@router.get("/cases/{case_id}/deadlines", response_model=Deadlines)
def list_deadlines(call: CasesRead, case_id: CaseId) -> Plain:
    """Every clock of a case, day by day."""
    found = explain_deadlines(call.ports, case_id, call.requester)
    words = call.words_of(call.ports.cases.load(case_id).case)
    return {"deadlines": [deadline_plain(one, words) for one in found]}


@router.get("/cases/{case_id}/decisions", response_model=Decisions)
def list_decisions(call: CasesRead, case_id: CaseId) -> Plain:
    """What the rules say of a case now, with everything each answer rests on."""
    judged = judge_rules(call.ports, case_id, call.requester)
    case = call.ports.cases.load(case_id).case
    spec = call.ports.workflows.version(case.kind, case.workflow_version).spec
    words = call.words_of(case)
    return {"case": case_id, "decisions": [_decision(call, one, spec, words) for one in judged]}


def _decision(call: Call, judged: Judged, spec: Workflow, words: Wording) -> Plain:
    rulebook = call.site.house.rulebook
    told = told_to_readers(rulebook, judged, spec)
    return {
        "decision": judged.decision,
        "text": words.rule(judged.decision),
        "actions": [*judged.actions],
        "criteria": [*criteria_plain(rulebook, told, call.language.value)],
        "evidence": masked_evidence(spec, dict(judged.verdict.evidence())),
    }
