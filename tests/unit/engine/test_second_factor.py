"""What keeps a second factor safe: sealed secrets, keys that change, codes for a lost phone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.outbound.identity import AesGcmSealer
from engine.access import AccessCode, Denied
from engine.access_ports import Doors
from engine.errors import AdapterError
from engine.events import EventType
from engine.journal import journal_id
from engine.ports import EntryQuery, Ports
from engine.usecases.passwords import give_account
from engine.usecases.recovery import COUNT, renew_recovery_codes
from engine.usecases.second_factor import reseal, turn_off, turn_on
from engine.usecases.sign_in import SignedIn, give_code, sign_in
from tests.unit.engine.test_access import PASSWORD, CountingTokens, come, doors, ports

__all__ = ["doors", "ports"]
"""The fixtures of the neighbour."""


class NumberedTokens(CountingTokens):
    """Passwords in order."""

    def password(self) -> str:
        """The next one."""
        return self.token().replace(" ", "-")


@pytest.fixture
def shown(ports: Ports, doors: Doors) -> tuple[str, ...]:
    """The recovery codes that ann was shown when she turned the second factor on."""
    session = come(ports, doors).session
    many = replace(doors, tokens=NumberedTokens())
    codes = turn_on(ports, many, session, secret="JBSWY3DP", code="1")
    assert isinstance(codes, tuple)
    return codes


def waiting(ports: Ports, doors: Doors) -> SignedIn:
    """Ann with her password, before the code."""
    found = sign_in(ports, doors, login="ann", password=PASSWORD, address="10.0.0.1")
    assert isinstance(found, SignedIn)
    assert found.session.waits_for_code
    return found


def entered(ports: Ports) -> list[tuple[EventType, str | None]]:
    """What stands in the journal of ann's office."""
    stored = ports.cases.entries(EntryQuery(case_id=journal_id("s"), limit=0))
    events = [event for entry in stored if (event := entry.event()) is not None]
    return [(event.type, event.action) for event in events]


def test_ten_codes_are_shown_and_none_is_kept(
    ports: Ports, doors: Doors, shown: tuple[str, ...]
) -> None:
    """What is kept are salted hashes, no two of them with the same salt."""
    del ports
    kept = doors.accounts.recovery_codes("ann")
    assert (len(shown), len(set(shown)), len(kept)) == (COUNT, COUNT, COUNT)
    assert not any(code in line for code in shown for line in kept)
    assert len({line.partition("$")[0] for line in kept}) == COUNT


def test_a_recovery_code_opens_the_door_once(
    ports: Ports, doors: Doors, shown: tuple[str, ...]
) -> None:
    """Also typed in capitals and with gaps; its use is on record; a second time it is refused."""
    typed = f" {shown[3][:4].upper()} {shown[3][4:]} "
    found = give_code(ports, doors, waiting(ports, doors).session, typed, "10.0.0.1")
    assert isinstance(found, SignedIn)
    assert entered(ports)[-2:] == [
        (EventType.ACCOUNT_CHANGED, "recovery_code_used"),
        (EventType.SIGNED_IN, None),
    ]
    again = give_code(ports, doors, waiting(ports, doors).session, shown[3], "10.0.0.1")
    assert again == Denied(code=AccessCode.CODE_WRONG)
    assert len(doors.accounts.recovery_codes("ann")) == COUNT - 1


def test_guessing_recovery_codes_rests_the_login(
    ports: Ports, doors: Doors, shown: tuple[str, ...]
) -> None:
    """They are behind the same rests as codes of the app: the right one does not help any more."""
    half_in = [waiting(ports, doors) for _ in range(6)]
    for one in half_in[:5]:
        give_code(ports, doors, one.session, "recovery-nothing", "10.0.0.1")
    late = give_code(ports, doors, half_in[5].session, shown[0], "10.0.0.1")
    assert late == Denied(code=AccessCode.SIGN_IN_FAILED)


def test_new_recovery_codes_take_the_password(
    ports: Ports, doors: Doors, shown: tuple[str, ...]
) -> None:
    """An open browser is not enough; with it the old codes count no more."""
    session = waiting(ports, doors).session
    many = replace(doors, tokens=NumberedTokens(given=["x"] * 50))
    wrong = renew_recovery_codes(ports, many, session, password="wrong")
    assert wrong == Denied(code=AccessCode.PASSWORD_WRONG)
    fresh = renew_recovery_codes(ports, many, session, password=PASSWORD)
    assert isinstance(fresh, tuple)
    assert not set(fresh) & set(shown)
    old = give_code(ports, doors, waiting(ports, doors).session, shown[0], "10.0.0.1")
    assert old == Denied(code=AccessCode.CODE_WRONG)


