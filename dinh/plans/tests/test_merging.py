"""Units merge: what they owed and had reported passes to their successors, and every day counts everything once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D

import pytest

from dinh.ground.models import LedgerLine
from dinh.ground.queries import story_of
from dinh.plans import services
from dinh.plans.models import Allotment, AllotmentSuccession, Target
from dinh.plans.queries import cascade as queries
from dinh.plans.services.cascade.passing import plan_passing
from dinh.sectors.reporting import services as reporting
from dinh.sectors.reporting.models import Duty, Regime, Report
from dinh.town.models import Office
from dinh.town.services import NotAllowed
from dinh.town.testing import actor
from dinh.work import services as work
from dinh.work.models import Assignment
from dinh.work.shapes import Ask

from .builders import a_target, at
from .cascade_builders import NOW, WARDS, BimSon, BinhDuong, Province, report

TODAY = date(2026, 11, 20)
THEN = date(2022, 3, 1)
EVE, DAY = date(2025, 6, 30), date(2025, 7, 1)

# Households with a digital address, of all households: the last report of each ward before it ended.
HOUSEHOLDS = {
    "14809": (1200, 2000),
    "14818": (1500, 2500),
    "14823": (900, 1500),
    "14824": (400, 1000),
    "14812": (2100, 3000),
    "14815": (1800, 2400),
    "14821": (700, 1600),
}
CLASSES = {"14809": 4, "14818": 5, "14823": 3, "14824": 2, "14812": 6, "14815": 7, "14821": 1}


@pytest.fixture
def house(db: None) -> Province:
    return Province(codes=())


def give(target: Target, units: list, by: object, **more: object) -> None:  # type: ignore[type-arg]
    services.allot(
        about=target.ref,
        rows=[services.Given(one.pk, None) for one in units],
        since=THEN,
        rhythm="half",
        by=by,  # type: ignore[arg-type]
        at=NOW,
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture
def bim_son(house: Province) -> tuple[BimSon, Target, Target]:
    place = BimSon()
    plan = house.plan(
        a_target(text="Tỷ lệ hộ có địa chỉ số", value=80, deadline_year=2025),
        a_target("T2", 4, text="Số lớp kỹ năng số", unit="lớp", value=4, deadline_year=2025),
        where=place.town,
        year=2021,
    )
    share, classes = plan.targets.get(mark="T1"), plan.targets.get(mark="T2")
    give(share, list(place.old.values()), place.planner, rule="ratio")
    give(classes, list(place.old.values()), place.planner, rule="sum")
    for code, one in place.old.items():
        over, under = HOUSEHOLDS[code]
        report(Allotment.objects.get(target=share, unit=one), "2025-H1", over=over, under=under)
        report(Allotment.objects.get(target=classes, unit=one), "2025-H1", CLASSES[code])
    return place, share, classes


def whole(target: Target, day: date) -> tuple[object, ...]:
    rolled = queries.rollups([target.pk], day)[target.pk].rolled
    return rolled.value, rolled.numerator, rolled.denominator, rolled.total


def test_bim_son_seven_wards_become_two_and_nothing_is_counted_twice_or_never(
    bim_son: tuple[BimSon, Target, Target],
) -> None:
    """Worked out by hand.

    Into Quang Trung: Bắc Sơn 1200/2000, Ngọc Trạo 1500/2500, Phú Sơn 900/1500, xã Quang Trung 400/1000:
      numerators 1200 + 1500 + 900 + 400 = 4000; denominators 2000 + 2500 + 1500 + 1000 = 7000; 4000/7000 = 57.14%.
    Into Bỉm Sơn: Ba Đình 2100/3000, Lam Sơn 1800/2400, Đông Sơn 700/1600:
      numerators 2100 + 1800 + 700 = 4600; denominators 3000 + 2400 + 1600 = 7000; 4600/7000 = 65.71%.
    The town: 8600/14000 = 61.43% on 30 June (seven units) and on 1 July (two), and on every day until the two report anew.
    Classes: 4+5+3+2 = 14 and 6+7+1 = 14; together 28 on both days.
    Then Quang Trung reports 5000/7200 for the second half: 5000 + 4600 = 9600 of 7200 + 7000 = 14200; 67.61%.
    """
    place, share, classes = bim_son
    new = services.pass_on(plan_id=share.plan_id, by=place.planner, at=NOW, basis="Nghị quyết 1686")

    assert len(new) == 4
    assert whole(share, EVE) == (D(8600) / D(14000) * 100, D(8600), D(14000), 7)
    assert whole(share, DAY) == (D(8600) / D(14000) * 100, D(8600), D(14000), 2)
    assert whole(share, TODAY)[1:] == (D(8600), D(14000), 2)
    assert (whole(classes, EVE)[0], whole(classes, DAY)[0]) == (D(28), D(28))
    by_unit = {
        queries.rollups([share.pk], DAY)[share.pk].lines[row.key].unit_id: row.figure
        for row in queries.rollups([share.pk], DAY)[share.pk].rolled.rows
    }
    for code, over in (("14818", 4000), ("14812", 4600)):
        figure = by_unit[place.new[code].pk]
        assert figure is not None and (figure.numerator, figure.denominator) == (D(over), D(7000))

    report(Allotment.objects.get(target=share, unit=place.new["14818"]), "2025-H2", over=5000, under=7200)
    assert whole(share, date(2025, 12, 31))[1:] == (D(9600), D(14200), 2)
    assert whole(share, EVE)[1:] == (D(8600), D(14000), 7)
    assert whole(share, date(2025, 12, 30))[1:] == (D(8600), D(14000), 2)


def test_every_day_of_the_two_years_counts_the_same_households(
    bim_son: tuple[BimSon, Target, Target],
) -> None:
    place, share, _classes = bim_son
    services.pass_on(plan_id=share.plan_id, by=place.planner, at=NOW)
    days = [date(2025, month, 28) for month in range(6, 13)] + [EVE, DAY, date(2025, 7, 2)]
    for day, rolled in queries.rolled_series(share, [day for day in days if day >= EVE]):
        assert (rolled.numerator, rolled.denominator, rolled.missing) == (D(8600), D(14000), ()), day


def test_the_successor_owes_the_sum_of_counts_and_the_common_share(
    bim_son: tuple[BimSon, Target, Target],
) -> None:
    """Each old ward owed 80% and 4 classes. Quang Trung (four of them) owes 80% and 16 classes, Bỉm Sơn (three) 80% and 12."""
    place, share, classes = bim_son
    services.pass_on(plan_id=share.plan_id, by=place.planner, at=NOW)
    owed = {
        (row.target_id, row.unit.code): row.value
        for row in Allotment.objects.filter(ended="").select_related("unit")
    }
    assert owed == {
        (share.pk, "14818"): D(80),
        (share.pk, "14812"): D(80),
        (classes.pk, "14818"): D(16),
        (classes.pk, "14812"): D(12),
    }


def test_passing_on_is_one_recorded_deed_and_doing_it_again_does_nothing(
    bim_son: tuple[BimSon, Target, Target],
) -> None:
    place, share, _classes = bim_son
    services.pass_on(plan_id=share.plan_id, by=place.planner, at=NOW)
    assert services.pass_on(plan_id=share.plan_id, by=place.planner, at=NOW) == []

    (line,) = LedgerLine.objects.filter(deed="plans.passed-on")
    assert line.data["count"] == 14
    assert AllotmentSuccession.objects.count() == 14
    assert set(Allotment.objects.exclude(ended="").values_list("ended", "until")) == {("passed", EVE)}
    old = Allotment.objects.filter(unit=place.old["14809"], target=share).get()
    assert queries.became(old)[0].new.unit.code == "14818"
    assert old.values.count() == 1, "history stays with the unit that made it"


def test_the_old_wards_obligations_are_history_and_not_on_any_desk(
    bim_son: tuple[BimSon, Target, Target],
) -> None:
    place, share, _classes = bim_son
    assert not Assignment.objects.filter(asked_by_kind="allotment").exists(), (
        "units that are no more are not asked"
    )
    services.pass_on(plan_id=share.plan_id, by=place.planner, at=NOW)
    assert not Assignment.objects.filter(asked_by_kind="allotment").exists(), (
        "what was due in 2025 is not asked in 2026"
    )


def owe(place: BimSon, code: str) -> tuple[Assignment, Report, Duty]:
    """An old ward's office owes work, a report asked for once, and a monthly report."""
    old = place.old[code]
    office = Office.objects.create(unit=old, name="Công chức Văn hóa", since=date(2020, 1, 1), until=EVE)
    ask = Ask(
        f"Rà soát hộ nghèo {code}", old.pk, office.pk, date(2026, 12, 10), asker_unit_id=place.province.pk
    )
    (pk,) = work.ask_many(asks=[ask], by=place.planner, at=NOW)
    work.note_progress(assignment_id=pk, percent=30, note="Đã rà hai thôn.", by=None, at=NOW)
    Regime.objects.filter(key="cds-thang").exists() or reporting.load_edition(at=NOW)
    regime = Regime.objects.get(key="cds-thang")
    reporting.give_duty(
        regime_id=regime.pk,
        owing=[reporting.Owing(old.pk)],
        to_unit=place.province,
        since=date(2025, 1, 1),
        by=None,
        at=NOW,
        allowed_by_caller=True,
    )
    once = reporting.ask_at_once(
        title="Báo cáo thiệt hại sau bão",
        words="Theo mẫu",
        due_on=date(2026, 11, 24),
        to_unit=place.province,
        owing=[reporting.Owing(old.pk)],
        by=place.planner,
        at=NOW,
    )
    return Assignment.objects.get(pk=pk), once.reports.get(), Duty.objects.get(unit=old, regime=regime)


