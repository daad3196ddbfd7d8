"""The words of the house, in every language, under the codes that the program speaks in."""

from adapters.i18n.catalogue import (
    CatalogueCode,
    CatalogueError,
    Language,
    Texts,
    placeholders,
    read_catalogue,
    read_catalogues,
)

__all__ = [
    "CatalogueCode",
    "CatalogueError",
    "Language",
    "Texts",
    "placeholders",
    "read_catalogue",
    "read_catalogues",
]
