"""The office for programs: `/api/v1`, described by OpenAPI."""

from adapters.inbound.rest.document import document
from adapters.inbound.rest.section import api

__all__ = ["api", "document"]
