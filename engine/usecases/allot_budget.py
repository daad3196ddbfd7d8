"""Give a fund of an office its budget for a year, or take back what is free."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.circumstances import Circumstances
from engine.errors import ConflictError, EngineCode, NotPermittedError
from engine.journal import allotted, journal_id, refused_allotment
from engine.model import Reservation
from engine.money import Fen, formatted
from engine.ports import Ports
from engine.refusal import Reason, ReasonCode, Refusal, reason
from engine.usecases.answers import first_given, refusal_in, to_remember
from engine.usecases.keep_journal import keep_journal
from engine.usecases.refused_attempts import as_oneself, note_recorded, persistently, telling
from engine.usecases.requester import Requester, require_office
from engine.usecases.surroundings import circumstances
from rules.errors import UnioncaseError

ALLOTTERS = ("treasurer", "administrator")
"""Roles that may allot, at the office itself or at one above it."""

_TRIES = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class _Allotment:
    """A request to allot, as its idempotency key knows it again."""

    office: str
    fund: str
    year: int
    amount_fen: int
    idempotency_key: str | None

    @property
    def budget(self) -> Reservation:
        """What moves, whichever way."""
        amount = abs(self.amount_fen)
        return Reservation(fund=self.fund, office=self.office, year=self.year, amount_fen=amount)


def allot_budget(
    ports: Ports,
    requester: Requester,
    *,
    office: str,
    fund: str,
    year: int,
    amount_fen: Fen,
    idempotency_key: str | None = None,
) -> Refusal | None:
    """Allot a budget; a negative amount takes back what is still free.

    The movement and its entry in the office's journal are one transaction; so is the entry of a
    refused attempt. A repeated key moves nothing and gets the first answer.

    Raises:
        ConflictError: Others wrote into the journal, or took the budget, at the same time; or the
            idempotency key is another request's.
        NotFoundError: No such office for this person.
        NotPermittedError: The person claims to act for somebody who has not delegated to them.
    """
    asked = _Allotment(
        office=office,
        fund=fund,
        year=year,
        amount_fen=amount_fen,
        idempotency_key=idempotency_key,
    )
    for _ in range(_TRIES):
        try:
            return _attempt(ports, requester, asked)
        except (ConflictError, NotPermittedError) as error:
            if telling(error) is not None:
                _record_ended(ports, requester, asked.budget, error)
                raise
            # A mere race: decided again on the books as they now are.
    raise ConflictError(EngineCode.CONCURRENT_CHANGE, case=journal_id(office))


def _record_ended(
    ports: Ports, requester: Requester, budget: Reservation, error: UnioncaseError
) -> None:
    world, found = as_oneself(ports, requester), telling(error)
    if world is None or found is None or budget.office not in world.directory.offices:
        return
    event = refused_allotment(budget, Refusal(reasons=(found,)), world)
    persistently(lambda: keep_journal(ports, budget.office, event, world))
    note_recorded(error)


def _attempt(ports: Ports, requester: Requester, asked: _Allotment) -> Refusal | None:
    known = first_given(ports, asked, requester)
    if known is not None:
        return refusal_in(known)
    budget, back = asked.budget, asked.amount_fen < 0
    world = circumstances(ports, requester)
    require_office(budget.office, world.actor, world.directory)
    reasons = (*_authority_reasons(budget.office, world), *_amount_reasons(ports, budget, back))
    if reasons:
        refusal = Refusal(reasons=reasons)
        event = refused_allotment(budget, refusal, world)
        answer = to_remember(asked, requester, refusal, {})
        keep_journal(ports, budget.office, event, world, answer)
        return refusal
    event = allotted(budget, back=back, world=world)
    keep_journal(ports, budget.office, event, world, to_remember(asked, requester, None, {}))
    return None


def _authority_reasons(office: str, world: Circumstances) -> Iterator[Reason]:
    actor = world.actor
    if not set(ALLOTTERS) & set(actor.roles):
        yield reason(ReasonCode.NOT_YOUR_ROLE, roles=list(ALLOTTERS))
        return
    chain = [above.id for above in world.directory.chain(office)]
    if not any(next(actor.grants_at(r, place), None) for r in ALLOTTERS for place in chain):
        yield reason(ReasonCode.NOT_YOUR_OFFICE, office=office)


def _amount_reasons(ports: Ports, budget: Reservation, back: bool) -> Iterator[Reason]:
    if budget.amount_fen == 0:
        yield reason(ReasonCode.AMOUNT_NOT_PAYABLE, amount="0")
        return
    if not back:
        return
    free = ports.ledger.free(frozenset((budget.office,)), budget.year)
    left = free.get((budget.office, budget.year, budget.fund), 0)
    if left < budget.amount_fen:
        yield reason(
            ReasonCode.BUDGET_INSUFFICIENT,
            fund=budget.fund,
            free=formatted(left),
            wanted=formatted(budget.amount_fen),
        )
