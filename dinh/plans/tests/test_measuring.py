"""Targets that measure themselves: offered, bound by a person, no longer typed, corrected beside the old, disputed, unbound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from dinh.ground import queries as ledger
from dinh.ground.models import News
from dinh.plans import measured, queries, services
from dinh.plans.models import MeasureBinding, Plan, Target, TargetValue
from dinh.plans.queries import cascade
from dinh.plans.services.measuring import bound_to, open_disputes
from dinh.town.services import NotAllowed
from dinh.town.testing import actor

from .builders import Town, a_proposal, a_target, at
from .cascade_builders import Province

APRIL = at(date(2026, 4, 3))
TODAY = date(2026, 4, 3)
PAID = "Tỷ lệ thanh toán trực tuyến trong giải quyết thủ tục hành chính"


@pytest.fixture
def plan(town: Town) -> Plan:
    one = a_target("T2", 4, text=PAID, metric=PAID, value=80)
    thing = a_target("T4", 5, text="Có nền tảng số dùng chung", operator="yes", value=None, unit=None)
    return town.plan(a_proposal(targets=(a_target(), one, thing), problems=()))


@pytest.fixture
def target(plan: Plan) -> Target:
    return plan.targets.get(mark="T2")


class Meter:
    """Stands in for the measures: what it is told to say."""

    def __init__(self) -> None:
        self.said: dict[tuple[str, str], measured.Read] = {}
        self.asked = 0

    def say(self, unit: str, key: str, over: int | None, under: int | None, **more: Any) -> None:
        value = None if over is None or not under else Decimal(over) * 100 / Decimal(under)
        one = measured.Read(
            value,
            None if over is None else Decimal(over),
            None if under is None else Decimal(under),
            "1",
            {"version": 3},
            "dossiers",
        )
        self.said[unit, key] = replace(one, **more)

    def __call__(
        self, code: str, units: list[str], keys: list[str], *, at: datetime
    ) -> dict[tuple[str, str], measured.Read]:
        self.asked += 1
        return {pair: one for pair, one in self.said.items() if pair[0] in units and pair[1] in keys}


@pytest.fixture
def meter(monkeypatch: pytest.MonkeyPatch) -> Iterator[Meter]:
    made = Meter()
    monkeypatch.setattr(measured, "readings_of", made)
    monkeypatch.setattr(measured, "measure_now", lambda *_given, **_more: None)
    yield made


def bind(town: Town, target: Target, **more: Any) -> MeasureBinding:
    given = {
        "measure": "dossiers.paid_online",
        "period_kind": "month",
        "by": town.planner,
        "at": APRIL,
        **more,
    }
    return services.bind_measure(target_id=target.pk, **given)


def live(target: Target, key: str = "2026-03") -> TargetValue:
    return target.values.get(period_key=key, superseded_at=None)


def test_the_program_offers_the_measure_the_words_name_and_says_why(target: Target, plan: Plan) -> None:
    first = measured.offers_for(target)[0]

    assert (first.measure, first.unit) == ("dossiers.paid_online", "%") and first.score > 0.9
    assert "thanh toán trực tuyến" in first.why
    assert measured.offers_for(plan.targets.get(mark="T4")) == []


def test_a_person_binds_and_what_the_machine_said_is_kept_beside_the_choice(
    town: Town, target: Target
) -> None:
    row = bind(town, target, reason="Đúng cách tính của phường")

    assert (
        row.running
        and row.score is not None
        and row.score > Decimal("0.9")
        and row.by_name == town.planner.name
    )
    assert next(line.deed for line in ledger.story_of(target.ref)) == "plans.measure-bound"
    assert News.objects.get(name="plans.MeasureBound").data["measure"] == "dossiers.paid_online"
    assert bound_to(["dossiers.paid_online"]) == [target.pk]


@pytest.mark.parametrize(
    ("mark", "more", "sentence"),
    [
        ("T4", {}, "không hứa con số"),
        ("T2", {"measure": "dossiers.received"}, "Số đo tính bằng"),
        ("T2", {"measure": "dossiers.none"}, "Không có số đo"),
        ("T2", {"period_kind": "week"}, "Chọn kỳ đo"),
    ],
)
def test_what_cannot_be_bound_is_told(town: Town, plan: Plan, mark: str, more: dict, sentence: str) -> None:
    with pytest.raises(services.WrongInput, match=sentence):
        bind(town, plan.targets.get(mark=mark), **more)


def test_only_who_may_binds_and_unbinds(town: Town, target: Target) -> None:
    for by in (town.officer, town.head, town.viewer, town.stranger):
        with pytest.raises(NotAllowed):
            bind(town, target, by=by)
    bind(town, target, by=town.leader)
    with pytest.raises(NotAllowed):
        services.unbind_measure(target_id=target.pk, reason="x", by=town.officer, at=APRIL)


def test_a_reading_becomes_the_approved_value_with_the_reading_as_its_evidence(
    town: Town, target: Target, meter: Meter
) -> None:
    bind(town, target)
    meter.say("16576", "2026-03", 9, 12, warnings=({"code": "few"},))

    taken = services.take_readings(target_id=target.pk, at=APRIL)

    row = live(target)
    assert [each.pk for each in taken.values] == [row.pk] and meter.asked == 1
    assert (row.value, row.numerator, row.denominator, row.state) == (75, 9, 12, "approved")
    assert (row.source.measure, row.source.unit_code, row.source.state) == (
        "dossiers.paid_online",
        "16576",
        {"version": 3},
    )
    assert row.source.warnings == [{"code": "few"}]
    standing = {each.target.pk: each.standing for each in queries.scorecard(target.plan, today=TODAY)}
    assert standing[target.pk].kind.value == "on-course"
    assert {key for _unit, key, _why in taken.refused} == {"2026-01", "2026-02", "2026-04"}


def test_taken_again_nothing_is_doubled_and_a_correction_stands_beside_the_old(
    town: Town, target: Target, meter: Meter
) -> None:
    bind(town, target)
    meter.say("16576", "2026-03", 9, 12)
    services.take_readings(target_id=target.pk, at=APRIL)

    assert services.take_readings(target_id=target.pk, at=APRIL).values == ()
    meter.say("16576", "2026-03", 10, 12)
    services.take_readings(target_id=target.pk, at=APRIL + timedelta(days=1))

    old, new = target.values.filter(period_key="2026-03").order_by("pk")
    assert old.superseded_at is not None and (new.supersedes_id, new.numerator) == (old.pk, 10)
    assert old.source.state == {"version": 3}  # what was known then stays known


def test_a_bound_target_is_not_typed_over_and_the_refusal_says_what_to_do(
    town: Town, target: Target, meter: Meter
) -> None:
    before = services.enter_value(
        target_id=target.pk, period="2026-02", value=50, by=town.officer, at=APRIL, submit=True
    )
    bind(town, target)

    with pytest.raises(services.WrongState, match="đo từ hồ sơ"):
        services.enter_value(target_id=target.pk, period="2026-03", value=50, by=town.officer, at=APRIL)
    with pytest.raises(services.WrongState, match="ghi kiến nghị"):
        services.approve_value(value_id=before.pk, by=town.head, at=APRIL)
    services.enter_value(target_id=target.pk, period="2025", value=40, by=town.officer, at=APRIL)

    meter.say("16576", "2026-02", 1, 2)
    services.take_readings(target_id=target.pk, at=APRIL)
    before.refresh_from_db()
    assert before.superseded_at is not None and live(target, "2026-02").value == 50


def test_unbound_it_is_typed_again_and_the_measured_values_stay(
    town: Town, target: Target, meter: Meter
) -> None:
    bind(town, target)
    meter.say("16576", "2026-03", 9, 12)
    services.take_readings(target_id=target.pk, at=APRIL)
    with pytest.raises(services.WrongInput, match="lý do"):
        services.unbind_measure(target_id=target.pk, reason=" ", by=town.planner, at=APRIL)

    ended = services.unbind_measure(target_id=target.pk, reason="Đổi cách tính", by=town.planner, at=APRIL)

    assert not ended.running and live(target).source.measure == "dossiers.paid_online"
    services.enter_value(target_id=target.pk, period="2026-04", value=80, by=town.officer, at=APRIL)
    with pytest.raises(services.WrongState):
        services.take_readings(target_id=target.pk, at=APRIL)


def test_another_measure_takes_the_place_of_the_first_in_one_act(town: Town, target: Target) -> None:
    first = bind(town, target)
    bind(town, target, measure="dossiers.online", reason="Chọn lại")
    first.refresh_from_db()

    assert (first.running, first.end_reason) == (False, "Chọn lại")
    with pytest.raises(services.WrongState, match="đã gắn"):
        bind(town, target, measure="dossiers.online")


def test_a_reading_that_cannot_be_true_is_not_recorded(town: Town, target: Target, meter: Meter) -> None:
    bind(town, target)
    meter.say("16576", "2026-03", 15, 12)

    taken = services.take_readings(target_id=target.pk, at=APRIL)

    assert not target.values.exists()
    assert next(why for _unit, key, why in taken.refused if key == "2026-03").startswith("Tỷ lệ phần trăm")


def test_a_number_is_disputed_beside_it_and_answered_by_somebody_else(
    town: Town, target: Target, meter: Meter
) -> None:
    bind(town, target)
    meter.say("16576", "2026-03", 9, 12)
    services.take_readings(target_id=target.pk, at=APRIL)
    row = live(target)
    remark = services.remark_value(
        value_id=row.pk, text="Hai hồ sơ đã trả tiền qua ngân hàng", by=town.head, at=APRIL, dispute=True
    )

    assert open_disputes([target.pk]) == {target.pk}
    with pytest.raises(services.WrongState, match="chờ trả lời"):
        services.remark_value(value_id=row.pk, text="Nữa", by=town.planner, at=APRIL, dispute=True)
    with pytest.raises(services.WrongState, match="người khác trả lời"):
        services.answer_remark(remark_id=remark.pk, outcome="kept", answer="a", by=town.head, at=APRIL)
    with pytest.raises(services.WrongInput) as wrong:
        services.answer_remark(remark_id=remark.pk, outcome="", answer="", by=town.planner, at=APRIL)
    assert [fault.field for fault in wrong.value.faults] == ["outcome", "answer"]
    done = services.answer_remark(
        remark_id=remark.pk, outcome="mended", answer="Đã ghi lại hai giao dịch", by=town.planner, at=APRIL
    )
    assert (done.outcome_word, open_disputes([target.pk])) == ("Đã sửa hồ sơ, đo lại", set())
    assert live(target).pk == row.pk  # the number itself is never touched by words


def test_who_may_not_reach_the_number_says_nothing_of_it(town: Town, target: Target, meter: Meter) -> None:
    bind(town, target)
    meter.say("16576", "2026-03", 9, 12)
    services.take_readings(target_id=target.pk, at=APRIL)
    for by in (town.viewer, town.stranger, town.clerk):
        with pytest.raises(NotAllowed):
            services.remark_value(value_id=live(target).pk, text="x", by=by, at=APRIL)


def test_what_was_given_to_communes_is_measured_for_each_and_rolled_up(db: None, meter: Meter) -> None:
    province = Province()
    plan = province.plan(a_target("T1", 4, text=PAID, metric=PAID, value=80))
    target = plan.targets.get()
    now = at(date(2026, 11, 20))
    services.allot(
        about=target.ref,
        rows=[services.Given(one.pk, Decimal(80)) for one in province.communes],
        rule="ratio",
        rhythm="month",
        by=province.planner,
        at=at(date(2026, 1, 20)),
    )
    services.bind_measure(
        target_id=target.pk, measure="dossiers.paid_online", period_kind="month", by=province.planner, at=now
    )
    for n, one in enumerate(province.communes, start=1):
        meter.say(one.code, "2026-10", n, 10)
    meter.say("38", "2026-10", 6, 30)

    taken = services.take_readings(target_id=target.pk, at=now, periods=["2026-10"])

    assert len(taken.values) == 4 and meter.asked == 1
    rolled = cascade.rollups([target.pk], date(2026, 11, 20))[target.pk].rolled
    assert (rolled.numerator, rolled.denominator, rolled.value) == (6, 30, 20)
    part = target.allotments.first()
    with pytest.raises(services.WrongState, match="đo từ hồ sơ"):
        services.enter_value(
            allotment_id=part.pk, period="2026-09", value=5, numerator=1, denominator=20,
            by=actor("planner", part.unit), at=now,
        )  # fmt: skip
    with pytest.raises(services.WrongInput, match="kỳ đo phải là kỳ số liệu"):
        services.bind_measure(
            target_id=target.pk, measure="dossiers.online", period_kind="quarter", by=province.planner, at=now
        )
