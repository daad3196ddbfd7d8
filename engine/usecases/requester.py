"""Who asks, as the use cases know them, and what exists for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.directory import Actor, Directory, Person
from engine.errors import EngineCode, NotFoundError
from engine.model import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """A signed-in person, perhaps acting for an absent colleague, or a part of the machine."""

    person: str
    on_behalf_of: str | None = None
    machine: Actor | None = None

    def actor(self, directory: Directory, on: date) -> Actor:
        """The requester with the roles held on a day.

        Raises:
            NotFoundError: No such person.
            NotPermittedError: Nobody has delegated to them.
        """
        if self.machine is not None:
            return self.machine
        return directory.actor(self.person, on, on_behalf_of=self.on_behalf_of)


def machine(actor: Actor) -> Requester:
    """The requester of a part of the machine (timer, join, outside)."""
    return Requester(person=actor.person, machine=actor)


def visible_offices(actor: Actor, directory: Directory) -> frozenset[str] | None:
    """Offices whose cases exist for the actor; None means all (the machine)."""
    if actor.machine is not None:
        return None
    return frozenset().union(*(directory.below(grant.office) for grant in actor.grants))


def sees_whole_house(actor: Actor, directory: Directory) -> bool:
    """Whether every office lies within the actor's reach."""
    offices = visible_offices(actor, directory)
    return offices is None or offices >= directory.offices.keys()


def reaches(actor: Actor, person: Person, directory: Directory) -> bool:
    """Whether a member of staff exists for the actor: at an office of theirs, or at none."""
    offices = visible_offices(actor, directory)
    held = {grant.office for grant in person.grants}
    return offices is None or not held or bool(held & offices)


def is_visible(case: Case, actor: Actor, directory: Directory) -> bool:
    """Whether the case exists for the actor: at an office of theirs or below one, or copied."""
    if actor.machine is not None or actor.people & set(case.copies):
        return True
    chain = {office.id for office in directory.chain(case.office)}
    return any(grant.office in chain for grant in actor.grants)


def require_office(office: str, actor: Actor, directory: Directory) -> None:
    """Raise the same error for an office outside the actor's own tree as for none at all.

    Raises:
        NotFoundError: The office does not exist for this actor.
    """
    directory.office(office)
    visible = visible_offices(actor, directory)
    if visible is not None and office not in visible:
        raise NotFoundError(EngineCode.OFFICE_NOT_FOUND, office=office)


def require_visible(case: Case, actor: Actor, directory: Directory) -> None:
    """Raise the same error for a case of another office as for one that is not there.

    Raises:
        NotFoundError: The case does not exist for this actor.
    """
    if not is_visible(case, actor, directory):
        raise NotFoundError(EngineCode.CASE_NOT_FOUND, case=case.id)