def test_without_a_second_factor_there_are_no_recovery_codes(ports: Ports, doors: Doors) -> None:
    """They would be a second password."""
    session = come(ports, doors).session
    denied = renew_recovery_codes(ports, doors, session, password=PASSWORD)
    assert denied == Denied(code=AccessCode.CODE_WRONG)


@pytest.mark.parametrize("how", ["off", "new account"])
def test_recovery_codes_go_with_their_factor(
    ports: Ports, doors: Doors, shown: tuple[str, ...], how: str
) -> None:
    """Turned off by the person or taken away by the administrator, none is left."""
    del shown
    if how == "off":
        assert turn_off(ports, doors, waiting(ports, doors).session, password=PASSWORD) is None
    else:
        give_account(ports, doors, "ann", PASSWORD)
    assert doors.accounts.recovery_codes("ann") == []


def test_a_secret_is_kept_sealed(ports: Ports, doors: Doors, shown: tuple[str, ...]) -> None:
    """Who reads the table does not read it; it opens for its person."""
    del ports, shown
    kept = doors.accounts.account("ann")
    assert kept is not None
    assert kept.code_secret is not None
    assert "JBSWY3DP" not in kept.code_secret
    assert doors.sealer.opened(kept.code_secret, "ann") == "JBSWY3DP"


def test_a_secret_in_another_persons_row_does_not_open(doors: Doors) -> None:
    """Who writes the table cannot give a colleague's account a factor of their own."""
    sealed = doors.sealer.sealed("JBSWY3DP", "ann")
    with pytest.raises(AdapterError) as raised:
        doors.sealer.opened(sealed, "bob")
    assert raised.value.code is AccessCode.SECRETS_KEY_DIFFERS


@pytest.mark.parametrize("broken", ["", "JBSWY3DP", "v1:00000000:AAAA", "v1:{}:!", "v2:{}:AAAA"])
def test_what_is_no_seal_is_not_opened(broken: str) -> None:
    """Nor is a readable secret taken for one."""
    sealer = AesGcmSealer(lambda: bytes(32))
    name = sealer.sealed("x", "ann").split(":")[1]
    with pytest.raises(AdapterError):
        sealer.opened(broken.format(name), "ann")


def test_no_two_seals_are_alike() -> None:
    """Equal secrets do not show that they are equal."""
    sealer = AesGcmSealer(lambda: bytes(32))
    assert sealer.sealed("x", "ann") != sealer.sealed("x", "ann")


def test_a_new_key_takes_over(ports: Ports, doors: Doors, shown: tuple[str, ...]) -> None:
    """While the former one is named both open; after resealing it is not needed any more."""
    del shown
    old, new = bytes(32), b"n" * 32
    both = replace(doors, sealer=AesGcmSealer(lambda: new, [old]))
    found = give_code(ports, both, waiting(ports, both).session, "2", "10.0.0.1")
    assert isinstance(found, SignedIn)
    assert [reseal(both), reseal(both)] == [1, 0]
    only = replace(doors, sealer=AesGcmSealer(lambda: new))
    assert isinstance(give_code(ports, only, waiting(ports, only).session, "3", "10.0"), SignedIn)


def test_readable_secrets_are_sealed(ports: Ports, doors: Doors) -> None:
    """Those from before there were seals, too; the person notices nothing."""
    account = doors.accounts.account("ann")
    assert account is not None
    doors.accounts.save_account(replace(account, code_secret="JBSWY3DPEHPK3PXP"))
    assert reseal(doors) == 1
    found = give_code(ports, doors, waiting(ports, doors).session, "1", "10.0.0.1")
    assert isinstance(found, SignedIn)


def test_a_secret_under_a_lost_key_is_left_alone(
    ports: Ports, doors: Doors, shown: tuple[str, ...]
) -> None:
    """Nobody comes in without it, and a new account from the administrator mends it."""
    del shown
    lost = replace(doors, sealer=AesGcmSealer(lambda: b"n" * 32))
    assert reseal(lost) == 0
    with pytest.raises(AdapterError):
        give_code(ports, lost, waiting(ports, lost).session, "2", "10.0.0.1")
    give_account(ports, lost, "ann", PASSWORD)
    found = sign_in(ports, lost, login="ann", password=PASSWORD, address="10.0.0.1")
    assert isinstance(found, SignedIn)
    assert not found.session.waits_for_code
