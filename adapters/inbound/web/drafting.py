"""What was typed on a form and is not sent yet: kept, and brought back with its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from engine.filling import Filling

Values = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """A form with what had been typed into fields that came back.

    Attributes:
        aside: What was typed into fields that are not on the form now.
    """

    typed: Values
    aside: Values
    filling: Filling

    def draft(self) -> dict[str, JsonValue]:
        """What is to be kept of it."""
        return {"fields": dict(self.typed), "aside": dict(self.aside)}


def recalled(
    draft: Values | None, typed: Values, filling_of: Callable[[Values], Filling]
) -> Recalled:
    """Lay aside what fields that went away held, and give it back to fields that came again.

    A field goes and comes with another one's value; a slip there must not cost what was typed.
    """
    kept = {**_values(draft, "aside"), **_values(draft, "fields")}
    filling = filling_of(typed)
    while back := {name: kept[name] for name in _empty(filling, typed) if name in kept}:
        typed = {**typed, **back}
        filling = filling_of(typed)
    aside = {name: value for name, value in kept.items() if name not in typed}
    return Recalled(typed=typed, aside=aside, filling=filling)


def _values(draft: Values | None, name: str) -> Values:
    found = None if draft is None else draft.get(name)
    return found if isinstance(found, dict) else {}


def _empty(filling: Filling, typed: Values) -> list[str]:
    """The fields of the form that were not sent with it."""
    named = (blank.name for part in filling.parts() for blank in part.fields)
    return [name for name in named if name not in typed]
