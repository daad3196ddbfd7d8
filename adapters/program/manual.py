"""Writes the manual's page of commands.

`python -m adapters.program.manual > docs/reference/cli.md`
"""

from __future__ import annotations

import sys

from adapters.i18n import Texts
from adapters.inbound.cli.reference import reference
from adapters.program.commands import GROUPS

if __name__ == "__main__":
    sys.stdout.write(reference(Texts.of_installation(), GROUPS))
