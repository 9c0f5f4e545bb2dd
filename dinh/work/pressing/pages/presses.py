"""Pressing: what I owe an answer to, what I pressed, the form with its preview, one press, the answer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dinh.ground.calendar import for_country
from dinh.ground.figures import whole_number
from dinh.ground.outbox import queries as outbox
from dinh.ground.shapes import Ref
from dinh.town import services as town
from dinh.town.models import Person, Unit
from dinh.town.pages import signed_in
from dinh.town.shapes import Actor, UnitKind
from dinh.work.models import Press
from dinh.work.pages.common import REFUSALS, actor_of, now, refused_page, story_of, tell, today
from dinh.work.pressing import editions, queries, services
from dinh.work.pressing.forms import AnswerForm, PressForm
from dinh.work.pressing.rules import WHO_MAY
from dinh.work.pressing.services.presses import Aim, aim, may_answer
from dinh.work.pressing.words import kind_words
from dinh.work.services import WrongInput

_SHOWN_GROUPS = 200
_WHOLE_GROUPS = 6
"""Up to so many places the preview names every piece of work; beyond, one line a place."""
_SHOWN_PLACES = 12


def may_press_somewhere(actor: Actor) -> bool:
    return any(m.role in WHO_MAY["work.press"] for m in actor.mandates)


@require_GET
@signed_in
def presses(request: HttpRequest) -> HttpResponse:
    """What waits for my answer, what I pressed and who answered, and where something is late."""
    actor, at = actor_of(request), now()
    made = queries.made_by(actor, at, before=whole_number(request.GET.get("sau", "")), limit=queries.PAGE + 1)
    shown = made[: queries.PAGE]
    context = {
        "owed": queries.owed_by(actor, at),
        "made": shown,
        "page": SimpleNamespace(earlier="", later=str(shown[-1].pk) if len(made) > queries.PAGE else ""),
        "around": queries.made_around(actor, at, limit=10),
        "may_press": may_press_somewhere(actor),
        "today": today(),
        **_late(actor),
    }
    return render(request, "work/pressing/presses.html", context)


def _late(actor: Actor) -> dict[str, Any]:
    """Where something is late that the actor may press for: by unit for whoever has many, else by office."""
    if not may_press_somewhere(actor):
        return {"places": [], "kinds": []}
    day = today()
    kinds = [{**row, "words": kind_words(row["asked_by_kind"])} for row in queries.late_by_kind(actor, day)]
    units = [
        {
            **row,
            "name": f"{UnitKind(row['unit__kind']).word} {row['unit__name']}",
            "press": f"don-vi={row['unit_id']}",
            "list": f"don-vi={row['unit_id']}",
        }
        for row in queries.late_by_unit(actor, day)
        if town.allowed(actor, "work.press", row["unit__path"], day)
    ]
    if len(units) < 2:
        units = [
            {
                **row,
                "name": row["office__name"],
                "press": f"co-quan={row['office_id']}",
                "list": f"co-quan={row['office_id']}",
            }
            for row in queries.late_by_office(actor, day)
            if row["office_id"]
            and town.allowed(actor, "work.press", row["unit__path"], day, row["office_id"])
        ]
        by_unit = False
    else:
        by_unit = True
    few = units[:_SHOWN_PLACES]
    return {"places": few, "places_more": len(units) - len(few), "by_unit": by_unit, "kinds": kinds}


def _wanted(given: Any) -> dict[str, Any]:
    """What is to be pressed, from the address or the form."""
    ids = [pk for pk in (whole_number(each) for each in given.getlist("viec")) if pk]
    return {
        "assignment_ids": ids,
        "office_id": whole_number(given.get("co-quan", "")),
        "asked_by_kind": given.get("loai", "")[:40],
        "unit_id": whole_number(given.get("don-vi", "")),
    }


@require_http_methods(["GET", "POST"])
@signed_in
def press_new(request: HttpRequest) -> HttpResponse:
    """The form, with who will get it; with the form filled, the press."""
    actor, at = actor_of(request), now()
    wanted = _wanted(request.POST if request.method == "POST" else request.GET)
    if not any(wanted.values()):
        return redirect("work.presses")
    try:
        found = aim(by=actor, at=at, **wanted)
    except REFUSALS as refused:
        return refused_page(request, refused, "/don-doc/")
    except Unit.DoesNotExist as missing:
        raise Http404(_("Không có đơn vị này.")) from missing
    form = PressForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            made = services.press(**form.cleaned_data, by=actor, at=at, **wanted)
        except WrongInput as wrong:
            form.add_error(wrong.field if wrong.field in form.fields else None, str(wrong))
        except REFUSALS as refused:
            return refused_page(request, refused, "/don-doc/")
        else:
            tell(
                request,
                _("Đã đôn đốc %(n)s việc của %(m)s nơi.") % {"n": len(found.items), "m": len(found.groups)},
            )
            return redirect("work.press_page", press_id=made.pk)
    if request.method == "POST":
        status = 422
    context = {
        "form": form,
        "aim": found,
        "groups": _with_names(found),
        "more_groups": max(0, len(found.groups) - _SHOWN_GROUPS),
        "wanted": wanted,
        "kind": kind_words(wanted["asked_by_kind"]) if wanted["asked_by_kind"] else "",
        "unit": Unit.objects.filter(pk=wanted["unit_id"]).first() if wanted["unit_id"] else None,
        "steps": editions.current().steps,
        "whole": len(found.groups) <= _WHOLE_GROUPS,
    }
    return render(request, "work/pressing/press_new.html", context, status=status)


def _with_names(found: Aim) -> list[dict[str, Any]]:
    """The groups of a preview with the names of who will get it."""
    groups = sorted(found.groups, key=lambda group: not group.persons)[:_SHOWN_GROUPS]
    ids = {person for group in groups for person, _role in group.persons}
    names = dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))
    return [
        {"group": group, "names": [names.get(person, "") for person, _role in group.persons]}
        for group in groups
    ]


@require_GET
@signed_in
def press_page(request: HttpRequest, press_id: int) -> HttpResponse:
    """One press: its words, who answered what, what went up, and how its letters fared."""
    actor, at = actor_of(request), now()
    press = queries.press_for(actor, press_id, at)
    if press is None:
        raise Http404(_("Không có lần đôn đốc này, hoặc việc thuộc nơi anh, chị không được giao xem."))
    rows = press.owed_rows  # type: ignore[attr-defined]
    letters = outbox.about_many([row.ref for row in rows])
    parts = [
        {
            "owed": row,
            "may_answer": row.state == "waiting"
            and may_answer(row, actor, at, told=[each.person_id for each in row.told.all()]),
            "letters": letters.get(row.ref, []),
            "told": [each for each in row.told.all() if each.step == 0 and each.person_id],
            "up": [each for each in row.told.all() if each.step > 0],
            "late": row.state == "waiting" and for_country().days_late(row.answer_by, today()) > 0,
        }
        for row in rows
    ]
    context = {
        "press": press,
        "kind": Press.Kind(press.kind).label,
        "parts": parts,
        "answered": sum(row.state != "waiting" for row in rows),
        "n_items": sum(len(row.items.all()) for row in rows),
        "today": today(),
        **story_of(Ref("press", press.pk), limit=20),
    }
    return render(request, "work/pressing/press_page.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def answer_press(request: HttpRequest, owed_id: int) -> HttpResponse:
    """What one office is pressed for, and its answer."""
    actor, at = actor_of(request), now()
    owed = queries.owed_for(actor, owed_id, at)
    if owed is None:
        raise Http404(_("Không có lần đôn đốc này, hoặc việc thuộc nơi anh, chị không được giao xem."))
    told = [each.person_id for each in owed.told.all()]
    may = owed.state != "answered" and may_answer(owed, actor, at, told=told)
    form = AnswerForm(request.POST if request.method == "POST" else None) if may else None
    status = 200
    if request.method == "POST":
        given = form.cleaned_data if form is not None and form.is_valid() else {"text": ""}
        if form is None or form.is_valid():
            try:
                services.answer(
                    owed_id=owed_id, **given, by=actor, at=at
                )  # refuses when there is no form to fill
            except WrongInput as wrong:
                if form is None:
                    return refused_page(request, wrong, "/don-doc/")
                form.add_error(wrong.field, str(wrong))
            except REFUSALS as refused:
                return refused_page(request, refused, "/don-doc/")
            else:
                tell(request, _("Đã gửi trả lời tới %(name)s.") % {"name": owed.press.by_name})
                return redirect("work.presses")
        status = 422
    context = {"owed": owed, "form": form, "today": today()}
    return render(request, "work/pressing/answer.html", context, status=status)