def test_what_else_the_old_wards_owed_goes_with_their_targets_in_the_same_deed(
    bim_son: tuple[BimSon, Target, Target],
) -> None:
    place, share, _classes = bim_son
    task, report_of, duty = owe(place, "14809")
    new = place.new["14818"]
    here = Office.objects.create(unit=new, name="Công chức văn hoá", since=DAY)
    (seen,) = [each for each in plan_passing(share.plan, today=TODAY).units if each.unit.code == "14809"]
    assert (seen.work, seen.reports) == (1, 2)
    before = whole(share, EVE), whole(share, DAY)[:3]

    services.pass_on(plan_id=share.plan_id, by=place.planner, at=NOW)

    task.refresh_from_db()
    assert (task.unit_id, task.office_id, task.percent, task.note) == (new.pk, here.pk, 30, "Đã rà hai thôn.")
    assert task.passings.get().from_unit_id == place.old["14809"].pk
    report_of.refresh_from_db()
    assert (report_of.unit_id, report_of.passed_from_id, report_of.state) == (
        new.pk, place.old["14809"].pk, "owed",
    )  # fmt: skip
    on_desk = Assignment.objects.get(asked_by_kind="report", asked_by_id=str(report_of.pk), closed_at=None)
    assert on_desk.unit_id == new.pk
    duty.refresh_from_db()
    heir = Duty.objects.get(passed_from=duty)
    assert (duty.until, heir.unit_id, heir.since) == (EVE, new.pk, DAY)
    assert not Assignment.objects.filter(
        unit__in=[one.pk for one in place.old.values()], closed_at=None
    ).exists()
    (line,) = LedgerLine.objects.filter(deed="plans.passed-on")
    assert (line.data["work"], line.data["reports"]) == (1, 2)
    assert {each.deed for each in story_of(place.old["14809"].ref)} >= {
        "work.passed-on",
        "reporting.duties-passed",
    }
    assert (whole(share, EVE), whole(share, DAY)[:3]) == before, "nothing is counted otherwise than before"
    assert services.pass_on(plan_id=share.plan_id, by=place.planner, at=NOW) == []


