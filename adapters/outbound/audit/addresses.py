"""Which sink an address means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from adapters.outbound.audit.file import FileSink
from adapters.outbound.audit.syslog import SyslogSink, Way
from adapters.outbound.audit.webhook import WebhookSink
from engine.errors import AdapterError
from engine.sinks import AuditSink, SinkCode

_FEWEST_KEY_CHARACTERS = 32
_SYSLOG_PORTS = {Way.UDP: 514, Way.TCP: 601}


def connect_sinks(addresses: Sequence[str], key: str | None = None) -> tuple[AuditSink, ...]:
    """The sinks at some addresses; nothing is opened yet.

    Args:
        addresses: `file:///folder/audit.jsonl?max_mib=64`, `syslog+udp://host:514`,
            `syslog+tcp://host:601`, `syslog+unix:///dev/log`, `https://host/path`.
        key: What webhooks are signed with.

    Raises:
        AdapterError: An address is of another kind or there twice, or a webhook has no key.

    Example:
        >>> [sink.name for sink in connect_sinks(["syslog+tcp://log.example.org"])]
        ['syslog+tcp://log.example.org']
    """
    sinks = tuple(_sink(address, key) for address in addresses)
    for name, times in Counter(sink.name for sink in sinks).items():
        if times > 1:
            raise AdapterError(SinkCode.NAMED_TWICE, retryable=False, sink=name)
    return sinks


def sink_name(address: str) -> str:
    """An address without what may be secret in it: user, password and options.

    Example:
        >>> sink_name("https://office:secret@copies.example.org/in?token=1")
        'https://copies.example.org/in'
    """
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _sink(address: str, key: str | None) -> AuditSink:
    parts, name = urlsplit(address), sink_name(address)
    if parts.scheme == "file" and parts.path:
        return FileSink(name, Path(unquote(parts.path)), largest_bytes=_largest_bytes(parts))
    if parts.scheme in tuple(Way):
        return _syslog(name, parts, Way(parts.scheme))
    if parts.scheme in ("http", "https") and parts.hostname:
        if key is None or len(key) < _FEWEST_KEY_CHARACTERS:
            raise AdapterError(SinkCode.KEY_MISSING, retryable=False, sink=name)
        return WebhookSink(name, address, key)
    raise AdapterError(SinkCode.UNKNOWN, retryable=False, scheme=parts.scheme)


def _largest_bytes(parts: SplitResult) -> int:
    mebibytes = parse_qs(parts.query).get("max_mib", ["64"])[0]
    if not mebibytes.isdigit() or int(mebibytes) == 0:
        raise AdapterError(SinkCode.UNKNOWN, retryable=False, scheme=f"file?max_mib={mebibytes}")
    return int(mebibytes) * 1024 * 1024


def _syslog(name: str, parts: SplitResult, way: Way) -> SyslogSink:
    if way is Way.UNIX:
        return SyslogSink(name, way, unquote(parts.path))
    if not parts.hostname:
        raise AdapterError(SinkCode.UNKNOWN, retryable=False, scheme=parts.scheme)
    return SyslogSink(name, way, (parts.hostname, parts.port or _SYSLOG_PORTS[way]))
