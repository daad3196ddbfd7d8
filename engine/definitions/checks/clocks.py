"""Clocks that never start, never end, change nothing, or ask for what the timer cannot do."""

from __future__ import annotations

from collections.abc import Iterator

from engine.calendar import CalendarError, Span
from engine.definitions.checks.shape import clocks
from engine.definitions.codes import DefinitionCode
from engine.definitions.document import Definition
from engine.definitions.grammar import Path
from engine.definitions.graph import Graph, initial_of, shown
from engine.definitions.language import Action, BackTo, DeadlineSpec, TimedAction
from engine.definitions.references import STARTED_BY_OPENING
from engine.definitions.walk import Place, found, names, walk
from rules.findings import Finding


def check_clocks(definition: Definition, graph: Graph) -> Iterator[Finding]:
    """Every clock of the document, and every action that reads one."""
    for path, clock in clocks(definition):
        yield from _span(definition, clock, path)
        yield from _of_state(definition, clock, path)
        yield from _reminders(definition, clock, path)
        yield from _effect(definition, clock, path)
        yield from _start(definition, clock, path)
        yield from _timed(definition, clock, path)
    for name, action in definition.spec.actions.items():
        yield from _machine(definition, graph, name, action)
        yield from _extension(definition, name, action)
        yield from _readers(definition, graph, name, action)


def _key(path: Path) -> str:
    """The clock's name: a state's single clock bears the state's name."""
    return str(path[1] if path[-1] == "due" else path[-1])


def _span(definition: Definition, clock: DeadlineSpec, path: Path) -> Iterator[Finding]:
    given = sum(key is not None for key in (clock.within, clock.parameter, clock.ends_on))
    if given == 0:
        yield definition.finding(DefinitionCode.CLOCK_WITHOUT_SPAN, path, clock=_key(path))
    if given > 1:
        yield definition.finding(DefinitionCode.CLOCK_TWO_SPANS, path, clock=_key(path))
    for key in ("within", "extendable"):
        text = getattr(clock, key)
        if text is not None and "." not in text and not _parses(text):
            yield definition.finding(DefinitionCode.SPAN_INVALID, (*path, key), span=text)
    for index, text in enumerate(clock.remind):
        if not _parses(text):
            yield definition.finding(
                DefinitionCode.SPAN_INVALID, (*path, "remind", index), span=text
            )


def _parses(text: str) -> bool:
    try:
        Span.parse(text)
    except CalendarError:
        return False
    return True


def _of_state(definition: Definition, clock: DeadlineSpec, path: Path) -> Iterator[Finding]:
    """A clock of a state starts on entering it and ends on leaving it, never otherwise."""
    if path[0] == "deadlines" and clock.ends_on is not None and clock.starts:
        yield definition.finding(
            DefinitionCode.CLOCK_OF_FIELD, (*path, "starts"), clock=_key(path), field=clock.ends_on
        )
    for key in ("starts", "stops"):
        if path[0] == "states" and getattr(clock, key):
            yield definition.finding(
                DefinitionCode.CLOCK_OF_STATE, (*path, key), clock=_key(path), state=path[1]
            )


def _reminders(definition: Definition, clock: DeadlineSpec, path: Path) -> Iterator[Finding]:
    if clock.within is None or not _parses(clock.within):
        return
    whole = Span.parse(clock.within)
    for index, text in enumerate(clock.remind):
        if not _parses(text):
            continue
        ahead = Span.parse(text)
        if ahead.unit is whole.unit and ahead.count >= whole.count:
            yield definition.finding(
                DefinitionCode.REMINDER_TOO_EARLY,
                (*path, "remind", index),
                clock=_key(path),
                remind=text,
                within=clock.within,
            )


def _effect(definition: Definition, clock: DeadlineSpec, path: Path) -> Iterator[Finding]:
    """A waiting time that nothing waits for, and that does nothing when it is over."""
    read = {key for action in definition.spec.actions.values() for key in action.after}
    if clock.runs == "wait" and clock.then == "flag" and _key(path) not in read:
        yield definition.finding(DefinitionCode.CLOCK_WITHOUT_EFFECT, path, clock=_key(path))


def _start(definition: Definition, clock: DeadlineSpec, path: Path) -> Iterator[Finding]:
    if path[0] != "deadlines":
        return
    by_effect = any(
        effect.start == path[1]
        for action in definition.spec.actions.values()
        for effect in action.does
    )
    if not clock.starts and not by_effect and clock.ends_on is None:
        yield definition.finding(DefinitionCode.CLOCK_NEVER_STARTS, path, clock=path[1])


