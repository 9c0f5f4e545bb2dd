"""Small marks in a line: icon, status word, deadline, door, person, change."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import Library
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dinh.look import icons, names
from dinh.look.shapes import Words

register = Library()

KINDS = ("late", "risk", "none", "path", "ok", "wait", "info")
"""The seven standings. Never an eighth."""


def checked(kind: str) -> str:
    """The kind, or a ValueError naming the seven."""
    if kind not in KINDS:
        raise ValueError(f"Trạng thái “{kind}” không có; chỉ có: {', '.join(KINDS)}.")
    return kind


@register.simple_tag
def icon(name: str, classes: str = "", words: Words = "") -> SafeString:
    """{% icon "door" %}; decorative unless `words` names it for readers. Second word: extra class ("i16")."""
    return _drawn(
        name,
        classes,
        str(words),
        _sprite(settings.STATIC_URL, id(getattr(staticfiles_storage, "_wrapped", None))),
    )


@lru_cache(maxsize=8)
def _sprite(_static_url: str, _storage: int) -> str:
    """The address of the sprite; asked fifty times by one page."""
    return static("look/dist/sprite.svg")


@lru_cache(maxsize=1024)
def _drawn(name: str, classes: str, words: str, sprite: str) -> SafeString:
    if name not in icons.names():
        raise ValueError(f"Không có biểu tượng “{name}” trong icons.svg.")
    says = format_html('role="img" aria-label="{}"', words) if words else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="i{}" {}><use href="{}#i-{}"/></svg>',
        f" {classes}" if classes else "",
        says,
        sprite,
        name,
    )


@register.simple_tag
def status(kind: str, word: Words, bare: bool = False) -> SafeString:
    """{% status "late" "Chậm" %}; bare=True in dense rows."""
    return format_html('<span class="st st-{}{}">{}</span>', checked(kind), " bare" if bare else "", word)


def days_left(day: date, today: date | None = None) -> int:
    """Working days left until a day owed has ended, 0 on its last day; when late, minus the calendar days late. The one
    rule of lateness is the calendar's."""
    from dinh.ground import calendar

    return calendar.for_country().days_left(day, today or timezone.localdate())


def late_words(days: int) -> str:
    """How lateness is said everywhere: "Trễ 3 ngày"."""
    return _("Trễ %s ngày") % days


@register.simple_tag
def due(left: int | date | None = None, stopped: Words = "", soon: int = 1) -> SafeString:
    """{% due -2 %} Trễ 2 ngày; {% due 0 %} Hạn hôm nay; {% due 3 %} Còn 3 ngày làm việc; {% due some_date %};
    {% due stopped="15 giờ" %} Dừng đồng hồ 15 giờ. The date itself stands beside it, not inside."""
    if stopped:
        return format_html('<span class="due due-stop">{}</span>', _("Dừng đồng hồ %s") % stopped)
    if left is None:
        return mark_safe("")
    if isinstance(left, date):
        left = days_left(left)
    if left < 0:
        return format_html('<span class="due due-late">{}</span>', late_words(-left))
    if left == 0:
        return format_html('<span class="due due-now">{}</span>', _("Hạn hôm nay"))
    kind = " due-soon" if left <= soon else ""
    return format_html('<span class="due{}">{}</span>', kind, _("Còn %s ngày làm việc") % left)


@register.simple_tag
def door(url: str, text: object, label: Words = "", big: bool = False) -> SafeString:
    """{% door url "68,9%" "mở 456 hồ sơ" %}: a number or document number that opens. The name readers hear is
    "68,9%: mở 456 hồ sơ"; without a label the text itself is the name."""
    if not url:
        return format_html("{}", text)
    says = format_html(' aria-label="{}: {}"', text, label) if label else ""
    return format_html('<a class="door{}" href="{}"{}>{}</a>', " bigdoor" if big else "", url, says, text)


@register.simple_tag
def who(name: str, role: Words = "", kind: str = "office", short: str = "") -> SafeString:
    """{% who "Phòng Kinh tế" "chủ trì" %}; kind="person" draws a circle. `short` is the office's own short name."""
    person = kind in ("person", "p")
    letters = short or (names.initials(name) if person else names.office_letters(name))
    small = format_html(" <small>{}</small>", role) if role else ""
    return format_html(
        '<span class="who{}"><b aria-hidden="true">{}</b>{}{}</span>',
        " p" if person else "",
        letters,
        name,
        small,
    )


@register.simple_tag
def diff(old: object, new: object) -> SafeString:
    """{% diff "66,1%" "65,8%" %}: struck and new, with hidden "trước", "sau"."""
    gone = (
        format_html('<del><span class="vh">{} </span>{}</del>', _("trước"), old)
        if old not in (None, "")
        else ""
    )
    come = (
        format_html('<ins><span class="vh">{} </span>{}</ins>', _("sau"), new)
        if new not in (None, "")
        else ""
    )
    return format_html('<span class="diff">{}{}</span>', gone, come)


@register.simple_tag
def unknown(why: Words = "") -> SafeString:
    """{% unknown "ngân hàng chưa gửi số" %}: a number nobody has yet, with the reason."""
    return format_html('<span class="t3">{}{}</span>', _("Chưa đo được"), f": {why}" if why else "")


@register.simple_tag
def dash(words: Words = "") -> SafeString:
    """Not applicable: a dash with hidden words."""
    return format_html(
        '<span aria-hidden="true">—</span><span class="vh">{}</span>', words or _("không áp dụng")
    )


@register.simple_tag
def crumbs(*pairs: str) -> SafeString:
    """{% crumbs "Kế hoạch" url "Năm 2026" "" "27/KH-UBND" %}: words and addresses in turn; the last needs no address."""
    steps = [(pairs[n], pairs[n + 1] if n + 1 < len(pairs) else "") for n in range(0, len(pairs), 2)]
    items = format_html_join(
        "",
        "<li>{}</li>",
        ((format_html('<a href="{}">{}</a>', url, words) if url else words,) for words, url in steps),
    )
    return format_html('<nav aria-label="{}"><ol class="crumb">{}</ol></nav>', _("Đường dẫn"), items)
