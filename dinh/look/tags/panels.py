"""Blocks of a page: card, note, empty, ledger, timeline, passages, matrix, steps, toasts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.template import Context, Library
from django.template.base import Parser, Token
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from dinh.look.shapes import Deed, Matrix, Owed, Passage, Step

from .blocks import BlockNode

register = Library()


@register.tag
def card(parser: Parser, token: Token) -> BlockNode:
    """{% card "Trễ hạn" id="tre" count="2 việc" flush=True %}…{% endcard %}: a card with its heading. flush=True when
    the inside pads itself (tables, ledgers)."""
    return BlockNode.parse(parser, token, "look/tags/card.html")


@register.tag
def note(parser: Parser, token: Token) -> BlockNode:
    """{% note "risk" %}<b>Đã yêu cầu một lần.</b> Lần hai bị tính là quá hạn.{% endnote %}: kinds info, risk, late, none."""
    return BlockNode.parse(parser, token, "look/tags/note.html")


@register.tag
def nothing(parser: Parser, token: Token) -> BlockNode:
    """{% nothing "Hôm nay không còn việc nào" %}Việc kế tiếp hạn 25/11.{% endnothing %}: says what is next."""
    return BlockNode.parse(parser, token, "look/tags/nothing.html")


@register.tag
def loading(parser: Parser, token: Token) -> BlockNode:
    """{% loading %}Đang tải 456 hồ sơ{% endloading %}: how much is coming."""
    return BlockNode.parse(parser, token, "look/tags/loading.html")


@register.tag
def drawer(parser: Parser, token: Token) -> BlockNode:
    """{% drawer "142 hồ sơ chưa trả" id="bang-chung" lead="…" close=url %}…{% enddrawer %} in block `drawer`."""
    return BlockNode.parse(parser, token, "look/tags/drawer.html")


@register.tag
def more_deeds(parser: Parser, token: Token) -> BlockNode:
    """{% more_deeds %}<li><a href="…">Xin lùi hạn</a><span>…</span></li>{% endmore_deeds %}: the "Việc khác" menu."""
    return BlockNode.parse(parser, token, "look/tags/more_deeds.html")


@register.inclusion_tag("look/tags/toasts.html", takes_context=True)
def toasts(context: Context) -> dict[str, Any]:
    """Django messages as notes after a deed. Tag "undo" keeps the form given in extra_tags out: use a link in the text."""
    return {"messages": context.get("messages") or ()}


@register.inclusion_tag("look/tags/led.html")
def led(owed: Sequence[Owed], open_first: bool = False) -> dict[str, Any]:
    """{% led owed open_first=True %}: ledger of shapes.Owed; the first opens with its parts and the primary deed."""
    return {"owed": owed, "open_first": open_first}


@register.inclusion_tag("look/tags/tl.html")
def tl(deeds: Sequence[Deed]) -> dict[str, Any]:
    """{% tl deeds %}: timeline of shapes.Deed, newest first."""
    return {"deeds": deeds}


@register.inclusion_tag("look/tags/vs.html")
def vs(passages: Sequence[Passage | tuple[Any, ...]], paper: bool = False) -> dict[str, Any]:
    """{% vs passages %}: passages side by side in their own words, the marked part highlighted; paper=True in paper type."""
    return {"passages": [Passage(*passage) for passage in passages], "paper": paper}


@register.inclusion_tag("look/tags/mx.html")
def mx(matrix: Matrix) -> dict[str, Any]:
    """{% mx matrix %}: shapes.Matrix of traffic-light cells; on a telephone only troubled cells remain."""
    rows = [
        (
            name,
            [
                (cell, matrix.columns[n], cell is None or cell.kind in ("ok", "path"))
                for n, cell in enumerate(cells)
            ],
        )
        for name, cells in matrix.rows
    ]
    return {"matrix": matrix, "rows": rows}


@register.inclusion_tag("look/tags/steps.html")
def steps(items: Sequence[Step]) -> dict[str, Any]:
    """{% steps items %}: shapes.Step in order; hours used against hours allowed inside."""
    return {"steps": items}


@register.filter
def marked(text: str, part: str) -> SafeString:
    """{{ text|marked:part }}: the part highlighted, once."""
    safe, inner = escape(text), escape(part)
    if part and inner in safe:
        before, after = safe.split(inner, 1)
        return mark_safe(f"{before}<mark>{inner}</mark>{after}")  # noqa: S308 - both escaped above
    return mark_safe(safe)  # noqa: S308 - escaped above
