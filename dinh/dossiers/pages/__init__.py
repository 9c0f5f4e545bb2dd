"""HTML entrances of the room."""

from __future__ import annotations

from django.urls import URLPattern, path

from .deeds import deed, step
from .intake import receive
from .listing import index, register
from .looks import lookers, personal
from .one import dossier, paper, receipt

routes: list[URLPattern] = [
    path("ho-so/", index, name="dossiers.list"),
    path("ho-so/nhan/", receive, name="dossiers.receive"),
    path("ho-so/so-theo-doi/", register, name="dossiers.register"),
    path("ho-so/<str:code>/", dossier, name="dossiers.dossier"),
    path("ho-so/<str:code>/giay-tiep-nhan/", receipt, name="dossiers.receipt"),
    path("ho-so/<str:code>/giay-to/<int:paper_id>/", paper, name="dossiers.paper"),
    path("ho-so/<str:code>/lien-he/", personal, name="dossiers.personal"),
    path("ho-so/<str:code>/ai-da-xem/", lookers, name="dossiers.lookers"),
    path("ho-so/<str:code>/buoc/<int:holding_id>/<slug:slug>/", step, name="dossiers.step"),
    path("ho-so/<str:code>/<slug:slug>/", deed, name="dossiers.deed"),
]
