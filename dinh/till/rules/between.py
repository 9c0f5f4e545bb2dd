"""Cash that one unit takes for another: who may take it, what is owed between them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Debt:
    """What one unit took for another, what it handed over, and what the other says is there."""

    taken: int
    there: int = 0
    sent: int = 0
    """Handed over, and the other has not answered yet."""

    @property
    def owed(self) -> int:
        """What the taker still owes: money under way is owed until it is there."""
        return self.taken - self.there

    @property
    def to_send(self) -> int:
        """What may be handed over now."""
        return self.taken - self.there - self.sent


def remittance_fault(debt: Debt, amount: int) -> str:
    """Why a sum cannot be handed over; empty when it can."""
    if amount <= 0:
        return "Số tiền là số đồng nguyên lớn hơn 0."
    if amount > debt.to_send:
        return "Số tiền nộp nhiều hơn số thu hộ còn phải nộp."
    return ""
