"""Whose turn it is at a counter. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Lane(StrEnum):
    USUAL = "usual"
    FIRST = "first"
    """The old, the disabled, the pregnant, those with small children, as the office's rule says."""

    @property
    def word(self) -> str:
        return {"usual": "Thường", "first": "Ưu tiên"}[self.value]

    @property
    def letter(self) -> str:
        return {"usual": "A", "first": "U"}[self.value]


class State(StrEnum):
    WAITS = "waits"
    CALLED = "called"
    SERVED = "served"
    ABSENT = "absent"

    @property
    def word(self) -> str:
        return {"waits": "Đang chờ", "called": "Đang gọi", "served": "Đã xong", "absent": "Vắng khi gọi"}[
            self.value
        ]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A number that waits."""

    number: int
    lane: Lane


def whose_turn(waiting: Sequence[Waiting], called: Sequence[Lane], first_in_a_row: int) -> Waiting | None:
    """The next to be called: those who go first, but after so many of them in a row somebody usual has their turn, so that
    nobody waits without end. `called` are the lanes called so far today, the last one last."""
    ahead = {lane: [each for each in waiting if each.lane == lane] for lane in Lane}
    run = 0
    for lane in reversed(called):
        if lane != Lane.FIRST:
            break
        run += 1
    order = (Lane.FIRST, Lane.USUAL) if run < first_in_a_row else (Lane.USUAL, Lane.FIRST)
    for lane in order:
        if ahead[lane]:
            return min(ahead[lane], key=lambda each: each.number)
    return None
