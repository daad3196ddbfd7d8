"""Fetches the pages' assets again, as `vendor.toml` beside them names them.

`python tools/vendor.py` needs npm; nobody else does: the built files are committed. A file whose
content is not the recorded one is not written.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

_ROOT = Path(__file__).parent.parent
FOLDERS = (_ROOT / "adapters/inbound/web/static/vendor", _ROOT / "tests/browser/vendor")
_SOURCE_MAP = re.compile(rb"(/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=.*)")
_DRAWN = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_BLANK = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')
_SYMBOL = (
    '<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
    ' stroke-linecap="round" stroke-linejoin="round">{drawn}</symbol>'
)


def fetched(package: str, version: str, into: Path) -> Path:
    """The unpacked content of a package."""
    command = ["npm", "pack", "--silent", f"{package}@{version}"]
    packed = subprocess.run(command, cwd=into, check=True, capture_output=True, text=True)
    with tarfile.open(into / packed.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(into / package, filter="data")
    return into / package / "package"


def sprite(folder: Path, names: list[str]) -> bytes:
    """Many small pictures in one file, each to be used by its name."""
    symbols = [_symbol((folder / f"{name}.svg").read_text("utf-8"), name) for name in names]
    head = '<svg xmlns="http://www.w3.org/2000/svg">'
    return "\n".join((head, *symbols, "</svg>", "")).encode()


def _symbol(picture: str, name: str) -> str:
    found = _DRAWN.search(re.sub(r"<!--.*?-->", "", picture, flags=re.DOTALL))
    assert found is not None, name
    drawn = re.sub(r"\s+", " ", _BLANK.sub("", found[1])).strip()
    return _SYMBOL.format(name=name, drawn=drawn)


def content_of(asset: dict[str, object], unpacked: Path) -> bytes:
    """The file as it is to lie here: without the address of a map that is not."""
    source = unpacked / str(asset["source"])
    names = asset.get("icons")
    if isinstance(names, list):
        return sprite(source, names)
    return _SOURCE_MAP.sub(b"", source.read_bytes())


def renewed(folder: Path, scratch: Path) -> list[str]:
    """Write every asset of a folder; returns those that are not what they were."""
    changed = []
    for asset in tomllib.loads((folder / "vendor.toml").read_text("utf-8"))["asset"]:
        unpacked = fetched(asset["package"], asset["version"], scratch)
        content = content_of(asset, unpacked)
        found = hashlib.sha256(content).hexdigest()
        if found == asset["sha256"]:
            (folder / asset["file"]).write_bytes(content)
        else:
            changed.append(f"{asset['file']}: {found}")
    return changed


def main() -> int:
    """Write every asset; 1 when one is not what it was."""
    with tempfile.TemporaryDirectory() as scratch:
        changed = [line for folder in FOLDERS for line in renewed(folder, Path(scratch))]
    print("\n".join(changed) or "all assets are as recorded")
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
