"""What long lists show at once: days of the calendar, units of the table. No database is asked."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from dinh.boards.pages.calendar import LISTED, OPEN_DAYS, days_of, opened
from dinh.boards.pages.heat import body_of, rows_of
from dinh.boards.queries.heat import Column, Heat, HeatCell, HeatRow
from dinh.boards.shapes import Dated, DateKind
from dinh.ground.shapes import Ref
from dinh.plans.models import Plan, Target
from dinh.plans.shapes import Standing, StandingKind

FIRST, LAST, TODAY = date(2026, 11, 1), date(2026, 11, 30), date(2026, 11, 20)


def due(day: date, look: str = "path") -> Dated:
    return Dated(Ref("assignment", 1), DateKind.WORK, "Việc", day, "", look=look)


def test_the_calendar_opens_today_and_the_next_days_or_the_day_asked_for() -> None:
    dates = [due(FIRST + timedelta(n), "late" if n < 5 else "path") for n in range(30)]
    days = [day for day in days_of(FIRST, LAST, dates, TODAY) if day.inside and day.dates]
    assert [day.day.day for day in opened(days, TODAY, "") if day.open] == [20 + n for n in range(OPEN_DAYS)]
    assert [day.day.day for day in opened(days, TODAY, "2026-11-03") if day.open] == [3]
    assert [day.day.day for day in opened(days, date(2027, 2, 1), "x") if day.open] == [27, 28, 29, 30]
    assert days[0].late == 1 and days[-1].late == 0


@pytest.mark.parametrize(
    ("count", "near"), [(1, 1), (LISTED + 3, LISTED + 3), (LISTED + 4, LISTED), (170, LISTED)]
)
def test_a_day_on_which_a_province_reports_keeps_the_others_folded(count: int, near: int) -> None:
    (day,) = [day for day in days_of(FIRST, LAST, [due(TODAY)] * count, TODAY) if day.dates]
    assert (len(day.near), len(day.others)) == (near, count - near)


BEHIND, REACHED = StandingKind.BEHIND, StandingKind.REACHED


def table() -> Heat:
    """Three units, two targets, the most troubled unit first."""
    targets = [Target(pk=key, mark=f"T{key}", operator=">=", measure="% <b>", text="x") for key in (1, 2)]
    rows = []
    for number, (name, kinds) in enumerate(
        {
            "Xã Thọ Xuân": (BEHIND, BEHIND),
            "Phường Đông Sơn": (BEHIND, REACHED),
            "Xã <Ba>": (REACHED, REACHED),
        }.items()
    ):
        cells = {
            target.pk: HeatCell(10 * number + target.pk, Decimal(50), Standing(kind, ""), False, Decimal(80))
            for target, kind in zip(targets, kinds, strict=True)
        }
        counts = {kind: kinds.count(kind) for kind in set(kinds)}
        rows.append(HeatRow(number, f"1660{number}", name, cells, counts))
    return Heat(Plan(pk=7), [Column(target, None, "", {}) for target in targets], rows)


@pytest.mark.parametrize("typed", ["đông sơn", "dong son", "ĐÔNG", "16601"])
def test_a_unit_is_found_with_marks_and_without(typed: str) -> None:
    assert [row.name for row in rows_of(table(), typed, None, "")] == ["Phường Đông Sơn"]


def test_a_light_of_the_legend_leaves_the_units_that_have_it_and_its_cells_alone() -> None:
    made = table()
    rows = rows_of(made, "", BEHIND, "")
    assert [row.name for row in rows] == ["Xã Thọ Xuân", "Phường Đông Sơn"]
    drawn = body_of(made, rows, BEHIND)
    assert drawn.count("<td class=h-late>") == made.counts[BEHIND] == 3 and drawn.count("<td class=h-o>") == 1


def test_units_stand_in_the_order_asked_for() -> None:
    names = {
        order: [row.name[-3:] for row in rows_of(table(), "", None, order)]
        for order in ("", "dat", "ten", "ma")
    }
    assert names[""][0] == "uân" and names["dat"][0] == "Ba>" and names["ma"][0] == "uân"


def test_a_cell_tells_its_word_and_what_was_given_and_nothing_typed_is_markup() -> None:
    made = table()
    drawn = body_of(made, made.rows)
    assert 'title="Chậm, giao 80 % &lt;b&gt;"' in drawn and "Xã &lt;Ba&gt;" in drawn
    assert "<b>" not in drawn and "<i>Chậm</i>" in drawn
    assert 'href="/chi-tieu-giao/1/"' in drawn and 'href="/bang/xa/7/?xa=16600"' in drawn
