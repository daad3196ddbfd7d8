"""The root of the one error tree: a stable code and its parameters, never a sentence.

The words of an error live in the text catalogues, in every language, under its code.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class UnioncaseError(Exception):
    """Base of every error raised on purpose.

    Args:
        code: Stable name of the error; also the key of its text.
        params: Values that the text may quote. They hold no personal data.

    Example:
        >>> from enum import StrEnum
        >>> class Code(StrEnum):
        ...     TOO_LONG = "too_long"
        >>> error = UnioncaseError(Code.TOO_LONG, limit=10)
        >>> error.code, error.params["limit"]
        (<Code.TOO_LONG: 'too_long'>, 10)
    """

    def __init__(self, code: StrEnum, **params: object) -> None:
        super().__init__(code.value)
        self.code = code
        self.params: Mapping[str, object] = MappingProxyType(params)

    def __str__(self) -> str:
        quoted = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code.value}({quoted})"
