"""`{% load plans %}`: words that shapes and rules keep in Vietnamese, in the language of the screen."""

from __future__ import annotations

from django.template import Library
from django.utils.translation import gettext

from dinh.plans.sentences import say

register = Library()


@register.filter
def tr(word: object) -> str:
    """{{ standing.word|tr }}: the word in the screen's language."""
    text = str(word or "")
    return gettext(text) if text else ""


@register.filter
def reason(sentence: object) -> str:
    """{{ standing.reason|reason }}: a rule's sentence in the screen's language."""
    return say(str(sentence or ""))
