"""The counter: choose a procedure, write down who and what, see the fee, take it in or refuse to."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dinh.catalog import queries as catalog
from dinh.catalog.models import ProcedureEdition
from dinh.ground.text import fold
from dinh.town.models import Office, Unit
from dinh.town.pages import signed_in

from .. import card_book, forms, services
from ..forms_sheet import Sheet
from ..rules.cards import NotACard
from ..services import queueing
from ..services.intake import asked_of
from ..shapes import GivenPerson, Intake
from .common import REFUSALS, actor_of, now, receiving_places, refused_page, status_of, tell, today

Place = tuple[Unit, Office | None]


@require_http_methods(["GET", "POST"])
@signed_in
def receive(request: HttpRequest) -> HttpResponse:
    """Without a procedure: the list of those offered here. With one: its intake form."""
    actor, day = actor_of(request), today()
    places = receiving_places(actor, day)
    if not places:
        roles = services.NotAllowed(_("Anh, chị chưa được giao quyền tiếp nhận hồ sơ."))
        return refused_page(request, roles, reverse("dossiers.list"))
    code = request.GET.get("thu-tuc", "")
    if not code:
        return _choose(request, places)
    edition = catalog.edition_on(code, day)
    if edition is None:
        raise Http404(_("Không có thủ tục này đang áp dụng."))
    return _form(request, edition, places)


def _choose(request: HttpRequest, places: list[Place]) -> HttpResponse:
    typed = request.GET.get("q", "").strip()
    offers = catalog.offers_in(places[0][0], today())
    words = fold(typed).split()
    shown = [
        offer
        for offer in offers
        if all(
            word in fold(f"{offer.procedure.code} {offer.procedure.name} {offer.procedure.words}")
            for word in words
        )
    ]
    ticket = request.GET.get("so", "")
    context = {
        "offers": shown,
        "typed": typed,
        "unit": places[0][0],
        "any": bool(offers),
        "ticket": ticket if ticket.isdigit() else "",
    }
    return render(request, "dossiers/choose.html", context)


def _form(request: HttpRequest, edition: ProcedureEdition, places: list[Place]) -> HttpResponse:
    units = _units(edition, places)
    made: dict[str, Any] = {
        "edition": edition,
        "units": units,
        "places": [
            (str(n), (office or unit).name if office else unit.full_name)
            for n, (unit, office) in enumerate(places)
        ],
    }
    if request.method == "GET":
        first = {"request_key": secrets.token_hex(16), "so": request.GET.get("so", "")}
        form = forms.IntakeForm(initial=first, **made)
        return _shown(request, form, edition, places, None)
    if request.POST.get("viec") == "the":
        return _card_read(request, made, edition, places)
    form = forms.IntakeForm(request.POST, request.FILES, **made)
    valid = form.is_valid()
    given = _intake(form, edition, places)
    what = request.POST.get("viec", "nhan")
    sheet = form.sheet = _asked_here(request, edition)
    if sheet is not None and what == "nhan" and sheet.asks_more:
        form.errors.clear()
        return _shown(request, form, edition, places, given)
    if sheet is not None:
        given = replace(given, answers=sheet.answers)
    if what == "tinh":
        form = forms.IntakeForm(initial={**form.cleaned_data}, **made) if valid else form
        return _shown(request, form, edition, places, given)
    if not valid:
        return _shown(request, form, edition, places, given, 422)
    who: dict[str, Any] = {"by": actor_of(request), "at": now()}
    try:
        if what == "tu-choi":
            dossier = services.refuse_intake(
                intake=replace(given, answers=None), reason=form.cleaned_data["refuse_reason"], **who
            )
            tell(request, _("Đã ghi từ chối tiếp nhận, kèm lý do."))
            return redirect("dossiers.dossier", dossier.code)
        if sheet is not None:
            sheet.must_be_read(today())
        dossier = services.receive(intake=given, **who)
    except services.WrongInput as refused:
        faults = [each for each in refused.faults if not (sheet and each.field.startswith("form."))]
        if sheet is not None:
            found = [each for each in refused.faults if each not in faults]
            form.sheet_said = sheet.put(found)
        for fault in faults:
            field = "refuse_reason" if fault.field == "reason" else fault.field
            form.add_error(field if field in form.fields else None, _(fault.sentence))
        return _shown(request, form, edition, places, given, 422)
    except REFUSALS as refused:
        return (
            refused_page(request, refused, request.get_full_path())
            if status_of(refused) != 422
            else _again(request, form, edition, places, given, str(refused))
        )
    if form.cleaned_data.get("so"):
        queueing.bind(form.cleaned_data["so"], dossier, who["by"])
    tell(request, _("Đã tiếp nhận hồ sơ %(code)s.") % {"code": dossier.code})
    return redirect("dossiers.receipt", dossier.code)


def _asked_here(request: HttpRequest, edition: ProcedureEdition) -> Sheet | None:
    """The form itself, where its schema wants the answers at the counter as well; else the form on paper stands for them."""
    schema = edition.form_schema or {}
    if schema.get("x-counter") != "asked":
        return None
    return Sheet(schema, data=request.POST if request.method == "POST" else None)


def _card_read(
    request: HttpRequest, made: dict[str, Any], edition: ProcedureEdition, places: list[Place]
) -> HttpResponse:
    """The card was scanned: its fields are filled in, everything typed stays; nothing is taken in yet."""
    typed = request.POST.copy()
    if not typed.get("card", "").strip():  # Enter in another field comes here too: nothing was scanned
        form = forms.IntakeForm(typed, request.FILES, **made)
        form.is_valid()
        form.errors.clear()
        return _shown(request, form, edition, places, _intake(form, edition, places))
    try:
        card = card_book.read(typed.get("card", ""))
    except NotACard as refused:
        form = forms.IntakeForm(typed, request.FILES, **made)
        form.is_valid()
        form.errors.clear()
        form.add_error("card", _(str(refused)))
        return _shown(request, form, edition, places, None, 422)
    typed["applicant_kind"], typed["applicant_identity"] = "person", card.identity
    if card.address:
        typed["applicant_address"] = card.address
    if not card.damaged:
        typed["applicant_name"] = card.name
    typed["card"] = ""
    form = forms.IntakeForm(typed, request.FILES, **made)
    form.is_valid()
    form.errors.clear()
    if card.damaged:
        form.add_error("applicant_name", _("Máy quét đọc sai chữ có dấu trong tên, gõ lại theo thẻ."))
    given = _intake(form, edition, places)
    return _shown(request, form, edition, places, given, 422 if card.damaged else 200)


def _again(
    request: HttpRequest,
    form: forms.IntakeForm,
    edition: ProcedureEdition,
    places: list[Place],
    given: Intake,
    said: str,
) -> HttpResponse:
    form.add_error(None, said)
    return _shown(request, form, edition, places, given, 422)


def _units(edition: ProcedureEdition, places: list[Place]) -> list[tuple[str, Any]]:
    """Bodies that decide it: the receiver's own first, then others of the same province (reception anywhere)."""
    own = {unit.pk for unit, _office in places}
    province = places[0][0].path.split("/")[1]
    near = [offer.unit for offer in catalog.offers_in_province(edition.procedure, today(), province)]
    return [(str(unit.pk), unit.full_name) for unit in sorted(near, key=lambda unit: unit.pk not in own)]


