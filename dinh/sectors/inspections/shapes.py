"""What other rooms may hold of inspections: kinds, states, subjects to choose from, the share done on line, the news."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from dinh.ground.shapes import Announcement


class InspectionKind(StrEnum):
    """How it is done. One on paper is recorded afterwards from its minutes, so that the share on line can be counted."""

    ON_LINE = "on-line"
    ON_PAPER = "on-paper"

    @property
    def word(self) -> str:
        return {"on-line": "Trên môi trường số", "on-paper": "Trực tiếp, bằng giấy"}[self.value]


class InspectionState(StrEnum):
    """Where an inspection is. `.word` is what people read."""

    PLANNED = "planned"
    RUNNING = "running"
    EXPLAINING = "explaining"
    CONCLUDED = "concluded"
    CLOSED = "closed"
    DROPPED = "dropped"

    @property
    def word(self) -> str:
        return STATE_WORDS[self.value]

    @property
    def look(self) -> str:
        return STATE_LOOKS[self.value]


STATE_WORDS: dict[str, str] = {
    "planned": "Chuẩn bị",
    "running": "Đang kiểm tra",
    "explaining": "Chờ giải trình",
    "concluded": "Đã kết luận, theo dõi kiến nghị",
    "closed": "Đã kết thúc",
    "dropped": "Thôi kiểm tra",
}
STATE_LOOKS: dict[str, str] = {
    "planned": "none",
    "running": "path",
    "explaining": "wait",
    "concluded": "info",
    "closed": "ok",
    "dropped": "none",
}
OPEN_STATES: tuple[str, ...] = ("planned", "running", "explaining", "concluded")
COUNTED_STATES: tuple[str, ...] = ("concluded", "closed")
"""States in which an inspection was carried out and counts in the share done on line."""


class Result(StrEnum):
    """What the check of one item showed."""

    MEETS = "meets"
    FAILS = "fails"
    NOT_APPLICABLE = "n-a"

    @property
    def word(self) -> str:
        return {"meets": "Đạt", "fails": "Không đạt", "n-a": "Không áp dụng"}[self.value]

    @property
    def look(self) -> str:
        return {"meets": "ok", "fails": "late", "n-a": "none"}[self.value]


class FindingKind(StrEnum):
    """What a finding is."""

    GOOD = "good"
    LACK = "lack"
    BREACH = "breach"

    @property
    def word(self) -> str:
        return {"good": "Mặt làm được", "lack": "Tồn tại, hạn chế", "breach": "Sai phạm"}[self.value]

    @property
    def look(self) -> str:
        return {"good": "ok", "lack": "risk", "breach": "late"}[self.value]


class RecommendationState(StrEnum):
    """Where a recommendation is."""

    DRAFT = "draft"
    ASKED = "asked"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def word(self) -> str:
        return {"draft": "Dự thảo", "asked": "Đang thực hiện", "done": "Đã thực hiện", "dropped": "Thôi"}[
            self.value
        ]

    @property
    def look(self) -> str:
        return {"draft": "none", "asked": "path", "done": "ok", "dropped": "none"}[self.value]


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that an inspection may look into: a target or a task of a plan, say. `ref` is "target:5"."""

    ref: str
    words: str
    url: str = ""
    group: str = ""


class Subjects(Protocol):
    """Socket "inspections.subjects": what rooms above let an inspection look into."""

    def subjects_for(
        self, *, unit_ids: Sequence[int], office_ids: Sequence[int], words: str, day: date, limit: int
    ) -> Sequence[Subject]:
        """Targets and tasks that those units (and offices) answer for, found by words, those in trouble first."""
        ...


@dataclass(frozen=True, slots=True)
class Share:
    """Inspections done on line among all carried out, for one unit and period."""

    unit_id: int
    unit_name: str
    unit_code: str
    period_key: str
    on_line: int
    total: int

    @property
    def percent(self) -> float | None:
        return None if not self.total else 100 * self.on_line / self.total


# ---------------------------------------------------------------- news


@dataclass(frozen=True)
class InspectionConcluded(Announcement):
    """An inspection was carried out and concluded; `kind` as in InspectionKind."""

    inspection_id: int
    unit_code: str
    kind: str
    on: str
    recommendations: int


@dataclass(frozen=True)
class InspectionClosed(Announcement):
    """Every recommendation was carried out or given up, and the inspection closed."""

    inspection_id: int
    unit_code: str
    on: str
