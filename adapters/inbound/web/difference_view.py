"""Differences between two moments of a case in words, part by part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import JsonValue

from adapters.i18n.wording import Wording
from engine.definitions.language import Workflow
from engine.differences import Difference, Part
from engine.money import Fen, formatted
from engine.usecases.compare_case import Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldDifference:
    """One difference; the texts are empty where there was nothing."""

    label: str
    before: str
    after: str


_Teller = Callable[[Difference, JsonValue, Workflow, Wording], str]


def told_differences(
    found: Comparison, spec: Workflow, words: Wording
) -> list[tuple[str, list[ToldDifference]]]:
    """What differs, under the names of its parts."""
    told: dict[str, list[ToldDifference]] = {}
    for difference in found.differences:
        told.setdefault(difference.part.value, []).append(_told(difference, spec, words))
    return list(told.items())


def _told(found: Difference, spec: Workflow, words: Wording) -> ToldDifference:
    before, after = (
        "" if value is None else _VALUES[found.part](found, value, spec, words)
        for value in (found.before, found.after)
    )
    return ToldDifference(label=_label(found, words), before=before, after=after)


def _label(found: Difference, words: Wording) -> str:
    match found.part:
        case Part.STANDING:
            return words.say(f"web_differs_{found.key}")
        case Part.FIELD:
            return words.kind.field(found.key)
        case Part.CLOCK:
            return words.kind.clock(found.key)
        case Part.DOCUMENT | Part.TASK:
            known = found.after if found.after is not None else found.before
            section = "documents" if found.part is Part.DOCUMENT else "queues"
            return words.kind.word(section, _items(known)[0])
        case Part.VOTE:
            return words.kind.word("states", found.key.rpartition(".")[0])
        case Part.MONEY:
            fund, year, account = found.key.rsplit(".", 2)
            told = words.say(f"cli_account_{account}")
            return f"{words.kind.option('fund', fund)} {year} · {told}"


def _items(value: JsonValue) -> list[str]:
    found = value if isinstance(value, list) else [value]
    return ["" if item is None else str(item) for item in found]


def _standing(found: Difference, value: JsonValue, spec: Workflow, words: Wording) -> str:
    del spec
    text = str(value)
    match found.key:
        case "status":
            return words.say(f"cli_status_{text}")
        case "office":
            return words.office(text)
        case _:
            return words.kind.word(f"{found.key}s", text)


def _field(found: Difference, value: JsonValue, spec: Workflow, words: Wording) -> str:
    field = spec.case.get(found.key)
    return str(value) if field is None else words.value(found.key, field, value)


def _document(found: Difference, value: JsonValue, spec: Workflow, words: Wording) -> str:
    del found, spec, words
    return _items(value)[1]


def _task(found: Difference, value: JsonValue, spec: Workflow, words: Wording) -> str:
    del found, spec
    holder = _items(value)[1]
    return words.person(holder) if holder else words.say("web_nobody_yet")


def _vote(found: Difference, value: JsonValue, spec: Workflow, words: Wording) -> str:
    del found, spec
    holder, answer, voter = _items(value)
    told = words.say(f"cli_vote_{answer or 'open'}")
    return f"{words.person(voter or holder) if voter else words.role(holder)}: {told}"


def _clock(found: Difference, value: JsonValue, spec: Workflow, words: Wording) -> str:
    del found, spec
    last_day, status = _items(value)
    return f"{last_day} · {words.say(f'cli_clock_{status}')}"


def _amount(found: Difference, value: JsonValue, spec: Workflow, words: Wording) -> str:
    del found, spec
    fen = value if isinstance(value, int) else 0
    return words.say("cli_yuan", amount=formatted(Fen(fen)))


_VALUES: dict[Part, _Teller] = {
    Part.STANDING: _standing,
    Part.FIELD: _field,
    Part.DOCUMENT: _document,
    Part.TASK: _task,
    Part.VOTE: _vote,
    Part.CLOCK: _clock,
    Part.MONEY: _amount,
}
