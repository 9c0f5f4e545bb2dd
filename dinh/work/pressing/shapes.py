"""What others may hold of pressing: rules of reminding, who is meant, and the news."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from dinh.ground.shapes import Announcement


class When(StrEnum):
    """On which side of the day owed a rule reminds."""

    BEFORE = "before"
    ON = "on"
    AFTER = "after"

    @property
    def word(self) -> str:
        return {"before": "Trước hạn", "on": "Đúng hạn", "after": "Sau hạn"}[self.value]


class To(StrEnum):
    """Who is meant, seen from an assignment."""

    PERSON = "person"
    HEAD = "head"
    ASKER = "asker"
    LEADER = "leader"
    PROVINCE = "province"

    @property
    def word(self) -> str:
        return TO_WORDS[self.value]


TO_WORDS = {
    "person": "Người làm",
    "head": "Trưởng cơ quan",
    "asker": "Người giao",
    "leader": "Lãnh đạo đơn vị",
    "province": "Cán bộ tỉnh theo dõi",
}


class OwedState(StrEnum):
    """What became of the answer that an office owes to a press."""

    WAITING = "waiting"
    ANSWERED = "answered"
    SETTLED = "settled"

    @property
    def word(self) -> str:
        return OWED_WORDS[self.value]


OWED_WORDS = {"waiting": "Chờ trả lời", "answered": "Đã trả lời", "settled": "Việc đã xong"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRule:
    """One rule of reminding. `days` are working days; a rule after the day owed repeats every `days`, at most `most`
    times. Empty `unit_path` and `asked_by_kind` mean everywhere and everything."""

    key: str
    when: str
    days: int
    to: tuple[str, ...]
    most: int = 1
    since: date | None = None
    until: date | None = None
    unit_path: str = ""
    asked_by_kind: str = ""
    source: str = ""
    local: bool = False

    @property
    def words(self) -> str:
        if self.when == When.ON:
            return "Đúng ngày đến hạn"
        if self.when == When.BEFORE:
            return f"Trước hạn {self.days} ngày làm việc"
        return f"Sau hạn, cứ {self.days} ngày làm việc một lần, nhiều nhất {self.most} lần"

    def in_force(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Turn:
    """One time that a rule reminds of one day owed. `moment` is the working day it falls on."""

    number: int
    moment: date


@dataclass(frozen=True, slots=True)
class Step:
    """One step of escalation: so many working days after the day of the answer, these hear of it."""

    step: int
    days: int
    to: str


@dataclass(frozen=True, slots=True)
class Hours:
    """Between which hours of a working day e-mails leave."""

    first: time
    last: time


@dataclass(frozen=True, slots=True)
class Edition:
    """The rules as the house ships them."""

    name: str
    source: str
    rules: tuple[ReminderRule, ...]
    steps: tuple[Step, ...]
    hours: Hours


# ---------------------------------------------------------------- news


@dataclass(frozen=True)
class Pressed(Announcement):
    """Somebody pressed for assignments; each office that owes an answer has a row of its own."""

    press_id: int
    assignment_ids: tuple[int, ...]
    owed_ids: tuple[int, ...]
    answer_by: str


@dataclass(frozen=True)
class PressAnswered(Announcement):
    """An office answered a press."""

    press_id: int
    owed_id: int
    office_id: int | None
    promised_on: str


@dataclass(frozen=True)
class PressEscalated(Announcement):
    """A press without an answer was taken to the next level."""

    press_id: int
    owed_id: int
    step: int
    to: str
