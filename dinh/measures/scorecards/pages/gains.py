"""What lifts a unit most by the end of the year."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dinh.ground.periods import Period
from dinh.look.formats import num
from dinh.town.pages import signed_in

from .. import scoring
from ..models import Criterion
from ..rules import Gain
from ..rules.gains import best_first
from .common import Asked, asked_of, edition_of, today


@require_GET
@signed_in
def gains(request: HttpRequest, code: str, unit_code: str) -> HttpResponse:
    """What lifts the unit most by the end of the year: points still to be had, what they take."""
    asked = asked_of(request, code, unit_code)
    year = Period("year", asked.period.year)
    asked = Asked(asked.card, asked.unit, year, edition_of(asked.card, year))
    found = asked.score()
    day = min(today(), year.last)
    rows = scoring.gains_of(found, day)
    words = {row.code: row for row in found.criteria}
    # A number that records would answer and cannot yet is no work that lifts: it stands apart.
    lacking = {
        code for code, mark in found.own.marks.items() if mark.state == "missing" and words[code].measure
    }
    first, lift = best_first([row for row in rows if row.code not in lacking], 3)
    context = {
        "asked": asked,
        "found": found,
        "rows": [
            {"gain": row, "row": words[row.code], "effort": _effort(row), "what": _what(row, words[row.code])}
            for row in rows
            if row.code not in lacking
        ],
        "uncounted": [
            {"gain": row, "row": words[row.code], "why": found.own.marks[row.code].given.missing}
            for row in rows
            if row.code in lacking
        ],
        "first": len(first),
        "lift": lift,
        "after": found.total + lift,
        "day": day,
    }
    return render(request, "measures/scores/gains.html", context)


def _effort(gain: Gain) -> str:
    return {1: _("ít công"), 2: _("vừa"), 3: _("nhiều công")}[gain.effort]


def _what(gain: Gain, row: Criterion) -> str:
    if gain.more and gain.to_come is None:
        return _("Thêm %(more)s thủ tục") % {"more": num(gain.more)}
    if gain.more is None or gain.to_come is None:
        return _("Ghi số, nộp minh chứng") if gain.now is None else _("Làm thêm, nộp minh chứng")
    if not gain.to_come:
        return _("Kỳ đã hết")
    words = {"more": num(gain.more), "come": num(gain.to_come)}
    if gain.full:
        return _("Thêm %(more)s trong khoảng %(come)s trường hợp còn đến") % words
    return _("Cả %(come)s trường hợp còn đến đều đạt cũng chưa đủ điểm tối đa") % words
