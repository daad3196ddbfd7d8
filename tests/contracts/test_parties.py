"""What the register of persons and employers does on every store, through the use cases.

Long because all that one register does is followed on the same office and the same people.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import JsonValue

from adapters.outbound.memory import FixedWorkflows, SettableClock
from engine.commands import Act
from engine.definitions.parties import PartyRules
from engine.directory import Directory, Grant, Person
from engine.errors import NotFoundError
from engine.parties import Employer, Mark, MarkKind
from engine.parties import Person as NaturalPerson
from engine.ports import EntryQuery, Ports
from engine.refusal import Refusal
from engine.registry import PartyRecord, Relation
from engine.usecases.answers import Done
from engine.usecases.find_party import (
    duplicates,
    find_parties,
    possible_duplicates,
    reveal_party,
    show_party,
)
from engine.usecases.handle_command import handle_command
from engine.usecases.keep_party import (
    Answer,
    correct_party,
    link_case,
    link_staff,
    merge_parties,
    register_party,
    relate,
    unmerge_parties,
)
from engine.usecases.open_case import open_case
from engine.usecases.requester import Requester
from engine.usecases.take_up_parties import TakenUp, take_up_parties
from engine.usecases.verify_audit import verify_audit
from tests.support.small_house import small_house
from tests.support.small_kind import DIRECTORY, small_kind
from tests.support.stores import Stores

RULES = {
    "kind": "small_aid",
    "version": 1,
    "roles": {
        "applicant": {
            "words": {"zh": "申请人", "en": "applicant"},
            "person": {"name": "name", "id": "id_number"},
            "household": "applicant",
            "works_for": "employer",
        },
        "member": {
            "words": {"zh": "成员", "en": "member"},
            "each": "members",
            "person": {"name": "name", "id": "id_number", "since": "since", "until": "until"},
            "household": "applicant",
        },
        "employer": {
            "words": {"zh": "单位", "en": "employer"},
            "employer": {"name": "employer"},
        },
        "witness": {"words": {"zh": "证人", "en": "witness"}},
    },
    "one_open_case": [{"role": "applicant"}],
    "not_party": [
        {
            "actions": ["open", "submit"],
            "ties": ["applicant", "household", "relative", "employee"],
        }
    ],
}
FIELDS = {
    "case": {
        "id_number": {"type": "cn_id", "sensitive": True},
        "employer": {"type": "text"},
        "members": {
            "type": "list",
            "of": {
                "name": {"type": "text"},
                "id_number": {"type": "cn_id"},
                "since": {"type": "date"},
                "until": {"type": "date"},
            },
        },
    },
    "open": {"edits": ["name", "amount", "id_number", "employer", "members"]},
}
ZHAO, QIAN = "110101198001010002", "110101199001010015"
ANN, BEN, REG, FAR = (Requester(person=name) for name in ("ann", "ben", "reg", "far"))
STAFF = replace(
    DIRECTORY,
    offices={
        **DIRECTORY.offices,
        "o": replace(DIRECTORY.offices["s"], id="o", name="别处街道"),
    },
    people={
        **DIRECTORY.people,
        "reg": Person(id="reg", name="册样例", grants=(Grant(role="registrar", office="d"),)),
        "far": Person(id="far", name="远样例", grants=(Grant(role="clerk", office="o"),)),
    },
)


def house(stores: Stores, **rules: object) -> Ports:
    """The small kind with its parties declared, on these stores."""
    stores.staff.save(Directory())
    ports = small_house(stores)
    stores.staff.save(STAFF)
    declared = PartyRules.model_validate({**RULES, **rules})
    workflow = replace(small_kind(**FIELDS), parties=declared)
    return replace(ports, workflows=FixedWorkflows(workflow))


@pytest.fixture
def ports(stores: Stores) -> Ports:
    """An installation with the register."""
    return house(stores)


def opened(ports: Ports, *, by: Requester = ANN, office: str = "s", **data: JsonValue) -> Done:
    """A new case, which must not be refused."""
    answer = open_case(
        ports, kind="small_aid", office=office, data={"name": "赵样例", **data}, requester=by
    )
    assert isinstance(answer, Done), answer
    return answer


def party_of(done: Done, role: str = "applicant") -> str:
    """Who has a part in a case."""
    return next(link.party for link in done.case.parties if link.role == role)


def record(answer: Answer) -> PartyRecord:
    """The record of a command that must not be refused."""
    assert isinstance(answer, PartyRecord), answer
    return answer


def later(ports: Ports) -> None:
    """Let a minute pass."""
    clock = ports.clock
    assert isinstance(clock, SettableClock)
    clock.advance(timedelta(minutes=1))


def test_a_person_has_one_record_across_cases(ports: Ports) -> None:
    """The second case of the same number is linked to the record that the first one made."""
    first, second = opened(ports, id_number=ZHAO), opened(ports, id_number=ZHAO)
    assert party_of(first) == party_of(second)
    links = show_party(ports, ANN, party_of(first)).links
    assert [row.case_id for row in links] == [first.case.id, second.case.id]
    assert verify_audit(ports).defects == ()


def test_an_employer_is_known_by_its_name_however_written(ports: Ports) -> None:
    """Brackets and the long legal form make no second employer."""
    first = opened(ports, id_number=ZHAO, employer="样例（山东）有限责任公司")
    second = opened(ports, id_number=QIAN, employer="样例(山东)有限公司")
    assert party_of(first, "employer") == party_of(second, "employer")


def test_a_party_that_is_named_no_more_is_unlinked(stores: Stores) -> None:
    """When the file names somebody else, the part is theirs, in the entry of the change."""
    ports = house(stores)
    amends = {"type": "amend", "from": ["draft"], "by": ["clerk"], "edits": ["id_number"]}
    workflow = ports.workflows.latest("small_aid")
    changed = small_kind(**FIELDS, actions={"amend": amends})
    ports = replace(ports, workflows=FixedWorkflows(replace(changed, parties=workflow.parties)))
    case = opened(ports, id_number=ZHAO).case
    act = Act(case_id=case.id, action="amend", data={"id_number": QIAN})
    done = handle_command(ports, act, ANN)
    assert isinstance(done, Done), done
    (row,) = ports.parties.links_of([case.id])
    assert row.party != case.parties[0].party
    assert [change.type for change in done.events[-1].changes][-2:] == [
        "party_unlinked",
        "party_linked",
    ]
    assert verify_audit(ports).defects == ()


def test_two_who_open_for_one_person_at_once_make_one_record(ports: Ports) -> None:
    """Whoever comes second finds the record of the first."""
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda _: opened(ports, id_number=ZHAO), range(6)))
    assert len({party_of(one) for one in done}) == 1
    mark = ports.parties.blinded(Mark(MarkKind.RESIDENT_ID, ZHAO))
    assert len(ports.parties.found_by([mark])) == 1


def test_the_marks_of_a_party_are_its_own(ports: Ports) -> None:
    """What one is found by, and nothing of another; who does not exist has none."""
    first, other = opened(ports, id_number=ZHAO), opened(ports, id_number=QIAN)
    keys = ports.parties.keys_of(party_of(first))
    assert {key.party for key in keys} == {party_of(first)}
    assert ports.parties.blinded(Mark(MarkKind.RESIDENT_ID, ZHAO)) in {k.found_by for k in keys}
    assert not set(keys) & set(ports.parties.keys_of(party_of(other)))
    assert list(ports.parties.keys_of("P-NOBODY")) == []


def test_whoever_has_another_number_is_not_read(ports: Ports) -> None:
    """Of all who share a name, those are found who have the number or none."""
    first, other = opened(ports, id_number=ZHAO), opened(ports, id_number=QIAN)
    name = ports.parties.blinded(Mark(MarkKind.NAME, "赵样例"))
    number = ports.parties.blinded(Mark(MarkKind.RESIDENT_ID, ZHAO))
    unknown = ports.parties.blinded(Mark(MarkKind.CREDIT_CODE, "none"))
    both = sorted((party_of(first), party_of(other)))
    assert [key.party for key in ports.parties.found_by([name])] == both
    assert [key.party for key in ports.parties.found_by([name], number=unknown)] == both
    assert [key.party for key in ports.parties.found_by([name], number=number)] == [party_of(first)]


def test_a_merge_brings_the_cases_together_and_can_be_undone(ports: Ports) -> None:
    """Both numbers lead to all cases while merged; afterwards each record has its own again."""
    one, two = opened(ports, id_number=ZHAO), opened(ports, id_number=QIAN)
    first, second = party_of(one), party_of(two)
    later(ports)
    assert record(merge_parties(ports, REG, first, second, "同一人")).absorbed[0][0] == second
    assert {r.case_id for r in show_party(ports, ANN, second).links} == {one.case.id, two.case.id}
    record(unmerge_parties(ports, REG, first, second, "并非同一人"))
    assert [r.case_id for r in show_party(ports, ANN, first).links] == [one.case.id]
    assert [r.case_id for r in show_party(ports, ANN, second).links] == [two.case.id]
    assert verify_audit(ports).defects == ()


def test_cases_linked_since_a_merge_are_asked_about(ports: Ports) -> None:
    """Without an answer the merge stays; the cases named go with the record that is restored."""
    one, two = opened(ports, id_number=ZHAO), opened(ports, id_number=QIAN)
    first, second = party_of(one), party_of(two)
    later(ports)
    record(merge_parties(ports, REG, first, second, "同一人"))
    since = opened(ports, id_number=QIAN)
    assert party_of(since) == first
    refused = unmerge_parties(ports, REG, first, second, "并非同一人")
    assert isinstance(refused, Refusal)
    assert refused.codes == ("linked_since_merge",)
    moves = frozenset((since.case.id,))
    record(unmerge_parties(ports, REG, first, second, "并非同一人", moves=moves))
    assert since.case.id in {r.case_id for r in show_party(ports, ANN, second).links}
    assert verify_audit(ports).defects == ()


@pytest.mark.parametrize(
    ("merge", "code"),
    [
        (lambda p, a, b: merge_parties(p, ANN, a, b, "x"), "not_your_role"),
        (lambda p, a, b: merge_parties(p, REG, a, b, " "), "reason_missing"),
        (lambda p, a, b: merge_parties(p, REG, a, a, "x"), "party_merged_already"),
        (lambda p, a, b: unmerge_parties(p, REG, a, b, "x"), "party_not_merged"),
    ],
    ids=["role", "reason", "itself", "unmerged"],
)
def test_what_may_not_be_merged_is_refused(
    ports: Ports, merge: Callable[[Ports, str, str], Answer], code: str
) -> None:
    """A refusal names its reason and stands in the file's own chain."""
    one, two = opened(ports, id_number=ZHAO), opened(ports, id_number=QIAN)
    answer = merge(ports, party_of(one), party_of(two))
    assert isinstance(answer, Refusal)
    assert code in answer.codes
    entries = ports.cases.entries(EntryQuery(case_id=party_of(one)))
    assert [e.header_plain()["type"] for e in entries][-1] == "attempt_refused"


