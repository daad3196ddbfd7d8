"""How fast one caller may ask: a bucket of tokens for each, in this process."""

from __future__ import annotations

from collections import Counter, OrderedDict
from datetime import datetime
from threading import Lock

from engine.outside import Admission

_BURST_SECONDS = 10
_MOST_CALLERS = 10_000


class Rates:
    """Counts the requests of every caller.

    Args:
        per_minute: How many on average; ten seconds' worth may come at once.

    Example:
        >>> from datetime import UTC, timedelta
        >>> rates, now = Rates(6), datetime(2026, 2, 11, 1, 0, tzinfo=UTC)
        >>> rates.wait_seconds("payroll", now), rates.wait_seconds("payroll", now)
        (0, 10)
        >>> rates.wait_seconds("payroll", now + timedelta(seconds=10))
        0
    """

    def __init__(self, per_minute: int) -> None:
        self._per_second = per_minute / 60
        self._largest = max(1.0, self._per_second * _BURST_SECONDS)
        self._left: OrderedDict[str, tuple[float, datetime]] = OrderedDict()
        self._lock = Lock()

    def wait_seconds(self, caller: str, now: datetime) -> int:
        """Count a request: 0 lets it in, else it is to come again after so many whole seconds."""
        with self._lock:
            left = self._refilled(caller, now)
            let_in = left >= 1
            self._left[caller] = (left - 1 if let_in else left, now)
            self._left.move_to_end(caller)
            if len(self._left) > _MOST_CALLERS:
                # Whoever has not asked for longest has a full bucket anyway.
                self._left.popitem(last=False)
        return 0 if let_in else max(1, round((1 - left) / self._per_second + 0.4999))

    def has_room(self, caller: str, now: datetime) -> bool:
        """Whether a request would be let in; it is not counted."""
        with self._lock:
            return self._refilled(caller, now) >= 1

    def _refilled(self, caller: str, now: datetime) -> float:
        left, at = self._left.get(caller, (self._largest, now))
        since = max(0.0, (now - at).total_seconds())
        return min(self._largest, left + since * self._per_second)


class EntryBound:
    """Bounds the entries about answers that were turned away, so that no flood fills a journal.

    Implements `Admit`. Senders are counted each by itself, and together all who prove to be none.

    Args:
        per_minute: How many entries on average; ten seconds' worth may come at once.

    Example:
        >>> from datetime import UTC, timedelta
        >>> bound, now = EntryBound(6), datetime(2026, 2, 11, 1, 0, tzinfo=UTC)
        >>> bound("bank", now), bound("bank", now)
        (Admission(left_out=0, last=True), None)
        >>> bound("bank", now + timedelta(seconds=10))
        Admission(left_out=1, last=True)
    """

    def __init__(self, per_minute: int) -> None:
        self._rates = Rates(per_minute)
        self._left_out: Counter[str] = Counter()
        self._lock = Lock()

    def __call__(self, whose: str, now: datetime) -> Admission | None:
        """Leave for one more entry, or None; see `Admit`."""
        with self._lock:
            if self._rates.wait_seconds(whose, now):
                self._left_out[whose] += 1
                return None
            left_out = self._left_out.pop(whose, 0)
            return Admission(left_out=left_out, last=not self._rates.has_room(whose, now))
