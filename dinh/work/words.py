"""Words that rules keep in Vietnamese, said in the language of the screen. A test keeps the English list in step."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dinh.work.rules import NoRhythm, Rhythm

WEEKDAYS = (
    "",
    gettext_noop("thứ Hai"),
    gettext_noop("thứ Ba"),
    gettext_noop("thứ Tư"),
    gettext_noop("thứ Năm"),
    gettext_noop("thứ Sáu"),
    gettext_noop("thứ Bảy"),
    gettext_noop("Chủ nhật"),
)
EVERY = {
    "daily": gettext_noop("Hằng ngày làm việc"),
    "weekly": gettext_noop("Hằng tuần"),
    "monthly": gettext_noop("Hằng tháng"),
    "quarterly": gettext_noop("Hằng quý"),
    "half": gettext_noop("6 tháng một lần"),
    "yearly": gettext_noop("Hằng năm"),
}


def rhythm_words(key: str) -> str:
    """ "Hằng tuần, thứ Sáu" for "weekly:5"; what is no rhythm stays as it is."""
    if not key:
        return ""
    try:
        rhythm = Rhythm.parse(key)
    except NoRhythm:
        return key
    every = _(EVERY[rhythm.kind])
    if rhythm.day is None:
        return every
    if rhythm.kind == "weekly":
        return f"{every}, {_(WEEKDAYS[rhythm.day])}"
    if rhythm.month:
        return _("%(every)s, ngày %(day)s/%(month)s") % {
            "every": every,
            "day": rhythm.day,
            "month": rhythm.month,
        }
    if rhythm.kind == "monthly":
        return _("%(every)s, ngày %(day)s") % {"every": every, "day": rhythm.day}
    return _("%(every)s, ngày %(day)s tháng cuối kỳ") % {"every": every, "day": rhythm.day}
