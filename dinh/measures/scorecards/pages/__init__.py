"""Pages of the scorecards, under /cham-diem/."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import bridge, card, gains, index, line, ranking, sheet

routes: list[URLPattern] = [
    path("cham-diem/", index.index, name="measures.scores"),
    path("cham-diem/<slug:code>/", index.choose, name="measures.score_choose"),
    path("cham-diem/<slug:code>/<slug:unit_code>/", card.card, name="measures.score_card"),
    path("cham-diem/<slug:code>/<slug:unit_code>/viec/", card.do, name="measures.score_do"),
    path("cham-diem/<slug:code>/<slug:unit_code>/bang.xlsx", sheet.xlsx, name="measures.score_xlsx"),
    path("cham-diem/<slug:code>/<slug:unit_code>/nap/", sheet.bring, name="measures.score_bring"),
    path("cham-diem/<slug:code>/<slug:unit_code>/xep-hang/", ranking.ranking, name="measures.score_ranking"),
    path("cham-diem/<slug:code>/<slug:unit_code>/mo-phong/", gains.gains, name="measures.score_gains"),
    path("cham-diem/<slug:code>/<slug:unit_code>/cau-noi/", bridge.bridged, name="measures.score_bridge"),
    path(
        "cham-diem/<slug:code>/<slug:unit_code>/tieu-chi/<str:criterion_code>/",
        line.line,
        name="measures.score_line",
    ),
]
