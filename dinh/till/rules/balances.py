"""The running balance of a statement: each one is the one before it and the movement between them. Pure.

Banks list the oldest movement first or the newest first. The days and hours of the rows say which; where they do not (one
day, no hours), either order in which it adds up is taken. A balance may stand in some rows alone: it is then held against
the sum of what moved since the last one. The amount of the oldest row can be wrong unseen where the file does not say the
balance before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise

from dinh.ground.figures import number

from .faults import Fault

MOST = 10**15
"""More than any account of a public body holds."""
MOST_TOLD = 50
EDGES: dict[str, tuple[str, ...]] = {
    "opening": ("so du dau", "so du ban dau", "opening balance", "beginning balance"),
    "closing": ("so du cuoi", "closing balance", "ending balance"),
}
"""How a row outside the movements names the balance before and after all of them, without marks."""


@dataclass(frozen=True, slots=True)
class Move:
    """One row: when, what moved, and the balance after it where the row says one."""

    row: int
    day: date
    at: time | None
    amount: int
    balance: int | None


def faults(moves: Sequence[Move], *, opening: int | None, closing: int | None) -> list[Fault]:
    """The rows whose balance does not follow, in the order of the file; empty: it adds up, or no row says a balance."""
    if not any(move.balance is not None for move in moves):
        return []
    found = [
        _walk(moves if oldest_first else moves[::-1], opening, closing) for oldest_first in _orders(moves)
    ]
    least = min(found, key=len)
    return sorted(least, key=lambda fault: (fault.field == "file", _row(fault)))[:MOST_TOLD]


def _row(fault: Fault) -> int:
    return int(fault.field.removeprefix("row ")) if fault.field != "file" else 0


def _orders(moves: Sequence[Move]) -> tuple[bool, ...]:
    """Which orders the file may be in: oldest first (True), newest first (False), or both when its days do not say."""
    hours = all(move.at is not None for move in moves)
    moments = [(move.day, move.at if hours and move.at else time.min) for move in moves]
    rising = all(a <= b for a, b in pairwise(moments))
    falling = all(a >= b for a, b in pairwise(moments))
    return (True, False) if rising == falling else (rising,)


def _walk(moves: Sequence[Move], opening: int | None, closing: int | None) -> list[Fault]:
    """Along the movements from the oldest on. After a row that is wrong it goes on from what that row says."""
    found: list[Fault] = []
    known, since = opening, 0
    for move in moves:
        since += move.amount
        if move.balance is None:
            continue
        if known is not None and known + since != move.balance:
            found.append(_wrong(move, known, since))
        known, since = move.balance, 0
    if closing is not None and known is not None and known + since != closing:
        found.append(
            Fault(
                "file",
                f"Số dư cuối kỳ ghi {number(closing)}, cộng các giao dịch ra {number(known + since)} đồng.",
            )
        )
    return found


def _wrong(move: Move, known: int, since: int) -> Fault:
    moved = f"cộng {number(since)}" if since >= 0 else f"trừ {number(-since)}"
    return Fault(
        f"row {move.row}",
        f"Hàng {move.row}: số dư {number(move.balance or 0)} không khớp: số dư trước {number(known)} {moved} "
        f"là {number(known + since)} đồng.",
    )
