"""The composition root, the only place that builds the ports and puts them together.

Nothing is imported before it is needed: a command that only shows help touches no database.
Long because every part of an installation is found here under its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import tzinfo
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.bootstrap import documents
from adapters.bootstrap.folders import brought_folder, catalogue_folder, workflows_folder
from adapters.settings import Settings

if TYPE_CHECKING:
    from adapters.i18n import Language, Texts
    from adapters.i18n.kinds import KindTexts
    from adapters.i18n.telling import NoticeWords
    from adapters.i18n.wording import CriterionWords
    from adapters.outbound.db.database import Database
    from adapters.outbound.db.views import SqlAlchemyViews
    from adapters.outbound.db.wakeups import Wakeups
    from adapters.outbound.definitions.published import PublishedWorkflow, YamlWorkflowLibrary
    from adapters.outbound.queue import DramatiqQueue
    from adapters.outbound.watching.changes import ChangeFeed
    from adapters.outbound.watching.prometheus import Metrics
    from adapters.outbound.watching.tracing import Tracing
    from engine.access_ports import Doors
    from engine.calendar import Calendar
    from engine.circumstances import Rules
    from engine.delivery import Courier
    from engine.event_log import EventLog
    from engine.figures import Report
    from engine.model import Case
    from engine.ports import Clock, DocumentStore, Ports, RowSource
    from engine.press import Press
    from engine.projection import CaseWrite
    from engine.proofs import SignatureCheck, Signer
    from engine.reception import Reception
    from engine.refusal import Refusal
    from engine.sheet import Table
    from engine.sinks import AuditSink, SinkCursors
    from engine.usecases.requester import Requester
    from engine.usecases.write_letter import IssuedLetter, Stationery
    from rules.policy import Rulebook


@dataclass(frozen=True)
class House:
    """One installation; its parts are built when first asked for.

    Attributes:
        own_clock: Another clock than the machine's, for trials and tests.
    """

    settings: Settings
    own_clock: Clock | None = None

    @cached_property
    def ports(self) -> Ports:
        """Everything from outside."""
        from adapters.outbound import db
        from adapters.outbound.chance import SystemChance
        from engine.ports import Ports

        database = self.database
        return Ports(
            cases=db.WatchedCaseStore(database, self._watched),
            ledger=db.SqlAlchemyLedger(database),
            staff=db.SqlAlchemyStaff(database),
            workflows=self.workflow_library,
            rules=Kept(self),
            calendar=Kept(self),
            clock=self.clock,
            chance=SystemChance(),
            documents=self.documents,
            outbox=db.SqlAlchemyOutbox(database),
            log=db.SqlAlchemyEntryLog(database),
            inbox=db.SqlAlchemyInbox(database),
            contacts=db.SqlAlchemyContacts(database),
            couriers=self.couriers,
            parties=db.SqlAlchemyPartyIndex(database, self.index_key),
        )

    def _watched(self, writes: Sequence[CaseWrite]) -> AbstractContextManager[None]:
        from adapters.bootstrap.watching import watched

        # A process in which nobody looks at pages has no feed, and commits make none.
        return watched(writes, self.metrics, self.tracing, vars(self).get("changes"))

    @cached_property
    def changes(self) -> ChangeFeed:
        """Tells whoever looks at cases that some have changed."""
        from adapters.outbound.watching.changes import ChangeFeed

        return ChangeFeed(self.ports.log, self.ports.cases)

    @cached_property
    def tracing(self) -> Tracing | None:
        """The spans of this process; None when there is nowhere to send them.

        Raises:
            AdapterError: They are wanted, and the extra `traces` is not installed.
        """
        from adapters.bootstrap.watching import tracing

        url = self.settings.traces_url
        return None if url is None else tracing(url)

    @cached_property
    def metrics(self) -> Metrics | None:
        """The figures of this process; None when nobody is to read them."""
        if self.settings.metrics_port is None:
            return None
        from adapters.outbound.watching.prometheus import Metrics

        return Metrics(self._gauges)

    def _gauges(self) -> dict[str, float | dict[str, float]]:
        from adapters.bootstrap.watching import gauges

        return gauges(self.database, self.ports, self.sink_cursors)

    def index_key(self) -> bytes:
        """The key under which the register of persons and employers is searched."""
        from adapters.outbound.kept_keys import index_key

        own = self.settings.index_key
        return index_key(None if own is None else own.get_secret_value(), self.settings.data_dir)

    @cached_property
    def signer(self) -> Signer:
        """Signs checkpoints of the log.

        Raises:
            AdapterError: There is no key that can be used.
        """
        from adapters.outbound.signing import signer

        own = self.settings.signing_key
        return signer(None if own is None else own.get_secret_value(), self.settings.data_dir)

    @property
    def known_keys(self) -> frozenset[str]:
        """The public keys whose signatures count here."""
        return frozenset({self.signer.key_id, *self.settings.former_signing_keys})

    @cached_property
    def is_signed(self) -> SignatureCheck:
        """Tells good signatures from others."""
        from adapters.outbound.signing import is_signed

        return is_signed

    @cached_property
    def sinks(self) -> tuple[AuditSink, ...]:
        """Where copies of the log go.

        Raises:
            AdapterError: An address is none we know or there twice, or a webhook has no key.
        """
        from adapters.outbound.audit import connect_sinks

        key = self.settings.sink_key
        return connect_sinks(self.settings.sinks, None if key is None else key.get_secret_value())

    @cached_property
    def sink_cursors(self) -> SinkCursors:
        """How far those copies are."""
        from adapters.outbound.db import SqlAlchemySinkCursors

        return SqlAlchemySinkCursors(self.database)

    @cached_property
    def views(self) -> SqlAlchemyViews:
        """Views of lists that people keep."""
        from adapters.outbound.db.views import SqlAlchemyViews

        return SqlAlchemyViews(self.database)

    @cached_property
    def database(self) -> Database:
        """The database that the settings name."""
        from adapters.outbound.db.database import Database

        return Database(self.settings.database_url, wakes=self.settings.wake == "notify")

    @cached_property
    def couriers(self) -> Mapping[str, Courier]:
        """The channels that the settings open, by kind of message; chat robots are always open."""
        from adapters.bootstrap.channels import couriers

        return couriers(self.settings, self.database, self.notice_words, self.clock)

    @cached_property
    def notice_words(self) -> NoticeWords:
        """Puts notices into words."""
        from adapters.i18n import Texts
        from adapters.i18n.telling import NoticeWords

        return NoticeWords(
            texts=Texts.of_installation(),
            kinds=self._kind_texts,
            public_url=self.settings.public_url,
        )

    def _kind_texts(self, kind: str, language: Language) -> KindTexts:
        from adapters.i18n.kinds import KindTexts

        version = self.workflow_library.latest(kind).spec.version
        words = self.published(kind, version).words.texts.get(language.value)
        return KindTexts(words if isinstance(words, dict) else {})

    @cached_property
    def wakeups(self) -> Wakeups:
        """How a relay learns that there is something to send."""
        from adapters.outbound.db.wakeups import wakeups

        return wakeups(self.database, listens=self.settings.wake == "notify")

    def queue(self, lanes: Iterable[str], deliver: Callable[[str], None]) -> DramatiqQueue:
        """The queue that the settings name; `deliver` is done with every key that comes out.

        Raises:
            AdapterError: The broker's address is none we know.
        """
        from adapters.outbound.queue import DramatiqQueue, connect_broker

        url = self.settings.broker_url
        return DramatiqQueue(lambda: connect_broker(url), lanes, deliver)

    @cached_property
    def clock(self) -> Clock:
        """The machine's clock, unless it was given another."""
        from adapters.outbound.clock import SystemClock

        return self.own_clock or SystemClock()

    @cached_property
    def documents(self) -> DocumentStore:
        """The document store that the settings name."""
        from adapters.outbound.documents import document_store

        return document_store(
            self.settings.documents_url, endpoint_url=self.settings.documents_endpoint_url
        )

    @cached_property
    def doors(self) -> Doors:
        """Accounts, sessions and what signing in needs."""
        from adapters.bootstrap.entrance import doors

        return doors(self.settings, self.database)

    @cached_property
    def reception(self) -> Reception:
        """What taking answers from outside needs."""
        from adapters.bootstrap.reception import reception

        return reception(self.settings, self.database, self.index_key())

    @cached_property
    def workflow_library(self) -> YamlWorkflowLibrary:
        """The kinds of case."""
        from adapters.outbound.definitions.published import YamlWorkflowLibrary

        brought = YamlWorkflowLibrary(brought_folder(self.settings), drafts=True, wordless=True)
        return YamlWorkflowLibrary(
            workflows_folder(self.settings), drafts=self.settings.drafts, beside=brought
        )

    @cached_property
    def rulebook(self) -> Rulebook:
        """The rules catalogue.

        Raises:
            PolicyError: It has defects.
        """
        from adapters.outbound.definitions.catalogue import read_rulebook

        return read_rulebook(catalogue_folder(self.settings))

    @cached_property
    def working_days(self) -> Calendar:
        """The published working days.

        Raises:
            DefinitionError: The calendar has defects.
        """
        return documents.working_days(catalogue_folder(self.settings))

    def published(self, kind: str, version: int) -> PublishedWorkflow:
        """A version of a kind of case with its words, forms and letters.

        Raises:
            NotFoundError: No such kind or version.
        """
        return self.workflow_library.published(kind, version)

    def all_versions(self, folder: Path | None = None) -> YamlWorkflowLibrary:
        """The kinds of case in a folder, those included that are not released yet."""
        from adapters.outbound.definitions.known_rules import known_rules
        from adapters.outbound.definitions.published import YamlWorkflowLibrary

        return YamlWorkflowLibrary(
            folder or workflows_folder(self.settings),
            drafts=True,
            rules=known_rules(self.rulebook),
        )

    def declared(self, folder: Path) -> PublishedWorkflow:
        """A workflow that lies anywhere, checked; keys stand in for missing words.

        Raises:
            DefinitionError: It has defects.
        """
        from adapters.outbound.definitions.brought import read_declared

        return read_declared(folder)

    def keep_declared(self, folder: Path, published: PublishedWorkflow) -> None:
        """Keep a workflow where this installation's library finds it for stored cases.

        Raises:
            ReplayError: That version is there with another text.
        """
        from adapters.outbound.definitions.brought import keep_declared

        keep_declared(folder, published, brought_folder(self.settings))

    def event_log(self, path: Path, zone: tzinfo) -> EventLog:
        """An event log of another system."""
        from adapters.outbound.eventlogs import XesEventLog

        return XesEventLog(path, zone=zone)

    def row_source(self, path: Path) -> RowSource:
        """A table that an office brings: XLSX or CSV, told by its content.

        Raises:
            SheetError: It cannot be read, is too large, or is no table.
        """
        from adapters.outbound.spreadsheets import row_source

        return row_source(path)

    def write_table(self, path: Path, table: Table) -> None:
        """Write a table: CSV when the file is called so, else XLSX."""
        from adapters.outbound.spreadsheets import write_table

        write_table(path, table)

    def report(self, name: str) -> Report:
        """The declared figures of a report: an office's own, or those of the program.

        Raises:
            YamlError: It cannot be read.
        """
        from adapters.outbound.reports.declared import read_report, report_file

        own = self.settings.definitions_dir
        text, file = report_file(name, None if own is None else own / "reports")
        return read_report(documents.read_document(text, file))

    def report_document(
        self,
        title: str,
        under: str,
        sections: Sequence[tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]],
    ) -> bytes:
        """A report as a DOCX file: headings, each with the columns and rows of its table."""
        from adapters.outbound.reports.document import Section, report_document

        made = [Section(heading=h, columns=columns, rows=rows) for h, columns, rows in sections]
        return report_document(title, under, made)

    @cached_property
    def press(self) -> Press:
        """Prints papers.

        Raises:
            PressError: The extra `print` is not installed.
        """
        from adapters.bootstrap.letters import press

        return press(self.settings.fonts_dir)

    def letter_pdf(
        self, texts: Texts, issued: IssuedLetter, requester: Requester, *, aid: bool
    ) -> bytes | Refusal:
        """An issued letter as PDF: in Chinese, with English after it as an aid.

        Raises:
            LetterError: A template cannot be filled.
            NotFoundError: The case does not exist for this person.
            PressError: It cannot be printed here.
        """
        from adapters.bootstrap.letters import LetterPrinter

        published = self.published(issued.case.kind, issued.case.workflow_version)
        printer = LetterPrinter(ports=self.ports, press=self.press, texts=texts)
        return printer.pdf(published, issued, requester, aid=aid)

    def stationery(
        self, texts: Texts, case: Case, letter: str, language: Language
    ) -> Stationery | None:
        """What a letter of a case is written with; None when there is none in this language."""
        from adapters.bootstrap.letters import stationery

        return stationery(self.published(case.kind, case.workflow_version), letter, language, texts)

    def release(self, kind: str, version: int, folder: Path | None = None) -> tuple[str, ...]:
        """Fix a version for ever; returns its files.

        Raises:
            DefinitionError: The version is released already.
        """
        from adapters.outbound.definitions.releases import release

        return release(folder or workflows_folder(self.settings), kind, version)

    def holiday_words(self, language: str) -> Mapping[str, str]:
        """What the holidays of the calendar are called."""
        return documents.holiday_words(catalogue_folder(self.settings), language)

    def decision_words(self, language: str) -> Mapping[str, str]:
        """What the decisions and figures of the rules catalogue are called, by `area.name`."""
        return documents.decision_words(self.rulebook, language)

    def criterion_words(self, language: str) -> Mapping[str, CriterionWords]:
        """What readers are told of a criterion of the rules catalogue that fails."""
        from adapters.i18n.criteria import criterion_words

        return criterion_words(self.rulebook, language)

    def migrate(self) -> None:
        """Bring the database to the tables of this version, and make the folders.

        Raises:
            AdapterError: The database cannot be reached.
        """
        from adapters.outbound.db.migrating import migrate

        # Nobody else on the machine has any business in it.
        self.settings.data_dir.mkdir(0o700, parents=True, exist_ok=True)
        migrate(self.database.engine)
        self._reseal()

    def _reseal(self) -> None:
        """Put the secrets of second factors under the present key, whatever they lay under."""
        from engine.usecases.second_factor import reseal

        reseal(self.doors)


@dataclass(frozen=True)
class Kept:
    """The rules and the calendar as they were when the process began; read when first used."""

    house: House

    def rules(self) -> Rules:
        """The catalogue."""
        return self.house.rulebook

    def calendar(self) -> Calendar:
        """The calendar."""
        return self.house.working_days
