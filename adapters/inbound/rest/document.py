"""The OpenAPI description: generated from the code, with every problem an operation may answer."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from adapters.inbound.rest import (
    actions,
    approvals,
    budgets,
    cases,
    definitions,
    documents,
    many,
    operations,
    outside,
