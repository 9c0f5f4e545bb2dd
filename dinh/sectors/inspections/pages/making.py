"""Planning an inspection on line, and recording one done on paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dinh.look.fields import read_day
from dinh.town.pages import signed_in

from .. import queries, services
from ..forms import PaperForm, PlanForm, put_faults, typed_files
from ..services import Advice, MemberShape
from ..shapes import Subject
from .common import (
    REFUSALS,
    actor_of,
    now,
    open_to,
    parties_from,
    parties_offered,
    places_for,
    status_of,
    tell,
    today,
)


def _shown(
    request: HttpRequest, template: str, form: forms.Form, places: list[Any], status: int
) -> HttpResponse:
    chosen = request.POST.get("place", "")
    place = next((each for each in places if each[0] == chosen), places[0])
    below, own = parties_offered(place[2], today())
    context = {
        "tab": "list",
        "form": form,
        "units": below,
        "offices": own,
        "unit": place[2],
        "ticked": set(request.POST.getlist("noi")),
    }
    return render(request, template, context, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def plan(request: HttpRequest) -> HttpResponse:
    """Plan an inspection on line."""
    actor, day = actor_of(request), today()
    if closed := open_to(request, "inspections.plan", reverse("inspections.list")):
        return closed
    places = places_for(actor, "inspections.plan", day)
    offered = queries.templates(actor, day)
    form = PlanForm(
        request.POST or None,
        places=[each[:2] for each in places],
        templates=[(str(each.pk), each.name) for each in offered],
        initial={"first_day": day, "last_day": day},
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            _value, _words, unit, office = next(each for each in places if each[0] == data["place"])
            try:
                row = services.plan(
                    title=data["title"],
                    unit=unit,
                    office=office,
                    parties=parties_from(request.POST.getlist("noi"), unit, day),
                    first_day=data["first_day"],
                    last_day=data["last_day"],
                    basis=data["basis"],
                    purpose=data["purpose"],
                    members=[MemberShape(*each) for each in form.typed_members()],
                    template_id=int(data["template"]) if data["template"] else None,
                    subjects=[
                        Subject(ref="", words=line.strip())
                        for line in data["subjects"].splitlines()
                        if line.strip()
                    ],
                    by=actor,
                    at=now(),
                )
            except REFUSALS as refused:
                put_faults(form, refused)
                status = status_of(refused)
            else:
                tell(request, _("Đã lập cuộc kiểm tra. Nơi được kiểm tra thấy lịch này."))
                return redirect("inspections.inspection", inspection_id=row.pk)
    return _shown(request, "inspections/plan.html", form, places, status)


@require_http_methods(["GET", "POST"])
@signed_in
def on_paper(request: HttpRequest) -> HttpResponse:
    """Record an inspection that was done on paper."""
    actor, day = actor_of(request), today()
    if closed := open_to(request, "inspections.record_on_paper", reverse("inspections.list")):
        return closed
    places = places_for(actor, "inspections.record_on_paper", day)
    form = PaperForm(request.POST or None, request.FILES or None, places=[each[:2] for each in places])
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            _value, _words, unit, office = next(each for each in places if each[0] == data["place"])
            try:
                row = services.record_on_paper(
                    title=data["title"],
                    unit=unit,
                    office=office,
                    parties=parties_from(request.POST.getlist("noi"), unit, day),
                    first_day=data["first_day"],
                    last_day=data["last_day"],
                    basis=data["basis"],
                    conclusion=data["conclusion"],
                    members=[MemberShape(*each) for each in form.typed_members()],
                    advice=_advice(data["advice"]),
                    minutes=typed_files(form),
                    by=actor,
                    at=now(),
                )
            except (*REFUSALS, ValueError) as refused:
                put_faults(form, refused)
                status = status_of(refused) if not isinstance(refused, ValueError) else 422
            else:
                tell(request, _("Đã ghi lại cuộc kiểm tra bằng giấy cùng biên bản."))
                return redirect("inspections.inspection", inspection_id=row.pk)
    return _shown(request, "inspections/on_paper.html", form, places, status)


def _advice(text: str) -> list[Advice]:
    found = []
    for line in text.splitlines():
        words, bar, day = (part.strip() for part in line.partition("|"))
        if not words:
            continue
        if not bar:
            raise ValueError(
                _("Kiến nghị “%(words)s” chưa có hạn; ghi | rồi ngày, ví dụ | 15/12/2026.") % {"words": words}
            )
        found.append(Advice(words, read_day(day)))
    return found
