"""Names that point to nothing: every stage, state, action, field, paper, clock, role and law."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.definitions.codes import DefinitionCode
from engine.definitions.document import Definition
from engine.definitions.grammar import Path, candidates
from engine.definitions.language import (
    Action,
    ApprovalSpec,
    BackTo,
    CaseField,
    DeadlineSpec,
    Effect,
    Escalation,
    Needs,
    Papers,
    State,
    TaskSpec,
    TimedAction,
    UndoBy,
    Voters,
    Workflow,
)
from rules.findings import Finding

MACHINES = ("timer", "join", "outside")
"""Who may take an action without being a person."""

OPENING = "open"
"""The name under which opening a case stands among its actions."""

STARTED_BY_OPENING = "opened"
"""What starts a clock that runs from the beginning of a case."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A name and where it stands; `kind` is the code of the finding when it leads nowhere."""

    kind: DefinitionCode
    name: str
    path: Path


def check_references(definition: Definition) -> Iterator[Finding]:
    """Every name that nothing in the document (or beside it) bears."""
    known = _known(definition)
    for reference in references(definition.spec):
        names = known.get(reference.kind)
        if names is not None and reference.name not in names:
            yield definition.finding(
                reference.kind,
                reference.path,
                name=reference.name,
                candidates=candidates(reference.name, names),
            )


def _known(definition: Definition) -> dict[DefinitionCode, frozenset[str]]:
    spec, code = definition.spec, DefinitionCode
    known = {
        code.UNKNOWN_STAGE: frozenset(spec.stages),
        code.UNKNOWN_STATE: frozenset(spec.states),
        code.UNKNOWN_ACTION: frozenset((*spec.actions, OPENING, STARTED_BY_OPENING)),
        code.UNKNOWN_FIELD: frozenset(spec.case),
        code.UNKNOWN_COLUMN: frozenset(
            f"{name}.{column}" for name, field in spec.case.items() for column in field.of
        ),
        code.UNKNOWN_DOCUMENT: frozenset(spec.documents),
        code.UNKNOWN_LETTER: frozenset(spec.letters),
        code.UNKNOWN_CLOCK: frozenset(clock_names(spec)),
        code.UNKNOWN_ROLE: frozenset((*spec.roles, *MACHINES)),
        code.UNKNOWN_LAW: frozenset(law.id for law in spec.law),
        code.UNKNOWN_TASK: frozenset(key for state in spec.states.values() for key in state.tasks),
    }
    if definition.kinds is not None:
        known[code.UNKNOWN_KIND] = definition.kinds
    if definition.rules is not None:
        known[code.UNKNOWN_PARAMETER] = frozenset(definition.rules.parameters)
    return known


def clock_names(spec: Workflow) -> Iterator[str]:
    """Every clock of the document; a state's single clock bears the state's name."""
    yield from spec.deadlines
    for name, state in spec.states.items():
        if state.due is not None:
            yield name
        yield from state.dues


def references(spec: Workflow) -> Iterator[Reference]:
    """Every name in the document that points to something else in it, in its order."""
    yield from _names(DefinitionCode.UNKNOWN_ROLE, spec.assigners, ("assigners",))
    yield from _names(DefinitionCode.UNKNOWN_ROLE, spec.sole_roles, ("sole_roles",))
    yield from _names(DefinitionCode.UNKNOWN_FIELD, spec.subject, ("subject",))
    for name, field in spec.case.items():
        yield from _of_field(field, ("case", name))
    for name, kind in spec.documents.items():
        yield from _names(DefinitionCode.UNKNOWN_ROLE, kind.by, ("documents", name, "by"))
        yield from _cite(kind.cite, ("documents", name))
    for name, letter in spec.letters.items():
        yield from _names(DefinitionCode.UNKNOWN_FIELD, letter.fields, ("letters", name, "fields"))
        yield from _cite(letter.cite, ("letters", name))
    for name, state in spec.states.items():
        yield from _of_state(state, ("states", name))
    for name, action in spec.actions.items():
        yield from _of_action(action, ("actions", name))
    for name, clock in spec.deadlines.items():
        yield from _of_clock(clock, ("deadlines", name))
    yield from _of_opening(spec)


def _names(kind: DefinitionCode, names: Iterable[str], path: Path) -> Iterator[Reference]:
    for index, name in enumerate(names):
        yield Reference(kind, name, (*path, index))


