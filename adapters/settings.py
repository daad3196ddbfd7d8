"""What the environment says, read once and checked; nothing else reads it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


def _language_of_terminal() -> Literal["zh", "en"]:
    """English for a terminal that names a language other than Chinese; else Chinese."""
    named = next((v for n in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(n))), "")
    return "zh" if named.startswith(("zh", "C.", "POSIX")) or named in ("", "C") else "en"


def _data_of_person() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser() / "unioncase"


def _words(given: object) -> object:
    """Values with commas or blanks between them."""
    return tuple(given.replace(",", " ").split()) if isinstance(given, str) else given


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)]


class Settings(BaseSettings):
    """One installation's settings; each is the variable of its name with UNIONCASE_ before it.

    Example:
        >>> from pathlib import Path
        >>> settings = Settings(data_dir=Path("/srv/unioncase"))
        >>> settings.database_url, settings.documents_url
        ('sqlite:////srv/unioncase/unioncase.sqlite', 'file:///srv/unioncase/documents')
    """

    model_config = SettingsConfigDict(env_prefix="UNIONCASE_", frozen=True, extra="forbid")

    data_dir: Path = Field(default_factory=_data_of_person)
    """Folder of everything this installation keeps on disk."""

    database_url: str = ""
    """SQLAlchemy address; a SQLite file in `data_dir` when empty."""

    documents_url: str = ""
    """Where documents are kept: file:///folder or s3://bucket/prefix; in `data_dir` when empty."""

    documents_endpoint_url: str | None = None
    """Address of an S3-compatible store other than Amazon's."""

    definitions_dir: Path | None = None
    """An office's own kinds of case and rules; those installed with the program when None."""

    fonts_dir: Path | None = None
    """Folder with fonts for papers, besides those installed on the machine."""

    drafts: bool = False
    """Whether versions of a kind of case that are not released yet may be used, to try them out."""

    lang: Literal["zh", "en"] = Field(default_factory=_language_of_terminal)
    """Language of answers."""

    person: str | None = None
    """Login of the person who acts on the command line."""

    broker_url: str | None = None
    """redis:// or amqp:// of the message broker; None runs the queue inside the process."""

    wake: Literal["notify", "poll"] = "notify"
    """Whether PostgreSQL tells relays of new messages, or they only look; looking lets more
    writers commit at once."""

    worker_threads: int = Field(default=4, ge=1, le=64)
    """How many messages of each sort a worker process delivers at the same time: entries,
    reminders, and those of each channel have threads of their own."""

    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    """The least severe log line that is written."""

    metrics_port: int | None = Field(default=None, ge=1, le=65535)
    """Port of 127.0.0.1 at which this process gives figures to Prometheus; none when None."""

    traces_url: str | None = Field(default=None, validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT")
    """Where traces go by OTLP over HTTP, under the name that OpenTelemetry gave the variable."""

    http_host: str = "127.0.0.1"
    """Network address that the pages are served on."""

    http_port: int = Field(default=8340, ge=0, le=65535)
    """Port of the pages; 0 takes any free one."""

    http_secure: bool = False
    """Whether browsers come through TLS: cookies are then sent over nothing else."""

    http_proxies: str = "127.0.0.1"
    """Addresses of proxies whose word about the caller's address is believed, with commas."""

    session_idle_minutes: int = Field(default=30, ge=1)
    """Without a request for so long, a session is over."""

    session_hours: int = Field(default=12, ge=1)
    """After so long a session is over in any case."""

    api_requests_per_minute: int = Field(default=600, ge=1)
    """How many requests one token, person or unknown address may send to the API on average; ten
    seconds' worth may come at once. Each process counts its own."""

    index_key: SecretStr | None = None
    """Under which persons and employers are searched, 64 hexadecimal digits, the same for every
    process of an installation; a file in `data_dir` when None."""

    secrets_key: SecretStr | None = None
    """Seals the secrets of second factors, 64 hexadecimal digits, the same for every process of an
    installation; a file in `data_dir` when None."""

    former_secrets_keys: SecretStr | None = None
    """Keys before the present one, with blanks between them; `unioncase init` puts every secret
    under the present key, and after that they are not needed."""

    oidc_issuer: str = ""
    """Address of the city's single sign-on, as its OpenID Connect description names the issuer;
    none when empty."""

    oidc_client_id: str = ""
    """What this office is called at the single sign-on."""

    oidc_client_secret: SecretStr | None = None
    """By which this office proves there that it is it; None where it is a public client."""

    oidc_login_claim: str = ""
    """A claim of the ID token that holds the person's login here, e.g. employee_number; nobody
    but the provider may be able to change it. Administrators link people by hand when empty."""

    oidc_label: str = ""
    """What people call the single sign-on; shown on the button."""

    oidc_ca_file: Path | None = None
    """Certificates, PEM, that the single sign-on's own one rests on; the public ones when None."""

    local_sign_in: bool = True
    """Whether people may sign in with passwords kept here."""

    emergency_person: str = ""
    """Login of the one administrator who may use a password even then, for the day on which the
    single sign-on does not answer."""

    answers_within_minutes: int = Field(default=5, ge=1, le=1440)
    """How far the moment at which somebody outside signed an answer may lie from ours."""

    public_url: str = ""
    """Where people open the pages, for links in letters to them; no links when empty."""

    smtp_url: SecretStr | None = None
    """smtp://user:password@host:587 or smtps://...; without it no e-mail is sent."""

    smtp_sender: str = "unioncase@localhost"
    """The address that e-mail comes from."""

    webhook_secret: SecretStr | None = None
    """Signs webhooks; without it none is sent."""

    webhook_hosts: str = ""
    """Hosts, with commas, at which members of staff may have webhooks, and chat robots besides
    those of the public WeCom and DingTalk."""

    signing_key: SecretStr | None = None
    """Ed25519 key, PEM, that signs checkpoints of the audit log; a file in `data_dir` when None."""

    former_signing_keys: Words = ()
    """Public keys, hexadecimal, that signed checkpoints before the present one."""

    sinks: Words = ()
    """Where copies of the audit log go: file:///..., syslog+tcp://..., syslog+udp://...,
    syslog+unix:///..., https://..."""

    sink_key: SecretStr | None = None
    """Signs the copies that go to webhooks; 32 characters at least."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        folder = self.data_dir.expanduser().absolute()
        derived = {
            "data_dir": folder,
            "database_url": self.database_url or f"sqlite:///{folder / 'unioncase.sqlite'}",
            "documents_url": self.documents_url or (folder / "documents").as_uri(),
        }
        for name, value in derived.items():
            # The model is frozen for its users; here it is still being made.
            object.__setattr__(self, name, value)
        return self
