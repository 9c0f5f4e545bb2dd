"""`{% load reporting %}`: words of rules and shapes in the language of the page."""

from __future__ import annotations

from django.template import Library
from django.utils.translation import gettext

from .. import words
from ..models import Term
from ..shapes import Standing

register = Library()


@register.filter
def say(value: object) -> str:
    """{{ how|say }} for a standing, {{ row.rhythm_word|say }} for a word kept in Vietnamese."""
    return words.of_standing(value) if isinstance(value, Standing) else gettext(str(value))


@register.filter
def due_rule(term: Term) -> str:
    """{{ term|due_rule }}: the sending rule."""
    return words.of_due(term)


@register.filter
def closing_rule(term: Term) -> str:
    """{{ term|closing_rule }}: the closing day."""
    return words.of_closing(term)
