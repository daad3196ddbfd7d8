"""A checked workflow made ready: expressions read, the state table built.

The only module that imports `transitions`. One machine serves all cases of a version: it holds
no model, nothing is written onto a case, and it gets callables only, never names to import.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from transitions import EventData, Machine, MachineError

from engine.definitions.guards import Guard, read_guard
from engine.definitions.language import Action, BackTo, DeadlineSpec, State, Workflow
from engine.definitions.parties import PartyRules
from engine.definitions.targets import forward_targets, returners
from engine.errors import EngineCode, IllegalMoveError


class _Row:
    """The bare object whose state the machine moves."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledWorkflow:
    """One version of a kind of case, ready for decisions.

    Attributes:
        spec: The document.
        guards: Every expression of the document by its text.
        outgoing: Actions possible from each state, in the order of the document.
        parties: Who its fields name, as the kind declares beside its versions.
    """

    spec: Workflow
    initial: str
    guards: Mapping[str, Guard]
    outgoing: Mapping[str, tuple[str, ...]]
    machine: Machine
    parties: PartyRules | None = None

    @property
    def ref(self) -> str:
        """Kind and version, e.g. `hardship_aid@1`."""
        return f"{self.spec.workflow}@{self.spec.version}"

    def action(self, name: str) -> Action | None:
        """The declared action, or None."""
        return self.spec.actions.get(name)

    def state(self, name: str) -> State:
        """The declared state."""
        return self.spec.states[name]

    def answer_action(self, state: str, answer: str) -> str | None:
        """The action by which a round in a state ends in an answer."""
        named = (name for name in self.outgoing[state] if self.spec.actions[name].vote == answer)
        return next(named, None)

    def guard(self, text: str) -> Guard:
        """The expression that was written as `text`."""
        return self.guards[text]

    def clocks_of(self, state: str) -> Iterator[tuple[str, DeadlineSpec]]:
        """The clocks that entering a state starts, by their names."""
        spec = self.spec.states[state]
        if spec.due is not None:
            yield state, spec.due
        yield from spec.dues.items()

    def clock(self, key: str, state: str | None) -> DeadlineSpec:
        """The declaration of a clock that runs in `state` (None: of the whole case)."""
        if state is None:
            return self.spec.deadlines[key]
        return dict(self.clocks_of(state))[key]

    def move(self, action: str, from_state: str, to_state: str) -> str:
        """Ask the state table for the move and return where it leads.

        Raises:
            IllegalMoveError: The declaration has no such move.
        """
        row = _Row(from_state)
        try:
            moved = self.machine.events[action].trigger(row, to=to_state)
        except (KeyError, MachineError) as unknown:
            raise _illegal(action, from_state, to_state) from unknown
        if not moved:
            raise _illegal(action, from_state, to_state)
        return row.state


def _illegal(action: str, from_state: str, to_state: str) -> IllegalMoveError:
    return IllegalMoveError(
        EngineCode.ILLEGAL_MOVE, action=action, from_state=from_state, to_state=to_state
    )


def compile_workflow(spec: Workflow) -> CompiledWorkflow:
    """Make a checked document ready.

    Raises:
        FeelSyntaxError: An expression cannot be read; the checks report it with its place.
    """
    return CompiledWorkflow(
        spec=spec,
        initial=next(name for name, state in spec.states.items() if state.initial),
        guards={text: read_guard(text) for text in expressions(spec)},
        outgoing={
            state: tuple(name for name, action in spec.actions.items() if state in action.origin)
            for state in spec.states
        },
        machine=_machine(spec),
    )


def expressions(spec: Workflow) -> Iterator[str]:
    """Every expression of a document."""
    yield from (field.computed for field in spec.case.values() if field.computed is not None)
    yield from (condition.that for field in spec.case.values() for condition in field.must)
    if spec.open.when is not None:
        yield spec.open.when
    yield from (papers.when for papers in spec.open.needs.also)
    yield from spec.open.set.values()
    for action in spec.actions.values():
        yield from _expressions_of(action)


def _expressions_of(action: Action) -> Iterator[str]:
    if action.when is not None:
        yield action.when
    yield from (papers.when for papers in action.needs.also)
    if action.authority is not None:
        yield action.authority.amount
    yield from action.set.values()
    if isinstance(action.to, tuple):
        yield from (branch.when for branch in action.to if branch.when is not None)
    for effect in action.does:
        for post in (effect.reserve, effect.recover):
            if post is not None:
                yield from (post.fund, post.amount)
        if effect.open_child is not None:
            yield from effect.open_child.facts.values()


def _machine(spec: Workflow) -> Machine:
    machine = Machine(
        model=None,
        states=list(spec.states),
        initial=None,
        auto_transitions=False,
        queued=False,
        send_event=True,
    )
    for name, action in spec.actions.items():
        for origin in action.origin:
            for target in destinations(spec, name, origin):
                machine.add_transition(name, origin, target, conditions=[_chosen(target)])
    return machine


def _chosen(target: str) -> Callable[[EventData], bool]:
    def chosen(event: EventData) -> bool:
        return bool(event.kwargs["to"] == target)

    return chosen


def destinations(spec: Workflow, name: str, origin: str) -> tuple[str, ...]:
    """Every state that an action can lead to from a state, in the order of the document."""
    action = spec.actions[name]
    found = set(_declared(spec, action, origin))
    if action.resubmits:
        found |= returners(spec, origin)
    return tuple(state for state in spec.states if state in found)


def _declared(spec: Workflow, action: Action, origin: str) -> tuple[str, ...]:
    if isinstance(action.to, BackTo):
        return _visitable(spec) if action.to.visited == "any" else action.to.visited
    if action.type == "take_back" or (action.type == "withdraw" and action.to is None):
        return _before(spec, origin)
    return forward_targets(action) or (origin,)


def _visitable(spec: Workflow) -> tuple[str, ...]:
    return tuple(name for name, state in spec.states.items() if not state.final)


def _before(spec: Workflow, state: str) -> tuple[str, ...]:
    """States from which an advancing action leads here: what taking back can restore."""
    return tuple(
        origin
        for name, action in spec.actions.items()
        if action.type == "advance" and action.to is not None
        for origin in action.origin
        if state in destinations(spec, name, origin)
    )
