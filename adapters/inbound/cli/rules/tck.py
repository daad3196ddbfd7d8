"""Running the suites of a DMN Technology Compatibility Kit; nothing in one stops the rest."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

from adapters.inbound.cli.exits import InputError
from adapters.inbound.cli.rules.files import read_xml
from adapters.inbound.cli.rules.words import RulesCliCode
from rules.dmn.tck import CaseResult, Outcome, run_suite
from rules.dmn.xml_tree import children, local, parse_xml
from rules.errors import UnioncaseError
from rules.feel import DateTime, Time

NOW = DateTime(date(2026, 1, 1), Time(12, 0, 0, 0, 0))
"""What `now()` answers: a fixed moment, so that two runs write the same file."""

_LEVEL = re.compile(r"compliance-level-(\d+)")
_LONGEST_DETAIL = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelResult:
    """A result and the compliance level that its suite belongs to; `-` where no folder says it."""

    level: str
    result: CaseResult


def run_kit(folder: Path) -> Iterator[LevelResult]:
    """Run all suites below a folder, in the order of their paths.

    Args:
        folder: The kit, one of its levels, or one suite.

    Raises:
        InputError: There are no suites in it.
    """
    suites = sorted({file.parent for file in folder.rglob("*") if _of_suite(file)})
    if not suites:
        raise InputError(RulesCliCode.NO_SUITES, path=str(folder))
    for suite in suites:
        level = _level(suite)
        for result in run_folder(suite):
            yield LevelResult(level=level, result=_in_one_line(result))


def _of_suite(file: Path) -> bool:
    return file.is_file() and (file.suffix == ".dmn" or _is_test(file))


def _is_test(file: Path) -> bool:
    return file.suffix == ".xml" and "test" in file.name


def _level(suite: Path) -> str:
    names = (_LEVEL.fullmatch(part) for part in reversed(suite.resolve().parts))
    return next((found[1] for found in names if found), "-")


def run_folder(suite: Path) -> Iterator[CaseResult]:
    """Run the cases of one suite; what cannot be read or run is a result that says so."""
    models, unread = _texts(sorted(suite.glob("*.dmn")))
    tests, untested = _texts(sorted(file for file in suite.glob("*.xml") if _is_test(file)))
    for file, reason in {**unread, **untested}.items():
        yield _failed(suite.name, file, "", reason)
    if not tests and not untested:
        yield _ignored(suite.name, "", "no test file")
    for file, text in tests.items():
        found = _run_file(models, file, text, suite.name)
        yield from found or [_ignored(suite.name, file, "no test case")]


def _texts(files: Sequence[Path]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the texts of files, and the reasons why some could not be read, by file name."""
    texts: dict[str, str] = {}
    unread: dict[str, str] = {}
    for file in files:
        try:
            texts[file.name] = read_xml(file)
        except UnioncaseError as error:
            unread[file.name] = str(error)
    return texts, unread


def _run_file(models: Mapping[str, str], file: str, text: str, suite: str) -> Sequence[CaseResult]:
    try:
        return run_suite(models, {file: text}, suite=suite, now=NOW)
    except Exception:  # noqa: BLE001 - a kit is foreign input; which case it was is found out below
        return [*_one_by_one(models, file, text, suite)]


def _one_by_one(
    models: Mapping[str, str], file: str, text: str, suite: str
) -> Iterator[CaseResult]:
    """Run a file case by case: the one that breaks the run must not take the others along."""
    try:
        root = parse_xml(text)
    except UnioncaseError as error:
        yield _failed(suite, file, "", str(error))
        return
    cases = list(children(root, "testCase"))
    for case in cases:
        alone = _with_one_case(root, case)
        try:
            yield from run_suite(models, {file: alone}, suite=suite, now=NOW)
        except Exception as error:  # noqa: BLE001 - see above; the line names what was raised
            yield _failed(suite, file, case.get("id") or "", f"{type(error).__name__}: {error}")


def _with_one_case(root: Element, case: Element) -> str:
    copy = Element(root.tag, root.attrib)
    copy.extend(part for part in root if local(part) != "testCase" or part is case)
    return tostring(copy, encoding="unicode")


def _failed(suite: str, file: str, case: str, detail: str) -> CaseResult:
    return CaseResult(suite=suite, file=file, case=case, outcome=Outcome.ERROR, detail=detail)


def _ignored(suite: str, file: str, detail: str) -> CaseResult:
    return replace(_failed(suite, file, "", detail), outcome=Outcome.IGNORED)


def _in_one_line(result: CaseResult) -> CaseResult:
    return replace(result, detail=" ".join(result.detail.split())[:_LONGEST_DETAIL])


def write_results(results: Sequence[LevelResult], file: Path) -> None:
    """Write one line a case: suite, file, case id, outcome, detail; as CSV without a heading.

    Raises:
        OSError: The file cannot be written.
    """
    with file.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        for found in results:
            result = found.result
            row = (result.suite, result.file, result.case, result.outcome.value, result.detail)
            writer.writerow(row)


def totals(results: Sequence[LevelResult]) -> dict[str, Counter[str]]:
    """Count the outcomes of each level, and the suites and cases under those names."""
    counted: dict[str, Counter[str]] = {}
    for found in results:
        counted.setdefault(found.level, Counter())[found.result.outcome.value] += 1
    for level, counter in counted.items():
        mine = [found.result for found in results if found.level == level]
        counter["cases"] = len(mine)
        counter["suites"] = len({result.suite for result in mine})
    return dict(sorted(counted.items()))
