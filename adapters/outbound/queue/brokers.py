"""The three brokers. None of them is trusted to keep anything: the outbox does that."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from dramatiq import Broker
from dramatiq.brokers.stub import StubBroker
from dramatiq.errors import BrokerConnectionError
from dramatiq.middleware import AgeLimit, Middleware, ShutdownNotifications, TimeLimit

from engine.errors import AdapterError, EngineCode

MOST_MILLISECONDS = 120_000
"""A delivery that takes longer is stopped; its message is handed out again."""

_OLDEST_MILLISECONDS = 600_000
"""A key that lay in the broker for so long has been handed out again long ago."""

_REDIS_HEARTBEAT_MILLISECONDS = 15_000
_REDIS_MAINTENANCE_PER_MILLION = 100_000
"""How often a command to Redis also looks for keys of dead consumers; dramatiq's own value lets
them lie for a quarter of an hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A broker, and the errors by which its client says that it cannot be reached."""

    broker: Broker
    failures: tuple[type[Exception], ...] = (BrokerConnectionError, OSError)


def connect_broker(url: str | None) -> Connection:
    """The broker that an address names; without one, a queue inside this process.

    Args:
        url: `redis://...`, `amqp://...` or None.

    Raises:
        AdapterError: The address names no broker we know.
    """
    scheme = urlsplit(url or "").scheme
    if not url:
        return Connection(broker=StubBroker(middleware=_middleware()))
    if scheme in ("redis", "rediss", "unix"):
        return _redis(url)
    if scheme in ("amqp", "amqps"):
        return _rabbitmq(url)
    raise AdapterError(EngineCode.BROKER_UNKNOWN, retryable=False, scheme=scheme)


def probe_broker(url: str | None) -> None:
    """Ask a broker whether it is there.

    Raises:
        AdapterError: It is not, or the address names no broker we know.
    """
    connection = connect_broker(url)
    # Each client has its own way; the queue inside the process is always there.
    broker: Any = connection.broker
    try:
        if hasattr(broker, "client"):
            broker.client.ping()
        elif hasattr(broker, "connection"):
            assert broker.connection.is_open
    except connection.failures as error:
        name = type(error).__name__
        raise AdapterError(EngineCode.BROKER_UNAVAILABLE, retryable=True, error=name) from error
    finally:
        broker.close()


def _middleware() -> list[Middleware]:
    # Without retries: when and how often to try again is the outbox's to say.
    return [
        AgeLimit(max_age=_OLDEST_MILLISECONDS),
        TimeLimit(time_limit=MOST_MILLISECONDS),
        ShutdownNotifications(notify_shutdown=False),
    ]


def _redis(url: str) -> Connection:
    module: Any = import_module("dramatiq.brokers.redis")
    broker: Broker = module.RedisBroker(
        url=url,
        middleware=_middleware(),
        namespace="unioncase",
        heartbeat_timeout=_REDIS_HEARTBEAT_MILLISECONDS,
        maintenance_chance=_REDIS_MAINTENANCE_PER_MILLION,
    )
    errors: Any = import_module("redis.exceptions")
    return Connection(broker=broker, failures=(BrokerConnectionError, OSError, errors.RedisError))


def _rabbitmq(url: str) -> Connection:
    module: Any = import_module("dramatiq.brokers.rabbitmq")
    broker: Broker = module.RabbitmqBroker(url=url, middleware=_middleware(), confirm_delivery=True)
    errors: Any = import_module("pika.exceptions")
    return Connection(broker=broker, failures=(BrokerConnectionError, OSError, errors.AMQPError))
