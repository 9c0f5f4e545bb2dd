"""What other rooms may hold of the catalogue: states, channels, terms, and the news."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dinh.ground.shapes import Announcement


class EditionState(StrEnum):
    """Where a dated edition stands. A published one is never changed; a correction is a new one."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"

    @property
    def word(self) -> str:
        return {"draft": "Đang soạn", "published": "Đã công bố", "withdrawn": "Đã rút"}[self.value]

    @property
    def look(self) -> str:
        """The kind of status mark it is shown with."""
        return {"draft": "wait", "published": "ok", "withdrawn": "none"}[self.value]


class Level(StrEnum):
    """Who carries a procedure out. Districts have carried out none since 1/7/2025."""

    COMMUNE = "xa"
    PROVINCE = "tinh"
    CENTRE = "trung-uong"

    @property
    def word(self) -> str:
        return {"xa": "Cấp xã", "tinh": "Cấp tỉnh", "trung-uong": "Cấp trung ương"}[self.value]


class Channel(StrEnum):
    """How a request is handed in. The number is the one that the national portal counts with."""

    DIRECT = "direct"
    ONLINE = "online"
    POST = "post"

    @property
    def word(self) -> str:
        return {"direct": "Trực tiếp", "online": "Trực tuyến", "post": "Bưu chính"}[self.value]

    @property
    def number(self) -> int:
        return {"direct": 1, "online": 2, "post": 3}[self.value]


class Online(StrEnum):
    """How much of a procedure can be done on line (decree 42/2022)."""

    FULL = "full"
    PART = "part"
    INFO = "info"

    @property
    def word(self) -> str:
        return {"full": "Toàn trình", "part": "Một phần", "info": "Cung cấp thông tin"}[self.value]


class TermUnit(StrEnum):
    """What a time limit is counted in."""

    WORKING_DAY = "working-day"
    DAY = "day"
    WORKING_HOUR = "working-hour"
    SAME_DAY = "same-day"

    @property
    def word(self) -> str:
        return {
            "working-day": "ngày làm việc",
            "day": "ngày",
            "working-hour": "giờ làm việc",
            "same-day": "trong ngày",
        }[self.value]


class FeeKind(StrEnum):
    """The law on fees and charges knows two kinds."""

    FEE = "phi"
    CHARGE = "le-phi"

    @property
    def word(self) -> str:
        return {"phi": "Phí", "le-phi": "Lệ phí"}[self.value]


class Per(StrEnum):
    """What an amount is for."""

    CASE = "case"
    COPY = "copy"
    PAGE = "page"

    @property
    def word(self) -> str:
        return {"case": "hồ sơ", "copy": "bản", "page": "trang"}[self.value]


LIFE_EVENTS: dict[str, str] = {
    "sinh-con": "Sinh con, nhận con",
    "ket-hon": "Kết hôn, gia đình",
    "nguoi-mat": "Có người mất",
    "giay-to": "Giấy tờ, chứng thực",
    "cho-o": "Chỗ ở, cư trú",
    "kho-khan": "Khó khăn, khuyết tật",
    "lam-an": "Làm ăn, kinh doanh",
}
"""Life events that a citizen looks under. An edition names those it belongs to."""

APPLICANTS: dict[str, str] = {
    "cong-dan": "Công dân Việt Nam",
    "nguoi-nuoc-ngoai": "Người nước ngoài",
    "viet-kieu": "Người Việt Nam định cư ở nước ngoài",
    "doanh-nghiep": "Doanh nghiệp, hợp tác xã",
    "ho-kinh-doanh": "Hộ kinh doanh",
    "to-chuc": "Cơ quan, tổ chức",
}


# ---------------------------------------------------------------- news


@dataclass(frozen=True)
class EditionPublished(Announcement):
    """A dated edition of a procedure came into the catalogue; the one before ends the day before."""

    edition_id: int
    code: str
    since: str


@dataclass(frozen=True)
class EditionWithdrawn(Announcement):
    edition_id: int
    code: str
    reason: str


@dataclass(frozen=True)
class ProcedureOffered(Announcement):
    """A unit offers these procedures from a day on."""

    unit_code: str
    codes: list[str]
    since: str


@dataclass(frozen=True)
class OfferStopped(Announcement):
    unit_code: str
    code: str
    until: str
