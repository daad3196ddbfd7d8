"""A decision made ready for one day and one region, to be asked of many cases one by one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from rules.feel import Unknown, Value
from rules.policy.logic import AS_OF
from rules.policy.model import Area, Edition, ParameterValue, Plan, cited
from rules.policy.reasons import PARAMETER, public
from rules.policy.worksheet import Worksheet

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A decision to be asked on a day and in a region.

    Attributes:
        name: The decision, as `area.name`.
        figures: Figures in force; None where the region has set none.
    """

    area: Area
    edition: Edition
    decision: str
    name: str
    as_of: date
    region: str
    plan: Plan
    figures: Mapping[str, ParameterValue | None]

    @property
    def constants(self) -> dict[str, Value]:
        """Values of the figures by name, and the day."""
        return {**_values(self.figures), AS_OF: self.as_of}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared(Question):
    """A question with what answers it.

    Attributes:
        sheet: What works it out.
    """

    sheet: Worksheet = field(compare=False, repr=False)

    def facts(self, given: Mapping[str, object]) -> dict[str, Value]:
        """Return the facts that the decision reads; those not given are unknown, by name.

        Raises:
            QuestionError: A value is not of the fact's type or lies outside of its bounds.
        """
        names = (fact.key for fact in self.plan.facts)
        return dict(zip(names, self.sheet.facts(given), strict=True))

    def answer(self, given: Mapping[str, object]) -> Value:
        """Return the answer alone; rules that it does not come to are not worked out.

        Raises:
            QuestionError: As `facts`.
            LimitExceededError: A bound of the evaluation is reached.
        """
        value = self.sheet.answer(given)
        return public(value) if type(value) is Unknown else value


class Shelf(Generic[K, V]):
    """Things that are made once and kept while there is room.

    Args:
        room: How many are kept; the oldest make room for new ones.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._kept: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """Return the thing, or None when it has to be made."""
        return self._kept.get(key)

    def put(self, key: K, made: V) -> V:
        """Keep a thing and return it."""
        self._kept[key] = made
        while len(self._kept) > self._room:
            self._kept.pop(next(iter(self._kept)), None)
        return made

    def kept(self, key: K, make: Callable[[], V]) -> V:
        """Return the thing, made now if it has to be."""
        found = self._kept.get(key)
        return self.put(key, make()) if found is None else found


Sheets = Shelf[Hashable, Worksheet]


def question(area: Area, edition: Edition, decision: str, as_of: date, region: str) -> Question:
    """Return a decision with its figures.

    Args:
        area: The area of the decision.
        edition: Its edition, in force on the day or not.
        decision: Name of the rule.
        as_of: The day asked about.
        region: Division code in its short form.
    """
    plan = edition.plans[decision]
    return Question(
        area=area,
        edition=edition,
        decision=decision,
        name=f"{area.key}.{decision}",
        as_of=as_of,
        region=region,
        plan=plan,
        figures={figure.key: figure.at(as_of, region) for figure in plan.parameters},
    )


def prepare(asked: Question, sheets: Sheets | None = None) -> Prepared:
    """Return a decision made ready.

    Args:
        asked: The decision.
        sheets: Worksheets of the same rulebook; days and regions with the same figures share one.
    """
    plan, figures = asked.plan, asked.figures
    fixed = _values(figures)
    day = asked.as_of if any(AS_OF in rule.reads for rule in plan.rules) else None
    if day is not None:
        fixed[AS_OF] = day

    def sheet() -> Worksheet:
        citations = {rule.key: cited(asked.area, rule) for rule in plan.rules}
        return Worksheet(plan, fixed, citations, all_set=None not in figures.values())

    place = (asked.name, asked.edition.name, day, *map(_which, figures.values()))
    made = sheet() if sheets is None else sheets.kept(place, sheet)
    return Prepared(
        area=asked.area,
        edition=asked.edition,
        decision=asked.decision,
        name=asked.name,
        as_of=asked.as_of,
        region=asked.region,
        plan=plan,
        figures=figures,
        sheet=made,
    )


def _which(figure: ParameterValue | None) -> tuple[str, date] | None:
    return (figure.region, figure.since) if figure else None


def _values(figures: Mapping[str, ParameterValue | None]) -> dict[str, Value]:
    return {name: _known(name, figure) for name, figure in figures.items()}


def _known(name: str, figure: ParameterValue | None) -> Value:
    return figure.value if figure else Unknown.of(PARAMETER + name)
