"""What a policy answers about a case and why, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text

from adapters.inbound.cli.desk import Desk
from adapters.inbound.cli.rules.diagnostics import diagnostic_plain, print_diagnostics
from adapters.inbound.cli.rules.verdict_words import AreaWords, value_plain
from adapters.inbound.cli.show import heading, indented
from rules.feel import Unknown
from rules.policy import (
    CriterionVerdict,
    MatchedRows,
    ParameterValue,
    Rulebook,
    Standing,
    Verdict,
)
from rules.policy.logic import AS_OF
from rules.policy.nearest_pass import NearestPass, nearest_passes
from rules.policy.values import plain

_SIGNS = {Standing.MET: "✓", Standing.NOT_MET: "✗", Standing.UNKNOWN: "?"}
_STYLES = {Standing.MET: "green", Standing.NOT_MET: "red", Standing.UNKNOWN: "yellow"}


def answer_verdict(
    desk: Desk,
    rulebook: Rulebook,
    verdict: Verdict,
    *,
    strange: Mapping[str, str | None],
    explain: bool,
) -> int:
    """Print a verdict; explained, with every criterion and not only what stands against a yes.

    `strange` are names given that the area does not know, each with a near one.
    """
    area = rulebook.areas[verdict.decision.partition(".")[0]]
    edition = area.named(verdict.edition)
    assert edition is not None
    words = AreaWords(desk=desk, area=area, edition=edition)
    failed = [found.key for found in verdict.criteria if found.standing is Standing.NOT_MET]
    passes = {key: tuple(nearest_passes(rulebook, verdict, key)) for key in failed}
    view = _View(words=words, verdict=verdict, strange=strange, passes=passes)
    return desk.answer(view.plain(), lambda console: view.print(console, explain))


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    words: AreaWords
    verdict: Verdict
    strange: Mapping[str, str | None]
    passes: Mapping[str, tuple[NearestPass, ...]]

    # ---- for programs

    def plain(self) -> JsonValue:
        verdict, words = self.verdict, self.words
        return {
            "rule": verdict.decision,
            "label": words.label(self._name),
            "decided": verdict.decided,
            "outcome": value_plain(verdict.outcome),
            "as_of": verdict.as_of.isoformat(),
            "region": verdict.region,
            "edition": verdict.edition,
            "missing": [self._missing_plain(name) for name in verdict.missing],
            "unset": [*verdict.unset],
            "criteria": [self._criterion_plain(found) for found in verdict.criteria],
            "tables": [self._table_plain(found) for found in verdict.tables],
            "parameters": {
                name: self._figure_plain(found) for name, found in verdict.parameters.items()
            },
            "values": {name: value_plain(value) for name, value in verdict.values.items()},
            "ignored": dict(self.strange),
            "diagnostics": [diagnostic_plain(f, words.desk) for f in verdict.diagnostics],
            "evidence": dict(verdict.evidence()),
        }

    @property
    def _name(self) -> str:
        return self.verdict.decision.partition(".")[2]

    def _missing_plain(self, name: str) -> JsonValue:
        words, cause = self.words, self.verdict.causes.get(name)
        return {
            "fact": name,
            "label": words.label(name),
            "document": words.document(name),
            "cause": cause.value if cause else None,
            "turns": name in self.verdict.turning,
        }

    def _criterion_plain(self, found: CriterionVerdict) -> JsonValue:
        words = self.words
        failed = found.standing is Standing.NOT_MET
        return {
            "criterion": found.key,
            "label": words.label(found.key),
            "standing": found.standing.value,
            "citation": words.citation_plain(found.citation),
            "values": {name: value_plain(value) for name, value in found.values.items()},
            "missing": [*found.missing],
            "remedy": words.remedy(found.key) if failed else None,
            "nearest": [_pass_plain(near) for near in self.passes.get(found.key, ())],
        }

    def _table_plain(self, found: MatchedRows) -> JsonValue:
        return {
            "table": found.table,
            "label": self.words.label(found.table),
            "rows": [*found.rows],
            "answer": value_plain(found.answer),
            "citation": self.words.citation_plain(found.citation),
        }

    def _figure_plain(self, found: ParameterValue | None) -> JsonValue:
        if found is None:
            return None
        return {
            "value": value_plain(found.value),
            "region": found.region,
            "from": found.since.isoformat(),
            "until": found.until.isoformat(),
            "citation": self.words.citation_plain(found.citation),
        }

    # ---- for people

    def print(self, console: Console, explain: bool) -> None:
        self._print_outcome(console)
        self._print_missing(console)
        self._print_criteria(console, explain)
        if explain:
            self._print_tables(console)
            self._print_figures(console)
        self._print_strange(console)
        print_diagnostics(console, self.words.desk, self.verdict.diagnostics)

    def _print_outcome(self, console: Console) -> None:
        verdict, words = self.verdict, self.words
        line = Text(words.label(self._name), style="bold")
        line.append(f"  ({verdict.decision})  ", style="dim")
        line.append(self._outcome(), style=_outcome_style(verdict))
        console.print(line)
        params = {"edition": verdict.edition, "day": verdict.as_of}
        said = words.desk.say("rules_asked_about", region=words.region(verdict.region), **params)
        console.print(Text(said, style="dim"))

    def _outcome(self) -> str:
        if isinstance(self.verdict.outcome, Unknown):
            return self.words.desk.say("rules_unknown")
        return self.words.value(self._name, self.verdict.outcome)

    def _print_missing(self, console: Console) -> None:
        verdict, words = self.verdict, self.words
        if verdict.missing:
            heading(console, words.desk.say("rules_heading_missing"))
        for name in verdict.missing:
            document = words.document(name)
            proof = words.desk.say("rules_proved_by", document=document) if document else ""
            idle = "" if name in verdict.turning else words.desk.say("rules_missing_idle")
            indented(console, f"{words.label(name)} ({name}){proof}{idle}")
        if verdict.unset:
            heading(console, words.desk.say("rules_heading_unset"))
        for name in verdict.unset:
            indented(console, f"{words.label(name)} ({name})")

    def _print_criteria(self, console: Console, explain: bool) -> None:
        shown = [f for f in self.verdict.criteria if explain or f.standing is not Standing.MET]
        if shown:
            heading(console, self.words.desk.say("rules_heading_criteria"))
        for found in shown:
            self._print_criterion(console, found, explain)

    def _print_criterion(self, console: Console, found: CriterionVerdict, explain: bool) -> None:
        words, style = self.words, _STYLES[found.standing]
        line = Text(f"  {_SIGNS[found.standing]} ", style=style)
        line.append(words.desk.say(f"rules_standing_{found.standing.value}"), style=style)
        line.append(f"  {words.label(found.key)}")
        console.print(line)
        if found.citation:
            indented(console, f"    {words.citation(found.citation)}", style="dim")
        if explain:
            self._print_values(console, found)
        if found.standing is Standing.NOT_MET and words.remedy(found.key):
            said = words.desk.say("rules_remedy", remedy=words.remedy(found.key))
            indented(console, f"    {said}")
        for near in self.passes.get(found.key, ()):
            value, given = words.value(near.fact, near.value), words.value(near.fact, near.given)
            params = {"fact": words.label(near.fact), "value": value, "given": given}
            indented(console, f"    {words.desk.say('rules_nearest', **params)}")

    def _print_values(self, console: Console, found: CriterionVerdict) -> None:
        for name, value in found.values.items():
            indented(console, f"    {self._pair(name, self.words.value(name, value))}")

    def _pair(self, name: str, value: str) -> str:
        words = self.words
        label = words.desk.say("rules_as_of") if name == AS_OF else words.label(name)
        return words.desk.say("rules_pair", name=label, value=value)

    def _print_tables(self, console: Console) -> None:
        words = self.words
        if self.verdict.tables:
            heading(console, words.desk.say("rules_heading_tables"))
        for found in self.verdict.tables:
            indented(console, self._table(found))

    def _table(self, found: MatchedRows) -> str:
        words = self.words
        answer = words.value(found.table, found.answer)
        if isinstance(found.answer, Unknown):
            return self._pair(found.table, answer)
        rows = ", ".join(map(str, found.rows)) or words.desk.say("rules_default_row")
        label = words.label(found.table)
        return words.desk.say("rules_rows", table=label, rows=rows, answer=answer)

    def _print_figures(self, console: Console) -> None:
        words = self.words
        if self.verdict.parameters:
            heading(console, words.desk.say("rules_heading_figures"))
        for name, found in self.verdict.parameters.items():
            indented(console, self._pair(name, self._figure(name, found)))

    def _figure(self, name: str, found: ParameterValue | None) -> str:
        words = self.words
        if found is None:
            return words.desk.say("rules_no_value")
        place, value = words.region(found.region), words.value(name, found.value)
        params = {"value": value, "region": place, "since": found.since}
        said = words.desk.say("rules_figure", **params)
        return f"{said}  {words.citation(found.citation)}".rstrip()

    def _print_strange(self, console: Console) -> None:
        say = self.words.desk.say
        for name, near in self.strange.items():
            code = "rules_fact_ignored_near" if near else "rules_fact_ignored"
            params = {"near": near} if near else {}
            console.print(Text(say(code, name=name, **params), style="yellow"))


def _pass_plain(near: NearestPass) -> JsonValue:
    return {"fact": near.fact, "given": plain(near.given), "value": plain(near.value)}


def _outcome_style(verdict: Verdict) -> str:
    if not verdict.decided:
        return "bold yellow"
    return "bold red" if verdict.outcome is False else "bold green"
