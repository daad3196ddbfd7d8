"""Rules at the command line: check, ask, test, compare, run the kit, convert."""

from adapters.inbound.cli.rules.group import group

__all__ = ["group"]
