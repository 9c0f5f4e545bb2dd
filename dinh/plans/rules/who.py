"""Who may do what with plans: deed -> roles. The town's rule decides where and when a mandate reaches."""

from __future__ import annotations

WHO_MAY: dict[str, frozenset[str]] = {
    "plans.see": frozenset(
        {"admin", "leader", "planner", "office_head", "officer", "clerk", "province", "viewer"}
    ),
    "plans.upload": frozenset({"clerk", "planner", "office_head", "leader"}),
    "plans.review": frozenset({"planner"}),
    "plans.adopt": frozenset({"planner", "leader"}),
    "plans.amend": frozenset({"planner", "leader"}),
    "plans.link": frozenset({"planner"}),
    "plans.assign": frozenset({"planner", "leader"}),
    "plans.record_progress": frozenset({"officer", "office_head", "planner"}),
    "plans.enter_value": frozenset({"officer", "office_head", "planner"}),
    "plans.submit_value": frozenset({"officer", "office_head", "planner"}),
    "plans.approve_value": frozenset({"office_head", "leader", "planner"}),
    "plans.return_value": frozenset({"office_head", "leader", "planner"}),
}

LEAD_DECIDES = frozenset({"plans.approve_value", "plans.return_value"})
"""Deeds for the head of the office in the lead (or somebody with the whole unit), never for a co-operating office."""

WORDS: dict[str, str] = {
    "plans.see": "Xem kế hoạch",
    "plans.upload": "Nộp tệp kế hoạch để máy đọc",
    "plans.review": "Soát bản đọc: chấp nhận, sửa, tách, gộp, loại",
    "plans.adopt": "Đưa kế hoạch vào theo dõi",
    "plans.amend": "Ghi kế hoạch sửa đổi, thay thế",
    "plans.assign": "Giao cơ quan chủ trì",
    "plans.link": "Nối chỉ tiêu với chỉ tiêu cấp trên",
    "plans.record_progress": "Ghi tiến độ kèm minh chứng",
    "plans.enter_value": "Nhập số liệu chỉ tiêu",
    "plans.submit_value": "Trình số liệu chỉ tiêu",
    "plans.approve_value": "Duyệt số liệu chỉ tiêu",
    "plans.return_value": "Trả lại số liệu chỉ tiêu",
}
