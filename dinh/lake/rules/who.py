"""Who may do what with the lake."""

from __future__ import annotations

WHO_MAY: dict[str, frozenset[str]] = {
    "lake.look": frozenset(
        {"admin", "leader", "planner", "office_head", "officer", "clerk", "province", "viewer"}
    ),
    "lake.download": frozenset({"admin", "leader", "planner", "province"}),
    "lake.draw": frozenset({"admin", "planner"}),
    "lake.check": frozenset({"admin", "planner"}),
    "lake.fold": frozenset({"admin"}),
    "lake.see_imports": frozenset({"admin", "leader", "planner", "office_head", "province"}),
    "lake.import": frozenset({"planner", "office_head", "province"}),
    "lake.make_map": frozenset({"planner", "province"}),
    "lake.undo_import": frozenset({"planner", "leader", "province"}),
}
"""Downloads hold the rows of the units alone that somebody may see."""

WORDS: dict[str, str] = {
    "lake.look": "Xem tình trạng hồ dữ liệu",
    "lake.download": "Tải dữ kiện của đơn vị mình",
    "lake.draw": "Rút dữ kiện mới vào hồ",
    "lake.check": "Đối chiếu hồ dữ liệu với nguồn",
    "lake.fold": "Gộp tệp và dọn tệp cũ của hồ dữ liệu",
    "lake.see_imports": "Xem các lần nạp tệp của hệ thống khác",
    "lake.import": "Nạp tệp kết xuất của hệ thống khác",
    "lake.make_map": "Lập bảng ghép cột để nạp tệp",
    "lake.undo_import": "Gỡ một lần nạp tệp",
}
