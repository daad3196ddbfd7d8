"""What a command does to a case: the events, and the case after them."""

from __future__ import annotations

from dataclasses import dataclass

from engine.events import Event
from engine.model import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The command is carried out.

    Attributes:
        events: What happened, in order; never empty.
        case: The case after them.
    """

    events: tuple[Event, ...]
    case: Case
