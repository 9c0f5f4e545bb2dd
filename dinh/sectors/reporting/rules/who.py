"""Who may do what with reports: deed -> roles. The town's rule decides where and when a mandate reaches."""

from __future__ import annotations

EVERYBODY = frozenset({"admin", "leader", "planner", "office_head", "officer", "clerk", "province", "viewer"})
_ABOVE = frozenset({"leader", "planner", "province"})

WHO_MAY: dict[str, frozenset[str]] = {
    "reporting.see": EVERYBODY,
    "reporting.set_regime": _ABOVE,
    "reporting.give_duty": _ABOVE,
    "reporting.request": _ABOVE,
    "reporting.write": frozenset({"officer", "office_head", "planner", "leader"}),
    "reporting.send": frozenset({"office_head", "planner", "leader"}),
    "reporting.accept": _ABOVE | {"office_head"},
    "reporting.return": _ABOVE | {"office_head"},
    "reporting.redate": _ABOVE,
    "reporting.waive": _ABOVE,
}

OF_RECEIVER = frozenset({"reporting.accept", "reporting.return", "reporting.redate", "reporting.waive"})
"""Deeds on the side of whoever receives: asked of a mandate over the receiving unit or office. The others are asked of
one over the unit or office that owes."""

WORDS: dict[str, str] = {
    "reporting.see": "Xem báo cáo",
    "reporting.set_regime": "Lập, sửa chế độ báo cáo",
    "reporting.give_duty": "Giao chế độ báo cáo cho đơn vị, cơ quan",
    "reporting.request": "Yêu cầu báo cáo đột xuất",
    "reporting.write": "Viết báo cáo, đính kèm tệp",
    "reporting.send": "Gửi báo cáo",
    "reporting.accept": "Nhận báo cáo",
    "reporting.return": "Trả lại báo cáo kèm ý kiến",
    "reporting.redate": "Đổi hạn gửi báo cáo",
    "reporting.waive": "Cho thôi gửi một báo cáo",
}
