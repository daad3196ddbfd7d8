"""Extension elements in plain form, both ways."""

from __future__ import annotations

from rules.dmn.model import Extension
from rules.dmn.plain_fields import Fields, Path, Plain, as_text, kept


def read_extension(value: Plain, path: Path) -> Extension:
    """Return an extension element.

    Raises:
        DmnError: It is none.
    """
    fields = Fields(value, path)
    found = Extension(
        namespace=fields.text("namespace") or "",
        name=fields.needed("name"),
        attributes=fields.named("attributes", lambda name, value, at: (name, as_text(value, at))),
        text=fields.text("text") or "",
        parts=fields.items("parts", read_extension),
    )
    fields.done()
    return found


def write_extension(extension: Extension) -> Plain:
    """Return an extension element in plain form."""
    return {
        "name": extension.name,
        **kept(
            namespace=extension.namespace,
            attributes=dict(extension.attributes),
            text=extension.text,
            parts=[write_extension(part) for part in extension.parts],
        ),
    }
