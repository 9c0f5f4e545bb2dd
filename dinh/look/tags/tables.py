"""Tables that turn into cards, their filter bar, bulk bar and pager."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import QueryDict
from django.template import Context, Library
from django.template.base import Parser, Token

from dinh.look.shapes import Column, FilterBar, Table

from .blocks import BlockNode

register = Library()


def _address(context: Context) -> QueryDict:
    request = context.get("request")
    return request.GET.copy() if request is not None else QueryDict(mutable=True)


def _head(table: Table, column: Column) -> dict[str, Any]:
    standing = ""
    if column.sort and table.sorted_by.lstrip("-") == column.sort:
        standing = "descending" if table.sorted_by.startswith("-") else "ascending"
    url = ""
    if column.sort and table.sort_url:
        turned = f"-{column.sort}" if standing == "ascending" else column.sort
        url = f"{table.sort_url}{urlencode({'xep': turned})}"
    return {"column": column, "standing": standing, "url": url}


@register.inclusion_tag("look/tags/table.html")
def table(table: Table) -> dict[str, Any]:
    """{% table t %} with a shapes.Table: sticky head, sort, choosing boxes, cards on a telephone."""
    rows = []
    for row in table.rows:
        cells = [
            (column, row.cells.get(column.key, ""), row.values.get(column.key)) for column in table.columns
        ]
        rows.append({"row": row, "cells": cells})
    foot = [(column, table.foot.get(column.key, "")) for column in table.columns] if table.foot else []
    return {
        "table": table,
        "heads": [_head(table, column) for column in table.columns],
        "rows": rows,
        "foot": foot,
        "span": len(table.columns) + bool(table.choose),
        "here": any(column.sort for column in table.columns) and not table.sort_url,
    }


@register.inclusion_tag("look/tags/filter_bar.html", takes_context=True)
def filter_bar(context: Context, bar: FilterBar) -> dict[str, Any]:
    """{% filter_bar bar %} with a shapes.FilterBar: a GET form; a pressed filter shows what it holds and a way out."""
    address = _address(context)

    def without(name: str) -> str:
        left = address.copy()
        left.pop(name, None)
        left.pop("trang", None)
        left.pop("sau", None)
        return f"?{left.urlencode()}"

    pressed = []
    for choice in bar.pickers:
        words = dict(choice.options).get(choice.chosen)
        if choice.chosen and words is not None:
            pressed.append({"choice": choice, "words": words, "out": without(choice.name)})
    free = [choice for choice in bar.pickers if not choice.chosen]
    return {
        "bar": bar,
        "free": free,
        "pressed": pressed,
        "query_out": without(bar.query_name) if bar.query else "",
    }


@register.inclusion_tag("look/tags/pager.html", takes_context=True)
def pager(context: Context, page: Page | Any, words: str = "") -> dict[str, Any]:
    """{% pager page %}: a django Page, or a keyset page with `.earlier` and `.later` (words of the address, or ""). Keeps
    the rest of the address. No numbers, because big lists are not counted."""
    address = _address(context)

    def at(name: str, value: object) -> str:
        there = address.copy()
        for other in ("trang", "sau", "truoc"):
            there.pop(other, None)
        there[name] = str(value)
        return f"?{there.urlencode()}"

    if isinstance(page, Page):
        earlier = at("trang", page.previous_page_number()) if page.has_previous() else ""
        later = at("trang", page.next_page_number()) if page.has_next() else ""
        number: int | None = page.number
    else:
        earlier = at("truoc", page.earlier) if getattr(page, "earlier", "") else ""
        later = at("sau", page.later) if getattr(page, "later", "") else ""
        number = None
    return {"earlier": earlier, "later": later, "number": number, "words": words}


@register.tag
def bulk_bar(parser: Parser, token: Token) -> BlockNode:
    """{% bulk_bar words="chỉ tiêu" %}<button class="btn sml" …>…{% endbulk_bar %} inside <form data-bulk>."""
    return BlockNode.parse(parser, token, "look/tags/bulk_bar.html")
