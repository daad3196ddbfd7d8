"""Where a command is carried out: who acts, in which language, and how answers leave."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pydantic import JsonValue

from adapters.i18n import Language, Texts
from adapters.i18n.kinds import KindTexts
from adapters.inbound.cli.exits import Exit, UsageError, exit_for
from adapters.inbound.cli.words import CliCode
from rules.errors import UnioncaseError

if TYPE_CHECKING:
    from rich.console import Console

    from adapters.bootstrap import House
    from adapters.i18n.wording import Wording
    from adapters.settings import Settings
    from engine.errors import NotPermittedError
    from engine.model import Case
    from engine.ports import Ports
    from engine.refusal import Refusal
    from engine.usecases.requester import Requester

Plain = dict[str, JsonValue]

_PIPED_WIDTH = 160


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One command's place of work.

    Attributes:
        as_json: Answers are one JSON document on stdout.
        person: Who acts; the settings' person when None.
        absent: The colleague acted for.
    """

    house: House
    texts: Texts
    language: Language
    as_json: bool = False
    person: str | None = None
    absent: str | None = None

    @property
    def settings(self) -> Settings:
        """The installation's settings."""
        return self.house.settings

    @property
    def ports(self) -> Ports:
        """Everything from outside; connected when first asked for."""
        return self.house.ports

    @cached_property
    def console(self) -> Console:
        """Where answers for people go; as wide as the terminal, colourless when piped."""
        from rich.console import Console

        # Whoever pipes an answer on wants whole lines.
        width = None if sys.stdout.isatty() else _PIPED_WIDTH
        return Console(highlight=False, width=width)

    @property
    def requester(self) -> Requester:
        """Who acts.

        Raises:
            UsageError: Nobody was named.
        """
        from engine.usecases.requester import Requester

        person = self.person or self.settings.person
        if person is None:
            raise UsageError(CliCode.NO_PERSON)
        return Requester(person=person, on_behalf_of=self.absent)

    @cached_property
    def words(self) -> Wording:
        """Words that belong to no kind of case."""
        from adapters.i18n.wording import Wording

        return Wording(texts=self.texts, language=self.language)

    def say(self, code: str, **params: object) -> str:
        """A text of the catalogues in the reader's language."""
        return self.words.say(code, **params)

    def kind(self, kind: str, version: int) -> Wording:
        """Words for a version of a kind of case, with people and offices by their names."""
        from adapters.i18n.wording import Wording

        return Wording(
            texts=self.texts,
            language=self.language,
            kind=self.kind_texts(kind, version),
            directory=self.ports.staff.directory(),
            decisions=self.house.decision_words(self.language.value),
            criteria=self.house.criterion_words(self.language.value),
        )

    def kind_texts(self, kind: str, version: int) -> KindTexts:
        """The texts of a version; an office's journal is of no kind and has none."""
        from engine.listing import NO_CASES

        if kind in NO_CASES:
            return KindTexts({})
        words = self.house.published(kind, version).words.texts.get(self.language.value)
        return KindTexts(words if isinstance(words, dict) else {})

    def holiday(self, key: str) -> str:
        """What a holiday is called."""
        return self.holidays.get(key, key)

    @cached_property
    def holidays(self) -> Mapping[str, str]:
        """What the holidays are called."""
        return self.house.holiday_words(self.language.value)

    def latest(self, kind: str) -> Wording:
        """Words for the version that new cases of a kind get.

        Raises:
            NotFoundError: No such kind.
        """
        return self.kind(kind, self.ports.workflows.latest(kind).spec.version)

    def of(self, case: Case) -> Wording:
        """Words for a case."""
        return self.kind(case.kind, case.workflow_version)

    def answer(self, plain: JsonValue, human: Callable[[Console], None]) -> int:
        """Give an answer: JSON to a program, the other to a person."""
        if self.as_json:
            self.write(plain)
        else:
            human(self.console)
        return Exit.DONE

    def write(self, plain: JsonValue) -> None:
        """Write one JSON document on stdout."""
        sys.stdout.write(json.dumps(plain, ensure_ascii=False, indent=2) + "\n")

    def refused(self, refusal: Refusal, words: Wording | None = None) -> int:
        """Print every reason of a refusal."""
        from engine.refusal import ReasonCode

        wording = words or self.words
        reasons: list[JsonValue] = [
            {"code": found.code.value, "params": found.params, "text": wording.reason(found)}
            for found in refusal.reasons
        ]
        if self.as_json:
            self.write({"refused": reasons})
        else:
            self._complain(self.say("cli_refused"), [wording.reason(f) for f in refusal.reasons])
        stale = any(found.code is ReasonCode.STALE_VERSION for found in refusal.reasons)
        return Exit.CONFLICT if stale else Exit.REFUSED

    def record_pretender(self, error: NotPermittedError, command: str) -> None:
        """Leave an entry about a false claim to act for somebody, unless one tells of it."""
        from engine.usecases.refused_attempts import record_pretender

        record_pretender(self.ports, self.requester, error, command)

    def failed(self, error: UnioncaseError) -> int:
        """Print what went wrong, with every place of a document's faults."""
        code = exit_for(error)
        text = self.words.error(error)
        found_at = getattr(error, "findings", ())
        findings = [f"{found.mark}: {self.words.finding(found)}" for found in found_at]
        if self.as_json:
            params: Plain = {name: _plain(value) for name, value in error.params.items()}
            plain: Plain = {"code": error.code.value, "params": params, "text": text}
            if findings:
                plain["findings"] = list(findings)
            self.write({"error": plain, "exit_code": int(code)})
        else:
            self._complain(text, findings)
        return code

    def outside(self, error: Exception) -> int:
        """Say that something outside failed, or the program did; the log has the details."""
        params: Plain = {"error": type(error).__name__}
        text = self.say("cli_failed", **params)
        if self.as_json:
            plain: Plain = {"code": "cli_failed", "params": params, "text": text}
            self.write({"error": plain, "exit_code": int(Exit.FAILED)})
        else:
            self._complain(text, [str(error)] if isinstance(error, OSError) else [])
        return Exit.FAILED

    def _complain(self, head: str, lines: list[str]) -> None:
        from rich.console import Console
        from rich.text import Text

        # Not to stdout: what a program reads there is answers only.
        console = Console(stderr=True, highlight=False, soft_wrap=True)
        console.print(Text(head, style="bold red"))
        for line in lines:
            console.print(Text(f"  · {line}"))


def _plain(value: object) -> JsonValue:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return str(value)
