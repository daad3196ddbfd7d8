"""The diagram as an SVG image that needs no program to draw it and no colours to be read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import escape

from engine.definitions.diagrams.drawing import Drawing
from engine.definitions.diagrams.layout import (
    BOX_HEIGHT,
    BOX_WIDTH,
    Layout,
    Pair,
    Point,
    layout_of,
)

_LIGHT = {
    "paper": "#fff",
    "lane": "#f4f6f9",
    "ink": "#1f2933",
    "soft": "#52606d",
    "line": "#8794a3",
    "box": "#fff",
    "seen": "#e3eefa",
    "seen-line": "#2f6fb3",
    "here": "#fff0c2",
    "here-line": "#a84b0a",
    "end": "#e9edf1",
}
_DARK = {
    "paper": "#11161c",
    "lane": "#1a212a",
    "ink": "#e6ebf0",
    "soft": "#9fb0c0",
    "line": "#708090",
    "box": "#222c37",
    "seen": "#1b3a5c",
    "seen-line": "#77b0ea",
    "here": "#5a3a08",
    "here-line": "#f3b562",
    "end": "#2b3541",
}
_RULES = """
text{font:13px system-ui,'Noto Sans CJK SC','Microsoft YaHei',sans-serif;fill:@ink}
.paper{fill:@paper}.lane{fill:@lane}
.stage{font-weight:600;fill:@soft}
.box{fill:@box;stroke:@line;stroke-width:1.2}
.final .box{fill:@end;stroke-width:2.5}
.seen .box{fill:@seen;stroke:@seen-line;stroke-width:2}
.here .box{fill:@here;stroke:@here-line;stroke-width:3}
.here text{font-weight:600}
.door{font-size:10.5px;font-weight:400;fill:@soft}
.move{fill:none;stroke:@line;stroke-width:1.2}
.walked{stroke:@seen-line;stroke-width:2.2}
.open{stroke:@here-line;stroke-width:1.8}
.move:hover{stroke-width:4}
.start{fill:@ink}
.tip{fill:@line}.tip-walked{fill:@seen-line}.tip-open{fill:@here-line}
"""


def _style() -> str:
    """Every colour twice: plain for programs that know no variables, then as a variable."""
    rules = re.sub(
        r"(\w+):@([a-z-]+)",
        lambda use: f"{use[1]}:{_LIGHT[use[2]]};{use[1]}:var(--{use[2]})",
        _RULES,
    )
    light, dark = (
        "".join(f"--{name}:{colour};" for name, colour in colours.items())
        for colours in (_LIGHT, _DARK)
    )
    return f"svg{{{light}}}@media (prefers-color-scheme:dark){{svg{{{dark}}}}}{rules}"


_RADIUS = 7.0


def svg(drawing: Drawing) -> str:
    """Return the image; titles and a description say in words what the lines show."""
    return "\n".join(_parts(drawing, layout_of(drawing))) + "\n"


def _parts(drawing: Drawing, layout: Layout) -> Iterator[str]:
    width, height = round(layout.width), round(layout.height)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-labelledby="title desc">'
    )
    yield f'<title id="title">{escape(drawing.title)}</title>'
    yield f'<desc id="desc">{escape(_described(drawing))}</desc>'
    yield f"<style>{_style()}</style>"
    yield "<defs>"
    for name in ("tip", "tip-walked", "tip-open"):
        yield (
            f'<marker id="{name}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" '
            'markerHeight="7" markerUnits="userSpaceOnUse" orient="auto">'
            f'<path class="{name}" d="M0 0.6L8 4L0 7.4z"/></marker>'
        )
    yield "</defs>"
    yield f'<rect class="paper" width="{width}" height="{height}"/>'
    yield from _lanes(drawing, layout)
    yield from _lines(drawing, layout)
    for name, place in layout.boxes.items():
        yield from _box(drawing, name, place)
    yield "</svg>"


def _described(drawing: Drawing) -> str:
    """Every move in words, for those who cannot see the lines."""
    states = (
        f"{drawing.text('states', origin)} → {drawing.text('states', target)}: "
        f"{drawing.actions(actions)}"
        for (origin, target), actions in drawing.moves.items()
    )
    return "; ".join(states)


def _lanes(drawing: Drawing, layout: Layout) -> Iterator[str]:
    for stage in layout.columns:
        x = layout.boxes[drawing.members[stage][0]][0] - 14
        wide, high = BOX_WIDTH + 28, layout.height - 20
        yield f'<rect class="lane" x="{x:g}" y="10" width="{wide}" height="{high:g}" rx="10"/>'
        yield (
            f'<text class="stage" x="{x + wide / 2:g}" y="38" text-anchor="middle">'
            f"{escape(drawing.text('stages', stage))}</text>"
        )


def _lines(drawing: Drawing, layout: Layout) -> Iterator[str]:
    walked = set(zip(drawing.visited, drawing.visited[1:], strict=False))
    for pair, route in sorted(layout.routes.items(), key=lambda item: item[0] in walked):
        kind = _kind(drawing, pair, walked)
        names = " ".join(filter(None, ("move", kind)))
        tip = f"tip-{kind}" if kind else "tip"
        title = escape(drawing.actions(drawing.drawn[pair]))
        yield (
            f'<path class="{names}" d="{_rounded(route)}" marker-end="url(#{tip})">'
            f"<title>{title}</title></path>"
        )


def _kind(drawing: Drawing, pair: Pair, walked: set[Pair]) -> str:
    if pair[0] == drawing.here:
        return "open"
    return "walked" if pair in walked else ""


def _rounded(route: tuple[Point, ...]) -> str:
    """A line through the corners, each rounded off."""
    path = [f"M{route[0][0]:g} {route[0][1]:g}"]
    for before, corner, after in zip(route, route[1:], route[2:], strict=False):
        enter, leave = _towards(corner, before), _towards(corner, after)
        path.append(f"L{enter[0]:g} {enter[1]:g}Q{corner[0]:g} {corner[1]:g}")
        path.append(f"{leave[0]:g} {leave[1]:g}")
    return " ".join((*path, f"L{route[-1][0]:g} {route[-1][1]:g}"))


def _towards(corner: Point, other: Point) -> Point:
    """The point where the rounding of a corner begins, never beyond the middle of the side."""
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = abs(dx) + abs(dy)
    part = min(_RADIUS, length / 2) / length if length else 0.0
    return (corner[0] + dx * part, corner[1] + dy * part)


def _box(drawing: Drawing, name: str, place: Point) -> Iterator[str]:
    x, y = place
    state = drawing.spec.states[name]
    names = {
        "final": state.final,
        "seen": name in drawing.visited and name != drawing.here,
        "here": name == drawing.here,
    }
    kind = " ".join(("state", *(key for key, holds in names.items() if holds)))
    text = drawing.text("states", name)
    yield f'<g class="{kind}"><title>{escape(text)} ({escape(name)})</title>'
    if state.initial:
        yield f'<circle class="start" cx="{x - 6:g}" cy="{y + BOX_HEIGHT / 2:g}" r="5"/>'
    size = f'width="{BOX_WIDTH}" height="{BOX_HEIGHT}"'
    yield f'<rect class="box" x="{x:g}" y="{y:g}" {size} rx="8"/>'
    middle, label = x + BOX_WIDTH / 2, escape(_fitted(text, 22))
    yield f'<text x="{middle:g}" y="{y + 23:g}" text-anchor="middle">{label}</text>'
    if name in drawing.doors:
        doors = f"⇠ {drawing.actions(drawing.doors[name])}"
        yield (
            f'<text class="door" x="{middle:g}" y="{y + BOX_HEIGHT + 13:g}" text-anchor="middle">'
            f"{escape(_fitted(doors, 28))}<title>{escape(doors)}</title></text>"
        )
    yield "</g>"


def _fitted(text: str, columns: int) -> str:
    """At most so many columns; a Chinese character takes two."""
    taken = ""
    for character in text:
        columns -= 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if columns < 0:
            return f"{taken[:-1]}…"
        taken += character
    return taken
