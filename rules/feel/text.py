"""Values as FEEL text: what `string()` gives (DMN 1.5, section 10.3.4.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from rules.feel.evaluation import Evaluation
from rules.feel.numbers import canonical
from rules.feel.scanner import name_pieces
from rules.feel.temporal import DateTime, DaysDuration, FarDate, MonthsDuration, Time
from rules.feel.temporal_text import temporal_text
from rules.feel.values import Context, Function, Range, Value

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def text_of(value: Value, run: Evaluation) -> str:
    """Return a value as `string()` shows it: strings bare at the top and quoted within.

    Raises:
        LimitExceededError: The text would be too long.

    Example:
        >>> text_of((Decimal("1.50"), "a"), Evaluation())
        '[1.5, "a"]'
    """
    return value if isinstance(value, str) else _inner(value, run)


def _inner(value: Value, run: Evaluation) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = _WRITERS[type(value)](value, run)
    run.sized(len(text))
    return text


def _quoted(value: str, run: Evaluation) -> str:
    return f'"{value.translate(_ESCAPES)}"'


def _list(value: tuple[Value, ...], run: Evaluation) -> str:
    return f"[{', '.join(_inner(item, run) for item in value)}]"


def _context(value: Context, run: Evaluation) -> str:
    entries = (f"{_key(key)}: {_inner(item, run)}" for key, item in value.entries.items())
    return f"{{{', '.join(entries)}}}"


def _key(key: str) -> str:
    plain = "".join(name_pieces(key)) == "".join(key.split()) and key == " ".join(key.split())
    return key if plain and key[:1].isalpha() else f'"{key.translate(_ESCAPES)}"'


def _range(value: Range, run: Evaluation) -> str:
    opening = "[" if value.low_included else "("
    closing = "]" if value.high_included else ")"
    return f"{opening}{_inner(value.low, run)}..{_inner(value.high, run)}{closing}"


def _function(value: Function, run: Evaluation) -> str:
    return f"function({', '.join(value.signatures[0].parameters)})"


def _temporal(value: date | FarDate, run: Evaluation) -> str:
    return temporal_text(value)


_WRITERS: dict[type, Callable[..., str]] = {
    Decimal: lambda value, run: canonical(value),
    str: _quoted,
    tuple: _list,
    Context: _context,
    Range: _range,
    Function: _function,
    **dict.fromkeys((date, FarDate, Time, DateTime, DaysDuration, MonthsDuration), _temporal),
}
