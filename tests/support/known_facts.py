"""Values of facts made up at random."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from rules.feel import Value
from rules.policy import Fact

DAY = date(2026, 3, 2)


def some_value(fact: Fact, chance: random.Random) -> Value:
    """A value of a fact, often one at an end."""
    if fact.type == "boolean":
        return chance.random() < 0.5
    if fact.type == "choice":
        return chance.choice(fact.options)
    if fact.type == "date":
        return DAY + timedelta(days=chance.choice([1, 30]) * chance.randint(-1000, 100))
    if fact.type == "records":
        return ()
    low, high = int(fact.low or 0), int(fact.high or 10**6)
    inside = chance.randint(low, min(high, low + 10 ** chance.randint(0, 6)))
    return Decimal(chance.choice([low, low + 1, inside, high]))
