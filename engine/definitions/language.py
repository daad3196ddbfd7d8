"""The workflow language: what may stand in a `workflow.yaml`, key by key.

These models are the grammar only. What the keys mean together (reachability, guards, staffing)
is checked by `engine.definitions.checks`; what they do is decided by `engine.decide`.
Words never stand here: every key has its text in `texts/<lang>.yaml` beside the document.
Long because an author reads the whole grammar as one page.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Key: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
"""A name in the document: lower case, digits and underscores."""

SpanText: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^\d+ (working days?|days?|months?|years?|hours?)$")
]
"""A span of time as written: `5 working days`, `15 days`, `6 months`."""

ParameterName: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")
]
"""A parameter of the rules catalogue, `area.name`."""

ColumnName: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")
]
"""A column of a list of the case, `list.column`."""

Feel: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
"""A FEEL expression over the case's fields, or `area.decision` from the rules catalogue."""

RoleName: TypeAlias = Key
Level: TypeAlias = Literal["own", "grassroots", "street", "district", "city", "province"]
"""Which office of the case's chain: its own, or the nearest one of that level above it."""


class Part(BaseModel):
    """Base of all parts: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Law(Part):
    """A citation that states, actions and deadlines refer to by its id."""

    id: Key
    title: str
    article: str | None = None
    source: str | None = None
    """Where the text was found; an entry of the project's source list."""
    certainty: Literal["found", "local", "known"] = "found"
    """`found` in a published text, a `local` rule taken as default, or `known` but unverified."""


FieldType: TypeAlias = Literal[
    "text",
    "long_text",
    "integer",
    "decimal",
    "money",
    "boolean",
    "date",
    "month",
    "choice",
    "choices",
    "cn_id",
    "credit_code",
    "bank_card",
    "phone",
    "person",
    "office",
    "list",
]


class Condition(Part):
    """Something that must not be false of a value and of what stands beside it in the file."""

    that: Feel
    cite: Key | None = None
    """What it rests on; without it, what the field rests on."""


class CaseField(Part):
    """A typed field of the case file.

    `money` is yuan with two decimals; `list` holds records whose columns are `of`.
    """

    type: FieldType
    sensitive: bool = False
    """Personal data: masked unless shown, and showing it is recorded."""
    min: Decimal | None = None
    max: Decimal | None = None
    max_length: int | None = Field(default=None, gt=0)
    pattern: str | None = None
    options: tuple[Key, ...] = ()
    prefixes: tuple[str, ...] = ()
    """Allowed beginnings of a credit code (81 and 89 are union bodies)."""
    of: dict[Key, CaseField] = Field(default_factory=dict)
    past: bool = False
    """A date that may not lie in the future."""
    not_before: Key | None = None
    """A date that may not lie before the date in this other field; in a list, before that in this
    column of the same record, or else in this field of the case."""
    holds: RoleName | None = None
    """A person who, when named, must hold this role at an office of the case's chain."""
    among: ColumnName | None = None
    """`list.column`: the value must stand in this column of a list of the case."""
    computed: Feel | None = None
    """Nobody fills the field in: it follows from others whenever they change; empty if unknown."""
    must: tuple[Condition, ...] = ()
    """Judged whenever the field is given; what is false refuses the value, at the field."""
    cite: Key | None = None


class DocumentKind(Part):
    """A kind of paper that the file may hold."""

    sensitive: bool = True
    media: tuple[str, ...] = ("application/pdf", "image/jpeg", "image/png")
    by: tuple[RoleName, ...] = ()
    """Roles that may attach it; empty means every role of the workflow."""
    valid_for: SpanText | None = None
    """A paper older than this, by its date of issue, does not count any more."""
    cite: Key | None = None


class TaskSpec(Part):
    """Work for staff: which queue, which role, at which office of the chain."""

    queue: Key
    role: RoleName
    at: Level = "own"
    to_field: Key | None = None
    """A `person` field of the case whose value is the assignee."""
    to_actor_of: Key | None = None
    """The person who last took this action is the assignee, if still in the role."""
    skill: Key | None = None


