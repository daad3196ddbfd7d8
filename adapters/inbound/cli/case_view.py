"""A case as it lies on the desk: what it is, what is in it, and what can be done now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text

from adapters.i18n.days import days_left, last_day, moment
from adapters.i18n.wording import Wording
from adapters.inbound.cli.entries import entry_line
from adapters.inbound.cli.show import grid, heading, indented, print_table, table
from engine.approvals import places
from engine.audit import Entry
from engine.definitions.compile import CompiledWorkflow
from engine.definitions.forms import Forms
from engine.definitions.language import CaseField
from engine.explain import MENDED, Explained, Next
from engine.model import Approval, Case, ClockState, Deadline, Seat, Status, Vote
from engine.ports import Ports
from engine.refusal import Reason
from engine.usecases.answers import Done
from engine.usecases.show_case import CaseView

_LATEST = 8


def print_case(
    console: Console,
    view: CaseView,
    entries: Sequence[Entry],
    *,
    forms: Forms | None,
    words: Wording,
    now: datetime,
) -> None:
    """Print everything about a case."""
    _header(console, view, words, now)
    _facts(console, view, forms, words)
    _papers(console, view.case, words)
    _open_points(console, view, words)
    _work(console, view.case, words)
    _clocks(console, view.case, words, now)
    if view.case.approval is not None:
        _approval(console, view.case.approval, words)
        _round_changes(console, view.round_changes, words)
    print_actions(console, view.actions, words)
    _history(console, entries, words)


def _header(console: Console, view: CaseView, words: Wording, now: datetime) -> None:
    case = view.case
    title = Text(f"{case.id}  ", style="bold")
    title.append(words.kind.name or case.kind, style="bold")
    subject = [str(case.facts[n]) for n in view.workflow.spec.subject if n in case.facts]
    title.append(f"  {' · '.join(subject)}")
    console.print(title)
    console.print(stage_bar(view.workflow, case, words))
    console.print(_standing(case, words))
    print_next(console, view.upcoming, words, now)


def print_next(console: Console, upcoming: Sequence[Next], words: Wording, now: datetime) -> None:
    """Who acts next; a clock that only limits somebody's work is told with that work."""
    told = {found.by for found in upcoming if found.who != "timer"}
    for found in upcoming:
        if found.who != "timer" or found.by not in told:
            console.print(Text(f"→ {next_line(found, words, now)}"))


def stage_bar(workflow: CompiledWorkflow, case: Case, words: Wording) -> Text:
    """The stages in a row: those behind, the present one, those ahead."""
    here = workflow.spec.states[case.state].stage
    seen = {workflow.spec.states[name].stage for name in case.visited}
    bar = Text()
    for stage in workflow.spec.stages:
        name = words.kind.word("stages", stage)
        if bar:
            bar.append(" ─ ", style="dim")
        if stage == here:
            bar.append(f"◉ {name}", style="bold cyan")
        else:
            bar.append(f"{'●' if stage in seen else '○'} {name}", style="dim")
    return bar


def _standing(case: Case, words: Wording) -> Text:
    style = "yellow" if case.status is Status.SUSPENDED else "bold cyan"
    text = Text(words.kind.word("states", case.state), style=style)
    if case.status is not Status.OPEN:
        text.append(f"  {words.say(f'cli_status_{case.status.value}')}", style="yellow")
    if case.outcome is not None:
        text.append(f"  {words.kind.word('outcomes', case.outcome)}")
    details = words.say(
        "cli_case_standing",
        office=words.office(case.office),
        since=moment(case.entered_at),
        version=case.version,
    )
    text.append(f"  {details}", style="dim")
    return text


def next_line(found: Next, words: Wording, now: datetime) -> str:
    """Who acts next, by when and why, in one line."""
    who = {
        "person": _people(found, words),
        "timer": words.kind.clock(found.why),
        "outside": words.kind.word("events", found.why),
        "children": "",
    }[found.who]
    by = "" if found.by is None else _by(found.by, words, now)
    why = words.work(found.why, found.task)
    return words.say(f"cli_next_{found.who}", who=who, by=by, why=why)


def _people(found: Next, words: Wording) -> str:
    role = words.role(found.role or "")
    names = [words.person(person) for person in found.people]
    if not names:
        return words.say("cli_nobody_holds", role=role, office=found.office)
    return words.say("cli_role_people", role=role, people=names)


def _by(ends_at: datetime, words: Wording, now: datetime) -> str:
    left = days_left(ends_at, now)
    code = "cli_by_day" if left >= 0 else "cli_by_day_late"
    return words.say(code, day=last_day(ends_at), left=abs(left))


