"""Pictures of a workflow: mermaid for documents, SVG for everything that shows images.

The drawing is ours because it needs no layout program: stages are columns, in their order, and the
states of a stage stand one below the other.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from adapters.i18n.kinds import KindTexts
from engine.definitions.graph import graph_of
from engine.definitions.language import Workflow

_COLUMN, _ROW, _WIDTH, _HEIGHT, _TOP = 250, 58, 176, 34, 64
_STYLE = """
text{font:13px system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif;fill:#1f2933}
.stage{font-weight:600;fill:#52606d}
.lane{fill:#f5f7fa}
.state{fill:#fff;stroke:#9aa5b1}
.final{stroke-width:3}
.seen{fill:#e6f0fa;stroke:#5b8cbf}
.here{fill:#fff3c4;stroke:#cb6e17;stroke-width:3}
.move{fill:none;stroke:#9aa5b1}
.back{stroke-dasharray:5 4}
.open{stroke:#cb6e17;stroke-width:2}
.label{font-size:11px;fill:#8d4d10}
"""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What is drawn.

    Attributes:
        here: The present state of a case; None draws the declaration alone.
        visited: The states that the case has been in.
    """

    spec: Workflow
    words: KindTexts
    here: str | None = None
    visited: frozenset[str] = field(default_factory=frozenset)

    def moves(self) -> dict[tuple[str, str], list[str]]:
        """The actions between each two states; what stays in its state is left out."""
        found: dict[tuple[str, str], list[str]] = {}
        for move in graph_of(self.spec).moves:
            if move.origin != move.target:
                names = found.setdefault((move.origin, move.target), [])
                names.append(self.words.word("actions", move.action))
        return found


def mermaid(picture: Picture) -> str:
    """The diagram as a mermaid state diagram."""
    return "\n".join(_mermaid(picture)) + "\n"


def _mermaid(picture: Picture) -> Iterator[str]:
    spec, words = picture.spec, picture.words
    yield "stateDiagram-v2"
    for stage in spec.stages:
        states = [name for name, state in spec.states.items() if state.stage == stage]
        if states:
            yield f'    state "{_plain(words.word("stages", stage))}" as stage_{stage} {{'
            yield from (
                f'        state "{_plain(words.word("states", name))}" as {name}' for name in states
            )
            yield "    }"
    yield from (f"    [*] --> {name}" for name, state in spec.states.items() if state.initial)
    for (origin, to), actions in picture.moves().items():
        yield f"    {origin} --> {to}: {_plain(' / '.join(actions))}"
    yield from (f"    {name} --> [*]" for name, state in spec.states.items() if state.final)
    if picture.here is not None:
        yield "    classDef here fill:#fff3c4,stroke:#cb6e17,stroke-width:3px"
        yield f"    class {picture.here} here"


def _plain(text: str) -> str:
    """Without what mermaid reads as its own signs."""
    return text.replace('"', "'").replace(":", "：").replace(";", "；")


def svg(picture: Picture) -> str:
    """The diagram as an SVG image."""
    places = _places(picture.spec)
    columns = [stage for stage in picture.spec.stages if _members(picture.spec, stage)]
    width = len(columns) * _COLUMN + 20
    height = _TOP + max(len(_members(picture.spec, stage)) for stage in columns) * _ROW + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img">',
        f"<title>{escape(picture.words.name or picture.spec.workflow)}</title>",
        f"<style>{_STYLE}</style>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#7b8794"/></marker></defs>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        *_lanes(picture, columns, height),
        *_arrows(picture, places),
        *(_box(picture, name, x, y) for name, (x, y) in places.items()),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _members(spec: Workflow, stage: str) -> list[str]:
    return [name for name, state in spec.states.items() if state.stage == stage]


def _places(spec: Workflow) -> dict[str, tuple[int, int]]:
    """The upper left corner of every state."""
    places: dict[str, tuple[int, int]] = {}
    columns = (members for stage in spec.stages if (members := _members(spec, stage)))
    for column, members in enumerate(columns):
        for row, name in enumerate(members):
            places[name] = (20 + column * _COLUMN, _TOP + row * _ROW)
    return places


def _lanes(picture: Picture, columns: list[str], height: int) -> Iterator[str]:
    for number, stage in enumerate(columns):
        x = 10 + number * _COLUMN
        wide, middle = _WIDTH + 20, x + (_WIDTH + 20) / 2
        yield f'<rect class="lane" x="{x}" y="8" width="{wide}" height="{height - 16}" rx="8"/>'
        name = escape(picture.words.word("stages", stage))
        yield f'<text class="stage" x="{middle}" y="36" text-anchor="middle">{name}</text>'


def _arrows(picture: Picture, places: dict[str, tuple[int, int]]) -> Iterator[str]:
    for (origin, to), actions in picture.moves().items():
        start, end = places[origin], places[to]
        back = end[0] < start[0] or (end[0] == start[0] and end[1] < start[1])
        names = ["move", *(["back"] if back else []), *(["open"] if origin == picture.here else [])]
        title = escape(" / ".join(actions))
        yield (
            f'<path class="{" ".join(names)}" d="{_curve(start, end)}" marker-end="url(#tip)">'
            f"<title>{title}</title></path>"
        )
        if origin == picture.here:
            x, y = (start[0] + end[0] + _WIDTH) / 2, (start[1] + end[1] + _HEIGHT) / 2
            yield f'<text class="label" x="{x}" y="{y}" text-anchor="middle">{title}</text>'


def _curve(start: tuple[int, int], end: tuple[int, int]) -> str:
    """From the side of one box to the side of the other, leaving and arriving level."""
    (x1, y1), (x2, y2) = start, end
    y1, y2 = y1 + _HEIGHT // 2, y2 + _HEIGHT // 2
    if x2 > x1:
        x1 += _WIDTH
        return f"M{x1} {y1}C{x1 + 50} {y1} {x2 - 50} {y2} {x2} {y2}"
    if x2 == x1:
        x = x1 + _WIDTH
        out = x + 18 + abs(y2 - y1) // 12
        return f"M{x} {y1}C{out} {y1} {out} {y2} {x} {y2}"
    x2 += _WIDTH
    return f"M{x1} {y1}C{x1 - 50} {y1} {x2 + 50} {y2} {x2} {y2}"


def _box(picture: Picture, name: str, x: int, y: int) -> str:
    names = ["state"]
    if picture.spec.states[name].final:
        names.append("final")
    if name in picture.visited:
        names.append("seen")
    if name == picture.here:
        names.append("here")
    text = escape(_shortened(picture.words.word("states", name)))
    full = escape(picture.words.word("states", name))
    return (
        f'<g><rect class="{" ".join(names)}" x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" '
        f'rx="6"/><text x="{x + _WIDTH / 2}" y="{y + 22}" text-anchor="middle">{text}</text>'
        f"<title>{full} ({escape(name)})</title></g>"
    )


def _shortened(text: str, columns: int = 24) -> str:
    """At most so many columns; a Chinese character takes two."""
    taken = ""
    for character in text:
        wide = unicodedata.east_asian_width(character) in "WF"
        columns -= 2 if wide else 1
        if columns < 0:
            return f"{taken[:-1]}…"
        taken += character
    return taken
