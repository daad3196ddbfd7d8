"""The clocks of a case: started, stopped, paused, extended, run out, computed again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Literal

from engine.calendar import (
    OFFICE_ZONE,
    Calendar,
    Pause,
    Span,
    Unit,
    due,
    moment_due,
    working_days_before,
)
from engine.changes import Change, DeadlineChanged, DeadlineStarted
from engine.circumstances import Circumstances
from engine.definitions.language import DeadlineSpec
from engine.model import Case, ClockState, Deadline, Status

_LIVE = (ClockState.RUNNING, ClockState.PAUSED)
How = Literal["stopped", "elapsed", "paused", "resumed", "extended", "recomputed", "settled"]


def started(
    key: str, spec: DeadlineSpec, case: Case, world: Circumstances, state: str | None
) -> DeadlineStarted:
    """The change that starts a clock now (or from the day in the field it counts from)."""
    deadline = Deadline(
        key=key,
        counted_from=_counted_from(spec, case, world.today),
        span=_span(spec, case, world),
        started_at=world.now,
        last_day=world.today,
        ends_at=world.now,
        state=state,
        remind=spec.remind,
    )
    return DeadlineStarted(deadline=compute(deadline, world.calendar))


def followed(
    key: str, spec: DeadlineSpec, case: Case, world: Circumstances, state: str | None
) -> Iterator[Change]:
    """What a clock that ends on the day in a field does when the case's facts are now these.

    `case` holds the new facts and still the old clocks.
    """
    wanted, found = _counted_from(spec, case, world.today), case.deadline(key)
    if case.facts.get(spec.ends_on or "") is None:
        yield from stopped(case, frozenset((key,)))
    elif found is None or found.counted_from != wanted or found.status is ClockState.STOPPED:
        yield started(key, spec, case, world, state)


def _span(spec: DeadlineSpec, case: Case, world: Circumstances) -> str:
    if spec.ends_on is not None:
        return "1 day"
    if spec.within is not None:
        return spec.within
    return world.rules.span(spec.parameter or "", as_of=world.today, region=case.region)


def _counted_from(spec: DeadlineSpec, case: Case, today: date) -> date:
    last = case.facts.get(spec.ends_on or "")
    if isinstance(last, str):
        # The day from which a term runs is not counted itself, so one day from here ends on it.
        return date.fromisoformat(last) - timedelta(days=1)
    given = case.facts.get(spec.counted_from or "")
    return date.fromisoformat(given) if isinstance(given, str) else today


def compute(deadline: Deadline, calendar: Calendar) -> Deadline:
    """Return the clock with its last day by this calendar, pauses and extensions included."""
    span = Span.parse(deadline.span)
    if span.unit is Unit.HOURS:
        ends_at = moment_due(deadline.started_at, span, calendar)
        last_day = (ends_at - timedelta(microseconds=1)).astimezone(OFFICE_ZONE).date()
        return _ending(deadline, last_day, ends_at, False, calendar)
    term = due(deadline.counted_from, span, calendar, deadline.pauses)
    provisional = term.provisional
    for extension in deadline.extensions:
        term = due(term.last_day, Span.parse(extension), calendar, deadline.pauses)
        provisional = provisional or term.provisional
    return _ending(deadline, term.last_day, term.ends_at, provisional, calendar)


def _ending(
    deadline: Deadline, last_day: date, ends_at: datetime, provisional: bool, calendar: Calendar
) -> Deadline:
    return replace(
        deadline,
        last_day=last_day,
        ends_at=ends_at,
        provisional=provisional,
        reminders=tuple(_ahead(Span.parse(text), last_day, calendar) for text in deadline.remind),
    )


def _ahead(span: Span, last_day: date, calendar: Calendar) -> date:
    if span.unit is Unit.WORKING_DAYS:
        return working_days_before(last_day, span.count, calendar)
    return last_day - timedelta(days=span.count)


def stopped(case: Case, keys: frozenset[str]) -> Iterator[Change]:
    """Stop those of the named clocks that still run."""
    for deadline in case.deadlines:
        if deadline.key in keys and deadline.status in _LIVE:
            yield _change(replace(deadline, status=ClockState.STOPPED), "stopped")


def of_state(case: Case, state: str) -> frozenset[str]:
    """Names of the clocks that leaving a state stops."""
    return frozenset(d.key for d in case.deadlines if d.state == state)


def live(case: Case) -> tuple[Deadline, ...]:
    """The clocks that still run or rest."""
    return tuple(d for d in case.deadlines if d.status in _LIVE)


def elapsed(deadline: Deadline, *, owes: str | None = None) -> Change:
    """The last day has passed; `owes` is the action that a resting case does not allow yet."""
    return _change(replace(deadline, status=ClockState.ELAPSED, owes=owes), "elapsed")


def owing(case: Case) -> Deadline | None:
    """A clock that ran out while the case rested and whose action can be taken now."""
    if case.status is not Status.OPEN:
        return None
    return next((d for d in case.deadlines if d.owes and d.state in (None, case.state)), None)


def settled(deadline: Deadline) -> Change:
    """What the clock owed has been done, or was found impossible."""
    return _change(replace(deadline, owes=None), "settled")


def paused(case: Case, pausing: frozenset[str], today: date) -> Iterator[Change]:
    """Rest the clocks that a suspension stops, from today on."""
    for deadline in case.deadlines:
        if deadline.status is ClockState.RUNNING and deadline.key in pausing:
            resting = replace(deadline, status=ClockState.PAUSED, paused_on=today)
            yield _change(resting, "paused")


def resumed(case: Case, world: Circumstances) -> Iterator[Change]:
    """Let resting clocks run again with what was left of them; today counts again."""
    for deadline in case.deadlines:
        if deadline.status is ClockState.PAUSED and deadline.paused_on is not None:
            pauses = _with_pause(deadline, deadline.paused_on, world.today)
            running = replace(deadline, status=ClockState.RUNNING, paused_on=None, pauses=pauses)
            yield _change(compute(running, world.calendar), "resumed")


def _with_pause(deadline: Deadline, since: date, today: date) -> tuple[Pause, ...]:
    last = today - timedelta(days=1)
    return deadline.pauses if last < since else (*deadline.pauses, Pause(first=since, last=last))


def extended(deadline: Deadline, extension: str, calendar: Calendar) -> Change:
    """Lengthen a clock from its last day on."""
    longer = replace(deadline, extensions=(*deadline.extensions, extension))
    return _change(compute(longer, calendar), "extended")


def recomputed(case: Case, calendar: Calendar) -> Iterator[Change]:
    """Compute the open clocks again: a new notice may also move days that were known."""
    for deadline in live(case):
        after = compute(deadline, calendar)
        if after != deadline:
            yield _change(after, "recomputed")


def is_over(deadline: Deadline, world: Circumstances) -> bool:
    """Whether a clock's last day has passed, noticed by the timer or not."""
    if deadline.status is ClockState.ELAPSED:
        return True
    return deadline.status is ClockState.RUNNING and world.now >= deadline.ends_at


def _change(deadline: Deadline, how: How) -> DeadlineChanged:
    return DeadlineChanged(key=deadline.key, how=how, deadline=deadline)