def _timed(definition: Definition, clock: DeadlineSpec, path: Path) -> Iterator[Finding]:
    """What the timer is to do must be possible where the clock runs, and allowed to the timer."""
    if not isinstance(clock.then, TimedAction):
        return
    action = definition.spec.actions[clock.then.act]
    if path[0] == "states" and path[1] not in action.origin:
        yield definition.finding(
            DefinitionCode.TIMER_ACTION_ELSEWHERE,
            (*path, "then", "act"),
            clock=_key(path),
            action=clock.then.act,
            state=path[1],
            states=list(action.origin),
        )
    if "timer" not in action.by:
        yield definition.finding(
            DefinitionCode.TIMER_NOT_ALLOWED,
            (*path, "then", "act"),
            clock=_key(path),
            action=clock.then.act,
            by=list(action.by),
        )


def _machine(definition: Definition, graph: Graph, name: str, action: Action) -> Iterator[Finding]:
    """A timer or a join gives no reason, names nobody, chooses nothing and casts no vote."""
    machines = [who for who in action.by if who in ("timer", "join")]
    if not machines:
        return
    asked = {
        ("needs", "reason"): action.needs.reason,
        ("vote",): action.vote is not None and not _ends_rounds(definition, action, machines),
        ("type",): action.type in ("take_back", "extend"),
        ("to",): isinstance(action.to, BackTo) and _must_choose(graph, name, action),
    }
    for place, is_asked in asked.items():
        if is_asked:
            yield definition.finding(
                DefinitionCode.MACHINE_CANNOT,
                ("actions", name, *place),
                action=name,
                machine=machines[0],
                key=".".join(place),
            )


def _ends_rounds(definition: Definition, action: Action, machines: list[str]) -> bool:
    """Whether the join takes it only where a round has come to agreement without a vote."""
    states = [definition.spec.states.get(name) for name in action.origin]
    rounds = [state.approval for state in states if state is not None]
    alone = all(spec is not None and spec.may_pass_by_itself for spec in rounds)
    return machines == ["join"] and action.vote == "yes" and alone


def _must_choose(graph: Graph, name: str, action: Action) -> bool:
    ways = ([m for m in graph.outgoing(state) if m.action == name] for state in action.origin)
    return any(len(found) > 1 for found in ways)


def _extension(definition: Definition, name: str, action: Action) -> Iterator[Finding]:
    if (action.type == "extend") != (action.extends is not None):
        key = "type" if action.extends is None else "extends"
        yield definition.finding(
            DefinitionCode.EXTENSION,
            ("actions", name, key),
            action=name,
            clock=action.extends or "-",
        )
    elif action.extends is not None:
        longest = [c.extendable for p, c in clocks(definition) if _key(p) == action.extends]
        if not any(longest):
            yield definition.finding(
                DefinitionCode.EXTENSION,
                ("actions", name, "extends"),
                action=name,
                clock=action.extends,
            )


def _readers(definition: Definition, graph: Graph, name: str, action: Action) -> Iterator[Finding]:
    """`after` a clock that may never have run when the case gets here."""
    for index, key in enumerate(action.after):
        for origin in action.origin:
            example = _path_without(definition, graph, key, origin)
            if example is not None:
                yield definition.finding(
                    DefinitionCode.CLOCK_MAY_NOT_RUN,
                    ("actions", name, "after", index),
                    action=name,
                    clock=key,
                    state=origin,
                    example=shown(example),
                )
                break


def _path_without(
    definition: Definition, graph: Graph, key: str, origin: str
) -> tuple[str, ...] | None:
    """A path on which the clock neither runs nor has run out; None when there is none."""
    clock = _Clock(definition, graph, key)
    if any(name in clock.starting for name, _ in graph.actions_from(origin)):
        return None
    way = found(walk(graph, clock.at_first(), clock.after), origin, "off")
    return None if way is None else names(way)


class _Clock:
    """Remembers of one clock whether it is off, runs, or has run out."""

    def __init__(self, definition: Definition, graph: Graph, key: str) -> None:
        spec = definition.spec
        declared = spec.deadlines.get(key)
        effects = {n: a.does for n, a in spec.actions.items()}
        self._key = key
        self._graph = graph
        self._homes = frozenset(
            name
            for name, state in spec.states.items()
            if key in state.dues or (key == name and state.due is not None)
        )
        self.starting = frozenset(declared.starts if declared else ()) | {
            name for name, does in effects.items() if any(e.start == key for e in does)
        }
        self._stopping = frozenset(declared.stops if declared else ()) | {
            name for name, does in effects.items() if any(e.stop == key for e in does)
        }

    def at_first(self) -> str:
        """How it stands when a case is opened."""
        begins = STARTED_BY_OPENING in self.starting
        return "on" if begins or initial_of(self._graph.spec) in self._homes else "off"

    def after(self, place: Place[str], name: str, action: Action) -> str:
        """How it stands once the action is taken."""
        memory = "over" if self._key in action.after else place.memory
        targets = self._graph.targets(place.state, name)
        if name in self._stopping or (place.state in self._homes and place.state not in targets):
            memory = "over" if memory == "over" else "off"
        if name in self.starting or self._homes & set(targets):
            memory = "on"
        return memory
