"""What other rooms may hold of the town: kinds and levels of units, roles, who is acting, and the news."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from dinh.ground.shapes import Announcement, Ref


class Level(IntEnum):
    """Level of an administrative unit. Districts (2) existed until 30/6/2025."""

    PROVINCE = 1
    DISTRICT = 2
    COMMUNE = 3

    @property
    def word(self) -> str:
        return {1: "cấp tỉnh", 2: "cấp huyện", 3: "cấp xã"}[self.value]


class UnitKind(StrEnum):
    """Kind of unit, as the law names it. `.word` is the Vietnamese word as written inside a sentence."""

    TINH = "tinh"
    THANH_PHO_TW = "thanh-pho-tw"
    QUAN = "quan"
    HUYEN = "huyen"
    THI_XA = "thi-xa"
    THANH_PHO = "thanh-pho"
    PHUONG = "phuong"
    XA = "xa"
    THI_TRAN = "thi-tran"
    DAC_KHU = "dac-khu"

    @property
    def word(self) -> str:
        return KIND_WORDS[self.value][0]

    @property
    def long_word(self) -> str:
        """The word as a law writes it: a centrally-run city is told apart from a city under a province."""
        return KIND_WORDS[self.value][1]


KIND_WORDS: dict[str, tuple[str, str]] = {
    "tinh": ("tỉnh", "tỉnh"),
    "thanh-pho-tw": ("thành phố", "thành phố trực thuộc Trung ương"),
    "quan": ("quận", "quận"),
    "huyen": ("huyện", "huyện"),
    "thi-xa": ("thị xã", "thị xã"),
    "thanh-pho": ("thành phố", "thành phố thuộc tỉnh, thành phố"),
    "phuong": ("phường", "phường"),
    "xa": ("xã", "xã"),
    "thi-tran": ("thị trấn", "thị trấn"),
    "dac-khu": ("đặc khu", "đặc khu"),
}


class Share(StrEnum):
    """How much of the old unit went to the new one."""

    WHOLE = "whole"
    PART = "part"

    @property
    def word(self) -> str:
        return {"whole": "toàn bộ", "part": "một phần"}[self.value]


class Role(StrEnum):
    """What a mandate lets a person be. `.word` is the title shown to people."""

    ADMIN = "admin"
    LEADER = "leader"
    PLANNER = "planner"
    OFFICE_HEAD = "office_head"
    OFFICER = "officer"
    CLERK = "clerk"
    CASHIER = "cashier"
    PROVINCE = "province"
    VIEWER = "viewer"

    @property
    def word(self) -> str:
        return ROLE_WORDS[self.value][0]

    @property
    def meaning(self) -> str:
        """One line that says what the role is for."""
        return ROLE_WORDS[self.value][1]


ROLE_WORDS: dict[str, tuple[str, str]] = {
    "admin": ("Quản trị", "lập tài khoản, giao và chấm dứt quyền hạn, khai báo cơ quan"),
    "leader": ("Lãnh đạo", "chủ tịch, phó chủ tịch: phê duyệt, chỉ đạo trong phạm vi đơn vị"),
    "planner": ("Chuyên viên chuyển đổi số", "thẩm định kế hoạch do máy đọc, đưa vào theo dõi"),
    "office_head": ("Trưởng phòng", "phân công và duyệt số liệu của cơ quan mình"),
    "officer": ("Chuyên viên", "công chức, viên chức: ghi tiến độ, nhập số liệu"),
    "clerk": ("Văn thư", "tiếp nhận và lưu văn bản"),
    "cashier": ("Thu ngân", "thu phí, lệ phí, lập biên lai, đối soát với ngân hàng"),
    "province": ("Cán bộ tỉnh theo dõi", "theo dõi, đôn đốc các xã, phường trong tỉnh"),
    "viewer": ("Người xem", "chỉ xem, không sửa"),
}


@dataclass(frozen=True, slots=True)
class MandateShape:
    """One mandate as rules see it: a role over a subtree of units, on the days from `since` to `until`, both
    included (None: not bounded). `for_person_id` is set when the actor only stands in for somebody."""

    role: str
    unit_path: str
    office_id: int | None = None
    since: date | None = None
    until: date | None = None
    for_person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is acting. Made by `town.queries.actor_of`; rooms hand it on as `by=`."""

    person_id: int | None
    name: str
    mandates: tuple[MandateShape, ...] = ()

    @property
    def ref(self) -> Ref | None:
        return None if self.person_id is None else Ref("person", self.person_id)


# ---------------------------------------------------------------- news


@dataclass(frozen=True)
class UnitsLoaded(Announcement):
    """A new edition of the register of units was loaded."""

    edition: str
    units: int


@dataclass(frozen=True)
class OfficeOpened(Announcement):
    office_id: int
    unit_code: str
    name: str
    since: str


@dataclass(frozen=True)
class OfficeClosed(Announcement):
    office_id: int
    unit_code: str
    name: str
    until: str


@dataclass(frozen=True)
class PersonAppointed(Announcement):
    person_id: int
    post_id: int
    unit_code: str
    title: str
    since: str


@dataclass(frozen=True)
class PostLeft(Announcement):
    person_id: int
    post_id: int
    unit_code: str
    until: str


@dataclass(frozen=True)
class MandateGiven(Announcement):
    mandate_id: int
    person_id: int
    role: str
    unit_code: str
    since: str
    until: str | None


@dataclass(frozen=True)
class MandateEnded(Announcement):
    mandate_id: int
    person_id: int
    role: str
    unit_code: str
    until: str


@dataclass(frozen=True)
class StandInArranged(Announcement):
    stand_in_id: int
    person_id: int
    for_person_id: int
    since: str
    until: str


@dataclass(frozen=True)
class StandInEnded(Announcement):
    stand_in_id: int
    person_id: int
    for_person_id: int
    until: str
