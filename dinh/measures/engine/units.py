"""Which units a unit is made of: itself and all below it, on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from dinh.town.models import Unit


class NoSuchUnit(LookupError):
    """No unit bears this code on the day."""


@dataclass(frozen=True, slots=True)
class Tree:
    """For each unit asked about, the codes whose rows are its own."""

    parts: Mapping[str, tuple[str, ...]]
    whole: bool = False
    """Whether every unit of the country is asked about: rows need no filter then."""

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code that some unit needs."""
        return tuple(sorted({code for some in self.parts.values() for code in some}))

    def pairs(self) -> list[tuple[str, str]]:
        """(code of the row, unit that has it)."""
        return [(code, top) for top, some in self.parts.items() for code in some]


def tree(codes: Sequence[str] | None, on: date, *, known_only: bool = False, ended: bool = False) -> Tree:
    """The units of these codes on a day with all below them; every unit of the day for None. Raises NoSuchUnit, or leaves such a
    code out (`known_only`). For None, `ended` also gives what stood above a unit that is no more the rows that still bear its code:
    as they stood before a merger they were counted there. 2 queries."""
    alive = Unit.objects.alive_on(on)
    if codes is None:
        rows = list(alive.values_list("code", "path"))
        parts: dict[str, list[str]] = {code: [] for code, _path in rows}
        for code, path in rows:
            for above in path.strip("/").split("/"):
                if above in parts:
                    parts[above].append(code)
        if ended:
            gone = Unit.objects.filter(until__lt=on).exclude(code__in=alive.values("code"))
            for code, path in gone.order_by("code").values_list("code", "path"):
                for above in path.strip("/").split("/"):
                    if above in parts:
                        parts[above].append(code)
        return Tree({top: tuple(sorted(set(some))) for top, some in parts.items()}, whole=True)
    asked = dict(alive.filter(code__in=codes).values_list("code", "path"))
    for code in codes:
        if code not in asked and not known_only:
            raise NoSuchUnit(f"Ngày {on:%d/%m/%Y} không có đơn vị nào mã “{code}”.")
    within = Q()
    for path in asked.values():
        within |= Q(path__startswith=path)
    below = list(alive.filter(within).values_list("code", "path"))
    return Tree(
        {
            top: tuple(sorted(code for code, path in below if path.startswith(start)))
            for top, start in asked.items()
        }
    )
