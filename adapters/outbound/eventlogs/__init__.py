"""Event logs of other systems, read from files."""

from adapters.outbound.eventlogs.faults import EventLogCode, EventLogError
from adapters.outbound.eventlogs.xes import ReadLimits, XesEventLog

__all__ = ["EventLogCode", "EventLogError", "ReadLimits", "XesEventLog"]
