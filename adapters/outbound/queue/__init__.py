"""Message keys on their way from the outbox to whoever delivers them, by dramatiq."""

from adapters.outbound.queue.brokers import connect_broker, probe_broker
from adapters.outbound.queue.dramatiq_queue import Consumers, DramatiqQueue, Lane

__all__ = ["Consumers", "DramatiqQueue", "Lane", "connect_broker", "probe_broker"]
