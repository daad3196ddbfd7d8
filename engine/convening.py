"""Who is asked in a round of approval: sources, the applicant, nobody, somebody asked twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pydantic import JsonValue

from engine import approvals
from engine.authority import may_agree
from engine.circumstances import Circumstances
from engine.definitions.compile import CompiledWorkflow
from engine.definitions.language import ApprovalSpec, Voters
from engine.model import Approval, Case, Seat, Step, Vote
from engine.refusal import Reason, ReasonCode, reason

_FRESH_STARTS = frozenset(("return", "take_back", "withdraw", "reopen"))
"""After these everybody is asked anew, whatever they had agreed to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Convened:
    """A round before it begins.

    Attributes:
        reasons: Why it cannot begin.
    """

    seats: tuple[Seat, ...]
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """What a search for voters looks at."""

    spec: ApprovalSpec
    case: Case
    world: Circumstances
    chosen: tuple[str, ...]

    @property
    def applicants(self) -> frozenset[str]:
        """The people who do not decide on their own application."""
        return applicants_of(self.spec, self.case)

    def holders(self, role: str, office: str) -> tuple[str, ...]:
        """Who holds a role at an office today."""
        return self.world.directory.holders(role, office, self.world.today)


def applicants_of(spec: ApprovalSpec, case: Case) -> frozenset[str]:
    """The people who do not decide on their own application, where that is declared."""
    if spec.if_applicant == "ask":
        return frozenset()
    opened = {case.opened_by} if "open" in spec.applicant else set()
    return frozenset(opened).union(*(case.actors_of(action) for action in spec.applicant))


def convene(
    spec: ApprovalSpec, case: Case, world: Circumstances, chosen: tuple[str, ...] = ()
) -> Convened:
    """Find the seats of a round, in order.

    Args:
        spec: How the state decides.
        case: The case with the facts it enters the state with.
        world: People as they stand now.
        chosen: Whom the submitter named.
    """
    search = _Search(spec=spec, case=case, world=world, chosen=chosen)
    seats: list[Seat] = []
    reasons: list[Reason] = []
    for voters in spec.voters:
        found = _found(search, voters)
        if isinstance(found, Reason):
            reasons.append(found)
        else:
            seats.extend(found)
    if any(voters.chosen_by == "submitter" for voters in spec.voters):
        reasons += unfit(chosen, _holding(spec.voters), case, world)
    return Convened(seats=_each_once(spec, seats), reasons=tuple(reasons))


def _holding(voters: Iterable[Voters]) -> str | None:
    return next((v.holding for v in voters if v.chosen_by is not None), None)


def _each_once(spec: ApprovalSpec, seats: list[Seat]) -> tuple[Seat, ...]:
    """Where all are asked at once nobody has two seats in their name."""
    if spec.mode == "sequence":
        return tuple(seats)
    known: set[str] = set()
    once: list[Seat] = []
    for seat in seats:
        if seat.person is None or seat.person not in known:
            once.append(seat)
        known |= {seat.person} if seat.person is not None else set()
    return tuple(once)


def _found(search: _Search, voters: Voters) -> tuple[Seat, ...] | Reason:
    """The seats of one source, with what is declared for the applicant and for nobody."""
    seats = tuple(_seats(search, voters))
    if not seats and voters.chosen_by == "submitter":
        return reason(ReasonCode.NO_APPROVERS)
    if not seats:
        return _instead(search, voters)
    kept = tuple(s for seat in seats for s in _without_applicant(search, voters, seat))
    if kept or search.spec.if_applicant == "skip":
        return kept
    return _instead(search, voters)


def _instead(search: _Search, voters: Voters) -> tuple[Seat, ...] | Reason:
    rule = search.spec.if_nobody
    if rule == "pass":
        return ()
    others = () if isinstance(rule, str) else tuple(_seats(search, rule))
    barred = search.applicants
    found = tuple(seat for seat in others if seat.person is None or seat.person not in barred)
    if found:
        return found
    return reason(ReasonCode.NOBODY_TO_APPROVE, role=voters.role, field=voters.field)


def _seats(search: _Search, voters: Voters) -> Iterator[Seat]:
    if voters.chosen_by == "previous":
        yield Seat(chosen=True)
    elif voters.chosen_by is not None:
        yield from (Seat(person=person) for person in dict.fromkeys(search.chosen))
    elif voters.field is not None:
        yield from _named(search, voters, voters.field)
    elif voters.superior_of is not None:
        yield from _superior(search, voters)
    elif voters.role is not None:
        yield from _role_seats(search, voters, voters.role)


