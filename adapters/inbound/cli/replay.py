"""Play another system's event log against declared workflows, and perhaps store its cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from adapters.inbound.cli.commands import Group
from adapters.inbound.cli.desk import Desk

if TYPE_CHECKING:
    from adapters.bootstrap import House
    from adapters.outbound.definitions.published import PublishedWorkflow
    from engine.definitions.compile import CompiledWorkflow
    from engine.replay import ReplayMap, Report
    from engine.replay.play import World
    from engine.usecases.replay_log import Stored
    from rules.source import Node

group = Group("")


@group.command("replay")
def replay(
    desk: Desk,
    log: Annotated[Path, Argument(metavar="LOG")],
    workflows: Annotated[list[Path], Option("--workflow", metavar="DIR")],
    map_file: Annotated[Path, Option("--map", metavar="FILE")],
    into: Annotated[str | None, Option("--into", metavar="DB")] = None,
    limit: Annotated[int | None, Option("--limit", min=1)] = None,
    deviations: Annotated[int, Option("--deviations", min=0)] = 20,
) -> int:
    """Play an event log case by case, and say what does not fit and why."""
    from adapters.inbound.cli.replay_view import print_report, report_plain

    played = _Replay(desk, log, workflows, map_file, limit)
    report, stored = played.store(into) if into is not None else (played.play(), None)
    words = {name: item.words.texts for name, item in played.published.items()}
    plain = report_plain(report, desk, words, deviations, stored)
    return desk.answer(
        plain, lambda console: print_report(console, report, desk, words, deviations, stored)
    )


@dataclass
class _Replay:
    """One call of the command: its files read and checked."""

    desk: Desk
    log: Path
    folders: list[Path]
    map_file: Path
    limit: int | None

    def __post_init__(self) -> None:
        from adapters.outbound.definitions.brought import version_folder

        self.places: dict[str, Path] = {}
        self.published: dict[str, PublishedWorkflow] = {}
        for folder in map(version_folder, self.folders):
            item = self.desk.house.declared(folder)
            # Of two folders of one kind the later is meant, as with any option given twice.
            self.places[item.compiled.spec.workflow] = folder
            self.published[item.compiled.spec.workflow] = item
        self.read, self.zone = _read_map(self.map_file, self.published)

    def play(self) -> Report:
        """Play without storing anything."""
        from engine.replay import Plan
        from engine.usecases.replay_log import replay_log

        plan = Plan.of(self.read, self._compiled(), self.zone)
        log = self.desk.house.event_log(self.log, self.zone)
        return replay_log(log, plan, self._world(), name=self.log.name, limit=self.limit)

    def store(self, into: str) -> tuple[Report, Stored]:
        """Play, and store the cases in a database that is made when it is not there."""
        from adapters.bootstrap import House

        settings = self.desk.settings.model_copy(update={"database_url": _address(into)})
        house = House(settings)
        try:
            return self._store(house)
        finally:
            house.database.close()

    def _store(self, house: House) -> tuple[Report, Stored]:
        from engine.replay import Plan
        from engine.usecases.replay_log import store_log

        house.migrate()
        for kind, published in self.published.items():
            house.keep_declared(self.places[kind], published)
        plan = Plan.of(self.read, self._compiled(), self.zone, base=house.ports.staff.directory())
        return store_log(
            house.ports,
            house.event_log(self.log, self.zone),
            plan,
            self._world(),
            name=self.log.name,
            limit=self.limit,
        )

    def _compiled(self) -> dict[str, CompiledWorkflow]:
        return {kind: item.compiled for kind, item in self.published.items()}

    def _world(self) -> World:
        from engine.replay.play import World

        house = self.desk.house
        return World(rules=house.rulebook, calendar=house.working_days)


def _address(into: str) -> str:
    """A file is a SQLite database; an address is taken as it stands."""
    return into if "://" in into else f"sqlite:///{Path(into).absolute()}"


def _read_map(file: Path, published: Mapping[str, PublishedWorkflow]) -> tuple[ReplayMap, tzinfo]:
    """Read the map.

    Raises:
        DefinitionError: It has defects, each with its place.
        ReplayError: The file cannot be read.
    """
    from engine.errors import DefinitionError
    from engine.replay import read_map

    node = _tree(file)
    compiled = {kind: item.compiled for kind, item in published.items()}
    read, findings = read_map(node, compiled)
    if read is None:
        raise DefinitionError(findings)
    return read, _zone(read.zone, node)


def _tree(file: Path) -> Node:
    from adapters.bootstrap import read_document
    from engine.replay import ReplayCode, ReplayError

    try:
        return read_document(file.read_text("utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        problem = getattr(error, "strerror", None) or type(error).__name__
        raise ReplayError(ReplayCode.UNREADABLE, file=str(file), problem=problem) from error


def _zone(name: str, node: Node) -> tzinfo:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    from engine.errors import DefinitionError
    from engine.replay import ReplayCode
    from rules.findings import Finding
    from rules.source import find

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        finding = Finding(
            code=ReplayCode.UNKNOWN_ZONE,
            mark=find(node, ("zone",)),
            path=("zone",),
            params={"where": "zone", "name": name},
        )
        raise DefinitionError((finding,)) from error
