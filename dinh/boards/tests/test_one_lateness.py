"""One rule of lateness: what is owed on a day off is late nowhere before the next working day is over, and everywhere after
it, in the same words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import timezone

from dinh.boards import queries
from dinh.boards.shapes import DateKind
from dinh.ground.calendar import for_country
from dinh.plans import rules as plan_rules
from dinh.plans.shapes import StandingKind
from dinh.plans.tests.builders import Town
from dinh.sectors.reporting import rules as reporting_rules
from dinh.sectors.reporting import words as reporting_words
from dinh.town.testing import HANOI
from dinh.work import queries as work_queries
from dinh.work import services as work
from dinh.work.models import Assignment
from dinh.work.pressing import queries as pressing
from dinh.work.pressing.sentences import due_words
from dinh.work.pressing.services.presses import aim
from dinh.work.shapes import Ask

SATURDAY = date(2026, 11, 21)
NINE = datetime(2026, 11, 9, 9, tzinfo=HANOI)


@pytest.mark.parametrize(
    ("day", "late", "said"),
    [
        (date(2026, 11, 20), 0, "Còn 1 ngày làm việc"),
        (date(2026, 11, 21), 0, "Còn 1 ngày làm việc"),
        (date(2026, 11, 22), 0, "Còn 1 ngày làm việc"),
        (date(2026, 11, 23), 0, "Hạn hôm nay"),
        (date(2026, 11, 24), 1, "Trễ 1 ngày"),  # itself a day off: late all the same
        (date(2026, 11, 25), 2, "Trễ 2 ngày"),
    ],
)
def test_what_is_owed_on_a_saturday_is_late_from_tuesday_in_every_place(
    town: Town, monkeypatch: pytest.MonkeyPatch, day: date, late: int, said: str
) -> None:
    where: dict[str, Any] = {
        "unit_id": town.unit.pk,
        "office_id": town.office.pk,
        "asker_unit_id": town.unit.pk,
    }
    row = work.ask(ask=Ask(title="Mở lớp", due_on=SATURDAY, **where), by=town.leader, at=NINE)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=HANOI)
    real = timezone.localdate
    monkeypatch.setattr(timezone, "localdate", lambda value=None, tz=None: real(value, tz) if value else day)

    def drawn(source: str) -> str:
        return Template("{% load look work %}" + source).render(Context({"work": row, "owed": [row]}))

    # the desk, the list, its number beside the menu, the chips
    desk = work_queries.desk(town.head, noon)
    bands = {"late": desk.late, "today": desk.due_today, "week": desk.week, "later": desk.later}
    assert [name for name, band in bands.items() if row in band.rows] == [
        "late" if late else "today" if day.day == 23 else "week"
    ]
    assert [name for name in ("late", "today", "soon") if _shown(name, day)] == [
        "late" if late else "today" if day.day == 23 else "soon"
    ]
    assert work_queries.waiting_count(town.head, noon) == (1 if late or day.day == 23 else 0)
    assert said in drawn("{% due_chip work %}") and said in drawn("{% due work.due_on %}")
    assert ("Quá hạn" in drawn("{% light work %}")) == bool(late)
    # the leader's board, the calendar with its feeds, presses, the morning's letter
    assert work_queries.counts(Assignment.objects.all(), day)[town.unit.pk].late == bool(late)
    wanted = queries.Wanted(town.leader, day, SATURDAY, SATURDAY, unit=town.unit)
    (dated,) = queries.agenda(wanted, [DateKind.WORK])
    assert (dated.look == "late") == bool(late) and (not late or dated.word == said)
    assert [each["n"] for each in pressing.late_by_office(town.leader, day)] == ([1] if late else [])
    assert len(aim(by=town.leader, at=noon, office_id=town.office.pk).items) == bool(late)
    assert due_words(SATURDAY, day, for_country()) == said[0].lower() + said[1:]
    # a report and a plan's task owed on the same day
    how = reporting_rules.standing("owed", due_on=SATURDAY, today=day, calendar=for_country())
    assert how.late_days == late and (not late or reporting_words.of_standing(how) == said)
    task = plan_rules.judge_task(due=SATURDAY, repeating=False, newest=None, today=day)
    assert (task.kind == StandingKind.OVERDUE) == bool(late) and (task.days_late or 0) == late
    assert not late or task.reason.startswith(said)


def _shown(light: str, day: date) -> bool:
    return Assignment.objects.filter(work_queries.light_q(light, day)).exists()


def test_a_holiday_announced_later_moves_what_is_open_and_leaves_what_was_judged(
    town: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    from dinh.ground import calendar

    where: dict[str, Any] = {
        "unit_id": town.unit.pk,
        "office_id": town.office.pk,
        "asker_unit_id": town.unit.pk,
    }
    friday, after = date(2026, 12, 18), datetime(2026, 12, 20, 9, tzinfo=HANOI)
    rows = [
        work.ask(ask=Ask(title=f"Việc {n}", due_on=friday, check=False, **where), by=town.leader, at=NINE)
        for n in range(2)
    ]
    work.submit(assignment_id=rows[0].pk, by=town.head, at=after)
    assert (Assignment.objects.get(pk=rows[0].pk).late_days, _shown("late", after.date())) == (2, True)
    local = tmp_path / "holidays.yaml"
    local.write_text('off: [{day: 2026-12-18, name: "Nghỉ tránh bão"}]', encoding="utf-8")
    try:
        calendar.use_local_editions(local)
        assert not _shown("late", after.date()), "the open one may be kept until Monday is over"
        assert Assignment.objects.get(pk=rows[0].pk).late_days == 2
    finally:
        calendar.use_local_editions(None)