def _named(search: _Search, voters: Voters, field: str) -> Iterator[Seat]:
    for person in dict.fromkeys(named_people(search.case.facts, field)):
        if not list(unfit((person,), voters.holding, search.case, search.world)):
            yield Seat(person=person)


def named_people(facts: Mapping[str, JsonValue], field: str) -> tuple[str, ...]:
    """The people in a field that holds one of them or a list of them."""
    named = facts.get(field)
    if isinstance(named, list):
        return tuple(str(person) for person in named)
    return () if named is None else (str(named),)


def _role_seats(search: _Search, voters: Voters, role: str) -> Iterator[Seat]:
    office = search.world.directory.at_level(search.case.office, voters.at)
    if office is None or not search.holders(role, office.id):
        return
    if voters.count == "every":
        for person in search.holders(role, office.id):
            yield Seat(role=role, office=office.id, person=person)
    else:
        yield from (Seat(role=role, office=office.id) for _ in range(voters.count))


def _superior(search: _Search, voters: Voters) -> Iterator[Seat]:
    """The nearest office from the person's own upwards where somebody else holds the role."""
    person = _actor_of(search.case, voters.superior_of or "")
    if person is None or voters.role is None:
        return
    chain = [office.id for office in search.world.directory.chain(search.case.office)]
    known = search.world.directory.people.get(person)
    held = {grant.office for grant in known.grants} if known is not None else set()
    start = next((index for index, office in enumerate(chain) if office in held), 0)
    seat = _first_other(search, voters.role, chain[start:], frozenset((person,)))
    if seat is not None:
        yield seat


def _first_other(
    search: _Search, role: str, offices: Iterable[str], but: frozenset[str]
) -> Seat | None:
    for office in offices:
        if set(search.holders(role, office)) - but:
            return Seat(role=role, office=office, excluded=tuple(sorted(but)))
    return None


def _actor_of(case: Case, action: str) -> str | None:
    steps = [s.on_behalf_of or s.person for s in case.history if s.action == action]
    if steps:
        return steps[-1]
    return case.opened_by if action == "open" else None


def _without_applicant(search: _Search, voters: Voters, seat: Seat) -> Iterator[Seat]:
    """The seat, or who is asked instead of the applicant."""
    barred = search.applicants
    if seat.person is not None:
        others: set[str] = {seat.person} - barred
    elif seat.chosen or seat.role is None or seat.office is None:
        others = {""}
    else:
        others = set(search.holders(seat.role, seat.office)) - barred - set(seat.excluded)
        seat = replace(seat, excluded=tuple(sorted({*seat.excluded, *barred})))
    if others:
        yield seat
    elif search.spec.if_applicant == "superior":
        above = _above(search, seat, voters)
        if above is not None:
            yield above


def _above(search: _Search, seat: Seat, voters: Voters) -> Seat | None:
    role = seat.role or voters.holding
    chain = [office.id for office in search.world.directory.chain(search.case.office)]
    start = chain.index(seat.office) + 1 if seat.office in chain else 0
    return None if role is None else _first_other(search, role, chain[start:], search.applicants)


def unfit(
    people: Iterable[str], holding: str | None, case: Case, world: Circumstances
) -> Iterator[Reason]:
    """Why people named by somebody cannot vote here: no role, or not the one that is asked for."""
    chain = frozenset(office.id for office in world.directory.chain(case.office))
    for person in people:
        known = world.directory.people.get(person)
        held = {
            grant.role
            for grant in (known.grants if known is not None else ())
            if grant.office in chain and grant.holds(world.today)
        }
        if holding is None and not held:
            yield reason(ReasonCode.APPROVER_NOT_FIT, person=person)
        elif holding is not None and holding not in held:
            yield reason(ReasonCode.APPROVER_NOT_IN_ROLE, person=person, role=holding)


def able(
    round_: Approval, world: Circumstances, may: Callable[[str], bool] = lambda person: True
) -> int:
    """How many seats can be filled, each by somebody else.

    In a sequence a name may stand for several seats; only those open to a role need different
    people. A seat that a voter will name somebody for counts as filled.

    Args:
        round_: The round before it begins.
        world: Who holds what today.
        may: Whether a person may agree in this case at all.
    """
    seats = [round_.seats[index] for index in approvals.places(round_)]
    names = [seat for seat in seats if seat.person is not None]
    filled = sum(seat.chosen for seat in seats)
    apart = [seat for seat in seats if not seat.chosen]
    if round_.mode == "sequence":
        filled += sum(may(seat.person or "") for seat in names)
        apart = [seat for seat in apart if seat.person is None]
    people = [frozenset(p for p in _candidates(seat, world) if may(p)) for seat in apart]
    return filled + _matched(people)


