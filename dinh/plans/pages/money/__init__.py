"""Money of projects: the forms of each deed, a contract, the lines behind a figure."""

from __future__ import annotations

from django.urls import path

from . import books, deeds

routes = [
    path("du-an/<int:project_id>/von/", deeds.budget, name="plans.budget"),
    path("du-an/<int:project_id>/hop-dong/", deeds.contract_new, name="plans.contract_new"),
    path("du-an/<int:project_id>/chi/", deeds.payment, name="plans.payment"),
    path("du-an/<int:project_id>/moc/", deeds.milestone_new, name="plans.milestone_new"),
    path("du-an/<int:project_id>/buoc/", deeds.step, name="plans.step"),
    path("du-an/<int:project_id>/phuc-vu/", deeds.serve, name="plans.serve"),
    path("hop-dong/<int:contract_id>/", books.contract, name="plans.contract"),
    path("hop-dong/<int:contract_id>/phu-luc/", deeds.appendix, name="plans.appendix"),
    path("moc/<int:milestone_id>/doi-ngay/", deeds.milestone_move, name="plans.milestone_move"),
    path("moc/<int:milestone_id>/dat/", deeds.milestone_reach, name="plans.milestone_reach"),
    path("ke-hoach/<int:plan_id>/so-tien/", books.entries, name="plans.entries"),
    path("tep-du-an/<int:file_id>/", books.file, name="plans.money_file"),
]
