"""HTML entrances of the room."""

from __future__ import annotations

from django.urls import URLPattern, path

from .batch import run as batch_run
from .citizen_routes import routes as citizen_routes
from .counting import export
from .counting import index as counts
from .deeds import deed, step
from .form_typing import type_form
from .intake import receive
from .keeping import keeping
from .late import direct, late
from .listing import index
from .looks import lookers, personal
from .one import dossier, paper, receipt
from .online_routes import routes as online_routes
from .papers import form, register_pdf
from .portal import arrive
from .portal import refused as portal_refused
from .queueing import board, counter, draw
from .register import correct, register
from .results import file as result_file
from .results import results, sealing
from .verify import citizen_file, verify, verify_one

routes: list[URLPattern] = [
    *citizen_routes,
    *online_routes,
    path("ho-so/", index, name="dossiers.list"),
    path("ho-so/hang-loat/", batch_run, name="dossiers.batch"),
    path("ho-so/quay/", counter, name="dossiers.queue"),
    path("lay-so/<str:key>/", draw, name="dossiers.queue_draw"),
    path("lay-so/<str:key>/bang/", board, name="dossiers.queue_board"),
    path("ho-so/tre-han/", late, name="dossiers.late"),
    path("ho-so/tre-han/<int:escalation_id>/", direct, name="dossiers.direct"),
    path("ho-so/cong-quoc-gia/", portal_refused, name="dossiers.portal_refused"),
    path("cong/dich-vu-cong-quoc-gia/", arrive, name="dossiers.arrive"),
    path("ho-so/nhan/", receive, name="dossiers.receive"),
    path("ho-so/so-lieu/", counts, name="dossiers.counts"),
    path("ho-so/thoi-han-giu/", keeping, name="dossiers.keeping"),
    path("ho-so/ket-xuat/", export, name="dossiers.export"),
    path("ho-so/so-theo-doi/", register, name="dossiers.register"),
    path("ho-so/so-theo-doi/so.pdf", register_pdf, name="dossiers.register_pdf"),
    path("ho-so/dong-dau/", sealing, name="dossiers.sealing"),
    path("kiem-tra-ket-qua/", verify, name="dossiers.verify"),
    path("kiem-tra-ket-qua/<str:code>/", verify_one, name="dossiers.verify_one"),
    path("dich-vu/kho/<str:code>.pdf", citizen_file, name="dossiers.citizen_result"),
    path("ho-so/<str:code>/", dossier, name="dossiers.dossier"),
    path("ho-so/<str:code>/giay-tiep-nhan/", receipt, name="dossiers.receipt"),
    path("ho-so/<str:code>/giay/<slug:slug>.pdf", form, name="dossiers.form"),
    path("ho-so/<str:code>/giay-to/<int:paper_id>/", paper, name="dossiers.paper"),
    path("ho-so/<str:code>/ket-qua/", results, name="dossiers.results"),
    path("ho-so/<str:code>/ket-qua/<int:result_id>.pdf", result_file, name="dossiers.result_file"),
    path("ho-so/<str:code>/lien-he/", personal, name="dossiers.personal"),
    path("ho-so/<str:code>/dinh-chinh/", correct, name="dossiers.correct"),
    path("ho-so/<str:code>/to-khai/", type_form, name="dossiers.type_form"),
    path("ho-so/<str:code>/ai-da-xem/", lookers, name="dossiers.lookers"),
    path("ho-so/<str:code>/buoc/<int:holding_id>/<slug:slug>/", step, name="dossiers.step"),
    path("ho-so/<str:code>/<slug:slug>/", deed, name="dossiers.deed"),
]
