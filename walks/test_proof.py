"""Every number that the furnished town kept of a year, counted anew and compared."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import House

pytestmark = pytest.mark.browser  # of the furnished town


def proved(house: House, target: str) -> list[dict[str, Any]]:
    """What `dinh prove` says of 2026; the command ends well only when all is equal."""
    told = json.loads(house.dinh("prove", target, "2026", "--json").stdout)
    assert told["equal"]
    proofs: list[dict[str, Any]] = told["proofs"]
    assert all(each["equal"] and not each["why_not"] for each in proofs)
    return proofs


def test_every_value_that_the_town_kept_of_its_year_is_proved_again(house: House) -> None:
    proofs = proved(house, "values")
    assert len(proofs) > 700
    assert {"16576", "38"} <= {each["unit"] for each in proofs}
    assert len({each["measure"] for each in proofs}) > 20
    assert {each["period"] for each in proofs} >= {"2026-09", "2026-10"}
    assert sum(each["published"]["denominator"] not in (None, 0) for each in proofs) > 200
