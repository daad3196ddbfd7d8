"""The rules catalogue as it lies on disk: one folder an area, YAML files inside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from adapters.outbound.definitions.yaml import read_yaml
from rules.policy import Rulebook, load_policy
from rules.source import Mapping, Node


def read_rulebook(catalogue: Path, local: Iterable[Path] = ()) -> Rulebook:
    """Return the rulebook of a catalogue folder.

    Args:
        catalogue: Folder of area folders, `rules/catalogue` in the released tree.
        local: Files or folders with a place's own figures.

    Raises:
        YamlError: A file is not YAML.
        PolicyError: The documents hold errors; it names them all.
    """
    return load_policy([*policy_documents(catalogue), *local_documents(local)])


def policy_documents(catalogue: Path) -> Iterator[Node]:
    """Yield the documents of every area: of each folder in which a document names an area."""
    for folder in sorted(path for path in catalogue.iterdir() if path.is_dir()):
        trees = list(documents_below(folder))
        if any(isinstance(tree, Mapping) and "area" in tree.entries for tree in trees):
            yield from trees


def local_documents(paths: Iterable[Path]) -> Iterator[Node]:
    """Yield the documents of files and folders."""
    for path in paths:
        yield from documents_below(path)


def documents_below(path: Path) -> Iterator[Node]:
    """Yield the tree of a file, or of every YAML file in a folder, at any depth."""
    files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
    for file in files:
        yield read_yaml(file.read_text(encoding="utf-8"), file=str(file))
