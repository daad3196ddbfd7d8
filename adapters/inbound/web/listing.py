"""How somebody looks at a list: what they ask for, which columns they see, in which order.

All of it stands in the address, so that it can be kept, sent to a colleague and gone back to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from engine.views import SavedView


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list that can be looked at in several ways.

    Attributes:
        filters: Names of what may be asked and kept.
        words: Names of what may be asked and is not kept: it may name a person.
        usual: The columns that are shown unless somebody chooses.
        sorts: The orders; the first is the usual one.
    """

    place: str
    path: str
    filters: tuple[str, ...]
    columns: tuple[str, ...]
    usual: tuple[str, ...]
    sorts: tuple[str, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One way to look at a list."""

    listing: Listing
    filters: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    sort: str = ""

    @classmethod
    def asked(cls, listing: Listing, params: QueryParams) -> Look:
        """The look that an address asks for; what is not known counts as left out."""
        return cls(
            listing=listing,
            filters={name: params[name] for name in listing.filters if params.get(name)},
            words={name: params[name].strip() for name in listing.words if params.get(name)},
            columns=_known(listing, params.getlist("column")),
            sort=params.get("sort", "") if params.get("sort") in listing.sorts[1:] else "",
        )

    @classmethod
    def kept(cls, listing: Listing, view: SavedView) -> Look:
        """The look that somebody has kept."""
        filters = {name: text for name, text in view.filters.items() if name in listing.filters}
        return cls(
            listing=listing,
            filters=filters,
            columns=_known(listing, view.columns),
            sort=view.sort if view.sort in listing.sorts[1:] else "",
        )

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns to show."""
        return self.columns or self.listing.usual

    @property
    def oldest_first(self) -> bool:
        """Whether the oldest come first."""
        return self.sort == "oldest"

    @property
    def address(self) -> str:
        """Where the list stands looked at like this; without words, so that it can be shared."""
        return self._address({})

    def page(self, after: str) -> str:
        """Where the page after a place stands, words included."""
        return self._address({**self.words, "after": after})

    def hidden(self) -> Iterator[tuple[str, str]]:
        """What a form carries along that asks for other columns or another order."""
        yield from {**self.filters, **self.words}.items()

    def _address(self, more: Mapping[str, str]) -> str:
        pairs = [(n, self.filters[n]) for n in self.listing.filters if n in self.filters]
        pairs += [("column", name) for name in self.columns]
        pairs += [("sort", self.sort)] if self.sort else []
        pairs += more.items()
        # An address without a question opens the list with the preferred view.
        return f"{self.listing.path}?{urlencode(pairs)}" if pairs else f"{self.listing.path}?all="


def _known(listing: Listing, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in listing.columns if name in names)


WORK = Listing(
    place="work",
    path="/work",
    filters=("queue", "named", "kind"),
    columns=("step", "office", "holder", "due", "kind", "opened", "waited", "skill"),
    usual=("step", "office", "holder", "due"),
    sorts=("due", "oldest"),
)
CASES = Listing(
    place="cases",
    path="/cases",
    filters=("kind", "state", "status", "reach"),
    columns=("kind", "state", "office", "due", "opened", "entered", "waited", "outcome"),
    usual=("kind", "state", "office", "due", "entered"),
    sorts=("newest", "oldest"),
    words=("text",),
)
LISTINGS = {listing.place: listing for listing in (WORK, CASES)}
