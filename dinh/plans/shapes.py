"""What other rooms may hold of plans: the words of state, a standing with its reason, and the news."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dinh.ground.shapes import Announcement


class ReadingState(StrEnum):
    QUEUED = "queued"
    READING = "reading"
    READY = "ready"
    FAILED = "failed"
    ADOPTED = "adopted"

    @property
    def word(self) -> str:
        return {
            "queued": "Chờ đọc",
            "reading": "Đang đọc",
            "ready": "Chờ soát",
            "failed": "Không đọc được",
            "adopted": "Đã đưa vào theo dõi",
        }[self.value]


class ItemKind(StrEnum):
    TARGET = "target"
    TASK = "task"
    PROJECT = "project"
    DUTY = "duty"

    @property
    def word(self) -> str:
        return {"target": "Chỉ tiêu", "task": "Nhiệm vụ", "project": "Dự án", "duty": "Chế độ báo cáo"}[
            self.value
        ]


class ItemState(StrEnum):
    UNSEEN = "unseen"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    SPLIT = "split"
    MERGED = "merged"

    @property
    def word(self) -> str:
        return {
            "unseen": "Chưa soát",
            "accepted": "Đã chấp nhận",
            "corrected": "Đã sửa",
            "rejected": "Đã loại",
            "split": "Đã tách",
            "merged": "Đã gộp",
        }[self.value]


KEPT_STATES = (ItemState.ACCEPTED.value, ItemState.CORRECTED.value)
"""Items in these states become part of the plan when it is adopted."""


class PlanState(StrEnum):
    IN_FORCE = "in-force"
    AMENDED = "amended"
    REPLACED = "replaced"

    @property
    def word(self) -> str:
        return {
            "in-force": "Đang thực hiện",
            "amended": "Đang thực hiện, đã sửa đổi",
            "replaced": "Đã được thay thế",
        }[self.value]


class AllotmentState(StrEnum):
    """What the unit said to what it was given."""

    GIVEN = "given"
    ACCEPTED = "accepted"
    DISPUTED = "disputed"
    SETTLED = "settled"

    @property
    def word(self) -> str:
        return {
            "given": "Chờ xã nhận",
            "accepted": "Đã nhận",
            "disputed": "Đang kiến nghị",
            "settled": "Đã chốt",
        }[self.value]

    @property
    def look(self) -> str:
        return {"given": "wait", "accepted": "ok", "disputed": "risk", "settled": "info"}[self.value]


class AllotmentEnd(StrEnum):
    PASSED = "passed"
    WITHDRAWN = "withdrawn"

    @property
    def word(self) -> str:
        return {"passed": "Đã chuyển cho đơn vị kế thừa", "withdrawn": "Đã thu hồi"}[self.value]


class SettleKind(StrEnum):
    KEPT = "kept"
    CHANGED = "changed"

    @property
    def word(self) -> str:
        return {"kept": "Giữ con số đã giao", "changed": "Đổi con số"}[self.value]


class RollupKind(StrEnum):
    """How the figures of many units make one."""

    RATIO = "ratio"
    SUM = "sum"
    LAST = "last"
    REACHED = "reached"

    @property
    def word(self) -> str:
        return {
            "ratio": "Tổng tử số chia tổng mẫu số",
            "sum": "Cộng số của các đơn vị",
            "last": "Lấy số mới nhất",
            "reached": "Đếm đơn vị đã đạt",
        }[self.value]


class RemarkKind(StrEnum):
    """What is said beside a number."""

    REMARK = "remark"
    DISPUTE = "dispute"

    @property
    def word(self) -> str:
        return {"remark": "Ghi chú", "dispute": "Kiến nghị về số liệu"}[self.value]


class RemarkOutcome(StrEnum):
    """What came of a dispute."""

    KEPT = "kept"
    MENDED = "mended"

    @property
    def word(self) -> str:
        return {"kept": "Giữ số đã đo", "mended": "Đã sửa hồ sơ, đo lại"}[self.value]


OVER = "Hết thời kỳ"
"""Said of a plan whose last year is past, as of the day it is looked at; nothing is stored."""


class ProgressState(StrEnum):
    NOT_STARTED = "not-started"
    DOING = "doing"
    STUCK = "stuck"
    DONE = "done"

    @property
    def word(self) -> str:
        return {
            "not-started": "Chưa làm",
            "doing": "Đang làm",
            "stuck": "Đang vướng",
            "done": "Đã xong",
        }[self.value]


class ValueState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"

    @property
    def word(self) -> str:
        return {
            "draft": "Bản nháp",
            "submitted": "Chờ duyệt",
            "approved": "Đã duyệt",
            "returned": "Bị trả lại",
        }[self.value]


class LinkKind(StrEnum):
    SAME = "same"
    NARROWER = "narrower"
    PARALLEL = "parallel"

    @property
    def word(self) -> str:
        return {
            "same": "cùng chỉ tiêu",
            "narrower": "một phần của chỉ tiêu cấp trên",
            "parallel": "cùng loại, thước đo khác",
        }[self.value]


class StandingKind(StrEnum):
    """Where a target, task or project stands. Order of `SEVERITY` is worst first."""

    OVERDUE = "overdue"
    BEHIND = "behind"
    AT_RISK = "at-risk"
    NOT_MEASURED = "not-measured"
    ON_COURSE = "on-course"
    REACHED = "reached"

    @property
    def word(self) -> str:
        return {
            "overdue": "Quá hạn",
            "behind": "Chậm",
            "at-risk": "Có nguy cơ",
            "not-measured": "Chưa đo được",
            "on-course": "Đúng lộ trình",
            "reached": "Đạt",
        }[self.value]

    @property
    def look(self) -> str:
        """The look's name for its shape and colour (`{% status %}`)."""
        return {
            "overdue": "late",
            "behind": "late",
            "at-risk": "risk",
            "not-measured": "none",
            "on-course": "path",
            "reached": "ok",
        }[self.value]


