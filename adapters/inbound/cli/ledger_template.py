"""An empty ledger of a kind of case, and the map that goes with it, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from adapters.i18n.wording import Wording
from engine.definitions.language import CaseField, Workflow
from engine.importing.language import LedgerMap, headings


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A map as text, and the headings that it reads."""

    text: str
    headings: tuple[str, ...]


def template_of(spec: Workflow, words: Wording) -> Template:
    """Make the map that reads everything there is, one column for each thing."""
    plain = _Maker(spec, words).plain()
    text = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=100)
    return Template(text=text, headings=headings(LedgerMap.model_validate(plain)))


class _Maker:
    """Names every column once, in the words of the kind of case."""

    def __init__(self, spec: Workflow, words: Wording) -> None:
        self._spec = spec
        self._words = words
        self._taken: set[str] = set()

    def plain(self) -> dict[str, object]:
        """The map as plain data."""
        spec, say = self._spec, self._words.say
        head: dict[str, object] = {
            "workflow": spec.workflow,
            "version": spec.version,
            "key": self._heading(say("ledger_heading_key")),
            "office": {"column": self._heading(say("ledger_heading_office"))},
            "opened": self._heading(say("ledger_heading_opened")),
            "state": {
                "column": self._heading(say("ledger_heading_state")),
                "values": self._words_of("states", list(spec.states)),
            },
            "entered": self._heading(say("ledger_heading_entered")),
            "person": {"column": self._heading(say("ledger_heading_person"))},
        }
        fields = {n: self._field(n, f) for n, f in spec.case.items() if f.computed is None}
        parts = {
            "fields": fields,
            "clocks": {n: self._clock(n) for n in spec.deadlines},
            "documents": {n: self._heading(self._word("documents", n)) for n in spec.documents},
            "steps": {n: self._step(n) for n in self._separated()},
        }
        return {**head, **{name: part for name, part in parts.items() if part}}

    def _heading(self, text: str) -> str:
        """A heading that no other column bears."""
        free, number = text, 2
        while free in self._taken:
            free, number = f"{text} {number}", number + 1
        self._taken.add(free)
        return free

    def _word(self, section: str, key: str) -> str:
        return self._words.kind.word(section, key)

    def _words_of(self, section: str, keys: list[str]) -> dict[str, str]:
        return {self._word(section, key): key for key in keys}

    def _field(self, name: str, field: CaseField) -> object:
        column = self._heading(self._words.kind.field(name))
        if field.type == "list":
            return {
                "column": column,
                "list": list(field.of),
                "values": self._of_columns(name, field),
            }
        if field.type in ("choice", "choices"):
            kind = self._words.kind
            values = {kind.option(name, option): option for option in field.options}
            return {"column": column, "values": values}
        return column

    def _of_columns(self, name: str, field: CaseField) -> dict[str, str]:
        kind = self._words.kind
        return {
            kind.option(f"{name}.{column}", option): option
            for column, inner in field.of.items()
            for option in inner.options
        }

    def _clock(self, name: str) -> str:
        return self._heading(
            self._words.say("ledger_heading_clock", name=self._words.kind.clock(name))
        )

    def _step(self, name: str) -> str:
        action = self._word("actions", name)
        return self._heading(self._words.say("ledger_heading_step", name=action))

    def _separated(self) -> Iterator[str]:
        """Actions whose actor may not take others: the only ones whose actor must be known."""
        spec = self._spec
        barring = {
            n for a in spec.actions.values() for n in (*a.not_by_actor_of, *a.only_by_actor_of)
        }
        yield from (name for name in spec.actions if name in barring)
