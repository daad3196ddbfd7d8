"""Builds the demo office: its people and budgets, and a file at every step of hardship aid.

What is played into the database is rehearsed in memory first: once to find the shortest way to
each step, and once more on the days on which it is to happen, so that every file of the demo has
its last entry in the past days and its clocks run now.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from adapters.bootstrap import House, in_memory, set_clock, stories_of
from adapters.inbound.cli.demo.office import (
    BRANCHES,
    DISTRICT,
    TREASURER,
    Branch,
    directory,
    disguise,
)
from adapters.inbound.cli.demo.papers import papers
from adapters.inbound.cli.demo.player import Performance, Script, StuckError, scripts
from adapters.inbound.cli.exits import InputError
from adapters.inbound.cli.words import CliCode
from engine.calendar import OFFICE_ZONE
from engine.money import fen_from_yuan
from engine.ports import Ports
from engine.usecases.allot_budget import allot_budget
from engine.usecases.passwords import give_account
from engine.usecases.requester import Requester

KIND = "hardship_aid"
MARK = "demo.json"
_WEEK = timedelta(days=7)
_A_YEAR = timedelta(days=365)
_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
"""Before anything that the stories or the demo tell."""
_TRIES = 12


def give_accounts(house: House) -> str:
    """Let everybody of the demo sign in with one password, and return it.

    It is made anew for each demo. Hashing is slow on purpose, so it happens once.
    """
    password = house.doors.tokens.password()
    people = house.ports.staff.directory().people
    first, *others = people
    account = give_account(house.ports, house.doors, first, password, must_change=False)
    for person in others:
        house.doors.accounts.save_account(replace(account, person=person))
    return password


def is_demo(folder: Path) -> bool:
    """Whether a complete demo office lives in a folder."""
    mark = folder / MARK
    return mark.is_file() and '"complete"' in mark.read_text("utf-8")


def prepare(folder: Path) -> None:
    """Make an empty folder, or empty one in which a demo was begun and not finished.

    Raises:
        InputError: The folder holds something else.
    """
    folder.mkdir(parents=True, exist_ok=True)
    inside = [path for path in folder.iterdir() if path.name != ".gitignore"]
    if inside and not (folder / MARK).is_file():
        raise InputError(CliCode.FOLDER_NOT_A_DEMO, folder=str(folder))
    for path in inside:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    (folder / MARK).write_text('{"demo": "begun"}\n', encoding="utf-8")


def finish(folder: Path, now: datetime) -> None:
    """Say that the demo is whole."""
    built = now.isoformat(timespec="seconds")
    (folder / MARK).write_text(f'{{"demo": "complete", "built": "{built}"}}\n', encoding="utf-8")


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A file of the demo: a story up to a step, and when and where it is played."""

    script: Script
    steps: int
    state: str
    number: int = 0
    shift: timedelta = timedelta()

    @property
    def branch(self) -> Branch:
        """Every third file belongs to the second street."""
        return BRANCHES[1] if self.number % 3 == 2 else BRANCHES[0]


class Builder:
    """Builds one demo office.

    Args:
        house: An empty, migrated installation.
        now: The present moment.
    """

    def __init__(self, house: House, now: datetime) -> None:
        self._house = house
        self._now = now
        self._stories = stories_of(house, KIND)

    def build(self, progress: Callable[[int, int], None]) -> None:
        """Fill the installation; `progress` hears how many files are done, and of how many."""
        scenes = list(self._scenes())
        ports, clock = set_clock(self._house.ports, self._now - _A_YEAR)
        year = self._now.astimezone(OFFICE_ZONE).year
        self.open_office(ports, range(year - 1, year + 2))
        for done, scene in enumerate(sorted(scenes, key=self._begins), 1):
            clock.set(_LONG_AGO)
            self._perform(scene, ports)
            progress(done, len(scenes))

    def _begins(self, scene: Scene) -> datetime:
        """When the file was opened: numbers are given in that order."""
        return scene.script.opened.on + scene.shift

    def open_office(self, ports: Ports, years: Iterable[int]) -> None:
        """Let the people move in, and give every fund its budget for these years."""
        today = self._now.astimezone(OFFICE_ZONE).date()
        ports.staff.save(directory(self._stories.people, today))
        for year in years:
            for fund, amount in self._stories.budgets.items():
                allot_budget(
                    ports,
                    Requester(person=TREASURER),
                    office=DISTRICT,
                    fund=fund,
                    year=year,
                    amount_fen=fen_from_yuan(amount),
                )

    def _scenes(self) -> Iterator[Scene]:
        for number, scene in enumerate(self.ways()):
            yield self._on_recent_days(replace(scene, number=number))

    def ways(self) -> list[Scene]:
        """For every step of the workflow a story that leads there, as short as they come."""
        found: dict[str, Scene] = {}
        waiting = sorted(scripts(self._stories), key=lambda script: len(script.steps))
        for script in [script for script in waiting if _is_new(script, waiting)]:
            self._explore(script, found)
        every = set(self._house.workflow_library.latest(KIND).spec.states)
        for script in waiting:
            if not found.keys() >= every:
                self._explore(script, found)
        return list(found.values())

    def _explore(self, script: Script, found: dict[str, Scene]) -> None:
        """Add the steps of the workflow that nobody has come to before."""
        scene = Scene(script=script, steps=0, state="")
        states = self._performance(self._rehearsal(), scene).play(script)
        for steps, state in enumerate(states):
            found.setdefault(state, Scene(script=script, steps=steps, state=state))

    def _on_recent_days(self, scene: Scene) -> Scene:
        """Move the story so that it ends within the past days; as written if it cannot be moved."""
        latest = self._now - timedelta(hours=2) - timedelta(days=scene.number % 6)
        shift = _weeks(latest - scene.script.moment(scene.steps))
        for _ in range(_TRIES):
            moved = replace(scene, shift=shift)
            try:
                ending = self._ending(moved)
            except StuckError:
                ending = latest + _WEEK
            if ending <= latest:
                return moved
            shift += _weeks(latest - ending)
        return scene

    def _ending(self, scene: Scene) -> datetime:
        """When the story's last step happens, on a stage in memory."""
        ports = self._rehearsal()
        self._perform(scene, ports)
        return ports.clock.now()

    def _perform(self, scene: Scene, ports: Ports) -> None:
        for _ in self._performance(ports, scene).play(scene.script, scene.steps):
            pass

    def _performance(self, ports: Ports, scene: Scene) -> Performance:
        from adapters.outbound.memory import SettableClock

        clock = ports.clock
        assert isinstance(clock, SettableClock)
        return Performance(
            ports=ports,
            clock=clock,
            kind=KIND,
            branch=scene.branch,
            facts=self._stories.facts,
            papers=self._papers,
            disguise=disguise(scene.number, scene.branch),
            shift=scene.shift,
        )

    @cached_property
    def _papers(self) -> dict[str, bytes]:
        return papers(self._house.workflow_library.latest(KIND).spec.documents)

    def _rehearsal(self) -> Ports:
        """The same office in memory, before anything has happened in it."""
        ports = in_memory(self._house, _LONG_AGO)
        self.open_office(ports, range(_LONG_AGO.year, _LONG_AGO.year + 20))
        return ports


def _is_new(script: Script, every: Sequence[Script]) -> bool:
    """Whether it is the shortest of those that end where it does."""
    return next(other for other in every if other.ends == script.ends) is script


def _weeks(span: timedelta) -> timedelta:
    """Whole weeks, rounded down, so that every step keeps its day of the week."""
    return span // _WEEK * _WEEK
