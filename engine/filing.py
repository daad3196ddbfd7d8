"""Papers, remarks, and showing personal data."""

from __future__ import annotations

from collections.abc import Iterator

from engine import changes as c
from engine.circumstances import Circumstances
from engine.commands import AddNote, AttachDocument, ShowFields, WithdrawDocument
from engine.decision import Decision
from engine.definitions.compile import CompiledWorkflow
from engine.definitions.language import Workflow
from engine.events import EventType
from engine.masking import is_personal
from engine.model import Case, Document, Status
from engine.recording import decided
from engine.refusal import Reason, ReasonCode, Refusal, reason


def attach(
    workflow: CompiledWorkflow, case: Case, command: AttachDocument, world: Circumstances
) -> Decision | Refusal:
    """Put a paper into the file."""
    reasons = list(_attach_reasons(workflow, case, command, world))
    if reasons:
        return Refusal(reasons=tuple(reasons))
    document = Document(
        id=f"{case.id}-D{case.version + 1}",
        kind=command.kind,
        name=command.name,
        sha256=command.sha256,
        size_bytes=command.size_bytes,
        media=command.media,
        attached_at=world.now,
        attached_by=world.actor.person,
        issued_on=command.issued_on,
    )
    change = c.DocumentAttached(document=document)
    return decided(workflow, case, command, world, EventType.DOCUMENT_ATTACHED, (change,))


def _attach_reasons(
    workflow: CompiledWorkflow, case: Case, command: AttachDocument, world: Circumstances
) -> Iterator[Reason]:
    spec = workflow.spec.documents.get(command.kind)
    if spec is None:
        yield reason(ReasonCode.UNKNOWN_DOCUMENT, document=command.kind)
        return
    if command.media not in spec.media:
        yield reason(
            ReasonCode.DOCUMENT_NOT_ACCEPTED, media=command.media, accepted=list(spec.media)
        )
    if command.issued_on is not None and command.issued_on > world.today:
        yield reason(ReasonCode.BAD_VALUE, field="issued_on", problem="in_the_future")
    yield from file_reasons(case, spec.by or workflow.spec.roles, world)


def file_reasons(case: Case, roles: tuple[str, ...], world: Circumstances) -> Iterator[Reason]:
    """The file is closed, or the actor has no such role at an office of its chain."""
    if case.status is Status.CLOSED:
        yield reason(ReasonCode.CASE_CLOSED, outcome=case.outcome)
    yield from chain_reasons(case, roles, world)


def chain_reasons(case: Case, roles: tuple[str, ...], world: Circumstances) -> Iterator[Reason]:
    """The actor holds none of the roles at the case's office or above it."""
    held = set(world.actor.roles) & set(roles)
    if not held:
        yield reason(ReasonCode.NOT_YOUR_ROLE, roles=list(roles))
        return
    chain = {office.id for office in world.directory.chain(case.office)}
    if not any(g.role in held and g.office in chain for g in world.actor.grants):
        yield reason(ReasonCode.NOT_YOUR_OFFICE, office=case.office)


def withdraw(
    workflow: CompiledWorkflow, case: Case, command: WithdrawDocument, world: Circumstances
) -> Decision | Refusal:
    """Declare that a paper in the file does not count any more."""
    paper = next((d for d in case.documents if d.id == command.document_id), None)
    reasons = [*file_reasons(case, workflow.spec.roles, world)]
    if paper is None:
        reasons.append(reason(ReasonCode.UNKNOWN_DOCUMENT, document=command.document_id))
    if not command.reason.strip():
        reasons.append(reason(ReasonCode.REASON_MISSING))
    if reasons:
        return Refusal(reasons=tuple(reasons))
    change = c.DocumentWithdrawn(document_id=command.document_id)
    return decided(
        workflow,
        case,
        command,
        world,
        EventType.DOCUMENT_WITHDRAWN,
        (change,),
        reason=command.reason,
    )


def note(
    workflow: CompiledWorkflow, case: Case, command: AddNote, world: Circumstances
) -> Decision | Refusal:
    """Leave a remark; a closed case can still be remarked upon."""
    reasons = [*chain_reasons(case, workflow.spec.roles, world)]
    if not command.text.strip():
        reasons.append(reason(ReasonCode.REASON_MISSING))
    if reasons:
        return Refusal(reasons=tuple(reasons))
    change = c.NoteAdded(text=command.text.strip())
    return decided(workflow, case, command, world, EventType.NOTE_ADDED, (change,))


def personal_reasons(case: Case, spec: Workflow, world: Circumstances) -> tuple[Reason, ...]:
    """Why the actor may not be shown personal data of the case."""
    return tuple(chain_reasons(case, (*spec.roles, "auditor"), world))


def show(
    workflow: CompiledWorkflow, case: Case, command: ShowFields, world: Circumstances
) -> Decision | Refusal:
    """Record that personal data are shown to somebody, which fields and what for."""
    reasons = [*personal_reasons(case, workflow.spec, world)]
    reasons += [
        reason(ReasonCode.NOT_SENSITIVE, field=name)
        for name in command.fields
        if name not in workflow.spec.case or not is_personal(workflow.spec.case[name])
    ]
    if not command.purpose.strip():
        reasons.append(reason(ReasonCode.PURPOSE_MISSING))
    if reasons:
        return Refusal(reasons=tuple(reasons))
    return decided(
        workflow,
        case,
        command,
        world,
        EventType.PERSONAL_DATA_READ,
        (),
        reason=command.purpose,
        details={"fields": list(command.fields)},
    )
