"""Combinations of conditions as FEEL, both ways: all of them, any of them, at least so many."""

from __future__ import annotations

from itertools import combinations
from math import comb

from rules.dmn.errors import DmnCode, DmnError
from rules.policy.in_dmn.declarations import Spec, mapping
from rules.source import Plain

MOST_NAMES = 4_000
"""Names in one expression; every choice of enough conditions is written out."""


def combined(form: str, names: list[str], least: int = 0) -> str:
    """Return a combination as FEEL.

    Written out, it is true or false whenever the conditions known so far decide it.

    Raises:
        DmnError: So many of so many would be too long.

    Example:
        >>> combined("at_least", ["a", "b", "c"], 2)
        '(a and b) or (a and c) or (b and c)'
    """
    if form != "at_least":
        return (" and " if form == "all" else " or ").join(names)
    if comb(len(names), least) * least > MOST_NAMES:
        raise DmnError(DmnCode.TOO_LARGE, limit=MOST_NAMES)
    return " or ".join(f"({' and '.join(some)})" for some in combinations(names, least))


def combination_text(spec: Spec) -> tuple[str, str] | None:
    """Return form and text of a decision that combines conditions; None for any other."""
    for form in ("all", "any"):
        if isinstance(spec.get(form), list):
            return form, combined(form, _names(spec[form]))
    at_least = mapping(spec.get("at_least"))
    if not at_least:
        return None
    count = at_least["count"]
    least = count if isinstance(count, int) else 0
    return "at_least", combined("at_least", _names(at_least["of"]), least)


def _names(value: Plain) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []


def combination_of(form: str, text: str) -> Spec:
    """Return the decision that an expression is: a combination if it still has that form.

    Example:
        >>> combination_of("all", "poor and joined"), combination_of("all", "not(poor)")
        ({'all': ['poor', 'joined']}, {'expression': 'not(poor)'})
    """
    plain = " ".join(text.split())
    terms = [term.strip("()").split(" and ") for term in plain.split(" or ")]
    if form == "all":
        names = terms[0]
    elif form == "any":
        names = [name for term in terms for name in term]
    else:
        names = list(dict.fromkeys(name for term in terms for name in term))
    least = len(terms[0])
    known = all(name.replace("_", "a").isalnum() for name in names)
    if not known or _beyond(names, least) or combined(form, names, least) != plain:
        return {"expression": text}
    if form == "at_least":
        return {"at_least": {"count": least, "of": list(names)}}
    return {form: list(names)}


def _beyond(names: list[str], least: int) -> bool:
    return comb(len(names), least) * least > MOST_NAMES
