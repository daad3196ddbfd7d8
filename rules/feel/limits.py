"""Bounds on what a FEEL text may ask for; every bound names itself when it is exceeded."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on one expression and on one evaluation of it.

    Attributes:
        source_length: Characters of the text.
        nesting: Brackets and keywords inside one another.
        depth: Levels of the syntax tree, chains of operators included.
        nodes: Nodes of the syntax tree.
        iterations: Loop steps, list items visited and function calls of one evaluation.
        call_depth: Functions inside functions at run time.
        result_size: Items of one list, or characters of one string, that an evaluation may build.
        pattern_steps: Steps of one regular expression match.
    """

    source_length: int = 20_000
    nesting: int = 60
    depth: int = 200
    nodes: int = 10_000
    iterations: int = 1_000_000
    call_depth: int = 60
    result_size: int = 1_000_000
    pattern_steps: int = 1_000_000


DEFAULT_LIMITS = Limits()
