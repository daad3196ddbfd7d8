"""A replay's report: for people, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text

from adapters.i18n import Language
from adapters.i18n.kinds import KindTexts
from adapters.i18n.wording import Wording
from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.show import grid, heading, indented, print_table, table
from rules.source import Plain

if TYPE_CHECKING:
    from engine.refusal import Reason
    from engine.replay.play import Deviation
    from engine.replay.report import DeviatingCase, PartReport, Report
    from engine.usecases.replay_log import Stored

KindWords = Mapping[str, Mapping[str, Plain]]
"""Texts by kind of case and language."""


@dataclass(frozen=True, kw_only=True)
class _Words:
    """The words of the kinds of case in a report, in every language."""

    desk: Desk
    kinds: KindWords
    parts: Mapping[str, str]

    def of(self, part: str, language: Language | None = None) -> Wording:
        """Words for a part of the report."""
        language = language or self.desk.language
        texts = self.kinds[self.parts[part]].get(language.value)
        return Wording(
            texts=self.desk.texts,
            language=language,
            kind=KindTexts(texts if isinstance(texts, dict) else {}),
        )


def _words(report: Report, desk: Desk, kinds: KindWords) -> _Words:
    parts = {part.part: part.workflow.partition("@")[0] for part in report.parts}
    return _Words(desk=desk, kinds=kinds, parts=parts)


def report_plain(
    report: Report, desk: Desk, kinds: KindWords, most: int, stored: Stored | None
) -> JsonValue:
    """The report as programs read it; keys, and reasons in every language."""
    words = _words(report, desk, kinds)
    plain: dict[str, JsonValue] = {
        "log": report.log,
        "traces": report.traces,
        "since": _iso(report.since),
        "until": _iso(report.until),
        "cases": report.cases,
        "fitting_cases": report.fitting_cases,
        "events": report.events,
        "fitting_events": report.fitting_events,
        "fitting_cases_percent": _percent(report.fitting_cases, report.cases),
        "parts": [_part_plain(part) for part in report.parts],
        "left_out": _counts(report.left_out),
        "unknown_events": _counts(report.unknown),
        "backwards": report.backwards,
        "reasons": _counts(report.reasons),
        "patterns": [
            {"event": event, "state": state or None, "reasons": list(codes), "count": count}
            for event, state, codes, count in report.patterns
        ],
        "deviating_cases": len(report.deviating),
        "deviating": [_case_plain(case, words) for case in report.deviating[:most]],
    }
    if stored is not None:
        plain["stored"] = {
            "stored": stored.stored,
            "present": stored.present,
            "unopened": stored.unopened,
        }
    return plain


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _percent(part: int, whole: int) -> str:
    """To three decimals, never rounded up to a whole that is not there."""
    thousandths = 100_000 * part // whole if whole else 100_000
    return f"{thousandths // 1000}.{thousandths % 1000:03d}"


def _counts(counts: Iterable[tuple[str, int]]) -> JsonValue:
    return dict(counts)


def _part_plain(part: PartReport) -> JsonValue:
    return {
        "part": part.part or None,
        "workflow": part.workflow,
        "cases": part.cases,
        "fitting_cases": part.fitting_cases,
        "events": part.events,
        "fitting_events": part.fitting_events,
        "complete": _counts(part.complete),
        "open_at_end": _counts(part.open),
        "steps": [
            {"state": state, "action": action, "count": count}
            for state, action, count in part.steps
        ],
    }


def _case_plain(case: DeviatingCase, words: _Words) -> JsonValue:
    return {
        "case": case.case_id,
        "trace": case.trace,
        "part": case.part or None,
        "state_at_end": case.state,
        "deviations": [_deviation_plain(found, case, words) for found in case.deviations],
    }


def _deviation_plain(found: Deviation, case: DeviatingCase, words: _Words) -> JsonValue:
    return {
        "position": found.position,
        "event": found.event,
        "at": found.at.isoformat(),
        "line": found.line,
        "state": found.state,
        "action": found.action,
        "reasons": [_reason_plain(reason, case.part, words) for reason in found.reasons],
        "possible": list(found.possible),
    }


def _reason_plain(reason: Reason, part: str, words: _Words) -> JsonValue:
    texts: dict[str, JsonValue] = {
        language.value: words.of(part, language).reason(reason) for language in Language
    }
    return {"code": reason.code.value, "params": reason.params, "text": texts}


def print_report(
    console: Console,
    report: Report,
    desk: Desk,
    kinds: KindWords,
    most: int,
    stored: Stored | None,
) -> None:
    """The report as people read it."""
    words = _words(report, desk, kinds)
    _print_head(console, report, desk)
    for part in report.parts:
        _print_part(console, part, desk, words)
    _print_events(console, report, desk)
    _print_patterns(console, report, desk, words)
    _print_deviating(console, report.deviating, desk, words, most)
    if stored is not None:
        console.print()
        counts = {"stored": stored.stored, "present": stored.present, "unopened": stored.unopened}
        console.print(Text(desk.say("replay_stored", **counts), style="bold green"))


def _print_head(console: Console, report: Report, desk: Desk) -> None:
    span = {"since": _day(report.since), "until": _day(report.until)}
    console.print(
        Text(desk.say("replay_span", log=report.log, traces=report.traces, **span), style="dim")
    )
    fits = report.fitting_cases == report.cases
    text = desk.say(
        "replay_fits",
        fitting=report.fitting_cases,
        cases=report.cases,
        percent=_percent(report.fitting_cases, report.cases),
        fitting_events=report.fitting_events,
        events=report.events,
    )
    console.print(Text(text, style="bold green" if fits else "bold"))


def _day(at: datetime | None) -> str:
    return "-" if at is None else at.date().isoformat()


def _print_part(console: Console, part: PartReport, desk: Desk, words: _Words) -> None:
    wording = words.of(part.part)
    if part.part:
        name = wording.kind.name or part.workflow
        heading(console, desk.say("replay_part", part=part.part, workflow=name))
    made = grid()
    made.add_row(desk.say("replay_cases"), f"{part.fitting_cases} / {part.cases}")
    made.add_row(desk.say("replay_ended"), _states(part.complete, wording))
    made.add_row(desk.say("replay_still_open"), _states(part.open, wording))
    console.print(made)


def _states(counts: Sequence[tuple[str, int]], wording: Wording) -> str:
    named = [f"{wording.kind.word('states', state)} {count}" for state, count in counts]
    return wording.say("cli_list", items=named) if named else "-"


def _print_events(console: Console, report: Report, desk: Desk) -> None:
    for code, counts in (
        ("replay_left_out", report.left_out),
        ("replay_unknown_events", report.unknown),
    ):
        if counts:
            heading(console, desk.say(code))
            for name, count in counts:
                indented(console, f"{count} × {name}")
    if report.backwards:
        indented(console, desk.say("replay_backwards", count=report.backwards), style="yellow")


def _print_patterns(console: Console, report: Report, desk: Desk, words: _Words) -> None:
    if not report.patterns:
        return
    heading(console, desk.say("replay_patterns"))
    names = ("count", "event", "state", "reasons")
    made = table(*(desk.say(f"replay_column_{name}") for name in names))
    rows = (
        (str(count), event, _state_word(state, words), ", ".join(codes))
        for event, state, codes, count in report.patterns[:20]
    )
    print_table(console, made, rows)


def _state_word(state: str, words: _Words) -> str:
    """A state in the words of the first kind of case that has it."""
    found = (words.of(part).kind.find("states", state) for part in words.parts)
    return next((word for word in found if word is not None), state or "-")


def _print_deviating(
    console: Console, cases: Sequence[DeviatingCase], desk: Desk, words: _Words, most: int
) -> None:
    if not cases or not most:
        return
    heading(console, desk.say("replay_deviating"))
    for case in cases[:most]:
        _print_case(console, case, desk, words)
    if len(cases) > most:
        indented(console, desk.say("replay_more", count=len(cases) - most), style="dim")


def _print_case(console: Console, case: DeviatingCase, desk: Desk, words: _Words) -> None:
    wording = words.of(case.part)
    first = case.deviations[0]
    console.print(Text(case.case_id, style="bold"))
    at = first.at.isoformat(sep=" ", timespec="minutes")
    event = {"position": first.position, "at": at, "event": first.event, "line": first.line}
    indented(console, f"{desk.say('replay_event', **event)}, {_where(first, wording)}")
    for reason in first.reasons:
        indented(console, f"· {wording.reason(reason)}")
    indented(console, _possible(first, wording), style="dim")
    if len(case.deviations) > 1:
        indented(console, desk.say("replay_further", count=len(case.deviations) - 1), style="dim")


def _where(found: Deviation, wording: Wording) -> str:
    if found.state is None:
        return wording.say("replay_not_opened")
    return wording.say("replay_at", state=wording.kind.word("states", found.state))


def _possible(found: Deviation, wording: Wording) -> str:
    if not found.possible:
        return wording.say("replay_nothing_possible")
    actions = [wording.kind.word("actions", name) for name in found.possible]
    return wording.say("replay_possible", actions=actions)
