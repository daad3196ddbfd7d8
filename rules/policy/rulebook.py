"""All areas and all editions of policy, ready to answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from pydantic import JsonValue

from rules.feel import Unknown, UnknownCause, Value
from rules.nearest import nearest
from rules.policy.evaluation import evaluate
from rules.policy.faults import PolicyCode, QuestionError
from rules.policy.model import Area, Edition, Fact, Parameter, ParameterValue
from rules.policy.prepared import Prepared, Question, Sheets, Shelf, prepare, question
from rules.policy.regions import region_code
from rules.policy.values import restored, typed
from rules.policy.verdict import Verdict

_KEPT = 512
"""Decisions kept ready, each for a day and a region, and worksheets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """Policy in force, past and to come; it never changes.

    Decisions and parameters are named `area.name`. Regions are division codes (GB/T 2260), or
    `CN`; see `rules.policy.regions`.
    """

    areas: Mapping[str, Area]
    _asked: Shelf[tuple[str, date, str], Prepared] = field(
        default_factory=lambda: Shelf(_KEPT), init=False, repr=False, compare=False
    )
    _sheets: Sheets = field(
        default_factory=lambda: Shelf(_KEPT), init=False, repr=False, compare=False
    )

    def evaluate(
        self, decision: str, facts: Mapping[str, object], *, as_of: date, region: str
    ) -> Verdict:
        """Answer a decision about a case, with reasons.

        Args:
            decision: `area.name` of a criterion, table or decision.
            facts: Values by name; others than the decision reads are ignored. A fact that is
                left out is unknown because nobody asked; one given as None was asked for
                without answer; one given as `Unknown` says its own cause.
            as_of: The day asked about; it chooses edition and figures.
            region: The region asked about.

        Raises:
            QuestionError: No such decision, region or edition, or a fact of the wrong type.
        """
        return evaluate(self.prepared(decision, as_of=as_of, region=region), facts)

    def answer(
        self, decision: str, facts: Mapping[str, object], *, as_of: date, region: str
    ) -> Value:
        """Answer like `evaluate`, without reasons."""
        return self.prepared(decision, as_of=as_of, region=region).answer(facts)

    def reevaluate(self, evidence: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """Answer again from stored evidence, under the edition it names.

        Returns:
            The evidence of the new answer: the same, unless rules or figures were changed
            behind the back of their edition.

        Raises:
            QuestionError: It names something that the rulebook does not hold, or is no evidence.
        """
        try:
            return evaluate(*self._stored(evidence)).evidence()
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise QuestionError(PolicyCode.EVIDENCE_INVALID) from error

    def figure(self, parameter: str, *, as_of: date, region: str) -> ParameterValue | None:
        """Return the value of a parameter `area.name`; None where the region has set none.

        Raises:
            QuestionError: No such parameter or region.
        """
        return self.parameter(parameter).at(as_of, _region(region))

    def span(self, parameter: str, *, as_of: date, region: str) -> str:
        """Return a parameter that holds a span of time, such as `5 working days`.

        Raises:
            QuestionError: No such parameter or region, no value there, or not a span.
        """
        figure = self.figure(parameter, as_of=as_of, region=region)
        if figure is None or self.parameter(parameter).type != "span":
            raise QuestionError(PolicyCode.NOT_A_SPAN, name=parameter)
        return str(figure.value)

    def assuming(self, figures: Mapping[str, object]) -> Rulebook:
        """Return the rulebook as if these figures held everywhere and always: what if?

        Args:
            figures: Values by parameter, `area.name`.

        Raises:
            QuestionError: No such parameter, or a value of the wrong type.
        """
        areas = dict(self.areas)
        for name, value in figures.items():
            area, key = self._split(name)
            areas[area.key] = areas[area.key].assuming({key: self._assumed(name, value)})
        return Rulebook(areas=areas)

    def _assumed(self, name: str, value: object) -> Value:
        parameter = self.parameter(name)
        try:
            return typed(parameter, value)
        except ValueError as error:
            code = PolicyCode.VALUE_TYPE
            raise QuestionError(code, value=str(value), expected=parameter.type) from error

    def parameter(self, name: str) -> Parameter:
        """Return a parameter `area.name` with its history.

        Raises:
            QuestionError: No such parameter.
        """
        area, key = self._split(name)
        if key not in area.parameters:
            near = nearest(key, area.parameters)
            raise QuestionError(PolicyCode.PARAMETER_UNKNOWN, name=name, near=near)
        return area.parameters[key]

    def facts(self, decision: str, *, as_of: date | None = None) -> tuple[Fact, ...]:
        """Return the facts that a decision may ask for: on a day, or in any edition.

        Raises:
            QuestionError: No such decision.
        """
        area, key = self._split(decision)
        plans = [e.plans[key] for e in self._editions(area, as_of) if key in e.plans]
        if not plans:
            raise self._no_decision(area, decision, as_of)
        return tuple({fact.key: fact for plan in plans for fact in plan.facts}.values())

    def decisions(self) -> Iterator[str]:
        """Yield the name of everything that can be asked in any edition, as `area.name`."""
        for area in self.areas.values():
            names = {name for edition in area.editions for name in edition.rules}
            yield from (f"{area.key}.{name}" for name in sorted(names))

    def parameters(self) -> Iterator[str]:
        """Yield the name of every parameter, as `area.name`."""
        for area in self.areas.values():
            yield from (f"{area.key}.{name}" for name in area.parameters)

    def prepared(self, decision: str, *, as_of: date, region: str) -> Prepared:
        """Return a decision made ready for a day and a region; see `evaluate`.

        Raises:
            QuestionError: No such decision, region or edition.
        """
        asked = self._asked.get((decision, as_of, region))
        if asked is None:
            made = self.question(decision, as_of=as_of, region=region)
            asked = self._asked.put((decision, as_of, region), prepare(made, self._sheets))
        return asked

    def question(self, decision: str, *, as_of: date, region: str) -> Question:
        """Return a decision with its figures for a day and a region.

        Raises:
            QuestionError: No such decision, region or edition.
        """
        area, key = self._split(decision)
        edition = area.edition(as_of)
        if edition is None:
            raise QuestionError(PolicyCode.NO_EDITION, area=area.key, day=as_of.isoformat())
        if key not in edition.plans:
            raise self._no_decision(area, decision, as_of)
        return question(area, edition, key, as_of, _region(region))

    def _stored(self, evidence: Mapping[str, JsonValue]) -> tuple[Prepared, dict[str, object]]:
        """Return what stored evidence asked, under the edition it names, and its facts."""
        area, key = self._split(str(evidence["decision"]))
        edition = area.named(str(evidence["edition"]))
        if edition is None or key not in edition.plans:
            raise self._no_decision(area, str(evidence["decision"]), None)
        given: dict[str, object] = {
            name: restored(area.facts[name], value)
            for name, value in _mapping(evidence["facts"]).items()
        }
        for name, cause in _mapping(evidence["unknown"]).items():
            given[name] = Unknown.of(name, UnknownCause(str(cause)))
        as_of = date.fromisoformat(str(evidence["as_of"]))
        region = _region(str(evidence["region"]))
        return prepare(question(area, edition, key, as_of, region), self._sheets), given

    def _split(self, name: str) -> tuple[Area, str]:
        area, _, key = name.partition(".")
        if area not in self.areas:
            near = nearest(area, self.areas)
            raise QuestionError(PolicyCode.AREA_UNKNOWN, name=name, near=near)
        return self.areas[area], key

    def _editions(self, area: Area, as_of: date | None) -> tuple[Edition, ...]:
        if as_of is None:
            return area.editions
        edition = area.edition(as_of)
        return (edition,) if edition else ()

    def _no_decision(self, area: Area, name: str, as_of: date | None) -> QuestionError:
        known = [rule for edition in self._editions(area, as_of) for rule in edition.rules]
        near = nearest(name.partition(".")[2], known)
        return QuestionError(PolicyCode.DECISION_UNKNOWN, name=name, near=near)


def _region(text: str) -> str:
    code = region_code(text)
    if code is None:
        raise QuestionError(PolicyCode.REGION_INVALID, value=text)
    return code


def _mapping(value: JsonValue) -> Mapping[str, JsonValue]:
    if not isinstance(value, dict):
        raise TypeError(value)
    return value
