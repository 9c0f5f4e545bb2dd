"""The pretend town's catalogue: the procedures that come with the house, kept by the province, offered by its wards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from dinh.catalog import queries, services
from dinh.catalog.services.process_book import load_processes
from dinh.town import queries as town_queries

START = date(2025, 7, 1)
KEEPER = "38"
OFFERING = ("16576", "14812", "14818")
CENTRE = "trung-tam-hanh-chinh-cong"


def furnish(*, size: str, seed: int, clock: Any, say: Callable[[str], None]) -> None:
    """Load the edition file and let the wards offer it. Running it again adds nothing."""
    keeper = town_queries.unit_by_code(KEEPER, START)
    assert keeper is not None, "the town is furnished first"
    seen = services.load_edition(keeper=keeper, by=None, at=clock.at(START, 8))
    processes = load_processes(at=clock.at(START, 8))
    codes = [row.code for row in queries.find(day=START, level="xa", limit=500).rows]
    offered = 0
    for code in OFFERING:
        unit = town_queries.unit_by_code(code, START)
        if unit is None:
            continue
        centre = next((one for one in town_queries.offices_of(unit, START) if one.kind == CENTRE), None)
        offered += len(
            services.offer(unit=unit, codes=codes, since=START, office=centre, by=None, at=clock.at(START, 9))
        )
    say(
        f"Thủ tục: {seen.procedures} thủ tục, {seen.changes} bản mới; {processes} quy trình; {offered} lượt nhận làm"
    )
