"""The stable JSON shapes of the command line and of the API: what programs read."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import cast

from pydantic import JsonValue

from adapters.i18n.wording import Wording
from engine.access_tokens import AccessToken
from engine.audit import Defect, Entry
from engine.calendar import DayLine
from engine.canonical import parse_canonical
from engine.contacts import Contact
from engine.delivery import DeadLetter
from engine.explain import Explained, Next
from engine.forecast import Ahead
from engine.model import Approval, Deadline, Document, Task
from engine.outside import Sender
from engine.parties import Likeness
from engine.party_ports import LinkRow
from engine.ports import Balance, CaseRow, TaskRow
from engine.refusal import Reason
from engine.usecases.answers import Done
from engine.usecases.distribute import Given
from engine.usecases.explain_deadline import ExplainedDeadline, Leg
from engine.usecases.find_party import PartyView
from engine.usecases.hand_over_work import Moved
from engine.usecases.show_case import CaseView
from engine.usecases.who_may import Candidate

Plain = dict[str, JsonValue]


def jsonable(value: object) -> JsonValue:
    """Dates and moments as ISO text, tuples as lists, everything else as it is."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): jsonable(part) for name, part in value.items()}
    if isinstance(value, list | tuple | frozenset | set):
        return [jsonable(part) for part in value]
    return cast("JsonValue", value)


def done_plain(done: Done) -> Plain:
    """The answer to a command that was carried out."""
    case = done.case
    return {
        "case": case.id,
        "state": case.state,
        "status": case.status.value,
        "outcome": case.outcome,
        "version": case.version,
        "seq": done.seq,
        "repeated": done.repeated,
    }


def reason_plain(found: Reason, words: Wording) -> Plain:
    """One reason."""
    return {"code": found.code.value, "params": found.params, "text": words.reason(found)}


def explained_plain(found: Explained, words: Wording) -> Plain:
    """One action from here."""
    return {
        "action": found.action,
        "text": words.kind.word("actions", found.action),
        "allowed": found.allowed,
        "reasons": [reason_plain(item, words) for item in found.reasons],
        "asks": [reason_plain(item, words) for item in found.asks],
        "rules": found.rules,
        "people": list(found.people),
    }


def next_plain(found: Next) -> Plain:
    """One thing that can move the case on."""
    return cast("Plain", jsonable(asdict(found)))


def ahead_plain(step: Ahead, words: Wording) -> Plain:
    """One state on the way ahead."""
    return {
        "state": step.state,
        "state_text": words.kind.word("states", step.state),
        "by": step.by,
        "mode": step.mode,
        "needed": step.needed,
        "asked": [
            {
                "people": [*asked.people],
                "role": asked.role,
                "office": asked.office,
                "chosen": asked.chosen,
                "given": asked.given,
            }
            for asked in step.asked
        ],
        "problems": [reason_plain(found, words) for found in step.problems],
        "fork": jsonable(step.fork),
        "unknown": None if step.unknown is None else reason_plain(step.unknown, words),
    }


def view_plain(view: CaseView, words: Wording, entries: list[JsonValue]) -> Plain:
    """A case as one person sees it."""
    case, spec = view.case, view.workflow.spec
    return {
        "case": case.id,
        "kind": case.kind,
        "workflow_version": case.workflow_version,
        "version": case.version,
        "seq": view.seq,
        "office": case.office,
        "state": case.state,
        "state_text": words.kind.word("states", case.state),
        "stage": spec.states[case.state].stage,
        "status": case.status.value,
        "outcome": case.outcome,
        "opened_at": case.opened_at.isoformat(),
        "opened_by": case.opened_by,
        "entered_at": case.entered_at.isoformat(),
        "parent": case.parent,
        "children": [jsonable(asdict(child)) for child in case.children],
        "facts": view.facts,
        "documents": [document_plain(document) for document in case.documents],
        "tasks": [task_plain(task) for task in case.tasks],
        "clocks": [clock_plain(clock) for clock in case.deadlines],
        "approval": approval_plain(case.approval),
        "round_changes": list(view.round_changes),
        "reserved": None if case.reserved is None else jsonable(asdict(case.reserved)),
        "open_points": [reason_plain(item, words) for item in view.open_points],
        "actions": [explained_plain(item, words) for item in view.actions],
        "next": [next_plain(item) for item in view.upcoming],
        "entries": entries,
    }


def document_plain(document: Document) -> Plain:
    """A paper in the file."""
    return cast("Plain", jsonable(asdict(document)))


def task_plain(task: Task) -> Plain:
    """A task."""
    return cast("Plain", jsonable(asdict(task)))


def clock_plain(clock: Deadline) -> Plain:
    """A clock."""
    plain = cast("Plain", jsonable(asdict(clock)))
    return {**plain, "status": clock.status.value}


def approval_plain(round_: Approval | None) -> Plain | None:
    """A round of approval, or None."""
    return None if round_ is None else cast("Plain", jsonable(asdict(round_)))


def row_plain(row: CaseRow) -> Plain:
    """A case in a list."""
    plain = cast("Plain", jsonable(asdict(row)))
    return {"case": plain.pop("id"), **plain, "status": row.status.value}


def task_row_plain(row: TaskRow) -> Plain:
    """A task in a queue."""
    return {
        "case": row.case_id,
        "kind": row.kind,
        "subject": row.subject,
        "due_at": None if row.due_at is None else row.due_at.isoformat(),
        "case_status": row.status.value,
        "waiting_since": row.waiting_since.isoformat(),
        **task_plain(row.task),
    }


