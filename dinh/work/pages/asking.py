"""A new assignment, for one place or many."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dinh.town.models import Office, Unit
from dinh.town.pages import signed_in
from dinh.work import queries, rules, services
from dinh.work.forms import AskForm
from dinh.work.models import Assignment
from dinh.work.shapes import Ask
from dinh.work.words import rhythm_words

from .common import REFUSALS, actor_of, now, status_of, tell, today
from .listing import may_ask


@require_http_methods(["GET", "POST"])
@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Ask offices or whole units for something by a day, or by a rhythm."""
    actor = actor_of(request)
    if not may_ask(actor):
        return render(request, "work/new.html", {"form": None}, status=403)
    units, offices = queries.places_to_ask(actor, today())
    form = AskForm(request.POST if request.method == "POST" else None, **choices_of(request, units, offices))
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            made = _ask(request, form.cleaned_data)
        except services.WrongInput as refused:
            form.add_error(FIELDS.get(refused.field), str(refused))
        except REFUSALS as refused:
            form.add_error(None, str(refused))
            status = status_of(refused)
        else:
            tell(request, _told(made))
            return redirect("work.assignment", made[0].pk) if len(made) == 1 else redirect("work.list_asked")
    return render(request, "work/new.html", {"form": form, "units": units}, status=status)


FIELDS: dict[str, str | None] = {
    "title": "title",
    "office": "places",
    "rhythm": "deadline",
    "due_on": "deadline",
    "person": "person",
}


def choices_of(request: HttpRequest, units: list[Unit], offices: list[Office]) -> dict[str, Any]:
    """What the form offers: every place this person may ask; people and cooperating offices where there is one unit."""
    own = {m.unit_path for m in actor_of(request).mandates}
    places: list[tuple[str, Any]] = []
    for unit in units:
        inside = [office for office in offices if office.unit_id == unit.pk]
        if unit.path in own:
            places += [(f"office-{office.pk}", office.name) for office in inside]
        words = _("Cả %(unit)s, lãnh đạo phân công") % {"unit": unit.name_in_text}
        places.append((f"unit-{unit.pk}", words if unit.path in own else unit.full_name))
    known = {unit.pk for unit in units}
    places += [(f"office-{office.pk}", office.name) for office in offices if office.unit_id not in known]
    home = {office.unit_id for office in offices if office.unit.path in own}
    if len(home) != 1:
        return {"places": places}
    unit_id = home.pop()
    around = list(Office.objects.alive_on(today()).filter(unit=unit_id))
    people = [
        (office.name, [(str(p.pk), p.name) for p in queries.people_of(unit_id, office.pk, today())])
        for office in offices
        if office.unit_id == unit_id and len(offices) <= 3
    ]
    return {"places": places, "people": people, "coops": [(str(office.pk), office.name) for office in around]}


@transaction.atomic
def _ask(request: HttpRequest, values: dict[str, Any]) -> list[Assignment]:
    """One deed a place, all or none."""
    deadline: rules.Deadline = values["deadline"]
    offices = Office.objects.in_bulk(
        [_number(place) for place in values["places"] if place.startswith("office-")]
    )
    made = []
    for place in values["places"]:
        office = offices[_number(place)] if place.startswith("office-") else None
        made.append(
            services.ask(
                ask=Ask(
                    title=values["title"],
                    product=values["product"],
                    detail=values["detail"],
                    unit_id=office.unit_id if office else _number(place),
                    office_id=office.pk if office else None,
                    person_id=int(values["person"]) if values.get("person") else None,
                    coop_office_ids=tuple(int(pk) for pk in values.get("coops") or ()),
                    due_on=deadline.due_on,
                    due_words=request.POST.get("deadline", ""),
                    rhythm=deadline.rhythm.key if deadline.rhythm else "",
                    priority=values["priority"],
                    check=values["check"],
                ),
                by=actor_of(request),
                at=now(),
            )
        )
    return made


def _number(place: str) -> int:
    return int(place.partition("-")[2])


def _told(made: list[Assignment]) -> str:
    first = made[0]
    due = f"{first.due_on:%d/%m/%Y}" if first.due_on else _("không có hạn")
    rhythm = f", {rhythm_words(first.rhythm).lower()}" if first.rhythm else ""
    if len(made) == 1:
        return _("Đã giao việc. Hạn: %(due)s%(rhythm)s.") % {"due": due, "rhythm": rhythm}
    return _("Đã giao %(n)s nơi. Hạn: %(due)s%(rhythm)s.") % {"n": len(made), "due": due, "rhythm": rhythm}
