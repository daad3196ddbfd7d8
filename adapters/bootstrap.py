"""The composition root: the only place that builds the ports and puts them together.

Nothing is imported before it is needed: a command that only shows help touches no database.
Long because every part of an installation is put together here, a few lines each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.settings import Settings

if TYPE_CHECKING:
    from adapters.i18n import Language
    from adapters.i18n.kinds import KindTexts
    from adapters.i18n.telling import NoticeWords
    from adapters.i18n.wording import CriterionWords
    from adapters.outbound.db.database import Database
    from adapters.outbound.db.wakeups import Wakeups
    from adapters.outbound.definitions.published import PublishedWorkflow, YamlWorkflowLibrary
    from adapters.outbound.definitions.stories import Stories
    from adapters.outbound.memory import SettableClock
    from adapters.outbound.notify import Sender
    from adapters.outbound.queue import DramatiqQueue
    from adapters.outbound.watching.prometheus import Metrics
    from adapters.outbound.watching.tracing import Tracing
    from engine.access_ports import Doors
    from engine.calendar import Calendar
    from engine.circumstances import Rules
    from engine.contacts import Channel
    from engine.delivery import Courier
    from engine.event_log import EventLog
    from engine.figures import Report
    from engine.ports import Clock, DocumentStore, Ports, RowSource
    from engine.projection import CaseWrite
    from engine.proofs import SignatureCheck, Signer
    from engine.sheet import Table
    from engine.sinks import AuditSink, SinkCursors
    from rules.policy import Rulebook
    from rules.source import Node


def build(settings: Settings) -> Ports:
    """Put the ports of an installation together.

    Nothing is connected yet; a database that cannot be reached shows at the first use.
    """
    return House(settings).ports


def workflows_folder(settings: Settings) -> Path:
    """Where the kinds of case are declared: an office's own folder, or the installed one."""
    return _folder(settings, "workflows", "workflows")


def catalogue_folder(settings: Settings) -> Path:
    """Where the rules catalogue lies."""
    return _folder(settings, "catalogue", "rules.catalogue")


def brought_folder(settings: Settings) -> Path:
    """Where workflows lie that came with a replayed log: beside a SQLite file, else in the data."""
    backend, _, file = settings.database_url.partition(":///")
    if backend.startswith("sqlite") and file:
        return Path(f"{file.partition('?')[0]}.workflows")
    return settings.data_dir / "replayed.workflows"