def _intake(form: forms.IntakeForm, edition: ProcedureEdition, places: list[Place]) -> Intake:
    values = form.cleaned_data
    number = int(values.get("place") or 0)
    unit, office = places[number] if number < len(places) else places[0]
    made = Intake(
        procedure_code=edition.procedure.code,
        unit_id=unit.pk,
        office_id=office.pk if office else None,
        applicant=form.applicant(),
        acted_for=form.acted_for(),
        channel=values.get("channel") or "direct",
        case_name=values.get("case_name") or "",
        papers=form.papers(),
        copies=values.get("copies") or 1,
        pages=values.get("pages") or 1,
        exemptions=tuple(values.get("exemptions") or ()),
        request_key=values.get("request_key") or "",
        post_code=values.get("post_code") or "",
        posted_on=values.get("posted_on"),
    )
    competent = values.get("competent_unit")
    units = _units(edition, places)
    if not competent and len(units) == 1:
        competent = units[0][0]
    return replace(made, competent_unit_id=int(competent)) if competent else made


def _shown(
    request: HttpRequest,
    form: forms.IntakeForm,
    edition: ProcedureEdition,
    places: list[Place],
    given: Intake | None,
    status: int = 200,
) -> HttpResponse:
    given = given or Intake(edition.procedure.code, places[0][0].pk, GivenPerson(""))
    sheet = form.sheet or _asked_here(request, edition)
    amount = services.price(edition, given=given, unit=places[0][0], day=today())
    context = {
        "form": form,
        "sheet": sheet,
        "sheet_said": form.sheet_said,
        "fresh": sheet.fresh if sheet else [],
        "edition": edition,
        "procedure": edition.procedure,
        "amount": amount,
        "ways": list(edition.ways.all()),
        "place": places[0],
        "counted": any(fee.per != "case" for fee in edition.fees.all()),
        "no_papers": not asked_of(edition),
        "case": form["case_name"] if "case_name" in form.fields else None,
        "unit_field": form["competent_unit"] if "competent_unit" in form.fields else None,
        "place_field": form["place"] if "place" in form.fields else None,
        "exemptions": form["exemptions"] if "exemptions" in form.fields else None,
    }
    return render(request, "dossiers/intake.html", context, status=status)
