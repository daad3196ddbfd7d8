"""Copies of the log of all entries in other hands: files, syslog, webhooks."""

from adapters.outbound.audit.addresses import connect_sinks, sink_name

__all__ = ["connect_sinks", "sink_name"]
