"""HTML entrances of the room, and where they stand."""

from __future__ import annotations

from django.urls import path

from . import deeds, inspection, lists, making, share, templates

routes = [
    path("kiem-tra/", lists.inspections, name="inspections.list"),
    path("kiem-tra/lap/", making.plan, name="inspections.plan"),
    path("kiem-tra/ghi-lai/", making.on_paper, name="inspections.on_paper"),
    path("kiem-tra/ty-le/", share.share, name="inspections.share"),
    path("kiem-tra/mau-phieu/", templates.templates, name="inspections.templates"),
    path("kiem-tra/mau-phieu/lap/", templates.lay, name="inspections.lay_template"),
    path("kiem-tra/<int:inspection_id>/", inspection.inspection, name="inspections.inspection"),
    path("kiem-tra/<int:inspection_id>/bat-dau/", deeds.start, name="inspections.start"),
    path("kiem-tra/<int:inspection_id>/phieu/", deeds.check, name="inspections.check"),
    path("kiem-tra/<int:inspection_id>/muc/", deeds.add_item, name="inspections.add_item"),
    path("kiem-tra/<int:inspection_id>/noi-dung/", deeds.add_subjects, name="inspections.add_subjects"),
    path("kiem-tra/<int:inspection_id>/phat-hien/", deeds.record_finding, name="inspections.record_finding"),
    path(
        "kiem-tra/<int:inspection_id>/giai-trinh/", deeds.ask_explanation, name="inspections.ask_explanation"
    ),
    path("kiem-tra/<int:inspection_id>/kien-nghi/", deeds.recommend, name="inspections.recommend"),
    path("kiem-tra/<int:inspection_id>/ket-luan/", deeds.conclude, name="inspections.conclude"),
    path("kiem-tra/<int:inspection_id>/ket-thuc/", deeds.close, name="inspections.close"),
    path("kiem-tra/<int:inspection_id>/thoi/", deeds.drop, name="inspections.drop"),
    path("kiem-tra/<int:inspection_id>/tep/<int:evidence_id>/", inspection.file, name="inspections.file"),
    path("kiem-tra/phat-hien/<int:finding_id>/rut/", deeds.withdraw, name="inspections.withdraw"),
    path("kiem-tra/phat-hien/<int:finding_id>/giai-trinh/", deeds.explain, name="inspections.explain"),
    path("kiem-tra/kien-nghi/<int:recommendation_id>/thoi/", deeds.take_out, name="inspections.take_out"),
]
