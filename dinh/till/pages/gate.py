"""The entrance of banks: a signed notice in, an answer in JSON out, whatever happens."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from dinh.ground.rates import Counter

from .. import services
from ..services.hearing import MOST_BYTES

MOST_A_MINUTE = 600
MOST_REFUSED = 30
"""Refused for want of a right signature, from one address in ten minutes: then it is not even written down any more."""
_asked, _refused = Counter(60), Counter(600)


def _no(status: int, reason: str, **heads: str) -> JsonResponse:
    answer = {"answer": "refused", "outcome": str(status), "reason": reason}
    return JsonResponse(answer, status=status, headers=heads)


@csrf_exempt
@never_cache
def notice(request: HttpRequest, account: str) -> JsonResponse:
    """POST one notice: JSON {ref, account, amount, content, at}, signed by X-Key-Id, X-Timestamp and X-Signature (hex
    HMAC-SHA256 of "<timestamp>.<body>"). 200 means stored; any other answer says why not."""
    with override("vi"):
        return _answered(request, account)


def _answered(request: HttpRequest, account: str) -> JsonResponse:
    if request.method != "POST":
        return _no(405, "Chỉ nhận POST.", Allow="POST")
    address = str(request.META.get("REMOTE_ADDR", ""))
    if _asked.add(f"{account[:40]} {address}") > MOST_A_MINUTE or _refused.seen(address) >= MOST_REFUSED:
        return _no(429, "Báo quá dày, chờ rồi báo lại.", **{"Retry-After": "60"})
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return _no(413, "Thông báo quá dài.")
    raw = request.body
    if len(raw) > MOST_BYTES:
        return _no(413, "Thông báo quá dài.")
    try:
        heard = services.hear_notice(
            slug=account,
            raw=raw,
            key_id=request.headers.get("X-Key-Id", ""),
            timestamp=request.headers.get("X-Timestamp", ""),
            signature=request.headers.get("X-Signature", ""),
            at=timezone.now(),
        )
    except services.NoSuchAccount as refused:
        _refused.add(address)
        return _no(404, str(refused))
    if heard.status == 401:
        _refused.add(address)
    return JsonResponse(heard.answer, status=heard.status)
