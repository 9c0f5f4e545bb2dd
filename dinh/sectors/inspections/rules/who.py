"""Who may do what with inspections: deed -> roles. The town's rule decides where and when a mandate reaches."""

from __future__ import annotations

EVERYBODY = frozenset({"admin", "leader", "planner", "office_head", "officer", "clerk", "province", "viewer"})
_LEADS = frozenset({"leader", "planner", "province", "office_head"})

WHO_MAY: dict[str, frozenset[str]] = {
    "inspections.see": EVERYBODY,
    "inspections.plan": _LEADS,
    "inspections.inspect": _LEADS | {"officer"},
    "inspections.conclude": frozenset({"leader", "province", "office_head"}),
    "inspections.close": frozenset({"leader", "province", "office_head"}),
    "inspections.drop": frozenset({"leader", "province", "office_head"}),
    "inspections.record_on_paper": _LEADS | {"clerk"},
    "inspections.explain": frozenset({"leader", "planner", "office_head", "officer"}),
    "inspections.set_template": frozenset({"leader", "planner", "province"}),
}

OF_INSPECTED = frozenset({"inspections.explain"})
"""Deeds on the side of whoever is inspected; the others are asked of a mandate over the inspecting unit or office."""

WORDS: dict[str, str] = {
    "inspections.see": "Xem cuộc kiểm tra",
    "inspections.plan": "Lập cuộc kiểm tra: đoàn, đối tượng, nội dung, phiếu",
    "inspections.inspect": "Kiểm tra: ghi phiếu, phát hiện, minh chứng, kiến nghị",
    "inspections.conclude": "Kết luận kiểm tra",
    "inspections.close": "Kết thúc cuộc kiểm tra",
    "inspections.drop": "Thôi cuộc kiểm tra",
    "inspections.record_on_paper": "Ghi lại cuộc kiểm tra làm bằng giấy",
    "inspections.explain": "Giải trình của nơi được kiểm tra",
    "inspections.set_template": "Lập, sửa mẫu phiếu kiểm tra",
}
