"""What is wrong with an installation, and what to do about it."""

from adapters.inbound.cli.doctor.group import group

__all__ = ["group"]
