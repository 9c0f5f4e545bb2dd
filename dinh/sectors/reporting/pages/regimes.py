"""Regimes: which there are, their dated terms, who owes them; laying, changing, giving, ending."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dinh.look.fields import read_day
from dinh.look.shapes import Choice, FilterBar
from dinh.town import queries as town_queries
from dinh.town import services as town
from dinh.town.models import Office, Unit
from dinh.town.pages import signed_in

from .. import queries, services
from ..forms import DutyForm, NextTermForm, RegimeForm, put_faults
from ..models import Duty, Regime, Term
from ..services import Owing
from ..shapes import Rhythm
from .common import (
    REFUSALS,
    actor_of,
    found,
    now,
    place_from,
    place_value,
    place_words,
    places_for,
    refused_page,
    status_of,
    tell,
    today,
)


@require_GET
@signed_in
def regimes(request: HttpRequest) -> HttpResponse:
    """Every regime that holds here, those owed by most first."""
    actor, day = actor_of(request), today()
    words, rhythm = request.GET.get("q", "").strip(), request.GET.get("nhip", "")
    over = request.GET.get("het") == "1"
    rows = queries.regimes(actor, day, words=words, rhythm=rhythm if rhythm in set(Rhythm) else "", over=over)
    bar = FilterBar(
        query=words,
        query_words=_("Tìm chế độ báo cáo"),
        pickers=(
            Choice(
                name="nhip",
                words=_("Nhịp"),
                options=[(each.value, _(each.word)) for each in Rhythm],
                chosen=rhythm,
            ),
            Choice(
                name="het", words=_("Gồm cả"), options=[("1", _("đã chấm dứt"))], chosen="1" if over else ""
            ),
        ),
    )
    context = {
        "tab": "regimes",
        "rows": [(row, next((t for t in row.terms.all() if t.alive_on(day)), None)) for row in rows],
        "bar": bar,
        "lays": bool(places_for(actor, "reporting.set_regime", day)),
    }
    return render(request, "reporting/regimes.html", context)


def _regime_of(request: HttpRequest, regime_id: int) -> Regime:
    row: Regime = found(
        queries.regime_for(actor_of(request), regime_id, today()), _("Không có chế độ báo cáo này.")
    )
    return row


def _may_set(request: HttpRequest, regime: Regime) -> bool:
    actor = actor_of(request)
    if regime.unit is None:
        return any(m.role == "admin" for m in actor.mandates)
    return town.allowed(actor, "reporting.set_regime", regime.unit.path, now())


def show_regime(
    request: HttpRequest, row: Regime, *, term_form: NextTermForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a regime."""
    actor, day = actor_of(request), today()
    duties = queries.duties_of(actor, row, day)
    context: dict[str, Any] = {
        "tab": "regimes",
        "regime": row,
        "terms": [(term, term.alive_on(day)) for term in row.terms.all()],
        "duties": [(duty, duty.until is None or duty.until >= day) for duty in duties],
        "sets": _may_set(request, row),
        "gives": row.rhythm != Rhythm.ON_DEMAND and bool(places_for(actor, "reporting.give_duty", day)),
        "term_form": term_form or NextTermForm(),
        "open_form": term_form is not None,
        "receives": bool(duties),
        "year": day.year,
    }
    return render(request, "reporting/regime.html", context, status=status)


@require_GET
@signed_in
def regime(request: HttpRequest, regime_id: int) -> HttpResponse:
    """One regime: its terms by dates with their sources, and who owes it."""
    return show_regime(request, _regime_of(request, regime_id))


