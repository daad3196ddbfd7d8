"""What every store of links does: one subject is one person, and an attempt is taken once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.outbound.db import Database, SqlAlchemyIdentityLinks
from adapters.outbound.memory import InMemoryIdentityLinks
from engine.single_sign_on import IdentityLink, SignOnAttempt
from tests.support.stores import Stores

Links = SqlAlchemyIdentityLinks | InMemoryIdentityLinks

NOW = datetime(2026, 2, 11, 1, 0, tzinfo=UTC)
ISSUER = "https://sso.example/realm"
LIN = IdentityLink(issuer=ISSUER, subject="s-1", person="lin", linked_at=NOW, linked_by="admin")
ATTEMPT = SignOnAttempt(key="k1", onward="/cases", begun_at=NOW)


@pytest.fixture
def links(stores: Stores) -> Iterator[Links]:
    """An empty store of links."""
    if stores.url is None:
        yield InMemoryIdentityLinks()
        return
    database = Database(stores.url)
    yield SqlAlchemyIdentityLinks(database)
    database.close()


def test_a_link_is_found_by_subject_and_by_person(links: Links) -> None:
    """It comes back as it was saved; another issuer's same subject is somebody else."""
    assert links.save_link(LIN)
    assert (links.linked(ISSUER, "s-1"), list(links.links_of("lin"))) == (LIN, [LIN])
    assert (links.linked("https://other.example", "s-1"), links.links_of("mei")) == (None, [])


def test_a_subject_has_one_person(links: Links) -> None:
    """A second person does not get it, and the first keeps it."""
    links.save_link(LIN)
    assert not links.save_link(replace(LIN, person="mei"))
    assert links.linked(ISSUER, "s-1") == LIN


def test_a_person_has_one_subject_at_an_issuer(links: Links) -> None:
    """At another issuer they may have one as well."""
    links.save_link(LIN)
    assert not links.save_link(replace(LIN, subject="s-2"))
    assert links.save_link(replace(LIN, issuer="https://other.example"))
    assert len(links.links_of("lin")) == 2


def test_links_are_dropped_by_person(links: Links) -> None:
    """All of theirs and nobody else's; the subject is free again."""
    links.save_link(LIN)
    links.save_link(replace(LIN, subject="s-2", person="mei"))
    assert (links.drop_links("lin"), links.drop_links("lin")) == (1, 0)
    assert links.linked(ISSUER, "s-2") is not None
    assert links.save_link(replace(LIN, person="bai"))


def test_an_attempt_is_taken_once(links: Links) -> None:
    """Who comes back a second time with the same state is nobody."""
    links.begin(ATTEMPT)
    links.begin(replace(ATTEMPT, key="k2"))
    assert [links.take("k1"), links.take("k1")] == [ATTEMPT, None]
    assert links.take("k2") is not None


def test_old_attempts_are_forgotten(links: Links) -> None:
    """Those from before a moment; later ones stay."""
    links.begin(ATTEMPT)
    links.begin(replace(ATTEMPT, key="k2", begun_at=NOW + timedelta(hours=1)))
    links.forget_attempts(NOW + timedelta(minutes=1))
    assert (links.take("k1"), links.take("k2") is not None) == (None, True)
