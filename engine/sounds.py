"""How names sound, so that they can be searched by pinyin and by its initials."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_SURNAMES = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "任": "ren", "查": "zha", "朴": "piao",
    "盖": "ge", "区": "ou", "华": "hua", "纪": "ji", "缪": "miao", "宁": "ning", "覃": "qin",
    "冼": "xian", "燕": "yan", "尹": "yin", "应": "ying", "翟": "zhai", "祭": "zhai", "种": "chong",
    "员": "yun", "洗": "xian", "乐": "yue", "召": "shao", "秘": "bi", "黑": "he", "折": "she",
    "逄": "pang", "牟": "mu", "万俟": "moqi", "尉迟": "yuchi", "单于": "chanyu",
    "长孙": "zhangsun", "澹台": "tantai", "令狐": "linghu", "皇甫": "huangfu",
}  # fmt: skip
"""Readings as a surname where they are not the common ones."""
_TWO = ("yu chi", "mo qi", "chan yu", "zhang sun", "tan tai", "ling hu", "huang fu")
_PARTED = {reading.replace(" ", ""): reading.split() for reading in _TWO}
_HAN = re.compile(r"[\u3400-\u9fff]+")
_KEPT = 4096


@lru_cache(maxsize=_KEPT)
def sounds(text: str) -> str:
    """The pinyin of each Chinese word of a text, whole and as initials, after a space each.

    The first character of a word may be a surname and is then read as one.

    Example:
        >>> sounds("曾样例")
        ' zengyangli zyl'
        >>> sounds("SA-1")
        ''
    """
    return "".join(
        f" {''.join(read)} {''.join(one[0] for one in read)}" for read in _words(text) if read
    )


def sound_asked(text: str) -> str | None:
    """What to look for among sounds when somebody types letters; None for anything else.

    Example:
        >>> sound_asked("Zeng Yang"), sound_asked("曾"), sound_asked("HA-2026")
        (' zengyang', None, None)
    """
    letters = text.replace(" ", "").replace("'", "").lower().replace("ü", "v")
    return f" {letters}" if letters.isascii() and letters.isalpha() else None


def _words(text: str) -> Iterator[list[str]]:
    return (_reading(word) for word in _HAN.findall(text))


def _reading(word: str) -> list[str]:
    # Its tables take a moment to load; whoever stores no Chinese text does not wait for them.
    from pypinyin import Style, lazy_pinyin

    read = [str(one) for one in lazy_pinyin(word, style=Style.NORMAL)]
    for length in (2, 1):
        surname = _SURNAMES.get(word[:length])
        if surname is not None:
            return [*_PARTED.get(surname, [surname]), *read[length:]]
    return read
