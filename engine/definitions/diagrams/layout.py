"""Where the states stand and how the lines run between them.

Stages are columns. Within a column, states stand near those they are connected with. Lines run
like an underground railway: out of a box, along the gutter beside its column, through the space
above the row of the target, and along the last gutter into the target; never through a box.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.definitions.diagrams.drawing import Drawing

BOX_WIDTH, BOX_HEIGHT = 168, 36
ROW, GUTTER, TOP, MARGIN = 74, 96, 76, 28
_TRACK = 6
_ROUNDS = 6

Point = tuple[float, float]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Places in pixels.

    Attributes:
        boxes: Upper left corner of every state.
        routes: Corners of every line.
    """

    boxes: Mapping[str, Point]
    routes: Mapping[Pair, tuple[Point, ...]]
    columns: tuple[str, ...]
    width: float
    height: float


def layout_of(drawing: Drawing) -> Layout:
    """Place the states of a drawing and lead its lines."""
    columns = _ordered(drawing)
    boxes = {
        name: (MARGIN + column * (BOX_WIDTH + GUTTER), TOP + row * ROW)
        for column, names in enumerate(columns)
        for row, name in enumerate(names)
    }
    rows = max((len(names) for names in columns), default=1)
    return Layout(
        boxes=boxes,
        routes=_Lines(boxes).routes(drawing),
        columns=tuple(drawing.members),
        width=2 * MARGIN + len(columns) * BOX_WIDTH + (len(columns) - 1) * GUTTER + GUTTER / 2,
        height=TOP + rows * ROW + MARGIN,
    )


def _ordered(drawing: Drawing) -> list[list[str]]:
    """The states of each column, moved towards the middle of what they are connected with."""
    columns = [list(states) for states in drawing.members.values()]
    near: dict[str, list[str]] = {}
    for origin, target in drawing.drawn:
        near.setdefault(origin, []).append(target)
        near.setdefault(target, []).append(origin)
    for _ in range(_ROUNDS):
        rows = {name: row for names in columns for row, name in enumerate(names)}
        for names in columns:
            declared = {name: row for row, name in enumerate(names)}
            names.sort(
                key=lambda name: (
                    not drawing.spec.states[name].initial,
                    _middle(name, near, rows),
                    declared[name],
                )
            )
    return columns


def _middle(name: str, near: Mapping[str, list[str]], rows: Mapping[str, int]) -> float:
    others = near.get(name, [])
    return sum(rows[other] for other in others) / len(others) if others else float(rows[name])


class _Lines:
    """Gives every line a track of its own in the gutters and between the rows."""

    def __init__(self, boxes: Mapping[str, Point]) -> None:
        self._boxes = boxes
        self._used: dict[tuple[str, float], int] = {}

    def routes(self, drawing: Drawing) -> dict[Pair, tuple[Point, ...]]:
        """The corners of all lines; short ones take the inner tracks."""
        pairs = sorted(drawing.drawn, key=self._length)
        return {pair: self._route(pair) for pair in pairs}

    def _length(self, pair: Pair) -> float:
        (x1, y1), (x2, y2) = self._boxes[pair[0]], self._boxes[pair[1]]
        return abs(x1 - x2) + abs(y1 - y2)

    def _route(self, pair: Pair) -> tuple[Point, ...]:
        (x1, y1), (x2, y2) = self._boxes[pair[0]], self._boxes[pair[1]]
        step = BOX_WIDTH + GUTTER
        start_y, end_y = y1 + BOX_HEIGHT / 2, y2 + BOX_HEIGHT / 2
        if x1 == x2:
            gutter = self._gutter(x1 + BOX_WIDTH)
            right = x1 + BOX_WIDTH
            return ((right, start_y), (gutter, start_y), (gutter, end_y), (right, end_y))
        forward = x2 > x1
        leaving = self._gutter(x1 + BOX_WIDTH if forward else x1 - GUTTER)
        start: Point = (x1 + BOX_WIDTH if forward else x1, start_y)
        end: Point = (x2 if forward else x2 + BOX_WIDTH, end_y)
        if abs(x2 - x1) == step:
            return (start, (leaving, start_y), (leaving, end_y), end)
        arriving = self._gutter(x2 - GUTTER if forward else x2 + BOX_WIDTH)
        track = self._track(y2)
        middle = ((leaving, start_y), (leaving, track), (arriving, track), (arriving, end_y))
        return (start, *middle, end)

    def _gutter(self, left: float) -> float:
        return left + 16 + self._next("gutter", left) * _TRACK % (GUTTER - 30)

    def _track(self, row: float) -> float:
        return row - 6 - self._next("row", row) * 4 % (ROW - BOX_HEIGHT - 22)

    def _next(self, kind: str, place: float) -> int:
        self._used[kind, place] = self._used.get((kind, place), -1) + 1
        return self._used[kind, place]
