"""The shapes of the API have what the engine's values have."""

from __future__ import annotations

from dataclasses import fields

import pytest
from pydantic import BaseModel

from adapters.inbound.rest.shapes import cases, work
from engine.calendar import DayLine, Pause
from engine.explain import Next
from engine.forecast import Asked
from engine.model import Approval, Child, Deadline, Document, Reservation, Seat, Task, Vote

PAIRS: list[tuple[type[BaseModel], type]] = [
    (cases.TaskSaid, Task),
    (cases.DocumentSaid, Document),
    (cases.ClockSaid, Deadline),
    (cases.PauseSaid, Pause),
    (cases.DaySaid, DayLine),
    (cases.SeatSaid, Seat),
    (cases.VoteSaid, Vote),
    (cases.RoundSaid, Approval),
    (cases.ChildSaid, Child),
    (cases.ReservedSaid, Reservation),
    (cases.NextSaid, Next),
    (work.AskedSaid, Asked),
]


@pytest.mark.parametrize(("shape", "value"), PAIRS, ids=lambda one: one.__name__)
def test_a_shape_has_every_attribute_of_its_value(shape: type[BaseModel], value: type) -> None:
    """Who adds an attribute decides here whether programs see it, and cannot forget to."""
    assert set(shape.model_fields) == {field.name for field in fields(value)}
