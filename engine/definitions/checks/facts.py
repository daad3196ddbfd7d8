"""Fields that an action asks for and that nobody can have filled in by then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from engine.definitions.checks.conditions import Conditions
from engine.definitions.codes import DefinitionCode
from engine.definitions.document import Definition
from engine.definitions.expressions import expressions
from engine.definitions.grammar import Path
from engine.definitions.graph import Graph, shown
from engine.definitions.language import Action
from engine.definitions.references import OPENING
from engine.definitions.walk import Place, Way, found, names, walk
from rules.findings import Finding

_Filled = dict[Place[bool], Way]
"""For each state, with and without the field: the shortest way there."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A field that an action cannot do without, and the place that asks for it."""

    field: str
    path: Path
    sometimes: bool = False
    """Only where a condition holds; then it may be lacking without harm where it does not."""


def check_facts(definition: Definition, graph: Graph, conditions: Conditions) -> Iterator[Finding]:
    """Every field that an action needs, that a letter cannot do without or an expression reads."""
    ways = Ways(definition, graph)
    yield from _read_in_vain(definition, ways, conditions)
    for name, action in definition.spec.actions.items():
        for asked in asked_fields(definition, name, action):
            yield from _asked(definition, graph, ways, name, action, asked)


def _read_in_vain(definition: Definition, ways: Ways, conditions: Conditions) -> Iterator[Finding]:
    """An expression over a field that nothing ever fills stays unknown, and unknown forbids."""
    for written in expressions(definition.spec):
        guard = conditions.guards.get(written.text)
        names = guard.names & definition.spec.case.keys() if guard is not None else frozenset()
        for name in sorted(names - ways.fillable):
            action = str(written.path[1]) if written.path[0] == "actions" else OPENING
            yield definition.finding(
                DefinitionCode.NEVER_FILLED, written.path, action=action, field=name
            )


def asked_fields(definition: Definition, name: str, action: Action) -> Iterator[Asked]:
    """Fields without which the action is refused."""
    path: Path = ("actions", name)
    for index, field in enumerate(action.needs.fields):
        yield Asked(field, (*path, "needs", "fields", index))
    for index, also in enumerate(action.needs.also):
        for place, field in enumerate(also.fields):
            yield Asked(field, (*path, "needs", "also", index, "fields", place), sometimes=True)
    for index, effect in enumerate(action.does):
        if effect.letter is not None:
            for field in definition.spec.letters[effect.letter].fields:
                yield Asked(field, (*path, "does", index, "letter"))


def _asked(
    definition: Definition, graph: Graph, ways: Ways, name: str, action: Action, asked: Asked
) -> Iterator[Finding]:
    by_machine = set(action.by) <= {"timer", "join"}
    if asked.field in action.set or (asked.field in action.edits and not by_machine):
        return
    if definition.spec.case[asked.field].computed is not None:
        # It follows from others; what they lack is found where its expression reads them.
        return
    if asked.field not in ways.fillable:
        yield definition.finding(
            DefinitionCode.NEVER_FILLED, asked.path, action=name, field=asked.field
        )
        return
    if asked.sometimes:
        return
    code = DefinitionCode.MACHINE_MAY_LACK if by_machine else DefinitionCode.MAY_BE_MISSING
    for origin in action.origin:
        example = ways.without(asked.field, origin)
        if example is not None and (by_machine or not ways.can_fill(asked.field, origin)):
            yield definition.finding(
                code,
                asked.path,
                action=name,
                field=asked.field,
                state=origin,
                example=shown((*example, name)),
            )
            return


class Ways:
    """Which fields are filled in which states, over all ways of a case."""

    def __init__(self, definition: Definition, graph: Graph) -> None:
        self._spec = definition.spec
        self._graph = graph
        self._known: dict[str, _Filled] = {}

    @cached_property
    def fillable(self) -> frozenset[str]:
        """Fields that something can fill: opening, an action's form or its `set`."""
        opening = self._spec.open
        fields = {*opening.edits, *opening.needs.fields, *opening.set}
        fields |= {name for name, field in self._spec.case.items() if field.computed is not None}
        for action in self._spec.actions.values():
            fields.update(action.edits, action.set)
        return frozenset(fields)

    def without(self, field: str, state: str) -> tuple[str, ...] | None:
        """The shortest path to a state on which nothing has made sure of the field."""
        if field not in self._known:
            self._known[field] = self._walk(field)
        way = found(self._known[field], state, False)
        return None if way is None else names(way)

    def can_fill(self, field: str, state: str) -> bool:
        """Whether the field can still be filled from the state, coming back to it."""
        for place in self._graph.reached_from(state):
            if place == state or state in self._graph.reached_from(place):
                actions = self._graph.actions_from(place)
                if any(field in a.edits or field in a.set for _, a in actions):
                    return True
        return False

    def _walk(self, field: str) -> _Filled:
        opening = self._spec.open
        at_first = field in opening.needs.fields or field in opening.set

        def after(place: Place[bool], name: str, action: Action) -> bool:
            del name
            filled = place.memory or self._provides(action, field)
            return filled and not _clears(action, field)

        return walk(self._graph, at_first, after)

    def _provides(self, action: Action, field: str) -> bool:
        letters = (self._spec.letters[e.letter].fields for e in action.does if e.letter is not None)
        asked = field in action.needs.fields or any(field in fields for fields in letters)
        return asked or field in action.set


def _clears(action: Action, field: str) -> bool:
    return any(field in (effect.clear or ()) for effect in action.does)
