"""Who may do what with initiatives and events: deed -> roles. Citizens put forward, vote and speak without any."""

from __future__ import annotations

_ALL = frozenset({"admin", "leader", "planner", "office_head", "officer", "clerk", "province", "viewer"})
_WORKING = frozenset({"leader", "planner", "office_head", "officer", "clerk", "province"})
_DECIDING = frozenset({"leader", "planner"})
_HEADING = frozenset({"leader", "planner", "office_head"})

WHO_MAY: dict[str, frozenset[str]] = {
    "voices.see": _ALL,
    "voices.put_forward": _WORKING,
    "voices.vote": _WORKING,
    "voices.remark": _WORKING,
    "voices.answer": _HEADING,
    "voices.moderate": _DECIDING,
    "voices.see_contact": _HEADING,
    "voices.link": _HEADING,
    "voices.merge": _DECIDING,
    "voices.take_up": _DECIDING,
    "voices.try_out": _HEADING,
    "voices.adopt": _DECIDING,
    "voices.close": _DECIDING,
    "voices.publish": _DECIDING,
    "voices.spread": _DECIDING | {"province"},
    "voices.answer_spread": _HEADING,
    "voices.plan_event": _HEADING,
    "voices.give_event_tasks": _HEADING,
    "voices.record_event": _HEADING,
    "voices.see_complaints": _HEADING | {"province"},
    "voices.answer_complaint": frozenset({"leader", "office_head"}),
}

WORDS: dict[str, str] = {
    "voices.see": "Xem sáng kiến, sự kiện",
    "voices.put_forward": "Nêu vấn đề, ý tưởng, cách làm hay",
    "voices.vote": "Bình chọn sáng kiến",
    "voices.remark": "Góp ý vào sáng kiến",
    "voices.answer": "Trả lời chính thức một sáng kiến",
    "voices.moderate": "Duyệt đăng lời người dân",
    "voices.see_contact": "Xem cách liên hệ người gửi (có ghi sổ)",
    "voices.link": "Nối ý tưởng với vấn đề nó giải",
    "voices.merge": "Gộp sáng kiến trùng",
    "voices.take_up": "Nhận làm một sáng kiến, giao cơ quan",
    "voices.try_out": "Ghi việc làm thử",
    "voices.adopt": "Quyết định áp dụng sáng kiến",
    "voices.close": "Khép lại sáng kiến, có lý do",
    "voices.publish": "Công khai sáng kiến cho người dân",
    "voices.spread": "Đề nghị nơi khác làm theo",
    "voices.answer_spread": "Trả lời đề nghị làm theo",
    "voices.plan_event": "Lên lịch sự kiện, chương trình",
    "voices.give_event_tasks": "Giao việc chuẩn bị sự kiện",
    "voices.record_event": "Ghi người dự, kết quả sự kiện",
    "voices.see_complaints": "Xem phản ánh về hồ sơ",
    "voices.answer_complaint": "Trả lời phản ánh về hồ sơ",
}
