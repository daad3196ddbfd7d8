"""Running the worked cases beside the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rules.feel import Unknown, Value
from rules.policy.model import Area, Example
from rules.policy.reasons import Standing
from rules.policy.rulebook import Rulebook
from rules.policy.values import Declared, typed
from rules.policy.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleResult:
    """What came out of a worked case.

    Attributes:
        got: Answers that differ from what was expected, by decision.
        met: Criteria that were expected not to be met and are, or were not asked.
        missing: Missing facts that differ from what was expected, by decision.
    """

    area: str
    example: Example
    got: Mapping[str, Value] = field(default_factory=dict)
    met: tuple[str, ...] = ()
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.got and not self.met and not self.missing


def run_examples(rulebook: Rulebook) -> Iterator[ExampleResult]:
    """Run every worked case of every area.

    Raises:
        QuestionError: A worked case asks for something that its edition does not hold.
    """
    for area in rulebook.areas.values():
        for example in area.examples:
            yield _run(rulebook, area, example)


def _run(rulebook: Rulebook, area: Area, example: Example) -> ExampleResult:
    asked = {*example.expect, *example.missing}
    assumed = {f"{area.key}.{name}": value for name, value in example.assume.items()}
    rulebook = rulebook.assuming(assumed) if assumed else rulebook
    verdicts = {
        name: rulebook.evaluate(
            f"{area.key}.{name}", example.facts, as_of=example.as_of, region=example.region
        )
        for name in sorted(asked)
    }
    return ExampleResult(
        area=area.key,
        example=example,
        got=_wrong_answers(area, example, verdicts),
        met=_wrongly_met(example, verdicts),
        missing={
            name: verdicts[name].missing
            for name, wanted in example.missing.items()
            if verdicts[name].missing != tuple(sorted(wanted))
        },
    )


def _wrong_answers(
    area: Area, example: Example, verdicts: Mapping[str, Verdict]
) -> dict[str, Value]:
    edition = area.edition(example.as_of)
    assert edition is not None
    return {
        name: verdicts[name].outcome
        for name, wanted in example.expect.items()
        if not _same(_wanted(edition.rules[name], wanted), verdicts[name].outcome)
    }


def _wanted(declared: Declared, wanted: object) -> Value:
    try:
        return wanted if isinstance(wanted, Unknown) else typed(declared, wanted)
    except ValueError:
        return None


def _same(wanted: Value, got: Value) -> bool:
    if isinstance(wanted, Unknown):
        return isinstance(got, Unknown)
    return type(wanted) is type(got) and wanted == got


def _wrongly_met(example: Example, verdicts: Mapping[str, Verdict]) -> tuple[str, ...]:
    not_met = {
        criterion.key
        for verdict in verdicts.values()
        for criterion in verdict.criteria
        if criterion.standing is Standing.NOT_MET
    }
    return tuple(key for key in example.not_met if key not in not_met)
