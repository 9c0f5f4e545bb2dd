"""HTML entrances of the room, and where they stand."""

from __future__ import annotations

from django.urls import URLPattern, path

from ..scorecards.pages import routes as scorecards
from . import catalogue, doubtful, one, unit, why

routes: list[URLPattern] = [
    path("so-do/", catalogue.catalogue, name="measures.catalogue"),
    path("so-do/don-vi/", unit.own, name="measures.own"),
    path("so-do/don-vi/<str:code>/", unit.unit, name="measures.unit"),
    path("so-do/don-vi/<str:code>/can-xem-lai/", doubtful.doubtful, name="measures.doubtful"),
    path("so-do/don-vi/<str:code>/bang.<str:form>", unit.export, name="measures.export"),
    path("so-do/<str:code>/", one.one, name="measures.one"),
    path("so-do/<str:code>/vi-sao/", why.why, name="measures.why"),
    *scorecards,
]