def _folder(settings: Settings, own: str, package: str) -> Path:
    folder = settings.definitions_dir
    if folder is not None and (folder / own).is_dir():
        return folder / own
    # The definitions are plain files inside the wheel, which is always unpacked.
    return Path(str(next(iter(files(package).iterdir())))).parent


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

    @contextmanager
    def _watched(self, writes: Sequence[CaseWrite]) -> Iterator[None]:
        from adapters.outbound.watching.lines import log_commits

        counted = nullcontext() if self.metrics is None else self.metrics.watch(writes)
        traced = nullcontext() if self.tracing is None else self.tracing.commit(writes)
        with traced, log_commits(writes), counted:
            yield

    @cached_property
    def tracing(self) -> Tracing | None:
        """The spans of this process; None when there is nowhere to send them.

        Raises:
            AdapterError: They are wanted, and the extra `traces` is not installed.
        """
        if self.settings.traces_url is None:
            return None
        from engine.errors import AdapterError, EngineCode

        try:
            from adapters.outbound.watching.tracing import Tracing
        except ModuleNotFoundError as missing:
            raise AdapterError(
                EngineCode.STORE_UNAVAILABLE, retryable=False, driver=str(missing)
            ) from missing
        return Tracing(self.settings.traces_url)

    @cached_property
    def metrics(self) -> Metrics | None:
        """The figures of this process; None when nobody is to read them."""
        if self.settings.metrics_port is None:
            return None
        from adapters.outbound.watching.prometheus import Metrics

        return Metrics(self._gauges)

    def _gauges(self) -> dict[str, float | dict[str, float]]:
        from adapters.outbound.db.figures import figures

        now, log = self.clock.now(), self.ports.log
        work, backlog = figures(self.database, now), self.ports.outbox.backlog(now)
        size, signed = log.size(), log.checkpoint()
        cursors = self.sink_cursors.all()
        return {
            "tasks_open": work.open_tasks,
            "tasks_unclaimed": work.unclaimed,
            "queue_age_seconds": _age(now, work.oldest_unclaimed),
            "tasks_overdue": work.overdue,
            "deadlines_breached": work.breached,
            "deadlines_unfired": work.unfired,
            "outbox_waiting": backlog.waiting,
            "outbox_dead": backlog.dead,
            "relay_lag_seconds": _age(now, backlog.oldest),
            "log_entries": size,
            "log_unsigned_entries": size - (signed.size if signed else 0),
            "sink_lag_entries": {c.sink: float(max(size - c.next, 0)) for c in cursors},
            "sink_failures": {c.sink: float(c.failures) for c in cursors},
            "sink_defects": {c.sink: float(c.defects) for c in cursors},
        }

    def index_key(self) -> bytes:
        """The key under which the register of persons and employers is searched."""
        from adapters.outbound.index_key import index_key

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
    def database(self) -> Database:
        """The database that the settings name."""
        from adapters.outbound.db.database import Database

        return Database(self.settings.database_url, wakes=self.settings.wake == "notify")

    @cached_property
    def couriers(self) -> Mapping[str, Courier]:
        """The channels that the settings open, by kind of message; chat robots are always open."""
        from adapters.outbound import notify
        from engine.contacts import Channel

        settings = self.settings
        hosts = {host.strip() for host in settings.webhook_hosts.split(",")} - {""}
        wecom = notify.Poster({notify.WECOM_HOST, *hosts})
        dingtalk = notify.Poster({notify.DINGTALK_HOST, *hosts})
        senders: dict[Channel, notify.Sender] = {
            Channel.WECOM: notify.WeComRobot(wecom),
            Channel.DINGTALK: notify.DingTalkRobot(dingtalk, self.clock.now),
        }
        if settings.smtp_url is not None:
            address = settings.smtp_url.get_secret_value()
            senders[Channel.EMAIL] = notify.SmtpSender(address, settings.smtp_sender)
        if settings.webhook_secret is not None:
            secret = settings.webhook_secret.get_secret_value().encode()
            senders[Channel.WEBHOOK] = notify.WebhookSender(
                notify.Poster(hosts), secret, self.clock.now
            )
        return {
            channel.value: self._courier(channel, sender) for channel, sender in senders.items()
        }

    def _courier(self, channel: Channel, sender: Sender) -> Courier:
        from adapters.outbound import db
        from adapters.outbound.notify import NoticeCourier

        return NoticeCourier(
            channel=channel,
            contacts=db.SqlAlchemyContacts(self.database),
            inbox=db.SqlAlchemyInbox(self.database),
            words=self.notice_words,
            sender=sender,
        )

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

    def queue(self, deliver: Callable[[str], None]) -> DramatiqQueue:
        """The queue that the settings name; `deliver` is done with every key that comes out.

        Raises:
            AdapterError: The broker's address is none we know.
        """
        from adapters.outbound.queue import DramatiqQueue, connect_broker

        return DramatiqQueue(connect_broker(self.settings.broker_url), deliver)

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
        from adapters.outbound.db import SqlAlchemyAccessTokens, SqlAlchemyAccounts
        from adapters.outbound.identity import Argon2Passwords, SystemTokens, TotpCodes
        from engine.access import Limits
        from engine.access_ports import Doors

        accounts = SqlAlchemyAccounts(self.database)
        return Doors(
            accounts=accounts,
            passwords=Argon2Passwords(),
            codes=TotpCodes(),
            tokens=SystemTokens(),
            drafts=accounts,
            access_tokens=SqlAlchemyAccessTokens(self.database),
            limits=Limits(
                idle=timedelta(minutes=self.settings.session_idle_minutes),
                absolute=timedelta(hours=self.settings.session_hours),
            ),
        )

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
        from adapters.outbound.definitions.yaml import read_yaml
        from engine.calendar import calendar_findings, calendar_from
        from engine.errors import DefinitionError
        from rules.source import plain

        file = catalogue_folder(self.settings) / "calendar" / "cn.yaml"
        tree = read_yaml(file.read_text("utf-8"), file=str(file))
        findings = calendar_findings(tree)
        if findings:
            raise DefinitionError(findings)
        return calendar_from(plain(tree))

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
        return read_report(read_document(text, file))

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

    def release(self, kind: str, version: int, folder: Path | None = None) -> tuple[str, ...]:
        """Fix a version for ever; returns its files.

        Raises:
            DefinitionError: The version is released already.
        """
        from adapters.outbound.definitions.releases import release

        return release(folder or workflows_folder(self.settings), kind, version)

    def holiday_words(self, language: str) -> Mapping[str, str]:
        """What the holidays of the calendar are called."""
        from rules.source import Mapping as Tree
        from rules.source import plain

        file = catalogue_folder(self.settings) / "calendar" / "texts" / f"{language}.yaml"
        tree = read_document(file.read_text("utf-8"), str(file))
        words = plain(tree) if isinstance(tree, Tree) else {}
        return {key: str(text) for key, text in words.items()} if isinstance(words, dict) else {}

    def decision_words(self, language: str) -> Mapping[str, str]:
        """What the decisions and figures of the rules catalogue are called, by `area.name`."""
        return {
            f"{area.key}.{name}": text
            for area in self.rulebook.areas.values()
            for words in (area.words.get(language),)
            if words is not None
            for name, text in {**words.parameters, **words.criteria, **words.decisions}.items()
        }

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


