"""Message keys on their way from the outbox to whoever delivers them, by dramatiq."""

from adapters.outbound.queue.brokers import connect_broker, probe_broker
from adapters.outbound.queue.dramatiq_queue import Consumers, DramatiqQueue

__all__ = ["Consumers", "DramatiqQueue", "connect_broker", "probe_broker"]
