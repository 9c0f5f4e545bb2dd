"""Which roles may do which deed with scorecards. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from dinh.town.rules import covers

_SEE = frozenset({"leader", "office_head", "officer", "clerk", "planner", "province", "viewer", "admin"})

WHO_MAY: dict[str, frozenset[str]] = {
    "measures.see_scores": _SEE,
    "measures.self_assess": frozenset({"officer", "office_head", "planner", "leader"}),
    "measures.submit_card": frozenset({"leader", "planner"}),
    "measures.appraise_card": frozenset({"province"}),
}

WORDS: dict[str, str] = {
    "measures.see_scores": "Xem bảng chấm điểm",
    "measures.self_assess": "Tự đánh giá theo bộ chỉ số, kèm minh chứng",
    "measures.submit_card": "Gửi bảng tự đánh giá đi thẩm định",
    "measures.appraise_card": "Thẩm định bảng chấm điểm của đơn vị",
}


def may_appraise(mandates: Iterable[Any], unit_path: str, day: date) -> bool:
    """Only from above: nobody appraises the unit that the mandate itself is of."""
    roles = WHO_MAY["measures.appraise_card"]
    return any(
        m.role in roles and m.unit_path != unit_path and covers(m, unit_path, day, m.office_id)
        for m in mandates
    )
