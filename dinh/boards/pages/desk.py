"""`/`: what I owe today, this week and late; what waits for my answer; what I asked of others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dinh.boards import queries
from dinh.boards.queries.desk import LoadDay
from dinh.look.shapes import Owed
from dinh.look.tags.marks import days_left
from dinh.town.pages import signed_in
from dinh.work.models import Assignment
from dinh.work.queries import Slice

from .common import actor_of, address, now

WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
BLOCK, GAP, TALL = 6, 2, 5
SHOWN = 6
"""Lines of one list on the desk; the rest is one door away."""


@dataclass(frozen=True, slots=True)
class Column:
    """One day of the load chart: blocks from the bottom up as (kind, y), in the units of the picture."""

    x: float
    middle: float
    label: str
    today: bool
    gap_before: bool
    blocks: tuple[tuple[str, int], ...]
    more: int


def columns_of(load: Iterable[LoadDay]) -> list[Column]:
    """The next working days as columns of blocks, one a thing owed; beyond five the number is written."""
    made: list[Column] = []
    for n, day in enumerate(load):
        kinds = ["path"] * day.reports + ["brand"] * day.work + ["late"] * day.late
        shown = kinds[-TALL:] if len(kinds) > TALL else kinds
        x = 3.0 + 33 * n
        blocks = tuple((kind, 32 - (BLOCK + GAP) * place) for place, kind in enumerate(shown))
        made.append(
            Column(
                x,
                x + 12.5,
                WEEKDAYS[day.day.weekday()],
                n == 0,
                n > 0 and day.day.weekday() < made_weekday(made),
                blocks,
                len(kinds) if len(kinds) > TALL else 0,
            )
        )
    return made


def made_weekday(made: list[Column]) -> int:
    return WEEKDAYS.index(made[-1].label)


def load_words(load: Iterable[LoadDay]) -> str:
    """The chart for those who cannot see it."""
    return ", ".join(f"{day.day:%d/%m} {day.work + day.reports + day.late}" for day in load)


def owed_of(rows: Iterable[Assignment], *, mine: bool = True) -> list[Owed]:
    """Assignments as lines of the ledger, each with the deed that settles it."""
    made = []
    for row in rows:
        url = address("work.assignment", row.pk) or "#"
        extend = address("work.deed", row.pk, "xin-gia-han")
        src: list[str] = []
        if row.due_on is None:
            src.append(row.due_words or _("chưa có hạn"))
        if row.asked_by_kind == "report":
            src.append(_("Báo cáo"))
        asker = row.asker_office or (row.asker_unit if row.asker_unit_id != row.unit_id else None)
        if mine and asker:
            name = asker.full_name if hasattr(asker, "full_name") else asker.name
            src.append(_("Giao bởi %s") % name)
        if not mine:
            who = row.person.name if row.person else (row.office.name if row.office else row.unit.full_name)
            src.append(who)
        if row.product:
            src.append(_("Sản phẩm: %s") % row.product)
        if row.percent:
            src.append(_("đã làm %s%%") % row.percent)
        made.append(
            Owed(
                title=row.title,
                url=url,
                left=days_left(row.due_on) if row.due_on else None,
                day=row.due_on,
                src=src,
                deed=_("Nhắc")
                if not mine
                else (_("Sửa, trình lại") if row.state == "returned" else _("Cập nhật")),
                deed_url=url,
                more=((_("Xin gia hạn"), extend),) if mine and extend else (),
                parts=(("late", _("Bị trả lại"), row.remark),)
                if row.state == "returned" and row.remark
                else (),
            )
        )
    return made


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that waits for my answer."""

    kind: str
    words: str
    title: str
    note: str
    url: str
    deed: str


def asks_of(today: queries.Today) -> list[Ask]:
    """What waits for my answer or approval, in the order of how long others wait for it."""
    desk = today.desk
    found = [
        Ask(
            "late" if days_left(owed.answer_by, desk.today) < 0 else "risk",
            _("Đôn đốc"),
            owed.press.words,
            _("trả lời trước %(day)s, %(who)s đôn đốc")
            % {"day": f"{owed.answer_by:%d/%m/%Y}", "who": owed.press.by_name},
            address("work.answer_press", owed.pk),
            _("Trả lời"),
        )
        for owed in today.presses
    ]
    found += [
        Ask(
            "wait",
            _("Nhận việc"),
            hand.assignment.title,
            _("%s chuyển đến") % (hand.from_office or hand.from_person or hand.by_name),
            address("work.assignment", hand.assignment_id),
            _("Nhận hoặc từ chối"),
        )
        for hand in desk.to_take.rows
    ]
    found += [
        Ask(
            "wait",
            _("Duyệt"),
            row.title,
            _("%s trình") % (row.office or row.unit.full_name),
            address("work.assignment", row.pk),
            _("Duyệt sản phẩm"),
        )
        for row in desk.to_check.rows
    ]
    found += [
        Ask(
            "wait",
            _("Gia hạn"),
            more.assignment.title,
            _("xin đến %(day)s: %(why)s") % {"day": f"{more.wanted:%d/%m/%Y}", "why": more.reason},
            address("work.assignment", more.assignment_id),
            _("Trả lời"),
        )
        for more in desk.to_extend.rows
    ]
    found += [
        Ask(
            "wait",
            _("Báo cáo"),
            row.title,
            _("%s gửi") % (row.office or row.unit.full_name),
            address("reporting.report", row.pk),
            _("Xem và nhận"),
        )
        for row in today.received
    ]
    found += [
        Ask(
            "wait",
            _("Số liệu"),
            value.of_target.text,
            _("kỳ %(period)s, %(who)s trình") % {"period": value.period_key, "who": value.entered_by_name},
            reverse("plans.values_waiting"),
            _("Duyệt số"),
        )
        for value in today.values
    ]
    return found


def _size(*slices: Slice) -> tuple[int, bool]:
    return sum(len(each) for each in slices), any(each.more for each in slices)


@signed_in
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The desk of this moment."""
    actor, at = actor_of(request), now()
    today = queries.today_of(actor, at)
    board = today.desk
    asks = asks_of(today)
    return render(
        request,
        "boards/desk.html",
        {
            "today": today,
            "desk": board,
            "late": owed_of(board.late.rows[:SHOWN]),
            "due_today": owed_of(board.due_today.rows[: 2 * SHOWN]),
            "week": owed_of(board.week.rows[: 2 * SHOWN]),
            "later": owed_of(board.later.rows[:5]),
            "undated": owed_of(board.undated.rows[:3]),
            "asked_late": owed_of(board.asked_late.rows[:SHOWN], mine=False),
            "shown": SHOWN,
            "asks": asks,
            "asks_more": today.values_count > len(today.values) or board.to_check.more,
            "waiting_others": _size(board.submitted, board.given_away),
            "columns": columns_of(today.load),
            "load_words": load_words(today.load),
            "longest": max(
                (-line.left for line in owed_of(board.late.rows[:1]) if line.left is not None), default=0
            ),
            "work_url": address("work.list"),
            "empty": not (board.late.rows or board.due_today.rows or board.week.rows),
        },
    )
