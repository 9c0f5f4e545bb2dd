"""The list of initiatives: one address, the desk for who is signed in, the open page for citizens."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dinh.look.shapes import Choice, FilterBar
from dinh.town.models import Unit
from dinh.town.pages import signed_in
from dinh.town.services import allowed
from dinh.voices import queries
from dinh.voices.shapes import FIELDS, Kind, State

from .common import actor_of, inside, now, today, voter_of

MOST_WORDS = 120


@require_safe
def initiatives(request: HttpRequest) -> HttpResponse:
    """What was put forward."""
    return desk_list(request) if actor_of(request) else citizen_list(request)


def _one_of(text: str, known: Any) -> str:
    return text if text in known else ""


def _typed(request: HttpRequest) -> dict[str, Any]:
    given = request.GET
    unit = Unit.objects.alive_on(today()).filter(code=given.get("don-vi", "")[:8]).first()
    return {
        "kind": _one_of(given.get("loai", ""), set(Kind)),
        "typed": given.get("q", "").strip()[:MOST_WORDS],
        "unit_id": unit.pk if unit else None,
        "most_voted": given.get("xep") == "phieu",
        "after": given.get("sau", ""),
    }


def desk_list(request: HttpRequest) -> HttpResponse:
    """The desk's list, with what waits: to be moderated, to be answered."""
    actor, day = inside(request), today()
    asked = _typed(request)
    state = _one_of(request.GET.get("tinh-trang", ""), set(State))
    field = _one_of(request.GET.get("linh-vuc", ""), FIELDS)
    page = queries.initiatives(actor, day, state=state, field=field, **asked)
    units = queries.visible(actor, day).values("unit")
    places = Unit.objects.filter(pk__in=units).order_by("level", "name")[:200]
    bar = FilterBar(
        pickers=(
            Choice(
                name="loai",
                words=_("Loại"),
                options=[(k.value, _(k.word)) for k in Kind],
                chosen=asked["kind"],
            ),
            Choice(
                name="tinh-trang",
                words=_("Tình trạng"),
                options=[(s.value, _(s.word)) for s in State],
                chosen=state,
            ),
            Choice(
                name="linh-vuc",
                words=_("Lĩnh vực"),
                options=[(key, _(words)) for key, words in FIELDS.items()],
                chosen=field,
            ),
            Choice(
                name="don-vi",
                words=_("Đơn vị"),
                options=[(u.code, u.full_name) for u in places],
                chosen=request.GET.get("don-vi", ""),
            ),
            Choice(
                name="xep",
                words=_("Xếp"),
                options=[("phieu", _("Nhiều phiếu trước"))],
                chosen="phieu" if asked["most_voted"] else "",
                every=_("Mới nhất trước"),
            ),
        ),
        query=asked["typed"],
        query_words=_("Tìm sáng kiến, có dấu hoặc không dấu"),
    )
    shown = {
        "bar": bar,
        "rows": page.rows,
        "page": SimpleNamespace(earlier="", later=page.later),
        "voted": queries.voted_by(actor, page.rows),
        "filtered": state or field or asked["kind"] or asked["typed"] or asked["unit_id"],
        "spreads": queries.spreads_to(actor, day, limit=8),
        "waiting": queries.waiting_count(actor, day),
        "may_put": any(
            allowed(actor, "voices.put_forward", m.unit_path, now(), m.office_id) for m in actor.mandates
        ),
    }
    return render(request, "voices/list.html", shown)


def citizen_list(request: HttpRequest) -> HttpResponse:
    """The open page: what others said, most voted or newest, and the way to say something oneself."""
    asked = _typed(request)
    code = request.GET.get("don-vi", "")[:8]
    page = queries.public_initiatives(**asked)
    units = queries.receiving_units(today())
    unit = next((u for u in units if u.code == code), None)
    shown = {
        "rows": page.rows,
        "later": page.later,
        "voted": queries.voted_by_citizen(voter_of(request), page.rows),
        "units": units,
        "unit": unit,
        "code": code if unit else "",
        "asked": asked,
        "kinds": [(k.value, _(k.word)) for k in Kind],
        "events": queries.public_events(today(), unit_id=unit.pk if unit else None, limit=3),
    }
    return render(request, "voices/citizen_list.html", shown)


@require_safe
@signed_in
def moderation(request: HttpRequest) -> HttpResponse:
    """What citizens wrote that waits for this person."""
    actor, day = inside(request), today()
    shown = {
        "rows": queries.waiting_initiatives(actor, day),
        "remarks": queries.waiting_remarks(actor, day),
    }
    return render(request, "voices/moderation.html", shown)
