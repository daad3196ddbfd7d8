"""Parts that all screens are made of: tables, headings, days and moments."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text


def heading(console: Console, text: str) -> None:
    """A heading with a blank line above it."""
    console.print()
    console.print(Text(text, style="bold"))


def table(*names: str, whole: Collection[str] = ()) -> Table:
    """A plain table: no frame; columns named in `whole` are never broken or cut."""
    made = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1), header_style="dim"
    )
    for name in names:
        made.add_column(name, overflow="fold", no_wrap=name in whole)
    return made


def grid() -> Table:
    """Names and values beside each other."""
    made = Table.grid(padding=(0, 2))
    made.add_column(style="dim", no_wrap=True)
    made.add_column(overflow="fold")
    return made


def print_table(console: Console, made: Table, rows: Iterable[tuple[str | Text, ...]]) -> None:
    """Fill a table and print it."""
    for row in rows:
        made.add_row(*row)
    console.print(made)


def indented(console: Console, text: str, style: str = "") -> None:
    """One line under a heading."""
    console.print(Text(f"  {text}", style=style))
