"""Parts that are complete in grammar and still say nothing, or two things at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from engine.definitions.codes import DefinitionCode
from engine.definitions.document import Definition
from engine.definitions.grammar import Path
from engine.definitions.language import (
    ApprovalSpec,
    CaseField,
    DeadlineSpec,
    Effect,
    State,
    TaskSpec,
    Voters,
    Workflow,
)
from engine.definitions.references import MACHINES, OPENING, STARTED_BY_OPENING, clock_names
from rules.findings import Finding

_CHOOSING = frozenset(("choice", "choices"))


def check_shape(definition: Definition) -> Iterator[Finding]:
    """Fields, effects, names and the first and last states."""
    yield from _ends(definition)
    yield from _names(definition)
    for name, field in definition.spec.case.items():
        yield from _field(definition, field, ("case", name))
    yield from _field_order(definition)
    yield from _computed(definition)
    for name, action in definition.spec.actions.items():
        for index, effect in enumerate(action.does):
            yield from _effect(definition, effect, ("actions", name, "does", index))


def _ends(definition: Definition) -> Iterator[Finding]:
    states = definition.spec.states
    initial = [name for name, state in states.items() if state.initial]
    if not initial:
        yield definition.finding(DefinitionCode.NO_INITIAL, ("states",), states=list(states))
    for name in initial[1:]:
        yield definition.finding(
            DefinitionCode.SEVERAL_INITIAL, ("states", name, "initial"), states=initial
        )
    if not any(state.final for state in states.values()):
        yield definition.finding(DefinitionCode.NO_FINAL, ("states",), states=list(states))
    for name, state in states.items():
        if state.outcome is not None and not state.final:
            yield definition.finding(
                DefinitionCode.OUTCOME_BEFORE_END,
                ("states", name, "outcome"),
                state=name,
                outcome=state.outcome,
            )


def _names(definition: Definition) -> Iterator[Finding]:
    spec = definition.spec
    yield from _twice(definition, [law.id for law in spec.law], "law")
    yield from _twice(definition, spec.roles, "roles")
    yield from _twice(definition, spec.stages, "stages")
    for name in spec.actions:
        if name in (OPENING, STARTED_BY_OPENING):
            yield definition.finding(DefinitionCode.RESERVED_NAME, ("actions", name), name=name)
    for index, role in enumerate(spec.roles):
        if role in MACHINES:
            yield definition.finding(DefinitionCode.RESERVED_NAME, ("roles", index), name=role)
    of_states = Counter(clock_names(spec))
    for name in spec.deadlines:
        if of_states[name] > 1:
            yield definition.finding(DefinitionCode.NAMED_TWICE, ("deadlines", name), name=name)


def _twice(definition: Definition, names: Iterable[str], key: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            yield definition.finding(DefinitionCode.NAMED_TWICE, (key, index), name=name)
        seen.add(name)


def _field(definition: Definition, field: CaseField, path: Path) -> Iterator[Finding]:
    if field.type in _CHOOSING and not field.options:
        yield definition.finding(DefinitionCode.OPTIONS_MISSING, path, type=field.type)
    if field.type == "list" and not field.of:
        yield definition.finding(DefinitionCode.COLUMNS_MISSING, path)
    if field.min is not None and field.max is not None and field.min > field.max:
        yield definition.finding(
            DefinitionCode.BOUNDS_REVERSED,
            (*path, "min"),
            min=str(field.min),
            max=str(field.max),
        )
    yield from _misplaced(definition, field, path)
    if field.pattern is not None and not _readable(field.pattern):
        yield definition.finding(
            DefinitionCode.PATTERN_UNREADABLE, (*path, "pattern"), pattern=field.pattern
        )
    for name, column in field.of.items():
        if column.must:
            yield definition.finding(
                DefinitionCode.MUST_IN_COLUMN, (*path, "of", name, "must"), column=name
            )
        yield from _field(definition, column, (*path, "of", name))


def _computed(definition: Definition) -> Iterator[Finding]:
    """A computed field that somebody else is to fill in all the same."""
    spec = definition.spec
    computed = {name for name, field in spec.case.items() if field.computed is not None}
    for path, names in _filled(spec):
        for index, name in names:
            if name in computed:
                yield definition.finding(DefinitionCode.COMPUTED_FILLED, (*path, index), field=name)


def _filled(spec: Workflow) -> Iterator[tuple[Path, Iterable[tuple[str | int, str]]]]:
    """Places that fill fields, with the names there and how each is reached."""
    yield ("open", "edits"), enumerate(spec.open.edits)
    yield ("open", "set"), ((name, name) for name in spec.open.set)
    for name, action in spec.actions.items():
        yield ("actions", name, "edits"), enumerate(action.edits)
        yield ("actions", name, "set"), ((field, field) for field in action.set)


_MEANT_FOR: dict[str, frozenset[str]] = {
    "options": _CHOOSING,
    "of": frozenset(("list",)),
    "past": frozenset(("date", "month")),
    "not_before": frozenset(("date", "month")),
    "prefixes": frozenset(("credit_code",)),
    "pattern": frozenset(("text", "long_text", "person", "office")),
    "max_length": frozenset(("text", "long_text", "person", "office")),
    "holds": frozenset(("person",)),
    "among": frozenset(("text", "cn_id", "phone", "person")),
    "min": frozenset(("integer", "decimal", "money")),
    "max": frozenset(("integer", "decimal", "money")),
}
"""Keys of a field that only some types of field read."""


def _misplaced(definition: Definition, field: CaseField, path: Path) -> Iterator[Finding]:
    for key in field.model_fields_set & _MEANT_FOR.keys():
        if field.type not in _MEANT_FOR[key]:
            yield definition.finding(
                DefinitionCode.FIELD_TYPE,
                (*path, key),
                name=key,
                type=field.type,
                expected=sorted(_MEANT_FOR[key]),
            )


def _readable(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _field_order(definition: Definition) -> Iterator[Finding]:
    """Names of fields in places that read a certain type of field."""
    spec = definition.spec
    for path, name, expected in _typed_uses(definition):
        field = spec.case.get(name)
        if field is not None and field.type not in expected:
            yield definition.finding(
                DefinitionCode.FIELD_TYPE,
                path,
                name=name,
                type=field.type,
                expected=sorted(expected),
            )


_Use = tuple[Path, str, frozenset[str]]
"""A place, the field it names and the types that it can read."""


def _typed_uses(definition: Definition) -> Iterator[_Use]:
    yield from _date_uses(definition)
    for name, state in definition.spec.states.items():
        yield from _person_uses(state, ("states", name))
    for name, action in definition.spec.actions.items():
        for index, effect in enumerate(action.does):
            if effect.open_child is not None and effect.open_child.each is not None:
                place = ("actions", name, "does", index, "open_child", "each")
                yield place, effect.open_child.each, frozenset(("list",))


def _date_uses(definition: Definition) -> Iterator[_Use]:
    for name, field in definition.spec.case.items():
        if field.not_before is not None:
            yield ("case", name, "not_before"), field.not_before, frozenset((field.type,))
    for path, clock in clocks(definition):
        if clock.counted_from is not None:
            yield (*path, "counted_from"), clock.counted_from, frozenset(("date",))
        if clock.ends_on is not None:
            yield (*path, "ends_on"), clock.ends_on, frozenset(("date",))


def _person_uses(state: State, path: Path) -> Iterator[_Use]:
    tasks: dict[Path, TaskSpec] = {("tasks", key): task for key, task in state.tasks.items()}
    if state.task is not None:
        tasks["task",] = state.task
    for place, task in tasks.items():
        if task.to_field is not None:
            yield (*path, *place, "to_field"), task.to_field, frozenset(("person",))
    if state.approval is not None:
        yield from _voter_uses(state.approval, (*path, "approval"))


def _voter_uses(approval: ApprovalSpec, path: Path) -> Iterator[_Use]:
    for index, voters in enumerate(approval.voters):
        if voters.field is not None:
            place = (*path, "voters", index, "field")
            yield place, voters.field, frozenset(("person", "list"))
    others = approval.if_nobody
    if isinstance(others, Voters) and others.field is not None:
        yield (*path, "if_nobody", "field"), others.field, frozenset(("person", "list"))


def clocks(definition: Definition) -> Iterator[tuple[Path, DeadlineSpec]]:
    """Every clock of the document with its place."""
    spec = definition.spec
    for name, state in spec.states.items():
        if state.due is not None:
            yield ("states", name, "due"), state.due
        for key, clock in state.dues.items():
            yield ("states", name, "dues", key), clock
    for key, clock in spec.deadlines.items():
        yield ("deadlines", key), clock


def _effect(definition: Definition, effect: Effect, path: Path) -> Iterator[Finding]:
    given = sorted(effect.model_fields_set)
    if len(given) != 1:
        yield definition.finding(
            DefinitionCode.EFFECT_COUNT,
            path,
            given=given or ["-"],
            allowed=sorted(Effect.model_fields),
        )
