"""Every number to be looked at again below a unit in a period: what matters first, each line opening why the number is what it is."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dinh.ground.periods import Period
from dinh.ground.text import sort_key
from dinh.look.formats import num
from dinh.look.shapes import Choice, FilterBar
from dinh.town.models import Unit
from dinh.town.pages import signed_in

from .. import recipes as book
from .. import trusting
from ..queries.doubtful import Looked, Tally, Wanted, listed, looked, tally, worst_of
from ..queries.kept_doubts import DoubtedValue
from ..rules.trust import GRAVE, KINDS, ROWS
from .common import key_of, period_asked, period_picker, room_words, unit_asked, units_seen
from .words import number_words

MOST_SHOWN = 5
"""So many measures of a kind stand open; the others are behind one press."""
MOST_UNITS_SHOWN = 10
STATUS = {ROWS: "risk"}
"""How a kind is marked; what cannot be right is late, the others are for information."""


@require_GET
@signed_in
def doubtful(request: HttpRequest, code: str) -> HttpResponse:
    """What is doubtful of a unit and all below it, as the last look kept it: by kind and measure, by unit, and value by value.
    Seven queries, however many units and values there are."""
    seen = units_seen(request)
    top, period = unit_asked(request, seen, code), period_asked(request)
    found = tally(top, period)
    wanted = _wanted(request, found)
    after = request.GET.get("sau", "")[:200]
    try:
        shown, later = listed(top, period, wanted, after=after)
    except ValueError as nowhere:
        raise Http404(_("Địa chỉ này không dẫn tới trang nào của danh sách.")) from nowhere
    names, look = _names(top, period), looked(period)
    address = _Address(reverse("measures.doubtful", args=[top.code]), key_of(period), wanted)
    context = {
        "unit": top,
        "below": top.level < 3,
        "period": period,
        "ky": key_of(period),
        "found": found,
        "of": len(names),
        "look": look,
        "stale": _stale(look),
        "kinds": _kinds(found, address),
        "units": _units(found, names, address),
        "more_units": max(0, len(found.by_unit) - MOST_UNITS_SHOWN),
        "groups": _groups(shown, names, {each.code for each in seen}, key_of(period)),
        "start": address.to() if after else "",
        "later": address.to(sau=later) if later else "",
        "wanted": wanted,
        "grave_url": address.to(nang="1", loai="", so_do="", xa=""),
        "bar": _bar(period, wanted, found, names),
    }
    return render(request, "measures/doubtful.html", context)


def _wanted(request: HttpRequest, found: Tally) -> Wanted:
    """What the address asks for, of what there is."""
    kind, measure, unit = (request.GET.get(name, "") for name in ("loai", "so-do", "xa"))
    return Wanted(
        kind if kind in found.kinds else "",
        measure if any(measure in codes for codes in found.measures.values()) else "",
        unit if any(unit == each.code for each in found.by_unit) else "",
        request.GET.get("nang") == "1",
    )


def _names(top: Unit, period: Period) -> dict[str, str]:
    """What the units are called, as of the period's last day. One query."""
    rows = Unit.objects.alive_on(period.last).filter(path__startswith=top.path)
    return {top.code: top.full_name} | {each.code: each.full_name for each in rows}


class _Address:
    """The page's own address with other filters; the list stands at its foot."""

    def __init__(self, path: str, ky: str, wanted: Wanted) -> None:
        self._path = path
        self._given = {
            "ky": ky,
            "loai": wanted.kind,
            "so-do": wanted.measure,
            "xa": wanted.unit,
            "nang": "1" if wanted.grave else "",
        }

    def to(self, **changed: str) -> str:
        """`so_do` stands for "so-do"."""
        asked = self._given | {name.replace("_", "-"): value for name, value in changed.items()}
        return f"{self._path}?{urlencode({name: value for name, value in asked.items() if value})}#so"


