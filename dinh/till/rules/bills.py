"""The money of one bill: what came, what went back, where it stands. Pure; no đồng is made or lost here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dinh.till.shapes import BillState, Line

from .faults import Fault

MOST_LINES = 100
MOST = 10**12
"""More than any fee; keeps sums far from where a database column ends."""


class Refusal(ValueError):
    """The bill does not allow it; `str()` is a Vietnamese sentence."""


@dataclass(frozen=True, slots=True)
class Book:
    """A bill in numbers: asked, received and given back since it was made, and whether it was cancelled."""

    amount: int
    received: int = 0
    refunded: int = 0
    cancelled: bool = False

    @property
    def kept(self) -> int:
        """What of the payer's money is here now."""
        return self.received - self.refunded

    @property
    def owed(self) -> int:
        """What the payer still has to pay."""
        return 0 if self.cancelled else max(0, self.amount - self.kept)

    @property
    def excess(self) -> int:
        """What is here and not due to us: it goes back."""
        return self.kept if self.cancelled else max(0, self.kept - self.amount)

    @property
    def state(self) -> BillState:
        if self.cancelled:
            return BillState.REFUNDED if self.received and not self.kept else BillState.CANCELLED
        if self.kept >= self.amount:
            return BillState.PAID
        return BillState.PART if self.kept else BillState.OPEN


def bill_faults(lines: Sequence[Line], payer: str) -> list[Fault]:
    """What is wrong with a bill as asked for. An amount of 0 (exempt from all fees) is right."""
    faults = []
    if not payer.strip():
        faults.append(Fault("payer", "Ghi tên người nộp."))
    if not lines:
        faults.append(Fault("lines", "Khoản phải thu cần ít nhất một dòng."))
    if len(lines) > MOST_LINES:
        faults.append(Fault("lines", f"Mỗi khoản phải thu không quá {MOST_LINES} dòng."))
    for number, line in enumerate(lines, 1):
        if not line.words.strip():
            faults.append(Fault("lines", f"Dòng {number} chưa ghi nội dung."))
        if line.quantity < 1 or line.price < 0:
            faults.append(Fault("lines", f"Dòng {number}: số lượng từ 1, đơn giá là số đồng nguyên từ 0."))
    if sum(line.amount for line in lines) > MOST:
        faults.append(Fault("lines", "Tổng số tiền quá lớn."))
    return faults


def receive(book: Book, amount: int) -> Book:
    """Money put on the bill. More than is owed is taken, and stands as excess; a cancelled bill takes none."""
    if amount <= 0:
        raise Refusal("Số tiền là số đồng nguyên lớn hơn 0.")
    if book.cancelled:
        raise Refusal("Khoản phải thu đã hủy, không nhận tiền.")
    return replace(book, received=book.received + amount)


def take_cash(book: Book, amount: int) -> Book:
    """Cash over the counter: never more than is owed, change is given at once."""
    if not book.cancelled and not book.owed:
        raise Refusal("Khoản phải thu đã nộp đủ, không thu thêm.")
    if not book.cancelled and amount > book.owed:
        raise Refusal("Số tiền thu nhiều hơn số còn phải nộp.")
    return receive(book, amount)


def cancel(book: Book) -> Book:
    """The bill is not asked for any more. Money that is here becomes excess, to be given back."""
    if book.cancelled:
        raise Refusal("Khoản phải thu đã hủy từ trước.")
    return replace(book, cancelled=True)


def refund(book: Book, amount: int) -> Book:
    """Money goes back: only what is not due to us. To give back a fee itself, the bill is cancelled first."""
    if amount <= 0:
        raise Refusal("Số tiền là số đồng nguyên lớn hơn 0.")
    if amount > book.excess:
        raise Refusal(
            "Số tiền hoàn nhiều hơn số được hoàn. Muốn hoàn phí đã thu thì hủy khoản phải thu trước."
        )
    return replace(book, refunded=book.refunded + amount)
