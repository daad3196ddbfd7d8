"""One installation as requests see it: its ports, its door, and words for what it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog
from fastapi import Request

from adapters.bootstrap import House
from adapters.http.streams import BEAT_SECONDS, Streams
from adapters.i18n import Language, Texts
from adapters.i18n.kinds import KindTexts
from adapters.i18n.wording import CriterionWords, Wording
from adapters.settings import Settings
from engine.access_ports import Doors
from engine.definitions.forms import Forms
from engine.errors import DefinitionError
from engine.journal import KIND as JOURNAL
from engine.ports import Ports


@dataclass(frozen=True, kw_only=True)
class Site:
    """What every request works on.

    Attributes:
        streams: The connections over which this process tells pages of changes.
        beat_seconds: How long such a connection may be silent.
    """

    house: House
    texts: Texts
    streams: Streams = field(default_factory=Streams)
    beat_seconds: float = BEAT_SECONDS
    _decisions: dict[Language, Mapping[str, str]] = field(default_factory=dict)
    _criteria: dict[Language, Mapping[str, CriterionWords]] = field(default_factory=dict)

    @property
    def ports(self) -> Ports:
        """Everything from outside."""
        return self.house.ports

    @property
    def doors(self) -> Doors:
        """Accounts and sessions."""
        return self.house.doors

    @property
    def settings(self) -> Settings:
        """The installation's settings."""
        return self.house.settings

    def words(self, language: Language, kind: str = JOURNAL, version: int = 0) -> Wording:
        """Words for a version of a kind of case, with people and offices by their names."""
        return Wording(
            texts=self.texts,
            language=language,
            kind=self._kind_texts(language, kind, version),
            directory=self.ports.staff.directory(),
            decisions=self._decision_words(language),
            criteria=self._criterion_words(language),
        )

    def latest_words(self, language: Language, kind: str) -> Wording:
        """Words for the version that new cases of a kind get.

        Raises:
            NotFoundError: No such kind.
        """
        return self.words(language, kind, self.ports.workflows.latest(kind).spec.version)

    def kinds(self) -> list[str]:
        """The kinds of case that can be used; one that is being rewritten is left out."""
        return [kind for kind in self.ports.workflows.kinds() if self._is_sound(kind)]

    def _is_sound(self, kind: str) -> bool:
        try:
            self.ports.workflows.latest(kind)
        except DefinitionError as defective:
            structlog.get_logger().warning("kind_left_out", kind=kind, code=defective.code.value)
            return False
        return True

    def forms(self, kind: str, version: int) -> Forms | None:
        """How the fields of a version are laid out.

        Raises:
            NotFoundError: No such kind or version.
        """
        return self.house.published(kind, version).forms

    def _kind_texts(self, language: Language, kind: str, version: int) -> KindTexts:
        if kind == JOURNAL:
            return KindTexts({})
        words = self.house.published(kind, version).words.texts.get(language.value)
        return KindTexts(words if isinstance(words, dict) else {})

    def _decision_words(self, language: Language) -> Mapping[str, str]:
        if language not in self._decisions:
            self._decisions[language] = self.house.decision_words(language.value)
        return self._decisions[language]

    def _criterion_words(self, language: Language) -> Mapping[str, CriterionWords]:
        if language not in self._criteria:
            self._criteria[language] = self.house.criterion_words(language.value)
        return self._criteria[language]


def site_of(request: Request) -> Site:
    """The site that a request is for."""
    site = request.app.state.site
    assert isinstance(site, Site)
    return site
