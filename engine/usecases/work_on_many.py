"""One thing done with many tasks: each is decided and answered on its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from engine.commands import CaseCommand
from engine.errors import ConflictError, NotFoundError
from engine.ports import Ports
from engine.usecases.answers import Answer
from engine.usecases.handle_command import handle_command
from engine.usecases.requester import Requester
from rules.errors import UnioncaseError

ForTask: TypeAlias = Callable[[str, str], CaseCommand]
"""The command for a task, made from the ids of its case and of the task."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAnswer:
    """What became of one of the tasks: an answer, or the error that it met."""

    task_id: str
    answer: Answer | None = None
    error: UnioncaseError | None = None


def work_on_many(
    ports: Ports, task_ids: Sequence[str], command: ForTask, requester: Requester
) -> Iterator[TaskAnswer]:
    """Claim, release, assign or hand over tasks in the order given, each once.

    A task that is gone or refused keeps none of the rest from theirs.

    Raises:
        NotPermittedError: The person claims to act for somebody who has not delegated to them.
    """
    for task_id in dict.fromkeys(task_ids):
        try:
            case_id = ports.cases.task(task_id).case_id
            answer = handle_command(ports, command(case_id, task_id), requester)
            yield TaskAnswer(task_id=task_id, answer=answer)
        except (NotFoundError, ConflictError) as error:
            yield TaskAnswer(task_id=task_id, error=error)
