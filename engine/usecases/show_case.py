"""One case as a person may see it: masked facts, what can be done, who acts next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pydantic import JsonValue

from engine.definitions.compile import CompiledWorkflow
from engine.explain import Explained, Next, explain, next_up
from engine.importing import open_points
from engine.informing import copy_reasons, remind_reasons
from engine.masking import masked_evidence, masked_facts
from engine.model import Case
from engine.ports import Ports
from engine.refusal import Reason
from engine.usecases.link_parties import with_ties
from engine.usecases.requester import Requester, require_visible
from engine.usecases.surroundings import circumstances, with_funds
from engine.voting import could_come_in, could_go, explain_changes


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """What a page or a terminal shows of a case.

    Attributes:
        facts: Field values, personal data masked.
        actions: Every action from here with its answer for this person.
        upcoming: Who acts next, by when and why.
        changes: What stands against each change of the running round of approval by this person,
            and against a reminder and copies (`remind`, `copy`); nothing where it is possible.
        newcomers: Whom they could bring into the round.
        removable: Whom they could take out of it.
        open_points: What the file of an imported case still lacks in its state.
    """

    case: Case
    workflow: CompiledWorkflow
    facts: dict[str, JsonValue]
    actions: tuple[Explained, ...]
    upcoming: tuple[Next, ...]
    seq: int
    open_points: tuple[Reason, ...] = ()
    changes: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)
    newcomers: tuple[str, ...] = ()
    removable: tuple[str, ...] = ()

    @property
    def round_changes(self) -> tuple[str, ...]:
        """What this person could change about the running round of approval."""
        told = ("remind", "copy")
        return tuple(n for n, against in self.changes.items() if not against and n not in told)


def show_case(
    ports: Ports, case_id: str, requester: Requester, *, anyone: bool = False
) -> CaseView:
    """Return the view of a case.

    Args:
        ports: The outside.
        case_id: The case.
        requester: Who looks.
        anyone: Explain the actions for anyone instead of for this person.

    Raises:
        NotFoundError: The case does not exist for this person.
    """
    loaded = ports.cases.load(case_id)
    case = loaded.case
    world = circumstances(ports, requester)
    require_visible(case, world.actor, world.directory)
    workflow = ports.workflows.version(case.kind, case.workflow_version)
    world = with_funds(ports, world, workflow, case.state, case.office)
    world = with_ties(ports, world, workflow, case)
    return CaseView(
        case=case,
        workflow=workflow,
        facts=masked_facts(workflow.spec, case.facts),
        actions=tuple(
            _masked(workflow, found) for found in explain(workflow, case, world, anyone=anyone)
        ),
        upcoming=next_up(workflow, case, world),
        seq=loaded.seq,
        open_points=open_points(workflow, case, world),
        changes={
            **explain_changes(workflow, case, world),
            "remind": remind_reasons(workflow, case, world),
            "copy": copy_reasons(workflow, case, world),
        },
        newcomers=could_come_in(workflow, case, world),
        removable=could_go(workflow, case, world),
    )


def _masked(workflow: CompiledWorkflow, found: Explained) -> Explained:
    """What the rules were asked about is a reading of the case like its facts."""
    rules = {name: masked_evidence(workflow.spec, kept) for name, kept in found.rules.items()}
    return replace(found, rules=rules)
