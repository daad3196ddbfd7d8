"""Issued letters on paper: the words of their kind, the parts, the press."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.i18n import Language, Texts
from adapters.i18n.kinds import KindTexts
from engine.press import PressCode, PressError, PrintedLetter
from engine.refusal import Refusal
from engine.usecases.write_letter import Stationery, compose_issued

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.outbound.definitions.published import PublishedWorkflow
    from engine.ports import Ports
    from engine.press import Press
    from engine.usecases.requester import Requester
    from engine.usecases.write_letter import IssuedLetter


def press(fonts: Path | None) -> Press:
    """The press of an installation.

    Args:
        fonts: A folder with fonts of its own.

    Raises:
        PressError: The extra `print` is not installed.
    """
    try:
        from adapters.outbound.printing import TypstPress
    except ImportError as missing:
        raise PressError(PressCode.NOT_INSTALLED) from missing
    return TypstPress(fonts)


def stationery(
    published: PublishedWorkflow, letter: str, language: Language, texts: Texts
) -> Stationery | None:
    """What a letter is written with in a language; None when it has no such template."""
    template = published.templates.get((letter, language.value))
    if template is None:
        return None
    words = published.words.texts.get(language.value)
    kind = KindTexts(words if isinstance(words, dict) else {})
    # The places of the form are filled when the letter is written.
    places = {name: f"{{{name}}}" for name in ("year", "month", "day")}
    return Stationery(
        template=template,
        words=kind.options(published.compiled.spec.case),
        date_form=texts.text("cli_date_form", language, places),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPrinter:
    """Prints letters of the cases of an installation."""

    ports: Ports
    press: Press
    texts: Texts

    def pdf(
        self,
        published: PublishedWorkflow,
        issued: IssuedLetter,
        requester: Requester,
        *,
        aid: bool,
    ) -> bytes | Refusal:
        """An issued letter in Chinese, followed by the same in English when asked for.

        Raises:
            LetterError: A template cannot be filled.
            NotFoundError: The case does not exist for this person.
            PressError: It cannot be printed here.
        """
        languages = (Language.ZH, Language.EN) if aid else (Language.ZH,)
        found = (stationery(published, issued.letter, one, self.texts) for one in languages)
        # A press without fonts is found out before anybody's data are opened for nothing.
        _ = self.press.faces
        sheets = [sheet for sheet in found if sheet is not None]
        composed = compose_issued(self.ports, issued, sheets, requester)
        if isinstance(composed, Refusal):
            return composed
        chinese, *english = composed.texts
        return self.press.letter(
            PrintedLetter(
                number=issued.id,
                office_name=composed.office_name,
                dated=issued.dated,
                parts=chinese,
                aid=english[0] if english else (),
                aid_note=self.texts.text("letter_aid_note", Language.EN),
            )
        )
