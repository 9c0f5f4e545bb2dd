"""What other rooms may hold of reporting: rhythms, states, standings, a duty to lay, figures, and the news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from dinh.ground.periods import Kind
from dinh.ground.shapes import Announcement, Ref


class Rhythm(StrEnum):
    """How often a report is owed. `.word` is the Vietnamese word, `.kind` the kind of period it covers."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF = "half"
    NINE_MONTHS = "nine_months"
    YEARLY = "yearly"
    ON_DEMAND = "on-demand"

    @property
    def word(self) -> str:
        return RHYTHM_WORDS[self.value]

    @property
    def kind(self) -> Kind | None:
        """The kind of period; None for a report asked for once."""
        return _KINDS.get(self.value)


RHYTHM_WORDS: dict[str, str] = {
    "weekly": "Hằng tuần",
    "monthly": "Hằng tháng",
    "quarterly": "Hằng quý",
    "half": "6 tháng",
    "nine_months": "9 tháng",
    "yearly": "Hằng năm",
    "on-demand": "Đột xuất, chuyên đề",
}
_KINDS: dict[str, Kind] = {
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "half": "half",
    "nine_months": "nine_months",
    "yearly": "year",
}


class DueKind(StrEnum):
    """How a regime says the last day of sending."""

    DAY = "day"
    """A day of a month, counted from the last month of the period: "ngày 20 tháng cuối quý"."""
    AFTER = "after"
    """So many working days after the figures are closed."""
    WEEKDAY = "weekday"
    """A day of the week: "thứ Sáu hằng tuần"."""


class Shift(StrEnum):
    """What becomes of a sending day that is no working day."""

    NEXT = "next"
    PREVIOUS = "previous"
    NONE = "none"

    @property
    def word(self) -> str:
        return SHIFT_WORDS[self.value]


SHIFT_WORDS: dict[str, str] = {
    "next": "lùi sang ngày làm việc kế tiếp",
    "previous": "gửi vào ngày làm việc liền trước",
    "none": "giữ nguyên ngày",
}


@dataclass(frozen=True, slots=True)
class Due:
    """The rule that gives the last day of sending. `number` is the day of the month, the working days after closing, or
    the day of the week (1 Monday); `months` moves a day of the month past the last month of the period."""

    kind: str
    number: int
    months: int = 0
    shift: str = Shift.NEXT.value


class ReportState(StrEnum):
    """Where a report is. `.word` is what people read."""

    OWED = "owed"
    SENT = "sent"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    WAIVED = "waived"

    @property
    def word(self) -> str:
        return STATE_WORDS[self.value]


STATE_WORDS: dict[str, str] = {
    "owed": "Chưa gửi",
    "sent": "Đã gửi, chờ nhận",
    "returned": "Trả lại",
    "accepted": "Đã nhận",
    "waived": "Không phải gửi",
}
OPEN_STATES: tuple[str, ...] = ("owed", "sent", "returned")
WRITABLE: tuple[str, ...] = ("owed", "returned")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a report stands on a day: a word with its kind of look, and how many working days late (0: not late)."""

    key: str
    look: str
    word: str
    late_days: int = 0

    @property
    def late(self) -> bool:
        return self.late_days > 0


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a report: what is counted, the value as written, where it comes from."""

    key: str
    words: str
    value: str = ""
    measure: str = ""
    source: str = ""
    ref: str = ""
    """The thing it was counted from, "target:5"; "" when typed."""
    typed: bool = True

    def as_data(self) -> dict[str, Any]:
        return {
            name: getattr(self, name)
            for name in ("key", "words", "value", "measure", "source", "ref", "typed")
        }


@dataclass(frozen=True, slots=True)
class Content:
    """What a report says: its sections in order, its figures, its attachments (as kept)."""

    sections: tuple[tuple[str, str], ...] = ()
    figures: tuple[Figure, ...] = ()
    files: tuple[Mapping[str, Any], ...] = field(default=())


class Figures(Protocol):
    """Socket "reporting.figures": what rooms above know for a report, so that nobody types it again."""

    def figures_for(
        self, *, unit_id: int, office_id: int | None, first: date, last: date, regime_key: str
    ) -> Sequence[Figure]:
        """The figures known for that office (or whole unit) and those days; each names its source."""
        ...


# ---------------------------------------------------------------- news


@dataclass(frozen=True)
class ReportsAsked(Announcement):
    """Reports came to be owed in one act: by the calendar, or asked for at once."""

    ids: tuple[int, ...]
    regime_id: int


@dataclass(frozen=True)
class ReportMoved(Announcement):
    """A report was sent, returned, accepted or waived. `late_days` counts the days late."""

    report_id: int
    regime_id: int
    unit_id: int
    office_id: int | None
    period_key: str
    old: str
    new: str
    on: str
    late_days: int


__all__ = [
    "OPEN_STATES",
    "WRITABLE",
    "Content",
    "Due",
    "DueKind",
    "Figure",
    "Figures",
    "Ref",
    "ReportMoved",
    "ReportState",
    "ReportsAsked",
    "Rhythm",
    "Shift",
    "Standing",
]
