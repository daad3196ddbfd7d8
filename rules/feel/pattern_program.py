"""The program that a regular expression becomes, and how its tree is turned into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rules.feel.errors import EvaluationFault, FeelCode
from rules.feel.pattern_classes import Predicate

Op: TypeAlias = Literal["char", "split", "jump", "save", "start", "end", "back", "match"]
PatternTree: TypeAlias = tuple[object, ...]
"""A kind, the name of a method of `Assembler`, and its arguments."""

_MOST_INSTRUCTIONS = 20_000


@dataclass(frozen=True, slots=True)
class Instruction:
    """One step of a program; `first` and `second` are targets, or the number of a group."""

    op: Op
    test: Predicate | None = None
    first: int = 0
    second: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern ready to run.

    Attributes:
        program: The instructions; the last is the match.
        groups: How many groups there are.
        references: Whether some part refers back to a group.
        ignore_case: Flag `i`.
        multiline: Flag `m`.
        literal: Flag `q`, for replacements.
    """

    program: tuple[Instruction, ...]
    groups: int
    references: bool
    ignore_case: bool
    multiline: bool
    literal: bool


def invalid(reason: str) -> EvaluationFault:
    """Return the fault that a pattern is not one."""
    return EvaluationFault(FeelCode.INVALID_PATTERN, reason=reason)


class Assembler:
    """Turns a tree into a program."""

    def __init__(self) -> None:
        self.program: list[Instruction] = []

    def add(self, instruction: Instruction) -> int:
        """Append an instruction and return its place.

        Raises:
            EvaluationFault: The program grows too long.
        """
        if len(self.program) >= _MOST_INSTRUCTIONS:
            raise invalid(reason="pattern too large")
        self.program.append(instruction)
        return len(self.program) - 1

    def emit(self, tree: PatternTree) -> None:
        """Append the instructions of a tree."""
        _EMITTERS[str(tree[0])](self, *tree[1:])

    def row(self, pieces: tuple[PatternTree, ...]) -> None:
        """Append one piece after another."""
        for piece in pieces:
            self.emit(piece)

    def either(self, branches: tuple[PatternTree, ...]) -> None:
        """Append branches that are tried in order."""
        ends: list[int] = []
        for branch in branches[:-1]:
            split = self.add(Instruction("split"))
            self.emit(branch)
            ends.append(self.add(Instruction("jump")))
            self.program[split] = Instruction("split", None, split + 1, len(self.program))
        self.emit(branches[-1])
        for end in ends:
            self.program[end] = Instruction("jump", None, len(self.program))

    def repeat(self, atom: PatternTree, least: int, most: int | None, lazy: bool) -> None:
        """Append repetitions."""
        for _ in range(least):
            self.emit(atom)
        if most is None:
            self._loop(atom, lazy=lazy)
            return
        splits: list[int] = []
        for _ in range(most - least):
            splits.append(self.add(Instruction("split")))
            self.emit(atom)
        for split in splits:
            self.program[split] = self._split(split + 1, len(self.program), lazy=lazy)

    def _loop(self, atom: PatternTree, *, lazy: bool) -> None:
        split = self.add(Instruction("split"))
        self.emit(atom)
        self.add(Instruction("jump", None, split))
        self.program[split] = self._split(split + 1, len(self.program), lazy=lazy)

    @staticmethod
    def _split(inside: int, outside: int, *, lazy: bool) -> Instruction:
        first, second = (outside, inside) if lazy else (inside, outside)
        return Instruction("split", None, first, second)

    def group(self, number: int, inner: PatternTree) -> None:
        """Append a group whose stretch is remembered."""
        self.add(Instruction("save", None, 2 * number))
        self.emit(inner)
        self.add(Instruction("save", None, 2 * number + 1))

    def char(self, test: Predicate) -> None:
        """Append a test of one character."""
        self.add(Instruction("char", test))

    def start(self) -> None:
        """Append the anchor of the start."""
        self.add(Instruction("start"))

    def end(self) -> None:
        """Append the anchor of the end."""
        self.add(Instruction("end"))

    def back(self, number: int) -> None:
        """Append a reference back to a group."""
        self.add(Instruction("back", None, number))


_EMITTERS: dict[str, Callable[..., None]] = {
    "row": Assembler.row,
    "either": Assembler.either,
    "repeat": Assembler.repeat,
    "group": Assembler.group,
    "char": Assembler.char,
    "start": Assembler.start,
    "end": Assembler.end,
    "back": Assembler.back,
}
