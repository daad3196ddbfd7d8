"""The form of an action: its fields, what else it asks for, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from adapters.i18n.wording import Wording
from adapters.inbound.web.posted import Posted
from adapters.inbound.web.visit import Visit
from engine.commands import Act
from engine.definitions.compile import CompiledWorkflow
from engine.definitions.language import Action, BackTo
from engine.filling import Filling
from engine.model import Case
from engine.refusal import Reason, ReasonCode

_OF_FIELD = {
    ReasonCode.REASON_MISSING: "reason",
    ReasonCode.SECOND_PERSON_MISSING: "with_person",
    ReasonCode.SECOND_PERSON_SAME: "with_person",
    ReasonCode.SECOND_PERSON_NOT_IN_ROLE: "with_person",
    ReasonCode.TARGET_MISSING: "target",
    ReasonCode.TARGET_NOT_VISITED: "target",
    ReasonCode.EXTENSION_MISSING: "extension",
    ReasonCode.EXTENSION_TOO_LONG: "extension",
    ReasonCode.TOO_FEW_APPROVERS: "approvers",
}
_NOT_THERE = frozenset((ReasonCode.FIELD_MISSING, ReasonCode.LETTER_FIELD_MISSING))


@dataclass(frozen=True, slots=True, kw_only=True)
class Problems:
    """What is wrong, by the place on the form; `general` belongs to none."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    general: Sequence[str] = ()

    def of(self, name: str) -> Sequence[str]:
        """What is wrong at a field."""
        return self.fields.get(name, ())

    @property
    def any(self) -> bool:
        """Whether anything is."""
        return bool(self.fields or self.general)


def problems(reasons: Sequence[Reason], words: Wording, shown: Sequence[str]) -> Problems:
    """Sort reasons by the field of the form that they speak of."""
    at: dict[str, list[str]] = {}
    general: list[str] = []
    wrong = {_place(found) for found in reasons if found.code is ReasonCode.BAD_VALUE}
    for found in reasons:
        if found.code in _NOT_THERE and _place(found) in wrong:
            # It is not there because what was typed cannot be taken; that is told already.
            continue
        name = _place(found)
        if name is not None and (name.partition(".")[0] in shown or found.code in _OF_FIELD):
            at.setdefault(name, []).append(words.reason(found))
        else:
            general.append(words.reason(found))
    return Problems(fields=at, general=tuple(dict.fromkeys(general)))


def _place(found: Reason) -> str | None:
    named = found.params.get("field")
    return str(named) if isinstance(named, str) else _OF_FIELD.get(found.code)


@dataclass(frozen=True, kw_only=True)
class Extras:
    """What an action asks for besides fields.

    Attributes:
        targets: States that one may return to, with their names.
        way_back: Whether the actor chooses how the file comes back.
        partners: Who may take part as the second person.
        approvers: Who may be chosen to vote.
        extension: The longest extension that may be given; None when it is not about one.
        needs_reason: Whether a reason must be given; one may always be.
    """

    targets: Sequence[tuple[str, str]] = ()
    way_back: bool = False
    partners: Sequence[tuple[str, str]] = ()
    approvers: Sequence[tuple[str, str]] = ()
    extension: str | None = None
    needs_reason: bool = False


def extras(visit: Visit, workflow: CompiledWorkflow, case: Case, name: str) -> Extras:
    """What the form of an action asks for besides fields."""
    action = workflow.spec.actions[name]
    words = visit.words_of(case)
    back = action.to if isinstance(action.to, BackTo) else None
    return Extras(
        targets=[] if back is None else list(_targets(back, case, words)),
        way_back=back is not None and back.then == "choose",
        partners=list(_partners(visit, action, case)),
        approvers=list(_approvers(visit, workflow, action, case)),
        extension=_longest(workflow, action, case, words),
        needs_reason=action.needs.reason,
    )


def _targets(back: BackTo, case: Case, words: Wording) -> Iterator[tuple[str, str]]:
    for state in case.visited:
        if state != case.state and (back.visited == "any" or state in back.visited):
            yield state, words.kind.word("states", state)


def _partners(visit: Visit, action: Action, case: Case) -> Iterator[tuple[str, str]]:
    role = action.needs.together_with
    if role is None:
        return
    for office in visit.directory.chain(case.office):
        for person in visit.directory.holders(role, office.id, visit.today):
            if person != visit.requester.person:
                yield person, f"{visit.words.person(person)} · {office.name}"


def _approvers(
    visit: Visit, workflow: CompiledWorkflow, action: Action, case: Case
) -> Iterator[tuple[str, str]]:
    """Holders of the voting role, where whoever submits chooses among them."""
    state = workflow.spec.states.get(action.to) if isinstance(action.to, str) else None
    approval = None if state is None else state.approval
    for voters in () if approval is None else approval.voters:
        office = visit.directory.at_level(case.office, voters.at)
        if voters.chosen_by is None or voters.role is None or office is None:
            continue
        for person in visit.directory.holders(voters.role, office.id, visit.today):
            yield person, visit.words.person(person)


def _longest(workflow: CompiledWorkflow, action: Action, case: Case, words: Wording) -> str | None:
    if action.type != "extend" or action.extends is None:
        return None
    clock = case.deadline(action.extends)
    longest = workflow.clock(action.extends, None if clock is None else clock.state).extendable
    return "" if longest is None or "." in longest else words.span(longest)


def command(sent: Posted, case_id: str, action: str, data: Mapping[str, JsonValue]) -> Act:
    """The command that a sent form means."""
    return Act(
        case_id=case_id,
        action=action,
        data=data,
        reason=sent.given("reason"),
        target=sent.given("target"),
        straight_back=sent.text("way_back") == "straight_back",
        approvers=sent.all("approvers"),
        with_person=sent.given("with_person"),
        extension=_extension(sent),
        expected_version=sent.number("version"),
        idempotency_key=sent.given("key"),
    )


def _extension(sent: Posted) -> str | None:
    count, unit = sent.number("extension"), sent.text("extension_unit", "working days")
    return None if count is None else f"{count} {unit}"


def answers(sent: Posted) -> dict[str, JsonValue]:
    """What was typed besides fields, to be shown again and to be kept in a draft."""
    names = ("reason", "target", "way_back", "with_person", "extension", "extension_unit")
    return {**{name: sent.text(name) for name in names}, "approvers": list(sent.all("approvers"))}


def filling_of(
    visit: Visit,
    workflow: CompiledWorkflow,
    case: Case,
    name: str,
    typed: Mapping[str, JsonValue],
    shown: frozenset[str] = frozenset(),
) -> Filling:
    """The fields of an action's form."""
    forms = visit.site.forms(case.kind, case.workflow_version)
    action = workflow.spec.actions[name]
    return Filling.of_action(workflow.spec, forms, action, case.facts, typed, visit.today, shown)
