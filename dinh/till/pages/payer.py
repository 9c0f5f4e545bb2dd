"""The page of whoever has to pay, reached with the bill's code and its secret."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dinh.ground.rates import Counter
from dinh.look.pages import too_many

from .. import queries
from ..models import Bill
from ..qr import drawn, png, transfer_text
from .common import found, now

MOST_TRIES = 60
_tries = Counter(600)


def _bill(request: HttpRequest, code: str, secret: str) -> Bill | None:
    """The bill; None when this address tried too many wrong secrets."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if _tries.seen(address) >= MOST_TRIES:
        return None
    row = queries.bill_for_payer(code, secret)
    if row is None:
        _tries.add(address)
    return found(row, _("Không có khoản phải thu này, hoặc liên kết đã sai."))  # type: ignore[no-any-return]


@require_safe
@never_cache
def pay(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """How much, to which account, with which words; the QR; and where the bill stands."""
    row = _bill(request, code, secret)
    if row is None:
        return too_many(request, 10)
    late = row.expired_at(now())
    text = "" if late else transfer_text(row)
    demo = getattr(settings, "DINH_DEMOBANK_URL", "") if settings.DINH_DEMO else ""
    context = {
        "row": row,
        "lines": row.lines.all(),
        "late": late,
        "qr": drawn(text) if text else "",
        "demo": f"{demo}/?{urlencode({'qr': text})}" if demo and text else "",
    }
    response = render(request, "till/pay.html", context)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@never_cache
def picture(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """The QR as a PNG to keep, for who pays with the telephone that shows this page."""
    row = _bill(request, code, secret)
    if row is None:
        return too_many(request, 10)
    text = "" if row.expired_at(now()) else transfer_text(row)
    found(text or None, _("Khoản này không còn phải nộp."))
    response = HttpResponse(png(text), content_type="image/png")
    response["Content-Disposition"] = f'attachment; filename="vietqr-{row.code}.png"'
    return response
