"""What stands around the JSON entrance: its ETag, and no page of HTML for a program whatever goes wrong."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

ROOT = "/api/v1/"


class ApiGateMiddleware:
    """Under /api/v1/ every refusal is problem+json, also those of the limits, the router and the server itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(ROOT):
            return self.get_response(request)
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        if tag := getattr(request, "api_etag", ""):
            response["ETag"] = tag
        if getattr(request, "api_replayed", False):
            response["Idempotent-Replayed"] = "true"
        if response.status_code >= 400 and "json" not in response.get("Content-Type", ""):
            return self._as_problem(response)
        return response

    def _as_problem(self, response: HttpResponse) -> HttpResponse:
        from dinh.town.apikit import TITLES, Problem, problem_response

        status = response.status_code
        kept = {name: response[name] for name in ("Allow", "Retry-After") if response.has_header(name)}
        told = problem_response(Problem(status, _(TITLES.get(status, "Không làm được")), headers=kept))
        told.headers.setdefault("Cache-Control", "private, no-store")
        return told
