"""Addresses of the doors, and the page that says what stands open."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from .sdmx import serve as sdmx


@require_safe
def doors(request: HttpRequest) -> HttpResponse:
    """The open standards that are spoken here, each with a question to try."""
    return render(request, "doors/doors.html", {"root": request.build_absolute_uri("/sdmx/2.1/")})


routes: list[URLPattern] = [
    path("cong-du-lieu/", doors, name="doors"),
    path("sdmx/2.1/data/<str:flow>", sdmx.data),
    path("sdmx/2.1/data/<str:flow>/<str:key>", sdmx.data, name="doors.sdmx_data"),
    path("sdmx/2.1/data/<str:flow>/<str:key>/<str:provider>", sdmx.data),
    path("sdmx/2.1/<str:resource>", sdmx.structure),
    path("sdmx/2.1/<str:resource>/<str:agency>", sdmx.structure),
    path("sdmx/2.1/<str:resource>/<str:agency>/<str:ident>", sdmx.structure),
    path("sdmx/2.1/<str:resource>/<str:agency>/<str:ident>/<str:version>", sdmx.structure, name="doors.sdmx_structure"),
]  # fmt: skip
