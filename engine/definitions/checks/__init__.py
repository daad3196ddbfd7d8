"""Everything that can be wrong with a workflow, found before it is used."""

from engine.definitions.checks.judge import Judged, judge

__all__ = ["Judged", "judge"]
