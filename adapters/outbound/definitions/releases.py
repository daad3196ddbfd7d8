"""Which versions are released, and that nobody has changed them since.

`released.lock` lists every file of every released version with its SHA-256, in the form that
`sha256sum --check` reads.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

from adapters.outbound.definitions.folders import released_files
from engine.definitions.codes import DefinitionCode
from engine.errors import DefinitionError
from rules.findings import Finding
from rules.source import Mark

LOCK = "released.lock"
_KEPT = 16
_LINE = re.compile(r"(?P<sha256>[0-9a-f]{64})  (?P<file>(?P<version>[a-z0-9_]+/v[1-9][0-9]*)/\S+)")


@dataclass(frozen=True, kw_only=True)
class Releases:
    """The released versions of a folder of workflows.

    Attributes:
        root: The folder that holds the kinds of case and the lock.
        digests: SHA-256 of every released file, by `kind/v1/path`.
    """

    root: Path
    digests: Mapping[str, str]

    @classmethod
    def read(cls, root: Path) -> Releases:
        """Read the lock; without one nothing is released.

        Raises:
            DefinitionError: A line of the lock cannot be read.
        """
        path = root / LOCK
        if not path.is_file():
            return cls(root=root, digests={})
        written = path.stat()
        return _locked(root, written.st_mtime_ns, written.st_size)

    def versions(self, kind: str) -> tuple[int, ...]:
        """The released versions of a kind of case, the oldest first."""
        return self._released.get(kind, ())

    @cached_property
    def _released(self) -> Mapping[str, tuple[int, ...]]:
        found: dict[str, set[int]] = {}
        for file in self.digests:
            kind, version, _ = file.split("/", 2)
            found.setdefault(kind, set()).add(int(version.removeprefix("v")))
        return {kind: tuple(sorted(versions)) for kind, versions in found.items()}

    def differences(self, kind: str, version: int) -> Iterator[Finding]:
        """Files of a released version that are changed, missing or new."""
        prefix = f"{kind}/v{version}/"
        locked = {file: sha for file, sha in self.digests.items() if file.startswith(prefix)}
        present = _digests(self.root, kind, version)
        for file in sorted(locked.keys() | present.keys()):
            if locked.get(file) != present.get(file):
                code = (
                    DefinitionCode.RELEASED_MISSING
                    if file not in present
                    else DefinitionCode.RELEASED_CHANGED
                )
                mark = Mark(file=file, line=1, column=1)
                version_name = prefix.removesuffix("/")
                yield Finding(code=code, mark=mark, params={"file": file, "version": version_name})


def release(root: Path, kind: str, version: int) -> tuple[str, ...]:
    """Fix a version for ever: append its files to the lock.

    Returns:
        The files, as they stand in the lock.

    Raises:
        DefinitionError: The version is released already.
    """
    released = Releases.read(root)
    if version in released.versions(kind):
        mark = Mark(file=LOCK, line=1, column=1)
        params = {"version": f"{kind}/v{version}"}
        raise DefinitionError(
            (Finding(code=DefinitionCode.ALREADY_RELEASED, mark=mark, params=params),)
        )
    digests = _digests(root, kind, version)
    with (root / LOCK).open("a", encoding="utf-8", newline="\n") as lock:
        lock.writelines(f"{sha256}  {file}\n" for file, sha256 in digests.items())
    return tuple(digests)


@lru_cache(maxsize=_KEPT)
def _locked(root: Path, written_ns: int, size_bytes: int) -> Releases:
    """What a lock says, read again only when it was written to: every line of a list asks."""
    del written_ns, size_bytes
    lines = (root / LOCK).read_text("utf-8").splitlines()
    return Releases(root=root, digests=MappingProxyType(dict(_entries(lines))))


def _entries(lines: list[str]) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(lines, 1):
        entry = _LINE.fullmatch(line)
        if entry is None:
            mark = Mark(file=LOCK, line=number, column=1)
            raise DefinitionError(
                (Finding(code=DefinitionCode.LOCK_UNREADABLE, mark=mark, params={"line": line}),)
            )
        yield entry["file"], entry["sha256"]


def _digests(root: Path, kind: str, version: int) -> dict[str, str]:
    folder = root / kind / f"v{version}"
    return {path.relative_to(root).as_posix(): _sha256(path) for path in released_files(folder)}


def _sha256(path: Path) -> str:
    """The hash of the content with plain line ends, whatever the checkout made of them."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