def _age(now: datetime, since: datetime | None) -> float:
    return 0.0 if since is None else max((now - since).total_seconds(), 0.0)


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


def set_clock(ports: Ports, now: datetime) -> tuple[Ports, SettableClock]:
    """The same ports with a clock that stands where it is set: for demonstrations and trials."""
    from adapters.outbound.memory import SettableClock

    clock = SettableClock(now)
    return replace(ports, clock=clock), clock


def in_memory(house: House, now: datetime) -> Ports:
    """The same kinds of case, rules and working days, on stores that forget everything."""
    from adapters.outbound.memory import (
        InMemoryCaseStore,
        InMemoryContacts,
        InMemoryDocumentStore,
        InMemoryLedger,
        InMemoryStaff,
        SeededChance,
        SettableClock,
    )
    from engine.directory import Directory
    from engine.ports import Ports

    ledger = InMemoryLedger()
    cases = InMemoryCaseStore(ledger)
    return Ports(
        cases=cases,
        outbox=cases.outbox,
        log=cases.log,
        inbox=cases.inbox,
        contacts=InMemoryContacts(),
        parties=cases.parties,
        ledger=ledger,
        staff=InMemoryStaff(Directory(), cases),
        workflows=house.workflow_library,
        rules=Kept(house),
        calendar=Kept(house),
        clock=SettableClock(now),
        chance=SeededChance(),
        documents=InMemoryDocumentStore(),
    )


def stories_of(house: House, kind: str) -> Stories:
    """The written examples of the latest version of a kind of case.

    Raises:
        NotFoundError: No such kind.
    """
    from adapters.outbound.definitions.stories import read_stories

    version = house.workflow_library.latest(kind).spec.version
    folder = workflows_folder(house.settings) / kind / f"v{version}"
    return read_stories(folder / "examples.yaml")


def read_document(text: str, file: str) -> Node:
    """Read a YAML or JSON document strictly.

    Raises:
        YamlError: It is not one, or uses what this house does not allow; with the place.
    """
    from adapters.outbound.definitions.yaml import read_yaml

    return read_yaml(text, file=file)
