"""Puts an installation together, once."""

from __future__ import annotations

from adapters.bootstrap.documents import read_document
from adapters.bootstrap.folders import brought_folder, catalogue_folder, workflows_folder
from adapters.bootstrap.house import House, Kept
from adapters.bootstrap.trials import in_memory, set_clock, stories_of

__all__ = [
    "House",
    "Kept",
    "brought_folder",
    "catalogue_folder",
    "in_memory",
    "read_document",
    "set_clock",
    "stories_of",
    "workflows_folder",
]
