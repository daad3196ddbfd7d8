"""The office and the people who stand in for those a log does not name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import get_args

from engine.authority import MACHINES
from engine.directory import (
    JOIN,
    OUTSIDE,
    TIMER,
    Actor,
    Directory,
    Grant,
    Office,
    OfficeLevel,
    Person,
)
from engine.replay.language import OfficeRule

_LEVELS: tuple[OfficeLevel, ...] = get_args(OfficeLevel)
_MACHINES = {actor.person: actor for actor in (TIMER, JOIN, OUTSIDE)}


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Who plays: one person for each role, holding it at the office and at all above it.

    Attributes:
        office: The office that keeps the files.
        directory: The offices and people there are, with those invented for the replay.
        names: Id of the person for each role.
    """

    office: str
    directory: Directory
    names: dict[str, str]
    _actors: dict[tuple[str, str], Actor] = field(default_factory=dict)

    def actor(self, role: str, person: str | None = None) -> Actor:
        """Whoever acts in a role: the person recorded, or the one who stands in for the role."""
        if role in MACHINES:
            return _MACHINES[role]
        key = (role, person or self.names.get(role, role))
        if key not in self._actors:
            self._actors[key] = Actor(person=key[1], grants=self._grants(role))
        return self._actors[key]

    def stranger(self, role: str, person: str | None = None) -> Actor:
        """Somebody in a role that the workflow does not know."""
        return Actor(person=person or role)

    def _grants(self, role: str) -> tuple[Grant, ...]:
        if role not in self.names:
            return ()
        chain = self.directory.chain(self.office)
        return tuple(Grant(role=role, office=office.id) for office in chain)


def cast(
    rule: OfficeRule, roles: Iterable[str], people: dict[str, str], base: Directory | None = None
) -> Cast:
    """Put the cast together.

    Args:
        rule: The office of the map.
        roles: The roles of the workflows.
        people: Ids that the map gives to the people of roles.
        base: Offices and people that are there already.
    """
    base = base or Directory()
    offices = dict(base.offices)
    if rule.id not in offices:
        offices.update((office.id, office) for office in _chain(rule))
    directory = replace(base, offices=offices)
    names = {role: people.get(role, f"{rule.id}.{role}") for role in sorted(set(roles))}
    whole = Cast(office=rule.id, directory=directory, names=names)
    invented = (whole.actor(role) for role in names)
    added = {
        actor.person: Person(id=actor.person, name=actor.person, grants=actor.grants)
        for actor in invented
        if actor.person not in base.people
    }
    directory = replace(directory, people={**base.people, **added})
    return Cast(office=rule.id, directory=directory, names=names)


def _chain(rule: OfficeRule) -> Iterable[Office]:
    """The office and one invented office for each level above it."""
    levels = _LEVELS[_LEVELS.index(rule.level) :]
    ids = [rule.id, *(f"{rule.id}.{level}" for level in levels[1:])]
    for index, level in enumerate(levels):
        parent = ids[index + 1] if index + 1 < len(ids) else None
        name = rule.name or rule.id if index == 0 else ids[index]
        yield Office(id=ids[index], level=level, name=name, region=rule.region, parent=parent)
