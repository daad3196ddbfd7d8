"""Fields that follow from others, clocks that follow a day in a field, values out of a list."""

from __future__ import annotations

import pytest
from pydantic import JsonValue

from engine.commands import Act, OpenCase
from engine.decide import decide
from engine.definitions.compile import CompiledWorkflow
from engine.evolve import replay
from engine.fields import FieldProblem
from engine.model import ClockState
from engine.opening import open_case
from engine.refusal import Refusal
from tests.support.small_kind import Story, small_kind, world

ROWS: list[JsonValue] = [{"on": "2026-01-10"}, {"on": "2026-02-03"}]


def following() -> CompiledWorkflow:
    """The small kind with a log, the latest day in it, a week after that day, and a clock."""
    return small_kind(
        law=[{"id": "order", "title": "样例办法"}],
        case={
            "log": {"type": "list", "of": {"on": {"type": "date"}}},
            "latest": {"type": "date", "computed": "max(log.on)"},
            "ends": {"type": "date", "computed": 'latest + duration("P30D")'},
            "people": {"type": "list", "of": {"who": {"type": "text"}}},
            "speakers": {
                "type": "list",
                "cite": "order",
                "of": {"who": {"type": "text", "among": "people.who"}},
            },
            "chosen": {"type": "text", "among": "people.who"},
        },
        open={"edits": ["name", "amount", "log", "people", "speakers", "chosen"]},
        deadlines={"time": {"ends_on": "ends", "remind": ["3 days"], "pauses": False}},
        states={"draft": {"dues": {"at_the_desk": {"ends_on": "latest"}}}},
        actions={
            "note": {"from": ["draft"], "by": ["clerk"], "edits": ["log"]},
            "wipe": {"from": ["draft"], "by": ["clerk"], "does": [{"clear": ["log"]}]},
            "submit": {"needs": {"documents": []}},
        },
    )


def begun(**data: JsonValue) -> Story:
    """A case of that kind."""
    return Story("ann", following(), amount="3000", **data)


def days(story: Story) -> tuple[object, object]:
    """The computed fields."""
    return story.case.facts.get("latest"), story.case.facts.get("ends")


def test_a_computed_field_follows_from_opening_on() -> None:
    """Fields are computed in their order, each from those before it."""
    assert days(begun(log=ROWS)) == ("2026-02-03", "2026-03-05")


def test_a_computed_field_changes_with_what_it_follows_from() -> None:
    """A further record in the log moves the day, and the entry says so."""
    story = begun(log=ROWS).act("note", "ann", data={"log": [*ROWS, {"on": "2026-02-10"}]})
    assert days(story) == ("2026-02-10", "2026-03-12")
    assert replay(tuple(story.events)) == story.case


def test_a_computed_field_is_empty_while_its_ground_is_unknown() -> None:
    """What is not known is not guessed; clearing its ground takes it away."""
    assert days(begun()) == (None, None)
    story = begun(log=ROWS).act("wipe", "ann")
    assert days(story) == (None, None)
    assert replay(tuple(story.events)) == story.case


def test_nobody_fills_in_a_computed_field() -> None:
    """A value given for it is refused."""
    story = begun()
    assert story.act_refused("note", "ann", data={"latest": "2026-01-01"}) == (
        "field_not_editable",
    )


def test_a_clock_ends_on_the_day_in_its_field() -> None:
    """The day in the field is the last day itself."""
    clock = begun(log=ROWS).case.deadline("time")
    assert clock is not None
    assert (clock.last_day.isoformat(), clock.reminders[0].isoformat()) == (
        "2026-03-05",
        "2026-03-02",
    )


def test_a_last_day_on_a_holiday_rolls_to_the_next_working_day() -> None:
    """A day in a field that falls on a Sunday ends on the Monday after."""
    clock = begun(log=[{"on": "2026-01-30"}]).case.deadline("time")
    assert clock is not None
    assert clock.last_day.isoformat() == "2026-03-02"


def test_a_clock_moves_with_its_field_and_stops_without_it() -> None:
    """The clock of the case and that of the state follow the field at once."""
    story = begun(log=ROWS).act("note", "ann", data={"log": [{"on": "2026-02-10"}]})
    moved = {clock.key: clock.last_day.isoformat() for clock in story.case.deadlines}
    assert moved == {"time": "2026-03-12", "at_the_desk": "2026-02-10"}
    stopped = story.act("wipe", "ann").case.deadlines
    assert {clock.status for clock in stopped} == {ClockState.STOPPED}


def test_without_its_field_a_clock_does_not_start() -> None:
    """Nothing runs to a day that nobody knows; it starts when the day becomes known."""
    story = begun()
    assert story.case.deadlines == ()
    assert len(story.act("note", "ann", data={"log": ROWS}).case.deadlines) == 2