def _candidates(seat: Seat, world: Circumstances) -> tuple[str, ...]:
    if seat.person is not None or seat.role is None or seat.office is None:
        return (seat.person or "",)
    holders = world.directory.holders(seat.role, seat.office, world.today)
    return tuple(person for person in holders if person not in seat.excluded)


def _matched(people: list[frozenset[str]]) -> int:
    """The most seats that different people can take at once (by augmenting paths)."""
    taken: dict[str, int] = {}
    return sum(_placed(people, index, taken, set()) for index in range(len(people)))


def _placed(
    people: list[frozenset[str]], index: int, taken: dict[str, int], tried: set[str]
) -> bool:
    for person in sorted(people[index] - tried):
        tried.add(person)
        if person not in taken or _placed(people, taken[person], taken, tried):
            taken[person] = index
            return True
    return False


def automatic(
    workflow: CompiledWorkflow, case: Case, round_: Approval, world: Circumstances
) -> Approval:
    """The round with every yes that is taken as given because the same person gave it before.

    Args:
        workflow: The version of the case.
        case: The case before the round's new answers.
        round_: The round as it stands.
        world: Who holds what today.
    """
    spec = workflow.state(round_.state).approval
    if (
        spec is None
        or spec.if_twice == "ask"
        or workflow.answer_action(round_.state, "yes") is None
    ):
        return round_
    while approvals.result(round_) is None:
        vote = _given(workflow, spec, case, round_, world)
        if vote is None:
            break
        round_ = replace(round_, votes=(*round_.votes, vote))
    return round_


def _given(
    workflow: CompiledWorkflow,
    spec: ApprovalSpec,
    case: Case,
    round_: Approval,
    world: Circumstances,
) -> Vote | None:
    for index in approvals.turns(round_):
        person = _only_person(round_.seats[index], world)
        if person is None or round_.seats[index].delegate is not None:
            continue
        twice = round_.mode != "sequence" and any(person == vote.person for vote in round_.votes)
        if twice or person in round_.out or _names_next(round_, index):
            continue
        if not may_agree(workflow, case, round_.state, world, person):
            continue
        if person in _agreed(workflow, spec, case, round_, index):
            return Vote(seat=index, person=person, answer="yes", automatic=True)
    return None


def _only_person(seat: Seat, world: Circumstances) -> str | None:
    """The one person who can take a seat; None when several can."""
    left = _candidates(seat, world)
    return left[0] if len(left) == 1 and left[0] else None


def _names_next(round_: Approval, index: int) -> bool:
    after = next_place(round_, index)
    return after is not None and round_.seats[after].chosen


def next_place(round_: Approval, index: int) -> int | None:
    """The seat that is asked after another one."""
    order = approvals.places(round_)
    behind = order[order.index(index) + 1 :]
    return behind[0] if behind else None


def _agreed(
    workflow: CompiledWorkflow, spec: ApprovalSpec, case: Case, round_: Approval, index: int
) -> frozenset[str]:
    """Who has agreed in the step just before, or anywhere since the file last came back."""
    here = [vote for vote in round_.votes if vote.answer == "yes"]
    earlier = _yes_steps(workflow, case)
    if spec.if_twice == "pass_any":
        steps = {p for s in earlier for p in (s.person, s.on_behalf_of) if p}
        return frozenset(steps | {vote.person for vote in here})
    order = approvals.places(round_)
    before = order.index(index) - 1 if round_.mode == "sequence" else -1
    if before >= 0:
        return frozenset(vote.person for vote in here if vote.seat == order[before])
    last = earlier[-1].from_state if earlier else None
    return frozenset(s.person for s in earlier if s.from_state == last and last != round_.state)


def _yes_steps(workflow: CompiledWorkflow, case: Case) -> tuple[Step, ...]:
    """The agreements of this case since it last went back to an earlier state."""
    steps: list[Step] = []
    for step in case.history:
        action = workflow.action(step.action)
        if action is not None and action.type in _FRESH_STARTS:
            steps.clear()
        elif action is not None and action.vote == "yes":
            steps.append(step)
    return tuple(steps)
