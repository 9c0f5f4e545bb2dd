"""`{% load work %}`: how an assignment's light, day and rhythm are shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.template import Library
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from dinh.ground.calendar import for_country
from dinh.look.tags.marks import days_left, due, late_words, status
from dinh.work import rules
from dinh.work.shapes import Light, WorkState
from dinh.work.words import rhythm_words

register = Library()


@register.filter
def tr(word: object) -> str:
    """{{ work.state_word|tr }}: the word in the screen's language."""
    text = str(word or "")
    return gettext(text) if text else ""


@register.filter
def light_of(work: Any) -> Light:
    """{% with l=work|light_of %}: the light of an assignment today."""
    return rules.light(work.state, work.due_on, timezone.localdate(), late_days=work.late_days)


@register.simple_tag
def light(work: Any, bare: bool = False) -> SafeString:
    """{% light work %}: its light as a status word; what has not come to its day says its state instead."""
    shown = light_of(work)
    plain = shown in (Light.OPEN, Light.SOON, Light.TODAY)
    word = WorkState(work.state).word if plain else shown.word
    kind = (
        {"returned": "risk", "doing": "path", "not-started": "wait"}.get(work.state) if plain else shown.kind
    )
    return status(kind or shown.kind, gettext(word), bare=bare)


@register.simple_tag
def due_chip(work: Any) -> SafeString:
    """{% due_chip work %}: what is left until the day owed; nothing when it is closed or has no day."""
    if work.closed_at is not None or work.due_on is None or work.state == WorkState.SUBMITTED:
        return mark_safe("")
    if work.state == WorkState.PAUSED:
        return format_html('<span class="due due-stop">{}</span>', gettext("Dừng đồng hồ"))
    return due(days_left(work.due_on))


@register.filter
def ends_words(due_on: date | None) -> str:
    """{{ work.due_on|ends_words }}: until when a day owed on a day off may be kept; "" for every other day."""
    if due_on is None or (ends_on := for_country().ends_on(due_on)) == due_on:
        return ""
    return gettext("là ngày nghỉ, tính đến hết %(day)s") % {"day": f"{ends_on:%d/%m/%Y}"}


register.filter("rhythm_words", rhythm_words)


@register.filter
def rule_words(rule: Any) -> str:
    """{{ rule|rule_words }}: when a rule of reminding speaks, in the screen's language."""
    if rule.when == "on":
        return gettext("Đúng ngày đến hạn")
    if rule.when == "before":
        return gettext("Trước hạn %(n)s ngày làm việc") % {"n": rule.days}
    return gettext("Sau hạn, cứ %(n)s ngày làm việc một lần, nhiều nhất %(m)s lần") % {
        "n": rule.days,
        "m": rule.most,
    }


@register.filter
def role_words(to: Any) -> str:
    """{{ rule.to|role_words }}: who is reminded, "người làm, trưởng cơ quan"."""
    from dinh.work.pressing.shapes import TO_WORDS

    return ", ".join(gettext(TO_WORDS[each]).lower() for each in to)


@register.simple_tag
def answer_chip(owed: Any) -> SafeString:
    """{% answer_chip owed %}: what is left until the day by which a press is to be answered."""
    left = days_left(owed.answer_by)
    if left < 0:
        return format_html('<span class="due due-late">{}</span>', late_words(-left))
    if left == 0:
        return format_html('<span class="due due-now">{}</span>', gettext("Trả lời hôm nay"))
    return format_html(
        '<span class="due due-soon">{}</span>', gettext("Còn %(n)s ngày để trả lời") % {"n": left}
    )
