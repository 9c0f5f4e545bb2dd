"""What other rooms may hold of voices: kinds and states in words, and the news."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dinh.ground.shapes import Announcement


class Kind(StrEnum):
    """What is put forward."""

    PROBLEM = "problem"
    IDEA = "idea"
    PRACTICE = "practice"

    @property
    def word(self) -> str:
        return {"problem": "Vấn đề", "idea": "Ý tưởng", "practice": "Cách làm hay"}[self.value]

    @property
    def meaning(self) -> str:
        return {
            "problem": "Chỗ đang vướng, chưa biết giải thế nào",
            "idea": "Cách giải một chỗ vướng hoặc làm tốt hơn, chưa ai làm",
            "practice": "Việc đang làm có kết quả, nơi khác nên làm theo",
        }[self.value]


class State(StrEnum):
    """Where an initiative stands. `.look` is the shape and colour that go with the word."""

    WAITING = "waiting"
    OPEN = "open"
    TAKEN_UP = "taken-up"
    TRYING = "trying"
    ADOPTED = "adopted"
    CLOSED = "closed"
    MERGED = "merged"
    DECLINED = "declined"

    @property
    def word(self) -> str:
        return STATE_WORDS[self.value][0]

    @property
    def look(self) -> str:
        return STATE_WORDS[self.value][1]


STATE_WORDS: dict[str, tuple[str, str]] = {
    "waiting": ("Chờ duyệt đăng", "wait"),
    "open": ("Đang lấy ý kiến", "info"),
    "taken-up": ("Đã nhận làm", "path"),
    "trying": ("Đang làm thử", "path"),
    "adopted": ("Đã áp dụng", "ok"),
    "closed": ("Đã khép lại", "none"),
    "merged": ("Đã gộp", "none"),
    "declined": ("Không đăng", "none"),
}
SHOWN: tuple[str, ...] = ("open", "taken-up", "trying", "adopted", "closed", "merged")
"""States in which people other than the moderators read it."""
LIVING: tuple[str, ...] = ("open", "taken-up", "trying", "adopted")
"""States in which it may be voted on and discussed."""


class SpreadState(StrEnum):
    """What another place answered when it was asked to do likewise."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ADOPTED = "adopted"

    @property
    def word(self) -> str:
        return {
            "asked": "Chờ trả lời",
            "accepted": "Đã nhận làm",
            "declined": "Không nhận",
            "adopted": "Đã áp dụng",
        }[self.value]

    @property
    def look(self) -> str:
        return {"asked": "wait", "accepted": "path", "declined": "none", "adopted": "ok"}[self.value]


class RemarkState(StrEnum):
    WAITING = "waiting"
    SHOWN = "shown"
    DECLINED = "declined"

    @property
    def word(self) -> str:
        return {"waiting": "Chờ duyệt đăng", "shown": "Đã đăng", "declined": "Không đăng"}[self.value]


class EventState(StrEnum):
    """Where an event of the year stands."""

    PLANNED = "planned"
    PREPARING = "preparing"
    HELD = "held"
    CANCELLED = "cancelled"

    @property
    def word(self) -> str:
        return {
            "planned": "Đã lên lịch",
            "preparing": "Đang chuẩn bị",
            "held": "Đã tổ chức",
            "cancelled": "Không tổ chức",
        }[self.value]

    @property
    def look(self) -> str:
        return {"planned": "info", "preparing": "path", "held": "ok", "cancelled": "none"}[self.value]


FIELDS: dict[str, str] = {
    "services": "Dịch vụ công, một cửa",
    "skills": "Kỹ năng số",
    "infrastructure": "Hạ tầng, kết nối",
    "data": "Dữ liệu",
    "office": "Làm việc trong cơ quan",
    "community": "Đời sống khu dân cư",
    "economy": "Kinh doanh, thanh toán",
    "other": "Việc khác",
}


class ComplaintAbout(StrEnum):
    """What of a dossier somebody complains about."""

    LATE = "late"
    ASKED = "asked"
    MONEY = "money"
    MANNER = "manner"
    RESULT = "result"
    OTHER = "other"

    @property
    def word(self) -> str:
        return {
            "late": "Giải quyết chậm",
            "asked": "Đòi thêm giấy tờ, bắt đi lại",
            "money": "Thu tiền không đúng",
            "manner": "Thái độ phục vụ",
            "result": "Kết quả sai",
            "other": "Điều khác",
        }[self.value]


class ComplaintState(StrEnum):
    """Where a complaint stands."""

    WAITING = "waiting"
    ASKED = "asked"
    ANSWERED = "answered"
    DECLINED = "declined"

    @property
    def word(self) -> str:
        return {
            "waiting": "Chờ trả lời",
            "asked": "Chờ nói rõ thêm",
            "answered": "Đã trả lời",
            "declined": "Không thụ lý",
        }[self.value]

    @property
    def look(self) -> str:
        return {"waiting": "wait", "asked": "info", "answered": "ok", "declined": "none"}[self.value]


# ---------------------------------------------------------------- news


@dataclass(frozen=True)
class InitiativePutForward(Announcement):
    """Something was put forward; `from_citizen` when it came by the public form and waits for a moderator."""

    initiative_id: int
    kind: str
    unit_code: str
    from_citizen: bool


@dataclass(frozen=True)
class InitiativeMoved(Announcement):
    """An initiative went from one state to another."""

    initiative_id: int
    old: str
    new: str
    unit_code: str


@dataclass(frozen=True)
class SpreadAnswered(Announcement):
    """Another place answered, or has adopted it (`answer` as in `SpreadState`)."""

    spread_id: int
    initiative_id: int
    unit_code: str
    answer: str


@dataclass(frozen=True)
class EventHeld(Announcement):
    """The result of an event of the year was recorded."""

    event_id: int
    unit_code: str
    day: str
    participants: int


@dataclass(frozen=True)
class ComplaintPut(Announcement):
    """A citizen complained about a dossier; `unit_code` must answer by `due`."""

    complaint_id: int
    dossier_id: int
    unit_code: str
    due: str


@dataclass(frozen=True)
class ComplaintAnswered(Announcement):
    """A complaint was answered, or not taken up (`state`)."""

    complaint_id: int
    dossier_id: int
    unit_code: str
    state: str
    late: bool
