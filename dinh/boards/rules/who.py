"""Which roles may do which deed. Pure."""

from __future__ import annotations

_ALL = frozenset({"admin", "leader", "planner", "office_head", "officer", "clerk", "province", "viewer"})

WHO_MAY: dict[str, frozenset[str]] = {
    "boards.see": _ALL,
    "boards.open_feed": _ALL,
    "boards.publish": frozenset({"leader"}),
    "boards.withdraw": frozenset({"leader"}),
    "boards.rank": frozenset({"leader", "planner", "province"}),
}

WORDS: dict[str, str] = {
    "boards.see": "Xem bảng điều hành, tiến độ, lịch",
    "boards.open_feed": "Mở địa chỉ lịch cho phần mềm lịch",
    "boards.publish": "Công khai số liệu kế hoạch",
    "boards.withdraw": "Rút số liệu đã công khai",
    "boards.rank": "Xem xếp hạng các đơn vị",
}