SEVERITY: tuple[StandingKind, ...] = tuple(StandingKind)


@dataclass(frozen=True, slots=True)
class Standing:
    """A judgement and the sentence that says why. `gap` is how far below (or above, when less is better) the path."""

    kind: StandingKind
    reason: str
    path: float | None = None
    gap: float | None = None
    days_late: int | None = None

    @property
    def word(self) -> str:
        return self.kind.word

    @property
    def look(self) -> str:
        return self.kind.look

    @property
    def severity(self) -> int:
        return SEVERITY.index(self.kind)


PILLARS: dict[str, str] = {
    "awareness": "Nhận thức số",
    "institution": "Thể chế số",
    "infrastructure": "Hạ tầng số",
    "data": "Dữ liệu số",
    "platform": "Nền tảng số",
    "human": "Nhân lực số",
    "security": "An toàn thông tin",
    "government": "Chính quyền số",
    "economy": "Kinh tế số",
    "society": "Xã hội số",
    "budget": "Ngân sách",
    "other": "Khác",
}

OPERATORS: dict[str, str] = {
    ">=": "từ … trở lên",
    "=": "đạt",
    ">": "phải vượt",
    "<=": "không quá",
    "<": "phải dưới",
    "range": "trong khoảng",
    "yes": "có, hoàn thành",
    "rank": "trong nhóm dẫn đầu",
}


# ---------------------------------------------------------------- news


@dataclass(frozen=True)
class PlanAdopted(Announcement):
    """A plan and all that hangs on it was taken into the system."""

    plan_id: int
    unit_code: str
    symbol: str
    title: str
    targets: int
    tasks: int
    projects: int
    duties: int
    reviewed: bool


@dataclass(frozen=True)
class PlanReplaced(Announcement):
    """A later plan amends (`whole` false) or replaces (`whole` true) an earlier one from `since` on."""

    plan_id: int
    by_plan_id: int
    whole: bool
    since: str


@dataclass(frozen=True)
class ProgressRecorded(Announcement):
    about: str
    """The Ref as text: "target:5", "task:9", "project:2"."""
    plan_id: int
    state: str
    percent: int | None
    on: str


@dataclass(frozen=True)
class TargetValueApproved(Announcement):
    target_id: int
    value_id: int
    period: str
    value: str


@dataclass(frozen=True)
class MeasureBound(Announcement):
    """From now on a target is judged by a measure (`measure` is empty: no longer)."""

    target_id: int
    plan_id: int
    measure: str


@dataclass(frozen=True)
class AllotmentsGiven(Announcement):
    """A target ("target:5") or a task was given to many units in one act."""

    cascade_id: int
    about: str
    allotments: int


@dataclass(frozen=True)
class AllotmentAnswered(Announcement):
    """A unit accepted or disputed what it was given, or the giver settled a dispute."""

    allotment_id: int
    unit_code: str
    state: str


@dataclass(frozen=True)
class AllotmentsPassedOn(Announcement):
    """Obligations of units that ended went to their successors."""

    plan_id: int
    day: str
    old: tuple[int, ...]
    new: tuple[int, ...]


@dataclass(frozen=True)
class AllotmentValueApproved(Announcement):
    """A unit's (or an office's) value of a period became the truth of that period."""

    allotment_id: int
    target_id: int
    unit_code: str
    period: str
    value: str