def _name(kind: DefinitionCode, name: str | None, path: Path) -> Iterator[Reference]:
    if name is not None:
        yield Reference(kind, name, path)


def _cite(cite: str | None, path: Path) -> Iterator[Reference]:
    yield from _name(DefinitionCode.UNKNOWN_LAW, cite, (*path, "cite"))


def _of_field(field: CaseField, path: Path) -> Iterator[Reference]:
    yield from _cite(field.cite, path)
    if len(path) == 2:
        yield from _name(DefinitionCode.UNKNOWN_FIELD, field.not_before, (*path, "not_before"))
    yield from _name(DefinitionCode.UNKNOWN_ROLE, field.holds, (*path, "holds"))
    yield from _name(DefinitionCode.UNKNOWN_COLUMN, field.among, (*path, "among"))
    for index, condition in enumerate(field.must):
        yield from _cite(condition.cite, (*path, "must", index))
    for name, column in field.of.items():
        yield from _of_field(column, (*path, "of", name))


def _of_state(state: State, path: Path) -> Iterator[Reference]:
    yield Reference(DefinitionCode.UNKNOWN_STAGE, state.stage, (*path, "stage"))
    yield from _cite(state.cite, path)
    if state.task is not None:
        yield from _of_task(state.task, (*path, "task"))
    for key, task in state.tasks.items():
        yield from _of_task(task, (*path, "tasks", key))
    if state.due is not None:
        yield from _of_clock(state.due, (*path, "due"))
    for key, clock in state.dues.items():
        yield from _of_clock(clock, (*path, "dues", key))
    if state.approval is not None:
        yield from _of_approval(state.approval, (*path, "approval"))
    if state.join is not None:
        yield Reference(DefinitionCode.UNKNOWN_ACTION, state.join.then, (*path, "join", "then"))


def _of_task(task: TaskSpec, path: Path) -> Iterator[Reference]:
    yield Reference(DefinitionCode.UNKNOWN_ROLE, task.role, (*path, "role"))
    yield from _name(DefinitionCode.UNKNOWN_FIELD, task.to_field, (*path, "to_field"))
    yield from _name(DefinitionCode.UNKNOWN_ACTION, task.to_actor_of, (*path, "to_actor_of"))


def _of_clock(clock: DeadlineSpec, path: Path) -> Iterator[Reference]:
    yield from _cite(clock.cite, path)
    yield from _name(DefinitionCode.UNKNOWN_FIELD, clock.counted_from, (*path, "counted_from"))
    yield from _name(DefinitionCode.UNKNOWN_FIELD, clock.ends_on, (*path, "ends_on"))
    if clock.extendable is not None and "." in clock.extendable:
        place = (*path, "extendable")
        yield Reference(DefinitionCode.UNKNOWN_PARAMETER, clock.extendable, place)
    yield from _name(DefinitionCode.UNKNOWN_PARAMETER, clock.parameter, (*path, "parameter"))
    yield from _names(DefinitionCode.UNKNOWN_ACTION, clock.starts, (*path, "starts"))
    yield from _names(DefinitionCode.UNKNOWN_ACTION, clock.stops, (*path, "stops"))
    if isinstance(clock.then, TimedAction):
        yield Reference(DefinitionCode.UNKNOWN_ACTION, clock.then.act, (*path, "then", "act"))
    if isinstance(clock.then, Escalation):
        yield from _of_task(clock.then.escalate, (*path, "then", "escalate"))


def _of_approval(approval: ApprovalSpec, path: Path) -> Iterator[Reference]:
    for index, voters in enumerate(approval.voters):
        yield from _of_voters(voters, (*path, "voters", index))
    if isinstance(approval.if_nobody, Voters):
        yield from _of_voters(approval.if_nobody, (*path, "if_nobody"))
    if approval.applicant != ("open",):
        place = (*path, "applicant")
        yield from _names(DefinitionCode.UNKNOWN_ACTION, approval.applicant, place)


def _of_voters(voters: Voters, path: Path) -> Iterator[Reference]:
    code = DefinitionCode
    yield from _name(code.UNKNOWN_ROLE, voters.role, (*path, "role"))
    yield from _name(code.UNKNOWN_ROLE, voters.holding, (*path, "holding"))
    yield from _name(code.UNKNOWN_FIELD, voters.field, (*path, "field"))
    yield from _name(code.UNKNOWN_ACTION, voters.superior_of, (*path, "superior_of"))


