"""`{% load plans %}`: words that shapes and rules keep in Vietnamese, in the language of the screen."""

from __future__ import annotations

from datetime import date

from django.template import Library
from django.utils.translation import gettext

from dinh.ground.saying import period_words
from dinh.papers.rules import NumberProblem, parse_number
from dinh.plans.models import Plan
from dinh.plans.rules.numbers import words_of
from dinh.plans.sentences import say, say_why

register = Library()


@register.filter
def tr(word: object) -> str:
    """{{ standing.word|tr }}: the word in the screen's language."""
    text = str(word or "")
    return gettext(text) if text else ""


@register.filter
def state_on(plan: Plan, day: date) -> tuple[str, str]:
    """{% with st=plan|state_on:day %}: how the plan's state is drawn and called on that day."""
    return plan.state_at(day)


@register.filter
def cited(number: str) -> str:
    """{{ "17710/UBND-CNXDKH"|cited }}: "Công văn số 17710/UBND-CNXDKH"; what is no number stays as it is."""
    if not str(number)[:1].isdigit():
        return str(number)
    try:
        kind = parse_number(str(number)).kind
    except NumberProblem:
        kind = None
    return gettext("%(kind)s số %(number)s") % {"kind": gettext(kind or "văn bản"), "number": number}


@register.filter
def why(sentence: object) -> str:
    """{{ reading.sentence|why }}: why a file was not read, in the screen's language."""
    return say_why(str(sentence or ""))


@register.filter
def period_name(period: object) -> str:
    """{{ period|period_name }}: Quý III/2026, in the screen's language."""
    return period_words(period)


@register.filter
def reason(sentence: object) -> str:
    """{{ standing.reason|reason }}: a rule's sentence in the screen's language."""
    return say(str(sentence or ""))


@register.filter
def share(part: object) -> str:
    """{{ tie.share|share }}: 0.4 -> "40%"."""
    return f"{words_of(float(str(part)) * 100)}%"
