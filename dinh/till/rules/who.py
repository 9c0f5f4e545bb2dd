"""Who may do what with money: deed -> roles. The town's rule decides where and when a mandate reaches."""

from __future__ import annotations

_COUNTER = frozenset({"cashier", "officer", "office_head", "leader"})

WHO_MAY: dict[str, frozenset[str]] = {
    "till.see": _COUNTER,
    "till.bill": _COUNTER,
    "till.cancel_bill": _COUNTER,
    "till.take_cash": frozenset({"cashier"}),
    "till.place_money": frozenset({"cashier", "office_head"}),
    "till.refund": frozenset({"office_head", "leader"}),
    "till.load_statement": frozenset({"cashier", "office_head"}),
    "till.reconcile": frozenset({"cashier", "office_head"}),
    "till.close_day": frozenset({"cashier", "office_head"}),
    "till.hand_over": frozenset({"cashier", "office_head"}),
    "till.answer_hand_over": frozenset({"cashier", "office_head"}),
    "till.manage_account": frozenset({"admin", "leader"}),
}
"""Who takes money in does not give it back: a refund is another person's deed."""

WORDS: dict[str, str] = {
    "till.see": "Xem khoản phải thu, biên lai",
    "till.bill": "Lập khoản phải thu",
    "till.cancel_bill": "Hủy khoản phải thu",
    "till.take_cash": "Thu tiền mặt, lập biên lai",
    "till.place_money": "Ghi tiền chờ xử lý vào khoản phải thu",
    "till.refund": "Hoàn tiền",
    "till.load_statement": "Nạp sao kê ngân hàng",
    "till.reconcile": "Đối soát, xử lý chênh lệch",
    "till.close_day": "Khóa sổ ngày",
    "till.hand_over": "Nộp tiền thu hộ cho đơn vị khác",
    "till.answer_hand_over": "Xác nhận tiền thu hộ đơn vị khác nộp",
    "till.manage_account": "Khai báo tài khoản nhận tiền, khóa của ngân hàng",
}
