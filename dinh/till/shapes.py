"""What others may hold of the till: states, channels, a bill as asked for, what became of a bank's notice, the news."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dinh.ground.shapes import Announcement


class BillState(StrEnum):
    """Where a bill stands. `.look` is the status kind of the page."""

    OPEN = "open"
    PART = "part"
    PAID = "paid"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"

    @property
    def word(self) -> str:
        return {
            "open": "Chờ nộp",
            "part": "Nộp một phần",
            "paid": "Đã nộp đủ",
            "cancelled": "Đã hủy",
            "refunded": "Đã hoàn tiền",
        }[self.value]

    @property
    def look(self) -> str:
        return {"open": "wait", "part": "risk", "paid": "ok", "cancelled": "none", "refunded": "none"}[
            self.value
        ]


class RemittanceState(StrEnum):
    """Where a sum stands that one unit hands over to another."""

    SENT = "sent"
    THERE = "there"
    REFUSED = "refused"

    @property
    def word(self) -> str:
        return {"sent": "Đã nộp, chờ xác nhận", "there": "Đã nhận tiền", "refused": "Không nhận được"}[
            self.value
        ]

    @property
    def look(self) -> str:
        return {"sent": "wait", "there": "ok", "refused": "late"}[self.value]


class Channel(StrEnum):
    """How money came, or went back."""

    BANK = "bank"
    CASH = "cash"
    PORTAL = "portal"

    @property
    def word(self) -> str:
        return {"bank": "Chuyển khoản", "cash": "Tiền mặt", "portal": "Cổng thanh toán"}[self.value]


class Outcome(StrEnum):
    """What became of a notice of a bank. Everything up to DEBIT was stored; the rest was refused."""

    FULL = "full"
    PART = "part"
    OVER = "over"
    REPEATED = "repeated"
    ALREADY_PAID = "already-paid"
    LATE_CANCELLED = "late-cancelled"
    LATE_EXPIRED = "late-expired"
    UNKNOWN_ORDER = "unknown-order"
    SEVERAL_ORDERS = "several-orders"
    OTHER_UNIT = "other-unit"
    DEBIT = "debit"
    CONFLICT = "conflict"
    WRONG_ACCOUNT = "wrong-account"
    UNREADABLE = "unreadable"
    NO_KEY = "no-key"
    BAD_SIGNATURE = "bad-signature"
    OUT_OF_TIME = "out-of-time"

    @property
    def word(self) -> str:
        return OUTCOME_WORDS[self.value][0]

    @property
    def reason(self) -> str:
        """The sentence given to the bank and shown to the cashier."""
        return OUTCOME_WORDS[self.value][1]

    @property
    def stored(self) -> bool:
        """Whether the notice was taken in; the money of those that are not on a bill is held."""
        return self in STORED

    @property
    def held(self) -> bool:
        """Whether its money waits until a person places it or gives it back."""
        return self in HELD


OUTCOME_WORDS: dict[str, tuple[str, str]] = {
    "full": ("Đủ tiền", "Đã ghi, khoản phải thu đã nộp đủ."),
    "part": ("Thiếu tiền", "Đã ghi, số tiền ít hơn số còn phải nộp."),
    "over": ("Thừa tiền", "Đã ghi, số tiền nhiều hơn số còn phải nộp; phần thừa chờ hoàn."),
    "repeated": ("Báo lặp", "Đã ghi từ lần báo trước, không ghi thêm."),
    "already-paid": ("Đã nộp trước đó", "Đã giữ tiền: khoản phải thu đã nộp đủ từ trước."),
    "late-cancelled": ("Đến sau khi hủy", "Đã giữ tiền: khoản phải thu đã hủy."),
    "late-expired": ("Đến sau hạn", "Đã giữ tiền: chuyển sau khi khoản phải thu hết hạn."),
    "unknown-order": ("Không rõ khoản thu", "Đã giữ tiền: nội dung không có mã khoản phải thu nào."),
    "several-orders": ("Nhiều mã trong một lần", "Đã giữ tiền: nội dung có nhiều mã khoản phải thu."),
    "other-unit": ("Khoản thu của đơn vị khác", "Đã giữ tiền: mã khoản phải thu thuộc đơn vị khác."),
    "debit": ("Tiền ra", "Đã ghi, giao dịch ghi nợ không phải tiền nộp."),
    "conflict": ("Trùng số tham chiếu", "Từ chối: số tham chiếu đã báo trước với nội dung khác."),
    "wrong-account": ("Sai tài khoản", "Từ chối: tài khoản trong thông báo không phải tài khoản này."),
    "unreadable": ("Không đọc được", "Từ chối: thông báo không đúng mẫu."),
    "no-key": ("Không rõ khóa", "Từ chối: mã khóa không có hoặc đã hết hạn."),
    "bad-signature": ("Sai chữ ký", "Từ chối: chữ ký không khớp nội dung."),
    "out-of-time": ("Lệch giờ", "Từ chối: dấu giờ lệch quá mức cho phép."),
}
HELD = frozenset(
    {
        Outcome.ALREADY_PAID,
        Outcome.LATE_CANCELLED,
        Outcome.LATE_EXPIRED,
        Outcome.UNKNOWN_ORDER,
        Outcome.SEVERAL_ORDERS,
        Outcome.OTHER_UNIT,
    }
)
APPLIED = frozenset({Outcome.FULL, Outcome.PART, Outcome.OVER})
STORED = HELD | APPLIED | {Outcome.REPEATED, Outcome.DEBIT}


class Difference(StrEnum):
    """How a day's book and the bank's statement disagree about one sum."""

    MISSING_IN_BANK = "missing-in-bank"
    MISSING_HERE = "missing-here"
    AMOUNT = "amount"

    @property
    def word(self) -> str:
        return {
            "missing-in-bank": "Sổ có, sao kê không có",
            "missing-here": "Sao kê có, sổ không có",
            "amount": "Lệch số tiền",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a bill as asked for: what for, how many, how much each. Whole đồng."""

    words: str
    quantity: int
    price: int

    @property
    def amount(self) -> int:
        return self.quantity * self.price


# ---------------------------------------------------------------- news


@dataclass(frozen=True)
class BillPaid(Announcement):
    """A bill was paid in full. `about_kind` and `about_id` are of whatever asked for the money."""

    bill_id: int
    about_kind: str
    about_id: str
    amount: int
    on: str


@dataclass(frozen=True)
class BillPartPaid(Announcement):
    """Money came for a bill, not all of it yet; `amount` is what is here."""

    bill_id: int
    about_kind: str
    about_id: str
    amount: int
    on: str


@dataclass(frozen=True)
class BillCancelled(Announcement):
    """A bill is not asked for any more; `amount` of it was paid and is to be given back."""

    bill_id: int
    about_kind: str
    about_id: str
    amount: int
    on: str


@dataclass(frozen=True)
class BillRefunded(Announcement):
    """Money of a bill was given back; `amount` is this time's."""

    bill_id: int
    about_kind: str
    about_id: str
    amount: int
    on: str