def test_a_colleague_does_not_decide_in_their_own_case(ports: Ports) -> None:
    """Who is the applicant is refused, with the tie as the reason; a colleague is not."""
    done = opened(ports, id_number=ZHAO)
    record(link_staff(ports, REG, party_of(done), "ann"))
    act = Act(case_id=done.case.id, action="submit")
    refused = handle_command(ports, act, ANN)
    assert isinstance(refused, Refusal)
    found = next(one for one in refused.reasons if one.code == "conflict_of_interest")
    assert found.params == {"person": "ann", "tie": "applicant"}
    other = handle_command(ports, act, BEN)
    assert "conflict_of_interest" not in getattr(other, "codes", ())


def test_who_shares_the_household_of_another_case_is_barred(ports: Ports) -> None:
    """A household once named in any case counts, within its dates."""
    member: dict[str, JsonValue] = {"name": "钱样例", "id_number": QIAN}
    before = opened(ports, id_number=ZHAO, members=[member])
    record(link_staff(ports, REG, party_of(before, "member"), "ann"))
    again = open_case(
        ports,
        kind="small_aid",
        office="s",
        data={"name": "赵样例", "id_number": ZHAO},
        requester=ANN,
    )
    assert isinstance(again, Refusal)
    assert [one.params["tie"] for one in again.reasons] == ["household"]


