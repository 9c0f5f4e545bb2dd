"""A province gives, communes answer and report, and the whole adds up."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from dinh.ground import queries as ledger
from dinh.ground.models import LedgerLine, News
from dinh.plans import services
from dinh.plans.models import (
    Allotment,
    AllotmentDispute,
    AllotmentNumber,
    Cascade,
    Plan,
    Target,
    TargetValue,
)
from dinh.plans.queries import cascade as queries
from dinh.plans.services import Given
from dinh.town.services import NotAllowed
from dinh.town.testing import actor
from dinh.work.models import Assignment

from .builders import at
from .cascade_builders import NOW, Province, report

FEB = at(date(2026, 2, 2))
TODAY = date(2026, 11, 20)


@pytest.fixture
def province(db: None) -> Province:
    return Province()


@pytest.fixture
def plan(province: Province) -> Plan:
    return province.plan()


@pytest.fixture
def share(plan: Plan) -> Target:
    return plan.targets.get(mark="T1")


@pytest.fixture
def classes(plan: Plan) -> Target:
    return plan.targets.get(mark="T2")


# ---------------------------------------------------------------- giving


def test_a_target_is_given_to_every_unit_in_one_act_and_stands_on_each_desk(
    province: Province, share: Target
) -> None:
    cascade = province.allot(share)

    rows = list(Allotment.objects.filter(cascade=cascade).order_by("unit__code"))
    assert [(row.value, row.state, row.ended) for row in rows] == [(D(60), "given", "")] * 3
    asked = Assignment.objects.filter(asked_by_kind="allotment")
    assert {(one.asked_by_id, one.office_id) for one in asked} == {
        (str(row.pk), province.office[row.unit_id].pk) for row in rows
    }
    assert {one.asker_unit_id for one in asked} == {province.unit.pk}
    assert AllotmentNumber.objects.count() == 3
    assert LedgerLine.objects.filter(deed="plans.allotted").count() == 1
    assert News.objects.get(name="plans.AllotmentsGiven").data["allotments"] == 3


def test_each_unit_may_have_its_own_number(province: Province, classes: Target) -> None:
    a, b, c = province.communes
    province.allot(classes, {a.pk: 120, b.pk: 100, c.pk: 80})
    assert [province.of(classes, one).value for one in (a, b, c)] == [D(120), D(100), D(80)]


def test_a_unit_without_any_office_is_asked_as_a_whole(province: Province, share: Target) -> None:
    from dinh.town.testing import unit

    bare = unit("14758")
    province.allot(share, units=[bare])
    assert Assignment.objects.get(asked_by_kind="allotment").office_id is None


def test_units_outside_named_twice_or_with_impossible_numbers_are_each_named_and_nobody_gets_it(
    province: Province, share: Target
) -> None:
    from dinh.town.testing import unit

    stranger = unit("25747")
    rows = [
        Given(province.communes[0].pk, D(60)),
        Given(province.communes[0].pk, D(70)),
        Given(stranger.pk, D(60)),
        Given(province.communes[1].pk, D(160)),
    ]
    with pytest.raises(services.WrongInput) as wrong:
        services.allot(about=share.ref, rows=rows, rule="ratio", by=province.planner, at=FEB)

    told = str(wrong.value)
    assert "Phường Bỉm Sơn có hai lần" in told
    assert "không thuộc địa bàn" in told
    assert "Phường Quang Trung: con số 160" in told
    assert not Allotment.objects.exists() and not Cascade.objects.exists() and not Assignment.objects.exists()


def test_giving_again_gives_to_the_new_renumbers_the_changed_and_leaves_the_rest(
    province: Province, classes: Target
) -> None:
    a, b, c = province.communes
    province.allot(classes, {a.pk: 120, b.pk: 100}, units=[a, b])
    services.accept_allotment(
        allotment_id=province.of(classes, a).pk, by=province.commune_actor(), at=FEB + timedelta(hours=1)
    )
    province.allot(classes, {a.pk: 120, b.pk: 110, c.pk: 80}, on=date(2026, 3, 2))

    states = [
        (row.value, row.state, row.numbers.count())
        for row in (province.of(classes, one) for one in (a, b, c))
    ]
    assert states == [(D(120), "accepted", 1), (D(110), "given", 2), (D(80), "given", 1)]
    assert Assignment.objects.filter(asked_by_kind="allotment").count() == 3


@pytest.mark.parametrize(
    ("mark", "rule", "words"),
    [("T1", "sum", "không cộng được"), ("T3", "sum", "đếm đơn vị"), ("T2", "mean", "Chọn cách tổng hợp")],
)
def test_a_rule_that_does_not_suit_the_target_is_refused(
    province: Province, plan: Plan, mark: str, rule: str, words: str
) -> None:
    with pytest.raises(services.WrongInput, match=words):
        province.allot(plan.targets.get(mark=mark), rule=rule)


def test_the_rule_cannot_change_once_values_come_in(province: Province, share: Target) -> None:
    province.allot(share)
    with pytest.raises(services.WrongInput, match="đã chốt"):
        province.allot(share, rule="reached", on=date(2026, 3, 1))


def test_a_plan_only_read_by_the_machine_is_not_given(province: Province, share: Target) -> None:
    Plan.objects.update(as_read=True)
    with pytest.raises(services.WrongState, match="chưa có người soát"):
        province.allot(share)


def test_only_those_of_the_province_give(province: Province, share: Target) -> None:
    with pytest.raises(NotAllowed):
        services.allot(
            about=share.ref,
            rows=[Given(province.communes[0].pk)],
            rule="ratio",
            by=province.commune_actor("planner"),
            at=FEB,
        )


def test_a_number_changed_stands_from_its_day_and_the_old_one_stays_in_the_history(
    province: Province, classes: Target
) -> None:
    a = province.communes[0]
    province.allot(classes, {a.pk: 100}, units=[a])
    row = province.of(classes, a)
    report(row, "2026-02", 90, when=at(date(2026, 3, 3)))
    services.change_number(
        allotment_id=row.pk,
        value=D(80),
        reason="Sửa theo dân số.",
        by=province.planner,
        at=at(date(2026, 6, 1)),
    )

    assert [number.value for number in queries.numbers_of(row)] == [D(80), D(100)]
    before = queries.rollups([classes.pk], date(2026, 5, 31))[classes.pk].rolled
    after = queries.rollups([classes.pk], date(2026, 6, 1))[classes.pk].rolled
    assert (before.reached, after.reached) == (0, 1)


def test_what_is_withdrawn_is_asked_no_more_and_counts_no_more_from_the_next_day(
    province: Province, share: Target
) -> None:
    province.allot(share)
    row = province.of(share, province.communes[0])
    services.withdraw(allotment_id=row.pk, reason="Giao nhầm.", by=province.planner, at=at(date(2026, 5, 4)))

    assert Assignment.objects.get(asked_by_id=str(row.pk), asked_by_kind="allotment").state == "dropped"
    assert queries.rollups([share.pk], date(2026, 5, 4))[share.pk].rolled.total == 3
    assert queries.rollups([share.pk], date(2026, 5, 5))[share.pk].rolled.total == 2
    with pytest.raises(services.WrongState, match="đã thu hồi"):
        services.change_number(allotment_id=row.pk, value=D(1), reason="x", by=province.planner, at=NOW)


# ---------------------------------------------------------------- answering


def test_a_unit_accepts_once(province: Province, share: Target) -> None:
    province.allot(share)
    row = province.of(share, province.communes[0])
    done = services.accept_allotment(
        allotment_id=row.pk, by=province.commune_actor(), at=NOW, seen=row.version
    )
    assert (done.state, done.answered_by_name) == ("accepted", "Ngô Văn Mẫu")
    with pytest.raises(services.WrongState, match="Đã nhận"):
        services.accept_allotment(allotment_id=row.pk, by=province.commune_actor(), at=NOW)


def test_neither_the_giver_nor_another_commune_answers_for_a_unit(province: Province, share: Target) -> None:
    province.allot(share)
    row = province.of(share, province.communes[0])
    with pytest.raises(services.WrongState, match="Người giao không trả lời thay"):
        services.accept_allotment(allotment_id=row.pk, by=province.planner, at=NOW)
    with pytest.raises(NotAllowed):
        services.accept_allotment(allotment_id=row.pk, by=province.commune_actor(index=1), at=NOW)


def test_a_unit_disputes_with_a_reason_and_a_number_and_the_province_changes_it(
    province: Province, classes: Target
) -> None:
    a = province.communes[0]
    province.allot(classes, {a.pk: 100}, units=[a])
    row = province.of(classes, a)
    dispute = services.dispute_allotment(
        allotment_id=row.pk, reason="Chỉ có 8 thôn.", proposed=D(70), by=province.commune_actor(), at=NOW
    )
    row.refresh_from_db()
    assert row.state == "disputed" and row.value == 100

    services.settle_dispute(
        dispute_id=dispute.pk,
        outcome="changed",
        answer="Đồng ý.",
        by=province.leader,
        at=NOW + timedelta(hours=1),
    )
    row.refresh_from_db()
    assert (row.state, row.value) == ("settled", D(70))
    assert [number.value for number in queries.numbers_of(row)] == [D(70), D(100)]
    deeds = [line.deed for line in ledger.story_of(row.ref)]
    assert deeds[:3] == ["plans.dispute-settled", "plans.allotment-disputed", "work.asked-many"] or deeds[
        0
    ] == ("plans.dispute-settled")


def test_the_province_may_keep_its_number_with_an_answer(province: Province, classes: Target) -> None:
    province.allot(classes)
    row = province.of(classes, province.communes[0])
    dispute = services.dispute_allotment(
        allotment_id=row.pk, reason="Cao quá.", by=province.commune_actor(), at=NOW
    )
    with pytest.raises(services.WrongInput, match="Viết trả lời"):
        services.settle_dispute(dispute_id=dispute.pk, outcome="kept", answer=" ", by=province.leader, at=NOW)
    services.settle_dispute(
        dispute_id=dispute.pk, outcome="kept", answer="Tỉnh giữ.", by=province.leader, at=NOW
    )
    row.refresh_from_db()
    assert (row.state, row.value, row.numbers.count()) == ("settled", D(300), 1)
    with pytest.raises(services.WrongState, match="đã được Trần Văn Mẫu trả lời"):
        services.settle_dispute(
            dispute_id=dispute.pk, outcome="kept", answer="Nữa.", by=province.leader, at=NOW
        )


@pytest.mark.parametrize(
    ("reason", "proposed", "words"),
    [("", D(70), "lý do"), ("Cao quá.", D(300), "trùng"), ("Cao quá.", D(-1), "không thể")],
)
def test_a_dispute_that_cannot_be_is_refused(
    province: Province, classes: Target, reason: str, proposed: D, words: str
) -> None:
    province.allot(classes)
    row = province.of(classes, province.communes[0])
    with pytest.raises(services.WrongInput, match=words):
        services.dispute_allotment(
            allotment_id=row.pk, reason=reason, proposed=proposed, by=province.commune_actor(), at=NOW
        )
    assert not AllotmentDispute.objects.exists()


def test_an_answer_to_a_number_that_changed_meanwhile_is_turned_back(
    province: Province, classes: Target
) -> None:
    province.allot(classes)
    row = province.of(classes, province.communes[0])
    services.change_number(allotment_id=row.pk, value=D(90), reason="Sửa.", by=province.planner, at=NOW)
    with pytest.raises(services.StaleAllotment, match="vừa thay đổi"):
        services.accept_allotment(allotment_id=row.pk, by=province.commune_actor(), at=NOW, seen=row.version)


# ---------------------------------------------------------------- breaking down


def test_a_unit_shares_out_among_its_offices_and_each_is_asked(province: Province, classes: Target) -> None:
    a = province.communes[0]
    province.allot(classes, {a.pk: 100}, units=[a])
    row = province.of(classes, a)
    by = province.commune_actor()
    parts = [
        services.OfficePart(province.office[a.pk].pk, D(60)),
        services.OfficePart(province.other_office[a.pk].pk, D(30)),
    ]
    with pytest.raises(services.WrongState, match="Nhận chỉ tiêu trước"):
        services.break_down(allotment_id=row.pk, parts=parts, by=by, at=NOW)
    services.accept_allotment(allotment_id=row.pk, by=by, at=NOW)
    made = services.break_down(allotment_id=row.pk, parts=parts, by=by, at=NOW)

    assert [(one.office_id, one.value) for one in made] == [(part.office_id, part.value) for part in parts]
    asked = Assignment.objects.filter(
        asked_by_id__in=[str(one.pk) for one in made], asked_by_kind="allotment"
    )
    assert {one.asker_unit_id for one in asked} == {a.pk}
    # The province's roll-up knows nothing of the offices' parts: the unit counts once.
    assert queries.rollups([classes.pk], TODAY)[classes.pk].rolled.total == 1


def test_sharing_out_again_keeps_the_parts_that_stay_with_their_history(
    province: Province, classes: Target
) -> None:
    a = province.communes[0]
    province.allot(classes, {a.pk: 100}, units=[a])
    row, by = province.of(classes, a), province.commune_actor()
    services.accept_allotment(allotment_id=row.pk, by=by, at=NOW)
    first, second = province.office[a.pk].pk, province.other_office[a.pk].pk
    made = services.break_down(
        allotment_id=row.pk,
        parts=[services.OfficePart(first, D(60)), services.OfficePart(second, D(30))],
        by=by,
        at=NOW,
    )
    again = services.break_down(
        allotment_id=row.pk, parts=[services.OfficePart(first, D(100))], by=by, at=NOW + timedelta(days=1)
    )
    assert [one.pk for one in again] == [made[0].pk]
    assert [number.value for number in queries.numbers_of(again[0])] == [D(100), D(60)]
    made[1].refresh_from_db()
    assert made[1].ended == "withdrawn"
    assert Assignment.objects.get(asked_by_id=str(made[1].pk), asked_by_kind="allotment").state == "dropped"


# ---------------------------------------------------------------- values


def test_a_unit_s_value_goes_its_way_and_is_never_met_among_the_target_s_own(
    province: Province, share: Target
) -> None:
    province.allot(share)
    row = province.of(share, province.communes[0])
    value = report(row, "2026-10", over=45, under=60)

    assert value.state == "approved" and value.holder == row and value.of_target == share
    assert not share.values.exists()
    assert News.objects.get(name="plans.AllotmentValueApproved").data["unit_code"] == "14812"
    assert not News.objects.filter(name="plans.TargetValueApproved").exists()


@pytest.mark.parametrize(
    ("period", "more", "words"),
    [
        ("2026-Q3", {"numerator": 3, "denominator": 4}, "báo theo tháng"),
        ("2026-10", {}, "nhập cả hai"),
        ("2026-10", {"numerator": 5, "denominator": 4}, "Tử số nằm từ 0 đến mẫu số"),
    ],
)
def test_a_value_that_the_roll_up_could_not_count_is_refused(
    province: Province, share: Target, period: str, more: dict[str, int], words: str
) -> None:
    province.allot(share)
    row = province.of(share, province.communes[0])
    with pytest.raises(services.WrongInput, match=words):
        services.enter_value(
            allotment_id=row.pk, period=period, value=75, by=province.commune_actor("officer"), at=NOW, **more
        )


def test_the_office_that_received_it_enters_and_its_head_approves(province: Province, share: Target) -> None:
    a = province.communes[0]
    province.allot(share)
    row = province.of(share, a)
    officer = actor("officer", a, office=province.office[a.pk], name="Đỗ Thị Minh Họa")
    other = actor("officer", a, office=province.other_office[a.pk], name="Bùi Văn Thí Dụ")
    head = actor("office_head", a, office=province.office[a.pk], name="Nguyễn Văn Mẫu")
    more = {"period": "2026-10", "value": 75, "numerator": 45, "denominator": 60, "at": NOW}
    with pytest.raises(NotAllowed):
        services.enter_value(allotment_id=row.pk, by=other, submit=True, **more)  # type: ignore[arg-type]
    value = services.enter_value(allotment_id=row.pk, by=officer, submit=True, **more)  # type: ignore[arg-type]
    with pytest.raises(services.NotForOwnValue):
        services.approve_value(
            value_id=value.pk,
            by=actor("leader", a, name="Đỗ Thị Minh Họa").__class__(
                officer.person_id, officer.name, head.mandates
            ),
            at=NOW,
        )
    assert services.approve_value(value_id=value.pk, by=head, at=NOW).state == "approved"


def test_the_whole_adds_up_and_names_who_is_missing(province: Province, share: Target) -> None:
    """October: Bỉm Sơn 45/60, Quang Trung 30/90, Ngọc Sơn nothing.

    Numerators 45 + 30 = 75; denominators 60 + 90 = 150; 75/150 = 50%. At the end of September only Bỉm Sơn's 40/60 was known:
    66.67%.
    """
    a, b, c = province.communes
    province.allot(share)
    report(province.of(share, a), "2026-09", over=40, under=60)
    report(province.of(share, a), "2026-10", over=45, under=60)
    report(province.of(share, b), "2026-10", over=30, under=90)

    now = queries.rollups([share.pk], TODAY)[share.pk]
    then = queries.rollups([share.pk], date(2026, 9, 30))[share.pk]
    assert (now.rolled.value, now.rolled.numerator, now.rolled.denominator) == (D(50), D(75), D(150))
    assert now.rolled.missing == (province.of(share, c).pk,)
    assert (then.rolled.numerator, then.rolled.denominator, then.rolled.counted) == (D(40), D(60), 1)
    assert [
        round(float(rolled.value or 0), 2)
        for _day, rolled in queries.rolled_series(share, [date(2026, 9, 30), date(2026, 10, 31)])
    ] == [66.67, 50.0]


def test_periods_that_add_up_do_so_within_the_year(province: Province, classes: Target) -> None:
    """Bỉm Sơn held 2 classes in January and 3 in February, Quang Trung 4 in February: 9. (December 2025 is last year's.)"""
    a, b, _c = province.communes
    province.allot(classes, {a.pk: 100, b.pk: 100}, units=[a, b], added=True, on=date(2026, 1, 10))
    for one, period, value in ((a, "2025-12", 7), (a, "2026-01", 2), (a, "2026-02", 3), (b, "2026-02", 4)):
        report(province.of(classes, one), period, value)
    assert queries.rollups([classes.pk], date(2026, 2, 28))[classes.pk].rolled.value == 9
    assert queries.rollups([classes.pk], date(2026, 1, 31))[classes.pk].rolled.value == 2
    days = [date(2026, 1, 31), date(2026, 2, 28)]
    assert [rolled.value for _day, rolled in queries.rolled_series(classes, days)] == [2, 9]


def test_communes_that_have_reached_it_are_counted(province: Province, plan: Plan) -> None:
    done = plan.targets.get(mark="T3")
    province.allot(done, rhythm="month")
    for index, value in ((0, 1), (1, 0)):
        report(province.of(done, province.communes[index]), "2026-10", value)
    rolled = queries.rollups([done.pk], TODAY)[done.pk].rolled
    assert (rolled.value, rolled.total, rolled.counted) == (D(1), 3, 2)


# ---------------------------------------------------------------- how many queries


def test_the_sheet_and_the_roll_up_take_a_bounded_number_of_queries(
    province: Province, plan: Plan, django_assert_max_num_queries: object
) -> None:
    targets = list(plan.targets.all())
    for target in targets:
        province.allot(target, rhythm="month")
        for month in range(1, 11):
            for one in province.communes:
                values = {"over": 30, "under": 60} if target.measure == "%" else {"value": 1}
                report(province.of(target, one), f"2026-{month:02d}", **values)  # type: ignore[arg-type]
    assert TargetValue.objects.count() == 90
    limit = django_assert_max_num_queries
    with limit(7):  # type: ignore[operator]
        queries.rollups([target.pk for target in targets], TODAY)
    with limit(11):  # type: ignore[operator]
        assert len(queries.sheet(targets[0], TODAY).rows) == 3
    with limit(8):  # type: ignore[operator]
        assert len(queries.given_to(province.commune_actor(), TODAY)) == 3
