"""Whatever somebody writes, a check answers with findings and never with a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from adapters.outbound.definitions.folders import read_folder
from engine.definitions.checks import judge
from engine.definitions.document import DefinitionFiles
from engine.definitions.language import Workflow
from rules.source import Mapping, Node, Scalar, Sequence
from tests.support.known_rules import GIFT_RULES
from tests.support.outside import ROOT

Path = tuple[str | int, ...]


def base() -> DefinitionFiles:
    """The sound invented kind of case."""
    files = read_folder(ROOT / "tests" / "definitions_corpus" / "base", "gift_aid/v1").files
    assert files is not None
    return files


BASE = base()


def paths(node: Node, here: Path = ()) -> Iterator[Path]:
    """The place of every value."""
    yield here
    if isinstance(node, Mapping):
        for key, value in node.entries.items():
            yield from paths(value, (*here, key))
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from paths(item, (*here, index))


def put(node: Node, path: Path, value: Node | None) -> Node:
    """The tree with another value at a place, or without it."""
    step, rest = path[0], path[1:]
    if isinstance(node, Mapping):
        entries = dict(node.entries)
        key = str(step)
        if rest:
            entries[key] = put(entries[key], rest, value)
        elif value is None:
            del entries[key]
        else:
            entries[key] = value
        return Mapping(entries=entries, mark=node.mark, key_marks=node.key_marks)
    assert isinstance(node, Sequence)
    assert isinstance(step, int)
    items = list(node.items)
    if rest:
        items[step] = put(items[step], rest, value)
    else:
        items[step : step + 1] = [] if value is None else [value]
    return Sequence(items=tuple(items), mark=node.mark)


PLACES = [path for path in paths(BASE.workflow) if path]


def scalars(node: Node) -> Iterator[str]:
    """Every text in the tree, names of keys included."""
    if isinstance(node, Mapping):
        for key, value in node.entries.items():
            yield key
            yield from scalars(value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from scalars(item)
    elif isinstance(node.value, str):
        yield node.value


def leaf(value: None | bool | int | Decimal | str) -> Node:
    """A value without a place of its own."""
    return Scalar(value=value, mark=BASE.workflow.mark)


VALUES = st.one_of(
    st.none(),
    st.sampled_from(sorted(set(scalars(BASE.workflow)))).map(leaf),
    st.sampled_from((None, True, 0, 7, Decimal("0.5"), "", "any", "1 day", "0 days")).map(leaf),
    st.just(Sequence(items=(), mark=BASE.workflow.mark)),
    st.just(Mapping(entries={}, mark=BASE.workflow.mark)),
)
CHANGES = st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=4)


@given(CHANGES)
def test_a_damaged_document_is_answered_with_findings(
    changes: list[tuple[Path, Node | None]],
) -> None:
    """Values left out, exchanged or put where they do not belong: every finding has a place."""
    tree = BASE.workflow
    for path, value in changes:
        if path in set(paths(tree)):
            tree = put(tree, path, value)
    files = DefinitionFiles(
        workflow=tree, texts=BASE.texts, forms=BASE.forms, templates=BASE.templates
    )
    judged = judge(files, rules=GIFT_RULES, kinds=frozenset(("gift_aid",)))
    assert judged.spec is None or isinstance(judged.spec, Workflow)
    assert all(found.mark.line >= 1 for found in judged.findings)
    assert judged.spec is not None or judged.errors