@require_http_methods(["GET", "POST"])
@signed_in
def lay(request: HttpRequest) -> HttpResponse:
    """A unit's own regime."""
    actor, day = actor_of(request), today()
    units = {unit.pk: unit for unit, _office in places_for(actor, "reporting.set_regime", day)}
    if not units:
        home = town_queries.home_path(actor.person_id)
        try:
            town.require(actor, "reporting.set_regime", home, now())
        except town.NotAllowed as refused:
            return refused_page(request, refused, reverse("reporting.regimes"))
    form = RegimeForm(
        request.POST or None,
        units=[(str(pk), unit.full_name) for pk, unit in units.items()],
        initial={"since": day},
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                row = services.lay_regime(
                    name=data["name"],
                    rhythm=data["rhythm"],
                    unit=units[int(data["unit"])],
                    since=data["since"],
                    source=data["source"],
                    due=form.due(),
                    closing_day=None if data["rhythm"] == Rhythm.WEEKLY else data["closing_day"],
                    field=data["field"],
                    sections=data["sections"].splitlines(),
                    figures=form.typed_figures(),
                    confirmed=data["confirmed"],
                    by=actor,
                    at=now(),
                )
            except REFUSALS as refused:
                put_faults(form, refused)
                status = status_of(refused)
            else:
                tell(request, _("Đã lập chế độ báo cáo. Giao cho đơn vị, cơ quan phải báo cáo ở dưới."))
                return redirect("reporting.regime", regime_id=row.pk)
    return render(request, "reporting/lay_regime.html", {"form": form, "tab": "regimes"}, status=status)


@require_POST
@signed_in
def set_term(request: HttpRequest, regime_id: int) -> HttpResponse:
    """Other days from a day on."""
    row = _regime_of(request, regime_id)
    form, status = NextTermForm(request.POST), 422
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.set_term(
                regime_id=row.pk,
                since=data["since"],
                closing_day=None if row.rhythm == Rhythm.WEEKLY else data["closing_day"],
                due=form.due(),
                source=data["source"],
                confirmed=data["confirmed"],
                by=actor_of(request),
                at=now(),
            )
        except services.WrongInput as refused:
            put_faults(form, refused)
        except REFUSALS as refused:
            return refused_page(request, refused, reverse("reporting.regime", args=[row.pk]))
        else:
            tell(request, _("Đã đặt kỳ và hạn mới. Báo cáo đã lập giữ hạn cũ."))
            return redirect("reporting.regime", regime_id=row.pk)
    return show_regime(request, row, term_form=form, status=status)


@require_POST
@signed_in
def confirm(request: HttpRequest, term_id: int) -> HttpResponse:
    """The term was compared with its paper."""
    term = found(Term.objects.filter(pk=term_id).first(), _("Không có kỳ hạn này."))
    row = _regime_of(request, term.regime_id)
    back = reverse("reporting.regime", args=[row.pk])
    try:
        services.confirm_term(
            term_id=term.pk, source=request.POST.get("can-cu", ""), by=actor_of(request), at=now()
        )
    except REFUSALS as refused:
        return refused_page(request, refused, back)
    tell(request, _("Đã xác nhận kỳ và hạn với văn bản gốc."))
    return redirect(back)


@require_http_methods(["GET", "POST"])
@signed_in
def give(request: HttpRequest, regime_id: int) -> HttpResponse:
    """Let units and offices owe the regime's reports, many in one act."""
    row, actor, day = _regime_of(request, regime_id), actor_of(request), today()
    back = reverse("reporting.regime", args=[row.pk])
    places = places_for(actor, "reporting.give_duty", day)
    if not places:
        try:
            town.require(actor, "reporting.give_duty", town_queries.home_path(actor.person_id), now())
        except town.NotAllowed as refused:
            return refused_page(request, refused, back)
    place = place_from(request.POST.get("noi-nhan") or request.GET.get("noi-nhan", ""), places) or places[0]
    form = DutyForm(request.POST or None, initial={"since": day})
    units, offices = queries.units_below(place[0], day)
    chosen = set(request.POST.getlist("chon"))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                given = services.give_duty(
                    regime_id=row.pk,
                    owing=owing_from(chosen, units, offices),
                    to_unit=place[0],
                    to_office=place[1],
                    since=form.cleaned_data["since"],
                    by=actor,
                    at=now(),
                )
                services.lay_out(at=now(), regime_id=row.pk)
            except REFUSALS as refused:
                put_faults(form, refused)
                status = status_of(refused)
            else:
                said = _("Đã giao cho %(n)s nơi.") % {"n": len(given.duties)}
                if given.already:
                    said += " " + _("%(n)s nơi đã được giao từ trước.") % {"n": given.already}
                tell(request, said)
                return redirect(back)
    owing: set[tuple[int, int | None]] = set(
        row.duties.filter(until=None, unit__path__startswith=place[0].path).values_list(
            "unit_id", "office_id"
        )
    )
    context = {
        "tab": "regimes",
        "regime": row,
        "form": form,
        "places": [(place_value(*each), place_words(*each)) for each in places],
        "place": place_value(*place),
        **choices_of(units, offices, chosen, owing),
        "back": back,
    }
    return render(request, "reporting/give.html", context, status=status)


def owing_from(chosen: set[str], units: list[Unit], offices: list[Office]) -> list[Owing]:
    """What was ticked: "u5" a unit, "o7" an office, "tat-ca" every unit."""
    whole = "tat-ca" in chosen
    picked = [Owing(unit.pk) for unit in units if whole or f"u{unit.pk}" in chosen]
    return picked + [Owing(office.unit_id, office.pk) for office in offices if f"o{office.pk}" in chosen]


def choices_of(
    units: list[Unit], offices: list[Office], chosen: set[str], owing: set[tuple[int, int | None]]
) -> dict[str, Any]:
    """Boxes to tick, those who owe already marked."""
    return {
        "units": [(f"u{u.pk}", u.full_name, f"u{u.pk}" in chosen, (u.pk, None) in owing) for u in units],
        "offices": [(f"o{o.pk}", o.name, f"o{o.pk}" in chosen, (o.unit_id, o.pk) in owing) for o in offices],
        "all_chosen": "tat-ca" in chosen,
    }


@require_POST
@signed_in
def end_duty(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Somebody owes it no longer."""
    duty = found(Duty.objects.filter(pk=duty_id).first(), _("Không có nghĩa vụ này."))
    row = _regime_of(request, duty.regime_id)
    back = reverse("reporting.regime", args=[row.pk])
    try:
        services.end_duty(
            duty_id=duty.pk,
            until=today(),
            reason=request.POST.get("ly-do", "") or _("Thôi giao chế độ báo cáo"),
            by=actor_of(request),
            at=now(),
        )
    except REFUSALS as refused:
        return refused_page(request, refused, back)
    tell(request, _("Đã thôi giao từ sau hôm nay."))
    return redirect(back)


@require_POST
@signed_in
def end(request: HttpRequest, regime_id: int) -> HttpResponse:
    """The regime holds no longer."""
    row = _regime_of(request, regime_id)
    back = reverse("reporting.regime", args=[row.pk])
    try:
        typed = request.POST.get("den-het-ngay", "").strip()
        until = read_day(typed) if typed else today()
        services.end_regime(
            regime_id=row.pk,
            until=until,
            reason=request.POST.get("ly-do", ""),
            by=actor_of(request),
            at=now(),
        )
    except (*REFUSALS, ValueError) as refused:
        return refused_page(request, refused, back)
    tell(request, _("Đã chấm dứt chế độ báo cáo."))
    return redirect(back)