def test_a_value_out_of_the_list_is_refused_at_its_place_with_its_ground() -> None:
    """The refusal names list, row and column, and the citation of the field."""
    command = OpenCase(
        case_id="SA-1",
        kind="small_aid",
        office="s",
        data={
            "name": "赵样例",
            "people": [{"who": "钱样例"}],
            "speakers": [{"who": "钱样例"}, {"who": "孙样例"}],
            "chosen": "李样例",
        },
    )
    answer = open_case(following(), command, world("ann"))
    assert isinstance(answer, Refusal)
    told = [
        (found.params["field"], found.params["problem"], found.params.get("cite"))
        for found in answer.reasons
    ]
    assert told == [
        ("speakers.1.who", FieldProblem.NOT_AMONG.value, "order"),
        ("chosen", FieldProblem.NOT_AMONG.value, None),
    ]


def test_a_value_in_the_list_is_taken() -> None:
    """Whoever stands in the list may be named."""
    people: list[JsonValue] = [{"who": "钱样例"}]
    assert begun(people=people, speakers=people, chosen="钱样例").case.facts["chosen"] == "钱样例"


def test_a_person_named_for_a_role_must_hold_it_at_an_office_of_the_case() -> None:
    """Who holds it is taken; somebody without the role, or who does not exist, is refused."""
    workflow = small_kind(
        case={"guide": {"type": "person", "holds": "chief"}},
        actions={"name_guide": {"from": ["draft"], "by": ["clerk"], "edits": ["guide"]}},
    )
    story = Story(workflow=workflow, amount="3000")
    for wrong in ("ann", "nobody"):
        answer = decide(
            workflow,
            story.case,
            Act(case_id="SA-1", action="name_guide", data={"guide": wrong}),
            world("ann"),
        )
        assert isinstance(answer, Refusal)
        assert answer.reasons[0].params["problem"] == FieldProblem.NOT_IN_ROLE.value
    assert story.act("name_guide", "ann", data={"guide": "eva"}).case.facts["guide"] == "eva"


def test_whoever_is_named_at_the_opening_or_in_a_list_must_hold_the_role_too() -> None:
    """The refusal names the row."""
    guide = {"type": "person", "holds": "chief"}
    workflow = small_kind(
        case={"guide": guide, "guides": {"type": "list", "of": {"who": guide}}},
        open={"edits": ["name", "guide", "guides"]},
    )
    data: dict[str, JsonValue] = {
        "name": "赵样例",
        "guide": "ann",
        "guides": [{"who": "eva"}, {"who": "ben"}],
    }
    command = OpenCase(case_id="SA-1", kind="small_aid", office="s", data=data)
    answer = open_case(workflow, command, world("ann"))
    assert isinstance(answer, Refusal)
    assert [found.params["field"] for found in answer.reasons] == ["guide", "guides.1.who"]


@pytest.mark.parametrize(
    ("since", "until", "refused"),
    [
        ("2026-01-05", "2026-01-05", []),
        ("2026-01-05", "2026-01-04", ["spells.0.until"]),
        ("2026-01-01", "2026-01-05", ["spells.0.since"]),
    ],
)
def test_days_in_a_record_keep_their_order(since: str, until: str, refused: list[str]) -> None:
    """A column may not lie before another of its record, nor before a day of the case."""
    columns = {
        "since": {"type": "date", "not_before": "happened"},
        "until": {"type": "date", "not_before": "since"},
    }
    workflow = small_kind(
        case={"spells": {"type": "list", "of": columns}},
        open={"edits": ["name", "amount", "happened", "spells"]},
    )
    spells: list[JsonValue] = [{"since": since, "until": until}]
    data: dict[str, JsonValue] = {"name": "赵样例", "happened": "2026-01-05", "spells": spells}
    command = OpenCase(case_id="SA-1", kind="small_aid", office="s", data=data)
    answer = open_case(workflow, command, world("ann"))
    found = answer.reasons if isinstance(answer, Refusal) else ()
    assert [reason.params["field"] for reason in found] == refused


def test_an_extension_may_take_its_limit_from_the_rules() -> None:
    """A longest extension that names a parameter is as long as the rules say, five days here."""
    limit = {"within": "10 days", "extendable": "small_aid.longest", "then": "flag"}
    actions = {
        "lengthen": {"type": "extend", "from": ["review"], "by": ["chief"], "extends": "review"}
    }
    workflow = small_kind(states={"review": {"due": limit}}, actions=actions)
    story = Story(workflow=workflow, amount="3000").visited()
    wanted = Act(case_id="SA-1", action="lengthen", extension="6 days")
    answer = decide(workflow, story.case, wanted, world("eva"))
    assert isinstance(answer, Refusal)
    assert answer.reasons[0].params["longest"] == "5 days"
    assert story.act("lengthen", "eva", extension="5 days").case.deadlines[0].extensions
