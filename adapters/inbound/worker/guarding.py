"""The edge of a thread: what fails in it is noted, and the thread goes on."""

from __future__ import annotations

from types import TracebackType


class Guarded:
    """Runs a block; an error ends the block, not the thread.

    Attributes:
        failure: The error's type, without its text, which may hold personal data; None when the
            block ended well.

    Example:
        >>> with Guarded() as block:
        ...     raise OSError("secret")
        >>> block.failure
        'OSError'
    """

    failure: str | None = None

    def __enter__(self) -> Guarded:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if kind is not None and issubclass(kind, Exception):
            self.failure = kind.__name__
            return True
        return False
