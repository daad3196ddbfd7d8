"""Regions by their administrative division code, which carries its own tree.

GB/T 2260 gives a province two digits, a city four and a county or district six; GB/T 10114 adds
three for a street or town. The country is `CN`. So a region needs no register to have a parent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

COUNTRY = "CN"
"""The region above all others; what holds there holds everywhere unless a lower one says else."""

_CODE = re.compile(r"[1-9][0-9](?:[0-9]{2}(?:[0-9]{2}(?:[0-9]{3})?)?)?")


def region_code(text: str) -> str | None:
    """Return the code in its short form, or None when it is no division code.

    Six-digit codes of provinces and cities are the same regions as their short forms.

    Example:
        >>> region_code("330200"), region_code("330281"), region_code("CN")
        ('3302', '330281', 'CN')
        >>> region_code("Ningbo") is None
        True
    """
    if text == COUNTRY:
        return COUNTRY
    if not _CODE.fullmatch(text):
        return None
    while len(text) > 2 and text.endswith("0" * _step(text)):
        text = text[: -_step(text)]
    return text


def lineage(region: str) -> Iterator[str]:
    """Yield the region and everything above it, nearest first.

    Args:
        region: A code in its short form.

    Example:
        >>> list(lineage("330281"))
        ['330281', '3302', '33', 'CN']
    """
    while region != COUNTRY:
        yield region
        region = region[: -_step(region)] or COUNTRY
    yield COUNTRY


def _step(code: str) -> int:
    return 3 if len(code) == 9 else 2
