"""HTML entrances of the room, and where they stand."""

from __future__ import annotations

from django.urls import path

from . import cascade, lists, money, plan, review, sheets, things

routes = [
    path("ke-hoach/", lists.plan_list, name="plans.list"),
    path("ke-hoach/nop/", lists.upload, name="plans.upload"),
    path("ke-hoach/doc/", lists.reviews, name="plans.reviews"),
    path("ke-hoach/doc/<int:reading_id>/", review.review, name="plans.review"),
    path("ke-hoach/doc/<int:reading_id>/tien-trinh/", lists.reading, name="plans.reading"),
    path("ke-hoach/doc/<int:reading_id>/doc-lai/", lists.read_again, name="plans.read_again"),
    path("ke-hoach/doc/<int:reading_id>/ban-hanh/", review.adopt, name="plans.adopt"),
    path("ke-hoach/doc/<int:reading_id>/trang/<int:number>.png", review.page_image, name="plans.page_image"),
    path("ke-hoach/so-lieu/", lists.values_waiting, name="plans.values_waiting"),
    path("ke-hoach/so-lieu/<int:value_id>/quyet/", lists.decide_value, name="plans.decide_value"),
    path("ke-hoach/so-lieu/<int:value_id>/trinh/", things.submit_value, name="plans.submit_value"),
    *cascade.routes,
    *money.routes,
    *sheets.routes,
    path("ke-hoach/<int:plan_id>/", plan.plan, name="plans.plan"),
    path("ke-hoach/<int:plan_id>/sua-doi/", plan.amend, name="plans.amend"),
    path("ke-hoach/<int:plan_id>/noi/", plan.link, name="plans.link"),
    path("ke-hoach/<int:plan_id>/<slug:section>/", plan.plan, name="plans.plan_part"),
    path("chi-tieu/<int:target_id>/", things.target, name="plans.target"),
    path("chi-tieu/<int:target_id>/so-lieu/", things.enter_value, name="plans.enter_value"),
    path("chi-tieu/<int:target_id>/so-do/", things.bind_measure, name="plans.bind_measure"),
    path("chi-tieu/<int:target_id>/do-lai/", things.take_readings, name="plans.take_readings"),
    path("so-lieu/<int:value_id>/y-kien/", things.remark_value, name="plans.remark_value"),
    path("so-lieu/y-kien/<int:remark_id>/tra-loi/", things.answer_remark, name="plans.answer_remark"),
    path("chi-tieu/<int:target_id>/noi/", things.link_target, name="plans.link_target"),
    path("chi-tieu/<int:target_id>/noi/<int:link_id>/go/", things.unlink, name="plans.unlink"),
    path("nhiem-vu/<int:task_id>/", things.task, name="plans.task"),
    path("du-an/<int:project_id>/", things.project, name="plans.project"),
    path(
        "chi-tieu/<int:thing_id>/tien-do/",
        things.record_progress,
        {"kind": "target"},
        name="plans.target_progress",
    ),
    path(
        "nhiem-vu/<int:thing_id>/tien-do/",
        things.record_progress,
        {"kind": "task"},
        name="plans.task_progress",
    ),
    path(
        "du-an/<int:thing_id>/tien-do/",
        things.record_progress,
        {"kind": "project"},
        name="plans.project_progress",
    ),
    path("giao/<slug:kind>/<int:thing_id>/", things.assign, name="plans.assign"),
    path("minh-chung/<int:evidence_id>/", things.evidence, name="plans.evidence"),
]
