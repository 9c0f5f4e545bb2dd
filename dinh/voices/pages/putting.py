"""Putting forward: the form of an office, and the form of a citizen with no sign-in and no riddle."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dinh.ground.figures import whole_number
from dinh.town.models import Office, Unit
from dinh.town.services import allowed
from dinh.town.shapes import Actor
from dinh.voices import queries, services
from dinh.voices.forms import CitizenForm, PutForm, WhyLookForm

from .common import REFUSALS, actor_of, address_of, found, inside, not_there, now, put, refused_page, today


@require_http_methods(["GET", "HEAD", "POST"])
def put_forward(request: HttpRequest) -> HttpResponse:
    """Put something forward."""
    return _by_office(request) if actor_of(request) else _by_citizen(request)


def _places(actor: Actor) -> dict[str, tuple[Unit, Office | None]]:
    """Where the actor may speak from: their offices first, then their units as a whole."""
    carrying = [
        m for m in actor.mandates if allowed(actor, "voices.put_forward", m.unit_path, now(), m.office_id)
    ]
    units = {
        u.path: u for u in Unit.objects.alive_on(today()).filter(path__in={m.unit_path for m in carrying})
    }
    offices = Office.objects.filter(pk__in=[m.office_id for m in carrying if m.office_id]).select_related(
        "unit"
    )
    found: dict[str, tuple[Unit, Office | None]] = {f"o{o.pk}": (o.unit, o) for o in offices}
    for mandate in carrying:
        unit = units.get(mandate.unit_path)
        if unit and mandate.office_id is None:
            found[f"u{unit.pk}"] = (unit, None)
    return found


def _by_office(request: HttpRequest) -> HttpResponse:
    actor = inside(request)
    places = _places(actor)
    if not places:
        return render(request, "voices/put.html", {"form": None}, status=403)
    choices = [
        (key, f"{office.name}, {unit.name_in_text}" if office else unit.full_name)
        for key, (unit, office) in places.items()
    ]
    problem_id = whole_number(request.GET.get("giai"))
    problem = queries.initiative_for(actor, problem_id, today()) if problem_id else None
    initial = {"place": choices[0][0], "kind": "idea" if problem else request.GET.get("loai", "")}
    form = PutForm(request.POST or None, places=choices, initial=initial)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        unit, office = places[typed["place"]]
        try:
            row = services.put_forward(
                kind=typed["kind"],
                title=typed["title"],
                text=typed["text"],
                field=typed["field"],
                public=typed["public"],
                unit=unit,
                office=office,
                answers_id=problem.pk if problem else None,
                by=actor,
                at=now(),
            )
        except REFUSALS as refused:
            put(form, refused)
        else:
            messages.success(
                request, _("Đã nêu “%(title)s”. Mọi người trong đơn vị đọc được.") % {"title": row.title}
            )
            return redirect("voices.initiative", initiative_id=row.pk)
    shown = {"form": form, "problem": problem}
    return render(request, "voices/put.html", shown, status=422 if form.errors else 200)


def _by_citizen(request: HttpRequest) -> HttpResponse:
    units = queries.receiving_units(today())
    code = request.GET.get("don-vi", "")[:8]
    initial = {
        "unit": code or (units[0].code if len(units) == 1 else ""),
        "kind": request.GET.get("loai", ""),
    }
    form = CitizenForm(request.POST or None, units=units, initial={**initial, "field": "other"})
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        if typed["website"]:
            # A machine filled the box that people do not see: it is thanked and nothing is kept.
            return redirect("voices.sent", code="0" * 10)
        unit = next(u for u in units if u.code == typed["unit"])
        try:
            row = services.put_by_citizen(
                kind=typed["kind"],
                title=typed["title"],
                text=typed["text"],
                field=typed["field"],
                shown_name=typed["shown_name"],
                contact=typed["contact"],
                unit=unit,
                address=address_of(request),
                at=now(),
            )
        except services.TooOften as refused:
            return refused_page(request, refused, request.get_full_path())
        except REFUSALS as wrong:
            put(form, wrong)
        else:
            return redirect("voices.sent", code=row.code)
    return render(request, "voices/citizen_put.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def sent(request: HttpRequest, code: str) -> HttpResponse:
    """After sending: the code to follow it by. Tells nothing that whoever sent it does not know."""
    return render(
        request, "voices/citizen_sent.html", {"code": code.upper()[:12], "row": queries.by_code(code)}
    )


@require_safe
def follow(request: HttpRequest) -> HttpResponse:
    """Where an initiative stands, for who has its code."""
    code = request.GET.get("ma", "").strip().upper()[:12]
    row = queries.by_code(code) if code else None
    if row is not None and row.is_shown and row.public:
        return redirect("voices.initiative", initiative_id=row.pk)
    context = {"code": code, "row": row}
    return render(request, "voices/citizen_follow.html", context, status=404 if code and row is None else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def see_contact(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """How to reach the citizen: asked why, written down, shown once."""
    actor = actor_of(request)
    row = found(queries.initiative_for(actor, initiative_id, today()) if actor else None, not_there())
    assert actor is not None
    form = WhyLookForm(request.POST or None)
    words = ""
    if form.is_bound and form.is_valid():
        try:
            words = services.see_contact(
                initiative_id=row.pk, reason=form.cleaned_data["reason"], by=actor, at=now()
            )
        except REFUSALS as refused:
            return refused_page(request, refused, f"/sang-kien/{row.pk}/")
    shown = {"row": row, "form": form, "words": words}
    response = render(request, "voices/contact.html", shown, status=422 if form.errors else 200)
    response["Cache-Control"] = "private, no-store"
    return response
