"""Deadlines with their arithmetic, and decisions with their evidence."""

from __future__ import annotations

from fastapi import APIRouter

from adapters.i18n.plain import Plain, deadline_plain
from adapters.inbound.rest.answering import CaseId
from adapters.inbound.rest.call import CasesRead
from adapters.inbound.rest.shapes.cases import Deadlines
from adapters.inbound.rest.shapes.trail import Decisions
from engine.masking import masked_evidence
from engine.usecases.explain_deadline import explain_deadlines
from engine.usecases.judge_rules import judge_rules

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
    decisions: list[Plain] = [
        {
            "decision": one.decision,
            "text": words.rule(one.decision),
            "actions": [*one.actions],
            "evidence": masked_evidence(spec, dict(one.verdict.evidence())),
        }
        for one in judged
    ]
    return {"case": case_id, "decisions": [*decisions]}
