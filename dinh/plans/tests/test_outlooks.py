"""Where measured targets will stand on their day: on their page, in the plan, by the clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from dinh.ground.periods import Period, between
from dinh.measures.engine.formulas import formula_of
from dinh.measures.models import KeptForecast, KeptFormula, Run, Value
from dinh.measures.recipes import recipe
from dinh.plans import outlooks, services
from dinh.plans.jobs import forecast as by_the_clock
from dinh.plans.models import Allotment, MeasureBinding, Plan, Target
from dinh.plans.pages.things.chart import line_of
from dinh.plans.queries.judging import approved_series
from dinh.town.models import Office
from dinh.town.testing import actor

from .builders import Town, a_target, at
from .cascade_builders import Province
from .test_measuring import PAID as PAID_WORDS
from .test_measuring import bind, plan, target
from .test_pages import browser

__all__ = ["plan", "target"]
PAID = "dossiers.paid_online"
NOW = at(date(2026, 11, 20))
RISING = [31.5, 33.8, 38.0, 40.6, 43.9, 46.5, 48.3, 51.9, 55.0, 56.4]
LOW = [50.0, 47.0, 50.0, 46.0, 49.0, 47.5, 50.5, 46.0, 48.0, 49.0]


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of the year's end, whatever the day."""
    from dinh.plans.pages import common, plan
    from dinh.plans.pages.things import measuring, target_page

    for module in (common, plan, measuring, target_page):
        if hasattr(module, "now"):
            monkeypatch.setattr(module, "now", lambda: NOW)
        if hasattr(module, "today"):
            monkeypatch.setattr(module, "today", lambda: NOW.date())


def keep_values(
    values: Sequence[float], *, running: float | None = None, rows: int = 500, unit: str = "16576"
) -> None:
    """What was measured of the ward, or another unit, for the months of 2026."""
    known = recipe(PAID)
    run = Run.objects.create(
        at=NOW, tree_on=NOW.date(), states={}, codes=[PAID], periods=[], state=Run.State.DONE
    )
    formula, _new = KeptFormula.objects.get_or_create(
        digest="x",
        defaults={
            "code": PAID,
            "version": 1,
            "fact": known.fact,
            "kind": "ratio",
            "text": asdict(formula_of(known)),
        },
    )
    months = list(between(date(2026, 1, 1), date(2026, 12, 31), "month"))
    told = [*values, *([running] if running is not None else [])]
    for month, value in zip(months, told, strict=False):
        _keep(run, formula, month, value, rows, unit)


def _keep(run: Run, formula: KeptFormula, month: Period, value: float, rows: int, unit: str) -> None:
    Value.objects.create(
        run=run,
        formula=formula,
        code=PAID,
        unit_code=unit,
        period=month.key,
        numerator=Decimal(str(value)) * rows / 100,
        denominator=rows,
        value=Decimal(str(value)),
    )


def outlook(binding: MeasureBinding) -> outlooks.Outlook:
    made = outlooks.outlook_of(outlooks.running().get(pk=binding.pk), at=NOW)
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("values", "goal", "word"),
    [(RISING, 60, "likely"), (RISING, 64, "possible"), (RISING, 80, "unlikely"), (LOW, 80, "unlikely")],
)
def test_a_bound_target_is_held_against_its_forecast(
    town: Town, target: Target, values: list[float], goal: int, word: str
) -> None:
    Target.objects.filter(pk=target.pk).update(value=goal)
    keep_values(values)
    made = outlook(bind(town, target))
    assert made.chance is not None and made.chance.word == word
    assert f"{goal}%" in made.against and made.word.lower() in made.against


def test_too_few_months_give_no_chance_but_a_reason(town: Town, target: Target) -> None:
    keep_values(RISING[:4])
    made = outlook(bind(town, target))
    assert made.chance is None and made.against == "" and "mới có 4 kỳ" in made.told.lead


def test_where_the_running_month_has_left_the_way_it_went_no_chance_is_told(
    town: Town, target: Target
) -> None:
    keep_values(RISING, running=5.0)
    made = outlook(bind(town, target))
    assert made.forecast.made and made.chance is None and "đà cũ có thể đã hết" in made.told.notes[0]


