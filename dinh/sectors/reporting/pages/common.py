"""What the room's entrances share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.calendar import for_country
from dinh.ground.services import FileRefused
from dinh.look.shapes import Owed
from dinh.town import queries as town_queries
from dinh.town import services as town
from dinh.town.models import Office, Unit
from dinh.town.rules import covers
from dinh.town.shapes import Actor
from dinh.work.services import WorkRefused

from .. import queries
from ..models import Report
from ..services import ReportRefused, WrongInput, standing_of
from ..shapes import Standing
from ..words import of_standing

REFUSALS = (ReportRefused, town.NotAllowed, FileRefused, WorkRefused)


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


def report_of(request: HttpRequest, report_id: int) -> Report:
    """The report, for whoever may see it."""
    row: Report = found(queries.report_for(actor_of(request), report_id, today()), _("Không có báo cáo này."))
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
        request, "reporting/refused.html", {"said": str(refused), "back": back}, status=status_of(refused)
    )


def closed_to(request: HttpRequest, deed: str, unit_path: str, back: str) -> HttpResponse | None:
    """The 403 page, naming who has the mandate, when this person has none; None when they may."""
    try:
        town.require(actor_of(request), deed, unit_path, now())
    except town.NotAllowed as refused:
        return refused_page(request, refused, back)
    return None


def places_for(actor: Actor, deed: str, day: date) -> list[tuple[Unit, Office | None]]:
    """The units and offices where the actor may do a deed, their own first: where a regime is laid, where reports go to."""
    from dinh.town.services import deeds

    roles = next(each.roles for each in deeds() if each.name == deed)
    usable = [m for m in actor.mandates if m.role in roles and covers(m, m.unit_path, day, m.office_id)]
    units = {
        unit.path: unit for unit in Unit.objects.alive_on(day).filter(path__in={m.unit_path for m in usable})
    }
    offices = Office.objects.select_related("unit").in_bulk({m.office_id for m in usable if m.office_id})
    places: dict[tuple[int, int | None], tuple[Unit, Office | None]] = {}
    for mandate in usable:
        unit = units.get(mandate.unit_path)
        if unit is not None:
            office = offices.get(mandate.office_id) if mandate.office_id else None
            places.setdefault((unit.pk, office.pk if office else None), (unit, office))
    post = town_queries.post_of(actor.person_id, day) if actor.person_id else None
    own = [
        (unit, post.office)
        for unit, office in places.values()
        if post is not None and post.office is not None and office is None and post.unit_id == unit.pk
    ]
    return own + list(places.values())


def place_value(unit: Unit, office: Office | None) -> str:
    return f"{unit.pk}-{office.pk if office else ''}"


def place_words(unit: Unit, office: Office | None) -> str:
    return f"{office.name}, {unit.full_name}" if office else f"UBND {unit.name_in_text}"


def place_from(value: str, places: Sequence[tuple[Unit, Office | None]]) -> tuple[Unit, Office | None] | None:
    """The chosen place among those offered."""
    return next((each for each in places if place_value(*each) == value), None)


def receiver_of(row: Any) -> str:
    """ "Sở Khoa học và Công nghệ, tỉnh Thanh Hóa" or "UBND tỉnh Thanh Hóa"."""
    if row.to_office:
        return f"{row.to_office.name}, {row.to_unit.name_in_text}"
    return f"UBND {row.to_unit.name_in_text}"


def owed_line(row: Report, url: str, how: Standing, deed: str, day: date, *, with_unit: bool) -> Owed:
    """One line of the ledger of what is owed."""
    who = row.office.name if row.office else row.unit.full_name
    if with_unit and row.office:
        who = f"{who}, {row.unit.name_in_text}"
    until = row.again_by if row.state == "returned" and row.again_by else row.due_on
    parts = []
    if row.state == "returned":
        parts.append(("risk", _("Trả lại"), _("xem ý kiến của nơi nhận rồi gửi lại")))
    return Owed(
        title=row.title,
        url=url,
        left=for_country().days_left(until, day),
        day=until,
        src=(
            who,
            _("gửi %(to)s") % {"to": receiver_of(row)},
            *([of_standing(how)] if row.state != "owed" else []),
        ),
        deed=deed,
        deed_url=url,
        parts=parts,
    )


__all__ = ["standing_of"]
