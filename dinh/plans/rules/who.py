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
    "plans.decide_budget": frozenset({"planner", "leader"}),
    "plans.sign_contract": frozenset({"planner", "office_head"}),
    "plans.record_payment": frozenset({"officer", "office_head", "planner", "leader"}),
    "plans.pay_over": frozenset({"leader"}),
    "plans.plan_milestone": frozenset({"planner", "office_head"}),
    "plans.reach_milestone": frozenset({"officer", "office_head", "planner"}),
    "plans.record_step": frozenset({"officer", "office_head", "planner"}),
    "plans.serve_target": frozenset({"planner"}),
    "plans.import_sheet": frozenset({"officer", "office_head", "planner"}),
    "plans.bind_measure": frozenset({"planner", "leader"}),
    "plans.remark_value": frozenset({"officer", "office_head", "planner", "leader"}),
    "plans.answer_remark": frozenset({"office_head", "planner", "leader"}),
    "plans.allot": frozenset({"planner", "leader"}),
    "plans.answer_allotment": frozenset({"leader", "planner", "office_head"}),
    "plans.settle_dispute": frozenset({"planner", "leader"}),
    "plans.break_down": frozenset({"leader", "planner"}),
    "plans.pass_on": frozenset({"planner", "leader"}),
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
    "plans.decide_budget": "Ghi quyết định giao, điều chỉnh vốn dự án",
    "plans.sign_contract": "Ghi hợp đồng và phụ lục hợp đồng",
    "plans.record_payment": "Ghi tạm ứng, thanh toán, thu hồi",
    "plans.pay_over": "Cho phép chi vượt hợp đồng hoặc vượt vốn",
    "plans.plan_milestone": "Lập mốc, đổi ngày của mốc dự án",
    "plans.reach_milestone": "Ghi mốc dự án đã đạt",
    "plans.record_step": "Ghi bước mua sắm, đấu thầu",
    "plans.serve_target": "Nối dự án với chỉ tiêu nó phục vụ",
    "plans.import_sheet": "Nhập lại bảng Excel",
    "plans.bind_measure": "Gắn chỉ tiêu với số đo, gỡ số đo",
    "plans.remark_value": "Ghi chú, kiến nghị về một số liệu",
    "plans.answer_remark": "Trả lời kiến nghị về số liệu",
    "plans.allot": "Giao chỉ tiêu, nhiệm vụ cho các xã, phường",
    "plans.answer_allotment": "Nhận hoặc kiến nghị chỉ tiêu được giao",
    "plans.settle_dispute": "Trả lời kiến nghị về chỉ tiêu giao",
    "plans.break_down": "Chia chỉ tiêu được giao cho các phòng",
    "plans.pass_on": "Chuyển chỉ tiêu giao cho đơn vị kế thừa",
}
