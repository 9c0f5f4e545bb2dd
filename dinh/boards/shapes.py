"""What other rooms may hold of boards: dates of all rooms as one kind of value, places in a ranking, and the news."""

from __future__ import annotations

from dataclasses import dataclass
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
class PartTold:
    """One part of a score: its name, what is counted ("báo cáo gửi đúng hạn"), how many of how many. `whole` is None when
    there is too little to count."""

    words: str
    counted: str = ""
    kept: int = 0
    whole: int | None = None

    @property
    def share(self) -> float | None:
        """0 to 100; None when there is nothing to count."""
        return round(100 * self.kept / self.whole, 1) if self.whole else None

    @property
    def lost(self) -> int:
        return (self.whole or 0) - self.kept


@dataclass(frozen=True, slots=True)
class Place:
    """A unit's place in a ranking. `place` is None for one that is not ranked, since `missing` parts are. `tied` with
    another on the same place; `worst` is the part that cost the most points, None when nothing did."""

    key: int
    name: str
    place: int | None
    score: float | None
    parts: tuple[PartTold, ...] = ()
    worst: PartTold | None = None
    tied: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the parts without anything to count."""
        return tuple(part.words for part in self.parts if part.whole is None)


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
