"""What a channel says when a letter did not arrive."""

from __future__ import annotations

from engine.errors import AdapterError, EngineCode


def not_arrived(*, cause: str, retryable: bool) -> AdapterError:
    """The error; its cause is a status or a type, never text of the other side."""
    return AdapterError(EngineCode.DELIVERY_FAILED, retryable=retryable, cause=cause)
