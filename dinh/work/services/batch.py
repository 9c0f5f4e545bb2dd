"""One deed on a selection: each is done or refused by itself, and every row says what became of it.

Other topics add deeds of their own (`offer_batch`): pressing, for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dinh.town.services import NotAllowed
from dinh.town.shapes import Actor
from dinh.work.models import Assignment

from . import checking, doing, handing
from .common import WorkRefused, WrongInput

MOST = 500
"""Rows of one selection."""


@dataclass(frozen=True, slots=True)
class BatchRow:
    """What became of one row."""

    assignment_id: int
    title: str
    ok: bool
    words: str


Run = Callable[[Sequence[Assignment], Mapping[str, Any], Actor | None, datetime], list[BatchRow]]


@dataclass(frozen=True, slots=True)
class BatchDeed:
    """A deed that the selection bar offers. `form` is a Django form class (or None): its cleaned data are `values`."""

    key: str
    words: Any
    run: Run
    form: Any = None
    roles: frozenset[str] = frozenset()
    """Who sees the button; who may is decided row by row."""
    icon: str = ""


_deeds: dict[str, BatchDeed] = {}


def offer_batch(deed: BatchDeed) -> None:
    """Add a deed to the selection bar."""
    _deeds[deed.key] = deed


def batch_deeds() -> list[BatchDeed]:
    """Every deed of the selection bar, in the order offered."""
    return list(_deeds.values())


def batch(
    *, deed: str, ids: Sequence[int], values: Mapping[str, Any], by: Actor | None, at: datetime
) -> list[BatchRow]:
    """Do one deed on each of the selected; those refused leave the others as they are. In the order given."""
    if deed not in _deeds:
        raise WrongInput("deed", _("Không có việc làm hàng loạt này."))
    chosen = list(dict.fromkeys(ids))
    if not chosen:
        raise WrongInput("ids", _("Chọn ít nhất một việc."))
    if len(chosen) > MOST:
        raise WrongInput(
            "ids", _("Mỗi lượt chọn nhiều nhất %(n)s việc; đang chọn %(m)s.") % {"n": MOST, "m": len(chosen)}
        )
    rows = Assignment.objects.select_related("unit", "asker_unit", "office").in_bulk(chosen)
    return _deeds[deed].run([rows[pk] for pk in chosen if pk in rows], values, by, at)


def each(act: Callable[[Assignment, Mapping[str, Any], Actor | None, datetime], str]) -> Run:
    """A batch deed that does `act` row by row, each in a transaction of its own; `act` gives the sentence of what was
    done."""

    def run(
        rows: Sequence[Assignment], values: Mapping[str, Any], by: Actor | None, at: datetime
    ) -> list[BatchRow]:
        told = []
        for row in rows:
            try:
                with transaction.atomic():
                    words = act(row, values, by, at)
            except (WorkRefused, NotAllowed) as refused:
                told.append(BatchRow(row.pk, row.title, False, str(refused)))
            else:
                told.append(BatchRow(row.pk, row.title, True, words))
        return told

    return run


def _give(row: Assignment, values: Mapping[str, Any], by: Actor | None, at: datetime) -> str:
    work = doing.give_to_person(assignment_id=row.pk, person_id=int(values["person"]), by=by, at=at)
    return _("Đã phân công %(name)s.") % {"name": work.person}


def _hand(row: Assignment, values: Mapping[str, Any], by: Actor | None, at: datetime) -> str:
    offer = handing.hand_over(
        assignment_id=row.pk, to_office_id=int(values["office"]), reason=values["reason"], by=by, at=at
    )
    return _("Đã chuyển, chờ %(office)s nhận.") % {"office": offer.to_office}


def _extend(row: Assignment, values: Mapping[str, Any], by: Actor | None, at: datetime) -> str:
    old = row.due_on
    checking.move_due(assignment_id=row.pk, due_on=values["due_on"], reason=values["reason"], by=by, at=at)
    return _("Đã dời hạn từ %(old)s đến %(new)s.") % {
        "old": f"{old:%d/%m/%Y}" if old else _("chưa có"),
        "new": f"{values['due_on']:%d/%m/%Y}",
    }


def _accept(row: Assignment, values: Mapping[str, Any], by: Actor | None, at: datetime) -> str:
    checking.accept(assignment_id=row.pk, by=by, at=at, remark=values.get("remark", ""))
    return _("Đã duyệt, hoàn thành.")


def _drop(row: Assignment, values: Mapping[str, Any], by: Actor | None, at: datetime) -> str:
    checking.drop(assignment_id=row.pk, reason=values["reason"], by=by, at=at)
    return _("Đã thôi giao.")


OWN_BATCH: tuple[tuple[str, Any, Any, str, str], ...] = (
    ("phan-cong", gettext_lazy("Phân công"), _give, "work.give_to_person", "person"),
    ("chuyen", gettext_lazy("Chuyển cơ quan"), _hand, "work.hand_over", "out"),
    ("doi-han", gettext_lazy("Dời hạn"), _extend, "work.redate", "calendar"),
    ("duyet", gettext_lazy("Duyệt"), _accept, "work.accept", "check"),
    ("thoi", gettext_lazy("Thôi giao"), _drop, "work.drop", "x"),
)