class Escalation(Part):
    """Open a further task for someone above."""

    escalate: TaskSpec


class TimedAction(Part):
    """The timer takes this action of the workflow."""

    act: Key


Breach: TypeAlias = Literal["flag"] | Escalation | TimedAction
"""What happens when the last day has passed: mark it, escalate, or take an action."""


class DeadlineSpec(Part):
    """A statutory or house clock.

    Runs from entering its state (inside a state) or from `starts` (top level) until the case
    leaves that state or `stops` happens. With `ends_on` the field starts, moves and stops it.
    """

    within: SpanText | None = None
    parameter: str | None = None
    """A rules parameter (`area.name`) that gives the span instead of `within`."""
    counted_from: Key | None = None
    """A date field of the case to count from, instead of the day of entry."""
    ends_on: Key | None = None
    """A date field of the case that is the last day itself. The clock runs while the field has a
    value and moves with it; it has no span of its own."""
    starts: tuple[Key, ...] = ()
    """Actions (or `opened`) that start the clock; only for clocks of the whole case."""
    stops: tuple[Key, ...] = ()
    """Actions that stop it; only for clocks of the whole case."""
    remind: tuple[SpanText, ...] = ()
    then: Breach = "flag"
    runs: Literal["limit", "wait"] = "limit"
    """`limit`: to be met in time. `wait`: must have run out before an action (public notice)."""
    extendable: SpanText | ParameterName | None = None
    """The longest extension, all extensions together, or the parameter that gives it; without it
    there is none."""
    pauses: bool = True
    """Whether suspending the case pauses this clock."""
    cite: Key | None = None


class Voters(Part):
    """Who votes: one source of people.

    Exactly one of `role` (alone), `field`, `chosen_by` and `superior_of` (with `role`) is given.

    Attributes:
        role: Holders of this role at the office that `at` means.
        count: How many seats any holder may take, or `every`: one for each holder by name.
        field: The people named in a field of the case.
        chosen_by: `submitter`: named with the action that leads here. `previous` (only in a
            sequence): the voter before names who is next, with the vote.
        superior_of: Who took this action (or `open`): the holders of `role` at the nearest office
            at or above that person's own where somebody else holds it.
        holding: What somebody named or chosen must hold at an office of the case's chain; without
            it any role there will do.
    """

    role: RoleName | None = None
    at: Level = "own"
    count: int | Literal["every"] = 1
    field: Key | None = None
    chosen_by: Literal["submitter", "previous"] | None = None
    superior_of: Key | None = None
    holding: RoleName | None = None


Rearrangement: TypeAlias = Literal["add", "remove", "transfer", "delegate"]
"""What voters may change about a running round: 加签, 减签, 转办, 委派."""


class ApprovalSpec(Part):
    """Several people decide together.

    any 或签: the first answer decides. all 会签: everyone agrees, the first refusal ends it.
    count and percent 票签: enough agree, or can no longer. sequence 依次: one after the other.

    Attributes:
        need: Votes needed (count) or percent of all seats (percent).
        ratio: Only with `all`: everybody answers, then at least this percentage must have agreed.
        allows: What voters may change about a running round.
        applicant: Actions whose actors count as the applicant (`open` is the opening).
        if_applicant: When a seat falls to the applicant: `ask` them all the same, `skip` the seat,
            or ask the `superior`: holders of the same role at the next office above.
        if_nobody: When a source finds nobody: `refuse` to begin, `pass` it over, or ask others.
        if_twice: When the same person is asked again: `ask`, or take their yes as given if it was
            given in the step just before (`pass_next`) or anywhere since the file last came back
            (`pass_any`).
    """

    mode: Literal["any", "all", "count", "percent", "sequence"]
    voters: tuple[Voters, ...]
    need: int | None = Field(default=None, gt=0)
    ratio: int | None = Field(default=None, gt=0, le=100)
    allows: tuple[Rearrangement, ...] = ()
    applicant: tuple[Key, ...] = ("open",)
    if_applicant: Literal["ask", "skip", "superior"] = "ask"
    if_nobody: Literal["refuse", "pass"] | Voters = "refuse"
    if_twice: Literal["ask", "pass_next", "pass_any"] = "ask"

    @property
    def may_pass_by_itself(self) -> bool:
        """Whether a round can come to an end without anybody's vote."""
        passes = self.if_nobody == "pass" or self.if_applicant == "skip"
        return passes or self.if_twice != "ask" or "remove" in self.allows


