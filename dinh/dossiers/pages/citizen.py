"""The portal's front, one's own dossiers, and following one by code and second secret."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from dinh.catalog import queries as catalog
from dinh.catalog.pages import choosing, unit_code
from dinh.town.models import Unit

from ..forms_citizen import FollowForm
from ..models import CitizenAccount, Dossier
from ..queries import citizens
from ..rules.citizens import plain
from ..services import following
from .citizen_common import citizen_only, door_of, kept_private, may_try, now, was_wrong
from .common import due_of, today

OFTEN = 8


@require_safe
def portal(request: HttpRequest) -> HttpResponse:
    """Find, start, follow, pay: what a citizen comes for, on one page."""
    day = today()
    places = catalog.places(day, unit_code(request))
    unit = places.unit or (places.units[0] if len(places.units) == 1 else None)
    page = catalog.find("", day=day, unit=unit)
    account = citizens.account_of(request)
    rows = citizens.dossiers_of(account, limit=3)[0] if account else []
    context = {
        "unit": unit,
        "places": places,
        "choose": reverse("dossiers.portal_place"),
        "often": [_often(row.edition, unit) for row in page.rows[:OFTEN]],  # type: ignore[attr-defined]
        "account": account,
        "cards": [card(row) for row in rows],
    }
    return render(request, "dossiers/citizen/portal.html", context)


@require_safe
def portal_place(request: HttpRequest) -> HttpResponse:
    """The place that the portal's front is about, where there are many."""
    up = ("dossiers.portal", _("Dịch vụ công"))
    return choosing(request, here="dossiers.portal_place", back="dossiers.portal", up=up)


def _often(edition: Any, unit: Unit | None) -> dict[str, Any]:
    url = reverse("catalog.procedure", args=[edition.procedure.code])
    ways = list(edition.ways.all())
    return {
        "name": edition.name,
        "way": ways[0] if ways else None,
        "url": f"{url}?don-vi={unit.code}" if unit else url,
    }


def card(row: Dossier) -> dict[str, Any]:
    """A dossier in a citizen's list."""
    said = plain(row.business, decided_as=row.decided_as, delivery=row.delivery, money=row.money)
    due = due_of(row, today())
    running = row.due_at is not None and not row.decided_at
    return {
        "dossier": row,
        "plain": said,
        "word": _(said.word),
        "sentence": _(said.sentence),
        "due": row.due_at if running else None,
        "late": running and due["kind"] == "late",
        "for": row.acted_for,
    }


@require_safe
@citizen_only
def mine(request: HttpRequest, account: CitizenAccount) -> HttpResponse:
    """Every dossier that the account may open, the newest first."""
    rows, later = citizens.dossiers_of(account, after=request.GET.get("sau", "")[:80])
    cards = [card(row) for row in rows]
    context = {
        "account": account,
        "todo": [one for one in cards if one["plain"].todo],
        "cards": cards,
        "later": later,
        "day": today(),
    }
    return render(request, "dossiers/citizen/mine.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Code and second secret open a dossier without an account."""
    first = {"code": request.GET.get("ma", "")[:60]}
    form = FollowForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"].strip()
        opened = _open(request, code, form.cleaned_data["secret"])
        if isinstance(opened, HttpResponse):
            return opened
        if opened is not None:
            return redirect("dossiers.citizen_dossier", opened.code)
        form.add_error(None, _("Mã hồ sơ hoặc mã tra cứu chưa đúng. Xem lại từng chữ trên giấy tiếp nhận."))
    status = 422 if form.is_bound else 200
    context = {"form": form, "account": citizens.account_of(request)}
    return kept_private(render(request, "dossiers/citizen/follow.html", context, status=status))


@never_cache
@require_GET
def follow_link(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """What a receipt's QR leads to: opened, then on to an address without the secret."""
    opened = _open(request, code, secret)
    if isinstance(opened, HttpResponse):
        return opened
    if opened is None:
        messages.error(
            request, _("Liên kết tra cứu không đúng. Gõ mã hồ sơ và mã tra cứu trên giấy tiếp nhận.")
        )
        return kept_private(redirect("dossiers.follow"))
    return kept_private(redirect("dossiers.citizen_dossier", opened.code))


def _open(request: HttpRequest, code: str, secret: str) -> Dossier | HttpResponse | None:
    """The dossier, remembered in the session; None when the secret is not its own; a page when tried too often."""
    if (stopped := may_try(request, code.upper())) is not None:
        return stopped
    row = following.by_secret(code, secret)
    if row is None:
        was_wrong(request, code.upper())
        return None
    citizens.opened_by_secret(request, row)
    return row


@require_POST
@citizen_only
def keep(request: HttpRequest, code: str, account: CitizenAccount) -> HttpResponse:
    """A dossier opened by its secret stands in one's list from now on."""
    row = door_of(request, code).dossier
    following.follow(account=account, dossier=row, how="secret", at=now())
    messages.success(request, _("Đã thêm hồ sơ %(code)s vào danh sách của anh, chị.") % {"code": row.code})
    return redirect("dossiers.citizen_dossier", row.code)
