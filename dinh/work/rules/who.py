"""Which roles may do which deed, and on whose side of an assignment they stand. Pure."""

from __future__ import annotations

_DECIDE = frozenset({"leader", "planner", "office_head"})
_ASK = frozenset({"leader", "planner", "office_head", "province"})
_DO = frozenset({"leader", "planner", "office_head", "officer", "clerk"})

WHO_MAY: dict[str, frozenset[str]] = {
    "work.ask": _ASK,
    "work.add_sub": _DECIDE | {"officer"},
    "work.start": _DO,
    "work.note_progress": _DO,
    "work.add_evidence": _DO,
    "work.submit": _DO,
    "work.take_back": _DO,
    "work.accept": _ASK,
    "work.send_back": _ASK,
    "work.pause": _ASK,
    "work.resume": _ASK,
    "work.drop": _ASK,
    "work.redate": _ASK,
    "work.give_to_person": _DECIDE,
    "work.hand_over": _DECIDE,
    "work.answer_hand_over": _DECIDE,
    "work.ask_extension": _DO,
    "work.answer_extension": _ASK,
    "work.end_series": _ASK,
    "work.pass_on": frozenset({"admin", "leader"}),
}

WORDS: dict[str, str] = {
    "work.ask": "Giao việc",
    "work.add_sub": "Chia việc con",
    "work.start": "Bắt đầu việc",
    "work.note_progress": "Ghi tiến độ việc",
    "work.add_evidence": "Nộp minh chứng",
    "work.submit": "Trình sản phẩm",
    "work.take_back": "Rút lại sản phẩm đã trình",
    "work.accept": "Duyệt sản phẩm",
    "work.send_back": "Trả lại sản phẩm",
    "work.pause": "Tạm dừng việc",
    "work.resume": "Cho làm tiếp",
    "work.drop": "Thôi giao việc",
    "work.redate": "Dời hạn",
    "work.give_to_person": "Phân công người làm",
    "work.hand_over": "Chuyển việc",
    "work.answer_hand_over": "Nhận hoặc từ chối việc chuyển đến",
    "work.ask_extension": "Xin gia hạn",
    "work.answer_extension": "Trả lời xin gia hạn",
    "work.end_series": "Dừng việc định kỳ",
    "work.pass_on": "Chuyển việc cho đơn vị kế thừa",
}

ASKER_SIDE = frozenset(
    {
        "work.accept",
        "work.send_back",
        "work.pause",
        "work.resume",
        "work.drop",
        "work.redate",
        "work.answer_extension",
        "work.end_series",
    }
)
"""Deeds of whoever asked: their mandate is looked for at the asker's place, not at the doer's."""

COOP_TOO = frozenset({"work.note_progress", "work.add_evidence"})
"""Deeds that cooperating offices may do as well."""

OWN_WORK = frozenset(
    {
        "work.add_sub",
        "work.start",
        "work.note_progress",
        "work.add_evidence",
        "work.submit",
        "work.take_back",
        "work.hand_over",
        "work.ask_extension",
    }
)
"""Deeds that the person named on an assignment may do whatever their role."""
