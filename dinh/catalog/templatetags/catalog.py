"""What the room's templates say."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.template import Library
from django.utils.translation import gettext

from dinh.ground.days import short_date
from dinh.ground.figures import number

from ..shapes import APPLICANTS, LIFE_EVENTS, Channel, FeeKind, Level, Online, TermUnit
from ..words import said_fee, said_term

register = Library()
_LISTS: dict[str, Any] = {
    "channel": lambda code: Channel(code).word,
    "level": lambda code: Level(code).word,
    "online": lambda code: Online(code).word,
    "fee": lambda code: FeeKind(code).word,
    "term": lambda code: TermUnit(code).word,
    "who": lambda code: APPLICANTS.get(code, code),
    "life": lambda code: LIFE_EVENTS.get(code, code),
}


@register.filter
def say(words: str) -> str:
    """Words kept in Vietnamese by rules and shapes, in the language of the page."""
    return gettext(words) if words else ""


@register.filter
def in_words(code: str, of: str) -> str:
    """The words of a code of a closed list: {{ way.channel|in_words:"channel" }}."""
    try:
        return gettext(_LISTS[of](code))
    except ValueError:
        return str(code)


@register.filter
def term(way: Any) -> str:
    """ "3 ngày làm việc", "Trong ngày"."""
    return said_term(way)


@register.filter
def fee_words(line: Any) -> str:
    """ "2.000đ/trang; từ trang thứ 3: 1.000đ; tối đa 200.000đ/bản"."""
    return said_fee(line)


@register.filter
def get(found: Any, key: Any) -> Any:
    """One value of a mapping whose key is a variable."""
    return found.get(key) if found else None


@register.filter
def lines(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


@register.filter
def co_ngay(value: Any) -> Any:
    """Days and numbers as pages write them; everything else as it is."""
    if isinstance(value, date):
        return short_date(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return number(value)
    return value
