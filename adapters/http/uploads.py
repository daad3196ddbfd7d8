"""Names of files as they come with requests."""

from __future__ import annotations

from unicodedata import category

_LONGEST_NAME = 120


def plain_name(name: str) -> str:
    r"""The last part of a file's name without what could mislead: no folders, no signs unseen.

    Example:
        >>> plain_name("C:\\files\\..\\收入证明\u202efdp.exe")
        '收入证明fdp.exe'
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(letter for letter in last if category(letter)[0] != "C").strip(". ")
    return seen[-_LONGEST_NAME:] or "-"
