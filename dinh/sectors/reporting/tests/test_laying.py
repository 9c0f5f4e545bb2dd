"""Regimes, duties and the calendar that lays reports on desks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dinh.ground import queries as ledger
from dinh.ground.shapes import Ref
from dinh.sectors.reporting import services
from dinh.sectors.reporting.models import Duty, Regime, Report
from dinh.sectors.reporting.services import Owing
from dinh.sectors.reporting.shapes import Due
from dinh.town import testing
from dinh.town.models import Unit
from dinh.town.services import NotAllowed
from dinh.work import queries as work
from dinh.work import services as work_services

from .builders import Town, at


def test_the_countrys_regimes_come_once_and_say_what_is_confirmed(town: Town) -> None:
    assert services.load_edition(at=at(date(2026, 1, 5))) > 5
    assert services.load_edition(at=at(date(2026, 1, 6))) == 0

    terms = [term for regime in Regime.objects.all() for term in regime.terms.all()]
    assert all(term.source for term in terms) and {term.confirmed for term in terms} == {True, False}


def test_a_report_is_laid_once_however_often_the_clock_runs(town: Town) -> None:
    regime = town.give()
    day = at(date(2026, 5, 18), 6)

    assert services.lay_out(at=day) == 2
    assert services.lay_out(at=day) == 0
    assert services.lay_out(at=at(date(2026, 5, 19), 6)) == 0
    row = Report.objects.get(regime=regime, unit=town.ward)
    assert (row.period_key, row.period_first, row.period_last) == (
        "2026-05",
        date(2026, 4, 15),
        date(2026, 5, 14),
    )
    assert (row.due_on, row.office_id, row.to_office_id) == (
        date(2026, 5, 20),
        town.social.pk,
        town.department.pk,
    )


def test_a_laid_report_stands_on_the_desk_of_whoever_owes_it(town: Town) -> None:
    report = town.report()

    found = work.by_asker([report.ref])[report.ref]

    assert (found.office_id, found.due_on, found.asker_office_id) == (
        town.social.pk,
        report.due_on,
        town.department.pk,
    )
    assert found.title == report.title and found.is_open


def test_a_clock_that_slept_makes_up_what_it_missed(town: Town) -> None:
    town.give(since=date(2026, 1, 1))

    services.lay_out(at=at(date(2026, 7, 1), 6))

    keys = Report.objects.filter(unit=town.ward).order_by("period_last").values_list("period_key", flat=True)
    assert list(keys) == ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07"]


def test_over_the_years_end_the_yearly_report_takes_in_mid_december_to_mid_december(town: Town) -> None:
    town.give("cds-nam", since=date(2025, 12, 20))

    services.lay_out(at=at(date(2026, 11, 25), 6))

    row = Report.objects.get(unit=town.ward)
    assert (row.period_first, row.period_last) == (date(2025, 12, 15), date(2026, 12, 14))
    assert row.due_on == date(2026, 12, 21)  # the 20th is a Sunday


def test_over_tet_the_day_moves_to_the_first_worked_one(town: Town) -> None:
    town.give(since=date(2026, 2, 1))

    services.lay_out(at=at(date(2026, 2, 2), 6))

    assert Report.objects.get(unit=town.ward).due_on == date(2026, 2, 23)


def test_who_owes_it_already_is_left_as_it_is(town: Town) -> None:
    regime = town.give()

    again = services.give_duty(
        regime_id=regime.pk,
        owing=[Owing(town.ward.pk, town.social.pk), Owing(town.ward.pk, town.centre.pk)],
        to_unit=town.province,
        since=date(2026, 6, 1),
        by=town.follower,
        at=at(date(2026, 6, 1)),
    )

    assert (len(again.duties), again.already) == (1, 1)


def test_one_cannot_make_those_owe_who_stand_elsewhere(town: Town) -> None:
    regime = town.regime()

    with pytest.raises(services.WrongInput, match="không thuộc phạm vi"):
        services.give_duty(
            regime_id=regime.pk,
            owing=[Owing(town.other.pk)],
            to_unit=town.ward,
            since=date(2026, 6, 1),
            by=town.planner,
            at=at(date(2026, 6, 1)),
        )
    with pytest.raises(NotAllowed):
        services.give_duty(
            regime_id=regime.pk,
            owing=[Owing(town.ward.pk)],
            to_unit=town.province,
            since=date(2026, 6, 1),
            by=town.planner,
            at=at(date(2026, 6, 1)),
        )


def test_ending_a_duty_waives_what_was_laid_for_later_and_keeps_what_came_before(town: Town) -> None:
    regime = town.give()
    services.lay_out(at=at(date(2026, 5, 25), 6))
    duty = Duty.objects.get(regime=regime, unit=town.ward)

    services.end_duty(
        duty_id=duty.pk,
        until=date(2026, 5, 31),
        reason="Gộp cơ quan",
        by=town.follower,
        at=at(date(2026, 5, 26)),
    )

    assert dict(duty.reports.values_list("period_key", "state")) == {"2026-05": "owed", "2026-06": "waived"}
    assert services.lay_out(at=at(date(2026, 9, 1), 6)) == 3  # the other ward goes on


def test_a_new_term_rules_the_periods_that_close_from_its_day_on(town: Town) -> None:
    regime = services.lay_regime(
        name="Báo cáo thử",
        rhythm="monthly",
        unit=town.province,
        since=date(2026, 1, 1),
        source="Quyết định mẫu",
        due=Due("day", 20),
        by=town.follower,
        at=at(date(2026, 1, 2)),
    )
    services.give_duty(
        regime_id=regime.pk, owing=[Owing(town.ward.pk)], to_unit=town.province, since=date(2026, 5, 1),
        by=town.follower, at=at(date(2026, 5, 1)),
    )  # fmt: skip
    services.lay_out(at=at(date(2026, 5, 10), 6), regime_id=regime.pk)

    services.set_term(
        regime_id=regime.pk, since=date(2026, 6, 1), closing_day=20, due=Due("day", 28), source="Quyết định mới",
        by=town.follower, at=at(date(2026, 5, 11)),
    )  # fmt: skip
    services.lay_out(at=at(date(2026, 6, 1), 6), regime_id=regime.pk)

    days = dict(Report.objects.values_list("period_key", "due_on"))
    assert days == {"2026-05": date(2026, 5, 20), "2026-06": date(2026, 6, 29)}
    assert list(regime.terms.values_list("until", flat=True)) == [date(2026, 5, 31), None]


def test_a_regime_of_the_country_is_changed_by_an_administrator_only(town: Town) -> None:
    regime = town.regime()
    given = {"regime_id": regime.pk, "since": date(2026, 6, 1), "closing_day": 14, "due": Due("day", 22)}

    with pytest.raises(services.WrongState):
        services.set_term(**given, source="x", by=town.follower, at=at(date(2026, 5, 1)))
    services.set_term(**given, source="Công văn mẫu", by=town.admin, at=at(date(2026, 5, 1)))

    assert regime.terms.count() == 2


def test_a_term_without_a_source_is_refused(town: Town) -> None:
    with pytest.raises(services.WrongInput) as refused:
        services.lay_regime(
            name="", rhythm="monthly", unit=town.ward, since=date(2026, 1, 1), source=" ", due=Due("day", 10),
            by=town.planner, at=at(date(2026, 1, 2)),
        )  # fmt: skip

    assert {fault.field for fault in refused.value.faults} == {"name", "source", "due_number"}


def test_an_ended_regime_asks_for_nothing_more(town: Town) -> None:
    regime = town.give()
    services.end_regime(
        regime_id=regime.pk, until=date(2026, 6, 1), reason="Bãi bỏ", by=town.admin, at=at(date(2026, 5, 20))
    )

    services.lay_out(at=at(date(2026, 8, 1), 6))

    assert set(Report.objects.values_list("period_key", flat=True)) == {"2026-05"}


# ---------------------------------------------------------------- from a plan


def test_a_plan_hands_its_duty_down_in_its_own_words(town: Town) -> None:
    asked = Ref("duty", 7)
    given = {
        "asked_by": asked,
        "what": "Báo cáo kết quả thực hiện kế hoạch",
        "rhythm": "hằng quý",
        "due_words": "trước ngày 10 tháng cuối quý",
        "owing": [Owing(town.ward.pk, town.social.pk)],
        "to_unit": town.ward,
        "source": "27/KH-UBND, mục V",
        "since": date(2026, 1, 20),
        "by": town.planner,
        "at": at(date(2026, 1, 20)),
    }

    regime = services.take_on_duty(**given)
    again = services.take_on_duty(**given | {"owing": [Owing(town.ward.pk, town.centre.pk)]})

    term = regime.terms.get()
    assert again.pk == regime.pk and regime.asked_by == asked and regime.duties.count() == 2
    assert (regime.rhythm, term.due_number, term.closing_day, term.confirmed) == ("quarterly", 10, 9, False)
    services.lay_out(at=at(date(2026, 3, 1), 6))
    assert Report.objects.filter(regime=regime, period_key="2026-Q1", due_on=date(2026, 3, 10)).count() == 2


def test_words_not_understood_become_three_working_days_and_say_so(town: Town) -> None:
    regime = services.take_on_duty(
        asked_by=Ref("duty", 8), what="Báo cáo", rhythm="monthly", due_words="kịp thời", owing=[],
        to_unit=town.ward, by=town.planner, at=at(date(2026, 1, 20)),
    )  # fmt: skip

    assert "kịp thời" in regime.terms.get().remark and regime.terms.get().due_kind == "after"
    with pytest.raises(services.WrongInput, match="nhịp"):
        services.take_on_duty(
            asked_by=Ref("duty", 9), what="Báo cáo", rhythm="thường xuyên", owing=[], to_unit=town.ward,
            by=town.planner, at=at(date(2026, 1, 20)),
        )  # fmt: skip


# ---------------------------------------------------------------- merged units


def test_what_a_merged_unit_owes_passes_to_its_successors_and_nothing_is_owed_twice(town: Town) -> None:
    """Two old wards owe the monthly report; the first passes to the second, which owes the same one."""
    regime = town.give()
    services.lay_out(at=at(date(2026, 5, 25), 6))  # May and June of both

    passed = services.pass_on(
        from_unit_id=town.ward.pk,
        to={None: Owing(town.other.pk)},
        on=date(2026, 6, 1),
        by=None,
        at=at(date(2026, 6, 1)),
    )

    assert passed == 1
    assert set(Report.objects.filter(unit=town.ward).values_list("state", flat=True)) == {"waived"}
    assert Report.objects.filter(unit=town.other, state="owed").count() == 2
    services.lay_out(at=at(date(2026, 7, 1), 6))
    assert Report.objects.filter(regime=regime, period_key="2026-07").values_list(
        "unit", flat=True
    ).get() == (town.other.pk)


def test_an_open_report_of_a_merged_unit_goes_on_under_the_successor(town: Town) -> None:
    report = town.report()

    services.pass_on(
        from_unit_id=town.ward.pk,
        to={town.social.pk: Owing(town.province.pk, town.department.pk)},
        on=date(2026, 5, 19),
        by=None,
        at=at(date(2026, 5, 19)),
    )

    report.refresh_from_db()
    assert (report.unit_id, report.passed_from_id, report.state) == (town.province.pk, town.ward.pk, "owed")
    on_desk = work.by_asker([report.ref])[report.ref]
    assert on_desk.is_open and on_desk.office_id == town.department.pk


# ---------------------------------------------------------------- asked at once


def test_a_request_to_all_communes_is_one_act_of_few_queries(town: Town) -> None:
    services.load_edition(at=at(date(2026, 1, 5)))
    units = [_commune(town, n) for n in range(160)]
    owing = [Owing(unit.pk) for unit in units]
    given = {
        "title": "Báo cáo thiệt hại sau bão",
        "words": "Theo mẫu",
        "due_on": date(2026, 11, 24),
        "to_unit": town.province,
        "by": town.follower,
        "at": at(date(2026, 11, 16)),
    }

    with CaptureQueriesContext(connection) as few:
        services.ask_at_once(**given, owing=owing[:3])
    with CaptureQueriesContext(connection) as many:
        request = services.ask_at_once(**given, owing=owing)

    assert request.reports.count() == 160
    assert len(many) <= len(few) + 12  # rows go in by batches
    line = ledger.last_line_of([request.regime.ref])[request.regime.ref]
    assert line.deed == "reporting.requested" and line.data["n"] == 160
    assert set(work.by_asker([row.ref for row in request.reports.all()[:5]]))


def _commune(town: Town, n: int) -> Unit:
    return Unit.objects.create(
        code=f"9{n:04d}", level=3, kind="xa", name=f"Mẫu {n}", parent=town.province, path=f"/38/9{n:04d}/",
        folded=f"xa mau {n}", folded_name=f"mau {n}", since=date(2025, 7, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field"),
    [({"title": " "}, "title"), ({"due_on": date(2026, 11, 1)}, "due_on"), ({"owing": []}, "units")],
)
def test_a_request_that_cannot_be_kept_is_refused_at_its_field(
    town: Town, change: dict[str, object], field: str
) -> None:
    town.regime()
    given = {
        "title": "Báo cáo", "words": "", "due_on": date(2026, 11, 24), "owing": [Owing(town.ward.pk)],
        "to_unit": town.province, "by": town.follower, "at": at(date(2026, 11, 16)),
    } | change  # fmt: skip

    with pytest.raises(services.WrongInput) as refused:
        services.ask_at_once(**given)

    assert [fault.field for fault in refused.value.faults] == [field] and not Report.objects.exists()


def test_laying_many_costs_a_bounded_number_of_queries(town: Town) -> None:
    regime = town.regime()
    units = [_commune(town, n) for n in range(80)]

    def lay(some: list[Unit], day: date) -> int:
        services.give_duty(
            regime_id=regime.pk, owing=[Owing(unit.pk) for unit in some], to_unit=town.province, since=day,
            by=town.follower, at=at(day),
        )  # fmt: skip
        with CaptureQueriesContext(connection) as counted:
            assert services.lay_out(at=at(day + timedelta(days=3), 6)) >= len(some)
        return len(counted)

    few = lay(units[:4], date(2026, 5, 2))
    many = lay(units[4:], date(2026, 5, 3))

    assert many <= few + 4


def test_more_time_granted_on_the_desk_moves_the_reports_day(town: Town) -> None:
    from dinh.sectors.reporting import listeners
    from dinh.work.shapes import WorkRedated

    report = town.report()
    found = work.by_asker([report.ref])[report.ref]
    work_services.redate(
        asked_by=report.ref, due_on=date(2026, 5, 27), by=town.follower, at=at(date(2026, 5, 19))
    )

    listeners.hear_redated(WorkRedated(found.pk, "report", str(report.pk), "2026-05-20", "2026-05-27"))

    report.refresh_from_db()
    assert (report.due_on, report.first_due_on) == (date(2026, 5, 27), date(2026, 5, 20))


def test_work_given_up_on_the_desk_waives_the_report(town: Town) -> None:
    from dinh.sectors.reporting import listeners
    from dinh.work.shapes import WorkStateChanged

    report = town.report()
    work_services.close(asked_by=report.ref, outcome="dropped", by=town.follower, at=at(date(2026, 5, 19)))

    listeners.hear_moved(
        WorkStateChanged(1, "report", str(report.pk), "not-started", "dropped", "2026-05-19", None, 0)
    )

    report.refresh_from_db()
    assert report.state == "waived"


def test_the_pretend_units_are_real_ones(town: Town) -> None:
    assert testing.unit("16576").name == "Ngọc Sơn"
