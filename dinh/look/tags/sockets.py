"""Where other rooms plug in: slots and openers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template import Context, Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dinh.ground.shapes import Ref
from dinh.look import openers, slots
from dinh.look.shapes import Opened

register = Library()


@register.simple_tag(takes_context=True)
def slot(context: Context, name: str, obj: Any = None) -> SafeString:
    """{% slot "plan.side" plan %}: panels that rooms above put here."""
    return slots.render(name, context.get("request"), obj)


@register.simple_tag
def opened(ref: Ref | str | None, found: Mapping[Ref, Opened] | None = None) -> SafeString:
    """{% opened ref %}: title and link of a Ref of any room. In a list resolve once: `openers.open_all(refs)` in the page
    and {% opened ref found %}. A ref nobody opens shows its code."""
    if not ref:
        return format_html("")
    which = Ref.parse(ref) if isinstance(ref, str) else ref
    answer = found.get(which) if found is not None else openers.open_one(which)
    if answer is None:
        return format_html("<code>{}</code>", which)
    return (
        format_html('<a class="lk" href="{}">{}</a>', answer.url, answer.title)
        if answer.url
        else format_html("{}", answer.title)
    )
