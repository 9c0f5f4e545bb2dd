"""Events of the year: the year's calendar, one event with its programme and work, and its deeds."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dinh.ground import queries as ground
from dinh.ground.figures import whole_number
from dinh.town.models import Office, Unit
from dinh.town.pages import signed_in
from dinh.town.services import allowed
from dinh.town.shapes import Actor
from dinh.voices import queries, rules, services
from dinh.voices.forms import EventForm, EventResultForm, EventTaskForm, ProgrammeForm, ReasonForm
from dinh.voices.models import Event, EventEvidence
from dinh.voices.services.events import GOING
from dinh.work.rules import light

from .common import REFUSALS, actor_of, deed, found, inside, now, put, refused_page, today


def _not_there() -> str:
    return _("Không có sự kiện này, hoặc anh, chị không được xem.")


def _planning_places(actor: Actor) -> dict[str, tuple[Unit, Office | None]]:
    """Where the actor may plan events: whole units first, then their offices."""
    carrying = [
        m for m in actor.mandates if allowed(actor, "voices.plan_event", m.unit_path, now(), m.office_id)
    ]
    units = {
        u.path: u for u in Unit.objects.alive_on(today()).filter(path__in={m.unit_path for m in carrying})
    }
    offices = Office.objects.filter(pk__in=[m.office_id for m in carrying if m.office_id]).select_related(
        "unit"
    )
    found = {
        f"u{units[m.unit_path].pk}": (units[m.unit_path], None)
        for m in carrying
        if m.office_id is None and m.unit_path in units
    }
    return found | {f"o{o.pk}": (o.unit, o) for o in offices}


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """The year's events."""
    actor, day = actor_of(request), today()
    if actor is None:
        code = request.GET.get("don-vi", "")[:8]
        unit = Unit.objects.alive_on(day).filter(code=code).select_related("parent").first()
        rows = queries.public_events(day, unit_id=unit.pk if unit else None)
        coming = [row for row in rows if (row.until or row.day) >= day]
        past = [row for row in rows if (row.until or row.day) < day]
        return render(request, "voices/citizen_events.html", {"coming": coming, "past": past, "unit": unit})
    year = whole_number(request.GET.get("nam"), most=2200) or day.year
    year = min(max(year, 2000), 2200)
    cards = queries.events_of_year(actor, day, year)
    months = [(month, list(some)) for month, some in groupby(cards, key=lambda card: card.event.day.month)]
    units = [unit for unit, office in _planning_places(actor).values() if office is None]
    have = {(card.event.unit_id, card.event.series_key) for card in cards}
    offered = [
        (unit, each, each.in_year(year))
        for unit in units[:3]
        for each in rules.edition()
        if each.in_year(year) and (unit.pk, each.key) not in have
    ]
    shown = {
        "year": year,
        "months": months,
        "offered": offered,
        "may_plan": bool(_planning_places(actor)),
        "today": day,
        "next": next(
            (card for card in cards if card.event.day >= day and card.event.state != "cancelled"), None
        ),
    }
    return render(request, "voices/events.html", shown)


