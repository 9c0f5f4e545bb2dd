"""What other rooms may hold of work: states, lights, what is asked, and the news."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dinh.ground.shapes import Announcement, Ref


class WorkState(StrEnum):
    """Where an assignment stands. `.word` is what people read."""

    NOT_STARTED = "not-started"
    DOING = "doing"
    SUBMITTED = "submitted"
    DONE = "done"
    RETURNED = "returned"
    PAUSED = "paused"
    DROPPED = "dropped"

    @property
    def word(self) -> str:
        return STATE_WORDS[self.value]


STATE_WORDS: dict[str, str] = {
    "not-started": "Chưa bắt đầu",
    "doing": "Đang làm",
    "submitted": "Chờ duyệt",
    "done": "Hoàn thành",
    "returned": "Trả lại",
    "paused": "Tạm dừng",
    "dropped": "Thôi",
}
OPEN_STATES: tuple[str, ...] = ("not-started", "doing", "submitted", "returned", "paused")
CLOSED_STATES: tuple[str, ...] = ("done", "dropped")


class Light(StrEnum):
    """How an assignment stands against its day. Never shown as a colour alone: `.word` goes with it."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    WAITING = "waiting"
    OPEN = "open"
    PAUSED = "paused"
    DONE = "done"
    DONE_LATE = "done_late"
    DROPPED = "dropped"

    @property
    def word(self) -> str:
        return LIGHT_WORDS[self.value]

    @property
    def kind(self) -> str:
        """The kind of status word of the look: late risk none path ok wait info."""
        return LIGHT_KINDS[self.value]


LIGHT_WORDS: dict[str, str] = {
    "late": "Quá hạn",
    "today": "Hạn hôm nay",
    "soon": "Sắp đến hạn",
    "waiting": "Chờ duyệt",
    "open": "Còn hạn",
    "paused": "Tạm dừng",
    "done": "Xong đúng hạn",
    "done_late": "Xong, trễ hạn",
    "dropped": "Thôi",
}
LIGHT_KINDS: dict[str, str] = {
    "late": "late",
    "today": "risk",
    "soon": "risk",
    "waiting": "wait",
    "open": "path",
    "paused": "none",
    "done": "ok",
    "done_late": "info",
    "dropped": "none",
}


class Priority(StrEnum):
    """How pressing the asker says it is."""

    NORMAL = "normal"
    URGENT = "urgent"
    EXPRESS = "express"

    @property
    def word(self) -> str:
        return PRIORITY_WORDS[self.value]


PRIORITY_WORDS: dict[str, str] = {"normal": "Thường", "urgent": "Khẩn", "express": "Hoả tốc"}


class Answer(StrEnum):
    """What became of a hand-over or of an extension that was asked for."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def word(self) -> str:
        return ANSWER_WORDS[self.value]


ANSWER_WORDS: dict[str, str] = {
    "waiting": "Chờ trả lời",
    "accepted": "Đã nhận",
    "refused": "Từ chối",
    "withdrawn": "Đã rút lại",
}


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of an office by a day. `office_id` None asks the unit as a whole: its leaders decide which office.

    `rhythm` (see `work.rules.rhythm`) makes a series of which this is the pattern; `due_on` is then the first day owed.
    """

    title: str
    unit_id: int
    office_id: int | None
    due_on: date | None
    product: str = ""
    detail: str = ""
    person_id: int | None = None
    coop_office_ids: tuple[int, ...] = ()
    asker_unit_id: int | None = None
    asker_office_id: int | None = None
    asked_by: Ref | None = None
    rhythm: str = ""
    due_words: str = ""
    parent_id: int | None = None
    priority: str = "normal"
    check: bool = True


# ---------------------------------------------------------------- news


@dataclass(frozen=True)
class WorkAsked(Announcement):
    """Offices were asked for these assignments in one act."""

    ids: tuple[int, ...]
    asked_by_kind: str


@dataclass(frozen=True)
class WorkStateChanged(Announcement):
    """An assignment moved, or its share of progress was noted (then `old` equals `new`). Days are ISO text."""

    assignment_id: int
    asked_by_kind: str
    asked_by_id: str
    old: str
    new: str
    on: str
    office_id: int | None
    percent: int


@dataclass(frozen=True)
class WorkRedated(Announcement):
    """The day owed was moved by the asker or by an extension granted."""

    assignment_id: int
    asked_by_kind: str
    asked_by_id: str
    old: str
    new: str


@dataclass(frozen=True)
class WorkHandedOver(Announcement):
    """A hand-over was offered or answered; `answer` as in `shapes.Answer`."""

    hand_over_id: int
    assignment_id: int
    from_office_id: int | None
    to_office_id: int | None
    to_person_id: int | None
    answer: str


@dataclass(frozen=True)
class WorkReassigned(Announcement):
    """The room that asked gave these assignments, open as they stand, to another office."""

    ids: tuple[int, ...]
    asked_by_kind: str
    asked_by_id: str
    to_office_id: int


@dataclass(frozen=True)
class ExtensionAnswered(Announcement):
    """An extension was granted ("accepted") or refused."""

    extension_id: int
    assignment_id: int
    answer: str
    due_on: str


@dataclass(frozen=True)
class WorkPassedOn(Announcement):
    """What a unit that is no more still owed went to its successors."""

    from_unit_id: int
    ids: tuple[int, ...]
