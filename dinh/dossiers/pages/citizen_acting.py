"""Acting for somebody: giving it, showing a paper, answering, ending; and the counter that proves accounts and checks papers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dinh.catalog import queries as catalog
from dinh.catalog.models import Procedure
from dinh.catalog.pages import choosing, unit_code
from dinh.ground import queries as kept_files
from dinh.town.pages import signed_in
from dinh.town.services import allowed
from dinh.town.shapes import Actor

from .. import services
from ..forms_citizen import GiveMandateForm, ProveForm, ShowMandateForm
from ..models import Acting, CitizenAccount
from ..queries import citizens
from ..services import accounts, acting
from ..services.looks import record
from ..shapes import LookKind
from .citizen_common import now, proven_only, put_faults
from .common import REFUSALS, actor_of, receiving_places, refused_page, tell, today
from .one import SEALED

STATES = {
    "waits": ("wait", _l("Chờ trả lời")),
    "refused": ("none", _l("Không được nhận")),
    "ended": ("none", _l("Đã chấm dứt")),
    "over": ("none", _l("Đã hết hạn")),
    "before": ("info", _l("Chưa tới ngày")),
    "stands": ("ok", _l("Đang có hiệu lực")),
}


def _procedures() -> list[tuple[str, str]]:
    """What the locality offers, to choose from."""
    rows = catalog.find("", day=today(), unit=None, limit=500).rows
    return [(row.edition.procedure.code, row.edition.name) for row in rows]  # type: ignore[attr-defined]


def _shown(row: Acting, me: int, day: date, names: dict[str, str]) -> dict[str, Any]:
    state = row.state(day)
    gave = row.principal_id == me
    return {
        "row": row,
        "gave": gave,
        "other": row.agent if gave else row.principal,
        "kind": STATES[state][0],
        "word": STATES[state][1],
        "answers": state == "waits" and not gave and row.asked_by == "principal",
        "ends": state in ("waits", "before", "stands"),
        "procedures": [names.get(code, code) for code in row.procedures],
    }


@require_safe
@proven_only
def actings(request: HttpRequest, account: CitizenAccount) -> HttpResponse:
    """Whom they let act for them, and for whom they act."""
    assert account.citizen is not None
    rows = citizens.actings_of(account.citizen)
    codes = {code for row in rows for code in row.procedures}
    names = dict(Procedure.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    shown = [_shown(row, account.citizen.pk, today(), names) for row in rows]
    context = {
        "account": account,
        "given": [one for one in shown if one["gave"]],
        "held": [one for one in shown if not one["gave"]],
    }
    return render(request, "dossiers/citizen/actings.html", context)


def _wanted(values: dict[str, Any]) -> acting.Wanted:
    return acting.Wanted(
        values["kind"],
        values["name"],
        values["identity"],
        values["since"],
        values["until"],
        values["procedures"],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@proven_only
def give(request: HttpRequest, account: CitizenAccount) -> HttpResponse:
    """Let somebody act for oneself."""
    posted = request.POST if request.method == "POST" else None
    form = GiveMandateForm(posted, procedures=_procedures(), initial={"since": today()})
    if request.method == "POST" and form.is_valid():
        try:
            acting.give(account=account, wanted=_wanted(form.cleaned_data), at=now())
        except services.WrongInput as refused:
            put_faults(form, refused.faults)
        else:
            messages.success(request, _("Đã ghi ủy quyền; có hiệu lực khi người kia nhận."))
            return redirect("dossiers.actings")
    status = 422 if form.is_bound else 200
    return render(
        request, "dossiers/citizen/acting_give.html", {"form": form, "account": account}, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@proven_only
def show(request: HttpRequest, account: CitizenAccount) -> HttpResponse:
    """Show the paper by which one acts for somebody."""
    places = catalog.places(today(), unit_code(request))
    unit = places.unit
    if places.many and unit is None:
        return _place_first(request)
    units = [unit] if places.many and unit else places.units
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ShowMandateForm(
        *given,
        procedures=_procedures(),
        units=[(str(one.pk), one.full_name) for one in units],
        settled=places.many,
        initial={"since": today(), "kind": "firm", "unit": str(unit.pk) if unit else ""},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            acting.show(
                account=account,
                wanted=_wanted(values),
                basis=values["basis"],
                unit_id=int(values["unit"]),
                file=values["paper"].file,
                file_name=values["paper"].name,
                at=now(),
            )
        except services.WrongInput as refused:
            put_faults(form, refused.faults)
        else:
            messages.success(request, _("Đã gửi giấy tờ; có hiệu lực khi cán bộ kiểm tra xong."))
            return redirect("dossiers.actings")
    status = 422 if form.is_bound else 200
    context = {
        "form": form,
        "account": account,
        "unit": unit if places.many else None,
        "choose": reverse("dossiers.acting_show_place"),
    }
    return render(request, "dossiers/citizen/acting_show.html", context, status=status)


def _place_first(request: HttpRequest) -> HttpResponse:
    """Where there are too many to choose from on the page itself, the place comes before the paper."""
    if request.method == "POST":
        messages.error(request, _("Chọn nơi kiểm tra giấy tờ."))
    return redirect("dossiers.acting_show_place")


@require_safe
@proven_only
def show_place(request: HttpRequest, account: CitizenAccount) -> HttpResponse:
    """The office's place, where there are many."""
    up = ("dossiers.actings", _("Làm thay người khác"))
    here, back = "dossiers.acting_show_place", "dossiers.acting_show"
    return choosing(request, here=here, back=back, up=up, anywhere=False)


