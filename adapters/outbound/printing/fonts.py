"""Which of this machine's fonts a paper is set in."""

from __future__ import annotations

from collections.abc import Collection, Mapping

FACES: Mapping[str, tuple[str, ...]] = {
    "body": (
        "FangSong_GB2312",
        "FangSong",
        "STFangsong",
        "FZFangSong-Z02",
        "Noto Serif CJK SC",
        "Noto Serif SC",
        "Source Han Serif SC",
        "Songti SC",
        "SimSun",
        "NSimSun",
        "STSong",
        "Noto Sans CJK SC",
        "Noto Sans SC",
        "Source Han Sans SC",
        "WenQuanYi Zen Hei",
        "WenQuanYi Micro Hei",
    ),
    "head": (
        "FZXiaoBiaoSong-B05S",
        "FZXiaoBiaoSong-B05",
        "STZhongsong",
        "Noto Serif CJK SC",
        "Noto Serif SC",
        "Source Han Serif SC",
        "SimHei",
        "Noto Sans CJK SC",
        "Noto Sans SC",
        "Source Han Sans SC",
        "Songti SC",
        "SimSun",
        "WenQuanYi Zen Hei",
        "WenQuanYi Micro Hei",
    ),
}
"""Families for simplified Chinese, the best first: those that GB/T 9704-2012 names (仿宋 for the
text, 小标宋 for titles), then free ones, then any that has the signs."""

WANTED = "fonts-noto-cjk"
"""The Debian package to be told of."""


def chosen(installed: Collection[str]) -> dict[str, list[str]]:
    """The families to use for each face, the best first; empty where there is none.

    Example:
        >>> chosen({"DejaVu Sans", "SimSun", "Noto Serif CJK SC"})["body"]
        ['Noto Serif CJK SC', 'SimSun']
    """
    there = {family.casefold(): family for family in installed}
    return {
        face: [there[name.casefold()] for name in families if name.casefold() in there]
        for face, families in FACES.items()
    }