def test_a_refused_passing_on_leaves_work_and_reports_where_they_were(
    bim_son: tuple[BimSon, Target, Target], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, share, _classes = bim_son
    task, report_of, duty = owe(place, "14809")

    def broken(**_given: object) -> None:
        raise RuntimeError("cut off")

    monkeypatch.setattr("dinh.plans.services.cascade.carrying.work.pass_on", broken)
    with pytest.raises(RuntimeError, match="cut off"):
        services.pass_on(plan_id=share.plan_id, by=place.planner, at=NOW)
    for row in (task, report_of, duty):
        row.refresh_from_db()
        assert row.unit_id == place.old["14809"].pk
    assert duty.until is None and not AllotmentSuccession.objects.exists()


def test_a_value_is_entered_where_it_belongs_in_time(bim_son: tuple[BimSon, Target, Target]) -> None:
    place, share, _classes = bim_son
    services.pass_on(plan_id=share.plan_id, by=place.planner, at=NOW)
    old = Allotment.objects.get(target=share, unit=place.old["14809"])
    new = Allotment.objects.get(target=share, unit=place.new["14818"])
    with pytest.raises(services.WrongInput, match="Đơn vị dừng ngày 30/06/2025"):
        report(old, "2025-H2", over=1, under=2)
    with pytest.raises(services.WrongInput, match="là số của các đơn vị cũ"):
        report(new, "2025-H1", over=1, under=2)
    report(old, "2024-H2", over=1100, under=2000)


def test_a_value_for_a_year_that_a_ward_did_not_live_through_is_refused_before_it_passes_on(
    bim_son: tuple[BimSon, Target, Target],
) -> None:
    place, share, _classes = bim_son
    old = Allotment.objects.get(target=share, unit=place.old["14809"])
    with pytest.raises(services.WrongInput, match="Đơn vị dừng"):
        report(old, "2025-H2", over=1, under=2)


def test_the_town_s_people_do_not_pass_on_what_the_province_must(
    bim_son: tuple[BimSon, Target, Target],
) -> None:
    place, share, _classes = bim_son
    with pytest.raises(NotAllowed):
        services.pass_on(
            plan_id=share.plan_id, by=actor("leader", place.new["14812"], name="Ngô Văn Mẫu"), at=NOW
        )


def test_what_the_new_ward_was_given_before_the_deed_reaches_back_to_the_day(
    house: Province, bim_son: tuple[BimSon, Target, Target]
) -> None:
    """The province gave Quang Trung the target in September 2025 before anybody passed on the old ones: between July and
    September nobody would count. After the deed its obligation begins on 1 July."""
    place, share, _classes = bim_son
    Allotment.objects.create(
        target=share, unit=place.new["14818"], operator=">=", value=85, since=date(2025, 9, 1)
    )
    services.pass_on(plan_id=share.plan_id, by=place.planner, at=NOW)
    row = Allotment.objects.get(target=share, unit=place.new["14818"])
    assert (row.since, row.value) == (DAY, D(85))
    assert whole(share, date(2025, 8, 1))[1:] == (D(8600), D(14000), 2)


# ---------------------------------------------------------------- Bình Dương


FIGURES = {
    "25741": (3000, 5000),
    "25744": (2000, 4000),
    "25747": (1000, 2000),
    "25768": (600, 1000),
    "25771": (900, 1500),
}


@pytest.fixture
def binh_duong(house: Province) -> tuple[BinhDuong, Target, Target]:
    place = BinhDuong()
    plan = house.plan(
        a_target(text="Tỷ lệ hộ có địa chỉ số", value=80, deadline_year=2025),
        a_target("T2", 4, text="Số điểm wifi công cộng", unit="điểm", value=10, deadline_year=2025),
        where=place.province,
        year=2021,
    )
    share, spots = plan.targets.get(mark="T1"), plan.targets.get(mark="T2")
    give(share, list(place.old.values()), place.planner, rule="ratio")
    give(spots, list(place.old.values()), place.planner, rule="sum")
    for code, one in place.old.items():
        over, under = FIGURES[code]
        report(Allotment.objects.get(target=share, unit=one), "2025-H1", over=over, under=under)
        report(Allotment.objects.get(target=spots, unit=one), "2025-H1", under // 500)
    return place, share, spots


def shares_of(place: BinhDuong, first: str = "0.4", second: str = "0.7") -> dict[tuple[int, int], D]:
    """Hiệp Thành: 40% to Thủ Dầu Một, 60% to Phú Lợi. Hiệp An: 70% to Phú An, 30% to Chánh Hiệp."""
    a, b = (place.old[code].pk for code in BinhDuong.DIVIDED)
    return {
        (a, place.new["25747"].pk): D(first),
        (a, place.new["25750"].pk): 1 - D("0.4"),
        (b, place.new["25768"].pk): D(second),
        (b, place.new["25771"].pk): 1 - D("0.7"),
    }


def test_binh_duong_into_ho_chi_minh_city_with_two_wards_divided(
    binh_duong: tuple[BinhDuong, Target, Target],
) -> None:
    """Worked out by hand.

    Hiệp Thành 3000/5000 is divided 40 : 60, Hiệp An 600/1000 is divided 70 : 30.
    Thủ Dầu Một = Phú Cường 1000/2000 + 40% of Hiệp Thành (1200/2000)          = 2200/4000
    Phú Lợi     = Phú Lợi 2000/4000 + 60% of Hiệp Thành (1800/3000)            = 3800/7000
    Phú An      = 70% of Hiệp An                                               =  420/700
    Chánh Hiệp  = Tương Bình Hiệp 900/1500 + 30% of Hiệp An (180/300)          = 1080/1800
    Sum 2200 + 3800 + 420 + 1080 = 7500; 4000 + 7000 + 700 + 1800 = 13500: as before, 3000+2000+1000+600+900 = 7500 and
    5000+4000+2000+1000+1500 = 13500; 55.56% on 30 June with five units and on 1 July with four.
    Wifi spots reported: 10 + 8 + 4 + 2 + 3 = 27, and after: 4+4, 8+6, 1.4, 3+0.6 = 8 + 14 + 1.4 + 3.6 = 27.
    Wifi spots owed, 10 each: 10 + 4 = 14, 10 + 6 = 16, 7, 10 + 3 = 13; together 50 as before.
    """
    place, share, spots = binh_duong
    services.pass_on(plan_id=share.plan_id, shares=shares_of(place), by=place.planner, at=NOW)

    percent = D(7500) / D(13500) * 100
    assert whole(share, EVE) == (percent, D(7500), D(13500), 5)
    assert whole(share, DAY) == (percent, D(7500), D(13500), 4)
    assert (whole(spots, EVE)[0], whole(spots, DAY)[0]) == (D(27), D(27))
    book = queries.rollups([share.pk], DAY)[share.pk]
    figures = {
        book.lines[row.key].unit_id: (row.figure.numerator, row.figure.denominator)
        for row in book.rolled.rows
        if row.figure
    }
    assert figures == {
        place.new["25747"].pk: (D(2200), D(4000)),
        place.new["25750"].pk: (D(3800), D(7000)),
        place.new["25768"].pk: (D(420), D(700)),
        place.new["25771"].pk: (D(1080), D(1800)),
    }
    owed = {
        row.unit.code: row.value
        for row in Allotment.objects.filter(target=spots, ended="").select_related("unit")
    }
    assert owed == {"25747": D(14), "25750": D(16), "25768": D(7), "25771": D(13)}


def test_a_divided_ward_waits_for_a_person_s_decision(binh_duong: tuple[BinhDuong, Target, Target]) -> None:
    place, share, _spots = binh_duong
    waiting = plan_passing(share.plan, today=TODAY)
    assert {each.unit.code for each in waiting.undecided} == set(BinhDuong.DIVIDED)
    with pytest.raises(services.WrongInput, match="Phường Hiệp Thành: tỷ phần"):
        services.pass_on(plan_id=share.plan_id, by=place.planner, at=NOW)
    with pytest.raises(services.WrongInput, match="đang là 110%"):
        services.pass_on(
            plan_id=share.plan_id, shares=shares_of(place, first="0.5"), by=place.planner, at=NOW
        )
    assert not AllotmentSuccession.objects.exists() and Allotment.objects.filter(ended="").count() == 10


def test_work_of_a_divided_ward_goes_to_the_successor_of_the_greatest_share(
    binh_duong: tuple[BinhDuong, Target, Target],
) -> None:
    place, share, _spots = binh_duong
    asks = [
        Ask(f"Việc của {code}", place.old[code].pk, None, date(2026, 12, 10), asker_unit_id=place.city.pk)
        for code in BinhDuong.DIVIDED
    ]
    ids = work.ask_many(asks=asks, by=place.planner, at=NOW)
    services.pass_on(plan_id=share.plan_id, shares=shares_of(place), by=place.planner, at=NOW)
    rows = Assignment.objects.in_bulk(ids)
    assert [rows[pk].unit.code for pk in ids] == ["25750", "25768"]  # 60 of 40/60, 70 of 70/30


def test_shares_owed_that_differ_are_said_by_a_person(binh_duong: tuple[BinhDuong, Target, Target]) -> None:
    place, share, _spots = binh_duong
    first = Allotment.objects.get(target=share, unit=place.old["25744"])
    services.change_number(
        allotment_id=first.pk, value=D(70), reason="Sửa.", by=place.planner, at=at(date(2026, 11, 19))
    )
    with pytest.raises(services.WrongInput, match=r"Phường Phú Lợi.*được giao khác nhau"):
        services.pass_on(plan_id=share.plan_id, shares=shares_of(place), by=place.planner, at=NOW)
    (needed,) = plan_passing(share.plan, today=TODAY).to_say
    assert (needed.unit.code, {value for _unit, value in needed.owed}) == ("25750", {D(80), D(70)})
    services.pass_on(
        plan_id=share.plan_id,
        shares=shares_of(place),
        numbers={(share.pk, place.new["25750"].pk): D(75)},
        by=place.planner,
        at=NOW,
    )
    assert Allotment.objects.get(target=share, unit=place.new["25750"]).value == 75


def test_the_wards_are_all_there(bim_son: tuple[BimSon, Target, Target]) -> None:
    assert len(WARDS) == len(bim_son[0].old) == 7
