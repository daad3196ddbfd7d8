"""From the documents of a policy to DMN, one model for each edition.

Facts become input data, citations authorities, figures tables over region and day, conditions and
combinations expressions, tables tables. Whatever DMN cannot say stands in extension elements.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from rules.dmn import model as m
from rules.dmn.boxed import BoxedExpression, LiteralExpression, Variable
from rules.policy.in_dmn.combinations import combination_text
from rules.policy.in_dmn.declarations import (
    Spec,
    item_definition,
    mapping,
    type_ref,
    undeclared,
)
from rules.policy.in_dmn.figures import NOT_SET, REGION, Placed, citations_of, figure_table
from rules.policy.in_dmn.reading import policy_documents
from rules.policy.in_dmn.tables import Options, decision_table
from rules.policy.in_dmn.vocabulary import (
    AREA,
    DOCUMENT,
    NAMESPACE,
    PART,
    SECTIONS,
    WORDING,
    WORDS,
    extension,
)
from rules.policy.in_dmn.wording import Documents, choices, wordings
from rules.policy.loading import load_policy
from rules.policy.logic import AS_OF
from rules.policy.model import Area, Edition
from rules.source import Node, Plain, plain

_RULES = ("criteria", "tables", "decisions")
_ID = {AS_OF: "input.as_of", REGION: "input.region", NOT_SET: "input.not_set"}


def policy_models(documents: Mapping[str, Node]) -> tuple[m.Definitions, ...]:
    """Return the models that say what these documents say, by area and edition.

    Args:
        documents: All documents of the areas by name; `policy_documents` gives the names back.

    Raises:
        PolicyError: The documents hold errors.
        DmnError: DMN cannot say it.
    """
    rulebook = load_policy(documents.values())
    trees = {name: _spec(plain(node)) for name, node in documents.items()}
    models = [
        _EditionWriter(_of_area(trees, key), area, edition).model()
        for key, area in rulebook.areas.items()
        for edition in area.editions
    ]
    return tuple(_with_wordings(models, trees))


def _spec(value: Plain) -> Spec:
    return value if isinstance(value, dict) else {}


def _of_area(documents: Documents, area: str) -> Documents:
    return {name: spec for name, spec in documents.items() if spec["area"] == area}


def _with_wordings(models: list[m.Definitions], documents: Documents) -> Iterator[m.Definitions]:
    back = policy_documents(models)
    for model in models:
        names = [
            dict(part.attributes)["name"] for part in model.extensions if part.name == DOCUMENT
        ]
        kept = tuple(
            extension(WORDING, item.value, document=name, path="/".join(item.path))
            for name in names
            for item in wordings(name, documents[name], back[name])
        )
        yield replace(model, extensions=(*model.extensions, *kept))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """An entry of a section with its place."""

    document: str
    section: str
    key: str
    spec: Spec
    inherited: bool = False

    def part(self, left: Spec, **more: str | None) -> m.Extension:
        """Return the extension that holds what DMN leaves over."""
        inherited = "true" if self.inherited else None
        return extension(
            PART, left, section=self.section, document=self.document, inherited=inherited, **more
        )


class _EditionWriter:
    """Writes one edition of one area.

    Args:
        documents: All documents of the area.
    """

    def __init__(self, documents: Documents, area: Area, edition: Edition) -> None:
        self._documents = documents
        self._area = area
        self._edition = edition
        self._options: Options = choices(documents.values())
        self._rules = {entry.key: entry for entry in self._rule_entries()}

    def model(self) -> m.Definitions:
        """Return the model."""
        key, name = self._area.key, self._edition.name
        return m.Definitions(
            name=key,
            namespace=f"{NAMESPACE}:{key}:{name}",
            extensions=(
                extension(AREA, key, edition=name),
                *(extension(DOCUMENT, self._left(doc), name=doc) for doc in self._documents),
            ),
            item_definitions=tuple(self._types()),
            elements=tuple(self._elements()),
        )

    def _entries(self, section: str) -> Iterator[_Entry]:
        for name, document in self._documents.items():
            if "language" not in document:
                for key, spec in mapping(document.get(section)).items():
                    yield _Entry(document=name, section=section, key=key, spec=_spec(spec))

    def _rule_entries(self) -> Iterator[_Entry]:
        """Yield the rules in force, those of earlier editions as inherited."""
        found: dict[str, _Entry] = {}
        for since in reversed(list(self._line())):
            for section in _RULES:
                for entry in self._entries(section):
                    if self._since(entry.document) == since:
                        found[entry.key] = replace(entry, inherited=since != self._edition.name)
        order = {key: number for number, key in enumerate(found)}
        yield from sorted(found.values(), key=lambda entry: order[entry.key])

    def _line(self) -> Iterator[str]:
        """Yield the edition and those that it amends, latest first."""
        heads = [mapping(document.get("edition")) for document in self._documents.values()]
        amended = {str(head["from"]): head.get("amends") for head in heads if head}
        since: Plain = self._edition.name
        while since is not None:
            yield str(since)
            since = amended.get(str(since))

    def _since(self, document: str) -> str | None:
        head = mapping(self._documents[document].get("edition"))
        return str(head["from"]) if head else None

    def _left(self, name: str) -> Spec:
        """Return what of a document stands at no element."""
        document = self._documents[name]
        if "language" in document:
            return self._left_words(document)
        left = {key: part for key, part in document.items() if key not in (*SECTIONS, "values")}
        if self._since(name) not in (None, self._edition.name):
            left.pop("edition")
        return left

    def _left_words(self, document: Spec) -> Spec:
        known = {(section, key) for section, key, _ in self._labelled()}
        return {
            section: {k: v for k, v in mapping(words).items() if (section, k) not in known}
            if isinstance(words, dict)
            else words
            for section, words in document.items()
        }

    def _labelled(self) -> Iterator[tuple[str, str, _Entry]]:
        for section in ("facts", "parameters"):
            yield from ((section, entry.key, entry) for entry in self._entries(section))
        for entry in self._rules.values():
            yield ("criteria" if entry.section == "criteria" else "decisions"), entry.key, entry

    def _words(self, entry: _Entry) -> Iterator[m.Extension]:
        section = "decisions" if entry.section == "tables" else entry.section
        for name, document in self._documents.items():
            words = mapping(document.get(section))
            if "language" in document and entry.key in words:
                language = str(document["language"])
                value = words[entry.key]
                yield extension(WORDS, value, document=name, section=section, language=language)

    def _types(self) -> Iterator[m.ItemDefinition]:
        sections = ("facts", "parameters")
        entries = [entry for section in sections for entry in self._entries(section)]
        for entry in (*entries, *self._rules.values()):
            if entry.section != "criteria":
                item = item_definition(entry.key, entry.spec)
                if item is not None:
                    yield item

    def _elements(self) -> Iterator[m.DrgElement]:
        yield _input(AS_OF, "date")
        yield _input(REGION, "string")
        yield _input(NOT_SET, "Any")
        yield from (self._fact(entry) for entry in self._entries("facts"))
        yield from (_authority(entry) for entry in self._entries("citations"))
        yield from (self._figure(entry) for entry in self._entries("parameters"))
        yield from (self._rule(entry) for entry in self._rules.values())

    def _fact(self, entry: _Entry) -> m.InputData:
        return m.InputData(
            id=entry.key,
            name=entry.key,
            variable=Variable(name=entry.key, type_ref=type_ref(entry.key, entry.spec)),
            extensions=(entry.part(undeclared(entry.spec)), *self._words(entry)),
        )

    def _figure(self, entry: _Entry) -> m.Decision:
        values = list(self._values(entry))
        left = {key: part for key, part in undeclared(entry.spec).items() if key != "values"}
        needs = [_needs("input", name) for name in (REGION, AS_OF, NOT_SET)]
        return m.Decision(
            id=entry.key,
            name=entry.key,
            variable=Variable(name=entry.key, type_ref=type_ref(entry.key, entry.spec)),
            requirements=(*needs, *(_cites(key) for key in citations_of(values))),
            logic=figure_table(entry.key, entry.spec, values),
            extensions=(entry.part(left), *self._words(entry)),
        )

    def _values(self, entry: _Entry) -> Iterator[Placed]:
        yield from _placed(entry.document, entry.spec.get("values"))
        for name, document in self._documents.items():
            if "language" not in document:
                yield from _placed(name, mapping(document.get("values")).get(entry.key))

    def _rule(self, entry: _Entry) -> m.Decision:
        form, logic, left = self._logic(entry)
        cite = left.pop("cite", None)
        authority = () if cite is None else (_cites(str(cite)),)
        return m.Decision(
            id=entry.key,
            name=entry.key,
            variable=Variable(name=entry.key, type_ref=type_ref(entry.key, entry.spec)),
            requirements=(*self._requirements(entry.key), *authority),
            logic=logic,
            extensions=(entry.part(left, form=form), *self._words(entry)),
        )

    def _logic(self, entry: _Entry) -> tuple[str | None, BoxedExpression, Spec]:
        spec = entry.spec
        if entry.section == "criteria":
            return None, _literal(spec["when"]), _without(spec, "when")
        if entry.section == "tables":
            table = decision_table(spec, type_ref(entry.key, spec), self._options)
            said = ("inputs", "hit", "rows", "otherwise")
            return None, table, _without(undeclared(spec), *said)
        combination = combination_text(spec)
        if combination is None:
            return None, _literal(spec["expression"]), _without(undeclared(spec), "expression")
        form, text = combination
        return form, _literal(text), _without(undeclared(spec), form)

    def _requirements(self, key: str) -> Iterator[m.Requirement]:
        for name in self._edition.rules[key].reads:
            fact = name == AS_OF or name in self._area.facts
            yield _needs("input" if fact else "decision", name)


def _placed(document: str, values: Plain) -> Iterator[Placed]:
    for place, value in enumerate(values if isinstance(values, list) else ()):
        yield Placed(document=document, place=place, value=_spec(value))


def _input(name: str, type_name: str) -> m.InputData:
    return m.InputData(id=_ID[name], name=name, variable=Variable(name=name, type_ref=type_name))


def _authority(entry: _Entry) -> m.KnowledgeSource:
    source = entry.spec.get("source")
    return m.KnowledgeSource(
        id=_citation_id(entry.key),
        name=entry.key,
        description=str(entry.spec["title"]),
        location=None if source is None else str(source),
        extensions=(entry.part(_without(entry.spec, "title", "source")),),
    )


def _literal(text: Plain) -> LiteralExpression:
    return LiteralExpression(text=str(text).strip())


def _without(spec: Spec, *keys: str) -> Spec:
    return {key: value for key, value in spec.items() if key not in keys}


def _needs(kind: m.RequirementKind, name: str) -> m.Requirement:
    return m.Requirement(kind=kind, target=f"#{_ID.get(name, name)}")


def _citation_id(key: str) -> str:
    return f"citation.{key}"


def _cites(key: str) -> m.Requirement:
    return m.Requirement(kind="authority", target=f"#{_citation_id(key)}")
