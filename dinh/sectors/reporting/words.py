"""Words that rules and shapes give in Vietnamese, in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from .models import Term
from .shapes import DueKind, Rhythm, Standing

WORDS = (
    gettext_noop("Hằng tuần"), gettext_noop("Hằng tháng"), gettext_noop("Hằng quý"), gettext_noop("6 tháng"), gettext_noop("9 tháng"), gettext_noop("Hằng năm"),
    gettext_noop("Đột xuất, chuyên đề"), gettext_noop("lùi sang ngày làm việc kế tiếp"), gettext_noop("gửi vào ngày làm việc liền trước"),
    gettext_noop("giữ nguyên ngày"), gettext_noop("Chưa gửi"), gettext_noop("Đã gửi, chờ nhận"), gettext_noop("Trả lại"), gettext_noop("Đã nhận"),
    gettext_noop("Không phải gửi"), gettext_noop("Hạn hôm nay"), gettext_noop("Sắp đến hạn"), gettext_noop("Chưa chốt kỳ"),
    gettext_noop("Còn hạn"), gettext_noop("Đã gửi"), gettext_noop("Gửi báo cáo"), gettext_noop("Nhận báo cáo"), gettext_noop("Cho thôi gửi"),
    gettext_noop("Đổi hạn gửi"), gettext_noop("Xem báo cáo"), gettext_noop("Lập, sửa chế độ báo cáo"),
    gettext_noop("Giao chế độ báo cáo cho đơn vị, cơ quan"), gettext_noop("Yêu cầu báo cáo đột xuất"),
    gettext_noop("Viết báo cáo, đính kèm tệp"), gettext_noop("Trả lại báo cáo kèm ý kiến"), gettext_noop("Đổi hạn gửi báo cáo"),
    gettext_noop("Cho thôi gửi một báo cáo"), gettext_noop("Trễ, chưa gửi"), gettext_noop("Trả lại, sắp hạn"), gettext_noop("Chờ nhận"),
    gettext_noop("Còn hạn, chưa chốt"), gettext_noop("ngày cuối tuần"), gettext_noop("ngày cuối kỳ"),
)  # fmt: skip
"""Words kept in enums and rules, which know no framework."""
_WEEKDAYS = (
    gettext_noop("thứ Hai"), gettext_noop("thứ Ba"), gettext_noop("thứ Tư"), gettext_noop("thứ Năm"), gettext_noop("thứ Sáu"), gettext_noop("thứ Bảy"),
    gettext_noop("Chủ nhật"),
)  # fmt: skip


def of_standing(how: Standing) -> str:
    """The word of a standing."""
    n = {"n": how.late_days}
    match how.key:
        case "late":
            return _("Trễ %(n)s ngày") % n
        case "returned-late":
            return _("Trả lại, trễ %(n)s ngày") % n
        case "sent-late":
            return _("Gửi trễ %(n)s ngày") % n
        case "accepted-late":
            return _("Nhận, trễ %(n)s ngày") % n
    return _(how.word)


def of_due(term: Term) -> str:
    """The sending rule of a term."""
    due, rhythm = term.due, term.regime.rhythm
    n = {"n": f"{due.number:02d}"}
    if due.kind == DueKind.AFTER:
        return _("%(n)s ngày làm việc sau ngày chốt số liệu") % {"n": due.number}
    if due.kind == DueKind.WEEKDAY:
        day = {"day": _(_WEEKDAYS[due.number - 1])}
        return _("%(day)s tuần sau") % day if due.months else _("%(day)s hằng tuần") % day
    if rhythm == Rhythm.MONTHLY:
        return _("ngày %(n)s tháng sau") % n if due.months else _("ngày %(n)s hằng tháng") % n
    if due.months == 0:
        return {
            Rhythm.QUARTERLY: _("ngày %(n)s tháng cuối quý") % n,
            Rhythm.NINE_MONTHS: _("ngày %(n)s tháng 9") % n,
            Rhythm.YEARLY: _("ngày %(n)s tháng 12") % n,
        }.get(Rhythm(rhythm), _("ngày %(n)s tháng cuối kỳ") % n)
    if rhythm == Rhythm.YEARLY and due.months < 0:
        return _("ngày %(n)s/%(month)s") % {**n, "month": f"{12 + due.months:02d}"}
    if due.months == 1:
        return _("ngày %(n)s tháng đầu kỳ sau") % n
    if due.months == -1:
        return _("ngày %(n)s tháng trước tháng cuối kỳ") % n
    return term.due_words


def of_closing(term: Term) -> str:
    """The closing day of a term."""
    if term.closing_day is None or term.regime.rhythm == Rhythm.WEEKLY:
        return _(term.closing_words)
    if term.regime.rhythm == Rhythm.MONTHLY:
        return _("ngày %(n)s hằng tháng") % {"n": term.closing_day}
    return _("ngày %(n)s tháng cuối kỳ") % {"n": term.closing_day}
