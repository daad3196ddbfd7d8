"""What an action does besides moving the case: budget, letters, notices, clocks, child cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import cast

from pydantic import JsonValue

from engine import changes as c
from engine import clocks
from engine.attempt import Attempt, ask
from engine.convening import named_people
from engine.definitions.language import CopyTo, Effect, OpenChild, Post
from engine.model import Child, Reservation
from engine.money import fen_from_yuan, formatted
from engine.refusal import Reason, ReasonCode, reason
from engine.rule_values import stored

_FEN = Decimal("0.01")

CHILD_MARK = "."
"""Between the number of a case and that of a child of it; no case of its own has it."""


def effect_reasons(attempt: Attempt) -> Iterator[Reason]:
    """Everything that stands against the action's effects."""
    for effect in attempt.action.does:
        if effect.reserve is not None:
            yield from _reserve_reasons(attempt, effect.reserve)
        if effect.recover is not None:
            yield from _recover_reasons(attempt, effect.recover)
        if effect.spend is not None and attempt.case.reserved is None:
            yield reason(ReasonCode.NOTHING_RESERVED)
        if effect.letter is not None:
            yield from _letter_reasons(attempt, effect.letter)


def _reserve_reasons(attempt: Attempt, post: Post) -> Iterator[Reason]:
    if attempt.case.reserved is not None:
        yield reason(ReasonCode.ALREADY_RESERVED)
        return
    wanted = _money(attempt, post)
    if isinstance(wanted, Reason):
        yield wanted
        return
    free = attempt.world.funds.get((wanted.office, wanted.year, wanted.fund))
    if free is None:
        yield reason(ReasonCode.NO_BUDGET, fund=wanted.fund, office=wanted.office, year=wanted.year)
    elif free < wanted.amount_fen:
        yield reason(
            ReasonCode.BUDGET_INSUFFICIENT,
            fund=wanted.fund,
            free=formatted(free),
            wanted=formatted(wanted.amount_fen),
        )


def _recover_reasons(attempt: Attempt, post: Post) -> Iterator[Reason]:
    found = _money(attempt, post)
    if isinstance(found, Reason):
        yield found


def _money(attempt: Attempt, post: Post) -> Reservation | Reason:
    fund, amount = ask(attempt, post.fund), ask(attempt, post.amount)
    office = _budget_office(attempt, post)
    if office is None:
        level = post.at or attempt.action.at or "own"
        return reason(ReasonCode.NO_OFFICE_AT_LEVEL, level=level)
    if not isinstance(fund.value, str) or not isinstance(amount.value, Decimal):
        return reason(ReasonCode.AMOUNT_MISSING, fields=[*fund.missing, *amount.missing])
    if not _is_payable(amount.value):
        return reason(ReasonCode.AMOUNT_NOT_PAYABLE, amount=format(amount.value, "f"))
    return Reservation(
        fund=fund.value,
        office=office,
        year=attempt.world.today.year,
        amount_fen=fen_from_yuan(amount.value),
    )


def _is_payable(amount: Decimal) -> bool:
    """Whole fen, and not less than nothing."""
    return amount >= 0 and amount == amount.quantize(_FEN)


def _budget_office(attempt: Attempt, post: Post) -> str | None:
    if post.at is None:
        office = attempt.office()
    else:
        office = attempt.world.directory.at_level(attempt.case.office, post.at)
    return None if office is None else office.id


def _letter_reasons(attempt: Attempt, letter: str) -> Iterator[Reason]:
    for field in attempt.workflow.spec.letters[letter].fields:
        if field not in attempt.facts:
            yield reason(ReasonCode.LETTER_FIELD_MISSING, letter=letter, field=field)


def effect_changes(attempt: Attempt) -> Iterator[c.Change]:
    """The changes of the action's effects, in the order of the document."""
    for index, effect in enumerate(attempt.action.does):
        yield from _changes_of(attempt, effect, index)
    yield from _children_changes(attempt)


def _changes_of(attempt: Attempt, effect: Effect, index: int) -> Iterator[c.Change]:
    yield from _money_changes(attempt, effect)
    yield from _clock_changes(attempt, effect)
    if effect.letter is not None:
        letter_id = f"{attempt.case.id}-L{attempt.case.version + 1}.{index}"
        yield c.LetterIssued(letter=effect.letter, id=letter_id, dated=attempt.world.today)
    if effect.notify is not None:
        yield c.NoticeQueued(key=effect.notify)
    if effect.copy_to is not None:
        yield from _copies(attempt, effect.copy_to)
    if effect.clear is not None:
        for name in effect.clear:
            if name in attempt.facts:
                yield c.FactSet(field=name, old=attempt.facts[name])
    if effect.cancel_children:
        running = tuple(child.id for child in attempt.case.children if not child.closed)
        yield c.ChildrenCancelled(child_ids=running)


def _copies(attempt: Attempt, copy_to: CopyTo) -> Iterator[c.Change]:
    """Whoever is found is told; a copy to nobody is none, and no reason against the action."""
    world, people = attempt.world, list(named_people(attempt.facts, copy_to.field or ""))
    office = world.directory.at_level(attempt.case.office, copy_to.at)
    if copy_to.role is not None and office is not None:
        people += world.directory.holders(copy_to.role, office.id, world.today)
    known = tuple(dict.fromkeys(p for p in people if p in world.directory.people))
    if known:
        yield c.CopySent(people=known)


def _money_changes(attempt: Attempt, effect: Effect) -> Iterator[c.Change]:
    reserved = attempt.case.reserved
    if effect.reserve is not None:
        yield c.FundsReserved(reservation=cast("Reservation", _money(attempt, effect.reserve)))
    if effect.spend is not None and reserved is not None:
        yield c.FundsSpent(reservation=reserved)
    if effect.release is not None and reserved is not None:
        yield c.FundsReleased(reservation=reserved)
    if effect.recover is not None:
        yield c.FundsRecovered(reservation=cast("Reservation", _money(attempt, effect.recover)))


def _clock_changes(attempt: Attempt, effect: Effect) -> Iterator[c.Change]:
    if effect.stop is not None:
        yield from clocks.stopped(attempt.case, frozenset((effect.stop,)))
    if effect.start is not None:
        spec = attempt.workflow.clock(effect.start, None)
        case = replace(attempt.case, facts=attempt.facts)
        yield clocks.started(effect.start, spec, case, attempt.world, None)


def _children_changes(attempt: Attempt) -> Iterator[c.Change]:
    """The cases that the action opens, numbered on from those that are there."""
    numbers = count(len(attempt.case.children) + 1)
    openings = (effect.open_child for effect in attempt.action.does)
    for opening in (found for found in openings if found is not None):
        for facts in _facts_of_children(attempt, opening):
            child = Child(id=f"{attempt.case.id}{CHILD_MARK}{next(numbers)}", kind=opening.kind)
            yield c.ChildOpened(child=child, facts=facts)


def _facts_of_children(attempt: Attempt, opening: OpenChild) -> Iterator[dict[str, JsonValue]]:
    rows = [None] if opening.each is None else attempt.facts.get(opening.each, [])
    given = {name: stored(ask(attempt, text).value) for name, text in opening.facts.items()}
    for row in cast("list[dict[str, JsonValue] | None]", rows):
        yield {**(row or {}), **given}