class Join(Part):
    """When enough of the parallel work is done, the engine takes an action."""

    of: Literal["tasks", "children"]
    need: Literal["all", "any"] | int = "all"
    then: Key


class Awaited(Part):
    """A named event from outside that moves the case on, so that nobody wonders who acts."""

    event: Key
    sender: Key
    """Who or what sends it (bank, court, civil_affairs); has a text."""


class State(Part):
    """A place where a case can rest."""

    stage: Key
    initial: bool = False
    final: bool = False
    outcome: Key | None = None
    task: TaskSpec | None = None
    tasks: dict[Key, TaskSpec] = Field(default_factory=dict)
    """Parallel tasks, each completed by an action that names it."""
    join: Join | None = None
    due: DeadlineSpec | None = None
    dues: dict[Key, DeadlineSpec] = Field(default_factory=dict)
    approval: ApprovalSpec | None = None
    awaits: Awaited | None = None
    cite: Key | None = None


class Branch(Part):
    """One way of an action that forks; exactly one branch must hold."""

    when: Feel | None = None
    otherwise: bool = False
    to: Key


class BackTo(Part):
    """To an earlier state of this very case, chosen by the actor among those it has visited."""

    visited: tuple[Key, ...] | Literal["any"]
    then: Literal["run_again", "straight_back", "choose"] = "run_again"
    """Whether the case runs all steps again or goes straight back to whoever returned it."""


Target: TypeAlias = Key | tuple[Branch, ...] | BackTo | None


class Papers(Part):
    """Fields and papers that must be in the file."""

    fields: tuple[Key, ...] = ()
    documents: tuple[Key, ...] = ()
    one_of_documents: tuple[tuple[Key, ...], ...] = ()
    """Of each group at least one."""


class ConditionalPapers(Papers):
    """What is needed only in some cases; an unknown condition forbids the action."""

    when: Feel


class Needs(Papers):
    """What must be in the file when the action is taken."""

    also: tuple[ConditionalPapers, ...] = ()
    reason: bool = False
    together_with: RoleName | None = None
    """A second person of this role must be named and confirm (two visitors, two counters)."""


class Authority(Part):
    """The amount must lie within the actor's own limit."""

    amount: Feel


class Post(Part):
    """A movement of the aid budget of an office of the chain, in the current year."""

    fund: Feel
    amount: Feel
    at: Level | None = None
    """Whose budget; without it that of the office that acts."""


class OpenChild(Part):
    """Open a case of another kind (or this one) that belongs to this case."""

    kind: Key
    facts: dict[Key, Feel] = Field(default_factory=dict)
    each: Key | None = None
    """A `list` field: one child for each of its records."""


class CopyTo(Part):
    """Who is told of the case and may see it from then on (抄送): a role's holders, or a field."""

    role: RoleName | None = None
    at: Level = "own"
    field: Key | None = None


class Effect(Part):
    """One thing an action does besides moving the case; exactly one key is given."""

    reserve: Post | None = None
    spend: Literal["reserved"] | None = None
    release: Literal["reserved"] | None = None
    recover: Post | None = None
    letter: Key | None = None
    notify: Key | None = None
    copy_to: CopyTo | None = None
    start: Key | None = None
    stop: Key | None = None
    open_child: OpenChild | None = None
    clear: tuple[Key, ...] | None = None
    cancel_children: bool | None = None


class UndoUntil(Part):
    """The actor may undo until somebody takes the next action."""

    until: Literal["next_action"]


class UndoBy(Part):
    """Another action makes good what this one did."""

    compensate: Key


ActionType: TypeAlias = Literal[
    "advance",
    "return",
    "take_back",
    "withdraw",
    "amend",
    "suspend",
    "resume",
    "cancel",
    "reopen",
    "extend",
]


