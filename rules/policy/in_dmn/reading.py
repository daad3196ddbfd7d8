"""From DMN back to the documents of a policy.

Logic, types and figures are taken from the elements, so that what was changed in another tool
comes back changed; only what DMN cannot say is taken from our own extension elements.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from pydantic import BaseModel

from rules.dmn import model as m
from rules.dmn.boxed import DecisionTable, LiteralExpression
from rules.dmn.errors import DmnCode, DmnError
from rules.policy.in_dmn.combinations import combination_of
from rules.policy.in_dmn.declarations import Spec, declared, mapping, ordered, type_name
from rules.policy.in_dmn.figures import NOT_SET, REGION, figure_values
from rules.policy.in_dmn.tables import Options, options_of, table_spec
from rules.policy.in_dmn.vocabulary import (
    DOCUMENT,
    NAMESPACE,
    PART,
    WORDING,
    WORDS,
    attributes,
    mapping_of,
    not_a_policy,
    own,
    plain_of,
)
from rules.policy.in_dmn.wording import Documents, Wording, choices, worded
from rules.policy.language import (
    CitationSpec,
    CriterionSpec,
    DecisionSpec,
    FactSpec,
    ParameterSpec,
    PolicyDocument,
    TableSpec,
    WordsDocument,
)
from rules.policy.logic import AS_OF
from rules.source import Plain

_ADDED = frozenset({AS_OF, REGION, NOT_SET})
_SPECS: Mapping[str, type[BaseModel]] = {
    "citations": CitationSpec,
    "facts": FactSpec,
    "parameters": ParameterSpec,
    "criteria": CriterionSpec,
    "tables": TableSpec,
    "decisions": DecisionSpec,
}


def is_policy(model: m.Definitions) -> bool:
    """Whether a model is one that `policy_models` writes."""
    return any((part.namespace, part.name) == (NAMESPACE, DOCUMENT) for part in model.extensions)


def policy_documents(models: Iterable[m.Definitions]) -> Documents:
    """Return the documents that models of policies say, by name.

    Args:
        models: The editions of one or more areas.

    Raises:
        DmnError: A model says what the policy form cannot, or two of them contradict each other.
    """
    documents: Documents = {}
    readers = [_EditionReader(model) for model in models]
    for reader in readers:
        for name, spec in reader.documents().items():
            documents[name] = _merged(documents.get(name, {}), spec, (name,))
    for reader in readers:
        _check_inherited(reader.inherited, documents)
    return _finished(documents, [kept for reader in readers for kept in reader.wordings()])


def _check_inherited(inherited: Documents, documents: Documents) -> None:
    """A rule that an edition takes over is changed where it stands, or written anew."""
    for name, spec in inherited.items():
        if name in documents:
            _merged(documents[name], spec, (name,))


def _finished(documents: Documents, kept: Iterable[Wording]) -> Documents:
    options = choices(documents.values())
    found: Documents = {}
    for name, spec in documents.items():
        own_kept = dict.fromkeys(w.path for w in kept if w.document == name)
        wordings = [next(w for w in kept if (w.document, w.path) == (name, p)) for p in own_kept]
        form = WordsDocument if "language" in spec else PolicyDocument
        found[name] = ordered(worded(spec, wordings, options), form)
    return found


def _merged(one: Spec, other: Spec, path: tuple[str, ...]) -> Spec:
    found = dict(one)
    for key, value in other.items():
        held = found.get(key, value)
        if isinstance(held, dict) and isinstance(value, dict):
            found[key] = _merged(held, value, (*path, key))
        elif held == value:
            found[key] = value
        else:
            raise DmnError(DmnCode.CONTRADICTION, place="/".join((*path, key)))
    return found


class _EditionReader:
    def __init__(self, model: m.Definitions) -> None:
        self._model = model
        self._items = {item.name: item for item in model.item_definitions}
        self._documents: Documents = {}
        self._options: Options = {}
        self.inherited: Documents = {}

    def documents(self) -> Documents:
        """Return what the model says of each document."""
        for part in self._of_model(DOCUMENT):
            self._documents[attributes(part)["name"]] = mapping_of(part)
        self._options = {
            element.name: options_of(declared({}, self._items[type_name(element.name)]))
            for element in self._model.elements
            if type_name(element.name) in self._items
        }
        for element in self._model.elements:
            self._add(element)
        return self._documents

    def wordings(self) -> Iterable[Wording]:
        """Return the author's own ways to write what documents say."""
        for part in self._of_model(WORDING):
            given = attributes(part)
            path = tuple(given["path"].split("/"))
            yield Wording(document=given["document"], path=path, value=plain_of(part))

    def _of_model(self, name: str) -> list[m.Extension]:
        found = (part for part in self._model.extensions if part.namespace == NAMESPACE)
        return [part for part in found if part.name == name]

    def _add(self, element: m.DrgElement) -> None:
        parts = own(element, PART)
        if not parts and element.name in _ADDED:
            return
        if not parts:
            raise not_a_policy(element.name, f"extensionElements / {PART}")
        self._add_part(element, attributes(parts[0]), mapping_of(parts[0]))
        for words in own(element, WORDS):
            said = attributes(words)
            _put(
                self._documents, (said["document"], said["section"], element.name), plain_of(words)
            )

    def _add_part(self, element: m.DrgElement, given: Mapping[str, str], left: Spec) -> None:
        section, document = given.get("section", ""), given.get("document", "")
        if section not in _SPECS:
            raise not_a_policy(element.name, ", ".join(_SPECS))
        spec = declared(left, self._items.get(type_name(element.name)))
        spec.update(self._said(element, section, given))
        documents = self.inherited if given.get("inherited") == "true" else self._documents
        _put(documents, (document, section, element.name), ordered(spec, _SPECS[section]))

    def _said(self, element: m.DrgElement, section: str, given: Mapping[str, str]) -> Spec:
        if isinstance(element, m.KnowledgeSource) and section == "citations":
            source = {} if element.location is None else {"source": element.location}
            return {"title": element.description or "", **source}
        if isinstance(element, m.InputData) and section == "facts":
            return {}
        if not isinstance(element, m.Decision):
            raise not_a_policy(element.name, section)
        if section == "parameters":
            return self._figure(element, given.get("document", ""))
        cited = [r.target.rpartition("#citation.")[2] for r in element.requirements]
        known = [key for key, r in zip(cited, element.requirements, strict=True) if key != r.target]
        authority: Spec = {"cite": known[0]} if known else {}
        return {**self._logic(element, section, given), **authority}

    def _logic(self, element: m.Decision, section: str, given: Mapping[str, str]) -> Spec:
        logic = element.logic
        if section == "tables" and isinstance(logic, DecisionTable):
            own_options = self._options.get(element.name, ())
            return table_spec(element.name, logic, own_options, self._options)
        if section == "tables" or not isinstance(logic, LiteralExpression):
            raise not_a_policy(element.name, _FORMS[section])
        if section == "criteria":
            return {"when": logic.text}
        form = given.get("form")
        return {"expression": logic.text} if form is None else combination_of(form, logic.text)

    def _figure(self, element: m.Decision, home: str) -> Spec:
        if not isinstance(element.logic, DecisionTable):
            raise not_a_policy(element.name, _FORMS["parameters"])
        values = sorted(figure_values(element.name, element.logic, home), key=lambda v: v.document)
        found: Spec = {}
        for document, group in groupby(values, key=lambda value: value.document):
            given: list[Plain] = [item.value for item in sorted(group, key=lambda v: v.place)]
            if document == home:
                found["values"] = given
            else:
                _put(self._documents, (document, "values", element.name), given)
        return found


def _put(documents: Documents, place: tuple[str, str, str], value: Plain) -> None:
    document, section, key = place
    held = documents.setdefault(document, {})
    documents[document] = {**held, section: {**mapping(held.get(section)), key: value}}


_FORMS: Mapping[str, str] = {
    "parameters": "decisionTable",
    "tables": "decisionTable",
    "criteria": "literalExpression",
    "decisions": "literalExpression",
}
