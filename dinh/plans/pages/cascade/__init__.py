"""Giving to units, their answers, the province's sheet, and passing on when units merge."""

from __future__ import annotations

from django.urls import path

from . import disputes, given, giving, one, passing, sheet

routes = [
    path("ke-hoach/<int:plan_id>/sap-xep/", passing.passing, name="plans.passing"),
    path("giao-xuong/<slug:kind>/<int:thing_id>/", sheet.sheet, name="plans.allotted"),
    path("giao-xuong/<slug:kind>/<int:thing_id>/giao/", giving.allot, name="plans.allot"),
    path("giao-xuong/<slug:kind>/<int:thing_id>/mau.xlsx", giving.workbook, name="plans.allot_workbook"),
    path("giao-xuong/<slug:kind>/<int:thing_id>/lay-so/", sheet.take_figure, name="plans.take_rollup"),
    path("chi-tieu-giao/", given.given, name="plans.given"),
    path("chi-tieu-giao/nhan/", given.accept_many, name="plans.accept_many"),
    path("chi-tieu-giao/kien-nghi/", disputes.disputes, name="plans.disputes"),
    path("chi-tieu-giao/kien-nghi/<int:dispute_id>/", disputes.settle, name="plans.settle_dispute"),
    path("chi-tieu-giao/<int:allotment_id>/", one.allotment, name="plans.allotment"),
    path("chi-tieu-giao/<int:allotment_id>/nhan/", one.accept, name="plans.accept_allotment"),
    path("chi-tieu-giao/<int:allotment_id>/kien-nghi/", one.dispute, name="plans.dispute_allotment"),
    path("chi-tieu-giao/<int:allotment_id>/so-lieu/", one.enter_value, name="plans.part_value"),
    path("chi-tieu-giao/<int:allotment_id>/tien-do/", one.record_progress, name="plans.part_progress"),
    path("chi-tieu-giao/<int:allotment_id>/chia/", one.break_down, name="plans.break_down"),
    path("chi-tieu-giao/<int:allotment_id>/doi-so/", one.change_number, name="plans.change_number"),
    path("chi-tieu-giao/<int:allotment_id>/thu-hoi/", one.withdraw, name="plans.withdraw"),
]
