"""From plan to closing: what must be there before each step, and the share done on line. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from ..shapes import InspectionKind, RecommendationState, Result


class Fault(NamedTuple):
    """What is wrong, at which field."""

    field: str
    sentence: str


CLOSABLE = frozenset({RecommendationState.DONE.value, RecommendationState.DROPPED.value})
"""States of a recommendation that need no more following."""
_LONGEST_DAYS = 120


def inspection_faults(
    *, title: str, parties: int, first: date, last: date, kind: str, today: date
) -> list[Fault]:
    """What is wrong with an inspection as planned, or as recorded afterwards (then its days are over)."""
    faults = [] if title.strip() else [Fault("title", "Ghi tên cuộc kiểm tra.")]
    if not parties:
        faults.append(Fault("parties", "Chọn ít nhất một đơn vị hoặc cơ quan được kiểm tra."))
    if last < first:
        faults.append(Fault("last", "Ngày kết thúc không trước ngày bắt đầu."))
    elif (last - first).days > _LONGEST_DAYS:
        faults.append(
            Fault("last", f"Một cuộc kiểm tra dài nhất {_LONGEST_DAYS} ngày; chia thành nhiều cuộc.")
        )
    if kind == InspectionKind.ON_PAPER and last > today:
        faults.append(Fault("last", "Cuộc kiểm tra bằng giấy ghi lại sau khi đã làm xong."))
    return faults


def missing_checks(results: Iterable[str]) -> int:
    """How many items of the check-list have no result yet."""
    return sum(1 for result in results if not result)


def progress_of(results: Sequence[str]) -> tuple[int, int, int, int]:
    """(meets, fails, not applicable, not checked)."""
    return (
        sum(1 for each in results if each == Result.MEETS),
        sum(1 for each in results if each == Result.FAILS),
        sum(1 for each in results if each == Result.NOT_APPLICABLE),
        missing_checks(results),
    )


def conclusion_faults(
    *, text: str, unchecked: int, unexplained: int, explain_by: date | None, today: date, undated: int
) -> list[Fault]:
    """What stands against concluding: an empty conclusion, items not checked, explanations still owed whose day is not
    over, and recommendations without a day."""
    faults = [] if text.strip() else [Fault("conclusion", "Viết kết luận kiểm tra.")]
    if unchecked:
        faults.append(Fault("conclusion", f"Còn {unchecked} mục của phiếu chưa ghi kết quả."))
    if unexplained and explain_by is not None and today <= explain_by:
        faults.append(
            Fault(
                "conclusion",
                f"Còn {unexplained} phát hiện chờ giải trình đến hết ngày {explain_by:%d/%m/%Y}; chờ hết ngày ấy hoặc có đủ giải trình.",
            )
        )
    if undated:
        faults.append(Fault("conclusion", f"Còn {undated} kiến nghị chưa có hạn thực hiện."))
    return faults


def closing_faults(states: Iterable[str]) -> list[Fault]:
    """What stands against closing: recommendations neither carried out nor given up."""
    left = sum(1 for state in states if state not in CLOSABLE)
    return [Fault("close", f"Còn {left} kiến nghị chưa thực hiện xong.")] if left else []


def share_by(rows: Iterable[tuple[int, str, str]]) -> dict[tuple[int, str], tuple[int, int]]:
    """(unit, period) -> (on line, all) from (unit, period, kind) of every inspection carried out."""
    found: dict[tuple[int, str], tuple[int, int]] = {}
    for unit, period, kind in rows:
        on_line, total = found.get((unit, period), (0, 0))
        found[unit, period] = (on_line + (kind == InspectionKind.ON_LINE), total + 1)
    return found
