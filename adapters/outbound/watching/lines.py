"""Lines of the log: who did what to which case, by ids and codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import cast

import structlog

from engine.audit import Entry
from engine.events import EventType
from engine.projection import CaseWrite

_INFO = 20


@contextmanager
def log_commits(writes: Sequence[CaseWrite]) -> Iterator[None]:
    """Write a line for each entry that was stored, where lines of that level are wanted."""
    yield
    log = structlog.get_logger()
    if not log.is_enabled_for(_INFO):
        return
    for entry in entries_of(writes):
        header = entry.header_plain()
        log.info(
            "entry",
            case=entry.case_id,
            seq=entry.seq,
            type=header["type"],
            action=header["action"],
            person=header["who"],
            office=header["office"],
            reasons=reasons_of(entry) if header["type"] == EventType.ATTEMPT_REFUSED else None,
        )


def entries_of(writes: Sequence[CaseWrite]) -> Iterator[Entry]:
    """Every entry of a transaction."""
    return (entry for write in writes for entry in write.entries)


def reasons_of(entry: Entry) -> list[str]:
    """The codes of a refusal's reasons."""
    event = entry.event()
    details = {} if event is None else event.details
    found = cast("list[dict[str, str]]", details.get("reasons", []))
    return [reason["code"] for reason in found]