def entry_plain(entry: Entry) -> Plain:
    """An audit entry: its header, and its payload unless it was erased."""
    payload = None if entry.payload is None else parse_canonical(entry.payload)
    return {
        "case": entry.case_id,
        "seq": entry.seq,
        "hash": entry.hash,
        "header": entry.header_plain(),
        "payload": cast("JsonValue", payload),
        "salt": None if entry.salt is None else entry.salt.hex(),
    }


def entry_line_plain(entry: Entry) -> Plain:
    """An entry in one line, without its payload."""
    header = entry.header_plain()
    named = ("at", "type", "action", "from", "to", "who", "for", "office")
    return {"seq": entry.seq, **{name: header.get(name) for name in named}}


def defect_plain(found: Defect, words: Wording) -> Plain:
    """One finding of the audit."""
    return {
        "case": found.case_id,
        "seq": found.seq,
        "code": found.code.value,
        "params": found.params,
        "text": words.defect(found),
    }


def balance_plain(balance: Balance) -> Plain:
    """One account of a fund."""
    return cast("Plain", asdict(balance))


def deadline_plain(found: ExplainedDeadline, words: Wording) -> Plain:
    """A clock with its days."""
    clock = found.deadline
    return {
        **clock_plain(clock),
        "text": words.kind.clock(clock.key),
        "cite": found.cite,
        "cite_text": None if found.cite is None else words.kind.word("law", found.cite),
        "legs": [jsonable(_leg(leg)) for leg in found.legs],
    }


def _leg(leg: Leg) -> dict[str, object]:
    return {
        "span": str(leg.term.span),
        "start": leg.term.start,
        "last_day": leg.term.last_day,
        "provisional": leg.term.provisional,
        "edition": leg.term.edition,
        "days": [_day(line) for line in leg.days],
    }


def _day(line: DayLine) -> dict[str, object]:
    plain = asdict(line)
    return {**plain, "kind": line.kind.value, "reason": line.reason.value}


def token_plain(token: AccessToken) -> Plain:
    """A token of a service account, without anything by which it could be used."""
    plain = cast("Plain", jsonable(asdict(token)))
    plain.pop("key")
    return {**plain, "scopes": [*sorted(scope.value for scope in token.scopes)]}


def sender_plain(sender: Sender) -> Plain:
    """A party outside that may answer; its key is known to nobody but itself."""
    plain = cast("Plain", jsonable(asdict(sender)))
    return {**plain, "answers": [*sorted(sender.answers)]}


def party_plain(view: PartyView) -> Plain:
    """A party as programs read it."""
    record = view.record
    return {
        "party": record.id,
        "office": record.office,
        "facts": view.facts,
        "merged_into": record.merged_into,
        "absorbed": [name for name, _ in record.absorbed],
        "staff": record.staff,
        "relations": [{"party": r.party, "tie": r.tie} for r in record.relations],
        "cases": [link_plain(row) for row in view.links],
        "alike": None if view.alike is None else likeness_plain(view.alike),
    }


def link_plain(row: LinkRow) -> dict[str, JsonValue]:
    """A part that a party has in a case."""
    return {
        "case": row.case_id,
        "kind": row.kind,
        "role": row.role,
        "status": row.status.value,
        "party": row.party,
        "since": row.at.isoformat(),
    }


def likeness_plain(found: Likeness) -> dict[str, JsonValue]:
    """Points and the codes of the reasons."""
    return {"points": found.points, "reasons": [reason.value for reason in found.reasons]}


def contact_plain(contact: Contact) -> Plain:
    """Where somebody is told, and when not."""
    return {
        "channel": contact.channel.value,
        "address": contact.address,
        "language": contact.language,
        "digest": contact.digest,
        "quiet": quiet_hours(contact),
        "muted": [*sorted(contact.muted)],
    }


def quiet_hours(contact: Contact) -> str | None:
    """From when to when nobody is told, e.g. `21:00-07:00`."""
    if contact.quiet_from is None or contact.quiet_until is None:
        return None
    return f"{contact.quiet_from:%H:%M}-{contact.quiet_until:%H:%M}"


def dead_letter_plain(letter: DeadLetter) -> Plain:
    """A message that was given up."""
    return {
        "key": letter.key,
        "kind": letter.kind,
        "attempts": letter.attempts,
        "cause": letter.cause,
        "died_at": letter.died_at.isoformat(),
    }


def moved_plain(moved: Moved, words: Wording) -> Plain:
    """What becomes of a task of somebody who leaves."""
    return {
        "task": moved.task_id,
        "case": moved.case_id,
        "way": moved.way,
        "person": moved.person,
        "reasons": [reason_plain(found, words) for found in moved.reasons],
    }


def given_plain(given: Given, words: Wording) -> Plain:
    """What became of a task when work was given out."""
    return {
        "task": given.task_id,
        "case": given.case_id,
        "person": given.person,
        "reasons": [reason_plain(found, words) for found in given.reasons],
    }


def candidate_plain(found: Candidate, words: Wording) -> Plain:
    """Somebody in the role of a task."""
    return {
        "person": found.person,
        "may": not found.reasons,
        "skilled": found.skilled,
        "delegates": [*found.delegates],
        "reasons": [reason_plain(item, words) for item in found.reasons],
    }
