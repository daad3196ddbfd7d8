"""Runs regular expressions with a bound on the number of steps.

Every pair of instruction and position is tried at most once, so the time grows with the length
of the pattern times that of the text; only patterns that refer back to groups need the bound.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rules.feel.errors import LimitExceededError
from rules.feel.evaluation import Evaluation
from rules.feel.pattern_classes import exactly, variants
from rules.feel.pattern_program import Assembler, Instruction, Pattern, invalid
from rules.feel.pattern_syntax import PatternParser

_STEPS_IN_A_LOOP_STEP = 16
_FLAGS = frozenset("smixq")


def compile_pattern(text: str, flags: str) -> Pattern:
    """Return a pattern ready to run.

    Args:
        text: The pattern in XPath's dialect.
        flags: Any of `s`, `m`, `i`, `x`, `q`.

    Raises:
        EvaluationFault: The text is no pattern, or a flag is unknown.
    """
    if set(flags) - _FLAGS:
        raise invalid(reason=f"flags {flags[:10]}")
    assembler = Assembler()
    if "q" in flags:
        for char in text:
            assembler.char(exactly(char, ignore_case="i" in flags))
        groups, references = 0, False
    else:
        parser = PatternParser(
            text, dot_all="s" in flags, ignore_case="i" in flags, spaced="x" in flags
        )
        assembler.emit(parser.whole())
        groups, references = parser.groups, parser.references
    assembler.add(Instruction("match"))
    return Pattern(
        tuple(assembler.program), groups, references, "i" in flags, "m" in flags, "q" in flags
    )


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern was found: start and end of the whole and of each group, -1 for none."""

    marks: tuple[int, ...]

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.marks[0]

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return self.marks[1]

    def group(self, number: int, text: str) -> str:
        """Return what a group matched, or an empty string."""
        start, end = self.marks[2 * number : 2 * number + 2]
        return "" if start < 0 or end < 0 else text[start:end]


def find(pattern: Pattern, text: str, run: Evaluation, start: int = 0) -> Match | None:
    """Return the first match at or after `start`.

    Raises:
        LimitExceededError: The search takes too many steps.
    """
    machine = _Machine(pattern, text, run)
    for position in range(start, len(text) + 1):
        marks = machine.match_at(position)
        if marks is not None:
            return Match(marks)
    return None


def find_all(pattern: Pattern, text: str, run: Evaluation) -> Iterator[Match]:
    """Yield the matches from left to right that do not overlap."""
    position = 0
    machine = _Machine(pattern, text, run)
    while position <= len(text):
        marks = machine.match_at(position)
        if marks is None or marks[1] == position:
            position += 1
        else:
            position = marks[1]
            machine.forget()
        if marks is not None:
            yield Match(marks)


