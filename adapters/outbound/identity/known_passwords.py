"""Whether a password is one of those that attackers try first.

The list holds the roots of everyday and often stolen passwords. What people do to make one longer
is undone before looking: capitals, signs for letters, digits and signs at either end, doubling.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_SIGNS = str.maketrans("@$0135!7", "asoiesit")
_AROUND = "0123456789!@#$%^&*()-_=+.,?~ "


def is_known(password: str) -> bool:
    """Whether nothing but a known root is left of it.

    Example:
        >>> is_known("P@ssw0rd2026!!"), is_known("woaini5201314"), is_known("quiet boats at noon")
        (True, True, False)
    """
    return any(_is_root(form) for form in _forms(password.lower()))


def _forms(lowered: str) -> set[str]:
    bare = lowered.strip(_AROUND)
    read = lowered.translate(_SIGNS)
    plain = {lowered, bare, read, bare.translate(_SIGNS), read.strip(_AROUND)}
    return plain | {"".join(c for c in form if c.isalnum()) for form in plain}


def _is_root(form: str) -> bool:
    half = form[: len(form) // 2]
    return form in roots() or (bool(half) and form == half * 2 and half in roots())


@cache
def roots() -> frozenset[str]:
    """The list."""
    file = files("adapters.outbound.identity") / "known_passwords.txt"
    lines = file.read_text("utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
