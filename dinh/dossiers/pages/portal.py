"""The entrance of the national portal, and the list of what it refused."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from dinh.ground.rates import Counter
from dinh.till.rules import signing
from dinh.town.pages import signed_in

from .. import queries
from ..models import Dossier, PortalMessage
from ..rules.portal import MOST_BYTES
from ..services import portal
from ..services.common import may
from .common import REFUSALS, actor_of, now, refused_page, tell, today

KEY = "portal"
MOST_A_MINUTE = 1_200
_asked = Counter(60)


def _no(status: int, reason: str) -> JsonResponse:
    return JsonResponse({"KetQua": "TuChoi", "Loi": [{"Truong": "", "NoiDung": reason}]}, status=status)


@csrf_exempt
@never_cache
def arrive(request: HttpRequest) -> HttpResponse:
    """POST one dossier as JSON, signed by X-Timestamp and X-Signature (hex HMAC-SHA256 of "<timestamp>.<body>"). 200 means
    taken, with its code here; any other answer says why not."""
    with override("vi"):
        return _answered(request)


def _answered(request: HttpRequest) -> HttpResponse:
    secret = settings.DINH_PORTAL_SECRET
    if not secret:
        return _no(404, "Nơi này chưa nối với Cổng Dịch vụ công quốc gia.")
    if request.method != "POST":
        return _no(405, "Chỉ nhận POST.")
    if _asked.add(str(request.META.get("REMOTE_ADDR", ""))) > MOST_A_MINUTE:
        return _no(429, "Gửi quá dày, chờ rồi gửi lại.")
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return _no(413, "Hồ sơ quá lớn.")
    raw = request.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        return _no(413, "Hồ sơ quá lớn.")
    wrong = signing.fault(
        keys={KEY: secret},
        key_id=KEY,
        timestamp=request.headers.get("X-Timestamp", ""),
        signature=request.headers.get("X-Signature", ""),
        body=raw,
        now=timezone.now(),
    )
    if wrong is not None:
        return _no(401, wrong.reason)
    status, answer = portal.hear(raw=raw, at=timezone.now())
    return JsonResponse(answer, status=status)


@require_http_methods(["GET", "POST"])
@signed_in
def refused(request: HttpRequest) -> HttpResponse:
    """What the portal refused, newest first; told anew from here once it is put right."""
    actor, here = actor_of(request), reverse("dossiers.portal_refused")
    if request.method == "POST":
        number = request.POST.get("lan", "")
        try:
            portal.send_again(message_id=int(number) if number.isdigit() else 0, by=actor, at=now())
        except REFUSALS as wrong:
            return refused_page(request, wrong, here)
        tell(request, _("Sẽ gửi lại trong ít phút."))
        return redirect(here)
    seen = Dossier.objects.filter(queries.visible_q(actor, today()), pk__in=PortalMessage.objects.filter(
        state="refused").values("dossier"))  # fmt: skip
    rows = PortalMessage.objects.filter(state="refused", dossier__in=seen).order_by("-pk")
    rows = rows.select_related("dossier__unit", "dossier__office", "dossier__received_unit")[:200]
    context: dict[str, Any] = {
        "rows": [{"one": row, "may": may(row.dossier, "dossiers.portal", actor, now())} for row in rows],
        "joined": portal.wire() is not None,
    }
    return render(request, "dossiers/portal.html", context)
