"""What the room's entrances share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.look.fields import read_day
from dinh.town import queries as town_queries
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.rules import covers
from dinh.town.services import deeds
from dinh.town.shapes import Actor

from .. import queries, services
from ..models import Procedure, ProcedureEdition


def actor_of(request: HttpRequest) -> Actor:
    """Who is acting. Only for pages reached signed in."""
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


def day_asked(request: HttpRequest) -> date:
    """The day in the address; today when there is none or it is no day."""
    try:
        day = read_day(request.GET.get("ngay", ""))
    except ValueError:
        return today()
    return day if 1900 <= day.year <= 2200 else today()


def procedure_at(code: str) -> Procedure:
    row: Procedure = found(queries.procedure_by_code(code), _("Không có thủ tục nào mang mã này."))
    return row


def may(actor: Actor | None, deed: str, unit: Unit) -> bool:
    """Whether to show a deed there. No query."""
    return town.allowed(actor, deed, unit.path, now())


def edition_for(request: HttpRequest, edition_id: int) -> ProcedureEdition:
    """An edition for the desk: a published one for everybody, a draft for whoever may draft there."""
    row = found(queries.edition(edition_id), _("Không có bản thủ tục này."))
    if row.state == "draft" and not may(actor_of(request), "catalog.draft", row.procedure.keeper):
        raise Http404(_("Không có bản thủ tục này."))
    edition: ProcedureEdition = row
    return edition


def units_for(actor: Actor, deed: str, day: date) -> list[Unit]:
    """The units where the actor may do a deed: those their mandates are over, in order. 1 query."""
    roles = next(each.roles for each in deeds() if each.name == deed)
    paths = {
        m.unit_path
        for m in actor.mandates
        if m.role in roles and m.office_id is None and covers(m, m.unit_path, day)
    }
    return list(Unit.objects.alive_on(day).filter(path__in=paths).order_by("level", "name"))


def open_to(request: HttpRequest, deed: str, back: str) -> HttpResponse | None:
    """The 403 page, naming who has the mandate, when this person has none anywhere; None when they may."""
    actor = actor_of(request)
    if units_for(actor, deed, today()):
        return None
    try:
        town.require(actor, deed, town_queries.home_path(actor.person_id), now())
    except town.NotAllowed as refused:
        return refused_page(request, refused, back)
    return None


def tell(request: HttpRequest, sentence: str) -> None:
    messages.success(request, sentence)


def status_of(refused: Exception) -> int:
    """403 without the mandate, 422 for what was given, 409 when the thing is not where the deed can be done."""
    if isinstance(refused, services.NotAllowed):
        return 403
    return 422 if isinstance(refused, services.WrongInput | services.NotAFile) else 409


def refused_page(request: HttpRequest, refused: Exception, back: str) -> HttpResponse:
    """The refusal on a page of its own: each sentence with its status and the way back."""
    faults = getattr(refused, "faults", ())
    context = {"said": [fault.sentence for fault in faults] or [str(refused)], "back": back}
    return render(request, "catalog/refused.html", context, status=status_of(refused))


def deed(
    request: HttpRequest, act: Callable[[], object], *, done: str, back: str, after: str = ""
) -> HttpResponse:
    """Do one deed from a small form: say it was done and go on; a refusal is a page."""
    try:
        act()
    except services.REFUSALS as refused:
        return refused_page(request, refused, back)
    tell(request, done)
    return redirect(after or back)
