"""How the pretend bank and its customers may behave. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Behaviour(StrEnum):
    """What the customer does wrong, or the bank."""

    RIGHT = "right"
    SHORT = "short"
    OVER = "over"
    NO_CODE = "no-code"
    SLOW = "slow"
    TWICE = "twice"
    FLAKY = "flaky"
    SILENT = "silent"
    MISTOLD = "mistold"

    @property
    def word(self) -> str:
        return {
            "right": "Trả đúng, báo ngay",
            "short": "Khách chuyển thiếu 1.000 đồng",
            "over": "Khách chuyển thừa 1.000 đồng",
            "no-code": "Khách xóa nội dung chuyển khoản",
            "slow": "Ngân hàng báo chậm nửa phút",
            "twice": "Ngân hàng báo ba lần",
            "flaky": "Hai lần báo đầu sai chữ ký, sau đó đúng",
            "silent": "Ngân hàng không báo, chỉ có trong sao kê",
            "mistold": "Ngân hàng báo sai số tiền, sao kê đúng",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Telling:
    """One notice to be sent: after how long, of how much, how many first tries with a wrong signature."""

    after: float
    amount: int
    broken: int = 0


WRONG_BY = 1_000
SLOW = 30.0


def moved(behaviour: Behaviour, amount: int, content: str) -> tuple[int, str]:
    """What really moves on the account, and with which words."""
    if behaviour is Behaviour.SHORT:
        amount = max(1, amount - WRONG_BY)
    if behaviour is Behaviour.OVER:
        amount += WRONG_BY
    return amount, "chuyen tien" if behaviour is Behaviour.NO_CODE else content


def tellings(behaviour: Behaviour, amount: int) -> list[Telling]:
    """What the bank tells of `amount` moved."""
    if behaviour is Behaviour.SILENT:
        return []
    if behaviour is Behaviour.SLOW:
        return [Telling(SLOW, amount)]
    if behaviour is Behaviour.TWICE:
        return [Telling(0, amount), Telling(2, amount), Telling(4, amount)]
    if behaviour is Behaviour.FLAKY:
        return [Telling(0, amount, broken=2)]
    if behaviour is Behaviour.MISTOLD:
        return [Telling(0, amount + WRONG_BY)]
    return [Telling(0, amount)]


def pause(tries: int) -> float:
    """Seconds until a notice that was not answered is told again: 1, 2, 4… at most five minutes."""
    return float(min(300, 2 ** min(tries, 9) / 2))


ENDS = frozenset({200, 400, 409, 413, 422})
"""Answers after which telling again would change nothing."""
MOST_TRIES = 20
