"""The command line about rules, run inside the test process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import cast

from pydantic import JsonValue
from typer import Typer
from typer.testing import CliRunner

from adapters.bootstrap import House
from adapters.i18n import Language, Texts
from adapters.inbound.cli.app import application
from adapters.settings import Settings
from tests.support.policies import GROUND, RULES, words_for

Shape = dict[str, JsonValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def plain(self) -> Shape:
        """The answer to a program."""
        return cast("Shape", json.loads(self.out))


@cache
def _application() -> Typer:
    return application(House(Settings(lang="en")), Texts.of_installation(), Language.EN)


def rules(*arguments: str | Path) -> Said:
    """Run `unioncase rules ...`."""
    result = CliRunner().invoke(_application(), ["rules", *map(str, arguments)])
    return Said(code=result.exit_code, out=result.stdout, err=result.stderr)


def small_area(folder: Path, *more: str) -> Path:
    """Write a small area, `aid`, with further documents, and return its folder."""
    area = folder / "aid"
    area.mkdir()
    for number, text in enumerate((GROUND, RULES, *words_for(), *more)):
        (area / f"{number}.yaml").write_text(dedent(text), encoding="utf-8")
    return area


def written(file: Path, text: str) -> Path:
    """Write a file and return it."""
    file.write_text(dedent(text), encoding="utf-8")
    return file


DMN = """\
    <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="_m" name="age"
        namespace="urn:age">
      <inputData id="i" name="birth"><variable name="birth" typeRef="date"/></inputData>
      <inputData id="j" name="limit"><variable name="limit" typeRef="number"/></inputData>
      <decision id="d" name="is old">
        <variable name="is old"/>
        <informationRequirement id="r"><requiredInput href="#i"/></informationRequirement>
        <informationRequirement id="s"><requiredInput href="#j"/></informationRequirement>
        <literalExpression><text>{text}</text></literalExpression>
      </decision>
    </definitions>
    """
"""A model of one decision; `{text}` is its expression."""


def model(file: Path, text: str = "birth.year &lt; limit") -> Path:
    """Write a model whose one decision is this expression."""
    return written(file, DMN.replace("{text}", text))
