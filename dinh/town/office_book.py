"""The usual offices of units by level, kind and day, from editions/offices.yaml. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from dinh.town.shapes import UnitKind

BOOK = Path(__file__).parent / "editions" / "offices.yaml"
_PARTY = {
    "tỉnh": "Tỉnh ủy",
    "thành phố": "Thành ủy",
    "thị xã": "Thị ủy",
    "huyện": "Huyện ủy",
    "quận": "Quận ủy",
}


@dataclass(frozen=True, slots=True)
class UsualOffice:
    """One office of the book, within the days of the unit asked about."""

    kind: str
    name: str
    short: str
    aliases: tuple[str, ...]
    since: date | None
    until: date | None
    order: int
    party: str = ""

    def name_for(self, unit_in_text: str) -> str:
        """ "Công an phường Bỉm Sơn"."""
        return self.name.format(unit=unit_in_text, party=self.party)

    @property
    def short_name(self) -> str:
        return self.short.format(party=self.party)


@cache
def _sets() -> list[dict[str, Any]]:
    return list(yaml.safe_load(BOOK.read_text(encoding="utf-8"))["sets"])


def usual_offices(level: int, kind: str, since: date | None, until: date | None) -> Iterator[UsualOffice]:
    """The offices that a unit of this level and kind, alive between these days, has or had."""
    party = _PARTY.get(UnitKind(kind).word, "Đảng ủy")
    for group in _sets():
        if group["level"] != level or kind not in group["kinds"]:
            continue
        for order, line in enumerate(group["offices"]):
            if "only" in line and kind not in line["only"]:
                continue
            first = _latest(since, group.get("since"), line.get("since"))
            last = _earliest(until, group.get("until"), line.get("until"))
            if first and last and last < first:
                continue
            aliases = tuple(line.get("aliases", ()))
            yield UsualOffice(line["kind"], line["name"], line["short"], aliases, first, last, order, party)


def _latest(*days: date | None) -> date | None:
    known = [day for day in days if day is not None]
    return max(known) if known else None


def _earliest(*days: date | None) -> date | None:
    known = [day for day in days if day is not None]
    return min(known) if known else None
