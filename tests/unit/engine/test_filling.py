"""Forms while they are filled in: which fields, with what in them, and what is wrong so far."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pydantic import JsonValue

from engine.definitions.forms import FormField, Forms, Section
from engine.filling import Filling
from tests.support.small_kind import small_kind

SPEC = small_kind().spec
FORMS = Forms(
    sections={
        "who": Section(fields=("name", FormField(field="id_number", hint="as_on_card"))),
        "what": Section(fields=(FormField(field="amount", show='name = "赵样例"'),)),
    }
)


def filling(
    typed: Mapping[str, JsonValue] | None = None,
    facts: Mapping[str, JsonValue] | None = None,
    forms: Forms | None = FORMS,
    shown: frozenset[str] = frozenset(),
) -> Filling:
    """A form for the name, the number and the amount."""
    return Filling(
        spec=SPEC,
        forms=forms,
        edits=("name", "id_number", "amount"),
        needs=SPEC.actions["submit"].needs,
        facts=facts or {},
        typed=typed or {},
        today=date(2026, 2, 11),
        shown=shown,
    )


def names(form: Filling) -> list[tuple[str, list[str]]]:
    """The sections with their fields."""
    return [(part.section, [blank.name for blank in part.fields]) for part in form.parts()]


def test_a_field_with_a_condition_is_shown_while_it_holds() -> None:
    """Of what is typed or of what the file knows; unknown and false both hide it."""
    hidden = [("who", ["name", "id_number"])]
    assert names(filling()) == hidden
    assert names(filling({"name": "钱样例"})) == hidden
    assert names(filling({"name": "赵样例"})) == [*hidden, ("what", ["amount"])]
    assert names(filling(facts={"name": "赵样例"})) == [*hidden, ("what", ["amount"])]


def test_without_a_layout_every_editable_field_stands_in_one_section() -> None:
    """In the order in which the action names them."""
    assert names(filling(forms=None)) == [("", ["name", "id_number", "amount"])]


def test_personal_data_are_kept_back_until_they_are_shown() -> None:
    """The form says that there is a value; shown, it has it."""
    facts: dict[str, JsonValue] = {"id_number": "110101198001010002"}
    [_, hidden] = filling(facts=facts).parts()[0].fields
    [_, shown] = filling(facts=facts, shown=frozenset({"id_number"})).parts()[0].fields
    assert (hidden.kept_back, hidden.stored) == (True, None)
    assert (shown.kept_back, shown.stored) == (False, "110101198001010002")


def test_only_what_was_typed_is_judged() -> None:
    """An empty form has no problems; a wrong value has one, with its field."""
    assert filling().problems() == []
    [found] = filling({"amount": "many", "name": ""}).problems()
    assert found.params["field"] == "amount"


def test_what_may_not_be_edited_is_not_read() -> None:
    """A value for another field is left alone."""
    assert filling({"secret": "x"}).problems() == []
