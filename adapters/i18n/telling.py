"""Notices in words: what goes into a letter to a member of staff.

Neither names nor facts of a case stand in it: the letter leaves the house, the case does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from adapters.i18n.catalogue import Language, Texts
from adapters.i18n.kinds import KindTexts
from engine.notices import Notice

KindWords = Callable[[str, Language], KindTexts]
"""Gives the words of a kind of case by its name."""

_MOST_LINES = 1000
"""Of one letter; nobody reads more of them."""

_DETAILS: Mapping[str, str] = {"notice": "notices", "outcome": "outcomes", "task": "tasks"}
"""Parameters that say more, and the section of their words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One letter about one or more notices.

    Attributes:
        lines: One for each notice that is named.
        links: Address of each notice's case, or empty where pages have no public address.
        more: How many further notices there are; they stand in the inbox only.
        rest: Words for so many further notices.
    """

    subject: str
    lines: tuple[str, ...]
    links: tuple[str, ...]
    more: int = 0
    rest: Callable[[int], str] = str

    @property
    def text(self) -> str:
        """The letter as plain text."""
        return self._of_first(len(self.lines))

    def text_within(self, most_bytes: int) -> str:
        """As much of the letter as fits in so many bytes of UTF-8, whole notices only.

        What does not fit is counted at the end.
        """
        return next(
            (
                text
                for count in range(len(self.lines), 0, -1)
                if len((text := self._of_first(count)).encode()) <= most_bytes
            ),
            self._of_first(0),
        )

    def _of_first(self, count: int) -> str:
        pairs = list(zip(self.lines, self.links, strict=True))[:count]
        parts = [f"{line}\n{link}".rstrip() for line, link in pairs]
        more = self.more + len(self.lines) - count
        return "\n".join((*parts, *([self.rest(more)] if more else []))) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeWords:
    """Puts notices into words.

    Attributes:
        public_url: Where people open the pages; empty when they are not told.
    """

    texts: Texts
    kinds: KindWords
    public_url: str = ""

    def telling(self, notices: Sequence[Notice], language: Language) -> Telling:
        """A letter about notices, of which there is at least one."""
        subject = self._headline(notices[0], language)
        if len(notices) > 1:
            subject = self.texts.text("notice_digest", language, {"count": len(notices)})
        named = notices[:_MOST_LINES]
        return Telling(
            subject=subject,
            lines=tuple(self.line(notice, language) for notice in named),
            links=tuple(self._link(notice) for notice in named),
            more=len(notices) - len(named),
            rest=lambda more: self.texts.text("notice_more", language, {"count": more}),
        )

    def line(self, notice: Notice, language: Language) -> str:
        """One line about a notice: what happened, in which case, where it stands."""
        kind = self.kinds(notice.kind, language)
        return self.texts.text(
            "notice_line",
            language,
            {
                "headline": self._headline(notice, language),
                "case": notice.case_id,
                "kind": kind.name or notice.kind,
                "state": kind.word("states", str(notice.params.get("state", ""))),
                "detail": self._detail(notice, kind),
            },
        )

    def _headline(self, notice: Notice, language: Language) -> str:
        return self.texts.text(notice.code, language)

    def _detail(self, notice: Notice, kind: KindTexts) -> str:
        if "clock" in notice.params:
            clock = kind.clock(str(notice.params["clock"]))
            return " ".join(filter(None, (clock, str(notice.params.get("last_day", "")))))
        named = ((section, notice.params.get(name)) for name, section in _DETAILS.items())
        found = (kind.find(section, str(key)) for section, key in named if key is not None)
        return next((word for word in found if word), "")

    def _link(self, notice: Notice) -> str:
        return f"{self.public_url.rstrip('/')}/cases/{notice.case_id}" if self.public_url else ""
