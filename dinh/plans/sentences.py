"""Sentences that the rules make in Vietnamese, in the language of the screen.

A rule knows no framework, so it speaks the source language. Here each of its sentences stands once more as a template;
a finished sentence is matched against them and said again with the same values. What matches none (words of the paper,
remarks of people) stays as it is.
"""

from __future__ import annotations

import re
from functools import cache

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

WHOLE = (
    _("Đã đạt từ trước kế hoạch, chờ số của kỳ đầu để giữ."),
    _("Đạt: %(value)s, số liệu đến hết %(day)s."),
    _("Quá hạn %(n)s ngày (hạn %(due)s), mới được %(value)s."),
    _("Quá hạn %(n)s ngày (hạn %(due)s), chưa có số nào được duyệt."),
    _("Máy đọc, chưa có người soát: chưa giao ai đo."),
    _("Máy đọc, chưa có người soát: chưa giao ai làm."),
    _("Chưa có số nào được duyệt trong thời gian kế hoạch."),
    _("Có nguy cơ: số mới nhất đã cũ %(n)s ngày (%(value)s, lộ trình đến %(day)s là %(path)s)."),
    _("Đúng lộ trình: %(value)s, lộ trình đến %(day)s là %(path)s."),
    _("%(kind)s, thiếu %(gap)s so với lộ trình: %(value)s, lộ trình đến %(day)s là %(path)s."),
    _("%(kind)s, cao hơn %(gap)s so với lộ trình: %(value)s, lộ trình đến %(day)s là %(path)s."),
    _("Có nguy cơ: chưa đạt (%(value)s, số liệu đến hết %(day)s) và văn bản không ghi hạn."),
    _("Có nguy cơ: còn %(n)s ngày là đến hạn, %(value)s, số liệu đến hết %(day)s."),
    _("Còn trong hạn %(due)s: %(value)s, số liệu đến hết %(day)s."),
    _("Đã xong, ghi ngày %(day)s."),
    _("Trễ %(n)s ngày (hạn %(due)s), chưa ghi tiến độ lần nào."),
    _("Trễ %(n)s ngày (hạn %(due)s), mới ghi “%(state)s”."),
    _("Chưa ghi tiến độ lần nào."),
    _("Đang vướng từ %(day)s."),
    _("Có nguy cơ: %(n)s ngày chưa ghi thêm tiến độ."),
    _("Có nguy cơ: còn %(n)s ngày, mới %(state)s."),
    _("Đang làm đều, ghi gần nhất ngày %(day)s."),
    _("Đúng lộ trình: %(state)s, ghi ngày %(day)s."),
    # two promises held against each other
    _("Thấp hơn %(gap)s (%(mine)s so với %(theirs)s)"),
    _("Cao hơn %(gap)s (%(mine)s so với %(theirs)s)"),
    _("Khác đơn vị tính (%(mine)s so với %(theirs)s)"),
    _("Khác phép so sánh: %(mine)s so với %(theirs)s"),
    _("Khác cách hứa: %(mine)s so với %(theirs)s"),
    _("Khác khoảng: %(mine)s so với %(theirs)s"),
    _("Hạn muộn hơn %(n)s năm (%(mine)s so với %(theirs)s)"),
    _("Hạn sớm hơn %(n)s năm (%(mine)s so với %(theirs)s)"),
)
SMALL = (
    _("%(promise)s, năm %(year)s"),
    _("hạng %(n)s"),
    _("nhóm %(n)s"),
    _("%(n)s điểm phần trăm"),
    _("%(word)s %(n)s%%"),
    _("có, hoàn thành"),
    _("đã có"),
    _("chưa có"),
    _("chưa làm"),
    _("đang làm"),
    _("đang vướng"),
    _("đã xong"),
    _("không ghi"),
)
"""What values are made of: said only when the whole value is of that shape."""
_HOLE = re.compile(r"%\\\((\w+)\\\)s")
_NUMBERS = {"n": r"[−\d.,]+", "year": r"\d{4}", "word": r"[^\W\d_]+(?: [^\W\d_]+)*"}


@cache
def _shape(template: str) -> re.Pattern[str]:
    def hole(found: re.Match[str]) -> str:
        return f"(?P<{found[1]}>{_NUMBERS.get(found[1], '.+?')})"

    return re.compile(_HOLE.sub(hole, re.escape(template).replace("%%", "%")))


def template_of(sentence: str, templates: tuple[str, ...] = WHOLE) -> tuple[str, dict[str, str]] | None:
    """The template a sentence was made from with its values; None when it is of none."""
    for template in templates:
        if found := _shape(template).fullmatch(sentence):
            return template, found.groupdict()
    return None


def say(sentence: str) -> str:
    """A rule's sentence in the language of the screen; several joined by "; " are said one by one."""
    if not sentence or (get_language() or "vi").startswith("vi"):
        return sentence
    parts = [_again(part[:1].upper() + part[1:], WHOLE) for part in sentence.split("; ")]
    if len(parts) > 1 and all(parts):
        return "; ".join([str(parts[0]), *(f"{part[:1].lower()}{part[1:]}" for part in parts[1:] if part)])
    told = _again(sentence, WHOLE + SMALL)
    return gettext(sentence) if told is None else told


def _again(sentence: str, templates: tuple[str, ...]) -> str | None:
    found = template_of(sentence, templates)
    if found is None:
        return None
    template, values = found
    return gettext(template) % {name: _value(value) for name, value in values.items()}


def _value(value: str) -> str:
    told = _again(value, SMALL)
    return gettext(value) if told is None else told
