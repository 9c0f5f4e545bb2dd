"""Templates of check-lists."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dinh.ground.figures import whole_number
from dinh.town.pages import signed_in

from .. import queries, services
from ..forms import TemplateForm, put_faults
from .common import REFUSALS, actor_of, now, open_to, places_for, status_of, tell, today


@require_GET
@signed_in
def templates(request: HttpRequest) -> HttpResponse:
    """Every template that may be used here."""
    actor, day = actor_of(request), today()
    rows = queries.templates(actor, day, over=request.GET.get("het") == "1")
    context = {
        "tab": "templates",
        "rows": [(row, row.alive_on(day), _groups(row.items)) for row in rows],
        "over": request.GET.get("het") == "1",
        "lays": bool(places_for(actor, "inspections.set_template", day)),
    }
    return render(request, "inspections/templates.html", context)


def _groups(items: list[dict[str, str]]) -> list[tuple[str, list[dict[str, str]]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for item in items:
        found.setdefault(item.get("group", ""), []).append(item)
    return list(found.items())


@require_http_methods(["GET", "POST"])
@signed_in
def lay(request: HttpRequest) -> HttpResponse:
    """Lay a unit's own template, from scratch or from one that is there."""
    actor, day = actor_of(request), today()
    if closed := open_to(request, "inspections.set_template", reverse("inspections.templates")):
        return closed
    units = {each[2].pk: each[2] for each in places_for(actor, "inspections.set_template", day)}
    base = next(
        (row for row in queries.templates(actor, day) if row.pk == whole_number(request.GET.get("tu", ""))),
        None,
    )
    initial = {"since": day, "name": base.name if base else "", "source": base.source if base else ""}
    if base:
        lines = []
        for group, items in _groups(base.items):
            lines += [f"# {group}"] if group else []
            lines += [f"{i['text']} | {i['hint']}" if i.get("hint") else i["text"] for i in items]
        initial["items"] = "\n".join(lines)
    form = TemplateForm(
        request.POST or None, units=[(str(pk), unit.full_name) for pk, unit in units.items()], initial=initial
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                services.lay_template(
                    name=data["name"],
                    unit=units[int(data["unit"])],
                    items=form.typed_items(),
                    since=data["since"],
                    source=data["source"],
                    confirmed=data["confirmed"],
                    by=actor,
                    at=now(),
                )
            except REFUSALS as refused:
                put_faults(form, refused)
                status = status_of(refused)
            else:
                tell(request, _("Đã lập mẫu phiếu. Cuộc kiểm tra đã lập trước giữ phiếu cũ."))
                return redirect("inspections.templates")
    return render(request, "inspections/lay_template.html", {"form": form, "tab": "templates"}, status=status)