def test_a_day_that_has_come_an_ended_plan_and_a_rank_are_not_foretold(
    town: Town, target: Target, plan: Plan
) -> None:
    keep_values(RISING)
    binding = bind(town, target)

    def asked() -> Any:
        return outlooks.asked_of(outlooks.running().get(pk=binding.pk), NOW.date())

    assert asked() is not None and asked().until == target.due_on
    for change in ({"due_on": date(2026, 11, 20)}, {"due_on": None}, {"operator": "rank"}):
        before = {name: getattr(target, name) for name in change}
        Target.objects.filter(pk=target.pk).update(**change)
        assert asked() is None, change
        Target.objects.filter(pk=target.pk).update(**before)
    Plan.objects.filter(pk=plan.pk).update(until=date(2026, 6, 30))
    assert asked() is None


def test_the_page_of_a_target_shows_the_band_the_word_and_the_rule(town: Town, target: Target) -> None:
    keep_values(LOW)
    bind(town, target)
    page = browser(town.viewer).get(reverse("plans.target", args=[target.pk])).content.decode()
    assert "Theo đà này, đến hết 31/12/2026 đạt khoảng" in page and "Khó đạt" in page
    assert "dưới 20% là khó đạt" in page and 'id="du-bao"' in page


def test_the_band_lies_on_the_months_of_the_targets_chart(town: Town, target: Target) -> None:
    keep_values(RISING)
    made = outlook(bind(town, target))
    row = Target.objects.select_related("plan__unit").get(pk=target.pk)
    services.take_readings(target_id=row.pk, at=NOW, anew=False)
    line = line_of(row, row.plan, approved_series([row.pk])[row.pk], list(row.values.all()), "path", made)
    assert line is not None and line.outlook is not None
    told = [label for label, each in zip(line.labels, line.outlook.middle, strict=True) if each is not None]
    assert told == ["11", "12"]


def test_the_plan_names_those_that_will_hardly_be_kept(
    town: Town, target: Target, plan: Plan, django_assert_num_queries: Any
) -> None:
    keep_values(LOW)
    bind(town, target)
    # Nothing is worked out while somebody waits for a plan.
    assert outlooks.outlooks_of([target.pk], at=NOW) == {}
    assert by_the_clock(NOW) == "1 dự báo" and by_the_clock(NOW) is None
    every = [each.pk for each in plan.targets.all()]
    with django_assert_num_queries(4):
        found = outlooks.outlooks_of(every, at=NOW)
    assert found[target.pk].unlikely
    page = browser(town.viewer).get(reverse("plans.plan", args=[plan.pk])).content.decode()
    assert "1 trên 1 chỉ tiêu dự báo được khó đạt" in page
    part = browser(town.viewer).get(reverse("plans.plan_part", args=[plan.pk, "chi-tieu"])).content.decode()
    assert "đến hạn khó đạt, khoảng 48%" in part
    assert KeptForecast.objects.get().code == PAID


@pytest.fixture
def owed(db: None) -> tuple[Province, Target, list[Allotment]]:
    """A bound target of a province given to its communes, each with a number of its own."""
    province = Province()
    made = province.plan(a_target("T1", 4, text=PAID_WORDS, metric=PAID_WORDS, value=80))
    target = made.targets.get()
    services.allot(
        about=target.ref,
        rows=[services.Given(one.pk, Decimal(goal)) for one, goal in zip(province.communes, (60, 90, 80), strict=True)],
        rule="ratio",
        rhythm="month",
        by=province.planner,
        at=at(date(2026, 1, 20)),
    )  # fmt: skip
    services.bind_measure(target_id=target.pk, measure=PAID, period_kind="month", by=province.planner, at=NOW)
    return province, target, list(target.allotments.select_related("unit").order_by("unit__code"))


