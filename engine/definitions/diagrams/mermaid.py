"""The diagram as mermaid source, for documents."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.diagrams.drawing import Drawing


def mermaid(drawing: Drawing) -> str:
    """Return a mermaid state diagram: stages as groups, words as labels."""
    return "\n".join(_lines(drawing)) + "\n"


def _lines(drawing: Drawing) -> Iterator[str]:
    yield "stateDiagram-v2"
    for stage, names in drawing.members.items():
        yield f'    state "{_plain(drawing.text("stages", stage))}" as stage_{stage} {{'
        for name in names:
            yield f'        state "{_plain(drawing.text("states", name))}" as {name}'
        yield "    }"
    states = drawing.spec.states
    yield from (f"    [*] --> {name}" for name, state in states.items() if state.initial)
    for (origin, target), actions in drawing.moves.items():
        yield f"    {origin} --> {target}: {_plain(drawing.actions(actions))}"
    yield from (f"    {name} --> [*]" for name, state in states.items() if state.final)
    if drawing.here is not None:
        yield "    classDef here fill:#fff3c4,stroke:#b45309,stroke-width:3px"
        yield "    classDef seen fill:#e6f0fa,stroke:#5b8cbf"
        yield from (f"    class {name} seen" for name in drawing.visited if name != drawing.here)
        yield f"    class {drawing.here} here"


def _plain(text: str) -> str:
    """Without what mermaid reads as its own signs."""
    return text.replace('"', "'").replace(":", "：").replace(";", "；").replace("#", "＃")
