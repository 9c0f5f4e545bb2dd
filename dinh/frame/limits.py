"""How often one person, or one address, may ask. Generous for an office behind one router, firm against a machine.

Counted in this process's memory for one minute at a time: enough for the one server that a locality runs; a larger
installation puts its own limits before it. Sign-in by name is locked by axes besides; here one address that keeps
failing under many names is stopped too.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from dinh.ground.rates import Counter
from dinh.look.pages import too_many


class RateLimitMiddleware:
    """429 with a sentence when a person, an address, a row of uploads or failed sign-ins goes beyond the limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.asked, self.sent, self.failed = Counter(60), Counter(600), Counter(900)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limits = settings.DINH_LIMITS
        address = str(request.META.get("REMOTE_ADDR", ""))
        known = request.user.is_authenticated
        who = f"u{request.user.pk}" if known else f"a{address}"
        if self.asked.add(who) > limits["asked_by_person" if known else "asked_by_address"]:
            return too_many(request, 1)
        if (
            request.method == "POST"
            and (request.content_type or "").startswith("multipart/")
            and self.sent.add(who) > limits["files_sent"]
        ):
            return too_many(request, 10)
        signing_in = request.method == "POST" and request.path == settings.LOGIN_URL
        if signing_in and self.failed.seen(address) >= limits["failed_sign_ins"]:
            return too_many(request, 15)
        response = self.get_response(request)
        if signing_in and response.status_code >= 400:
            self.failed.add(address)
        return response
