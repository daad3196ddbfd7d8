"""Commands that keep running: the processes of an installation."""

from __future__ import annotations

from adapters.inbound.cli.commands import Group

group = Group("")
