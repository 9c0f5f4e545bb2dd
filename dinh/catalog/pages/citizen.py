"""What anybody may see: procedures found by words, life event and field, and the page of one as of a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dinh.ground.figures import number, whole_number
from dinh.town.models import Unit

from .. import queries
from ..models import Paper, ProcedureEdition
from ..rules import Amount, Quantities
from ..shapes import LIFE_EVENTS, Channel
from ..words import said_fee, said_quantities
from .common import day_asked, procedure_at, today
from .places import KEPT, address, unit_code

ICONS = {
    "sinh-con": "baby", "ket-hon": "ring", "nguoi-mat": "book", "giay-to": "stamp", "cho-o": "home",
    "kho-khan": "heart", "lam-an": "shop",
}  # fmt: skip
MOST_PAGES, MOST_COPIES = 5_000, 500
ON_TIME = "dung-han"
SHORT = 12
"""Places that the page of a procedure names itself; the others have a page of their own."""


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Procedures that anybody may ask for, by what people call them."""
    day = today()
    words = request.GET.get("q", "").strip()[:120]
    life = request.GET.get("su-kien", "")
    life = life if life in LIFE_EVENTS else ""
    field = request.GET.get("linh-vuc", "")[:60]
    places = queries.places(day, unit_code(request))
    unit = places.unit
    page = queries.find(
        words, day=day, field=field, life_event=life, unit=unit, after=request.GET.get("sau", "")
    )
    keep = {"q": words, "su-kien": life, "linh-vuc": field, "don-vi": unit.code if unit else ""}
    shown = {
        "rows": [_in_list(row.edition, unit) for row in page.rows],  # type: ignore[attr-defined]
        "later": address("catalog.find", **keep, sau=page.later) if page.later else "",
        "words": words,
        "life": life,
        "field": field,
        "unit": unit,
        "places": places,
        "choose": address("catalog.choose_place", **{own: keep[theirs] for own, theirs in KEPT.items()}),
        "fields": queries.fields(day),
        "events": [
            (key, said, ICONS[key], address("catalog.find", **{**keep, "q": "", "su-kien": key}))
            for key, said in LIFE_EVENTS.items()
        ],
        "asked": bool(words or life or field),
    }
    return render(request, "catalog/find.html", shown)


def _in_list(edition: ProcedureEdition, unit: Unit | None) -> dict[str, Any]:
    events = [ICONS[key] for key in edition.life_events if key in ICONS]
    ways = list(edition.ways.all())
    return {
        "edition": edition,
        "icon": events[0] if events else "paper",
        "way": ways[0] if ways else None,
        "fee": _short_fee(edition),
        "url": address("catalog.procedure", edition.procedure.code, **{"don-vi": unit.code if unit else ""}),
    }


def _short_fee(edition: ProcedureEdition) -> str:
    """What a list says of the fee: nothing to pay, how much, or that there is one."""
    lines = list(edition.fees.all())
    if lines and all(line.amount == 0 for line in lines):
        return _("không thu")
    if on_time(edition):
        return _("không thu khi làm đúng hạn")
    known = sorted({line.amount for line in lines if line.amount})
    if not known or any(line.amount is None for line in lines):
        return _("có thu phí, lệ phí") if lines else ""
    if len(lines) == 1 or len(known) == 1:
        return said_fee(lines[0]).split(";")[0]
    return _("từ %(amount)sđ") % {"amount": number(known[0])}


def on_time(edition: ProcedureEdition) -> bool:
    """Whether whoever comes in time pays nothing: the exemption that bears the code "dung-han"."""
    return any(one.code == ON_TIME and one.percent == 100 for one in edition.exemptions.all())


@require_safe
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """One procedure as of a day: what to bring, how long, how much, where; its editions; where each value comes from."""
    row = procedure_at(code)
    if code != row.code:
        return redirect(
            f"{reverse('catalog.procedure', args=[row.code])}?{request.GET.urlencode()}".rstrip("?")
        )
    day = day_asked(request)
    edition = queries.edition_on(row.code, day)
    editions = queries.editions_of(row)
    offers = queries.offers_page(row, day, limit=SHORT)
    offer = queries.offer_by_code(row, unit_code(request), day)
    unit = offer.unit if offer else None
    shown = {
        "row": row,
        "edition": edition,
        "day": day,
        "as_of": day != today(),
        "editions": [(one, _span(one), one.in_force_on(day)) for one in editions],
        "after": next((one for one in reversed(editions) if one.since and one.since > day), None),
        "last": next((one for one in editions if one.until and one.until < day), None),
        "offers": offers.rows,
        "more_offers": bool(offers.later),
        "unit": unit,
        "offer": offer,
        "local_codes": queries.local_codes(row),
    }
    if edition is not None:
        shown |= _of_edition(edition, unit, day) | _reckoned(request, edition, unit, day)
    return render(request, "catalog/procedure.html", shown)