def _kinds(found: Tally, address: _Address) -> list[dict[str, Any]]:
    made = []
    for kind, many in found.kinds.items():
        measures = [
            {
                "words": book.recipe(code).words,
                "values": count.values,
                "units": count.units,
                "url": address.to(loai=kind, so_do=code, xa="", nang=""),
            }
            for code, count in found.measures[kind].items()
        ]
        made.append(
            {
                "kind": kind,
                "status": status_of(kind),
                "words": trusting.kind_words(kind),
                "advice": trusting.kind_advice(kind),
                "values": many.values,
                "units": many.units,
                "url": address.to(loai=kind, so_do="", xa="", nang=""),
                "first": measures[:MOST_SHOWN],
                "others": measures[MOST_SHOWN:],
            }
        )
    return made


def status_of(kind: str) -> str:
    """The status that a kind is marked by."""
    return "late" if kind in GRAVE else STATUS.get(kind, "info")


def _units(found: Tally, names: dict[str, str], address: _Address) -> list[dict[str, Any]]:
    return [
        {
            "name": names.get(each.code, each.code),
            "values": each.values,
            "grave": each.grave,
            "url": address.to(xa=each.code, loai="", so_do="", nang=""),
        }
        for each in found.by_unit[:MOST_UNITS_SHOWN]
    ]


def _groups(
    shown: list[DoubtedValue], names: dict[str, str], seen: set[str], ky: str
) -> list[dict[str, Any]]:
    """The lines under what is doubtful and the measure."""
    made = []
    for (kind, code), some in groupby(shown, key=lambda each: (worst_of(each), each.value.code)):
        recipe = book.recipe(code)
        made.append(
            {
                "status": status_of(kind),
                "kind": trusting.kind_words(kind),
                "words": recipe.words,
                "rows": [_row(each, str(recipe.unit), names, seen, ky) for each in some],
            }
        )
    return made


def _row(one: DoubtedValue, unit: str, names: dict[str, str], seen: set[str], ky: str) -> dict[str, Any]:
    """A line: its number leads to why it is so, a doubt about rows leads to them. A unit that is no more has no such page."""
    value = one.value
    why = f"{reverse('measures.why', args=[value.code])}?{urlencode({'don-vi': value.unit_code, 'ky': ky})}"
    opens = value.unit_code in seen
    return {
        "unit": names.get(value.unit_code, value.unit_code),
        "value": number_words(value.value, unit),
        "top": value.numerator,
        "bottom": value.denominator,
        "url": why if opens else "",
        "said": [
            {
                "words": trusting.sentence(each),
                "grave": each["code"] in GRAVE,
                "url": f"{why}&ngo={each['rule']}#dong" if opens and each["code"] == ROWS else "",
            }
            for each in one.said
        ],
    }


def _stale(look: Looked) -> list[str]:
    return [
        _("Nguồn “%(fact)s” đã có thay đổi mà %(hours)s giờ chưa rút lại; các số đếm từ đó có thể đã cũ.")
        % {"fact": room_words(fact), "hours": num(hours)}
        for fact, hours in sorted(look.stale.items())
    ]


def _bar(period: Period, wanted: Wanted, found: Tally, names: dict[str, str]) -> FilterBar:
    codes = {code for measures in found.measures.values() for code in measures}
    measures = sorted(
        ((code, str(book.recipe(code).words)) for code in codes), key=lambda each: sort_key(each[1])
    )
    units = sorted(
        ((each.code, names.get(each.code, each.code)) for each in found.by_unit),
        key=lambda each: sort_key(each[1]),
    )
    pickers = [
        period_picker(period),
        Choice(
            name="loai",
            words=_("Điều cần xem"),
            options=tuple((kind, trusting.kind_words(kind)) for kind in KINDS if kind in found.kinds),
            chosen=wanted.kind,
        ),
        Choice(name="so-do", words=_("Số đo"), options=tuple(measures), chosen=wanted.measure),
        Choice(
            name="nang",
            words=_("Mức"),
            options=(("1", _("không thể đúng")),),
            chosen="1" if wanted.grave else "",
        ),
    ]
    if len(units) > 1 or wanted.unit:
        pickers.append(Choice(name="xa", words=_("Đơn vị"), options=tuple(units), chosen=wanted.unit))
    return FilterBar(pickers=tuple(pickers))
