"""The whole site map: each room's routes, from the bottom step up. Pages that mix rooms come last."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from dinh.boards import pages as boards
from dinh.catalog import pages as catalog
from dinh.doors import pages as doors
from dinh.dossiers import pages as dossiers
from dinh.lake import pages as lake
from dinh.look import pages as look
from dinh.measures import pages as measures
from dinh.papers import pages as papers
from dinh.plans import pages as plans
from dinh.sectors.inspections import pages as inspections
from dinh.sectors.reporting import pages as reporting
from dinh.till import pages as till
from dinh.town import pages as town
from dinh.voices import pages as voices
from dinh.work import pages as work

from . import api, api_docs, pages

urlpatterns = [
    # First, and room by room: a program asks often, and its address is found without reading all the others.
    path("api/v1/", api.by_first_word(api.api.urls)),
    path("api/v1/<path:rest>", api.not_there),
    *look.routes,
    *town.routes,
    *catalog.routes,
    *papers.routes,
    *work.routes,
    *till.routes,
    *dossiers.routes,
    *voices.routes,
    *reporting.routes,
    *inspections.routes,
    *lake.routes,
    *measures.routes,
    *plans.routes,
    *boards.routes,
    *doors.routes,
    path("api/", api_docs.documentation, name="api"),
    path("ngon-ngu/", set_language, name="set_language"),
    *pages.routes,
]
handler400 = "dinh.look.pages.bad_request"
handler403 = "dinh.look.pages.forbidden"
handler404 = "dinh.look.pages.not_found"
handler500 = "dinh.look.pages.server_error"
