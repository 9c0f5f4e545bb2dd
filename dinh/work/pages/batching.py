"""One deed on the assignments chosen in a list: its form, the deed, and what became of each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dinh.ground.figures import whole_number
from dinh.town.pages import signed_in
from dinh.work import queries, services
from dinh.work.models import Assignment

from .common import REFUSALS, actor_of, now, refused_page, today

_KEPT = "work.batch"
"""Where the results wait for the page that shows them: in the session, so that reloading does nothing again."""


@require_POST
@signed_in
def batch(request: HttpRequest) -> HttpResponse:
    """With a selection: the deed's form. With the form filled: the deed, row by row."""
    back = _back(request)
    deed = next((d for d in services.batch_deeds() if d.key == request.POST.get("viec")), None)
    ids = [pk for pk in (whole_number(each) for each in request.POST.getlist("chon")) if pk]
    if deed is None or not ids:
        said = _("Chọn ít nhất một việc trong danh sách.") if deed else _("Không có việc làm hàng loạt này.")
        return refused_page(request, services.WrongInput("ids", said), back)
    actor = actor_of(request)
    seen = Assignment.objects.filter(
        queries.visible_q(actor, today()), pk__in=ids[: services.MOST_OF_BATCH + 1]
    )
    rows = list(seen.select_related("office", "person", "unit").order_by("due_on", "pk"))
    acting = request.POST.get("lam") == "1"
    form = deed.form(request.POST if acting else None, rows=rows, actor=actor) if deed.form else None
    status = 200
    if acting and (form is None or form.is_valid()):
        try:
            told = services.batch(
                deed=deed.key,
                ids=[row.pk for row in rows],
                values=form.cleaned_data if form else {},
                by=actor,
                at=now(),
            )
        except REFUSALS as refused:
            return refused_page(request, refused, back)
        request.session[_KEPT] = {
            "deed": str(deed.words),
            "back": back,
            "rows": [[each.assignment_id, each.title, each.ok, each.words] for each in told],
        }
        return redirect("work.batch_done")
    if acting:
        status = 422
    context = {"deed": deed, "rows": rows, "form": form, "back": back}
    return render(request, "work/batch.html", context, status=status)


@require_GET
@signed_in
def batch_done(request: HttpRequest) -> HttpResponse:
    """What became of each row of the last selection."""
    kept: dict[str, Any] | None = request.session.get(_KEPT)
    if not kept:
        return redirect("work.list")
    rows = [
        {"url": reverse("work.assignment", args=[pk]), "title": title, "ok": ok, "words": words}
        for pk, title, ok, words in kept["rows"]
    ]
    context = {
        "deed": kept["deed"],
        "back": kept["back"],
        "done": [row for row in rows if row["ok"]],
        "refused": [row for row in rows if not row["ok"]],
    }
    return render(request, "work/batch_done.html", context)


def _back(request: HttpRequest) -> str:
    back = request.POST.get("ve", "")
    if back and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return back
    return reverse("work.list")
