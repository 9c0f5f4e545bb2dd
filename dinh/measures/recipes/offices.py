"""Measures of how offices work: what they were asked to do, what they filed, what they reported, what they inspected, what the
plans' tasks became, and what people said and paid. Each counts what the house's own records hold: what never came into the system
is in no denominator, and the page of each measure says so."""

from __future__ import annotations

from typing import Any

import ibis
from django.utils.translation import gettext_lazy as _
from ibis import ifelse
from ibis.expr.types import Table, Value

from . import P, Recipe, Standing, Within, register

LOCAL_HOURS = 7


def yes(column: Value) -> Value:
    """A yes that nobody told is a no."""
    return column.fill_null(False)


def day_of(moment: Any) -> Any:
    """The local day of a moment."""
    return (moment + ibis.interval(hours=LOCAL_HOURS)).date()


def ratio(code: str, words: Any, anchor: Any, bottom: Any, top: Any, **more: Any) -> Recipe:
    """A share of the rows of the fact that the code begins with."""
    return Recipe(
        code=code, words=words, unit="%", kind="ratio", fact=code.split(".")[0], version=1,
        anchor=anchor, bottom=bottom, top=top, **more,
    )  # fmt: skip


def count(code: str, words: Any, unit: Any, anchor: Any, bottom: Any, **more: Any) -> Recipe:
    """A number of rows of the fact that the code begins with."""
    return Recipe(
        code=code, words=words, unit=unit, kind="count", fact=code.split(".")[0], version=1,
        anchor=anchor, bottom=bottom, **more,
    )  # fmt: skip


# ---------------------------------------------------------------- work


def owed_work(f: Table, p: P) -> Value:
    """Asked for and not taken back."""
    return ~yes(f.dropped)


def done_work(f: Table, p: P) -> Value:
    """Done, and not taken back."""
    return yes(f.done) & ~yes(f.dropped)


register(
    ratio(
        "works.online",
        _("Tỷ lệ việc xong có sản phẩm trình trên hệ thống"),
        Within("closed_on"),
        done_work,
        lambda f, p: f.submitted_on.notnull(),
    ),
    ratio(
        "works.on_time",
        _("Tỷ lệ việc đến hạn làm xong đúng hạn"),
        Within("due_on"),
        owed_work,
        lambda f, p: yes(f.done) & ~yes(f.late) | (~yes(f.done) & (f.due_on >= day_of(p.until))),
    ),
    count(
        "works.overdue",
        _("Việc quá hạn chưa xong cuối kỳ"),
        _("việc"),
        Standing("asked_on", "closed_on"),
        lambda f, p: owed_work(f, p) & (f.due_on < day_of(p.until)) & (f.closed_on.isnull() | (f.closed_on >= day_of(p.until))),
        best="low",
    ),
)  # fmt: skip


# ---------------------------------------------------------------- papers


register(
    ratio(
        "documents.signed",
        _("Tỷ lệ văn bản đi được ký số"),
        Within("received_on"),
        lambda f, p: f.direction == "out",
        lambda f, p: yes(f.signed),
        needs=("signed",),
    ),
    ratio(
        "documents.digital",
        _("Tỷ lệ văn bản lưu dưới dạng điện tử"),
        Within("received_on"),
        lambda f, p: f.kind.notnull(),
        lambda f, p: yes(f.digital),
    ),
    count(
        "documents.filed", _("Văn bản đã lưu"), _("văn bản"), Within("received_on"), lambda f, p: f.kind.notnull(), best="none"
    ),
)  # fmt: skip


# ---------------------------------------------------------------- reports, inspections, tasks of plans


def owed_report(f: Table, p: P) -> Value:
    """To be sent by a day of the period, and not waived."""
    return ~yes(f.waived)


def running_task(f: Table, p: P) -> Value:
    """Every task of a plan that was in force."""
    return f.unit.notnull()


register(
    ratio(
        "reports.online",
        _("Tỷ lệ báo cáo định kỳ gửi qua hệ thống"),
        Within("due_on"),
        owed_report,
        lambda f, p: yes(f.sent) & yes(f.online),
    ),
    ratio(
        "reports.on_time",
        _("Tỷ lệ báo cáo định kỳ gửi đúng hạn"),
        Within("due_on"),
        owed_report,
        lambda f, p: yes(f.sent) & yes(f.in_time) | (~yes(f.sent) & (f.due_on >= day_of(p.until))),
    ),
    ratio(
        "inspections.online",
        _("Tỷ lệ cuộc kiểm tra trên môi trường số"),
        Within("concluded_on"),
        lambda f, p: yes(f.concluded) & ~yes(f.dropped),
        lambda f, p: yes(f.online),
    ),
    ratio(
        "tasks.followed",
        _("Tỷ lệ nhiệm vụ của kế hoạch theo dõi trên hệ thống"),
        Standing("since", "ends_on"),
        running_task,
        lambda f, p: yes(f.followed),
    ),
    ratio(
        "tasks.done",
        _("Tỷ lệ nhiệm vụ của kế hoạch đã xong"),
        Standing("since", "ends_on"),
        running_task,
        lambda f, p: yes(f.done),
    ),
)


# ---------------------------------------------------------------- what people say and pay


def complaint(f: Table, p: P) -> Value:
    """Somebody complained."""
    return f.kind == "complaint"


def in_time(f: Table, p: P) -> Value:
    """Answered in time, or not yet due when the period ended (or now)."""
    return ifelse(yes(f.answered), yes(f.in_time), (f.due_on >= day_of(p.until)).fill_null(False))


register(
    count(
        "feedback.received",
        _("Phản ánh, kiến nghị nhận được"),
        _("phản ánh"),
        Within("received_on"),
        complaint,
        best="none",
    ),
    ratio(
        "feedback.on_time",
        _("Tỷ lệ phản ánh, kiến nghị trả lời đúng hạn"),
        Within("received_on"),
        complaint,
        in_time,
    ),
    ratio(
        "feedback.contested",
        _("Tỷ lệ phản ánh lại lần sau"),
        Within("received_on"),
        complaint,
        lambda f, p: yes(f.contested),
        best="low",
    ),
    ratio(
        "feedback.satisfied",
        _("Tỷ lệ hài lòng với câu trả lời phản ánh"),
        Within("received_on"),
        lambda f, p: complaint(f, p) & f.content.notnull(),
        lambda f, p: yes(f.content),
    ),
    ratio(
        "payments.cashless",
        _("Tỷ lệ khoản phí, lệ phí trả không dùng tiền mặt"),
        Within("counted_on"),
        lambda f, p: ~yes(f.held),
        lambda f, p: yes(f.online),
    ),
    Recipe(
        code="payments.amount",
        words=_("Tiền phí, lệ phí đã thu"),
        unit=_("đồng"),
        kind="sum",
        fact="payments",
        version=1,
        anchor=Within("counted_on"),
        bottom=lambda f, p: ~yes(f.held),
        top=lambda f, p: f.amount - f.refunded.fill_null(0.0),
        best="none",
    ),
)  # fmt: skip
