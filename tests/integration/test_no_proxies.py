"""Where requests go stands in the settings; proxies that the environment names are not asked."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from adapters.outbound.audit.webhook import WebhookSink
from adapters.outbound.documents import s3
from adapters.outbound.notify import Poster
from engine.sinks import SinkRecord
from tests.support.brokers import free_port
from tests.support.receivers import HttpReceiver, http_receiver
from tests.support.sources import place, python_files, tree

CLIENTS = {"Client", "AsyncClient", "OAuth2Client", "HTTPTransport"}
SHORTCUTS = {"get", "post", "put", "request", "stream", "delete", "head", "patch"}


@pytest.fixture
def dead_proxy(monkeypatch: pytest.MonkeyPatch) -> str:
    """The environment names a proxy at which nobody listens."""
    address = f"http://127.0.0.1:{free_port()}"
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, address)
        monkeypatch.setenv(name.lower(), address)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    return address


@pytest.fixture
def receiver() -> Iterator[HttpReceiver]:
    """Somebody who takes posts."""
    with http_receiver() as taking:
        yield taking


def test_notices_pass_no_proxy_of_the_environment(dead_proxy: str, receiver: HttpReceiver) -> None:
    """They arrive although the named proxy is dead."""
    del dead_proxy
    Poster({"127.0.0.1"}).post(receiver.url, b"{}", {})
    assert len(receiver.posted) == 1


def test_copies_pass_no_proxy_of_the_environment(dead_proxy: str, receiver: HttpReceiver) -> None:
    """They arrive although the named proxy is dead."""
    del dead_proxy
    sink = WebhookSink("copy", receiver.url, "k" * 32)
    sink.put([SinkRecord(index=0, hash="0" * 64, header=b"{}")])
    sink.close()
    assert len(receiver.posted) == 1


def test_papers_pass_no_proxy_of_the_environment(
    dead_proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client of the document store knows of none."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    store = s3.connect("papers", endpoint_url="https://s3.example")
    endpoint = vars(store)["_client"]._endpoint
    assert dead_proxy not in str(vars(endpoint.http_session._proxy_config))


def built_clients() -> Iterator[tuple[str, ast.Call]]:
    """Every place where the shipped packages build a client of httpx, or use it without one."""
    for path in python_files("adapters"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and _is_client(node.func):
                yield place(path, node.lineno), node


def _is_client(called: ast.expr) -> bool:
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    shortcut = isinstance(called, ast.Attribute) and ast.unparse(called.value) in (
        "httpx",
        "httpx2",
    )
    return name in CLIENTS or (shortcut and name in SHORTCUTS)


def test_every_client_ignores_the_environment() -> None:
    """Whoever builds one says so; a client that does not say it would ask the named proxy."""
    found = list(built_clients())
    assert len(found) >= 2
    trusting = [
        where
        for where, call in found
        if not any(
            given.arg == "trust_env" and ast.unparse(given.value) == "False"
            for given in call.keywords
        )
    ]
    assert trusting == []