class Action(Part):
    """Something a person, a timer or a message from outside can do to a case.

    Attributes:
        type: `take_back` is for who brought the case here, before anybody has touched it;
            `withdraw` for the same person, whoever has voted or begun meanwhile; with `to` for
            whom `only_by_actor_of` names, however far the case has come.
        origin: States it is possible in (`from` in the document).
        to: Where the case goes; absent means it stays.
        by: Roles that may take it; `timer`, `join` and `outside` are no persons.
        at: Office of the chain whose role counts.
        not_by_actor_of: Nobody who took one of these actions in this case, nor anybody acting for
            them, may take this one (separation of duties).
        only_by_actor_of: Only who took one of these actions may (take back, correct).
        edits: Fields that may be given with it.
        when: Must be true; false and unknown both forbid.
        after: Clocks that must have run out. before: Clocks that must not have.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    type: ActionType = "advance"
    origin: tuple[Key, ...] = Field(alias="from")
    to: Target = None
    by: tuple[RoleName, ...]
    at: Level | None = None
    vote: Literal["yes", "no", "abstain"] | None = None
    completes: Key | None = None
    """The parallel task of the state that this action finishes."""
    resubmits: bool = False
    """After a return `straight_back` this action goes to the returner instead of `to`."""
    not_by_actor_of: tuple[Key, ...] = ()
    only_by_actor_of: tuple[Key, ...] = ()
    authority: Authority | None = None
    needs: Needs = Needs()
    edits: tuple[Key, ...] = ()
    when: Feel | None = None
    after: tuple[Key, ...] = ()
    before: tuple[Key, ...] = ()
    set: dict[Key, Feel] = Field(default_factory=dict)
    extends: Key | None = None
    """The clock that an action of type `extend` lengthens, by the span in the command."""
    does: tuple[Effect, ...] = ()
    undo: UndoUntil | UndoBy | Literal["never"] = "never"
    bulk: bool = False
    """Whether it may be taken for many cases at once."""
    outside: Key | None = None
    """The named outside event that takes this action when its message comes in."""
    cite: Key | None = None


class Opening(Part):
    """How a case of this kind is opened: who may, and with which fields."""

    by: tuple[RoleName, ...]
    at: Level = "own"
    edits: tuple[Key, ...] = ()
    needs: Needs = Needs()
    when: Feel | None = None
    set: dict[Key, Feel] = Field(default_factory=dict)
    """Values a file begins with: an empty field is unknown, so sums and flags need a beginning."""
    cite: Key | None = None


class Letter(Part):
    """A paper the office issues; its template is `letters/<key>.<lang>.md`."""

    fields: tuple[Key, ...] = ()
    """Fields without which it cannot be written."""
    masked: tuple[Key, ...] = ()
    """Fields shown masked (public notices)."""
    public: bool = False
    cite: Key | None = None


class Workflow(Part):
    """A whole kind of case, one released version of it."""

    workflow: Key
    version: int = Field(ge=1)
    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,6}$")]
    """How the numbers of these cases begin, e.g. `HA` in HA-2026-000017."""
    law: tuple[Law, ...] = ()
    roles: tuple[RoleName, ...]
    stages: tuple[Key, ...]
    sole_roles: tuple[RoleName, ...] = ()
    """Roles that one person alone holds at an office (its chair); what no staffing can satisfy
    depends on it."""
    assigners: tuple[RoleName, ...] = ()
    """Roles that may give anybody's task to somebody else, at its office or above."""
    subject: tuple[Key, ...] = ()
    """Fields that name the case in lists (applicant, employer)."""
    case: dict[Key, CaseField]
    documents: dict[Key, DocumentKind] = Field(default_factory=dict)
    letters: dict[Key, Letter] = Field(default_factory=dict)
    states: dict[Key, State]
    actions: dict[Key, Action]
    deadlines: dict[Key, DeadlineSpec] = Field(default_factory=dict)
    open: Opening
    remind_every: SpanText = "4 hours"
    """How long after a reminder the people a case waits for are left in peace."""
    rules: str | None = None
    """The rules area whose facts the fields feed; default: none."""
    retention: SpanText | None = None
