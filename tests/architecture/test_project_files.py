"""Locks, decisions and the names of things outside the packages."""

from __future__ import annotations

import re
import tomllib
from collections import Counter

import pytest

from tests.support.outside import ROOT

LOCKS = ("run", "test", "uv")
PINNED = re.compile(r"^([a-z0-9.-]+)(\[[a-z0-9, -]+\])?==([^ ;\\]+)", re.MULTILINE)
DECISION = re.compile(r"(\d{4})-[a-z0-9]+(-[a-z0-9]+)*\.md")


def lock(name: str) -> str:
    """Text of one of the locks."""
    return (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")


def wanted(*extras: str) -> set[str]:
    """Names of the packages that the project file asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lists = [project["dependencies"], *(project["optional-dependencies"][e] for e in extras)]
    names = {re.split(r"[\[<>=;! ]", line)[0].lower() for listed in lists for line in listed}
    return names - {"unioncase"}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_address(name: str) -> None:
    """A lock holds versions and hashes, and neither a registry nor a path of some machine."""
    assert re.findall(r".*(?:://|file:|index-url|find-links|/home/|/tmp/).*", lock(name)) == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_hashes(name: str) -> None:
    """Each locked version is followed by at least one SHA-256."""
    entries = re.split(r"\n(?=\S)", lock(name).split("\n", 1)[1])
    assert [entry.split("\n")[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize(
    ("name", "extras"),
    [
        ("run", ("postgres", "build")),
        ("test", ("postgres", "redis", "rabbitmq", "s3", "tables", "build", "test", "dev")),
    ],
)
def test_a_lock_holds_what_the_project_asks_for(name: str, extras: tuple[str, ...]) -> None:
    """Nobody adds a dependency to the project without locking it again."""
    assert wanted(*extras) - {found[0] for found in PINNED.findall(lock(name))} == set()


def test_tests_run_on_the_versions_that_are_shipped() -> None:
    """A package of both locks has one version."""
    run, test = ({n: v for n, _, v in PINNED.findall(lock(name))} for name in ("run", "test"))
    assert {name: (v, test.get(name)) for name, v in run.items() if test.get(name) != v} == {}


def test_every_decision_has_a_number_of_its_own() -> None:
    """Decisions are named by number and words, and no two share a number."""
    names = [path.name for path in (ROOT / "docs" / "adr").glob("*.md") if path.name != "README.md"]
    numbers = Counter(found[1] for name in names if (found := DECISION.fullmatch(name)))
    assert (sum(numbers.values()), [n for n, times in numbers.items() if times > 1]) == (
        len(names),
        [],
    )
