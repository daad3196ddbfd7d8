"""A case in words: everything that its page shows, made ready for the template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from adapters.i18n.days import days_left, last_day, moment
from adapters.i18n.entries import what, who
from adapters.i18n.wording import Wording
from adapters.inbound.web.visit import Visit
from engine.audit import Entry
from engine.definitions.language import CaseField
from engine.events import EventType
from engine.explain import MENDED, Explained, Next
from engine.masking import is_personal
from engine.model import Case, ClockState
from engine.refusal import Reason
from engine.usecases.show_case import CaseView


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage in the bar: behind, here or ahead."""

    name: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A known field.

    Attributes:
        records: Rows of a list, as names and values.
        personal: It is masked, and can be asked to be shown.
    """

    name: str
    label: str
    text: str
    personal: bool
    records: tuple[tuple[tuple[str, str], ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An action, possible or not.

    Attributes:
        asks: What its form will ask for.
        mends: What is not met as the file stands, and may be mended on its form.
    """

    name: str
    label: str
    allowed: bool
    reasons: tuple[str, ...]
    asks: tuple[str, ...]
    mends: tuple[str, ...]
    people: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An entry of the time line."""

    seq: int
    at: str
    who: str
    what: str
    to: str
    tone: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLine:
    """A clock with what is left of it."""

    key: str
    label: str
    span: str
    last_day: str
    status: str
    left: int | None
    provisional: bool


def stages(view: CaseView, words: Wording) -> list[Stage]:
    """The stages in their order."""
    spec = view.workflow.spec
    here = spec.states[view.case.state].stage
    seen = {spec.states[name].stage for name in view.case.visited}
    return [
        Stage(
            name=words.kind.word("stages", stage),
            standing="here" if stage == here else "behind" if stage in seen else "ahead",
        )
        for stage in spec.stages
    ]


def sections(view: CaseView, visit: Visit, words: Wording) -> list[tuple[str, list[Fact]]]:
    """What is known, grouped as on the forms."""
    forms = visit.site.forms(view.case.kind, view.case.workflow_version)
    placed = [] if forms is None else [(place, field.field) for place, field in forms.fields()]
    known = [name for name in view.workflow.spec.case if view.facts.get(name) is not None]
    grouped: dict[str, list[Fact]] = {place: [] for place, _ in placed}
    section_of = {name: place for place, name in placed}
    for name in known:
        found = fact(name, view.workflow.spec.case[name], view.facts[name], words)
        grouped.setdefault(section_of.get(name, ""), []).append(found)
    return [(_heading(words, place), facts) for place, facts in grouped.items() if facts]


def _heading(words: Wording, place: str) -> str:
    return words.kind.word("sections", place) if place else words.say("web_other_facts")


def fact(name: str, spec: CaseField, value: JsonValue, words: Wording) -> Fact:
    """One field with its value in words."""
    return Fact(
        name=name,
        label=words.kind.field(name),
        text=words.value(name, spec, value),
        personal=is_personal(spec),
        records=tuple(_records(name, spec, value, words)),
    )


def _records(
    name: str, spec: CaseField, value: JsonValue, words: Wording
) -> Iterator[tuple[tuple[str, str], ...]]:
    for row in value if isinstance(value, list) and spec.of else ():
        if isinstance(row, dict):
            yield tuple(
                (words.kind.column(name, key), words.value(f"{name}.{key}", spec.of[key], cell))
                for key, cell in row.items()
                if key in spec.of
            )


def choices(view: CaseView, words: Wording) -> list[Choice]:
    """Every action from here, the possible ones first."""
    found = [_choice(view, item, words) for item in view.actions]
    return sorted(found, key=lambda choice: not choice.allowed)


def _choice(view: CaseView, found: Explained, words: Wording) -> Choice:
    return Choice(
        name=found.action,
        label=words.kind.word("actions", found.action),
        allowed=found.allowed,
        reasons=tuple(words.reason(item) for item in found.reasons),
        asks=tuple(dict.fromkeys(asked(found.asks, words))),
        mends=mended(found, words),
        people=tuple(words.person(person) for person in found.people),
        kind=view.workflow.spec.actions[found.action].type,
    )


def mended(found: Explained, words: Wording) -> tuple[str, ...]:
    """What an action's form may mend, with the reasons as they would be told."""
    return tuple(words.reason(item) for item in found.asks if item.code in MENDED)


