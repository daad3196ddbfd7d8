"""The invented units of the demo: different in every file, and never a real code."""

from __future__ import annotations

import pytest

from adapters.inbound.cli.demo.units import unit_disguise
from engine.identifiers import check_credit_code


@pytest.mark.parametrize("sort", ["81", "91"])
def test_codes_of_invented_units_are_well_formed(sort: str) -> None:
    """Check digits are right, and units and unions keep their beginnings."""
    codes = [v for k, v in unit_disguise(37).items() if k.startswith(sort)]
    assert codes
    assert [check_credit_code(code, prefixes=(sort,)) for code in codes] == [None] * len(codes)


def test_no_two_files_are_about_one_unit() -> None:
    """Names and codes of different files differ."""
    found = [set(unit_disguise(number).values()) for number in range(60)]
    assert len(set.union(*found)) == sum(len(values) for values in found)
