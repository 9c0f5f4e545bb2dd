"""What templates of the scorecards need beside the kit."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def bar_kind(part: object) -> str:
    """The colour of a bar, of the points there are to be had in percent."""
    from ..scorecards.pages.tree import kind_of

    return kind_of(float(str(part)))
