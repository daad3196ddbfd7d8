"""Where an installation keeps its definitions: its own folder, or what came with the program."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.settings import Settings


def workflows_folder(settings: Settings) -> Path:
    """Where the kinds of case are declared: an office's own folder, or the installed one."""
    return _folder(settings, "workflows", "workflows")


def catalogue_folder(settings: Settings) -> Path:
    """Where the rules catalogue lies."""
    return _folder(settings, "catalogue", "rules.catalogue")


def brought_folder(settings: Settings) -> Path:
    """Where workflows lie that came with a replayed log: beside a SQLite file, else in the data."""
    backend, _, file = settings.database_url.partition(":///")
    if backend.startswith("sqlite") and file:
        return Path(f"{file.partition('?')[0]}.workflows")
    return settings.data_dir / "replayed.workflows"


def _folder(settings: Settings, own: str, package: str) -> Path:
    folder = settings.definitions_dir
    if folder is not None and (folder / own).is_dir():
        return folder / own
    # The definitions are plain files inside the wheel, which is always unpacked.
    return Path(str(next(iter(files(package).iterdir())))).parent