def test_what_one_commune_owes_is_held_against_its_own_forecast_and_its_own_number(
    owed: tuple[Province, Target, list[Allotment]], django_assert_max_num_queries: Any
) -> None:
    province, target, _rows = owed
    first, second, third = (target.allotments.get(unit=one) for one in province.communes)
    for one in (first, second):
        keep_values(RISING, unit=one.unit.code)
    with django_assert_max_num_queries(5):
        easy = outlooks.outlook_of_part(first, at=NOW)
    hard = outlooks.outlook_of_part(second, at=NOW)
    assert easy is not None and hard is not None
    assert easy.forecast == hard.forecast and (easy.chance, hard.chance) != (None, None)
    assert (easy.chance.word, hard.chance.word) == ("likely", "unlikely")  # type: ignore[union-attr]
    assert "60%" in easy.against and "90%" in hard.against
    # A commune of which nothing was measured is told why there is none.
    bare = outlooks.outlook_of_part(third, at=NOW)
    assert bare is not None and bare.chance is None and "Chưa đủ dữ liệu" in bare.told.lead


def test_the_page_of_what_a_commune_owes_shows_its_forecast(
    owed: tuple[Province, Target, list[Allotment]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dinh.plans.pages.cascade import one as page_of

    monkeypatch.setattr(page_of, "now", lambda: NOW)
    _province, _target, rows = owed
    keep_values(LOW, unit=rows[0].unit.code)
    viewer = actor("viewer", rows[0].unit)
    told = browser(viewer).get(reverse("plans.allotment", args=[rows[0].pk])).content.decode()
    assert 'id="du-bao"' in told and "Khó đạt" in told and "đến hết 31/12/2026 đạt khoảng" in told
    # What has ended is foretold no more.
    Allotment.objects.filter(pk=rows[0].pk).update(ended="withdrawn")
    told = browser(viewer).get(reverse("plans.allotment", args=[rows[0].pk])).content.decode()
    assert 'id="du-bao"' not in told


@pytest.fixture
def taken(owed: tuple[Province, Target, list[Allotment]]) -> Allotment:
    """What the first commune owes, its figures taken from records."""
    _province, target, _rows = owed
    first = target.allotments.get(unit=_province.communes[0])
    keep_values(LOW, unit=first.unit.code)
    services.take_readings(target_id=target.pk, at=NOW, anew=False)
    return first


def test_what_a_commune_owes_of_a_measured_target_is_not_typed_but_opened_and_disputed(
    taken: Allotment, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dinh.plans.pages.cascade import one as page_of

    monkeypatch.setattr(page_of, "now", lambda: NOW)
    address = reverse("plans.allotment", args=[taken.pk])
    leader = browser(actor("leader", taken.unit))
    told = leader.get(address).content.decode()
    assert 'id="so-do"' in told and 'id="nhap-so-lieu"' not in told
    why = f"{reverse('measures.why', args=[PAID])}?don-vi={taken.unit.code}"
    # The newest number opens onto what made it, and so does each in the table.
    assert f"{why}&amp;ky=2026-10" in told and told.count(why) == len(LOW) + 1
    newest = taken.values.filter(superseded_at=None).order_by("-period_last").first()
    assert newest is not None
    said = {"text": "Thiếu hồ sơ nộp qua bưu chính", "viec": "kien-nghi"}
    answer = leader.post(reverse("plans.remark_value", args=[newest.pk]), said)
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert "Thiếu hồ sơ nộp qua bưu chính" in leader.get(address).content.decode()
    # Typing past the page is refused with the reason.
    typed = {"period": "2026-10", "numerator": "9", "denominator": "10", "note": "x", "viec": "trinh"}
    refused = browser(actor("officer", taken.unit)).post(reverse("plans.part_value", args=[taken.pk]), typed)
    assert refused.status_code == 409 and "đo từ hồ sơ" in refused.content.decode()


def test_a_part_of_an_office_of_what_is_measured_says_that_the_whole_is(
    taken: Allotment, owed: tuple[Province, Target, list[Allotment]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dinh.plans.pages.cascade import one as page_of

    monkeypatch.setattr(page_of, "now", lambda: NOW)
    office = Office.objects.create(unit=taken.unit, name="Văn phòng thử", kind="van-phong", since=taken.since)
    part = Allotment.objects.create(
        target=taken.target, unit=taken.unit, parent=taken, office=office, operator=">=",
        value=60, state="accepted", since=taken.since,
    )  # fmt: skip
    told = (
        browser(actor("leader", taken.unit)).get(reverse("plans.allotment", args=[part.pk])).content.decode()
    )
    assert "phần của từng phòng không đo riêng" in told and 'id="nhap-so-lieu"' not in told