def test_who_has_left_the_household_is_not_barred(ports: Ports) -> None:
    """After its last day a membership ties nobody."""
    member: dict[str, JsonValue] = {
        "name": "钱样例",
        "id_number": QIAN,
        "since": "2020-01-01",
        "until": "2025-01-01",
    }
    before = opened(ports, id_number=ZHAO, members=[member])
    record(link_staff(ports, REG, party_of(before, "member"), "ann"))
    assert opened(ports, id_number=ZHAO).case.id != before.case.id


@pytest.mark.parametrize("tie", ["relative", "employee"])
def test_a_declared_tie_bars(ports: Ports, tie: str) -> None:
    """A relative of the applicant, and who works for the employer, do not open the case."""
    done = opened(ports, id_number=ZHAO, employer="样例厂")
    own = record(register_party(ports, REG, NaturalPerson(name="安样例", id_number=QIAN), "s"))
    record(link_staff(ports, REG, own.id, "ann"))
    other = party_of(done, "applicant" if tie == "relative" else "employer")
    record(relate(ports, REG, own.id, Relation(party=other, tie=tie)))
    data = {"name": "赵样例", "id_number": ZHAO, "employer": "样例厂"}
    again = open_case(ports, kind="small_aid", office="s", data=data, requester=ANN)
    assert isinstance(again, Refusal)
    assert [one.params["tie"] for one in again.reasons] == [tie]


