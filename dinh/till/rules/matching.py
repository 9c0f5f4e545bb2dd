"""What a bank's notice means for us. Each way in which it may not fit has an answer of its own. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dinh.till.shapes import Outcome

from .bills import MOST, Book

MOST_REF, MOST_CONTENT = 64, 500


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as read: the bank's reference, on whose account, how much (credit above zero, debit below), in which
    words, when the money moved."""

    ref: str
    account: str
    amount: int
    content: str
    at: datetime


class Unreadable(ValueError):
    """The notice is not of the form; `str()` names the field."""


@dataclass(frozen=True, slots=True)
class Before:
    """A notice taken in earlier under the same reference."""

    account: str
    amount: int


@dataclass(frozen=True, slots=True)
class Asked:
    """The bill a code led to."""

    code: str
    unit_id: int
    book: Book
    due: datetime | None


def read(said: Any) -> Notice:
    """The notice in a parsed JSON body: {ref, account, amount, content, at}. Raises Unreadable naming the field."""
    if not isinstance(said, Mapping):
        raise Unreadable("thân thông báo")
    ref, account, amount = said.get("ref"), said.get("account"), said.get("amount")
    content, at = said.get("content", ""), said.get("at")
    if not isinstance(ref, str) or not ref.strip() or len(ref) > MOST_REF or not ref.isprintable():
        raise Unreadable("ref")
    if not isinstance(account, str) or not account.strip() or len(account) > 32:
        raise Unreadable("account")
    if isinstance(amount, bool) or not isinstance(amount, int) or amount == 0 or abs(amount) > MOST:
        raise Unreadable("amount")
    if not isinstance(content, str) or "\x00" in content:
        raise Unreadable("content")
    try:
        moment = datetime.fromisoformat(at) if isinstance(at, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not 2000 <= moment.year <= 2200:
        raise Unreadable("at")
    return Notice(ref.strip(), account.strip(), amount, content[:MOST_CONTENT], moment)


def outcome(
    notice: Notice, *, account: str, unit_id: int, before: Before | None = None, bills: Sequence[Asked] = ()
) -> Outcome:
    """What becomes of a notice on our account `account` of unit `unit_id`. `bills` are those whose codes its words hold."""
    if notice.account != account:
        return Outcome.WRONG_ACCOUNT
    if before is not None:
        same = (before.account, before.amount) == (notice.account, notice.amount)
        return Outcome.REPEATED if same else Outcome.CONFLICT
    if notice.amount < 0:
        return Outcome.DEBIT
    if not bills:
        return Outcome.UNKNOWN_ORDER
    return Outcome.SEVERAL_ORDERS if len(bills) > 1 else _for_bill(notice, unit_id, bills[0])


def _for_bill(notice: Notice, unit_id: int, bill: Asked) -> Outcome:
    if bill.unit_id != unit_id:
        return Outcome.OTHER_UNIT
    if bill.book.cancelled:
        return Outcome.LATE_CANCELLED
    if not bill.book.owed:
        return Outcome.ALREADY_PAID
    if bill.due is not None and notice.at > bill.due:
        # When the money moved decides, not when we were told: a slow notice harms nobody who paid in time.
        return Outcome.LATE_EXPIRED
    if notice.amount == bill.book.owed:
        return Outcome.FULL
    return Outcome.PART if notice.amount < bill.book.owed else Outcome.OVER
