"""The grammar of a ledger map: how an office's own table is read as cases of a kind.

A map says under which heading each thing stands and how it is written there. It changes no rule:
what a state needs is said by the workflow alone.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints

from engine.definitions.language import Key, Part

Text: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""A heading or a text as the ledger writes it."""

Meaning: TypeAlias = str | bool | int
"""What a text of the ledger stands for."""


class Where(Part):
    """Where something stands, or what it always is; one of the two is given.

    Attributes:
        column: The heading over it.
        fixed: It is the same for every row.
        values: What the texts of the ledger stand for.
    """

    column: Text | None = None
    fixed: Meaning | None = None
    values: dict[Text, Meaning] = Field(default_factory=dict)


class FieldRule(Where):
    """Where a field of the case stands and how it is written.

    Attributes:
        unit: What numbers are counted in: 元, 千元, 万元 and 亿元 are reckoned to yuan, any
            other unit is only left out (人, 套).
        list: For a field that is a list: its columns in the order in which one cell names them.
        between: What parts the records of such a cell; a new line does so too.
        within: What parts the columns of a record.
    """

    unit: Text | None = None
    list: tuple[Key, ...] = ()
    between: Text = "；"
    within: Text = "|"


class ClockRule(Part):
    """When a clock began.

    Attributes:
        column: The heading over the day from which it counts.
        stopped: The heading over the day on which it was stopped; a clock with one does not run.
    """

    column: Text
    stopped: Text | None = None


class PaperRule(Part):
    """A document that is on file.

    Attributes:
        column: The heading over the mark that it is there, or over its day of issue.
        issued: The heading over its day of issue.
        yes: Further texts that say that it is there.
    """

    column: Text
    issued: Text | None = None
    yes: tuple[Text, ...] = ()


class StepRule(Part):
    """Who took an action, for the separation of duties.

    Attributes:
        column: The heading over the person.
        on: The heading over the day.
        together_with: The heading over the second person who took part.
    """

    column: Text
    on: Text | None = None
    together_with: Text | None = None


class LedgerMap(Part):
    """A whole map.

    Attributes:
        workflow: The kind of case.
        version: Its version; the one new cases get when left out.
        sheet: Which sheet; may be left out when there is only one that is not hidden.
        header_row: The line of the headings; otherwise it is found by them.
        key: The heading over what tells the rows apart for ever.
        number: The number of the case, `{key}` standing for the row's key.
        office: Which office keeps the file, by id or name.
        person: Who has the case in hand, by id or name.
        opened: When the file was begun.
        entered: When the present state was reached; when the file was begun if left out.
        state: Where the case stands.
        fields: By field of the case.
        clocks: By clock of the workflow.
        documents: By kind of document.
        steps: By action.
        strangers: Whether names of people who are not in the directory are taken as written.
        empty: Texts that say that nothing is known.
        fill_down: Headings whose merged cells hold for every row that they span.
        hidden_rows: Whether rows that the program hides are named, taken or left out.
        ignore: Headings that are left out.
        incomplete: Whether cases that lack what their state needs come in, with what is missing.
    """

    workflow: Key
    version: int | None = Field(default=None, ge=1)
    sheet: Text | None = None
    header_row: int | None = Field(default=None, ge=1, le=1000)
    key: Text
    number: Text | None = None
    office: Text | Where | None = None
    person: Text | Where | None = None
    opened: Text
    entered: Text | None = None
    state: Text | Where
    fields: dict[Key, Text | FieldRule] = Field(default_factory=dict)
    clocks: dict[Key, Text | ClockRule] = Field(default_factory=dict)
    documents: dict[Key, Text | PaperRule] = Field(default_factory=dict)
    steps: dict[Key, Text | StepRule] = Field(default_factory=dict)
    strangers: bool = False
    empty: tuple[str, ...] = ("", "无", "不详", "/", "-", "—", "——")
    fill_down: tuple[Text, ...] = ()
    hidden_rows: Literal["name", "take", "skip"] = "name"
    ignore: tuple[Text, ...] = ()
    incomplete: Literal["refuse", "accept"] = "refuse"


def where(rule: Text | Where) -> Where:
    """A heading alone is a rule too."""
    return Where(column=rule) if isinstance(rule, str) else rule


def field_rule(rule: Text | FieldRule) -> FieldRule:
    """A heading alone is a rule too."""
    return FieldRule(column=rule) if isinstance(rule, str) else rule


def clock_rule(rule: Text | ClockRule) -> ClockRule:
    """A heading alone is a rule too."""
    return ClockRule(column=rule) if isinstance(rule, str) else rule


def paper_rule(rule: Text | PaperRule) -> PaperRule:
    """A heading alone is a rule too."""
    return PaperRule(column=rule) if isinstance(rule, str) else rule


def step_rule(rule: Text | StepRule) -> StepRule:
    """A heading alone is a rule too."""
    return StepRule(column=rule) if isinstance(rule, str) else rule


def headings(read: LedgerMap) -> tuple[str, ...]:
    """Every heading that the map reads, each once, in the order of a ledger written by it."""
    named: list[str | None] = [read.key]
    if read.office is not None:
        named.append(where(read.office).column)
    named += [read.opened, where(read.state).column, read.entered]
    if read.person is not None:
        named.append(where(read.person).column)
    named += [field_rule(rule).column for rule in read.fields.values()]
    for clock in map(clock_rule, read.clocks.values()):
        named += [clock.column, clock.stopped]
    for paper in map(paper_rule, read.documents.values()):
        named += [paper.column, paper.issued]
    for step in map(step_rule, read.steps.values()):
        named += [step.column, step.on, step.together_with]
    return tuple(dict.fromkeys(name for name in named if name is not None))
