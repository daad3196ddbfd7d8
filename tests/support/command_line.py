"""The command line as a test types it, on an office with invented people and a clock to set."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any, cast

from typer.testing import CliRunner

from adapters.bootstrap import House, stories_of
from adapters.i18n import Language, Texts
from adapters.inbound.cli.app import application
from adapters.inbound.cli.demo.build import KIND, Builder
from adapters.inbound.cli.demo.office import BRANCHES, DISTRICT
from adapters.inbound.cli.demo.papers import papers
from adapters.outbound.definitions import stories as s
from adapters.outbound.memory import SettableClock
from adapters.program.commands import GROUPS
from adapters.settings import Settings

START = datetime(2026, 2, 11, 1, 0, tzinfo=UTC)
"""Wednesday 2026-02-11, 09:00 in the office."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The answer as JSON; it must be one document and nothing else."""
        return json.loads(self.out)

    @property
    def reasons(self) -> list[str]:
        """The codes of a refusal, in alphabetical order."""
        return sorted(found["code"] for found in self.data["refused"])


@cache
def _definitions() -> dict[str, object]:
    """The parts of an installation that only read the released definitions."""
    house = House(Settings(drafts=True))
    return {name: getattr(house, name) for name in ("workflow_library", "rulebook", "working_days")}


class CommandLine:
    """One installation, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        settings = Settings(data_dir=folder, drafts=True)
        self.clock = SettableClock(START)
        self.house = House(settings, own_clock=self.clock)
        # Checking the definitions takes a second; they are the same for every test.
        vars(self.house).update(_definitions())
        texts = Texts.of_installation()
        self._apps = {lang.value: application(self.house, texts, lang, GROUPS) for lang in Language}

    def run(self, *arguments: str, lang: str = "en") -> Said:
        """Type a command."""
        result = CliRunner().invoke(self._apps[lang], [*arguments, "--lang", lang])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return Said(code=result.exit_code, out=result.stdout, err=result.stderr)

    def ask(self, *arguments: str, person: str | None = None) -> Said:
        """Type a command whose answer is to be JSON."""
        acting = ["--as", person] if person is not None else []
        return self.run(*arguments, *acting, "--json")

    def furnish(self) -> None:
        """Migrate the database, and let the office of the stories move in."""
        self.house.migrate()
        years = range(2025, 2031)
        Builder(self.house, START).open_office(self.house.ports, years)

    @cached_property
    def stories(self) -> s.Stories:
        """The written examples of hardship aid."""
        return stories_of(self.house, KIND)

    @cached_property
    def contents(self) -> Mapping[str, bytes]:
        """A file for every kind of paper."""
        return papers(self.house.workflow_library.latest(KIND).spec.documents)


@dataclass(kw_only=True)
class Typist:
    """Types a written story into the command line, one command a step."""

    line: CommandLine
    desk: Path
    """Folder for the files that are handed in."""
    case: str = ""

    def open(self, opened: s.Opened, office: str) -> None:
        """Open the file of a story."""
        data = {**self.line.stories.facts.get(opened.like or "", {}), **opened.with_}
        self.line.clock.set(opened.on)
        said = self.line.ask(
            "case", "open", KIND, "--office", office, "--data", self._file(data), person=opened.by
        )
        assert said.code == 0, said.out
        self.case = said.data["case"]

    def step(self, step: s.Step) -> None:
        """Type a step and look whether it ends as written."""
        match step:
            case s.Taken():
                self._take(step)
            case s.Attached():
                self._attach(step)
            case s.Fired():
                self.line.clock.set(step.on)
                assert self.line.ask("deadline", "fire").data["fired"] != []
            case s.Undone():
                self.line.clock.set(step.on)
                assert self.line.ask("case", "undo", self.case, person=step.by).code == 0
            case s.Received():
                self._receive(step)
            case s.Look():
                self._look(step.expect)

    def _take(self, step: s.Taken) -> None:
        self.line.clock.set(step.on)
        options = [("--reason", step.reason), ("--to", step.target), ("--with", step.together_with)]
        typed = [word for name, value in options if value is not None for word in (name, value)]
        data = ["--data", self._file(step.with_)]
        said = self.line.ask("case", "act", self.case, step.action, *data, *typed, person=step.by)
        if step.because:
            assert (said.code, said.reasons) == (3, sorted(step.because))
        else:
            assert said.code == 0, said.out

    def _attach(self, step: s.Attached) -> None:
        self.line.clock.set(step.on)
        issued = [] if step.issued_on is None else ["--issued", step.issued_on.isoformat()]
        for kind in step.kinds:
            content = self.line.contents[kind]
            file = self.desk / f"{kind}.{'pdf' if content.startswith(b'%PDF') else 'png'}"
            file.write_bytes(content)
            said = self.line.ask(
                "case", "attach", self.case, kind, str(file), *issued, person=step.by
            )
            assert said.code == 0, said.out

    def _receive(self, step: s.Received) -> None:
        """What the bank or civil affairs would send, somebody at the office types in."""
        spec = self.line.house.workflow_library.latest(KIND).spec
        name, action = next((n, a) for n, a in spec.actions.items() if a.outside == step.outside)
        role = next(role for role in action.by if role not in ("outside", "timer"))
        directory = self.line.house.ports.staff.directory()
        [*_, person] = directory.holders(role, DISTRICT, step.on.date())
        self.line.clock.set(step.on)
        data = ["--data", self._file(step.with_)]
        assert self.line.ask("case", "act", self.case, name, *data, person=person).code == 0

    def _look(self, expected: s.Expected) -> None:
        shown = self.line.ask("case", "show", self.case, person="shen").data
        if expected.state is not None:
            assert shown["state"] == expected.state
        if expected.outcome is not None:
            assert shown["outcome"] == expected.outcome

    def _file(self, values: Mapping[str, object]) -> str:
        file = self.desk / "values.json"
        file.write_text(json.dumps(values, ensure_ascii=False, default=str), encoding="utf-8")
        return str(file)


def parts(line: CommandLine, name: str) -> list[s.Story]:
    """A story and those it continues, the first one first."""
    named = line.stories.named()
    found = [named[name]]
    while found[0].continues is not None:
        found.insert(0, named[found[0].continues])
    return found


def tell(line: CommandLine, name: str, desk: Path) -> Typist:
    """Type a whole story; returns who typed it, with the number of the file."""
    typist = Typist(line=line, desk=desk)
    told = parts(line, name)
    opened = cast("s.Opened", told[0].opened)
    typist.open(opened, BRANCHES[0].offices[opened.at])
    for story in told:
        for step in story.steps:
            typist.step(step)
        typist.step(s.Look(expect=story.ends))
    return typist