@require_safe
def where(request: HttpRequest, code: str) -> HttpResponse:
    """Every unit that offers a procedure: searched by name, narrowed to a province, a page at a time."""
    row = procedure_at(code)
    if code != row.code:
        return redirect(f"{reverse('catalog.where', args=[row.code])}?{request.GET.urlencode()}".rstrip("?"))
    day = day_asked(request)
    words = request.GET.get("q", "").strip()[:80]
    provinces = queries.offering_provinces(row, day)
    province = next((each for each in provinces if each.code == unit_code(request, "tinh")), None)
    page = queries.offers_page(
        row, day, words=words, province=province.code if province else "", after=request.GET.get("sau", "")
    )
    as_of = day.isoformat() if day != today() else ""
    keep = {"q": words, "tinh": province.code if province else "", "ngay": as_of}
    shown = {
        "row": row,
        "rows": [
            (offer, address("catalog.procedure", row.code, **{"don-vi": offer.unit.code, "ngay": as_of}))
            for offer in page.rows
        ],
        "later": address("catalog.where", row.code, **keep, sau=page.later) if page.later else "",
        "begins": not request.GET.get("sau"),
        "first": address("catalog.where", row.code, **keep),
        "words": words,
        "province": province,
        "provinces": provinces,
        "count": queries.offers_count(row, day),
        "day": day,
        "as_of": as_of,
    }
    return render(request, "catalog/where.html", shown)


def _span(edition: ProcedureEdition) -> str:
    return f"{edition.since or date.min:%Y-%m-%d}"


def _of_edition(edition: ProcedureEdition, unit: Unit | None, day: date) -> dict[str, Any]:
    cases: dict[str, list[tuple[Paper, str]]] = {}
    for paper in edition.papers.all():
        cases.setdefault(paper.case_name, []).append((paper, said_quantities(paper.originals, paper.copies)))
    fees = [
        line
        for line in edition.fees.all()
        if line.unit is None or unit is None or unit.path.startswith(line.unit.path)
    ]
    alive = [
        line
        for line in fees
        if (line.since is None or line.since <= day) and (line.until is None or line.until >= day)
    ]
    return {
        "cases": list(cases.items()),
        "forms": [paper for paper in edition.papers.all() if paper.form_name],
        "fees": alive,
        "on_time": on_time(edition),
        "free": bool(alive) and all(line.amount == 0 for line in alive),
        "notes": edition.sources,
        "doubts": sum(1 for said in edition.sources.values() if said.get("doubt")),
        "online_way": any(way.channel == "online" for way in edition.ways.all()),
        "until_eve": edition.until and edition.until + timedelta(days=1),
    }


def _reckoned(
    request: HttpRequest, edition: ProcedureEdition, unit: Unit | None, day: date
) -> dict[str, Any]:
    """The sum for what was typed in the little form of fees; nothing without it."""
    lines = list(edition.fees.all())
    counted = {line.per for line in lines if line.amount}
    asks = {
        "by_page": "page" in counted,
        "by_copy": bool(counted & {"page", "copy"}),
        "channels": list(dict.fromkeys(way.channel for way in edition.ways.all())),
        "exemptions": list(edition.exemptions.all()),
        "reckons": bool(counted),
    }
    given = request.GET
    if "tinh" not in given or not counted:
        return {"asks": asks, "sum": None}
    copies = min(max(whole_number(given.get("ban", "1")) or 1, 1), MOST_COPIES)
    pages = min(max(whole_number(given.get("trang", "1")) or 1, 1), MOST_PAGES)
    channel = given.get("cach", "")
    channel = channel if channel in set(Channel) else (asks["channels"] or ["direct"])[0]  # type: ignore[index]
    found: Amount = queries.amount(
        edition,
        channel=channel,
        quantities=Quantities.of(copies=copies, pages_each=pages),
        day=day,
        unit=unit,
        exemptions=given.getlist("dien"),
    )
    chosen = {"copies": copies, "pages": pages, "channel": channel, "exempt": given.get("dien", "")}
    return {"asks": asks, "sum": found, "chosen": chosen}
