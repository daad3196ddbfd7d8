"""Builds the demo office: its people and budgets, and files of every kind of case that is released.

Of the kind the tour tells about there is a file at every step; of each further kind, some at every
stage, so that lists stay short enough to look at.

What is played into the database is rehearsed in memory first: once to find the shortest way to
each step, and once more on the days on which it is to happen, so that every file of the demo has
its last entry in the past days and its clocks run now.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.bootstrap import House, in_memory, set_clock, stories_of
from adapters.inbound.cli.demo.office import (
    BRANCHES,
    DISTRICT,
    TREASURER,
    Branch,
    directory,
    disguise,
    together,
)
from adapters.inbound.cli.demo.papers import papers
from adapters.inbound.cli.demo.player import Performance, Script, StuckError, leads_to, scripts
from adapters.inbound.cli.exits import InputError
from adapters.inbound.cli.words import CliCode
from engine.calendar import OFFICE_ZONE
from engine.definitions.language import Workflow
from engine.errors import NotFoundError
from engine.money import fen_from_yuan
from engine.ports import Ports
from engine.usecases.allot_budget import allot_budget
from engine.usecases.passwords import give_account
from engine.usecases.requester import Requester

if TYPE_CHECKING:
    from adapters.outbound.definitions.stories import Stories

KIND = "hardship_aid"
MARK = "demo.json"
_WEEK = timedelta(days=7)
_A_YEAR = timedelta(days=365)
_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
"""Before anything that the stories or the demo tell."""
_TRIES = 12
_AT_A_STAGE = 2


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

    kind: str
    script: Script
    steps: int
    state: str
    number: int = 0
    shift: timedelta = timedelta()

    @property
    def branch(self) -> Branch:
        """Every third file of the tour's kind belongs to the second street."""
        second = self.kind == KIND and self.number % 3 == 2
        return BRANCHES[1] if second else BRANCHES[0]


class Builder:
    """Builds one demo office.

    Args:
        house: An empty, migrated installation.
        now: The present moment.
    """

    def __init__(self, house: House, now: datetime) -> None:
        self._house = house
        self._now = now
        further = sorted(set(house.workflow_library.kinds()) - {KIND})
        told = {kind: _stories(house, kind) for kind in (KIND, *further)}
        self._stories = {kind: stories for kind, stories in told.items() if stories is not None}

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
        everybody = together(stories.people for stories in self._stories.values())
        ports.staff.save(directory(everybody, today))
        budgets = {k: v for told in self._stories.values() for k, v in told.budgets.items()}
        for year in years:
            for fund, amount in budgets.items():
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
        return [scene for kind in self._stories for scene in self._ways(kind)]

    def _ways(self, kind: str) -> list[Scene]:
        found: dict[str, Scene] = {}
        spec = self._house.workflow_library.latest(kind).spec
        wanted = set(spec.states) if kind == KIND else set(_telling(spec))
        waiting = sorted(scripts(self._stories[kind]), key=lambda script: len(script.steps))
        first = [s for s in waiting if _is_new(s, waiting) and (kind == KIND or s.ends in wanted)]
        for script in (*first, *waiting):
            # Playing takes a while: only what may come to a step where nobody has been.
            if leads_to(spec, script) & (wanted - found.keys()):
                self._explore(kind, script, found)
        return [scene for state, scene in found.items() if state in wanted]

    def _explore(self, kind: str, script: Script, found: dict[str, Scene]) -> None:
        """Add the steps of the workflow that nobody has come to before."""
        scene = Scene(kind=kind, script=script, steps=0, state="")
        states = self._performance(self._rehearsal(scene), scene).play(script)
        with suppress(StuckError):
            for steps, state in enumerate(states):
                there = Scene(kind=kind, script=script, steps=steps, state=state)
                found.setdefault(state, there)

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
        ports = self._rehearsal(scene)
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
            kind=scene.kind,
            branch=scene.branch,
            facts=self._stories[scene.kind].facts,
            papers=self._papers[scene.kind],
            disguise=disguise(scene.number, scene.branch),
            shift=scene.shift,
        )

    @cached_property
    def _papers(self) -> dict[str, dict[str, bytes]]:
        library = self._house.workflow_library
        return {kind: papers(library.latest(kind).spec.documents) for kind in self._stories}

    def _rehearsal(self, scene: Scene) -> Ports:
        """The same office in memory, before anything has happened in it."""
        ports = in_memory(self._house, _LONG_AGO)
        begins, ends = self._begins(scene), scene.script.moment(len(scene.script.steps))
        # Waiting for clocks moves what follows, at most over the end of a year.
        self.open_office(ports, range(begins.year, (ends + scene.shift).year + 2))
        return ports


def _stories(house: House, kind: str) -> Stories | None:
    """What is told of a kind of case; None when it is not released or nothing is told of it."""
    try:
        return stories_of(house, kind)
    except (NotFoundError, FileNotFoundError):
        return None


def _telling(spec: Workflow) -> Iterator[str]:
    """The first steps of each stage, in the order of the workflow."""
    for stage in spec.stages:
        states = [name for name, state in spec.states.items() if state.stage == stage]
        yield from states[:_AT_A_STAGE]


def _is_new(script: Script, every: Sequence[Script]) -> bool:
    """Whether it is the shortest of those that end where it does."""
    return next(other for other in every if other.ends == script.ends) is script


def _weeks(span: timedelta) -> timedelta:
    """Whole weeks, rounded down, so that every step keeps its day of the week."""
    return span // _WEEK * _WEEK
