"""Papers as PDF."""

from adapters.outbound.printing.fonts import WANTED, chosen
from adapters.outbound.printing.press import TypstPress

__all__ = ["WANTED", "TypstPress", "chosen"]