def asked(reasons: tuple[Reason, ...], words: Wording) -> Iterator[str]:
    """What must be given with an action, by name."""
    for found in reasons:
        if found.code in MENDED:
            continue
        fields = found.params.get("fields")
        named = [str(name) for name in fields] if isinstance(fields, list) else []
        if isinstance(found.params.get("field"), str):
            named.append(str(found.params["field"]))
        yield from (words.kind.field(name) for name in named)


def coming(view: CaseView, visit: Visit, words: Wording) -> list[dict[str, object]]:
    """Who acts next, by when and why; a clock that only limits somebody's work is not repeated."""
    told = {found.by for found in view.upcoming if found.who != "timer"}
    return [
        _next(found, visit, words)
        for found in view.upcoming
        if found.who != "timer" or found.by not in told
    ]


def _next(found: Next, visit: Visit, words: Wording) -> dict[str, object]:
    people = [words.person(person) for person in found.people]
    return {
        "who": found.who,
        "people": people,
        "role": words.role(found.role) if found.role is not None else "",
        "office": "" if found.office is None else words.office(found.office),
        "why": _why(found, words),
        "until": "" if found.by is None else last_day(found.by).isoformat(),
        "left": None if found.by is None else days_left(found.by, visit.now),
        "mine": visit.requester.person in found.people,
    }


def _why(found: Next, words: Wording) -> str:
    if found.who == "timer":
        return words.kind.clock(found.why)
    if found.who == "outside":
        return words.kind.word("events", found.why)
    return words.work(found.why, found.task)


def clocks(case: Case, visit: Visit, words: Wording) -> list[ClockLine]:
    """The clocks of a case, running ones first."""
    found = [
        ClockLine(
            key=clock.key,
            label=words.kind.clock(clock.key),
            span=words.span(clock.span),
            last_day=clock.last_day.isoformat(),
            status=clock.status.value,
            left=days_left(clock.ends_at, visit.now)
            if clock.status is ClockState.RUNNING
            else None,
            provisional=clock.provisional,
        )
        for clock in case.deadlines
    ]
    return sorted(found, key=lambda clock: clock.status != ClockState.RUNNING.value)


def tell(entries: Sequence[Entry], words: Wording) -> list[Told]:
    """Entries in words, the newest first."""
    return [_told(entry, words) for entry in reversed(entries)]


_TONES = {
    EventType.ATTEMPT_REFUSED: "danger",
    EventType.SIGN_IN_REFUSED: "danger",
    EventType.PERSONAL_DATA_READ: "warning",
    EventType.DEADLINE_BREACHED: "danger",
    EventType.ACTION_TAKEN: "primary",
    EventType.VOTE_RECORDED: "primary",
    EventType.CASE_OPENED: "primary",
}


def _told(entry: Entry, words: Wording) -> Told:
    event = entry.event()
    if event is None:
        at = str(entry.header_plain().get("at"))
        erased = words.say("cli_erased")
        return Told(seq=entry.seq, at=at, who="", what=erased, to="", tone="", reason="")
    moved = event.to_state not in (None, event.from_state)
    return Told(
        seq=entry.seq,
        at=moment(event.at),
        who=who(event, words),
        what=what(event, words),
        to=words.kind.word("states", event.to_state or "") if moved else "",
        tone=_TONES.get(event.type, "secondary"),
        reason=event.reason or "",
    )
