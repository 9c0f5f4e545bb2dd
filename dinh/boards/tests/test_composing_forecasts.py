"""A composed report says where measured targets will stand on their day, or that nobody can tell."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from dinh.boards.composing import charts, template
from dinh.boards.composing.shapes import Foretold, Known
from dinh.boards.composing.writing import compose
from dinh.boards.queries import composing
from dinh.ground.periods import Period
from dinh.plans.models import Plan, Target
from dinh.plans.queries.sheets import plan_tables
from dinh.plans.tests.builders import Town
from dinh.plans.tests.conftest import town
from dinh.plans.tests.test_measuring import bind, plan, target
from dinh.plans.tests.test_outlooks import NOW, RISING, keep_values

__all__ = ["plan", "target", "town"]
D = Decimal
RISES = Foretold(
    "Tỷ lệ thanh toán trực tuyến", "%", "≥ 80%, năm 2026", "Theo đà này…", chance="khó đạt, khả năng đạt dưới 1%",
    middle=D("61.4"), low=D("58.2"), high=D("64.9"), last=D("56.4"), last_of="10/2026",
    past=[("9/2026", D(55)), ("10/2026", D("56.4"))],
    steps=[("11/2026", D(59), D(57), D(61)), ("12/2026", D("61.4"), D("58.2"), D("64.9"))],
    goal_value=D(80), ref="target:7",
)  # fmt: skip
SHORT = Foretold(
    "Tỷ lệ số hóa", "%", "≥ 90%, năm 2026", "Chưa đủ dữ liệu để dự báo: mới có 4 kỳ có số, cần ít nhất 8 kỳ.",
    last=D(40), ref="target:8",
)  # fmt: skip


def composed(form: str, some: Sequence[Foretold] = (RISES, SHORT)) -> Any:
    made = template.read(
        [
            {
                "key": "thu", "name": "Thử", "since": NOW.date(), "regimes": ["x"], "title": "t", "opening": "o",
                "sections": [{"words": "Dự báo", "blocks": [{"kind": "forecasts", "words": "Dự báo đến hạn", **({"form": form} if form else {})}]}],
            }
        ]
    )[0]  # fmt: skip
    return compose(made, Known("Phường Thử", "tháng 10 năm 2026", "month", forecasts=some))


def test_a_table_tells_the_forecast_beside_the_promise_and_honestly_where_there_is_none() -> None:
    document = composed("")
    (table,) = [block for block in document.blocks if block.kind == "table"]
    rows = [[document.words_of([cell]) for cell in row] for row in table.rows]
    assert rows[0][2:] == ["≥ 80%, năm 2026", "56,4%", "61,4%", "58,2–64,9%", "Khó đạt, khả năng đạt dưới 1%"]
    assert rows[1][3:] == ["40%", "", "", SHORT.said]
    assert document.figures["target:7.forecast"].ref == "target:7"


def test_sentences_say_the_same_and_a_chart_has_its_band() -> None:
    document = composed("sentences")
    said = [document.words_of(block.parts) for block in document.blocks if block.kind == "prose"]
    assert said == [
        "- Tỷ lệ thanh toán trực tuyến (phải đạt ≥ 80%, năm 2026): dự báo khoảng 61,4% (khoảng dự báo 80%: 58,2–64,9%); "
        "khó đạt, khả năng đạt dưới 1%.",
        f"- Tỷ lệ số hóa (phải đạt ≥ 90%, năm 2026): {SHORT.said}",
    ]
    drawn = composed("chart")
    (chart,) = [block for block in drawn.blocks if block.kind == "chart"]
    svg = charts.svg_of(chart.chart, title=chart.words)
    assert "<polygon" in svg and "~61" in svg and "kế hoạch 80%" in svg
    # What cannot be drawn is said.
    assert SHORT.said in "".join(drawn.words_of(b.parts) for b in drawn.blocks if b.kind == "prose")


def test_without_a_measured_target_there_is_no_block() -> None:
    assert [block.kind for block in composed("", ()).blocks] == ["heading"]


@pytest.mark.django_db
@pytest.mark.parametrize(("values", "told"), [(RISING, True), (RISING[:4], False)])
def test_the_bound_targets_of_the_units_plans_are_gathered_with_what_they_rest_on(
    town: Town, plan: Plan, target: Target, values: list[float], told: bool
) -> None:
    keep_values(values)
    bind(town, target)
    tables = [plan_tables(plan, Period.parse("2026-10"), today=NOW.date())]
    (one,) = composing._forecasts(tables, NOW)
    assert one.words == target.text and one.ref == f"target:{target.pk}"
    known = [value for _label, value in one.past if value is not None]
    assert known == [D(str(value)) for value in values][-len(known) :] and len(known) >= 3
    if told:
        assert one.middle is not None and one.low is not None and one.high is not None
        assert one.low < one.middle < one.high and one.steps[-1][0] == "12/2026" and "đạt" in one.chance
    else:
        assert (one.middle, one.steps, one.chance) == (None, [], "") and "mới có 4 kỳ" in one.said
    assert dataclasses.asdict(one)
