"""Where a citizen hands in on line."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import online

routes: list[URLPattern] = [
    path("nop-ho-so/lam-tiep/", online.reopen, name="dossiers.online_reopen"),
    path("nop-ho-so/ban-khai/<str:code>/", online.draft, name="dossiers.online_draft"),
    path("nop-ho-so/ban-khai/<str:code>/bo/", online.drop, name="dossiers.online_drop"),
    path("nop-ho-so/ban-khai/<str:code>/ban-moi/", online.renewed, name="dossiers.online_renew"),
    path("nop-ho-so/ban-khai/<str:code>/tep/<int:file_id>/", online.file, name="dossiers.online_file"),
    path("nop-ho-so/ban-khai/<str:code>/<slug:key>/", online.step, name="dossiers.online_step"),
    path("nop-ho-so/da-nop/<str:code>/", online.sent, name="dossiers.online_sent"),
    path("nop-ho-so/<str:code>/", online.start, name="dossiers.online_start"),
]
