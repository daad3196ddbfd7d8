"""A round of approval in words: its seats, what could be changed about it, and the way ahead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from adapters.i18n.wording import Wording
from engine import approvals
from engine.forecast import Ahead, Asked
from engine.model import Approval, Case, Seat, Vote
from engine.refusal import Reason, ReasonCode
from engine.usecases.show_case import CaseView

CHANGES = ("add", "transfer", "delegate", "remove", "answer", "recall")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatLine:
    """A seat of a round.

    Attributes:
        standing: `yes`, `no`, `abstain`, `turn`, `waits` or `removed`.
        by: Who gave the answer, where that is not who the seat names.
        notes: What else is to be known of it.
    """

    holder: str
    standing: str
    by: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeForm:
    """A change of the round, a reminder or copies: possible, or why not.

    Attributes:
        people: Whom it can name, by id and name.
        places: Where somebody can be added.
    """

    what: str
    reasons: tuple[str, ...]
    people: tuple[tuple[str, str], ...] = ()
    places: tuple[str, ...] = ()

    @property
    def possible(self) -> bool:
        """Whether it can be done now, by this person."""
        return not self.reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class AheadLine:
    """A state on the way ahead."""

    state: str
    here: bool
    mode: str
    asked: tuple[str, ...]
    notes: tuple[str, ...]


def seats(case: Case, words: Wording) -> list[SeatLine]:
    """The seats of a case's round in the order in which they are asked; none without a round."""
    round_ = case.approval
    if round_ is None:
        return []
    order = round_.order or range(len(round_.seats))
    return [_seat(round_, index, words) for index in order]


def _seat(round_: Approval, index: int, words: Wording) -> SeatLine:
    seat = round_.seats[index]
    vote = next((found for found in round_.votes if found.seat == index), None)
    other = vote is not None and vote.person != seat.person
    return SeatLine(
        holder=_holder(seat, words),
        standing=_standing(round_, index, vote),
        by=words.person(vote.person) if vote is not None and other else "",
        notes=tuple(_seat_notes(round_, seat, vote, words)),
    )


def _holder(seat: Seat, words: Wording) -> str:
    if seat.person is not None:
        return words.person(seat.person)
    if seat.chosen:
        return words.say("cli_forecast_chosen")
    return f"{words.role(seat.role or '')} · {words.office(seat.office or '')}"


def _standing(round_: Approval, index: int, vote: Vote | None) -> str:
    if vote is not None:
        return vote.answer
    if round_.seats[index].removed:
        return "removed"
    return "turn" if index in approvals.turns(round_) else "waits"


def _seat_notes(round_: Approval, seat: Seat, vote: Vote | None, words: Wording) -> Iterable[str]:
    if seat.delegate is not None:
        yield words.say("cli_vote_delegated", person=words.person(seat.delegate))
    if seat.waits_for is not None and vote is None:
        after = _holder(round_.seats[seat.waits_for], words)
        yield words.say("web_seat_after", other=after)
    if seat.added_by is not None:
        yield words.say("web_seat_added", person=words.person(seat.added_by))
    if vote is not None and vote.automatic:
        yield words.say("cli_forecast_given")


def mode_of(round_: Approval, words: Wording) -> str:
    """How the round is decided."""
    return words.say(f"cli_mode_{round_.mode}", need=round_.need or approvals.needed(round_))


def change_forms(view: CaseView, words: Wording) -> Mapping[str, ChangeForm]:
    """What this person could change about the round; none outside of one."""
    return {what: _change(view, what, words) for what in CHANGES if what in view.changes}


def _change(view: CaseView, what: str, words: Wording) -> ChangeForm:
    people = view.removable if what == "remove" else view.newcomers
    reasons = tuple(_against(found, words) for found in view.changes[what])
    if what in ("add", "transfer", "delegate") and not reasons and not people:
        reasons = (words.say("web_nobody_could_come"),)
    return ChangeForm(
        what=what,
        reasons=tuple(dict.fromkeys(reasons)),
        people=tuple((person, words.person(person)) for person in people),
        places=_places(view.case.approval) if what == "add" else (),
    )


def _against(found: Reason, words: Wording) -> str:
    """The heading above the reason names the change already."""
    if found.code is ReasonCode.NOT_ALLOWED_HERE:
        return words.say("web_round_not_here")
    return words.reason(found)


def _places(round_: Approval | None) -> tuple[str, ...]:
    """Where somebody may be added, by how the round is decided."""
    left_out = {"sequence": "beside", "any": "after"}.get(round_.mode if round_ else "", "")
    return tuple(place for place in ("before", "after", "beside") if place != left_out)


def telling_forms(view: CaseView, words: Wording) -> Mapping[str, ChangeForm]:
    """A reminder, and copies for colleagues."""
    chain = (office.id for office in words.directory.chain(view.case.office))
    known = sorted(words.directory.known_at(chain), key=lambda person: person.name)
    near = tuple((person.id, person.name) for person in known)
    return {
        what: ChangeForm(
            what=what,
            reasons=tuple(words.reason(found) for found in view.changes[what]),
            people=near,
        )
        for what in ("remind", "copy")
    }


def way(steps: Iterable[Ahead], words: Wording) -> list[AheadLine]:
    """The way ahead, state by state."""
    return [_ahead(step, words) for step in steps]


def _ahead(step: Ahead, words: Wording) -> AheadLine:
    return AheadLine(
        state=words.kind.word("states", step.state),
        here=step.by is None,
        mode=_mode_ahead(step, words),
        asked=tuple(_asked(found, words) for found in step.asked),
        notes=tuple(_ahead_notes(step, words)),
    )


def _mode_ahead(step: Ahead, words: Wording) -> str:
    if step.mode is None:
        return ""
    every = step.mode in ("any", "sequence") or step.needed == len(step.asked)
    return words.say(f"cli_mode_{step.mode if every else 'count'}", need=step.needed)


def _asked(asked: Asked, words: Wording) -> str:
    if asked.chosen:
        return words.say("cli_forecast_chosen")
    names = [words.person(person) for person in asked.people] or [words.say("cli_nobody")]
    line = words.say("cli_list", items=names)
    if asked.role is not None and asked.office is not None:
        line = f"{words.role(asked.role)} · {words.office(asked.office)}: {line}"
    return f"{line} {words.say('cli_forecast_given')}" if asked.given else line


def _ahead_notes(step: Ahead, words: Wording) -> Iterable[str]:
    yield from (words.reason(found) for found in step.problems)
    if step.unknown is not None:
        yield words.reason(step.unknown)
    if step.fork:
        states = [words.kind.word("states", state) for state in step.fork]
        yield words.say("cli_forecast_fork", states=states)
