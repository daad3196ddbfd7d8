"""Audit entries told in words: who did it, and what."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import JsonValue

from adapters.i18n.wording import Wording
from engine import changes as c
from engine.events import Event, EventType
from engine.money import Fen, formatted
from engine.refusal import Reason, ReasonCode

_AT_THE_DOOR = (EventType.SIGNED_IN, EventType.SIGN_IN_REFUSED, EventType.ACCOUNT_CHANGED)


def who(event: Event, words: Wording) -> str:
    """Who did it; both names when it was on behalf of somebody."""
    name = words.person(event.who.person)
    if event.who.on_behalf_of is None:
        return name
    return words.say("cli_on_behalf", person=name, absent=words.person(event.who.on_behalf_of))


def what(event: Event, words: Wording) -> str:
    """What was done, in the words of the kind of case."""
    kind = words.say(event.type.value)
    if event.type in (EventType.ACTION_TAKEN, EventType.VOTE_RECORDED):
        return words.kind.word("actions", event.action or "")
    if event.type is EventType.ATTEMPT_REFUSED:
        return f"{kind} {_attempted(event, words)}: {_reasons(event, words)}"
    if event.type in _AT_THE_DOOR:
        return ": ".join((kind, "; ".join(_at_the_door(event, words)))).removesuffix(": ")
    details = "; ".join(_details(event, words))
    return f"{kind}: {details}" if details else kind


def _at_the_door(event: Event, words: Wording) -> Iterator[str]:
    """What was changed, or how somebody came in; whom it was about, and the mark of a subject."""
    code = f"door_{event.action}"
    if code in words.texts:
        yield words.say(code)
    about, mark = event.details.get("person"), event.details.get("mark")
    if isinstance(about, str):
        yield words.person(about)
    if isinstance(mark, str):
        yield mark


def _attempted(event: Event, words: Wording) -> str:
    return words.kind.find("actions", event.action or "") or (event.action or "")


def _reasons(event: Event, words: Wording) -> str:
    found = event.details.get("reasons")
    plain = [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
    return "; ".join(words.reason(_reason(item)) for item in plain)


def _reason(plain: dict[str, JsonValue]) -> Reason:
    params = plain.get("params")
    return Reason(
        code=ReasonCode(str(plain["code"])), params=params if isinstance(params, dict) else {}
    )


def _details(event: Event, words: Wording) -> Iterator[str]:
    for change in event.changes:
        match change:
            case c.DocumentAttached():
                yield words.kind.word("documents", change.document.kind)
            case c.TaskAssigned() | c.ApprovalChanged() | c.CopySent() | c.ReminderSent():
                yield from (words.person(person) for person in _people(change))
            case c.DeadlineChanged():
                yield words.kind.clock(change.key)
            case c.TaskHeld() | c.NoteAdded():
                yield _said(change)
            case c.FundsAllotted():
                yield _budget(change, words)
            case _:
                pass
    if event.type is EventType.PERSONAL_DATA_READ:
        yield from _read(event, words)


def _said(change: c.TaskHeld | c.NoteAdded) -> str:
    if isinstance(change, c.NoteAdded):
        return change.text
    return "" if change.until is None else change.until.isoformat()


def _people(
    change: c.TaskAssigned | c.ApprovalChanged | c.CopySent | c.ReminderSent,
) -> tuple[str, ...]:
    """Whom a change is about."""
    if isinstance(change, c.TaskAssigned):
        return (change.assignee,) if change.assignee is not None else ()
    if isinstance(change, c.ApprovalChanged):
        return (change.person,) if change.person is not None else ()
    return change.people


def _budget(change: c.FundsAllotted, words: Wording) -> str:
    budget = change.reservation
    amount = formatted(Fen(-budget.amount_fen if change.back else budget.amount_fen))
    return words.say("cli_allotted", fund=budget.fund, year=budget.year, amount=amount)


def _read(event: Event, words: Wording) -> Iterator[str]:
    fields = event.details.get("fields")
    if isinstance(fields, list):
        yield from (words.kind.field(str(name)) for name in fields)
    if event.reason is not None:
        yield words.say("cli_purpose", purpose=event.reason)
