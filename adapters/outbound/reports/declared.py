"""Reports as they are declared: an office's own, or those that come with the program."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from engine.figures import Report
from rules.source import Node, plain


def report_file(name: str, own: Path | None) -> tuple[str, str]:
    """The text of a report and where it stands; an office's own goes before ours."""
    if own is not None and (own / f"{name}.yaml").is_file():
        return (own / f"{name}.yaml").read_text("utf-8"), str(own / f"{name}.yaml")
    ours = files("adapters.outbound.reports") / f"{name}.yaml"
    return ours.read_text("utf-8"), str(ours)


def read_report(tree: Node) -> Report:
    """A report from its document.

    Raises:
        ValidationError: It is none.
    """
    return Report.model_validate(plain(tree))
