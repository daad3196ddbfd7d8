"""What a reader can do with a case besides its actions; what they cannot do has no button."""

from __future__ import annotations

from adapters.i18n.wording import Wording
from adapters.inbound.web.visit import Visit
from engine.circumstances import Circumstances
from engine.filing import chain_reasons, file_reasons, personal_reasons
from engine.gestures import Gesture, gestures
from engine.model import Case
from engine.tasking import claim_reasons
from engine.usecases.show_case import CaseView
from engine.usecases.surroundings import circumstances


def rights(visit: Visit, view: CaseView, words: Wording) -> dict[str, object]:
    """Kinds of paper that may be added, tools of each task, remarks and personal data."""
    world = circumstances(visit.ports, visit.requester)
    case, spec = view.case, view.workflow.spec
    kinds = [
        name
        for name, document in spec.documents.items()
        if not any(file_reasons(case, document.by or spec.roles, world))
    ]
    return {
        "paper_kinds": [(name, words.kind.word("documents", name)) for name in kinds],
        "may": _task_tools(view, case, world),
        "may_note": not any(chain_reasons(case, spec.roles, world)),
        "may_reveal": not personal_reasons(case, spec, world),
    }


def _task_tools(view: CaseView, case: Case, world: Circumstances) -> dict[str, frozenset[Gesture]]:
    """By task; whom something else keeps from claiming it is not offered that either."""
    found = {}
    for task in case.tasks:
        may = gestures(view.workflow, task, world)
        barred = any(claim_reasons(view.workflow, case, task, world))
        found[task.id] = may - {Gesture.CLAIM} if barred else may
    return found
