"""Audit entries in a line each, as a story that reads from top to bottom."""

from __future__ import annotations

from rich.text import Text

from adapters.i18n.days import moment
from adapters.i18n.entries import what, who
from adapters.i18n.wording import Wording
from engine.audit import Entry
from engine.events import EventType

_STYLES = {EventType.ATTEMPT_REFUSED: "red", EventType.PERSONAL_DATA_READ: "yellow"}


def entry_line(entry: Entry, words: Wording) -> Text:
    """When, who, what, and where it led; the header alone when the payload is erased."""
    event = entry.event()
    if event is None:
        header = entry.header_plain()
        return Text(f"  {entry.seq:>4}  {header.get('at')}  {words.say('cli_erased')}", style="dim")
    line = Text(f"  {entry.seq:>4}  ", style="dim")
    line.append(moment(event.at), style="dim")
    line.append(f"  {who(event, words)}  ")
    line.append(what(event, words), style=_STYLES.get(event.type, ""))
    if event.from_state not in (None, event.to_state) and event.to_state is not None:
        line.append(f" → {words.kind.word('states', event.to_state)}", style="cyan")
    return line
