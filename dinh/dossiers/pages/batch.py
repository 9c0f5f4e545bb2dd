"""One deed on a selection of steps: what it needs is asked once, and every row has its answer."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dinh.town.pages import signed_in

from .. import forms, queries, services
from ..models import Holding
from ..services import batch
from .common import actor_of, now, refused_page, tell, today
from .deeds import _targets


@require_http_methods(["POST"])
@signed_in
def run(request: HttpRequest) -> HttpResponse:
    """First the form of the deed, where it has one; then each row done or refused."""
    back = reverse("dossiers.list")
    if request.POST.get("ve", "").startswith("?"):
        back += request.POST["ve"][:200]
    deed = batch.deed_of(request.POST.get("viec", ""))
    if deed is None:
        raise Http404(_("Không có việc làm này."))
    ids = [int(each) for each in request.POST.getlist("chon") if each.isdigit()][: batch.MOST + 1]
    rows = _seen(request, ids)
    if not rows:
        tell(request, _("Chọn ít nhất một bước."))
        return redirect(back)
    form = _form(deed, rows, request)
    doing = request.POST.get("lam") == "1"
    if form is not None and not (doing and form.is_valid()):
        context = {"deed": deed, "form": form, "rows": rows, "back": back, "ve": request.POST.get("ve", "")}
        return render(request, "dossiers/batch.html", context, status=422 if doing else 200)
    values = dict(form.cleaned_data) if form is not None else {}
    try:
        told = batch.batch(
            deed=deed.key, ids=[row.pk for row in rows], values=values, by=actor_of(request), at=now()
        )
    except services.WrongInput as refused:
        return refused_page(request, refused, back)
    context = {
        "deed": deed,
        "done": [row for row in told if row.ok],
        "refused": [row for row in told if not row.ok],
        "back": back,
    }
    return render(request, "dossiers/batch_done.html", context)


def _seen(request: HttpRequest, ids: list[int]) -> list[Holding]:
    """The steps of the selection whose dossiers this person may see, in the order chosen."""
    from ..models import Dossier

    wanted = Holding.objects.filter(pk__in=ids)
    seen = Dossier.objects.filter(
        queries.visible_q(actor_of(request), today()), pk__in=wanted.values("dossier")
    )
    found = wanted.filter(dossier__in=seen).select_related(
        "dossier__applicant", "step", "unit", "office", "person"
    )
    rows = {row.pk: row for row in found}
    return [rows[pk] for pk in dict.fromkeys(ids) if pk in rows]


def _form(deed: batch.BatchDeed, rows: list[Holding], request: HttpRequest) -> Any:
    if deed.form is None:
        return None
    more: dict[str, Any] = {}
    if deed.form is forms.BatchHandOverForm:
        more["targets"] = _targets(rows[0], now())
    if request.POST.get("lam") == "1":
        return deed.form(request.POST, **more)
    return deed.form(**more)
