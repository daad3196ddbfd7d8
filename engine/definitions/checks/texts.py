"""Words in every language for every key that people see, and none for keys that are not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.definitions.checks.shape import clocks
from engine.definitions.codes import DefinitionCode
from engine.definitions.document import LANGUAGES, Definition
from engine.definitions.forms import Forms
from engine.definitions.grammar import candidates, dotted
from engine.definitions.guards import names_decision
from engine.definitions.language import CaseField, Escalation, State, TaskSpec, Workflow
from engine.definitions.references import clock_names
from rules.findings import Finding, Severity
from rules.source import Mapping as MappingNode
from rules.source import Mark, Node, Scalar, find

Wanted = Mapping[str, tuple[str, ...]]
"""Keys that need words, by the part of the texts that they stand in; a dot leads one deeper."""


def check_texts(definition: Definition, forms: Forms | None) -> Iterator[Finding]:
    """The texts of every language against the keys of the document."""
    wanted = wanted_texts(definition, forms)
    for language in LANGUAGES:
        tree = definition.files.texts.get(language)
        if tree is None:
            yield definition.finding(
                DefinitionCode.FILE_MISSING,
                (),
                file=f"{definition.files.folder}/texts/{language}.yaml",
            )
        else:
            yield from _missing(definition, wanted, language, tree)
            yield from _unused(wanted, tree, forms)


def wanted_texts(definition: Definition, forms: Forms | None) -> Wanted:
    """Every key that people see."""
    spec = definition.spec
    return {
        "stages": tuple(spec.stages),
        "states": tuple(spec.states),
        "actions": tuple(spec.actions),
        "fields": tuple(spec.case),
        "columns": tuple(_columns(spec.case, "")),
        "options": tuple(_options(spec.case, "")),
        "documents": tuple(spec.documents),
        "letters": tuple(spec.letters),
        "outcomes": tuple(state.outcome or name for name, state in _finals(spec)),
        "queues": tuple(dict.fromkeys(task.queue for task in _tasks(definition))),
        "tasks": tuple(dict.fromkeys(k for s in spec.states.values() for k in s.tasks)),
        "skills": tuple(dict.fromkeys(t.skill for t in _tasks(definition) if t.skill)),
        "roles": tuple(spec.roles),
        "deadlines": tuple(dict.fromkeys(clock_names(spec))),
        "notices": tuple(_notices(spec)),
        "law": tuple(law.id for law in spec.law),
        "senders": tuple(
            dict.fromkeys(s.awaits.sender for s in spec.states.values() if s.awaits is not None)
        ),
        "rules": tuple(dict.fromkeys(_rules(spec))),
        "sections": () if forms is None else tuple(forms.sections),
        "hints": () if forms is None else forms.hints(),
    }


def _finals(spec: Workflow) -> Iterator[tuple[str, State]]:
    return ((name, state) for name, state in spec.states.items() if state.final)


def _columns(fields: Mapping[str, CaseField], prefix: str) -> Iterator[str]:
    for name, field in fields.items():
        if prefix:
            yield f"{prefix}{name}"
        yield from _columns(field.of, f"{prefix}{name}.")


def _options(fields: Mapping[str, CaseField], prefix: str) -> Iterator[str]:
    """Options under the field's own key, or that of its list and column joined by a dot."""
    for name, field in fields.items():
        yield from (f"{prefix}{name}/{option}" for option in field.options)
        yield from _options(field.of, f"{prefix}{name}.")


def _tasks(definition: Definition) -> Iterator[TaskSpec]:
    for state in definition.spec.states.values():
        if state.task is not None:
            yield state.task
        yield from state.tasks.values()
    for _, clock in clocks(definition):
        if isinstance(clock.then, Escalation):
            yield clock.then.escalate


def _rules(spec: Workflow) -> Iterator[str]:
    """Conditions that a person may fail; decisions have their words in the rules catalogue."""
    beside = (condition.that for field in spec.case.values() for condition in field.must)
    conditions = (spec.open.when, *beside, *(action.when for action in spec.actions.values()))
    for text in conditions:
        if text is not None and not names_decision(text):
            yield text.strip()


def _notices(spec: Workflow) -> Iterator[str]:
    effects = (effect for action in spec.actions.values() for effect in action.does)
    yield from dict.fromkeys(effect.notify for effect in effects if effect.notify is not None)


def _missing(
    definition: Definition, wanted: Wanted, language: str, tree: Node
) -> Iterator[Finding]:
    yield from _title(definition, language, tree)
    for part, keys in wanted.items():
        for key in keys:
            steps = _steps(part, key)
            node = _at(tree, steps)
            if node is None:
                yield _finding(DefinitionCode.TEXT_MISSING, tree, steps, language)
            elif not _is_text(node):
                yield _finding(DefinitionCode.TEXT_EMPTY, tree, steps, language)


def _title(definition: Definition, language: str, tree: Node) -> Iterator[Finding]:
    node = _at(tree, ("workflow",))
    if node is None:
        yield _finding(DefinitionCode.TEXT_MISSING, tree, ("workflow",), language)
    elif not _is_text(node):
        yield _finding(DefinitionCode.TEXT_EMPTY, tree, ("workflow",), language)


def _steps(part: str, key: str) -> tuple[str, ...]:
    if part == "rules":
        return (part, key)
    if part == "options":
        return (part, *key.split("/"))
    return (part, *key.split("."))


def _at(tree: Node, steps: tuple[str, ...]) -> Node | None:
    node: Node | None = tree
    for step in steps:
        if not isinstance(node, MappingNode):
            return None
        node = node.get(step)
    return node


def _is_text(node: Node) -> bool:
    return isinstance(node, Scalar) and isinstance(node.value, str) and bool(node.value.strip())


def _finding(code: DefinitionCode, tree: Node, steps: tuple[str, ...], language: str) -> Finding:
    return Finding(
        code=code,
        mark=find(tree, steps),
        path=steps,
        params={"where": dotted(steps), "language": language},
    )


_PARTS_OF_OTHERS = frozenset(("examples",))
"""Parts whose keys other files bring; their own checks look at them."""


def _unused(wanted: Wanted, tree: Node, forms: Forms | None) -> Iterator[Finding]:
    """Texts that nothing asks for: mostly a key renamed in one place only."""
    asked = {_steps(part, key) for part, keys in wanted.items() for key in keys}
    asked.add(("workflow",))
    unread = frozenset(part for part in ("sections", "hints") if forms is None)
    known = frozenset((*wanted, "workflow", *_PARTS_OF_OTHERS))
    for steps, mark in _leaves(tree, ()):
        if steps in asked or steps[0] in _PARTS_OF_OTHERS | unread:
            continue
        siblings = frozenset(other[-1] for other in asked if other[:-1] == steps[:-1]) or known
        yield Finding(
            code=DefinitionCode.TEXT_UNUSED,
            mark=mark,
            path=steps,
            severity=Severity.WARNING,
            params={
                "where": dotted(steps),
                "candidates": candidates(steps[-1], siblings),
            },
        )


def _leaves(node: Node, steps: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Mark]]:
    if not isinstance(node, MappingNode):
        return
    for key, value in node.entries.items():
        here = (*steps, key)
        if isinstance(value, MappingNode):
            yield from _leaves(value, here)
        else:
            yield here, node.key_marks.get(key, node.mark)
