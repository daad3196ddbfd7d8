"""One person's attempt at one action: what all reasons are judged on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pydantic import JsonValue

from engine.circumstances import Circumstances, Verdict
from engine.commands import Act
from engine.definitions.compile import CompiledWorkflow
from engine.definitions.language import Action, State
from engine.directory import Actor, Office
from engine.model import Case
from engine.refusal import Reason, ReasonCode, reason
from engine.rule_values import Given, known, stored
from rules.feel import Context, Unknown, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A case, an action, who wants to take it and with what in hand.

    Attributes:
        facts: The case's facts with the command's new values on top.
    """

    workflow: CompiledWorkflow
    case: Case
    name: str
    action: Action
    command: Act
    world: Circumstances
    facts: dict[str, JsonValue] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        """Who attempts it."""
        return self.world.actor

    @property
    def state(self) -> State:
        """The declaration of the present state."""
        return self.workflow.state(self.case.state)

    def office(self) -> Office | None:
        """The office whose staff may take the action; None when the chain lacks that level."""
        return self.world.directory.at_level(self.case.office, self.action.at or self._task_level())

    def _task_level(self) -> str:
        tasks = (self.state.task, *self.state.tasks.values())
        levels = (task.at for task in tasks if task is not None and task.role in self.action.by)
        return next(levels, "own")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an expression says about the facts.

    Attributes:
        missing: Fields that could still change the answer.
        unset: Figures of the catalogue (`area.name`) that are not set and could change it too.
        verdict: The catalogue's verdict, when a decision was asked.
    """

    value: Value
    missing: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()
    verdict: Verdict | None = None


def ask(attempt: Attempt, text: str, facts: dict[str, JsonValue] | None = None) -> Answer:
    """Evaluate an expression of the workflow on the attempt's facts (or on `facts`)."""
    facts = attempt.facts if facts is None else facts
    guard = attempt.workflow.guard(text)
    if guard.decision is not None:
        return _ask_rules(attempt, guard.decision, facts)
    if guard.compiled is None:  # pragma: no cover - a guard is one or the other
        raise AssertionError(text)
    value = guard.compiled(_scope(attempt, guard.names, facts))
    missing = tuple(sorted(value.facts)) if isinstance(value, Unknown) else ()
    return Answer(value=value, missing=missing)


def with_computed(attempt: Attempt) -> Attempt:
    """The attempt with every computed field as it follows from the others, in their order."""
    spec = attempt.workflow.spec.case
    computed = {name: field for name, field in spec.items() if field.computed is not None}
    if not computed:
        return attempt
    facts = {name: value for name, value in attempt.facts.items() if name not in computed}
    for name, field_spec in computed.items():
        value = stored(ask(attempt, field_spec.computed or "", facts).value, field_spec)
        if value is not None:
            facts[name] = value
    return replace(attempt, facts=facts)


def _ask_rules(attempt: Attempt, decision: str, facts: dict[str, JsonValue]) -> Answer:
    given = Given(attempt.workflow.spec.case, facts)
    verdict = attempt.world.rules.evaluate(
        decision, given, as_of=attempt.world.today, region=attempt.case.region
    )
    area = decision.partition(".")[0]
    return Answer(
        value=verdict.outcome,
        missing=verdict.missing,
        unset=tuple(f"{area}.{name}" for name in verdict.unset),
        verdict=verdict,
    )


def unknown_reasons(text: str, answer: Answer) -> Iterator[Reason]:
    """Why an unknown answer is unknown: facts to be found out, figures to be set, or both."""
    if answer.unset:
        yield reason(ReasonCode.RULE_UNSET, rule=text, figures=list(answer.unset))
    if answer.missing or not answer.unset:
        yield reason(ReasonCode.RULE_UNKNOWN, rule=text, fields=list(answer.missing))


def unmet_reason(text: str, answer: Answer) -> Reason:
    """What is not met: of a decision of the catalogue, each criterion of it that fails.

    Criteria are named without the values they were judged on: those may be personal data.
    """
    kept = answer.verdict.evidence() if answer.verdict is not None else {}
    failed = kept.get("not_met")
    if not isinstance(failed, list) or not failed:
        return reason(ReasonCode.RULE_NOT_MET, rule=text)
    area = text.strip().partition(".")[0]
    return reason(
        ReasonCode.RULE_NOT_MET,
        rule=text,
        criteria=[f"{area}.{key}" for key in failed],
        edition=kept.get("edition"),
    )


def _scope(
    attempt: Attempt, names: frozenset[str], facts: dict[str, JsonValue]
) -> dict[str, Value]:
    spec = attempt.workflow.spec.case
    scope: dict[str, Value] = {
        name: known(name, spec[name], facts) for name in names if name in spec
    }
    if "today" in names:
        scope["today"] = attempt.world.today
    if "office" in names:
        scope["office"] = _office_context(attempt)
    return scope


def _office_context(attempt: Attempt) -> Context:
    office = attempt.world.directory.office(attempt.case.office)
    return Context({"level": office.level, "region": office.region})