def test_a_second_open_case_is_refused_where_the_kind_says_so(stores: Stores) -> None:
    """The reason names the case; somebody of another office learns only the office."""
    ports = house(stores, one_open_case=[{"role": "applicant", "then": "refuse"}])
    first = opened(ports, id_number=ZHAO)
    data = {"name": "赵样例", "id_number": ZHAO}
    for who, office, shown in ((ANN, "s", first.case.id), (FAR, "o", None)):
        answer = open_case(ports, kind="small_aid", office=office, data=data, requester=who)
        assert isinstance(answer, Refusal)
        (found,) = answer.reasons
        assert found.params == {"role": "applicant", "case": shown, "office": "s"}


def test_possible_duplicates_are_told_before_a_case_is_opened(ports: Ports) -> None:
    """With what speaks for it; without a number for whoever may not see the other case."""
    first = opened(ports, id_number=ZHAO)
    data = {"name": "赵样例", "id_number": ZHAO}
    (seen,) = possible_duplicates(ports, ANN, "small_aid", data)
    assert (seen.party, seen.open_cases[0].case_id) == (party_of(first), first.case.id)
    (unseen,) = possible_duplicates(ports, FAR, "small_aid", data)
    assert (unseen.party, unseen.open_cases) == (None, ())


def test_a_party_exists_through_its_cases_or_for_its_registrar(ports: Ports) -> None:
    """Somebody of another office neither finds nor is shown it."""
    party = party_of(opened(ports, id_number=ZHAO))
    wanted = NaturalPerson(name="", id_number=ZHAO)
    assert [view.record.id for view in find_parties(ports, REG, wanted, named=False)] == [party]
    assert find_parties(ports, FAR, wanted, named=False) == ()
    with pytest.raises(NotFoundError):
        show_party(ports, FAR, party)


def test_what_is_shown_is_masked_and_showing_it_is_recorded(ports: Ports) -> None:
    """The whole number is shown for a purpose only, after an entry in the party's chain."""
    party = party_of(opened(ports, id_number=ZHAO))
    assert ZHAO not in str(show_party(ports, ANN, party).facts)
    assert isinstance(reveal_party(ports, ANN, party, " "), Refusal)
    shown = reveal_party(ports, ANN, party, "核对")
    assert isinstance(shown, dict)
    assert shown["id_number"] == ZHAO
    types = [e.header_plain()["type"] for e in ports.cases.entries(EntryQuery(case_id=party))]
    assert types == ["party_registered", "attempt_refused", "personal_data_read"]


