"""A map made ready: which part an event belongs to, what it stands for, who acts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal

from pydantic import JsonValue

from engine.authority import MACHINES
from engine.definitions.compile import CompiledWorkflow
from engine.definitions.language import CaseField
from engine.directory import Actor, Directory
from engine.event_log import Attribute, AttributeValue, LogEvent, Trace
from engine.replay.cast import Cast, cast
from engine.replay.language import (
    OPENING,
    EventRule,
    FieldRule,
    PartRule,
    ReplayMap,
)
from engine.replay.read import Workflows, named, parts_of, workflow_of

_NOT_IN_IDS = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPart:
    """One kind of case that traces hold.

    Attributes:
        name: Of the part; empty when a trace is one case.
        rules: By name of the event, without the prefix or as it stands.
        fields: Where each field's value stands.
        complete: States in which a case counts as ended.
    """

    name: str
    workflow: CompiledWorkflow
    prefix: str
    also: frozenset[str]
    rules: Mapping[str, EventRule]
    fields: Mapping[str, FieldRule]
    complete: frozenset[str]

    def rule(self, name: str) -> EventRule | None:
        """What is said of an event, or None."""
        return self.rules.get(name) or self.rules.get(name.removeprefix(self.prefix))

    def owns(self, name: str) -> bool:
        """Whether an event belongs to this part."""
        if name in self.also or name in self.rules:
            return True
        return bool(self.prefix) and name.startswith(self.prefix)

    def action(self, rule: EventRule, role: str | None, state: str) -> str | None:
        """The action an event stands for in a state; None when nothing is said of its role."""
        actions = rule.action if rule.action is not None else rule.by_role.get(role or "")
        if actions is None:
            return None
        several = named(actions)
        here = (name for name in several if name in self.workflow.outgoing[state])
        return next(here, several[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A map with its workflows and its cast.

    Attributes:
        zone: Time zone in which days of the log are told.
    """

    map: ReplayMap
    parts: tuple[PlanPart, ...]
    cast: Cast
    zone: tzinfo

    @classmethod
    def of(
        cls,
        read: ReplayMap,
        workflows: Workflows,
        zone: tzinfo,
        base: Directory | None = None,
    ) -> Plan:
        """Make a map ready that `read_map` found nothing wrong with.

        Args:
            read: The map.
            workflows: By kind.
            zone: The time zone that the map names.
            base: Offices and people that are there already.
        """
        parts = tuple(
            _part(name, part, read, workflow)
            for name, part in parts_of(read).items()
            if (workflow := workflow_of(part, workflows)) is not None
        )
        roles = (role for part in parts for role in part.workflow.spec.roles)
        players = cast(read.office, roles, dict(read.people), base)
        return cls(map=read, parts=parts, cast=players, zone=zone)

    def cases(self, trace: Trace) -> Iterator[tuple[PlanPart, tuple[tuple[int, LogEvent], ...]]]:
        """The cases of a trace with their events, each with its place in the trace from 1."""
        counting = [
            (number, event)
            for number, event in enumerate(trace.events, 1)
            if not self.leaves_out(event)
        ]
        if len(self.parts) == 1:
            if counting:
                yield self.parts[0], tuple(counting)
            return
        owners = [(self._owner(event.name), number, event) for number, event in counting]
        present = {owner.name for owner, _, _ in owners if owner is not None}
        first = next((part for part in self.parts if part.name in present), self.parts[0])
        for part in self.parts:
            # What belongs nowhere is told with the first case, so that it is not lost.
            mine = tuple((n, e) for owner, n, e in owners if (owner or first) is part)
            if mine:
                yield part, mine

    def _owner(self, name: str) -> PlanPart | None:
        owners = [part for part in self.parts if part.owns(name)]
        return max(owners, key=lambda part: len(part.prefix), default=None)

    def leaves_out(self, event: LogEvent) -> bool:
        """Whether the map leaves the event out of the play."""
        lifecycle = event.lifecycle in (step.lower() for step in self.map.lifecycle)
        return not lifecycle or any(_matches(event.name, each) for each in self.map.ignore)

    def case_id(self, trace: Trace, part: PlanPart) -> str:
        """The number of the case that is stored."""
        name = self.text(trace.attributes.get(self.map.case_id)) or trace.case
        number = _NOT_IN_IDS.sub("-", name).strip("-")
        return f"{number}-{part.name}" if part.name else number

    def text(self, attribute: Attribute | None) -> str | None:
        """An attribute as text; None when it is absent or says that it is not known."""
        if attribute is None or isinstance(attribute.value, tuple):
            return None
        text = str(attribute.value).strip()
        return None if text in self.map.missing else text

    def actor(self, part: PlanPart, event: LogEvent, rule: EventRule, action: str) -> Actor:
        """Who took an action, by the map, by the log, or by the workflow where neither knows."""
        spec = part.workflow.spec
        by = spec.open.by if action == OPENING else spec.actions[action].by
        role = rule.role or self._role(part, event) or by[0]
        person = self.text(event.attributes.get(self.map.person or ""))
        if role not in spec.roles and role not in MACHINES:
            return self.cast.stranger(role, person)
        return self.cast.actor(role, person)

    def _role(self, part: PlanPart, event: LogEvent) -> str | None:
        recorded = (event.role or "").strip()
        if recorded in self.map.roles:
            return self.map.roles[recorded]
        if recorded in self.map.missing:
            return None
        likely = _NOT_IN_IDS.sub("_", recorded.lower())
        return likely if likely in part.workflow.spec.roles else recorded

    def opener(self, part: PlanPart, event: LogEvent) -> Actor:
        """Who began the case: whoever took its first event if they may, or who may."""
        by = part.workflow.spec.open.by
        role = self._role(part, event)
        person = self.text(event.attributes.get(self.map.person or ""))
        return self.cast.actor(role, person) if role in by else self.cast.actor(by[0])

    def data(
        self, part: PlanPart, editable: tuple[str, ...], *holders: Mapping[str, Attribute]
    ) -> dict[str, JsonValue]:
        """Values of fields that stand in the attributes, of the first holder that has one."""
        found: dict[str, JsonValue] = {}
        for name in editable:
            rule = part.fields.get(name)
            value = None if rule is None else self._value(rule, part, name, holders)
            if value is not None:
                found[name] = value
        return found

    def _value(
        self,
        rule: FieldRule,
        part: PlanPart,
        name: str,
        holders: tuple[Mapping[str, Attribute], ...],
    ) -> JsonValue:
        sources = (rule.source,) if isinstance(rule.source, str) else rule.source
        for holder in holders:
            for source in sources:
                attribute = holder.get(source)
                if attribute is not None and self.text(attribute) is not None:
                    spec = part.workflow.spec.case[name]
                    return written(attribute.value, rule, spec, self.zone)
        return None


