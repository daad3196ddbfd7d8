"""The grammar of a replay map: how another system's events are read as our actions.

A map says of each event which action it stands for, of each recorded role which of our roles it
is, and from which attributes the case's fields come. It changes no rule: what an event does is
decided by the workflow alone.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import ConfigDict, Field, StringConstraints

from engine.definitions.language import Key, Part
from engine.directory import OfficeLevel

Text: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=500)]
"""A name as the log writes it: of an event, a role, an attribute."""

Actions: TypeAlias = Key | tuple[Key, ...]
"""The action an event stands for; of several the first that the present state knows."""

OPENING = "open"
"""In place of an action: the event is the opening of the case itself."""


class EventRule(Part):
    """An event of which more is to be said than its action; `action` or `by_role` is given.

    Attributes:
        by_role: The action by the role recorded with the event.
        role: Our role that took it, whatever the log says (`as` in the document).
        target: The state that a return leads to.
        reason: What is taken as the reason given.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    action: Actions | None = None
    by_role: dict[Text, Actions] = Field(default_factory=dict)
    role: Key | None = Field(default=None, alias="as")
    target: Key | None = None
    straight_back: bool = False
    reason: Text | None = None


class FieldRule(Part):
    """Where a field's value stands.

    Attributes:
        source: Attributes of the case or of the event (`from` in the document); the first that
            holds a value is taken.
        decimals: A number is rounded to this many decimals, halves away from nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    source: Text | tuple[Text, ...] = Field(alias="from")
    decimals: int | None = Field(default=None, ge=0)


class OfficeRule(Part):
    """The office that keeps the files; one that is not there is invented, with those above it."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]+$", max_length=40)] = "replay"
    name: Text | None = None
    level: OfficeLevel = "grassroots"
    region: Text = "CN"


class PartRule(Part):
    """One of several cases that the log keeps in one trace.

    Attributes:
        workflow: The kind of case; may be left out when only one workflow is given.
        prefix: Beginning of the names of its events; it is left out of the names in `events`.
        also: Further events, without the prefix, that belong to it.
        events: By name; those of the whole map count too.
        fields: By field of the case; those of the whole map count too.
        complete: States in which a case counts as ended besides the final ones.
    """

    workflow: Key | None = None
    prefix: str = ""
    also: tuple[Text, ...] = ()
    events: dict[Text, Actions | EventRule] = Field(default_factory=dict)
    fields: dict[Key, Text | FieldRule] = Field(default_factory=dict)
    complete: tuple[Key, ...] = ()


class ReplayMap(PartRule):
    """A whole map.

    Attributes:
        log: What the log is called in reports; the file's name otherwise.
        case_id: Attribute of the case that holds its number.
        office: Who keeps the files.
        zone: Time zone of moments that are written without one.
        lifecycle: The steps of an activity that count; others are left out and counted.
        missing: Texts by which the log says that it does not know.
        roles: Our role for each recorded one; a role written like ours needs no line.
        people: The person who acts for each of our roles.
        person: Attribute of an event that names who acted, where the log knows people.
        reason: Attribute of an event that holds the reason given.
        ignore: Events left out of the play, a star at the end standing for any ending; they are
            counted and named.
        parts: For a log that keeps several cases in one trace: one entry for each of them.
    """

    log: Text | None = None
    case_id: Text = "concept:name"
    office: OfficeRule = OfficeRule()
    zone: Text = "UTC"
    lifecycle: tuple[Text, ...] = ("complete",)
    missing: tuple[str, ...] = ("", "UNDEFINED", "MISSING")
    roles: dict[Text, Key] = Field(default_factory=dict)
    people: dict[Key, Text] = Field(default_factory=dict)
    person: Text | None = None
    reason: Text | None = None
    ignore: tuple[Text, ...] = ()
    parts: dict[Key, PartRule] = Field(default_factory=dict)
