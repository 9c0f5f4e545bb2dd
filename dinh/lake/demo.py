"""Two exports brought in by the province's officer: of a ward that keeps its own one-stop system, and of all other communes, out of the
province's system. Each has a few rows that cannot be stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Protocol

from dinh.town import demo as town_demo
from dinh.town import queries as town
from dinh.town.models import Unit
from dinh.town.shapes import Level

from . import demo_exports as exports
from . import services
from .importing import services as importing
from .models import Import

PROVINCE, WARD, BY, MAP = "38", "14818", "theodoi.tinh", "cong-dvc"
OWN = ("16576", "14812")
"""The wards that work in the house itself are not in the province's list."""
FILE, WHOLE_FILE = "ket-xuat-mot-cua-2026-10.xlsx", "ho-so-xa-phuong-toan-tinh-den-09-11-2026.csv"
DAY, WHOLE_DAY = date(2026, 11, 9), date(2026, 11, 10)


class Clock(Protocol):
    """The pretend clock."""

    def at(self, day: date, hour: int = 9) -> datetime: ...


def furnish(*, size: str, seed: int, clock: Clock, say: Callable[[str], None]) -> None:
    """Draw what the rooms have, then bring the exports in. Running it again adds nothing."""
    ward, province = town.unit_by_code(WARD, DAY), town.unit_by_code(PROVINCE, DAY)
    if ward is None or province is None or Import.objects.exists():
        return
    at = clock.at(DAY, 9)
    services.draw(at=at)
    _bring_in(ward, FILE, exports.of_ward(seed), at, say)
    whole = exports.of_province(_communes(province), seed)
    _bring_in(province, WHOLE_FILE, whole, clock.at(WHOLE_DAY, 9), say)


def _bring_in(unit: Unit, name: str, file: bytes, at: datetime, say: Callable[[str], None]) -> None:
    by = town_demo.actor(BY, at)
    row = importing.hand_in(file=file, name=name, map_code=MAP, unit=unit, by=by, at=at)
    row = importing.bring_in(import_id=row.pk, at=at)
    say(f"Nạp tệp của {unit.name_in_text}: {row.rows} dòng, {row.stored} đã nạp, {row.refused} từ chối")


def _communes(province: Unit) -> list[str]:
    """Codes of the communes whose dossiers only the province's system has."""
    rows = Unit.objects.alive_on(WHOLE_DAY).filter(path__startswith=province.path, level=Level.COMMUNE)
    return list(rows.exclude(code__in=[*OWN, WARD]).order_by("code").values_list("code", flat=True))
