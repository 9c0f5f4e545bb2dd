"""What pressing decides: when a rule reminds, when e-mails may leave, when a press goes up a level. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dinh.ground.calendar import WorkingCalendar
from dinh.work.pressing.shapes import Hours, ReminderRule, Step, Turn, When

WHO_MAY: dict[str, frozenset[str]] = {
    "work.press": frozenset({"leader", "planner", "office_head", "province"}),
    "work.answer_press": frozenset({"leader", "planner", "office_head", "officer", "clerk"}),
    "work.set_reminder_rules": frozenset({"admin", "leader"}),
    "work.watch_outbox": frozenset({"admin"}),
}

WORDS: dict[str, str] = {
    "work.press": "Đôn đốc",
    "work.answer_press": "Trả lời đôn đốc",
    "work.set_reminder_rules": "Đặt quy tắc nhắc việc",
    "work.watch_outbox": "Xem hộp gửi đi, gửi lại thư",
}

CATCH_UP = timedelta(days=45)
"""A turn whose day passed longer ago is not made up: what is late stays in every digest anyway."""
MOST_DAYS = 60
MOST_TURNS = 60


def turn_on(rule: ReminderRule, due: date, day: date, calendar: WorkingCalendar) -> Turn | None:
    """The latest turn of a rule, for one day owed, whose moment has come by `day`; None when there is none (yet, or any
    more). Asked on any day at or after the moment it gives the same turn, until the next turn comes: whoever was not
    there on the day makes it up, and nobody makes it twice."""
    end = calendar.ends_on(due)
    if rule.when == When.BEFORE:
        moment = calendar.add_working_days(due, -rule.days)
        return Turn(0, moment) if moment <= day < end else None
    if rule.when == When.ON:
        return Turn(0, end) if end <= day <= end + CATCH_UP else None
    number = min(calendar.working_days_between(end, day) // rule.days, rule.most) if day > end else 0
    if number < 1:
        return None
    moment = calendar.add_working_days(end, number * rule.days)
    return Turn(number, moment) if day <= moment + CATCH_UP else None


def reaches(rule: ReminderRule, *, unit_path: str, asked_by_kind: str) -> bool:
    """Whether a rule speaks of work of that unit that was asked for by that kind of thing."""
    return unit_path.startswith(rule.unit_path) and rule.asked_by_kind in ("", asked_by_kind)


def rules_for(
    base: Iterable[ReminderRule],
    local: Sequence[ReminderRule],
    off: Iterable[tuple[str, str]],
    *,
    unit_path: str,
    day: date,
) -> tuple[ReminderRule, ...]:
    """The rules in force for a unit on a day: the house's without those switched off (key, path) there, and its own."""
    gone = {key for key, path in off if unit_path.startswith(path)}
    kept = [rule for rule in base if rule.key not in gone]
    return tuple(
        rule for rule in (*kept, *local) if rule.in_force(day) and unit_path.startswith(rule.unit_path)
    )


def may_send(moment: datetime, hours: Hours, calendar: WorkingCalendar) -> bool:
    """Whether e-mails leave at that local moment."""
    return calendar.is_working(moment.date()) and hours.first <= moment.time() < hours.last


def next_send(moment: datetime, hours: Hours, calendar: WorkingCalendar) -> datetime:
    """The moment itself when e-mails leave then, else the first hour of the next time they do. Local time in and out."""
    if may_send(moment, hours, calendar):
        return moment
    day = moment.date()
    if not calendar.is_working(day) or moment.time() >= hours.last:
        day = calendar.next_working_day(day + timedelta(days=1))
    return datetime.combine(day, hours.first, tzinfo=moment.tzinfo)


def steps_due(
    steps: Iterable[Step], *, answer_by: date, day: date, taken: Iterable[int], calendar: WorkingCalendar
) -> list[Step]:
    """The steps of escalation that a press without an answer has reached and not yet taken, lowest first."""
    end = calendar.ends_on(answer_by)
    done = set(taken)
    passed = calendar.working_days_between(end, day) if day > end else 0
    return [
        step for step in sorted(steps, key=lambda s: s.step) if step.step not in done and passed >= step.days
    ]


def week_end(day: date) -> date:
    """The Sunday of the week."""
    return day + timedelta(days=6 - day.weekday())


def read_hour(text: str) -> time:
    """07:00 as a time."""
    return time.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field: a sentence to translate, and what is put in it."""

    field: str
    sentence: str
    data: Mapping[str, object] = dataclasses.field(default_factory=dict)


def answer_fault(text: str, promised_on: date | None, today: date) -> Fault | None:
    """What is wrong with an answer; None when nothing is."""
    if not text.strip():
        return Fault("text", "Viết đã làm được gì, còn vướng gì, bao giờ xong.")
    if promised_on is not None and promised_on < today:
        return Fault(
            "promised_on", "Ngày hứa xong không được trước hôm nay %(day)s.", {"day": f"{today:%d/%m/%Y}"}
        )
    return None


def press_fault(words: str, answer_by: date | None, today: date) -> Fault | None:
    """What is wrong with a press; None when nothing is."""
    if not words.strip():
        return Fault("words", "Viết lời đôn đốc: cần làm gì, vì sao gấp.")
    if answer_by is None or answer_by < today:
        return Fault(
            "answer_by", "Ngày phải trả lời không được trước hôm nay %(day)s.", {"day": f"{today:%d/%m/%Y}"}
        )
    if answer_by > today + timedelta(days=MOST_DAYS):
        return Fault("answer_by", "Ngày phải trả lời không quá %(n)s ngày kể từ hôm nay.", {"n": MOST_DAYS})
    return None
