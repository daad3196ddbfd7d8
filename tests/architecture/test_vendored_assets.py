"""What others wrote and the pages use: recorded, whole, and nothing fetched from elsewhere."""

from __future__ import annotations

import hashlib
import re
import tomllib
from importlib.resources import files
from pathlib import Path

STATIC = Path(str(files("adapters.inbound.web"))) / "static"
VENDOR = STATIC / "vendor"
ASSETS = tomllib.loads((VENDOR / "vendor.toml").read_text("utf-8"))["asset"]


def test_every_asset_is_as_recorded() -> None:
    """Name, version, licence and hash of each file stand in one list, and no file is without."""
    recorded = {asset["file"]: asset["sha256"] for asset in ASSETS}
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.iterdir()
        if path.name != "vendor.toml"
    }
    assert found == recorded
    assert all(asset["licence"] in ("MIT", "0BSD", "Apache-2.0") for asset in ASSETS)


def test_apache_licensed_assets_come_with_their_notice() -> None:
    """The licence asks for its text and for the NOTICE file of the work (section 4)."""
    packages = {asset["package"] for asset in ASSETS if asset["licence"] == "Apache-2.0"}
    files_of = {asset["file"] for asset in ASSETS}
    wanted = {f"{name}-{what}.txt" for name in packages for what in ("LICENSE", "NOTICE")}
    assert wanted <= files_of


def test_pages_load_nothing_from_elsewhere() -> None:
    """No template and no style sheet of ours names another host."""
    templates = (STATIC.parent / "templates").glob("*.html")
    ours = [*templates, STATIC / "office.css", *STATIC.glob("*.js")]
    foreign = [path.name for path in ours if re.search(r"(?:https?:)?//\w", _code(path))]
    assert foreign == []


def _code(path: Path) -> str:
    """A file without comments and without the names of namespaces."""
    text = path.read_text("utf-8")
    return re.sub(r"^\s*//.*$|/\*.*?\*/|http://www\.w3\.org/\S+", "", text, flags=re.M | re.S)


def test_every_icon_is_used() -> None:
    """The sprite carries no picture that no page shows."""
    carried = set(next(asset for asset in ASSETS if "icons" in asset)["icons"])
    web = STATIC.parent
    text = "".join(
        path.read_text("utf-8") for path in [*web.glob("*.py"), *web.glob("templates/*.html")]
    )
    assert {name for name in carried if f'"{name}"' not in text} == set()