def _facts(console: Console, view: CaseView, forms: Forms | None, words: Wording) -> None:
    """What is known, grouped as in the forms."""
    spec = view.workflow.spec
    heading(console, words.say("cli_heading_facts"))
    rows = grid()
    for section, names in _sections(view, forms):
        rows.add_row(Text(words.kind.word("sections", section), style="bold"), "")
        for name in names:
            shown = words.value(name, spec.case[name], view.facts[name])
            rows.add_row(f"  {words.kind.field(name)}", Text(shown))
    console.print(rows)


def _sections(view: CaseView, forms: Forms | None) -> Iterator[tuple[str, list[str]]]:
    known = [name for name in view.workflow.spec.case if view.facts.get(name) is not None]
    placed = [] if forms is None else [(place, field.field) for place, field in forms.fields()]
    for section in dict.fromkeys(place for place, _ in placed):
        names = [name for place, name in placed if place == section and name in known]
        if names:
            yield section, names
    rest = [name for name in known if name not in {name for _, name in placed}]
    if rest:
        yield "", rest


def print_values(
    console: Console,
    fields: Mapping[str, CaseField],
    shown: Mapping[str, JsonValue],
    words: Wording,
) -> None:
    """Print values of fields, records one by one."""
    rows = grid()
    for name, value in shown.items():
        spec = fields[name]
        rows.add_row(words.kind.field(name), Text(words.value(name, spec, value)))
        for record in value if isinstance(value, list) and spec.of else ():
            rows.add_row("", Text(_record(name, record, words)))
    console.print(rows)


def _record(name: str, record: JsonValue, words: Wording) -> str:
    if not isinstance(record, dict):
        return str(record)
    pairs = (
        (words.kind.column(name, key), words.kind.option(f"{name}.{key}", str(value)))
        for key, value in record.items()
    )
    return "  ".join(f"{key} {value}" for key, value in pairs)


def _papers(console: Console, case: Case, words: Wording) -> None:
    if not case.documents:
        return
    heading(console, words.say("cli_heading_documents"))
    columns = [words.say(f"cli_column_{name}") for name in ("paper", "file", "issued", "number")]
    rows = (
        (
            words.kind.word("documents", document.kind),
            document.name,
            "" if document.issued_on is None else document.issued_on.isoformat(),
            Text(document.id, style="dim"),
        )
        for document in case.documents
    )
    print_table(console, table(*columns), rows)


def _open_points(console: Console, view: CaseView, words: Wording) -> None:
    """What an imported file lacks; nobody has checked it on the way here."""
    if not view.open_points:
        return
    heading(console, words.say("ledger_open_points"))
    for found in view.open_points:
        indented(console, words.reason(found), style="yellow")


def _work(console: Console, case: Case, words: Wording) -> None:
    if not case.tasks:
        return
    heading(console, words.say("cli_heading_tasks"))
    columns = [words.say(f"cli_column_{n}") for n in ("task", "queue", "role", "with", "number")]
    rows = (
        (
            words.kind.word("states", task.state),
            words.kind.word("queues", task.queue),
            f"{words.role(task.role)} · {words.office(task.office)}",
            words.person(task.assignee),
            Text(task.id, style="dim"),
        )
        for task in case.tasks
    )
    print_table(console, table(*columns), rows)


def _clocks(console: Console, case: Case, words: Wording, now: datetime) -> None:
    if not case.deadlines:
        return
    heading(console, words.say("cli_heading_clocks"))
    columns = [words.say(f"cli_column_{n}") for n in ("clock", "term", "last_day", "clock_state")]
    rows = (_clock_row(clock, words, now) for clock in case.deadlines)
    print_table(console, table(*columns), rows)


def _clock_row(clock: Deadline, words: Wording, now: datetime) -> tuple[str | Text, ...]:
    live = clock.status is ClockState.RUNNING
    late = live and clock.ends_at <= now
    state = words.say(f"cli_clock_{clock.status.value}")
    if live:
        left = days_left(clock.ends_at, now)
        state = words.say("cli_days_left" if left >= 0 else "cli_days_late", days=abs(left))
    if clock.provisional:
        state = f"{state} {words.say('cli_provisional')}"
    style = "red" if late else ("" if live else "dim")
    span = words.span(clock.span)
    return (
        Text(words.kind.clock(clock.key), style=style),
        Text(span, style=style),
        Text(clock.last_day.isoformat(), style=style),
        Text(state, style=style),
    )


def _round_changes(console: Console, names: tuple[str, ...], words: Wording) -> None:
    if names:
        items = [words.say(f"cli_help_vote_{name}") for name in names]
        indented(console, words.say("cli_round_changes", items=items))


def _approval(console: Console, round_: Approval, words: Wording) -> None:
    mode = words.say(f"cli_mode_{round_.mode}", need=round_.need or len(round_.seats))
    heading(console, words.say("cli_heading_approval", mode=mode))
    votes = {vote.seat: vote for vote in round_.votes}
    for number, index in enumerate(places(round_), start=1):
        answer = _answer(round_.seats[index], votes.get(index), words)
        indented(console, f"{number}. {_holder(round_.seats[index], words)}  {answer}")