def test_a_search_is_recorded_without_whom_it_was_for(ports: Ports) -> None:
    """The journal of the asker's office says by what was asked."""
    find_parties(ports, ANN, NaturalPerson(name="", id_number=ZHAO), named=False)
    texts = [e.payload or b"" for e in ports.cases.entries(EntryQuery(case_id="J-s"))]
    assert any(b"party_search" in text for text in texts)
    assert not any(ZHAO.encode() in text for text in texts)


def test_likely_duplicates_are_listed_with_reasons(ports: Ports) -> None:
    """Two employers whose names differ in the legal form are shown as a pair."""
    for code in ("91350100M000100Y43", "81330000MC0000004Q"):
        employer = Employer(name="样例纺织有限公司", credit_code=code)
        record(register_party(ports, REG, employer, "s"))
    record(register_party(ports, REG, Employer(name="样例纺织股份有限公司"), "s"))
    pairs = duplicates(ports, REG)
    assert {pair.alike.points for pair in pairs} == {60}
    assert pairs[0].alike.reasons[0].value == "party_like_employer_name"


def test_a_number_of_another_is_refused_by_hand(ports: Ports) -> None:
    """Who registers or corrects by hand is told whose number it is."""
    party = party_of(opened(ports, id_number=ZHAO))
    answer = register_party(ports, REG, NaturalPerson(name="钱样例", id_number=ZHAO), "s")
    assert isinstance(answer, Refusal)
    assert answer.reasons[0].params == {"other": party}


def test_a_correction_keeps_what_was(ports: Ports) -> None:
    """The new number finds the party, the old one does not, and the entry holds both."""
    party = party_of(opened(ports, id_number=ZHAO))
    wanted = NaturalPerson(name="赵样例", id_number=QIAN)
    record(correct_party(ports, REG, party, wanted, "录入有误"))
    found = [
        ports.parties.found_by([ports.parties.blinded(Mark(MarkKind.RESIDENT_ID, number))])
        for number in (ZHAO, QIAN)
    ]
    assert [len(keys) for keys in found] == [0, 1]
    last = list(ports.cases.entries(EntryQuery(case_id=party)))[-1]
    assert ZHAO.encode() in (last.payload or b"")


def test_a_part_may_be_given_by_hand(ports: Ports) -> None:
    """A witness stands in the case's chain; a part that the kind does not know is refused."""
    done = opened(ports, id_number=ZHAO)
    witness = party_of(opened(ports, id_number=QIAN))
    record(link_case(ports, ANN, witness, done.case.id, "witness"))
    assert {r.role for r in ports.parties.links_of([done.case.id])} == {"applicant", "witness"}
    refused = link_case(ports, ANN, witness, done.case.id, "judge")
    assert isinstance(refused, Refusal)
    assert refused.codes == ("unknown_party_role",)


def test_cases_from_before_the_register_are_taken_up_once(stores: Stores) -> None:
    """Their parties are registered and linked with an entry; a second run changes nothing."""
    ports = house(stores)
    declared = ports.workflows.latest("small_aid")
    before = replace(ports, workflows=FixedWorkflows(replace(declared, parties=None)))
    cases = [opened(before, id_number=number).case for number in (ZHAO, ZHAO, QIAN)]
    assert isinstance(take_up_parties(ports, ANN, "small_aid"), Refusal)
    done = take_up_parties(ports, REG, "small_aid")
    assert isinstance(done, TakenUp)
    assert sorted(done.linked) == sorted(case.id for case in cases)
    again = take_up_parties(ports, REG, "small_aid")
    assert again == TakenUp(looked_at=3, linked=())
    assert len({row.party for row in ports.parties.links_of([c.id for c in cases])}) == 2
    assert verify_audit(ports).defects == ()
