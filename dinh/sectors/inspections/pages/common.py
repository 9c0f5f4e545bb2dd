"""What the room's entrances share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.services import FileRefused
from dinh.town import queries as town_queries
from dinh.town import services as town
from dinh.town.models import Office, Unit
from dinh.town.rules import covers
from dinh.town.shapes import Actor
from dinh.work.services import WorkRefused

from .. import queries
from ..models import Inspection
from ..services import Inspected, InspectionRefused, WrongInput

REFUSALS = (InspectionRefused, town.NotAllowed, FileRefused, WorkRefused)


def actor_of(request: HttpRequest) -> Actor:
    """Who is acting. Pages of this room are only reached signed in."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise PermissionDenied(_("Đăng nhập để xem trang này."))
    return actor


def today() -> date:
    return timezone.localdate()


def now() -> datetime:
    return timezone.now()


def found(thing: Any, words: str) -> Any:
    """The thing, or the 404 page with a sentence."""
    if thing is None:
        raise Http404(words)
    return thing


def inspection_of(request: HttpRequest, inspection_id: int) -> Inspection:
    """The inspection, for whoever may see it."""
    row: Inspection = found(
        queries.inspection_for(actor_of(request), inspection_id, today()), _("Không có cuộc kiểm tra này.")
    )
    return row


def tell(request: HttpRequest, sentence: str) -> None:
    messages.success(request, sentence)


def status_of(refused: Exception) -> int:
    """403 without the mandate, 422 for what was typed, 409 when the thing is not where the deed can be done."""
    if isinstance(refused, town.NotAllowed):
        return 403
    return 422 if isinstance(refused, WrongInput | FileRefused) else 409


def refused_page(request: HttpRequest, refused: Exception, back: str) -> HttpResponse:
    """The refusal's sentence on a page of its own, with its status and the way back."""
    return render(
        request, "inspections/refused.html", {"said": str(refused), "back": back}, status=status_of(refused)
    )


def deed(request: HttpRequest, act: Callable[[], object], *, done: str, back: str) -> HttpResponse:
    """Do one deed from a small form: say it was done and go back; a refusal is a page."""
    try:
        act()
    except REFUSALS as refused:
        return refused_page(request, refused, back)
    tell(request, done)
    return redirect(back)


def places_for(actor: Actor, deed_name: str, day: date) -> list[tuple[str, str, Unit, Office | None]]:
    """(value, words, unit, office): where the actor may do a deed; the office of their own post before the whole unit."""
    from dinh.town.services import deeds

    roles = next(each.roles for each in deeds() if each.name == deed_name)
    usable = [m for m in actor.mandates if m.role in roles and covers(m, m.unit_path, day, m.office_id)]
    units = {u.path: u for u in Unit.objects.alive_on(day).filter(path__in={m.unit_path for m in usable})}
    offices = Office.objects.in_bulk({m.office_id for m in usable if m.office_id})
    post = town_queries.post_of(actor.person_id, day) if actor.person_id else None
    places: dict[str, tuple[str, str, Unit, Office | None]] = {}
    for mandate in usable:
        unit = units.get(mandate.unit_path)
        if unit is None:
            continue
        mine: list[Office | None] = [offices[mandate.office_id]] if mandate.office_id else [None]
        if mandate.office_id is None and post and post.unit_id == unit.pk and post.office:
            mine.insert(0, post.office)
        for office in mine:
            value = f"{unit.pk}-{office.pk if office else ''}"
            words = f"{office.name}, {unit.full_name}" if office else f"UBND {unit.name_in_text}"
            places.setdefault(value, (value, words, unit, office))
    return list(places.values())


def open_to(request: HttpRequest, deed_name: str, back: str) -> HttpResponse | None:
    """The 403 page, naming who has the mandate, when this person has none anywhere; None when they may."""
    actor = actor_of(request)
    if places_for(actor, deed_name, today()):
        return None
    try:
        town.require(actor, deed_name, town_queries.home_path(actor.person_id), now())
    except town.NotAllowed as refused:
        return refused_page(request, refused, back)
    return None


def parties_offered(unit: Unit, day: date) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Whom a unit may inspect, as boxes to tick: units directly under it, and its own offices. 2 queries."""
    below = [(f"u{each.pk}", each.full_name) for each in town_queries.children_of(unit, day)]
    own = [(f"o{each.pk}", each.name) for each in town_queries.offices_of(unit, day)]
    return below, own


def parties_from(ticked: Sequence[str], unit: Unit, day: date) -> list[Inspected]:
    """What was ticked, among what was offered."""
    chosen = set(ticked)
    units = [Inspected(each.pk) for each in town_queries.children_of(unit, day) if f"u{each.pk}" in chosen]
    return units + [
        Inspected(unit.pk, each.pk) for each in town_queries.offices_of(unit, day) if f"o{each.pk}" in chosen
    ]
