"""HTML entrances of the room, in topics. `/tim/` is look's and is drawn by `searching`; `/` is the frame's and shows the
desk to whoever is signed in."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import (
    behind,
    board,
    calendar,
    comparing,
    composing,
    feeds,
    heat,
    public,
    publishing,
    ranking,
    timeline,
)

routes: list[URLPattern] = [
    path("bang/", board.board, name="boards.board"),
    path("bang/mo/", behind.behind, name="boards.behind"),
    path("bang/xa/", heat.choose, name="boards.heat_choose"),
    path("bang/xa/<int:plan_id>/", heat.heat, name="boards.heat"),
    path("tien-do/", timeline.timeline, name="boards.timeline"),
    path("lich/", calendar.month, name="boards.calendar"),
    path("lich/dia-chi/", feeds.feeds, name="boards.feeds"),
    path("lich/dia-chi/<int:feed_id>/thu-hoi/", feeds.revoke, name="boards.revoke_feed"),
    path("lich/<slug:token>.ics", feeds.read, name="boards.feed"),
    path("xep-hang/", ranking.ranking, name="boards.ranking"),
    path("so-sanh/", comparing.compare, name="boards.compare"),
    path("bao-cao/<int:report_id>/soan/", composing.page, name="boards.compose"),
    path("bao-cao/<int:report_id>/soan/ghi/", composing.write, name="boards.compose_write"),
    path("bao-cao/<int:report_id>/soan/nhan-word/", composing.word_back, name="boards.compose_word_back"),
    path("bao-cao/<int:report_id>/soan/ban-word/", composing.word_file, name="boards.compose_word"),
    path("bao-cao/<int:report_id>/soan/ban-pdf/", composing.pdf_file, name="boards.compose_pdf"),
    path("cong-khai/", public.everywhere, name="boards.public"),
    path("cong-khai/quan-ly/", publishing.manage, name="boards.publications"),
    path("cong-khai/quan-ly/<int:plan_id>/", publishing.publish, name="boards.publish"),
    path("cong-khai/quan-ly/rut/<int:publication_id>/", publishing.withdraw, name="boards.withdraw"),
    path("cong-khai/<str:code>/", public.unit, name="boards.public_unit"),
]