@require_POST
@signed_in
def plan_national(request: HttpRequest) -> HttpResponse:
    """Put a day of the edition into the unit's calendar."""
    unit = found(
        Unit.objects.alive_on(today()).filter(code=request.POST.get("don-vi", "")[:8]).first(), _not_there()
    )
    year = whole_number(request.POST.get("nam"), most=2200) or today().year
    try:
        row = services.plan_national(
            key=request.POST.get("ngay", "")[:60], unit=unit, year=year, by=inside(request), at=now()
        )
    except REFUSALS as refused:
        return refused_page(request, refused, reverse("voices.events"))
    messages.success(request, _("Đã đưa vào lịch, kèm chương trình và việc thường làm."))
    return redirect("voices.event", event_id=row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def plan_event(request: HttpRequest) -> HttpResponse:
    """Put an event of one's own into the calendar."""
    places = _planning_places(inside(request))
    if not places:
        return render(request, "voices/event_form.html", {"form": None}, status=403)
    choices = [
        (key, f"{office.name}, {unit.name_in_text}" if office else unit.full_name)
        for key, (unit, office) in places.items()
    ]
    form = EventForm(request.POST or None, places=choices)
    if form.is_bound and form.is_valid():
        typed = dict(form.cleaned_data)
        unit, office = places[typed.pop("place_of")]
        try:
            row = services.plan_event(unit=unit, lead_office=office, by=inside(request), at=now(), **typed)
        except REFUSALS as refused:
            put(form, refused)
        else:
            messages.success(request, _("Đã đưa vào lịch."))
            return redirect("voices.event", event_id=row.pk)
    shown = {
        "form": form,
        "title": _("Thêm sự kiện"),
        "button": _("Đưa vào lịch"),
        "back": reverse("voices.events"),
    }
    return render(request, "voices/event_form.html", shown, status=422 if form.errors else 200)


@require_safe
def event(request: HttpRequest, event_id: int) -> HttpResponse:
    """One event."""
    actor = actor_of(request)
    if actor is None:
        row = found(queries.public_event(event_id), _not_there())
        return render(
            request, "voices/citizen_event.html", {"row": row, "programme": list(row.programme.all())}
        )
    row = found(queries.event_for(actor, event_id, today()), _not_there())
    return desk_page(request, row)


def desk_page(request: HttpRequest, row: Event, task_form: Any = None, status: int = 200) -> HttpResponse:
    actor, day = inside(request), today()
    going = row.state in GOING
    tasks = [
        (
            each,
            light(work.state, work.due_on, day, late_days=work.late_days)
            if (work := each.assignment)
            else None,
        )
        for each in queries.tasks_of(row)
    ]
    may_plan = going and services.may(row, "voices.plan_event", actor, now())
    offices = list(Office.objects.alive_on(day).filter(unit=row.unit)) if may_plan else []
    shown = {
        "row": row,
        "programme": list(row.programme.all()),
        "tasks": tasks,
        "not_given": sum(each.task.given_at is None for each, _light in tasks),
        "may_plan": may_plan,
        "may_give": going and services.may(row, "voices.give_event_tasks", actor, now()),
        "may_record": row.state != "cancelled"
        and row.day <= day
        and services.may(row, "voices.record_event", actor, now()),
        "task_form": task_form or (EventTaskForm(offices=offices) if may_plan else None),
        "evidence": list(row.evidence.select_related("by").order_by("pk")),
        "past": list(
            Event.objects.filter(unit=row.unit, series_key=row.series_key, state="held")
            .exclude(pk=row.pk)
            .order_by("-day")[:5]
        )
        if row.series_key
        else [],
    }
    return render(request, "voices/event.html", shown, status=status)


def _row(request: HttpRequest, event_id: int) -> Event:
    row: Event = found(queries.event_for(inside(request), event_id, today()), _not_there())
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def event_deed(request: HttpRequest, event_id: int, slug: str) -> HttpResponse:
    """The page of one deed on an event: change, programme, result, not held."""
    row = _row(request, event_id)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    back = reverse("voices.event", args=[row.pk])
    by, at = inside(request), now()
    forms: dict[str, tuple[Any, Any, Any, Any]] = {
        "sua": (
            "voices.plan_event",
            lambda: EventForm(data, initial={k: getattr(row, k) for k in _CHANGED}),
            _("Sửa sự kiện"),
            lambda typed: services.change_event(event_id=row.pk, by=by, at=at, **typed),
        ),
        "chuong-trinh": (
            "voices.plan_event",
            lambda: ProgrammeForm(data, initial={"lines": _programme_text(row)}),
            _("Viết chương trình"),
            lambda typed: services.set_programme(event_id=row.pk, lines=typed["lines"], by=by, at=at),
        ),
        "ket-qua": (
            "voices.record_event",
            lambda: EventResultForm(data, files, initial={k: getattr(row, k) for k in _RESULT}),
            _("Ghi người dự, kết quả"),
            lambda typed: services.record_event(
                event_id=row.pk,
                participants=typed["participants"],
                counted_how=typed["counted_how"],
                result=typed["result"],
                files=[(each.name, each) for each in typed["evidence"]],
                by=by,
                at=at,
            ),
        ),
        "khong-to-chuc": (
            "voices.plan_event",
            lambda: ReasonForm(data),
            _("Không tổ chức"),
            lambda typed: services.cancel_event(event_id=row.pk, reason=typed["reason"], by=by, at=at),
        ),
    }
    if slug not in forms:
        found(None, _not_there())
    name, make, title, act = forms[slug]
    try:
        services.common.require(row, name, by, at)
    except REFUSALS as refused:
        return refused_page(request, refused, back)
    form = make()
    if form.is_bound and form.is_valid():
        try:
            act(dict(form.cleaned_data))
        except services.WrongInput as wrong:
            put(form, wrong)
        except REFUSALS as refused:
            return refused_page(request, refused, back)
        else:
            messages.success(request, _("Đã ghi."))
            return redirect(back)
    shown = {"form": form, "row": row, "title": title, "button": title, "back": back, "slug": slug}
    return render(request, "voices/event_form.html", shown, status=422 if form.errors else 200)


_CHANGED = ("day", "until", "place", "detail", "expected", "yearly", "public")
_RESULT = ("participants", "counted_how", "result")


def _programme_text(row: Event) -> str:
    return "\n".join(f"{line.starts:%H:%M} | {line.words} | {line.who}" for line in row.programme.all())


@require_POST
@signed_in
def add_task(request: HttpRequest, event_id: int) -> HttpResponse:
    """Add a piece of work around the event."""
    row = _row(request, event_id)
    offices = list(Office.objects.alive_on(today()).filter(unit=row.unit))
    form = EventTaskForm(request.POST, offices=offices)
    if form.is_valid():
        office = next((o for o in offices if str(o.pk) == form.cleaned_data["office"]), None)
        try:
            services.add_task(
                event_id=row.pk,
                title=form.cleaned_data["title"],
                product=form.cleaned_data["product"],
                days_before=form.days_before,
                office=office,
                by=inside(request),
                at=now(),
            )
        except services.WrongInput as wrong:
            put(form, wrong)
        except REFUSALS as refused:
            return refused_page(request, refused, reverse("voices.event", args=[row.pk]))
        else:
            messages.success(request, _("Đã thêm việc."))
            return redirect(reverse("voices.event", args=[row.pk]) + "#viec")
    return desk_page(request, row, task_form=form, status=422)


@require_POST
@signed_in
def remove_task(request: HttpRequest, event_id: int, task_id: int) -> HttpResponse:
    """Take a piece of work out again that was not given."""
    row = _row(request, event_id)
    found(row.tasks.filter(pk=task_id).first(), _not_there())
    return deed(
        request,
        lambda: services.remove_task(task_id=task_id, by=inside(request), at=now()),
        done=_("Đã bỏ việc chưa giao."),
        back=reverse("voices.event", args=[row.pk]) + "#viec",
    )


@require_POST
@signed_in
def give_tasks(request: HttpRequest, event_id: int) -> HttpResponse:
    """Give all work around the event that was not given yet."""
    row = _row(request, event_id)
    return deed(
        request,
        lambda: services.give_tasks(event_id=row.pk, by=inside(request), at=now()),
        done=_("Đã giao việc. Các cơ quan thấy trên bàn việc của mình."),
        back=reverse("voices.event", args=[row.pk]) + "#viec",
    )


@require_safe
@signed_in
def evidence(request: HttpRequest, evidence_id: int) -> HttpResponse:
    """A kept file of an event's result."""
    row = found(EventEvidence.objects.filter(pk=evidence_id).first(), _not_there())
    found(queries.event_for(inside(request), row.event_id, today()), _not_there())
    response = FileResponse(ground.open_kept(row.sha256), as_attachment=True, filename=row.name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response  # type: ignore[return-value]
