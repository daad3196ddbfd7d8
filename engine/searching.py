"""By which words cases are found: the same in every store, whatever it makes of letters.

A search finds by what stands in the subject (`王伟`), by how it sounds (`wangw`, `ww`), and by the
number (`HA-2026-0001`, `2026-133`, `133`). What a case is found by is worked out once, as words
between spaces, so that a store only compares words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from engine.sounds import sound_asked, sounds

_RUN = re.compile(r"\w+")
_NUMBER = re.compile(r"(?:(\d{4})-)?0*(\d+)")
_SOUND, _OWN = "~", "#"
_HEARD = 8
"""Letters of a sound that are a word each, from the first on; more letters fit a longer word."""
_KEPT = 4096


@lru_cache(maxsize=_KEPT)
def search_terms(subject: str, number: str) -> str:
    """The words that a case is found by, each between spaces.

    Example:
        >>> search_terms("王伟", "HA-2026-000133")
        ' 王 王伟 伟 ~w ~wa ~wan ~wang ~wangw ~wangwe ~wangwei ~ww #2026-133 #133 '
    """
    words = dict.fromkeys((*_grams(subject), *_heard(subject), *_numbered(number)))
    return f" {' '.join(words)} "


def _grams(text: str) -> Iterator[str]:
    """Each letter, and each with its neighbour."""
    for run in _RUN.findall(text.lower()):
        for place, letter in enumerate(run):
            yield letter
            if place + 1 < len(run):
                yield run[place : place + 2]


def _heard(subject: str) -> Iterator[str]:
    for sound in sounds(subject).split():
        yield from (f"{_SOUND}{sound[:length]}" for length in range(1, _HEARD + 1))
        yield f"{_SOUND}{sound}"


def _numbered(number: str) -> Iterator[str]:
    """The running number, alone and with its year, without zeros in front."""
    *_, year, running = ("", *number.rsplit("-", 2))[-2:]
    if running.isdigit():
        short = running.lstrip("0") or "0"
        yield from (f"{_OWN}{year}-{short}", f"{_OWN}{short}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a search asks for: all words of one of the groups, or numbers that begin so.

    Attributes:
        groups: Words of which a case has all.
        begins: How its number begins, or None.
        sound: How a sound goes on that is longer than any word of the groups, or None.
    """

    groups: tuple[tuple[str, ...], ...]
    begins: str | None
    sound: str | None

    @property
    def is_nothing(self) -> bool:
        """Whether no case can be meant."""
        return not self.groups and self.begins is None


def sought(text: str) -> Sought:
    """What somebody asks for who types a text.

    Example:
        >>> sought("王伟")
        Sought(groups=(('王伟',),), begins=None, sound=None)
        >>> sought("ha-2026-0001").begins, sought("2026-000133").groups[-1]
        ('HA-2026-0001', ('#2026-133',))
    """
    groups = [tuple(_looked_up(text)), *_sounds_of(text), *_numbers_of(text)]
    heard = sound_asked(text)
    return Sought(
        groups=tuple(group for group in groups if group),
        begins=text.upper() if text.isascii() and _RUN.match(text) else None,
        sound=None if heard is None or len(heard) <= _HEARD + 1 else f" {_SOUND}{heard[1:]}",
    )


def _looked_up(text: str) -> Iterator[str]:
    """As few words as tell what is meant: pairs, where there are any."""
    for run in _RUN.findall(text.lower()):
        pairs = [run[place : place + 2] for place in range(len(run) - 1)]
        yield from pairs or [run]


def _sounds_of(text: str) -> Iterator[tuple[str, ...]]:
    heard = sound_asked(text)
    if heard is not None:
        yield (f"{_SOUND}{heard[1 : _HEARD + 1]}",)


def _numbers_of(text: str) -> Iterator[tuple[str, ...]]:
    asked = _NUMBER.fullmatch(text)
    if asked is not None:
        year, running = asked.groups()
        yield (f"{_OWN}{running}" if year is None else f"{_OWN}{year}-{running}",)


def is_found(subject: str, number: str, asked: Sought) -> bool:
    """Whether a case is meant.

    Example:
        >>> is_found("王伟 · 样例厂", "HA-2026-000133", sought("wangw"))
        True
    """
    terms = search_terms(subject, number)
    if asked.begins is not None and number.startswith(asked.begins):
        return True
    return any(
        all(f" {word} " in terms for word in group) and _goes_on(group, asked, terms)
        for group in asked.groups
    )


def _goes_on(group: tuple[str, ...], asked: Sought, terms: str) -> bool:
    """Whether a long sound goes on as it was typed."""
    return asked.sound is None or not group[0].startswith(_SOUND) or asked.sound in terms
