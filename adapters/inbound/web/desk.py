"""My day, and the queues: the work that waits for somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import APIRouter
from starlette.responses import Response

from adapters.i18n.days import days_left, days_waited, last_day
from adapters.i18n.wording import Wording
from adapters.inbound.web.posted import Posted, Sent
from adapters.inbound.web.visit import Own, Visit
from engine.commands import (
    Act,
    AssignTask,
    CaseCommand,
    ClaimTask,
    DelegateTask,
    HandOverTask,
    HoldTask,
    ReleaseTask,
    ReturnTask,
    TakeUpTask,
)
from engine.errors import ConflictError, NotFoundError
from engine.ports import TaskQuery, TaskRow
from engine.refusal import Refusal
from engine.usecases.handle_command import handle_command
from engine.usecases.list_work import Queue, list_tasks
from engine.usecases.my_day import my_day

router = APIRouter(include_in_schema=False)

PAGE = 50
_QUEUES: tuple[Queue, ...] = ("team", "mine", "unassigned", "waiting", "absent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A task as a list shows it.

    Attributes:
        left: Days to its last day, below nothing when that has passed; None without a limit.
        waited: Days that its case has waited in this step, earlier visits included.
        laid: Why it rests: laid aside until a day, or lent to a colleague; else empty.
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


def lines(visit: Visit, rows: list[TaskRow]) -> list[Line]:
    """Tasks in words."""
    return [_line(visit, row) for row in rows]


def _line(visit: Visit, row: TaskRow) -> Line:
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
    return visit.page("my_day.html", groups=groups)


@router.get("/work")
def work(
    visit: Own, queue: str = "team", named: str = "", kind: str = "", after: str = ""
) -> Response:
    """The queues of one's roles, with filters."""
    chosen: Queue = next((known for known in _QUEUES if known == queue), "team")
    query = TaskQuery(queue=named or None, kind=kind or None, after=_place(after), limit=PAGE + 1)
    rows = list(list_tasks(visit.ports, visit.requester, chosen, query))
    more = _mark(rows[PAGE - 1]) if len(rows) > PAGE else None
    return visit.page(
        "work.html",
        rows=lines(visit, rows[:PAGE]),
        queue=chosen,
        queues=_QUEUES,
        named=named,
        kind=kind,
        kinds=kinds(visit),
        names=list(dict.fromkeys(_names(visit))),
        more=more,
        bulk=_bulk(visit, rows[:PAGE]),
        colleagues=_colleagues(visit),
    )


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
    """Actions that may be taken for several of these cases at once."""
    found: dict[str, str] = {}
    for kind, state in dict.fromkeys((row.kind, row.task.state) for row in rows):
        workflow = visit.ports.workflows.latest(kind)
        for name in workflow.outgoing.get(state, ()):
            if workflow.spec.actions[name].bulk:
                found[name] = visit.kind_words(kind).kind.word("actions", name)
    return list(found.items())


def _colleagues(visit: Visit) -> list[tuple[str, str]]:
    """Everybody at the person's own offices."""
    offices = {grant.office for grant in visit.actor.grants}
    people = visit.directory.people.values()
    return [(p.id, p.name) for p in people if any(g.office in offices for g in p.grants)]


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
    """Do the same with every chosen task; what is refused is told, the rest is done."""
    told = [_one(visit, sent, chosen) for chosen in sent.all("task")]
    refused = [text for text in told if text is not None]
    if refused:
        return visit.page("refused.html", 422, refused=refused, done=len(told) - len(refused))
    return visit.to("/work", "web_done_many", count=len(told))


def _one(visit: Visit, sent: Posted, chosen: str) -> str | None:
    """Carry one command out; what stands against it, or None."""
    case_id, _, task_id = chosen.partition("|")
    command = _command(sent, case_id, task_id, _day(sent, visit.today))
    try:
        answer = handle_command(visit.ports, command, visit.requester)
    except (NotFoundError, ConflictError):
        return visit.say("web_not_there_any_more", case=case_id)
    if not isinstance(answer, Refusal):
        return None
    words = visit.words_of(visit.ports.cases.load(case_id).case)
    reasons = "；".join(words.reason(found) for found in answer.reasons)
    return visit.say("web_refused_one", case=case_id, reasons=reasons)


_Make = Callable[[Posted, str, str], CaseCommand]

_COMMANDS: Mapping[str, _Make] = {
    "claim": lambda sent, case, task: ClaimTask(case_id=case, task_id=task),
    "release": lambda sent, case, task: ReleaseTask(case_id=case, task_id=task),
    "assign": lambda sent, case, task: AssignTask(
        case_id=case, task_id=task, assignee=sent.text("assignee")
    ),
    "hand_over": lambda sent, case, task: HandOverTask(
        case_id=case, task_id=task, person=sent.text("assignee"), reason=sent.text("reason")
    ),
    "ask": lambda sent, case, task: DelegateTask(
        case_id=case, task_id=task, person=sent.text("assignee"), reason=sent.text("reason")
    ),
    "return": lambda sent, case, task: ReturnTask(
        case_id=case, task_id=task, text=sent.text("reason")
    ),
    "take_up": lambda sent, case, task: TakeUpTask(case_id=case, task_id=task),
}


def _command(sent: Posted, case_id: str, task_id: str, until: date) -> CaseCommand:
    do = sent.text("do")
    if do == "hold":
        why = sent.text("reason")
        return HoldTask(case_id=case_id, task_id=task_id, until=until, reason=why)
    if do in _COMMANDS:
        return _COMMANDS[do](sent, case_id, task_id)
    return Act(case_id=case_id, action=do, reason=sent.given("reason"))


def _day(sent: Posted, otherwise: date) -> date:
    """The day that was typed; the engine refuses one that is not ahead."""
    try:
        return date.fromisoformat(sent.text("until"))
    except ValueError:
        return otherwise
