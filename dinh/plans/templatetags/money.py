"""`{% load money %}`: sources by their code, and a value out of a dictionary."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.template import Library
from django.utils.translation import gettext

from dinh.look import formats
from dinh.plans.rules.money_edition import source as source_of

register = Library()


@register.filter
def source(code: str) -> str:
    """{{ entry.source|source }}: "Ngân sách tỉnh", in the screen's language."""
    return gettext(source_of(code).name)


@register.filter
def get(values: dict[Any, Any], key: Any) -> Any:
    """{{ files|get:row.pk }}: what stands under the key; nothing when nothing does."""
    return values.get(key)


@register.filter
def abs_dong(amount: int) -> int:
    """{{ gap|abs_dong }}: without its sign."""
    return abs(amount)


@register.filter
def trieu(amount: int) -> str:
    """{{ cell.paid|trieu }}: 1.234,5 for 1.234.500.000 đồng, nothing lost; the table's head says million đồng."""
    return formats.num(Decimal(amount) / 1_000_000)


@register.filter
def beside(first: Any, second: Any) -> list[tuple[Any, Any]]:
    """{% for cell, head in row|beside:heads %}: two rows walked side by side."""
    return list(zip(first, second, strict=False))


@register.filter
def minus(whole: int, part: int) -> int:
    """{{ bad|minus:wrong }}: what is left."""
    return whole - part
