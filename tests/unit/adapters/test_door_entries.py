"""Entries of the door in words: what was changed, how somebody came in, and whom it was about."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import JsonValue

from adapters.i18n import Language, Texts
from adapters.i18n.entries import what
from adapters.i18n.kinds import KindTexts
from adapters.i18n.wording import Wording
from engine.directory import Directory, Person
from engine.events import Event, EventType, Who

DIRECTORY = Directory(people={"lin": Person(id="lin", name="林样例")})


def told(type_: EventType, action: str | None, lang: str, **details: JsonValue) -> str:
    """An entry in words."""
    event = Event(
        type=type_,
        case_id="J-mill",
        at=datetime(2026, 2, 11, tzinfo=UTC),
        who=Who(person="admin"),
        from_state="kept",
        to_state="kept",
        action=action,
        details=dict(details),
    )
    language = Language(lang)
    texts = Texts.of_installation()
    kind = KindTexts({})
    return what(event, Wording(texts=texts, language=language, kind=kind, directory=DIRECTORY))


@pytest.mark.parametrize(
    ("lang", "expected"), [("zh", "用掉一个备用码"), ("en", "a recovery code was used")]
)
def test_an_entry_says_what_was_changed(lang: str, expected: str) -> None:
    """In the reader's language."""
    assert told(EventType.ACCOUNT_CHANGED, "recovery_code_used", lang).endswith(expected)


def test_an_entry_says_about_whom() -> None:
    """An administrator's entry names the person; one about a subject its mark."""
    given = told(EventType.ACCOUNT_CHANGED, "account_given", "en", person="lin")
    assert given.endswith("account given, or a new password for it; 林样例")
    unknown = told(EventType.SIGN_IN_REFUSED, "single_sign_on_unknown", "en", mark="ab12")
    assert unknown.endswith("nobody is linked with this identity; ab12")


def test_a_plain_sign_in_says_no_more() -> None:
    """With a password there is nothing to add."""
    plain = told(EventType.SIGNED_IN, None, "en")
    assert ":" not in plain
    assert told(EventType.SIGNED_IN, "single_sign_on", "en") == f"{plain}: by single sign-on"
