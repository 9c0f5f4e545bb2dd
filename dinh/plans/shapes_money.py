"""The words of money: whose it is, what became of it, and the news of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dinh.ground.shapes import Announcement


class Side(StrEnum):
    """What an amount says: given by a budget decision, promised by a contract, or paid out."""

    PLANNED = "planned"
    COMMITTED = "committed"
    PAID = "paid"

    @property
    def word(self) -> str:
        return {"planned": "Vốn giao", "committed": "Đã ký hợp đồng", "paid": "Đã chi"}[self.value]


class BudgetKind(StrEnum):
    FIRST = "first"
    MORE = "more"
    LESS = "less"
    MOVE = "move"

    @property
    def word(self) -> str:
        return {
            "first": "Giao vốn lần đầu",
            "more": "Bổ sung vốn",
            "less": "Cắt giảm vốn",
            "move": "Điều chuyển giữa các dòng",
        }[self.value]


class ContractDeedKind(StrEnum):
    SIGN = "sign"
    APPENDIX = "appendix"

    @property
    def word(self) -> str:
        return {"sign": "Ký hợp đồng", "appendix": "Phụ lục hợp đồng"}[self.value]


class PaymentKind(StrEnum):
    ADVANCE = "advance"
    PROGRESS = "progress"
    FINAL = "final"
    DIRECT = "direct"
    REFUND = "refund"

    @property
    def word(self) -> str:
        return {
            "advance": "Tạm ứng",
            "progress": "Thanh toán theo khối lượng",
            "final": "Thanh toán lần cuối, quyết toán",
            "direct": "Chi không qua hợp đồng",
            "refund": "Thu hồi, hoàn trả",
        }[self.value]


OF_CONTRACT = (PaymentKind.ADVANCE.value, PaymentKind.PROGRESS.value, PaymentKind.FINAL.value)
"""Payments that only a contract can give rise to."""


class MilestoneKind(StrEnum):
    """Where a milestone stands on a day."""

    DONE = "done"
    DONE_LATE = "done-late"
    LATE = "late"
    SOON = "soon"
    OPEN = "open"

    @property
    def word(self) -> str:
        return {
            "done": "Đã đạt",
            "done-late": "Đạt, muộn hơn kế hoạch",
            "late": "Chậm",
            "soon": "Sắp đến",
            "open": "Chưa đến",
        }[self.value]

    @property
    def look(self) -> str:
        return {"done": "ok", "done-late": "ok", "late": "late", "soon": "risk", "open": "wait"}[self.value]


# ---------------------------------------------------------------- news


@dataclass(frozen=True)
class MoneyRecorded(Announcement):
    """A project's money changed: `side` is planned, committed or paid; `amount` in whole đồng, negative when taken
    back."""

    project_id: int
    plan_id: int
    side: str
    amount: int
    on: str


@dataclass(frozen=True)
class MilestoneReached(Announcement):
    project_id: int
    plan_id: int
    milestone_id: int
    on: str
