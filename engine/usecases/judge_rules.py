"""What the rules say of a case now: every decision that an action from here depends on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.attempt import Attempt, ask
from engine.circumstances import Circumstances, Verdict
from engine.commands import Act
from engine.definitions.compile import CompiledWorkflow
from engine.definitions.language import Action
from engine.model import Case
from engine.ports import Ports
from engine.usecases.requester import Requester, require_visible
from engine.usecases.surroundings import circumstances


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One decision of the catalogue about a case.

    Attributes:
        decision: `area.name`.
        actions: The actions from the present state that ask for it.
    """

    decision: str
    verdict: Verdict
    actions: tuple[str, ...]


def judge_rules(ports: Ports, case_id: str, requester: Requester) -> tuple[Judged, ...]:
    """Ask every decision that some action from the present state depends on.

    Raises:
        NotFoundError: The case does not exist for this person.
    """
    case = ports.cases.load(case_id).case
    world = circumstances(ports, requester)
    require_visible(case, world.actor, world.directory)
    return judged_at(ports, case, world)


def judged_at(ports: Ports, case: Case, world: Circumstances) -> tuple[Judged, ...]:
    """The same for a case as it is, or was, under the circumstances of that moment."""
    workflow = ports.workflows.version(case.kind, case.workflow_version)
    asked: dict[str, list[str]] = {}
    for name in workflow.outgoing[case.state]:
        for text in _decisions(workflow, workflow.spec.actions[name]):
            asked.setdefault(text, []).append(name)
    found: list[Judged] = []
    for text, actions in asked.items():
        attempt = Attempt(
            workflow=workflow,
            case=case,
            name=actions[0],
            action=workflow.spec.actions[actions[0]],
            command=Act(case_id=case.id, action=actions[0]),
            world=world,
            facts=case.facts,
        )
        verdict = ask(attempt, text).verdict
        if verdict is not None:
            found.append(
                Judged(decision=text, verdict=verdict, actions=tuple(dict.fromkeys(actions)))
            )
    return tuple(found)


def _decisions(workflow: CompiledWorkflow, action: Action) -> Iterator[str]:
    texts = [] if action.when is None else [action.when]
    texts += action.set.values()
    if isinstance(action.to, tuple):
        texts += [branch.when for branch in action.to if branch.when is not None]
    yield from (text for text in texts if workflow.guard(text).decision is not None)