def _matches(name: str, pattern: str) -> bool:
    """A star at the end of a pattern stands for any ending."""
    if pattern.endswith("*"):
        return name.startswith(pattern[:-1])
    return name == pattern


def written(value: AttributeValue, rule: FieldRule, spec: CaseField, zone: tzinfo) -> JsonValue:
    """An attribute's value as somebody would type it into the field.

    Example:
        >>> from datetime import timezone
        >>> rule = FieldRule(source="amount", decimals=2)
        >>> written("26.8551", rule, CaseField(type="money"), timezone.utc)
        '26.86'
    """
    if isinstance(value, datetime):
        return _day(value.astimezone(zone).date(), spec)
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return value if isinstance(value, bool) else None
    if rule.decimals is None:
        return str(value) if not isinstance(value, Decimal) else format(value, "f")
    return _rounded(str(value), rule.decimals)


def _day(day: date, spec: CaseField) -> str:
    return day.isoformat()[:7] if spec.type == "month" else day.isoformat()


def _rounded(text: str, decimals: int) -> str:
    """The rounded number; a text that is none is left for the field to refuse."""
    if not re.fullmatch(r"[-+]?[0-9]{1,40}(\.[0-9]*)?([eE][-+]?[0-9]{1,2})?", text):
        return text
    return format(Decimal(text).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP), "f")


def _part(name: str, part: PartRule, read: ReplayMap, workflow: CompiledWorkflow) -> PlanPart:
    finals = (key for key, state in workflow.spec.states.items() if state.final)
    fields = {**read.fields, **part.fields}
    return PlanPart(
        name=name,
        workflow=workflow,
        prefix=part.prefix,
        also=frozenset(part.also),
        rules=_rules(name, part, read, workflow),
        fields={
            key: FieldRule(source=rule) if isinstance(rule, str) else rule
            for key, rule in fields.items()
            if key in workflow.spec.case
        },
        complete=frozenset((*finals, *part.complete)),
    )


def _rules(
    name: str, part: PartRule, read: ReplayMap, workflow: CompiledWorkflow
) -> dict[str, EventRule]:
    """The part's own rules, and those of the whole map that its workflow can carry out."""
    own = {key: _rule(target) for key, target in part.events.items()}
    shared = {} if not name else {key: _rule(target) for key, target in read.events.items()}
    fitting = {key: rule for key, rule in shared.items() if _fits(rule, workflow)}
    return {**fitting, **own}


def _rule(target: str | tuple[str, ...] | EventRule) -> EventRule:
    return target if isinstance(target, EventRule) else EventRule(action=target)


def _fits(rule: EventRule, workflow: CompiledWorkflow) -> bool:
    choices = [rule.action] if rule.action is not None else list(rule.by_role.values())
    actions = {name for choice in choices for name in named(choice)}
    return actions <= {*workflow.spec.actions, OPENING}
