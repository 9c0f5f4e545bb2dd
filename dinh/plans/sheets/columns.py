"""The columns of the tables: what each is called, how wide, what it holds, whether it may be filled in and brought back."""

from __future__ import annotations

from dataclasses import dataclass

FORMAT = "dinh-bang/1"
META_SHEET = "dinh"
KEY_HEAD = "mã dòng (không sửa)"
BASE_HEAD = "lúc xuất (không sửa)"

STATE_WORDS = {"not-started": "Chưa làm", "doing": "Đang làm", "stuck": "Đang vướng", "done": "Đã xong"}
YES_WORDS = {"1": "Đã có", "0": "Chưa có"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `field` names what a filled-in cell changes; empty when it is only to be read."""

    key: str
    head: str
    width: float
    kind: str = "text"
    """text, number, date, percent, money."""
    field: str = ""
    center: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A tracking table: its tab, its title, the kind of thing in its rows, its columns."""

    tab: str
    title: str
    thing: str
    columns: tuple[Column, ...]

    def column_of(self, head: str) -> Column | None:
        """The column of a head as somebody's program may have spaced it."""
        said = " ".join(head.split()).casefold()
        return next((each for each in self.columns if " ".join(each.head.split()).casefold() == said), None)


TARGETS = Sheet(
    "Chỉ tiêu",
    "THEO DÕI CHỈ TIÊU",
    "target",
    (
        Column("stt", "STT", 5, center=True),
        Column("name", "Chỉ tiêu", 38),
        Column("unit", "Đơn vị tính", 9, center=True),
        Column("goal", "Kế hoạch", 11, "number"),
        Column("value", "Thực hiện", 11, "number", "value"),
        Column("before", "Cùng kỳ năm trước", 10, "number"),
        Column("change", "Tăng, giảm so cùng kỳ", 10, "number"),
        Column("standing", "Tình trạng", 13, center=True),
        Column("note", "Nguồn, cách tính", 22, field="note"),
        Column("evidence", "Minh chứng", 15),
        Column("lead", "Chủ trì", 18, field="lead"),
        Column("coop", "Phối hợp, cung cấp số liệu", 18),
    ),
)
TASKS = Sheet(
    "Nhiệm vụ",
    "THEO DÕI NHIỆM VỤ",
    "task",
    (
        Column("stt", "STT", 5, center=True),
        Column("name", "Nội dung", 40),
        Column("output", "Sản phẩm", 16),
        Column("due", "Hạn", 11, "date", center=True),
        Column("state", "Tiến độ", 10, field="state", center=True),
        Column("percent", "Phần việc đã xong (%)", 8, "percent", "percent"),
        Column("note", "Kết quả, vướng mắc", 27, field="note"),
        Column("standing", "Tình trạng", 13, center=True),
        Column("on", "Cập nhật", 11, "date", center=True),
        Column("evidence", "Minh chứng", 14),
        Column("lead", "Chủ trì", 17, field="lead"),
        Column("coop", "Phối hợp", 16),
    ),
)
PROJECTS = Sheet(
    "Dự án",
    "THEO DÕI DỰ ÁN, KINH PHÍ (đồng)",
    "project",
    (
        Column("stt", "STT", 5, center=True),
        Column("name", "Dự án, nhiệm vụ", 38),
        Column("planned", "Vốn giao", 16, "money"),
        Column("committed", "Đã ký hợp đồng", 16, "money"),
        Column("paid", "Đã chi", 16, "money"),
        Column("share", "Giải ngân (%)", 8, "number"),
        Column("milestone", "Mốc tới", 19),
        Column("milestone_on", "Ngày của mốc", 11, "date", center=True),
        Column("state", "Tiến độ", 10, field="state", center=True),
        Column("percent", "Phần việc đã xong (%)", 8, "percent", "percent"),
        Column("note", "Kết quả, vướng mắc", 24, field="note"),
        Column("flags", "Cần xem", 17),
        Column("lead", "Chủ trì", 17, field="lead"),
    ),
)
SHEETS: tuple[Sheet, ...] = (TARGETS, TASKS, PROJECTS)

FIELD_WORDS = {
    "value": "Thực hiện",
    "note": "Ghi chú",
    "lead": "Chủ trì",
    "state": "Tiến độ",
    "percent": "Phần việc đã xong",
}


def roman(number: int) -> str:
    """I, II, III, IV…"""
    made = ""
    for value, letters in (
        (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        while number >= value:
            made, number = made + letters, number - value
    return made
