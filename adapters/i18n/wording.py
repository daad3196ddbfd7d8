"""From codes to sentences: reasons, errors and values in the words of a kind of case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from pydantic import JsonValue

from adapters.i18n.catalogue import Language, Texts
from adapters.i18n.kinds import KindTexts
from engine.audit import Defect
from engine.calendar import Span
from engine.definitions.language import CaseField
from engine.directory import OUTSIDE, Directory
from engine.money import Fen, formatted
from engine.refusal import Reason, ReasonCode
from rules.errors import UnioncaseError
from rules.findings import Finding

_SECTIONS = {
    "state": "states",
    "states": "states",
    "from": "states",
    "to": "states",
    "from_state": "states",
    "to_state": "states",
    "action": "actions",
    "actions": "actions",
    "document": "documents",
    "documents": "documents",
    "letter": "letters",
    "outcome": "outcomes",
    "queue": "queues",
    "event": "events",
    "sender": "senders",
    "task": "tasks",
    "tasks": "tasks",
}
"""Under which section of a kind's texts the values of a parameter stand."""

_FIELDS = frozenset({"field", "fields", "other"})
_PEOPLE = frozenset({"person", "absent", "assignee", "delegate"})
_ROLES = frozenset({"role", "roles", "by"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionWords:
    """A criterion in one language.

    Attributes:
        label: What it asks.
        remedy: What would help.
        sources: Where it stands, by the edition of the rules; editions may number it differently.
    """

    label: str
    remedy: str
    sources: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Wording:
    """Words things for one reader.

    Attributes:
        kind: The words of the kind of case that is spoken of.
        directory: Gives people and offices their names.
        decisions: Texts of decisions of the rules catalogue, by `area.name`.
        criteria: Its criteria with their remedies and sources, by `area.name`.
    """

    texts: Texts
    language: Language
    kind: KindTexts = field(default_factory=lambda: KindTexts({}))
    directory: Directory = field(default_factory=Directory)
    decisions: Mapping[str, str] = field(default_factory=dict)
    criteria: Mapping[str, CriterionWords] = field(default_factory=dict)

    def say(self, code: str, **params: object) -> str:
        """A text of the program's own catalogues."""
        return self.texts.text(code, self.language, params)

    def reason(self, found: Reason) -> str:
        """Why something was refused, and what would be right."""
        params = {name: self.param(name, value) for name, value in found.params.items()}
        if found.code is ReasonCode.BAD_VALUE:
            params["problem"] = self._problem(found)
        if found.code is ReasonCode.UNKNOWN_ACTION:
            params["action"] = str(found.params.get("action"))
        if "fund" in params:
            params["fund"] = self.kind.option("fund", str(found.params["fund"]))
        told = " ".join((self.say(found.code.value, **params), *self._unmet(found)))
        cite = found.params.get("cite")
        if not isinstance(cite, str):
            return told
        return self.say("cli_reason_cited", reason=told, cite=self.kind.word("law", cite))

    def _unmet(self, found: Reason) -> Iterator[str]:
        """Each criterion that a refused decision failed on: its source and what would help."""
        failed, edition = found.params.get("criteria"), str(found.params.get("edition"))
        for key in failed if isinstance(failed, list) else ():
            known = self.criteria.get(str(key))
            if known is None:
                yield self.say("cli_criterion_unmet", criterion=str(key))
                continue
            told = self.say("cli_criterion_unmet", criterion=known.label)
            source = known.sources.get(edition)
            cited = self.say("cli_reason_cited", reason=told, cite=source) if source else told
            yield self.say("cli_criterion_remedy", unmet=cited, remedy=known.remedy)

    def _problem(self, found: Reason) -> str:
        """The problem of a value, with its options in words and as they are to be typed."""
        params = {name: self.param(name, value) for name, value in found.params.items()}
        options = found.params.get("options")
        if isinstance(options, list):
            name = str(found.params.get("field", ""))
            params["options"] = [self._option(name, str(option)) for option in options]
        return self.say(str(found.params.get("problem", "")), **params)

    def _option(self, name: str, option: str) -> str:
        columns = ".".join(step for step in name.split(".") if not step.isdigit())
        word = self.kind.option(columns, option)
        return option if word == option else self.say("cli_option_word", key=option, word=word)

    def error(self, error: UnioncaseError) -> str:
        """What went wrong."""
        return self.say(error.code.value, **self._params(error.params))

    def finding(self, found: Finding) -> str:
        """A defect of a document."""
        place = {"place": str(found.mark), "file": found.mark.file, "line": found.mark.line}
        return self.say(found.code.value, **{**place, **found.params})

    def defect(self, found: Defect) -> str:
        """A finding of the audit."""
        params = {**found.params, "case": found.case_id, "seq": found.seq}
        if "account" in params:
            params["account"] = self.say(f"cli_account_{params['account']}")
        if "rows" in params:
            params["rows"] = self.say(f"cli_rows_{params['rows']}")
        return self.say(found.code.value, **self._params(params))

    def _params(self, params: Mapping[str, object]) -> dict[str, object]:
        return {name: self.param(name, cast("JsonValue", value)) for name, value in params.items()}

    def param(self, name: str, value: JsonValue) -> object:
        """A parameter of a code as its reader knows it."""
        if isinstance(value, list):
            return [self.param(name, item) for item in value]
        if not isinstance(value, str):
            return value
        return self._key(name, value)

    def _key(self, name: str, value: str) -> str:
        if name in _SECTIONS:
            return self.kind.word(_SECTIONS[name], value)
        if name in _FIELDS:
            return self.kind.field(value)
        if name in _ROLES:
            return self.role(value)
        if name in _PEOPLE:
            return self.person(value)
        worded = _WORDED.get(name)
        return worded(self, value) if worded is not None else value

    def role(self, key: str) -> str:
        """A role, of the kind of case or of the house."""
        return self.kind.find("roles", key) or self._own(f"cli_role_{key}", key)

    def work(self, state: str, task: str | None) -> str:
        """What there is to do: one of several tasks by its own name, else what the state is."""
        name = self.kind.find("tasks", task) if task is not None else None
        return name or self.kind.word("states", state)

    def person(self, person: str | None) -> str:
        """A person's name; parts of the machine have names too."""
        if person is None:
            return self.say("cli_nobody")
        known = self.directory.people.get(person)
        if known is not None:
            return known.name
        machine, _, sender = person.partition(":")
        if sender and machine == OUTSIDE.person:
            return self.say("person_outside", sender=sender)
        return self._own(f"cli_role_{person}", person)

    def office(self, office: str) -> str:
        """An office's name."""
        known = self.directory.offices.get(office)
        return known.name if known is not None else office

    def span(self, text: str) -> str:
        """A span of time as people say it."""
        span = Span.parse(text)
        code = f"cli_span_{span.unit.name.lower()}"
        return self.say(code, count=span.count)

    def rule(self, text: str) -> str:
        """A decision by what it decides; a condition in the words of its kind of case."""
        return self.decisions.get(text) or self.kind.word("rules", text.strip())

    def _level(self, level: str) -> str:
        return self._own(f"cli_level_{level}", level)

    def _own(self, code: str, otherwise: str) -> str:
        return self.say(code) if code in self.texts else otherwise

    def value(self, name: str, spec: CaseField, value: JsonValue) -> str:
        """A value of the case file as people write it."""
        shown = _VALUES.get(spec.type)
        if value is None:
            return self.say("cli_empty")
        return shown(self, name, value) if shown is not None else str(value)


_WORDED: Mapping[str, Callable[[Wording, str], str]] = {
    "office": Wording.office,
    "level": Wording._level,
    "clock": lambda words, key: words.kind.clock(key),
    "longest": Wording.span,
    "rule": Wording.rule,
    "figures": lambda words, key: words.decisions.get(key, key),
}


def _money(words: Wording, name: str, value: JsonValue) -> str:
    del name
    text = str(value)
    if not text.replace(".", "").lstrip("-").isdigit():
        return text
    return words.say("cli_yuan", amount=yuan(text))


def yuan(text: str) -> str:
    """A stored amount with its thousands apart: `1,062.00`."""
    whole, _, cents = text.partition(".")
    fen = int(f"{whole}{(cents + '00')[:2]}")
    return formatted(Fen(fen))


def _boolean(words: Wording, name: str, value: JsonValue) -> str:
    del name
    if not isinstance(value, bool):
        return str(value)
    return words.say("cli_yes" if value else "cli_no")


def _choice(words: Wording, name: str, value: JsonValue) -> str:
    return words.kind.option(name, str(value))


def _choices(words: Wording, name: str, value: JsonValue) -> str:
    chosen = value if isinstance(value, list) else [value]
    return words.say("cli_list", items=[words.kind.option(name, str(item)) for item in chosen])


def _records(words: Wording, name: str, value: JsonValue) -> str:
    if not isinstance(value, list):
        return str(value)
    return words.say("cli_records", count=len(value))


def _person(words: Wording, name: str, value: JsonValue) -> str:
    del name
    return words.person(str(value))


def _office(words: Wording, name: str, value: JsonValue) -> str:
    del name
    return words.office(str(value))


_VALUES = {
    "money": _money,
    "boolean": _boolean,
    "choice": _choice,
    "choices": _choices,
    "list": _records,
    "person": _person,
    "office": _office,
}
