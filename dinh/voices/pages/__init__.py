"""HTML entrances of the room, and where they stand. Initiatives and events have one address for officers and citizens."""

from __future__ import annotations

from django.urls import path

from . import complaints, deeds, events, lists, one, putting

routes = [
    path("sang-kien/", lists.initiatives, name="voices.initiatives"),
    path("sang-kien/gui/", putting.put_forward, name="voices.put"),
    path("sang-kien/duyet/", lists.moderation, name="voices.moderation"),
    path("sang-kien/theo-doi/", putting.follow, name="voices.follow"),
    path("sang-kien/da-gui/<slug:code>/", putting.sent, name="voices.sent"),
    path("sang-kien/<int:initiative_id>/", one.initiative, name="voices.initiative"),
    path("sang-kien/<int:initiative_id>/binh-chon/", one.vote, name="voices.vote"),
    path("sang-kien/<int:initiative_id>/y-kien/", one.remark, name="voices.remark"),
    path(
        "sang-kien/<int:initiative_id>/y-kien/<int:remark_id>/",
        one.moderate_remark,
        name="voices.moderate_remark",
    ),
    path("sang-kien/<int:initiative_id>/lien-he/", putting.see_contact, name="voices.contact"),
    path(
        "sang-kien/<int:initiative_id>/lam-theo/<int:spread_id>/",
        deeds.answer_spread,
        name="voices.answer_spread",
    ),
    path("sang-kien/<int:initiative_id>/<slug:slug>/", deeds.one_deed, name="voices.deed"),
    path("phan-anh-ho-so/", complaints.desk, name="voices.complaints"),
    path("phan-anh-ho-so/<int:complaint_id>/", complaints.complaint, name="voices.complaint"),
    path("dich-vu/ho-so/<str:code>/danh-gia/", complaints.rate, name="voices.rate"),
    path("dich-vu/ho-so/<str:code>/phan-anh/", complaints.complain, name="voices.complain"),
    path(
        "dich-vu/ho-so/<str:code>/phan-anh/<int:complaint_id>/", complaints.say_more, name="voices.say_more"
    ),
    path(
        "dich-vu/ho-so/<str:code>/phan-anh/<int:complaint_id>/y-kien/", complaints.judge, name="voices.judge"
    ),
    path("su-kien/", events.events, name="voices.events"),
    path("su-kien/them/", events.plan_event, name="voices.plan_event"),
    path("su-kien/ngay-trong-nam/", events.plan_national, name="voices.plan_national"),
    path("su-kien/tep/<int:evidence_id>/", events.evidence, name="voices.evidence"),
    path("su-kien/<int:event_id>/", events.event, name="voices.event"),
    path("su-kien/<int:event_id>/giao-viec/", events.give_tasks, name="voices.give_tasks"),
    path("su-kien/<int:event_id>/viec/", events.add_task, name="voices.add_task"),
    path("su-kien/<int:event_id>/viec/<int:task_id>/bo/", events.remove_task, name="voices.remove_task"),
    path("su-kien/<int:event_id>/<slug:slug>/", events.event_deed, name="voices.event_deed"),
]
