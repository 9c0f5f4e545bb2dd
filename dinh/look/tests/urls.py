"""A small site for the kit's own tests: its pages, the errors, and stand-ins for the rooms the menu names."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.views.i18n import set_language

from dinh.look import gallery, pages
from dinh.look.tests import shells


def _went_wrong(request: HttpRequest, code: str) -> HttpResponse:
    return {
        "400": lambda: pages.bad_request(request),
        "403": lambda: pages.forbidden(request, PermissionError("Việc này do Văn phòng HĐND và UBND làm.")),
        "404": lambda: pages.not_found(request),
        "429": lambda: pages.too_many(request, 15),
        "500": lambda: pages.server_error(request),
        "csrf": lambda: pages.csrf_failure(request),
    }[code]()


def _ask(request: HttpRequest) -> HttpResponse:
    return pages.confirm(
        request,
        title="Khóa số liệu kỳ 11/2026?",
        says="Sau khi khóa, số chỉ đổi bằng biên bản.",
        deed="Khóa số liệu",
        back="/look/",
        type_this="11/2026",
    )


def _shell(request: HttpRequest, name: str) -> HttpResponse:
    shown = gallery.values()
    source = engines["django"].from_string(shells.ALL[name])
    return HttpResponse(source.render({**shown, "parts": shown["standing"]}, request))


def _room(request: HttpRequest) -> HttpResponse:
    return HttpResponse("một phòng")


urlpatterns = [
    *pages.routes,
    path("", _room, name="home"),
    path("ngon-ngu/", set_language, name="set_language"),
    path("loi/<str:code>/", _went_wrong),
    path("hoi/", _ask),
    path("khung/<str:name>/", _shell),
    path("ke-hoach/", _room, name="plans.list"),
    path("van-ban/", _room, name="papers.list"),
]
