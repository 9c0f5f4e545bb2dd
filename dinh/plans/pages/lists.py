"""Lists: plans, readings waiting, values waiting; and the upload."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dinh.ground.figures import whole_number
from dinh.ground.periods import Period
from dinh.ground.saying import period_words
from dinh.look.shapes import Choice, FilterBar, Part
from dinh.plans import queries, services
from dinh.plans.forms import UploadForm
from dinh.plans.shapes import OVER, PlanState, ReadingState
from dinh.town.models import Unit
from dinh.town.pages import signed_in

from .. import background
from .common import REFUSALS, actor_of, deed, found, may, now, refused_page, status_of, tell, today
from .rows import value_words


def parts_of(standings: Any, url: str = "") -> list[Part]:
    """A standing band for the look; overdue and behind share a colour and keep their own words."""
    return [
        Part(kind.look, _(kind.word), number, f"{url}{kind.value}" if url else "")
        for kind, number in standings
    ]


@require_GET
@signed_in
def plan_list(request: HttpRequest) -> HttpResponse:
    """Plans this person may read, newest first."""
    actor = actor_of(request)
    query, unit = request.GET.get("q", "").strip(), request.GET.get("don-vi", "")
    state = request.GET.get("tinh-trang", "")
    cards, following = queries.plan_cards(
        actor,
        today=today(),
        query=query,
        unit_id=whole_number(unit),
        state=state if state in {*PlanState, "over"} else "",
        before=_before(request.GET.get("sau", "")),
    )
    units = Unit.objects.filter(pk__in=queries.visible_plans(actor, today()).values("unit")).order_by("path")[
        :200
    ]
    bar = FilterBar(
        pickers=(
            Choice(
                name="don-vi",
                words=_("Đơn vị"),
                options=[(str(u.pk), u.full_name) for u in units],
                chosen=unit,
            ),
            Choice(
                name="tinh-trang",
                words=_("Tình trạng"),
                options=[*((each.value, _(each.word)) for each in PlanState), ("over", _(OVER))],
                chosen=state,
            ),
        ),
        query=query,
        query_words=_("Tìm kế hoạch, có dấu hoặc không dấu"),
    )
    page = SimpleNamespace(
        earlier="", later=f"{following[0].isoformat()}_{following[1]}" if following else ""
    )
    rows = [(card, parts_of(card.standings)) for card in cards]
    uploads = any(
        town_role.role in {"clerk", "planner", "office_head", "leader"} for town_role in actor.mandates
    )
    return render(
        request,
        "plans/list.html",
        {
            "rows": rows,
            "bar": bar,
            "page": page,
            "query": query,
            "uploads": uploads,
            "filtered": query or unit or state,
        },
    )


def _before(text: str) -> tuple[date, int] | None:
    day, _line, pk = text.partition("_")
    try:
        return date.fromisoformat(day), int(pk) if len(pk) < 19 else 0
    except ValueError:
        return None


def upload_units(request: HttpRequest) -> list[Unit]:
    """The units this person may upload for: those of their mandates that carry the deed."""
    actor = actor_of(request)
    paths = {
        mandate.unit_path
        for mandate in actor.mandates
        if may(request, "plans.upload", mandate.unit_path, mandate.office_id)
    }
    return list(Unit.objects.filter(path__in=paths).order_by("level", "-since", "name"))


@require_http_methods(["GET", "POST"])
@signed_in
def upload(request: HttpRequest) -> HttpResponse:
    """Hand in a file for the machine to read."""
    units = upload_units(request)
    choices = [(str(unit.pk), unit.full_name) for unit in units]
    if not units:
        return render(request, "plans/upload.html", {"form": None}, status=403)
    initial = {"unit": choices[0][0]}
    form = UploadForm(request.POST or None, request.FILES or None, units=choices, initial=initial)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        unit = next(unit for unit in units if str(unit.pk) == form.cleaned_data["unit"])
        given = form.cleaned_data["file"]
        try:
            reading = services.upload(file=given, name=given.name, unit=unit, by=actor_of(request), at=now())
        except REFUSALS as refused:
            form.add_error("file", str(refused))
            status = status_of(refused)
        else:
            background.read_soon(reading.pk)
            tell(request, _("Đã nhận tệp “%(name)s”. Máy đang đọc.") % {"name": given.name})
            return redirect("plans.reading", reading_id=reading.pk)
    return render(request, "plans/upload.html", {"form": form}, status=status)


@require_GET
@signed_in
def reviews(request: HttpRequest) -> HttpResponse:
    """Readings waiting: being read, to be reviewed, failed."""
    rows = queries.readings_list(actor_of(request), today())
    going = any(reading.state in {"queued", "reading"} for reading, _counts in rows)
    groups = [
        (_("Đang đọc"), [row for row in rows if row[0].state in {"queued", "reading"}]),
        (_("Chờ soát"), [row for row in rows if row[0].state == ReadingState.READY.value]),
        (_("Không đọc được"), [row for row in rows if row[0].state == ReadingState.FAILED.value]),
        (_("Đã đưa vào theo dõi"), [row for row in rows if row[0].state == ReadingState.ADOPTED.value]),
    ]
    return render(
        request,
        "plans/reviews.html",
        {
            "groups": [group for group in groups if group[1]],
            "going": going,
            "uploads": bool(upload_units(request)),
        },
    )


@require_GET
@signed_in
def reading(request: HttpRequest, reading_id: int) -> HttpResponse:
    """One reading on its way: where it is; once read, its review."""
    row = found(queries.reading_for(actor_of(request), reading_id, today()), _("Không có bản đọc này."))
    if row.state == ReadingState.READY.value:
        return redirect("plans.review", reading_id=row.pk)
    if row.state == ReadingState.ADOPTED.value:
        return redirect("plans.plan", plan_id=row.plan.pk)
    return render(
        request,
        "plans/reading.html",
        {"reading": row, "going": row.state != ReadingState.FAILED.value},
    )


@require_POST
@signed_in
def read_again(request: HttpRequest, reading_id: int) -> HttpResponse:
    """Try a failed reading again."""
    row = found(queries.reading_for(actor_of(request), reading_id, today()), _("Không có bản đọc này."))
    try:
        services.retry(reading_id=row.pk, by=actor_of(request), at=now())
    except REFUSALS as refused:
        return refused_page(request, refused, reverse("plans.reading", args=[row.pk]))
    background.read_soon(row.pk)
    return redirect("plans.reading", reading_id=row.pk)


@require_GET
@signed_in
def values_waiting(request: HttpRequest) -> HttpResponse:
    """Values that wait for this person's decision."""
    after = request.GET.get("sau", "")
    rows = queries.values_waiting(actor_of(request), today(), before=whole_number(after))
    page = SimpleNamespace(earlier="", later=str(rows[-1].pk) if len(rows) == 30 else "")
    approved = queries.approved_before(rows)
    shown = []
    for row in rows:
        older = approved.get(row.pk)
        before = (
            f"{value_words(row.of_target, float(older.value))} ({period_words(Period.parse(older.period_key))})"
            if older
            else ""
        )
        words = value_words(row.of_target, float(row.value))
        shown.append((row, words, Period.parse(row.period_key), before))
    return render(request, "plans/values_waiting.html", {"rows": shown, "page": page})


@require_POST
@signed_in
def decide_value(request: HttpRequest, value_id: int) -> HttpResponse:
    """Approve or return one value."""
    row = found(queries.value_for(actor_of(request), value_id, today()), _("Không có số liệu này."))
    back = request.POST.get("ve") or reverse("plans.values_waiting")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("plans.values_waiting")
    remark = request.POST.get("remark", "")
    if request.POST.get("viec") == "tra-lai":
        return deed(
            request,
            lambda: services.return_value(value_id=row.pk, remark=remark, by=actor_of(request), at=now()),
            done=_("Đã trả lại số liệu cho %(name)s.") % {"name": row.entered_by_name},
            back=back,
        )
    return deed(
        request,
        lambda: services.approve_value(value_id=row.pk, by=actor_of(request), at=now(), remark=remark),
        done=_("Đã duyệt số liệu của “%(target)s”.") % {"target": row.of_target.text[:80]},
        back=back,
    )
