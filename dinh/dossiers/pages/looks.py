"""A citizen's number and contact, asked for with a reason; and who has looked."""

from __future__ import annotations

from types import SimpleNamespace

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_http_methods

from dinh.town.pages import signed_in

from .. import services
from ..queries import looks
from ..services.common import may
from .common import REFUSALS, actor_of, dossier_of, now, refused_page


class WhyForm(forms.Form):
    """Why somebody looks."""

    reason = forms.CharField(
        label=_l("Vì sao cần xem"),
        help_text=_l("Người nộp đọc được lý do này cùng tên anh, chị."),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _l("Viết lý do, ngắn gọn cũng được")},
    )


@require_http_methods(["GET", "POST"])
@signed_in
def personal(request: HttpRequest, code: str) -> HttpResponse:
    """Number and contact of who handed in: asked why, written down, shown once."""
    dossier, actor, at = dossier_of(request, code), actor_of(request), now()
    back = reverse("dossiers.dossier", args=[dossier.code])
    if not may(dossier, "dossiers.see_personal", actor, at):
        said = _("Anh, chị không được giao xem số định danh, liên hệ của người nộp hồ sơ này.")
        return refused_page(request, services.NotAllowed(said), back)
    form = WhyForm(request.POST or None)
    shown: list[services.Opened] = []
    if form.is_bound and form.is_valid():
        try:
            shown = services.see_personal(
                dossier_id=dossier.pk, reason=form.cleaned_data["reason"], by=actor, at=at
            )
        except REFUSALS as refused:
            return refused_page(request, refused, back)
    context = {"dossier": dossier, "form": form, "back": back, "people": shown}
    response = render(request, "dossiers/personal.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@signed_in
def lookers(request: HttpRequest, code: str) -> HttpResponse:
    """Who looked at the people of this dossier."""
    dossier, actor = dossier_of(request, code), actor_of(request)
    back = reverse("dossiers.dossier", args=[dossier.code])
    if not may(dossier, "dossiers.see_looks", actor, now()):
        said = _("Chỉ lãnh đạo, trưởng phòng nơi giải quyết xem được ai đã xem.")
        return refused_page(request, services.NotAllowed(said), back)
    rows, later = looks.looks_at_dossier(dossier, after=request.GET.get("sau", ""))
    context = {
        "dossier": dossier,
        "looks": rows,
        "back": back,
        "page": SimpleNamespace(earlier="", later=later),
    }
    return render(request, "dossiers/lookers.html", context)