class _Machine:
    def __init__(self, pattern: Pattern, text: str, run: Evaluation) -> None:
        self._pattern = pattern
        self._text = text
        self._run = run
        self._limit = run.limits.pattern_steps
        self._left = self._limit
        # What failed once at a place fails again there, whatever came before it.
        self._seen: set[tuple[int, int]] = set()

    def forget(self) -> None:
        """Begin a new search: what led to a match may be used again."""
        self._seen.clear()

    def match_at(self, position: int) -> tuple[int, ...] | None:
        """Return the marks of the preferred match that begins at the position."""
        program = self._pattern.program
        marks = [-1] * (2 * self._pattern.groups + 2)
        stack: list[tuple[int, int, list[int]]] = [(0, position, marks)]
        while stack:
            place, at, marks = stack.pop()
            if self._tried(place, at):
                continue
            instruction = program[place]
            if instruction.op == "match":
                return (position, at, *marks[2:])
            self._step(instruction, place, at, marks, stack)
        return None

    def _tried(self, place: int, at: int) -> bool:
        self._left -= 1
        if self._left < 0:
            raise LimitExceededError(bound="pattern_steps", limit=self._limit)
        if self._left % _STEPS_IN_A_LOOP_STEP == 0:
            self._run.spend()
        if self._pattern.references:
            return False
        if (place, at) in self._seen:
            return True
        self._seen.add((place, at))
        return False

    def _step(
        self,
        instruction: Instruction,
        place: int,
        at: int,
        marks: list[int],
        stack: list[tuple[int, int, list[int]]],
    ) -> None:
        op = instruction.op
        if op == "split":
            stack.append((instruction.second, at, marks))
            stack.append((instruction.first, at, marks))
        elif op == "jump":
            stack.append((instruction.first, at, marks))
        elif op == "save":
            saved = marks.copy()
            saved[instruction.first] = at
            stack.append((place + 1, at, saved))
        else:
            end = self._passed(instruction, at, marks)
            if end is not None:
                stack.append((place + 1, end, marks))

    def _passed(self, instruction: Instruction, at: int, marks: list[int]) -> int | None:
        text = self._text
        if instruction.test is not None:
            return at + 1 if at < len(text) and instruction.test(text[at]) else None
        if instruction.op == "start":
            return at if self._at_start(at) else None
        if instruction.op == "end":
            return at if self._at_end(at) else None
        return self._back(instruction.first, at, marks)

    def _at_start(self, at: int) -> bool:
        return at == 0 or (self._pattern.multiline and self._text[at - 1] == "\n")

    def _at_end(self, at: int) -> bool:
        return at == len(self._text) or (self._pattern.multiline and self._text[at] == "\n")

    def _back(self, number: int, at: int, marks: list[int]) -> int | None:
        start, end = marks[2 * number : 2 * number + 2]
        wanted = "" if start < 0 or end < 0 else self._text[start:end]
        given = self._text[at : at + len(wanted)]
        if given == wanted:
            return at + len(wanted)
        same = self._pattern.ignore_case and len(given) == len(wanted)
        folded = same and all(variants(a) & variants(b) for a, b in zip(given, wanted, strict=True))
        return at + len(wanted) if folded else None


def replace(pattern: Pattern, text: str, replacement: str, run: Evaluation) -> str:
    """Return the text with every match replaced; `$1` stands for what a group matched.

    Raises:
        EvaluationFault: The pattern matches nothing at all, or the replacement is not valid.
        LimitExceededError: The search takes too many steps, or the result is too long.
    """
    parts = [replacement] if pattern.literal else _template(replacement, pattern.groups)
    if find(pattern, "", run) is not None:
        raise invalid(reason="matches the empty string")
    pieces: list[str] = []
    done = size = 0
    for match in find_all(pattern, text, run):
        pieces.append(text[done : match.start])
        pieces += [part if isinstance(part, str) else _group(match, part, text) for part in parts]
        done = match.end
        size = run.sized(size + sum(map(len, pieces[-len(parts) - 1 :])))
    return "".join(pieces) + text[done:]


def _group(match: Match, number: int, text: str) -> str:
    return text[match.start : match.end] if number == 0 else match.group(number, text)


def _template(replacement: str, groups: int) -> list[str | int]:
    parts: list[str | int] = [""]
    at = 0
    while at < len(replacement):
        char = replacement[at]
        if char == "\\":
            parts.append(_escaped(replacement, at))
            at += 2
        elif char == "$":
            number, at = _group_number(replacement, at + 1, groups)
            parts.append(number)
        else:
            parts.append(char)
            at += 1
    return parts


def _escaped(replacement: str, at: int) -> str:
    char = replacement[at + 1 : at + 2]
    if char not in ("\\", "$"):
        raise invalid(reason="replacement")
    return char


def _group_number(replacement: str, at: int, groups: int) -> tuple[int | str, int]:
    if not replacement[at : at + 1].isdigit():
        raise invalid(reason="replacement")
    number = int(replacement[at])
    at += 1
    while replacement[at : at + 1].isdigit() and number * 10 + int(replacement[at]) <= groups:
        number = number * 10 + int(replacement[at])
        at += 1
    return (number if number <= groups else ""), at


def split(pattern: Pattern, text: str, run: Evaluation) -> tuple[str, ...]:
    """Return the pieces of the text between the matches.

    Raises:
        EvaluationFault: The pattern matches nothing at all.
        LimitExceededError: The search takes too many steps.
    """
    if find(pattern, "", run) is not None:
        raise invalid(reason="matches the empty string")
    pieces: list[str] = []
    done = 0
    for match in find_all(pattern, text, run):
        pieces.append(text[done : match.start])
        done = match.end
    return (*pieces, text[done:])
