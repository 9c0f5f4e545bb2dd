"""Where the money of a dossier stands, read from its bills. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from .axes import Money


class Book(Protocol):
    """What of a bill's numbers is asked here (`till.rules.bills.Book`)."""

    @property
    def amount(self) -> int: ...
    @property
    def cancelled(self) -> bool: ...
    @property
    def kept(self) -> int: ...
    @property
    def refunded(self) -> int: ...


ENDED_WORDS = {
    "refuse": "từ chối giải quyết",
    "stop": "dừng giải quyết",
    "withdraw": "người nộp rút hồ sơ",
}


def state_of(books: Sequence[Book]) -> Money:
    """The bill that is asked for now says it; where none is, what is still to be given back, else what was."""
    alive = [book for book in books if not book.cancelled]
    if alive:
        last = alive[-1]
        if last.kept >= last.amount:
            return Money.PAID if last.amount else Money.NOTHING
        return Money.PART if last.kept else Money.OWED
    if any(book.kept for book in books):
        return Money.REFUND_DUE
    return Money.REFUNDED if any(book.refunded for book in books) else Money.NOTHING
