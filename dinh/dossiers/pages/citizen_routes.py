"""Addresses of the citizens' side."""

from __future__ import annotations

from django.urls import URLPattern, path

from .citizen import follow, follow_link, keep, mine, portal, portal_place
from .citizen_account import account, close, confirm_again, looks, password
from .citizen_acting import acting_paper, actings, check, counter, give, show, show_place
from .citizen_acting import answer as answer_acting
from .citizen_one import answer, dossier, issued, paper, withdraw
from .citizen_sign_in import back_from, by_provider, confirm, forgotten, reset, sign_in, sign_out, sign_up

routes: list[URLPattern] = [
    path("dich-vu/", portal, name="dossiers.portal"),
    path("dich-vu/chon-noi/", portal_place, name="dossiers.portal_place"),
    path("dich-vu/dang-nhap/", sign_in, name="dossiers.citizen_sign_in"),
    path("dich-vu/dang-nhap/<slug:key>/", by_provider, name="dossiers.citizen_by"),
    path("dich-vu/dang-nhap/<slug:key>/ve/", back_from, name="dossiers.citizen_back"),
    path("dich-vu/dang-ky/", sign_up, name="dossiers.citizen_sign_up"),
    path("dich-vu/dang-xuat/", sign_out, name="dossiers.citizen_sign_out"),
    path("dich-vu/quen-mat-khau/", forgotten, name="dossiers.citizen_forgotten"),
    path("dich-vu/dat-lai/<str:token>/", reset, name="dossiers.citizen_reset"),
    path("dich-vu/xac-nhan-thu/<str:token>/", confirm, name="dossiers.citizen_confirm"),
    path("dich-vu/tai-khoan/", account, name="dossiers.citizen_account"),
    path("dich-vu/tai-khoan/mat-khau/", password, name="dossiers.citizen_password"),
    path("dich-vu/tai-khoan/gui-lai-thu/", confirm_again, name="dossiers.citizen_confirm_again"),
    path("dich-vu/tai-khoan/dong/", close, name="dossiers.citizen_close"),
    path("dich-vu/ai-da-xem/", looks, name="dossiers.citizen_looks"),
    path("dich-vu/thay-mat/", actings, name="dossiers.actings"),
    path("dich-vu/thay-mat/uy-quyen/", give, name="dossiers.acting_give"),
    path("dich-vu/thay-mat/trinh-giay/", show, name="dossiers.acting_show"),
    path("dich-vu/thay-mat/trinh-giay/chon-noi/", show_place, name="dossiers.acting_show_place"),
    path("dich-vu/thay-mat/<int:acting_id>/<slug:slug>/", answer_acting, name="dossiers.acting_answer"),
    path("dich-vu/ho-so/", mine, name="dossiers.citizen_mine"),
    path("dich-vu/ho-so/<str:code>/", dossier, name="dossiers.citizen_dossier"),
    path("dich-vu/ho-so/<str:code>/bo-sung/", answer, name="dossiers.citizen_answer"),
    path("dich-vu/ho-so/<str:code>/rut/", withdraw, name="dossiers.citizen_withdraw"),
    path("dich-vu/ho-so/<str:code>/luu/", keep, name="dossiers.citizen_keep"),
    path("dich-vu/ho-so/<str:code>/giay/<slug:slug>.pdf", issued, name="dossiers.citizen_issued"),
    path("dich-vu/ho-so/<str:code>/giay-to/<int:paper_id>/", paper, name="dossiers.citizen_paper"),
    path("tra-cuu-ho-so/", follow, name="dossiers.follow"),
    path("tra-cuu-ho-so/<str:code>/<str:secret>/", follow_link, name="dossiers.follow_link"),
    path("ho-so/nguoi-dan/", counter, name="dossiers.citizen_counter"),
    path("ho-so/nguoi-dan/uy-quyen/<int:acting_id>/", check, name="dossiers.acting_check"),
    path("ho-so/nguoi-dan/uy-quyen/<int:acting_id>/giay/", acting_paper, name="dossiers.acting_paper"),
]
