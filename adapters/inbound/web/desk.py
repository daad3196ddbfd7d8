"""My day, and the queues: the work that waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from starlette.datastructures import QueryParams
from starlette.responses import Response

from adapters.i18n.days import days_left, days_waited, last_day
from adapters.i18n.wording import Wording
from adapters.inbound.web.listing import WORK, Look
from adapters.inbound.web.posted import Posted, Sent
from adapters.inbound.web.saved_views import links, preferred
from adapters.inbound.web.task_commands import command_of
from adapters.inbound.web.visit import Own, Visit
from engine.circumstances import Circumstances
from engine.errors import ConflictError, NotFoundError
from engine.gestures import Gesture, gestures
from engine.ports import TaskQuery, TaskRow
from engine.refusal import Refusal
from engine.usecases.handle_command import handle_command
from engine.usecases.list_work import Queue, list_tasks
from engine.usecases.my_day import my_day
from engine.usecases.surroundings import circumstances

router = APIRouter(include_in_schema=False)

PAGE = 50
QUEUES: tuple[Queue, ...] = ("team", "mine", "unassigned", "waiting", "absent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A task as a list shows it.

    Attributes:
        left: Days to its last day, below nothing when that has passed; None without a limit.
        waited: Days that its case has waited in this step, earlier visits included.
        laid: Why it rests: laid aside until a day, or lent to a colleague; else empty.
        may: What the reader may do with it, as far as its row tells.
    """

    row: TaskRow
    kind: str
    state: str
    queue: str
    role: str
    office: str
    holder: str
    left: int | None
    until: str
    waited: int
    laid: str
    may: frozenset[Gesture]


def lines(visit: Visit, rows: list[TaskRow]) -> list[Line]:
    """Tasks in words."""
    world = circumstances(visit.ports, visit.requester)
    return [_line(visit, row, world) for row in rows]


def _line(visit: Visit, row: TaskRow, world: Circumstances) -> Line:
    words = visit.kind_words(row.kind)
    task = row.task
    return Line(
        row=row,
        kind=words.kind.name or row.kind,
        state=words.kind.word("states", task.state),
        queue=words.kind.word("queues", task.queue),
        role=words.role(task.role),
        office=words.office(task.office),
        holder="" if task.assignee is None else words.person(task.assignee),
        left=None if row.due_at is None else days_left(row.due_at, visit.now),
        until="" if row.due_at is None else last_day(row.due_at).isoformat(),
        waited=days_waited(row.waiting_since, visit.now),
        laid=_laid(visit, row, words),
        may=gestures(visit.ports.workflows.latest(row.kind), task, world),
    )


def _laid(visit: Visit, row: TaskRow, words: Wording) -> str:
    task = row.task
    if task.held_until is not None and task.held_until > visit.today:
        return visit.say("web_held_until", day=task.held_until.isoformat())
    return (
        "" if task.lent_by is None else visit.say("web_lent_by", person=words.person(task.lent_by))
    )


@router.get("/")
def day(visit: Own) -> Response:
    """What is late, due, in hand and new."""
    found = my_day(visit.ports, visit.requester)
    groups = [
        (name, lines(visit, list(rows)))
        for name, rows in (
            ("overdue", found.overdue),
            ("due", found.due),
            ("in_hand", found.in_hand),
            ("fresh", found.fresh),
        )
    ]
    return visit.page("my_day.html", groups=groups, longer=found.longer)


@router.get("/work")
def work(visit: Own, queue: str = "team", after: str = "") -> Response:
    """The queues of one's roles, looked at as one likes."""
    kept = preferred(visit, WORK)
    if kept is not None:
        return kept
    look = Look.asked(WORK, visit.request.query_params)
    chosen: Queue = next((known for known in QUEUES if known == queue), "team")
    rows = list(list_tasks(visit.ports, visit.requester, chosen, _query(look, after)))
    told = lines(visit, rows[:PAGE])
    return visit.page(
        "work.html",
        rows=told,
        queue=chosen,
        queues=QUEUES,
        look=look,
        views=links(visit, look),
        kinds=kinds(visit),
        names=list(dict.fromkeys(_names(visit))),
        more=look.page(_mark(rows[PAGE - 1])) if len(rows) > PAGE else None,
        may=frozenset().union(*(line.may for line in told)),
        bulk=_bulk(visit, rows[:PAGE]),
        colleagues=colleagues(visit),
        gives=gives_out(visit),
    )


