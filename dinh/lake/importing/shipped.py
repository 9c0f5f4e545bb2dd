"""What the procedures that come with the house say, for a house whose own catalogue does not know a code: a place to begin from,
never compared with the published decisions. Rows known by it bear the sign `deciding.SHIPPED`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from dinh.catalog.services.loading import EDITION, read_yaml
from dinh.dossiers.rules.clock import TermUnit

from .knowing import Known


@cache
def editions() -> Mapping[str, tuple[Known, ...]]:
    """By d.dddddd part, what each published edition says, the oldest first."""
    found: dict[str, tuple[Known, ...]] = {}
    for row in read_yaml(EDITION).get("procedures", ()):
        code = row["code"]
        found[f"{code:.6f}" if isinstance(code, float) else str(code)] = tuple(
            sorted(
                (_known(row, each) for each in row["editions"] if each.get("state") == "published"),
                key=lambda each: each.since,
            )
        )
    return found


def on(code: str, day: date) -> Known | None:
    """What is said of a procedure on a day."""
    for known in editions().get(code, ()):
        if known.since <= day and (known.until is None or day <= known.until):
            return known
    return None


def _known(procedure: Mapping[str, Any], row: Mapping[str, Any]) -> Known:
    terms: dict[str, tuple[int, str]] = {}
    for way in row.get("ways", ()):
        unit = way.get("term_unit", "")
        if unit and (way.get("term_amount") or unit == TermUnit.SAME_DAY):
            terms.setdefault(way["channel"], (way.get("term_amount") or 0, unit))
    if row.get("same_day") and not terms:
        terms["direct"] = (0, TermUnit.SAME_DAY.value)
    return Known(
        row["since"],
        row.get("until"),
        row["name"],
        procedure.get("field_name", ""),
        row.get("online") == "full",
        any(kind.get("paper", True) for kind in row.get("results", ())),
        # Amounts that come with the house are no council's: whether a fee is owed is said by the file alone.
        (),
        terms,
        shipped=True,
    )
