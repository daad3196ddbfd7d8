"""Replace offices and people by others, with an entry of what changed in an office's journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pydantic import JsonValue

from engine.calendar import OFFICE_ZONE
from engine.circumstances import Circumstances
from engine.directory import Absence, Actor, Directory
from engine.journal import refused_staff_change, staff_changed
from engine.ports import EntryQuery, Ports, TaskQuery
from engine.refusal import Reason, ReasonCode, Refusal, reason
from engine.usecases.keep_journal import journal_write, keep_journal
from engine.usecases.requester import Requester
from engine.usecases.staff_faults import staff_faults

ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Ids of what one table of a directory has that another has not."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def all(self) -> frozenset[str]:
        """Every id that differs."""
        return frozenset((*self.added, *self.removed, *self.changed))

    def plain(self) -> dict[str, JsonValue]:
        """The ids as an entry keeps them."""
        return {
            "added": list(self.added),
            "removed": list(self.removed),
            "changed": list(self.changed),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffChange:
    """What a new directory changes."""

    offices: Difference
    people: Difference

    @property
    def is_empty(self) -> bool:
        """Whether both directories say the same."""
        return not (self.offices.all or self.people.all)

    def plain(self) -> dict[str, JsonValue]:
        """Ids only: the trail holds no names."""
        return {"offices": self.offices.plain(), "people": self.people.plain()}


def staff_change(old: Directory, new: Directory) -> StaffChange:
    """Compare two directories; a person whose absences differ has changed too."""
    return StaffChange(
        offices=_difference(old.offices, new.offices),
        people=_difference(_people(old), _people(new)),
    )


def _people(directory: Directory) -> dict[str, object]:
    return {
        key: (person, frozenset(a for a in directory.absences if key in (a.person, a.delegate)))
        for key, person in directory.people.items()
    }


def _difference(old: Mapping[str, object], new: Mapping[str, object]) -> Difference:
    return Difference(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(sorted(key for key in old.keys() & new.keys() if old[key] != new[key])),
    )


def replace_staff(
    ports: Ports, requester: Requester, new: Directory, *, dry_run: bool = False
) -> StaffChange | Refusal:
    """Replace the directory; into an empty one anybody who has the database may move.

    The change and its entry in the journal are one transaction. A dry run is judged like the
    change itself and leaves nothing.

    Raises:
        NotFoundError: The requester is nobody in the present directory.
        ConflictError: Somebody else changed the directory, or wrote into the journal, meanwhile.
    """
    old = ports.staff.directory()
    change = staff_change(old, new)
    if change.is_empty:
        return change
    faults = tuple(staff_faults(new))
    if faults:
        # No tree of offices can be followed upwards before it is one.
        refusal = Refusal(reasons=faults)
        world = _world(ports, requester, old, old)
        return refusal if dry_run else _refuse(ports, old, refusal, world)
    world = _world(ports, requester, old, new)
    office = _seat(world.actor, old, new, change) if old.offices else _top(new)
    reasons = [*_unseated(office), *_kept_reasons(ports, change)]
    if office is None or reasons:
        refusal = Refusal(reasons=tuple(reasons))
        return refusal if dry_run else _refuse(ports, old, refusal, world)
    if dry_run:
        return change
    entry = journal_write(ports, office, staff_changed(office, change.plain(), world), world)
    ports.staff.replace(old, new, entry)
    return change


def _unseated(office: str | None) -> Iterator[Reason]:
    if office is None:
        yield reason(ReasonCode.NOT_YOUR_ROLE, roles=[ADMINISTRATOR])


def _kept_reasons(ports: Ports, change: StaffChange) -> Iterator[Reason]:
    """Offices that keep files, and people who stand in a trail or have work, cannot be removed."""
    for office in change.offices.removed:
        query = EntryQuery(offices=frozenset((office,)), limit=1)
        if next(iter(ports.cases.entries(query)), None) is not None:
            yield reason(ReasonCode.OFFICE_HAS_FILES, office=office)
    for person in change.people.removed:
        acted = next(iter(ports.cases.entries(EntryQuery(person=person, limit=1))), None)
        if acted is not None or ports.cases.tasks(TaskQuery(assignee=person, limit=1)):
            yield reason(ReasonCode.PERSON_IN_TRAIL, person=person)


def _refuse(ports: Ports, old: Directory, refusal: Refusal, world: Circumstances) -> Refusal:
    if not old.offices:
        # There is no office yet whose journal could hold the attempt.
        return refusal
    at = world.actor.grants[0].office if world.actor.grants else _top(old)
    keep_journal(ports, at, refused_staff_change(at, refusal, world), world)
    return refusal


def away(directory: Directory, absence: Absence) -> Directory:
    """The directory with one absence more.

    Raises:
        NotFoundError: There is no such person.
    """
    directory.person(absence.person)
    directory.person(absence.delegate)
    return replace(directory, absences=(*directory.absences, absence))


def gone(directory: Directory, person: str, last_day: date) -> Directory:
    """The directory in which somebody's roles end on a day; their name stays.

    Raises:
        NotFoundError: There is no such person.
    """
    leaving = directory.person(person)
    grants = (replace(g, until=min(g.until, last_day)) for g in leaving.grants)
    kept = tuple(grant for grant in grants if grant.since <= grant.until)
    people = {**directory.people, person: replace(leaving, grants=kept)}
    absences = tuple(_ended(a, last_day) if a.delegate == person else a for a in directory.absences)
    absences = tuple(absence for absence in absences if absence.since <= absence.until)
    return replace(directory, people=people, absences=absences)


def _ended(absence: Absence, last_day: date) -> Absence:
    """Who has left acts for nobody either."""
    return replace(absence, until=min(absence.until, last_day))


def _world(ports: Ports, requester: Requester, old: Directory, new: Directory) -> Circumstances:
    now = ports.clock.now()
    actor = (
        requester.actor(old, now.astimezone(OFFICE_ZONE).date())
        if old.offices
        else Actor(person=requester.person)
    )
    return Circumstances(
        now=now,
        actor=actor,
        directory=old if old.offices else new,
        calendar=ports.calendar.calendar(),
        rules=ports.rules.rules(),
    )


def _top(directory: Directory) -> str:
    return next(office.id for office in directory.offices.values() if office.parent is None)


def _seat(actor: Actor, old: Directory, new: Directory, change: StaffChange) -> str | None:
    """The office whose administrator the actor is, with everything that changes at or below it."""
    touched = set(_touched(old, new, change))
    seats = (grant.office for grant in actor.grants if grant.role == ADMINISTRATOR)
    return next((s for s in seats if all(_covers(s, t, old, new) for t in touched)), None)


def _touched(old: Directory, new: Directory, change: StaffChange) -> Iterator[str]:
    yield from change.offices.all
    for directory in (old, new):
        for key in change.people.all & directory.people.keys():
            yield from (grant.office for grant in directory.people[key].grants)


def _covers(seat: str, office: str, old: Directory, new: Directory) -> bool:
    """An office that moves must lie below the seat both before and after."""
    return all(office not in d.offices or office in d.below(seat) for d in (old, new))
