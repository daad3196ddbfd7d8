"""What can be wrong with a request itself."""

from __future__ import annotations

from enum import StrEnum

from rules.errors import UnioncaseError


class HttpCode(StrEnum):
    """Codes of requests that are not carried out."""

    NOT_SIGNED_IN = "http_not_signed_in"
    PASSWORD_DUE = "http_password_due"
    NOT_FOUND = "http_not_found"
    CROSS_SITE = "http_cross_site"
    TOKEN_WRONG = "http_token_wrong"
    TOO_LARGE = "http_too_large"
    NOT_ALLOWED = "http_not_allowed"
    UNREADABLE = "http_unreadable"
    BUSY = "http_busy"
    FAILED = "http_failed"


class HttpError(UnioncaseError):
    """A request that is not carried out.

    Args:
        status: The status of the response.
        code: Why; a section may have codes of its own.
        params: Values that its words may quote.
    """

    def __init__(self, status: int, code: StrEnum, **params: object) -> None:
        super().__init__(code, **params)
        self.status = status
