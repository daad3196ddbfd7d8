"""Aid money over the ways of a case: spent without being set aside, set aside twice, left over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.definitions.codes import DefinitionCode
from engine.definitions.document import Definition
from engine.definitions.graph import Graph, shown
from engine.definitions.language import Action
from engine.definitions.walk import Place, Way, found, names, walk
from rules.findings import Finding


def check_money(definition: Definition, graph: Graph) -> Iterator[Finding]:
    """Walk every state with and without a reservation."""
    ways = walk(graph, False, _Purse(graph).after)
    reported: set[tuple[object, ...]] = set()
    for place, way in ways.items():
        for refusal in _refusals(definition, graph, place, way):
            key = (refusal.code, refusal.path)
            if key not in reported:
                reported.add(key)
                yield refusal
        if definition.spec.states[place.state].final and place.memory:
            yield from _left_over(definition, ways, place, way)


class _Purse:
    """Remembers whether money is set aside."""

    def __init__(self, graph: Graph) -> None:
        self._spec = graph.spec

    def after(self, place: Place[bool], name: str, action: Action) -> bool | None:
        """Whether money is set aside once the action is taken; None when it is refused."""
        del name
        # Closing a case frees what is still set aside, so a reopened one begins without.
        held = place.memory and not self._spec.states[place.state].final
        return None if _refused(action, held) is not None else _after(action, held)


def _refused(action: Action, reserved: bool) -> tuple[DefinitionCode, int] | None:
    for index, effect in enumerate(action.does):
        if effect.spend is not None and not reserved:
            return DefinitionCode.SPEND_WITHOUT_RESERVE, index
        if effect.reserve is not None and reserved:
            return DefinitionCode.RESERVE_TWICE, index
    return None


def _after(action: Action, reserved: bool) -> bool:
    for effect in action.does:
        if effect.reserve is not None:
            reserved = True
        if effect.spend is not None or effect.release is not None:
            reserved = False
    return reserved


def _left_over(
    definition: Definition, ways: Mapping[Place[bool], Way], place: Place[bool], way: Way
) -> Iterator[Finding]:
    """Closing frees what is set aside; an end that is always reached so has forgotten to pay."""
    if found(ways, place.state, False) is None:
        yield definition.finding(
            DefinitionCode.RESERVED_AT_END,
            ("actions", way[-1].action, "to"),
            state=place.state,
            action=way[-1].action,
            example=shown(names(way)),
        )


def _refusals(
    definition: Definition, graph: Graph, place: Place[bool], way: Way
) -> Iterator[Finding]:
    if definition.spec.states[place.state].final:
        return
    for name, action in graph.actions_from(place.state):
        refused = _refused(action, place.memory)
        if refused is not None:
            code, index = refused
            yield definition.finding(
                code,
                ("actions", name, "does", index),
                action=name,
                state=place.state,
                example=shown((*names(way), name)),
            )
