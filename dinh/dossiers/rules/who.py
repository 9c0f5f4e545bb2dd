"""Which roles may do which deed, and who does a step. Pure."""

from __future__ import annotations

_HANDS = frozenset({"officer", "clerk", "office_head"})
_WORKS = _HANDS | {"leader"}

WHO_MAY: dict[str, frozenset[str]] = {
    "dossiers.see": frozenset(
        {"leader", "office_head", "officer", "clerk", "cashier", "planner", "province", "viewer"}
    ),
    "dossiers.see_personal": _WORKS,
    "dossiers.receive": _HANDS,
    "dossiers.refuse_intake": _HANDS,
    "dossiers.take": _WORKS,
    "dossiers.hand_over": _WORKS,
    "dossiers.recall": _WORKS,
    "dossiers.step": _WORKS,
    "dossiers.decide": frozenset({"leader", "office_head", "officer"}),
    "dossiers.ask_completion": frozenset({"officer", "office_head", "leader"}),
    "dossiers.answer_completion": _HANDS,
    "dossiers.withdraw": _HANDS,
    "dossiers.stop": frozenset({"office_head", "leader"}),
    "dossiers.reopen": frozenset({"leader"}),
    "dossiers.transfer": frozenset({"office_head", "leader"}),
    "dossiers.give_back": _WORKS,
    "dossiers.note": _WORKS,
    "dossiers.queue": _HANDS,
    "dossiers.prove_citizen": _HANDS,
    "dossiers.check_acting": _HANDS | {"leader"},
    "dossiers.apologise": frozenset({"office_head", "leader"}),
    "dossiers.direct": frozenset({"office_head", "leader", "province"}),
    "dossiers.pass_on": frozenset({"office_head", "leader"}),
    "dossiers.split": frozenset({"officer", "office_head", "leader"}),
    "dossiers.portal": _HANDS,
    "dossiers.set_fee": frozenset({"officer", "office_head", "leader"}),
    "dossiers.see_looks": frozenset({"office_head", "leader"}),
    "dossiers.type_form": _HANDS,
    "dossiers.correct": frozenset({"officer", "office_head", "leader"}),
    "dossiers.export": frozenset({"office_head", "leader", "planner", "province"}),
    "dossiers.export_personal": frozenset({"leader"}),
    "dossiers.draft_result": frozenset({"officer", "office_head", "leader"}),
    "dossiers.sign_result": frozenset({"leader"}),
    "dossiers.seal_result": frozenset({"clerk"}),
    "dossiers.hand_result": _HANDS,
    "dossiers.correct_result": frozenset({"office_head", "leader"}),
    "dossiers.revoke_result": frozenset({"leader"}),
}

WORDS: dict[str, str] = {
    "dossiers.see": "Xem hồ sơ thủ tục",
    "dossiers.see_personal": "Xem số định danh, liên hệ của người nộp",
    "dossiers.receive": "Tiếp nhận hồ sơ",
    "dossiers.refuse_intake": "Từ chối tiếp nhận hồ sơ",
    "dossiers.take": "Nhận xử lý bước của hồ sơ",
    "dossiers.hand_over": "Chuyển người xử lý hồ sơ",
    "dossiers.recall": "Thu lại hồ sơ đã chuyển",
    "dossiers.step": "Ghi kết quả bước của hồ sơ",
    "dossiers.decide": "Quyết định hồ sơ",
    "dossiers.ask_completion": "Yêu cầu bổ sung hồ sơ",
    "dossiers.answer_completion": "Ghi người nộp đã bổ sung",
    "dossiers.withdraw": "Ghi người nộp rút hồ sơ",
    "dossiers.stop": "Dừng giải quyết hồ sơ",
    "dossiers.reopen": "Mở lại hồ sơ đã kết thúc",
    "dossiers.transfer": "Chuyển hồ sơ sang cơ quan khác",
    "dossiers.give_back": "Chuyển trả hồ sơ về cơ quan trước",
    "dossiers.note": "Ghi chú vào hồ sơ",
    "dossiers.queue": "Gọi số tại quầy",
    "dossiers.prove_citizen": "Xác nhận tài khoản của người dân bằng thẻ căn cước",
    "dossiers.check_acting": "Kiểm tra giấy tờ ủy quyền của người dân",
    "dossiers.apologise": "Gửi thư xin lỗi, hẹn lại ngày trả",
    "dossiers.direct": "Chỉ đạo hồ sơ trễ hạn",
    "dossiers.pass_on": "Chuyển hồ sơ sang đơn vị kế thừa",
    "dossiers.split": "Tách hồ sơ",
    "dossiers.portal": "Gửi lại lần báo mà Cổng quốc gia trả lại",
    "dossiers.set_fee": "Ghi mức thu của hồ sơ",
    "dossiers.see_looks": "Xem ai đã xem dữ liệu người nộp",
    "dossiers.type_form": "Gõ tờ khai giấy vào hồ sơ",
    "dossiers.correct": "Đính chính thông tin ghi sai của hồ sơ",
    "dossiers.export": "Kết xuất hồ sơ, không có thông tin cá nhân",
    "dossiers.export_personal": "Kết xuất hồ sơ có tên, số của người nộp",
    "dossiers.draft_result": "Soạn kết quả hồ sơ",
    "dossiers.sign_result": "Ký số kết quả hồ sơ",
    "dossiers.seal_result": "Đóng dấu số lên kết quả",
    "dossiers.hand_result": "Trả kết quả cho người nộp",
    "dossiers.correct_result": "Cấp lại kết quả có sai sót",
    "dossiers.revoke_result": "Thu hồi kết quả đã cấp",
}

DOES: dict[str, frozenset[str]] = {
    "officer": frozenset({"officer", "office_head"}),
    "office_head": frozenset({"office_head", "leader"}),
    "leader": frozenset({"leader"}),
    "clerk": frozenset({"clerk", "officer"}),
    # What somebody outside does is written down by whoever hears of it.
    "citizen": _HANDS,
    "other-body": _HANDS,
}
"""Roles of the town that do a step whose process says `who`."""

DECIDES = frozenset({"grant", "refuse"})
"""Effects of a step's outcome that ask for the mandate to decide as well."""


def step_roles(who: str, effects: frozenset[str] = frozenset()) -> frozenset[str]:
    """Roles that may bring a step to such an outcome: those that do the step, narrowed when the outcome decides. What a
    citizen or another body does never narrows to nobody: whoever may decide writes it down."""
    roles = DOES.get(who, _WORKS)
    if effects & DECIDES:
        return roles & WHO_MAY["dossiers.decide"]
    return roles


def roles_working(role: str) -> tuple[str, ...]:
    """The steps' `who` that a role of the town does: for worklists."""
    return tuple(who for who, roles in DOES.items() if role in roles)