def _query(look: Look, after: str) -> TaskQuery:
    return TaskQuery(
        queue=look.filters.get("named"),
        kind=look.filters.get("kind"),
        oldest_first=look.oldest_first,
        after=_place(after),
        limit=PAGE + 1,
    )


def gives_out(visit: Visit) -> bool:
    """Whether the person gives out work of some kind somewhere."""
    roles = set(visit.actor.roles)
    latest = visit.ports.workflows.latest
    return any(roles & set(latest(kind).spec.assigners) for kind in visit.site.kinds())


def kinds(visit: Visit) -> list[tuple[str, str]]:
    """The kinds of case, with their names."""
    return [(kind, visit.kind_words(kind).kind.name) for kind in visit.site.kinds()]


def _names(visit: Visit) -> Iterator[tuple[str, str]]:
    """The queues of all kinds, with their names."""
    for kind in visit.site.kinds():
        words = visit.kind_words(kind).kind
        for state in visit.ports.workflows.latest(kind).spec.states.values():
            for task in (state.task, *state.tasks.values()):
                if task is not None:
                    yield task.queue, words.word("queues", task.queue)


def _bulk(visit: Visit, rows: list[TaskRow]) -> list[tuple[str, str]]:
    """Actions that the person's roles may take for several of these cases at once."""
    found: dict[str, str] = {}
    roles = set(visit.actor.roles)
    for kind, state in dict.fromkeys((row.kind, row.task.state) for row in rows):
        workflow = visit.ports.workflows.latest(kind)
        for name in workflow.outgoing.get(state, ()):
            action = workflow.spec.actions[name]
            if action.bulk and roles & set(action.by):
                found[name] = visit.kind_words(kind).kind.word("actions", name)
    return list(found.items())


def colleagues(visit: Visit) -> list[tuple[str, str]]:
    """Everybody at the person's own offices."""
    own = visit.directory.known_at(grant.office for grant in visit.actor.grants)
    return [(person.id, person.name) for person in own]


def _mark(row: TaskRow) -> str:
    """Where a page ends, as the next one is asked for."""
    due = "" if row.due_at is None else row.due_at.isoformat()
    return "|".join((due, row.task.opened_at.isoformat(), row.task.id))


def _place(text: str) -> tuple[datetime | None, datetime, str] | None:
    due, _, rest = text.partition("|")
    opened, _, task = rest.partition("|")
    try:
        return (datetime.fromisoformat(due) if due else None, datetime.fromisoformat(opened), task)
    except ValueError:
        return None


@router.post("/work")
def many(visit: Own, sent: Sent) -> Response:
    """Do the same with every chosen task; what is refused is told, the rest is done.

    The button of a row names what to do and its task alone, whatever else is chosen.
    """
    one, _, task = sent.text("one").partition("|")
    do, chosen = (one, (task,)) if one else (sent.text("do"), sent.all("task"))
    told = [_one(visit, sent, do, name) for name in chosen]
    refused = [text for text in told if text is not None]
    if refused:
        return visit.page("refused.html", 422, refused=refused, done=len(told) - len(refused))
    return visit.to(_back(sent), "web_done_many", count=len(told))


def _back(sent: Posted) -> str:
    """The list as it was looked at."""
    return Look.asked(WORK, QueryParams(sent.text("asked"))).address


def _one(visit: Visit, sent: Posted, do: str, chosen: str) -> str | None:
    """Carry one command out; what stands against it, or None."""
    case_id, _, task_id = chosen.partition("|")
    command = command_of(sent, do, case_id, task_id, visit.today)
    try:
        answer = handle_command(visit.ports, command, visit.requester)
    except (NotFoundError, ConflictError):
        return visit.say("web_not_there_any_more", case=case_id)
    if not isinstance(answer, Refusal):
        return None
    words = visit.words_of(visit.ports.cases.load(case_id).case)
    reasons = "；".join(words.reason(found) for found in answer.reasons)
    return visit.say("web_refused_one", case=case_id, reasons=reasons)