def _of_action(action: Action, path: Path) -> Iterator[Reference]:
    code = DefinitionCode
    yield from _names(code.UNKNOWN_STATE, action.origin, (*path, "from"))
    yield from _of_target(action, (*path, "to"))
    yield from _names(code.UNKNOWN_ROLE, action.by, (*path, "by"))
    yield from _name(code.UNKNOWN_TASK, action.completes, (*path, "completes"))
    yield from _names(code.UNKNOWN_ACTION, action.not_by_actor_of, (*path, "not_by_actor_of"))
    yield from _names(code.UNKNOWN_ACTION, action.only_by_actor_of, (*path, "only_by_actor_of"))
    yield from _of_needs(action.needs, (*path, "needs"))
    yield from _names(code.UNKNOWN_FIELD, action.edits, (*path, "edits"))
    yield from _names(code.UNKNOWN_CLOCK, action.after, (*path, "after"))
    yield from _names(code.UNKNOWN_CLOCK, action.before, (*path, "before"))
    for name in action.set:
        yield Reference(code.UNKNOWN_FIELD, name, (*path, "set", name))
    yield from _name(code.UNKNOWN_CLOCK, action.extends, (*path, "extends"))
    for index, effect in enumerate(action.does):
        yield from _of_effect(effect, (*path, "does", index))
    if isinstance(action.undo, UndoBy):
        yield Reference(code.UNKNOWN_ACTION, action.undo.compensate, (*path, "undo", "compensate"))
    yield from _cite(action.cite, path)


def _of_target(action: Action, path: Path) -> Iterator[Reference]:
    if isinstance(action.to, str):
        yield Reference(DefinitionCode.UNKNOWN_STATE, action.to, path)
    elif isinstance(action.to, tuple):
        for index, branch in enumerate(action.to):
            yield Reference(DefinitionCode.UNKNOWN_STATE, branch.to, (*path, index, "to"))
    elif isinstance(action.to, BackTo) and action.to.visited != "any":
        yield from _names(DefinitionCode.UNKNOWN_STATE, action.to.visited, (*path, "visited"))


def _of_needs(needs: Needs, path: Path) -> Iterator[Reference]:
    yield from _of_papers(needs, path)
    for index, also in enumerate(needs.also):
        yield from _of_papers(also, (*path, "also", index))
    yield from _name(DefinitionCode.UNKNOWN_ROLE, needs.together_with, (*path, "together_with"))


def _of_papers(papers: Papers, path: Path) -> Iterator[Reference]:
    yield from _names(DefinitionCode.UNKNOWN_FIELD, papers.fields, (*path, "fields"))
    yield from _names(DefinitionCode.UNKNOWN_DOCUMENT, papers.documents, (*path, "documents"))
    for index, group in enumerate(papers.one_of_documents):
        place = (*path, "one_of_documents", index)
        yield from _names(DefinitionCode.UNKNOWN_DOCUMENT, group, place)


def _of_effect(effect: Effect, path: Path) -> Iterator[Reference]:
    yield from _name(DefinitionCode.UNKNOWN_LETTER, effect.letter, (*path, "letter"))
    yield from _name(DefinitionCode.UNKNOWN_CLOCK, effect.start, (*path, "start"))
    yield from _name(DefinitionCode.UNKNOWN_CLOCK, effect.stop, (*path, "stop"))
    yield from _names(DefinitionCode.UNKNOWN_FIELD, effect.clear or (), (*path, "clear"))
    if effect.copy_to is not None:
        place = (*path, "copy_to")
        yield from _name(DefinitionCode.UNKNOWN_ROLE, effect.copy_to.role, (*place, "role"))
        yield from _name(DefinitionCode.UNKNOWN_FIELD, effect.copy_to.field, (*place, "field"))
    child = effect.open_child
    if child is not None:
        yield Reference(DefinitionCode.UNKNOWN_KIND, child.kind, (*path, "open_child", "kind"))
        yield from _name(DefinitionCode.UNKNOWN_FIELD, child.each, (*path, "open_child", "each"))


def _of_opening(spec: Workflow) -> Iterator[Reference]:
    yield from _names(DefinitionCode.UNKNOWN_ROLE, spec.open.by, ("open", "by"))
    yield from _names(DefinitionCode.UNKNOWN_FIELD, spec.open.edits, ("open", "edits"))
    yield from _of_needs(spec.open.needs, ("open", "needs"))
    yield from _cite(spec.open.cite, ("open",))
