"""What these pages share: the thing given, and numbers as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from dinh.plans import queries
from dinh.plans.models import Allotment, Target, Task
from dinh.plans.rules.cascade import TableFault, counts_units
from dinh.plans.rules.linking import promise_words
from dinh.plans.rules.numbers import with_unit, words_of
from dinh.plans.services.linking import comparable
from dinh.plans.shapes import OPERATORS
from dinh.work.models import Assignment
from dinh.work.rules import light

from ..common import actor_of, found, today

KINDS = {"chi-tieu": "target", "nhiem-vu": "task"}
SLUGS = {kind: slug for slug, kind in KINDS.items()}


def thing_at(request: HttpRequest, kind: str, thing_id: int) -> Target | Task:
    """The target or task of the address, when this person may read it; else the 404 page."""
    if kind not in KINDS:
        raise Http404(_("Không có trang này."))
    finder = queries.target_for if KINDS[kind] == "target" else queries.task_for
    row: Target | Task = found(finder(actor_of(request), thing_id, today()), _("Không có mục này."))  # type: ignore[operator]
    return row


def slug_of(thing: Target | Task) -> str:
    return SLUGS[thing.ref.kind]


def number_words(operator: str, value: Any, value_max: Any, measure: str) -> str:
    """ "từ 60% trở lên", "không quá 5 ngày"; "Có, hoàn thành" for a promise without a number."""
    if value is None:
        return _("có, hoàn thành")
    unit = measure if len(measure) <= 14 else ""
    if operator == "range" and value_max is not None:
        return f"{words_of(value)}–{with_unit(value_max, unit)}"
    said = with_unit(value, unit)
    pattern = _(OPERATORS.get(operator, ""))
    return pattern.replace("…", said) if "…" in pattern else f"{pattern} {said}".strip()


def promise_of(row: Allotment) -> str:
    """What a unit was given, as words."""
    if row.target is None:
        return _("làm xong")
    return number_words(row.operator, row.value, row.value_max, row.measure)


def goal_of(thing: Target | Task) -> str:
    """What the plan itself promises."""
    return promise_words(comparable(thing)) if isinstance(thing, Target) else ""


def figure_words(thing: Target | Task | None, value: Any) -> str:
    """A figure as people read it, two decimals at most: "68,91%", "đã có"."""
    if value is None:
        return ""
    if thing is None or isinstance(thing, Task) or thing.operator == "yes" or counts_units(thing.measure):
        return _("Đã có") if value >= 1 else _("Chưa có")
    number = Decimal(str(value)).quantize(Decimal("0.01")).normalize()
    if thing.operator == "rank":
        return _("hạng %(n)s") % {"n": words_of(number)}
    return with_unit(number, thing.measure if len(thing.measure) <= 14 else "")


def joined(names: Sequence[str], most: int = 6) -> str:
    """ "A, B, C và 4 đơn vị khác"."""
    if len(names) <= most:
        return ", ".join(names)
    return _("%(names)s và %(n)s đơn vị khác") % {"names": ", ".join(names[:most]), "n": len(names) - most}


FAULTS = {
    "unknown": "%(where)s: “%(text)s” không phải xã, phường nào của địa bàn này.",
    "several": "%(where)s: “%(text)s” có thể là %(other)s; ghi mã hoặc cả loại đơn vị.",
    "mismatch": "%(where)s: mã là của %(other)s, nhưng tên ghi “%(text)s”.",
    "twice": "%(where)s: %(text)s đã có ở %(other)s.",
    "empty": "%(where)s: %(text)s chưa có con số.",
    "no_number": "%(where)s: “%(text)s” (%(other)s) không phải số.",
    "percent": "%(where)s: %(text)s (%(other)s) không nằm từ 0 đến 100%%.",
    "rank": "%(where)s: %(text)s (%(other)s) không phải thứ hạng.",
    "negative": "%(where)s: %(text)s (%(other)s) là số âm.",
    "base": "%(where)s: mẫu số dự kiến %(text)s (%(other)s) phải lớn hơn 0.",
    "too_many": "%(where)s: bảng dài quá %(text)s dòng.",
}


def fault_words(fault: TableFault) -> str:
    """A fault as a sentence naming its row or cell."""
    where = fault.where[:1].upper() + fault.where[1:]
    said = _(FAULTS[fault.kind]) % {
        "where": _say_where(where),
        "text": fault.text,
        "other": _say_where(fault.other),
    }
    if fault.kind == "unknown" and fault.other:
        said += " " + _("Có phải %(name)s?") % {"name": fault.other}
    return said


def _say_where(where: str) -> str:
    head, _space, rest = where.partition(" ")
    if head.lower() in {"dòng", "ô"}:
        return f"{_(head)} {rest}"
    return where


def work_words(work: Assignment | None) -> tuple[str, str] | None:
    """(kind, word) of an assignment's light, for a status word."""
    if work is None:
        return None
    seen = light(work.state, work.due_on, today(), late_days=work.late_days)
    return seen.kind, _(seen.word)


def names(rows: Iterable[Allotment]) -> list[str]:
    return [row.unit.full_name for row in rows]
