"""HTML entrances of pressing, and where they stand."""

from __future__ import annotations

from django.urls import URLPattern, path

from .notices import digest, notice, notices, read_all, wish
from .outbox import again, outbox
from .presses import answer_press, press_new, press_page, presses
from .rule_book import end_rule, rule_book, switch_off

routes: list[URLPattern] = [
    path("thong-bao/", notices, name="work.notices"),
    path("thong-bao/da-doc/", read_all, name="work.notices_read"),
    path("thong-bao/cach-nhan/", wish, name="work.wish"),
    path("thong-bao/ngay/<int:digest_id>/", digest, name="work.digest"),
    path("thong-bao/<int:letter_id>/", notice, name="work.notice"),
    path("don-doc/", presses, name="work.presses"),
    path("don-doc/moi/", press_new, name="work.press_new"),
    path("don-doc/quy-tac/", rule_book, name="work.reminder_rules"),
    path("don-doc/quy-tac/tat/", switch_off, name="work.switch_off_rule"),
    path("don-doc/quy-tac/<int:rule_id>/dung/", end_rule, name="work.end_rule"),
    path("don-doc/tra-loi/<int:owed_id>/", answer_press, name="work.answer_press"),
    path("don-doc/<int:press_id>/", press_page, name="work.press_page"),
    path("gui-di/", outbox, name="work.outbox"),
    path("gui-di/gui-lai/", again, name="work.outbox_again"),
]