@require_POST
@proven_only
def answer(request: HttpRequest, acting_id: int, slug: str, account: CitizenAccount) -> HttpResponse:
    """Accept, decline or end one."""
    deeds = {
        "nhan": (acting.accept, _("Đã nhận ủy quyền.")),
        "khong-nhan": (acting.decline, _("Đã từ chối ủy quyền.")),
        "cham-dut": (acting.end, _("Đã chấm dứt ủy quyền.")),
    }
    if slug not in deeds:
        raise Http404
    deed, said = deeds[slug]
    try:
        deed(acting_id=acting_id, account=account, at=now())
    except REFUSALS as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("dossiers.actings")


# ---------------------------------------------------------------- at the counter


def _checking(actor: Actor) -> dict[int, int | None]:
    """The units whose papers this person checks, each with the office they do it from. 2 queries at most."""
    return {
        unit.pk: office.pk if office else None
        for unit, office in receiving_places(actor, today())
        if allowed(actor, "dossiers.check_acting", unit.path, now(), office.pk if office else None)
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def counter(request: HttpRequest) -> HttpResponse:
    """Accounts proven by the card, and papers of mandates that wait to be checked."""
    actor = actor_of(request)
    places = receiving_places(actor, today())
    form = ProveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            unit, office = places[0] if places else (None, None)
            account = accounts.prove(
                **form.cleaned_data,
                unit_path=unit.path if unit else "/",
                office_id=office.pk if office else None,
                by=actor,
                at=now(),
            )
        except services.WrongInput as refused:
            put_faults(form, refused.faults)
        except services.NotThere as refused:
            form.add_error("code", str(refused))
        except REFUSALS as refused:
            return refused_page(request, refused, request.path)
        else:
            tell(request, _("Đã xác nhận tài khoản của %(name)s.") % {"name": account.name})
            return redirect("dossiers.citizen_counter")
    checks = acting.waiting_in(sorted(_checking(actor)))
    status = 422 if form.is_bound else 200
    context = {"form": form, "checks": checks, "may": bool(places)}
    return render(request, "dossiers/citizen_counter.html", context, status=status)


@require_POST
@signed_in
def check(request: HttpRequest, acting_id: int) -> HttpResponse:
    """The officer's answer to a paper."""
    good = request.POST.get("tra-loi") == "dung"
    actor = actor_of(request)
    unit_id = Acting.objects.filter(pk=acting_id).values_list("unit_id", flat=True).first()
    try:
        acting.check(
            acting_id=acting_id,
            by=actor,
            office_id=_checking(actor).get(unit_id or 0),
            at=now(),
            good=good,
            reason=request.POST.get("ly-do", ""),
        )
    except REFUSALS as refused:
        return refused_page(request, refused, "/ho-so/nguoi-dan/")
    tell(request, _("Đã ghi ủy quyền có hiệu lực.") if good else _("Đã trả lại giấy tờ ủy quyền."))
    return redirect("dossiers.citizen_counter")


@never_cache
@require_safe
@signed_in
def acting_paper(request: HttpRequest, acting_id: int) -> Any:
    """The paper as sent, for whoever has to check it."""
    row = Acting.objects.select_related("unit").filter(pk=acting_id).exclude(sha256="").first()
    actor = actor_of(request)
    if row is None or row.unit_id not in _checking(actor):
        raise Http404(_("Không có giấy tờ này, hoặc nơi khác kiểm tra."))
    record(citizens=[row.principal_id, row.agent_id], kind=LookKind.PAPER, by=actor, at=now())
    response = FileResponse(
        kept_files.open_kept(row.sha256), filename=row.file_name, content_type=row.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SEALED
    response["Cache-Control"] = "private, no-store"
    return response


__all__ = ["acting_paper", "actings", "answer", "check", "counter", "give", "show", "show_place"]
