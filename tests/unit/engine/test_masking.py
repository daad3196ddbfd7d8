"""Personal data inside lists is masked like any other."""

from __future__ import annotations

from engine.definitions.language import CaseField
from engine.masking import is_personal, masked_value

ROWS = CaseField.model_validate(
    {"type": "list", "of": {"id": {"type": "cn_id", "sensitive": True}, "kin": {"type": "text"}}}
)


def test_a_sensitive_column_of_an_open_list_is_masked() -> None:
    """A list that may be seen does not show the identity numbers that stand in it."""
    shown = masked_value(ROWS, [{"id": "11010519491231002X", "kin": "child"}])
    assert isinstance(shown, list)
    assert isinstance(shown[0], dict)
    assert shown[0]["kin"] == "child"
    assert "19491231" not in str(shown)


def test_a_list_with_a_sensitive_column_can_be_asked_for() -> None:
    """What is shown masked can be shown in full to whoever says what for."""
    assert is_personal(ROWS)
    assert not is_personal(CaseField(type="text"))
