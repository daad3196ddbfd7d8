"""The pages on a socket: one process, as many threads as requests wait."""

from __future__ import annotations

import gc
import socket

import uvicorn
from fastapi import FastAPI

from adapters.bootstrap import House
from adapters.http import Site, application
from adapters.http.streams import Streams
from adapters.i18n import Language, Texts
from adapters.inbound.rest import api
from adapters.inbound.web import pages
from adapters.program.measuring import measured


def web_application(house: House, texts: Texts) -> FastAPI:
    """Everything that answers requests, around one installation.

    Raises:
        AdapterError: Settings by which people sign in do not fit together.
    """
    # Asked for now: a wrong setting ends the start and not the first sign-in.
    _ = house.doors
    return application(Site(house=house, texts=texts), [pages(), api()])


def prepare(house: House, texts: Texts) -> None:
    """Read what every page needs, once and for all; the database must be ready.

    Definitions, rules and texts are a quarter of a million objects that stay as long as the
    process. From now on the collector of cycles leaves them out: walking through them stopped all
    pages for some 200 ms each time.

    Raises:
        PolicyError: The rules have defects.
    """
    site = Site(house=house, texts=texts)
    site.kinds()
    for language in Language:
        site.words(language)
    gc.collect()
    gc.freeze()


class _Uvicorn(uvicorn.Server):
    """Closes streams that would stay open for ever before it waits for what is under way."""

    def __init__(self, config: uvicorn.Config, streams: Streams) -> None:
        super().__init__(config)
        self._streams = streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._streams.close()
        await super().shutdown(sockets)


class Server:
    """Serves an installation's pages.

    Args:
        house: The installation.
        texts: All texts.
        host: Another address than that of the settings.
        port: Another port than that of the settings; 0 takes a free one.
    """

    def __init__(
        self, house: House, texts: Texts, *, host: str | None = None, port: int | None = None
    ) -> None:
        settings = house.settings
        self._host = host or settings.http_host
        # Bound before anything is said, so that the address that is told is the right one.
        self._socket = socket.create_server(
            (self._host, settings.http_port if port is None else port), reuse_port=False
        )
        app = web_application(house, texts)
        # Accepted connections inherit it. asyncio sets it itself only on sockets that name their
        # protocol; without it the end of each page waits 40 ms for the reader's acknowledgement.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._server = _Uvicorn(
            uvicorn.Config(
                measured(app, house),
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=True,
                forwarded_allow_ips=settings.http_proxies,
                timeout_graceful_shutdown=20,
            ),
            app.state.site.streams,
        )

    @property
    def address(self) -> str:
        """Where a browser finds the pages."""
        host = "127.0.0.1" if self._host in ("0.0.0.0", "::") else self._host
        return f"http://{host}:{self._socket.getsockname()[1]}/"

    def run(self) -> None:
        """Serve until the process is asked to end."""
        self._server.run(sockets=[self._socket])

    def stop(self) -> None:
        """Finish what is under way and end `run`."""
        self._server.should_exit = True
