"""Pictures of a workflow: data in, text out."""

from engine.definitions.diagrams.drawing import Drawing
from engine.definitions.diagrams.mermaid import mermaid
from engine.definitions.diagrams.svg import svg

__all__ = ["Drawing", "mermaid", "svg"]
