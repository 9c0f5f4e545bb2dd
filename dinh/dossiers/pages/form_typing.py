"""The form on paper, typed at the counter after the dossier was taken in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dinh.catalog import asking
from dinh.ground import ciphers
from dinh.town.pages import signed_in

from .. import services
from ..forms_sheet import Sheet
from ..models import Dossier, FormAnswers
from ..services import looks
from ..services.common import may
from ..services.typing import why_not
from ..shapes import LookKind
from .common import REFUSALS, actor_of, dossier_of, now, refused_page, tell, today


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def type_form(request: HttpRequest, code: str) -> HttpResponse:
    """The same form that a citizen fills in on line, on one screen, begun with what intake knows already."""
    dossier, actor, at = dossier_of(request, code), actor_of(request), now()
    back = reverse("dossiers.dossier", args=[dossier.code])
    if not may(dossier, "dossiers.type_form", actor, at):
        roles = services.NotAllowed(_("Anh, chị chưa được giao gõ tờ khai của hồ sơ này."))
        return refused_page(request, roles, back)
    row = FormAnswers.objects.filter(dossier=dossier).first()
    closed = why_not(dossier, row)
    if closed:
        return refused_page(request, services.WrongState(closed), back)
    schema = dossier.edition.form_schema or {}
    try:
        sheet = _sheet(request, dossier, row, schema)
    except ciphers.CannotOpen as shut:
        return refused_page(request, services.WrongState(str(shut)), back)
    said: list[str] = []
    status = 200
    if request.method == "POST" and not sheet.asks_more:
        try:
            sheet.must_be_read(today())
            services.type_form(
                dossier_id=dossier.pk, answers=sheet.answers, seen=_seen(request), by=actor, at=at
            )
        except services.WrongInput as refused:
            said, status = sheet.put(refused.faults), 422
        except REFUSALS as refused:
            return refused_page(request, refused, back)
        else:
            tell(request, _("Đã ghi tờ khai vào hồ sơ."))
            return redirect(back)
    elif request.method == "GET":
        people = [pk for pk in (dossier.applicant_id, dossier.acted_for_id) if pk]
        looks.record(
            citizens=people, kind=LookKind.NUMBERS, by=actor, at=at, dossier_id=dossier.pk,
            reason=_("Gõ tờ khai giấy vào hồ sơ"),
        )  # fmt: skip
    context = {
        "dossier": dossier, "sheet": sheet, "said": said, "back": back, "before": row,
        "fresh": sheet.fresh,
        "seen": _seen(request) if request.method == "POST" else dossier.version,
    }  # fmt: skip
    return render(request, "dossiers/form_typing.html", context, status=status)


def _sheet(request: HttpRequest, dossier: Dossier, row: FormAnswers | None, schema: dict[str, Any]) -> Sheet:
    if request.method == "POST":
        return Sheet(schema, data=request.POST, known=_known(dossier))
    return Sheet(schema, answers=row.open() if row else {}, known=_known(dossier))


def _known(dossier: Dossier) -> dict[str, Any]:
    """What intake wrote down already, by the names that forms ask for. Raises ground.ciphers.CannotOpen without the key."""
    whom = dossier.acted_for or dossier.applicant
    told = {"name": whom.name, "identity": whom.identity(), **whom.contact()}
    counted = {name: dossier.form.get(name) for name in ("copies", "pages")}
    known = {f"applicant.{name}": value for name, value in told.items() if value}
    return {**known, **counted, asking.CASE: dossier.case_name}


def _seen(request: HttpRequest) -> int | None:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
