"""When and how people are told on their channels."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from engine.contacts import Channel, Contact, allowed_from, sendings
from engine.notices import Notice, NoticeCode

NOON = datetime(2026, 2, 11, 4, tzinfo=UTC)
"""12:00 in the office."""

ANN = Contact(person="ann", channel=Channel.EMAIL, address="ann@example.invalid")
NIGHT = replace(ANN, quiet_from=time(22), quiet_until=time(7))


def notice(number: int = 1, code: NoticeCode = NoticeCode.TASK_GIVEN) -> Notice:
    """A notice for ann."""
    return Notice(
        id=f"SA-1:{number}:ann",
        person="ann",
        code=code,
        at=NOON,
        case_id="SA-1",
        kind="small_aid",
        office="s",
    )


def test_each_notice_goes_out_at_once_on_every_channel() -> None:
    """The key names notice and channel, so that nothing is sent twice."""
    robot = replace(ANN, channel=Channel.WECOM)
    found = list(sendings([notice()], [ANN, robot], NOON))
    assert [(m.key, m.kind, m.available_at) for m in found] == [
        ("SA-1:1:ann:email", "email", NOON),
        ("SA-1:1:ann:wecom", "wecom", NOON),
    ]


def test_a_message_holds_no_address() -> None:
    """Addresses are personal data; the outbox names the person."""
    [message] = sendings([notice()], [ANN], NOON)
    assert "example" not in str(message.payload)


def test_a_muted_code_is_not_sent() -> None:
    """The inbox has it all the same."""
    muted = replace(ANN, muted=frozenset({"notice_copy"}))
    assert list(sendings([notice(code=NoticeCode.COPY)], [muted], NOON)) == []


def test_a_digest_is_one_message_a_day() -> None:
    """Every notice of the day promises the same message, for the next morning."""
    daily = replace(ANN, digest=True)
    found = {(m.key, m.available_at) for m in sendings([notice(1), notice(2)], [daily], NOON)}
    assert found == {("digest:ann:email:2026-02-12", datetime(2026, 2, 12, 0, tzinfo=UTC))}


@pytest.mark.parametrize(
    ("hour", "until"),
    [
        (21, (11, 21)),
        (22, (12, 7)),
        (23, (12, 7)),
        (0, (11, 7)),
        (6, (11, 7)),
        (7, (11, 7)),
    ],
)
def test_quiet_hours_span_midnight(hour: int, until: tuple[int, int]) -> None:
    """In them a message waits for their end; outside of them it goes at once."""
    zone = allowed_from(NIGHT, NOON)
    assert zone == NOON
    here = datetime.fromisoformat(f"2026-02-11T{hour:02}:00:00+08:00")
    day, end = until
    wanted = datetime.fromisoformat(f"2026-02-{day:02}T{end:02}:00:00+08:00")
    assert allowed_from(NIGHT, here) == wanted


def test_a_zone_behind_quiet_hours_stops_no_delivery() -> None:
    """Hours are those of the office; one odd contact must not fail what others are told."""
    odd = replace(NIGHT, quiet_from=time(22, tzinfo=UTC), quiet_until=time(7, tzinfo=UTC))
    night = datetime.fromisoformat("2026-02-11T23:00:00+08:00")
    assert allowed_from(odd, night) == allowed_from(NIGHT, night)


def test_quiet_hours_may_lie_in_the_day() -> None:
    """From noon to two, say."""
    siesta = replace(ANN, quiet_from=time(12), quiet_until=time(14))
    assert allowed_from(siesta, NOON) == datetime(2026, 2, 11, 6, tzinfo=UTC)
