"""What other rooms may hold of boards: dates of all rooms as one kind of value, places in a ranking, and the news."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from dinh.ground.shapes import Announcement, Ref


class FeedForm(StrEnum):
    """How a deadline is told to a calendar program."""

    EVENT = "event"
    TODO = "todo"

    @property
    def word(self) -> str:
        return {"event": "sự kiện cả ngày", "todo": "việc cần làm"}[self.value]


class DateKind(StrEnum):
    """What falls on a day."""

    WORK = "work"
    TARGET = "target"
    PROJECT = "project"
    MILESTONE = "milestone"
    REPORT = "report"
    INSPECTION = "inspection"
    EVENT = "event"

    @property
    def word(self) -> str:
        return DATE_WORDS[self.value]


DATE_WORDS: dict[str, str] = {
    "work": "Việc",
    "target": "Chỉ tiêu",
    "project": "Dự án",
    "milestone": "Mốc dự án",
    "report": "Báo cáo",
    "inspection": "Kiểm tra",
    "event": "Sự kiện",
}


@dataclass(frozen=True, slots=True)
class Dated:
    """One thing that falls on a day or lasts from a day to a day. `look` and `word` are its status, `start` where a bar
    of the timeline begins."""

    ref: Ref
    kind: DateKind
    title: str
    day: date
    url: str
    who: str = ""
    until: date | None = None
    start: date | None = None
    look: str = "none"
    word: str = ""
    percent: int | None = None
    closed: bool = False
    dropped: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A unit's place in a ranking. `place` is None for one that is not ranked; `why` says so or why it stands there."""

    key: int
    name: str
    place: int | None
    score: float | None
    why: str
    parts: tuple[tuple[str, str, float | None], ...] = ()
    """(name of the part, what was counted in words, share 0–100 or None when there is nothing to count)."""
    missing: tuple[str, ...] = field(default=())


# ---------------------------------------------------------------- news


@dataclass(frozen=True)
class PlanPublished(Announcement):
    """A plan's figures were shown to everybody as they stood on a day."""

    publication_id: int
    plan_id: int
    unit_code: str
    as_of: str


@dataclass(frozen=True)
class PublicationEnded(Announcement):
    """What was published is public no more: withdrawn, or replaced by a later publication."""

    publication_id: int
    plan_id: int
    unit_code: str
