"""What every store of saved views does: each person's own, one of a name, one preferred."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from adapters.outbound.db import Database, SqlAlchemyViews
from adapters.outbound.memory import InMemoryViews
from engine.views import SavedView, ViewStore
from tests.support.stores import Stores

LATE = SavedView(
    person="lin",
    place="work",
    name="迟了的",
    filters={"queue": "team", "kind": "hardship_aid"},
    columns=("step", "due"),
    sort="oldest",
)


@pytest.fixture
def views(stores: Stores) -> Iterator[ViewStore]:
    """An empty store of views."""
    if stores.url is None:
        yield InMemoryViews()
        return
    database = Database(stores.url)
    yield SqlAlchemyViews(database)
    database.close()


def test_a_view_comes_back_as_it_was_saved(views: ViewStore) -> None:
    """The second save under a name replaces the first."""
    views.save_view(LATE)
    changed = replace(LATE, filters={"queue": "mine"}, columns=(), sort="")
    views.save_view(changed)
    assert list(views.views("lin", "work")) == [changed]


def test_views_are_a_persons_own(views: ViewStore) -> None:
    """Neither another person nor another list has it."""
    views.save_view(LATE)
    assert (list(views.views("bo", "work")), list(views.views("lin", "cases"))) == ([], [])


def test_views_come_by_name(views: ViewStore) -> None:
    """Whatever the order in which they were saved."""
    for name in ("b", "a", "c"):
        views.save_view(replace(LATE, name=name))
    assert [view.name for view in views.views("lin", "work")] == ["a", "b", "c"]


def test_one_view_of_a_list_is_preferred(views: ViewStore) -> None:
    """The newest one that wants to be, and other lists and people keep theirs."""
    others = [
        replace(LATE, preferred=True, place="cases"),
        replace(LATE, preferred=True, person="bo"),
    ]
    for view in (replace(LATE, name="a", preferred=True), *others):
        views.save_view(view)
    views.save_view(replace(LATE, name="b", preferred=True))
    assert [view.preferred for view in views.views("lin", "work")] == [False, True]
    assert views.views("lin", "cases")[0].preferred
    assert views.views("bo", "work")[0].preferred


def test_a_dropped_view_is_gone(views: ViewStore) -> None:
    """Dropping one that is not there does nothing."""
    views.save_view(LATE)
    views.drop_view("lin", "work", "another")
    assert len(views.views("lin", "work")) == 1
    views.drop_view("lin", "work", LATE.name)
    assert list(views.views("lin", "work")) == []
