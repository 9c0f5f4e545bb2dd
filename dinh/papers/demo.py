"""Files the five real plans in the archives of the units they are of, as their clerks would have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings

from dinh.ground import services as ground
from dinh.papers import services
from dinh.papers.models import Paper
from dinh.town import demo as town_demo
from dinh.town import queries as town
from dinh.town.models import Unit


class Clock(Protocol):
    """The pretend clock."""

    def at(self, day: date, hour: int = 9) -> datetime: ...


@dataclass(frozen=True, slots=True)
class DemoPaper:
    """One of the five: its file, what it says of itself, whose archive, who filed it when."""

    file: str
    number: str
    day: date | None
    kind: str
    issuer: str
    signer: str
    title: str
    unit: str
    unit_day: date
    by: str
    received: date


_EVE = date(2025, 6, 30)
_NOW = date(2025, 7, 1)

PAPERS: tuple[DemoPaper, ...] = (
    DemoPaper(
        "thanh-hoa-2021.txt",
        "06-NQ/TU",
        date(2021, 11, 10),
        "Nghị quyết",
        "Ban Thường vụ Tỉnh ủy Thanh Hóa",
        "",
        "Chuyển đổi số tỉnh Thanh Hóa đến năm 2025, định hướng đến năm 2030",
        "38",
        _NOW,
        "vanthu.tinh",
        date(2026, 1, 8),
    ),
    DemoPaper(
        "bim-son-2021.txt",
        "58-KH/TU",
        date(2021, 12, 30),
        "Kế hoạch",
        "Thị ủy Bỉm Sơn",
        "Nguyễn Thanh Tùng",
        "Kế hoạch hành động thực hiện Nghị quyết số 06-NQ/TU ngày 10/11/2021 của Tỉnh ủy Thanh Hóa về chuyển đổi số "
        "tỉnh Thanh Hóa đến năm 2025, định hướng đến năm 2030",
        "381",
        _EVE,
        "cds.tinh",
        date(2026, 1, 9),
    ),
    DemoPaper(
        "binh-duong-2021.txt",
        "816/QĐ-UBND",
        date(2021, 3, 31),
        "Quyết định",
        "Ủy ban nhân dân tỉnh Bình Dương",
        "",
        "Ban hành Kế hoạch Chuyển đổi số tỉnh Bình Dương giai đoạn 2021 - 2025, định hướng đến năm 2030",
        "74",
        _EVE,
        "cds.hcm",
        date(2026, 1, 12),
    ),
    DemoPaper(
        "ha-tien-2023.txt",
        "",
        None,
        "Kế hoạch",
        "Ủy ban nhân dân thành phố Hà Tiên",
        "",
        "Chuyển đổi số trên địa bàn thành phố Hà Tiên năm 2023",
        "900",
        _EVE,
        "cds.angiang",
        date(2026, 1, 13),
    ),
    DemoPaper(
        "ngoc-son-2026.txt",
        "27/KH-UBND",
        date(2026, 1, 15),
        "Kế hoạch",
        "Ủy ban nhân dân phường Ngọc Sơn",
        "",
        "Chuyển đổi số trên địa bàn phường Ngọc Sơn năm 2026",
        "16576",
        _NOW,
        "vanthu.ngocson",
        date(2026, 1, 15),
    ),
)


def furnish(*, size: str, seed: int, clock: Clock, say: Callable[[str], None]) -> None:
    """File the five plans. Running it again files nothing twice."""
    filed = [_file(paper, clock) for paper in PAPERS]
    new = sum(1 for paper in filed if not paper.already)
    say(f"Văn bản: {new} văn bản mới trong kho, {len(filed) - new} đã có")


def _file(paper: DemoPaper, clock: Clock) -> Paper:
    at = clock.at(paper.received, 14)
    unit = _unit(paper.unit, paper.unit_day)
    issuer_unit = unit if paper.kind != "Nghị quyết" and "UBND" in paper.number else None
    kept = ground.keep(stream_or_bytes=_bytes(paper.file), name=paper.file)
    return services.file(
        kept=kept,
        number=paper.number,
        date=paper.day,
        issuer=paper.issuer,
        issuer_unit=issuer_unit,
        kind=paper.kind,
        signer=paper.signer,
        title=paper.title,
        unit=unit,
        by=town_demo.actor(paper.by, at),
        at=at,
    )


def _unit(code: str, day: date) -> Unit:
    unit = town.unit_by_code(code, day)
    if unit is None:
        raise RuntimeError(f"Danh mục đơn vị không có mã {code} ngày {day:%d/%m/%Y}.")
    return unit


def _bytes(name: str) -> bytes:
    return (Path(settings.BASE_DIR) / "plans" / name).read_bytes()
