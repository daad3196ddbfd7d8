"""Taking an installation to a folder, and making one from it again."""

from adapters.inbound.cli.backup.group import group

__all__ = ["group"]
