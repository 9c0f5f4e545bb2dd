"""Sentences that are made in Vietnamese where no framework is known, in the language of the screen.

Pure code (rules, the reader of files, names of periods) speaks the source language. The room lists its sentences once
more as templates; a finished sentence is matched against them and said again with the same values. What matches none
(words of a paper, remarks of people) stays as it is.
"""

from __future__ import annotations

import re
from functools import cache

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

_HOLE = re.compile(r"%\\\((\w+)\\\)s")
_NUMBERS = {"n": r"[−\d.,]+", "year": r"\d{4}", "word": r"[^\W\d_]+(?: [^\W\d_]+)*", "kind": r"[^.;]+?"}


@cache
def _shape(template: str) -> re.Pattern[str]:
    def hole(found: re.Match[str]) -> str:
        return f"(?P<{found[1]}>{_NUMBERS.get(found[1], '.+?')})"

    return re.compile(_HOLE.sub(hole, re.escape(template).replace("%%", "%")))


class Sayings:
    """The templates of one room: whole sentences, and the small shapes that values inside them have."""

    def __init__(self, whole: tuple[str, ...], small: tuple[str, ...] = ()) -> None:
        self.whole, self.small = whole, small

    def template_of(
        self, sentence: str, templates: tuple[str, ...] | None = None
    ) -> tuple[str, dict[str, str]] | None:
        """The template a sentence was made from with its values; None when it is of none."""
        for template in self.whole if templates is None else templates:
            if found := _shape(template).fullmatch(sentence):
                return template, found.groupdict()
        return None

    def say(self, sentence: str) -> str:
        """A sentence in the language of the screen; several joined by "; " are said one by one."""
        if not sentence or (get_language() or "vi").startswith("vi"):
            return sentence
        parts = [self._again(part[:1].upper() + part[1:], self.whole) for part in sentence.split("; ")]
        if len(parts) > 1 and all(parts):
            return "; ".join(
                [str(parts[0]), *(f"{part[:1].lower()}{part[1:]}" for part in parts[1:] if part)]
            )
        told = self._again(sentence, self.whole + self.small)
        return gettext(sentence) if told is None else told

    def _again(self, sentence: str, templates: tuple[str, ...]) -> str | None:
        found = self.template_of(sentence, templates)
        if found is None:
            return None
        template, values = found
        return gettext(template) % {name: self._value(value) for name, value in values.items()}

    def _value(self, value: str) -> str:
        told = self._again(value, self.small)
        return gettext(value) if told is None else told


PERIODS = Sayings(
    (
        _("Ngày %(day)s"),
        _("Tuần %(n)s/%(year)s"),
        _("Tháng %(n)s/%(year)s"),
        _("Quý %(quarter)s/%(year)s"),
        _("6 tháng đầu năm %(year)s"),
        _("6 tháng cuối năm %(year)s"),
        _("9 tháng năm %(year)s"),
        _("Năm %(year)s"),
    )
)


def period_words(period: object) -> str:
    """Quý III/2026, on an English screen Quarter III/2026. Takes a Period or its label."""
    return PERIODS.say(str(period))
