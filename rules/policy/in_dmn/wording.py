"""What documents say in more than one way: what it means, and how the author wrote it.

DMN keeps the meaning: `"deep"` and `deep` in a cell of a choice are the same, and so are a default
that is written out and one that is left out. The author's own way is kept beside it, and comes
back as long as it still means what the model says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from pydantic import ValidationError

from rules.policy.in_dmn.declarations import Spec, mapping
from rules.policy.in_dmn.tables import Options, as_feel, options_of
from rules.policy.language import PolicyDocument, WordsDocument
from rules.policy.regions import region_code
from rules.source import Plain

Documents = dict[str, Spec]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How something stands in a document.

    Attributes:
        path: Keys and numbers that lead there.
    """

    document: str
    path: tuple[str, ...]
    value: Plain


def choices(documents: Iterable[Spec]) -> dict[str, tuple[str, ...]]:
    """Return the values of everything that is a choice, by name."""
    sections = ("facts", "parameters", "tables", "decisions")
    return {
        name: options_of(mapping(spec))
        for document in documents
        for section in sections
        if "language" not in document
        for name, spec in mapping(document.get(section)).items()
    }


def meaning(document: Spec, options: Options) -> Spec:
    """Return a document in the one form that everything of the same meaning has.

    Raises:
        ValidationError: It is no document of the policy form.
    """
    model = WordsDocument if "language" in document else PolicyDocument
    read = model.model_validate(document)
    plain: Spec = read.model_dump(by_alias=True, exclude_defaults=True, mode="python")
    if "language" not in document:
        _unify(plain, options)
    return plain


def _unify(document: Spec, options: Options) -> None:
    for spec in _entries(document, "criteria"):
        spec["when"] = str(spec["when"]).strip()
    for spec in _entries(document, "decisions"):
        if "expression" in spec:
            spec["expression"] = str(spec["expression"]).strip()
    for spec in _entries(document, "tables"):
        _unify_table(spec, options)
    for figure in _entries(document, "parameters"):
        _unify_values(figure.get("values"))
    for values in mapping(document.get("values")).values():
        _unify_values(values)


def _entries(document: Spec, section: str) -> Iterator[Spec]:
    return (spec for spec in mapping(document.get(section)).values() if isinstance(spec, dict))


def _unify_table(spec: Spec, options: Options) -> None:
    inputs = [str(text).strip() for text in _items(spec["inputs"])]
    spec["inputs"] = list(inputs)
    own = options_of(spec)
    for row in _items(spec["rows"]):
        if isinstance(row, dict):
            cells = zip(_items(row["when"]), inputs, strict=False)
            row["when"] = [as_feel(cell, options.get(name, ())) for cell, name in cells]
            row["then"] = as_feel(row["then"], own)
    if "otherwise" in spec:
        spec["otherwise"] = as_feel(spec["otherwise"], own)


def _unify_values(values: Plain) -> None:
    for value in _items(values):
        if isinstance(value, dict) and "region" in value:
            value["region"] = region_code(str(value["region"])) or value["region"]


def _items(value: object) -> tuple[Plain, ...]:
    return tuple(value) if isinstance(value, list | tuple) else ()


def wordings(name: str, wanted: Spec, found: Spec) -> tuple[Wording, ...]:
    """Return what must be put back into `found` to have `wanted`."""
    differences = _differences(wanted, found, ())
    return tuple(Wording(document=name, path=path, value=value) for path, value in differences)


def _differences(
    wanted: Plain, found: Plain, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Plain]]:
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key, value in wanted.items():
            if key in found:
                yield from _differences(value, found[key], (*path, key))
            else:
                yield (*path, key), value
    elif isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        for number, (one, other) in enumerate(zip(wanted, found, strict=True)):
            yield from _differences(one, other, (*path, str(number)))
    elif not same(wanted, found):
        yield path, wanted


def same(one: Plain, other: Plain) -> bool:
    """Whether two plain values are written the same: 1 is not 1.0, and not true."""
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return str(one) == str(other)
    return type(one) is type(other) and one == other


def worded(document: Spec, kept: Iterable[Wording], options: Options) -> Spec:
    """Return the document as its author wrote it, where that still means the same."""
    for wording in kept:
        changed = _with(document, wording.path, wording.value)
        if isinstance(changed, dict) and _means_the_same(changed, document, options):
            document = changed
    return document


def _means_the_same(one: Spec, other: Spec, options: Options) -> bool:
    try:
        return meaning(one, options) == meaning(other, options)
    except (ValidationError, KeyError):
        return False


def _with(value: Plain, path: tuple[str, ...], given: Plain) -> Plain:
    """Return the value with another one at a path; unchanged when the path leads nowhere."""
    if not path:
        return given
    if isinstance(value, dict):
        return {**value, path[0]: _with(value.get(path[0]), path[1:], given)}
    if isinstance(value, list) and path[0].isdecimal() and int(path[0]) < len(value):
        place = int(path[0])
        return [*value[:place], _with(value[place], path[1:], given), *value[place + 1 :]]
    return value
