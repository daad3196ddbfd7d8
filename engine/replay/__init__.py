"""Another system's event log, played case by case on the real engine."""

from engine.replay.codes import ReplayCode, ReplayError
from engine.replay.language import ReplayMap
from engine.replay.plan import Plan
from engine.replay.play import Deviation, Played, play
from engine.replay.read import read_map
from engine.replay.report import Report, Tally

__all__ = [
    "Deviation",
    "Plan",
    "Played",
    "ReplayCode",
    "ReplayError",
    "ReplayMap",
    "Report",
    "Tally",
    "play",
    "read_map",
]