def _holder(seat: Seat, words: Wording) -> str:
    if seat.person is not None:
        return words.person(seat.person)
    if seat.chosen:
        return words.say("cli_forecast_chosen")
    return f"{words.role(seat.role or '')} · {words.office(seat.office or '')}"


def _answer(seat: Seat, vote: Vote | None, words: Wording) -> str:
    if vote is not None:
        given = f"  {words.say('cli_forecast_given')}" if vote.automatic else ""
        return f"{words.say(f'cli_vote_{vote.answer}')}  {words.person(vote.person)}{given}"
    if seat.delegate is not None:
        return words.say("cli_vote_delegated", person=words.person(seat.delegate))
    return words.say("cli_vote_open")


def print_actions(
    console: Console, actions: Sequence[Explained], words: Wording, *, full: bool = False
) -> None:
    """What can be done now, and why the rest cannot."""
    possible = [found for found in actions if found.allowed]
    barred = [found for found in actions if not found.allowed]
    heading(console, words.say("cli_heading_possible"))
    if not possible:
        indented(console, words.say("cli_nothing_possible"), "dim")
    for found in possible:
        _action(console, found, words, full=full)
    if barred:
        heading(console, words.say("cli_heading_barred"))
    for found in barred:
        _action(console, found, words, full=full)


def _action(console: Console, found: Explained, words: Wording, *, full: bool) -> None:
    line = Text("  ")
    mark, style = ("✓", "green") if found.allowed else ("✗", "dim")
    line.append(f"{mark} {words.kind.word('actions', found.action)}", style=style)
    line.append(f"  {found.action}", style="dim")
    console.print(line)
    for text in _under(found, words, full=full):
        indented(console, f"    {text}", "dim")


def _under(found: Explained, words: Wording, *, full: bool) -> Iterator[str]:
    """Why not; of a long list the first ones stand for all unless it is asked for in full."""
    reasons = [words.reason(item) for item in found.reasons]
    shown = reasons if full or len(reasons) <= 3 else reasons[:3]
    yield from shown
    if len(shown) < len(reasons):
        yield words.say("cli_more_reasons", count=len(reasons) - len(shown))
    asked = tuple(dict.fromkeys(ask for item in found.asks for ask in _asks(item, words)))
    if asked and (full or found.allowed):
        yield words.say("cli_asks", what=asked)
    mended = tuple(words.reason(item) for item in found.asks if item.code in MENDED)
    if mended and (full or found.allowed):
        yield words.say("actions_mends", reasons=mended)
    if found.people:
        names = [words.person(person) for person in found.people]
        yield words.say("cli_who_may", people=names)


def _asks(found: Reason, words: Wording) -> Iterator[str]:
    """What takes this reason away, and how it is typed."""
    if found.code in MENDED:
        return
    fields = found.params.get("fields")
    named = [str(name) for name in fields] if isinstance(fields, list) else []
    if isinstance(found.params.get("field"), str):
        named.append(str(found.params["field"]))
    for name in named:
        yield words.say("cli_ask_field", label=words.kind.field(name), field=name)
    code = f"cli_ask_{found.code.value}"
    if code in words.texts:
        params = {name: words.param(name, value) for name, value in found.params.items()}
        states = found.params.get("states")
        keys = states if isinstance(states, list) else []
        worded = [f"{words.kind.word('states', str(key))} {key}" for key in keys]
        yield words.say(code, **{**params, "states": worded})


def _history(console: Console, entries: Sequence[Entry], words: Wording) -> None:
    heading(console, words.say("cli_heading_latest"))
    for entry in entries[-_LATEST:]:
        console.print(entry_line(entry, words))


def print_done(console: Console, done: Done, words: Wording, ports: Ports) -> None:
    """What became of a command, and who acts next."""
    from engine.directory import TIMER
    from engine.explain import next_up
    from engine.usecases.requester import machine
    from engine.usecases.surroundings import circumstances

    case = done.case
    workflow = ports.workflows.version(case.kind, case.workflow_version)
    line = Text(f"{case.id}  ", style="bold")
    line.append(words.kind.word("states", case.state), style="bold cyan")
    if case.outcome is not None and case.status is Status.CLOSED:
        line.append(f"  {words.kind.word('outcomes', case.outcome)}")
    note = "cli_done_again" if done.repeated else "cli_done"
    line.append(f"  {words.say(note, version=case.version, seq=done.seq)}", style="dim")
    console.print(line)
    world = circumstances(ports, machine(TIMER))
    print_next(console, next_up(workflow, case, world), words, world.now)
