"""Where the pages of procedures are."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import citizen, desk, editing, form, importing, offers, places

routes: list[URLPattern] = [
    path("thu-tuc/", citizen.find, name="catalog.find"),
    path("thu-tuc/chon-noi/", places.choose, name="catalog.choose_place"),
    path("thu-tuc/<str:code>/", citizen.procedure, name="catalog.procedure"),
    path("thu-tuc/<str:code>/noi-nhan/", citizen.where, name="catalog.where"),
    path("danh-muc/thu-tuc/", desk.desk, name="catalog.desk"),
    path("danh-muc/thu-tuc/them/", desk.new, name="catalog.new"),
    path("danh-muc/thu-tuc/nhap/", importing.choose, name="catalog.import"),
    path("danh-muc/thu-tuc/nhap/ghi/", importing.take, name="catalog.import_take"),
    path("danh-muc/thu-tuc/xuat.json", desk.export, {"kind": "json"}, name="catalog.export_json"),
    path("danh-muc/thu-tuc/xuat.xlsx", desk.export, {"kind": "xlsx"}, name="catalog.export_xlsx"),
    path("danh-muc/thu-tuc/<str:code>/", desk.keep, name="catalog.keep"),
    path("danh-muc/thu-tuc/<str:code>/ban-moi/", editing.begin, name="catalog.begin"),
    path("danh-muc/ban/<int:edition_id>/", desk.edition, name="catalog.edition"),
    path("danh-muc/ban/<int:edition_id>/to-khai/", form.form, name="catalog.form"),
    path("danh-muc/ban/<int:edition_id>/sua/<slug:part>/", editing.edit_part, name="catalog.edit_part"),
    path("danh-muc/ban/<int:edition_id>/cong-bo/", editing.publish, name="catalog.publish"),
    path("danh-muc/ban/<int:edition_id>/rut/", editing.withdraw, name="catalog.withdraw"),
    path("danh-muc/ban/<int:edition_id>/cham-dut/", editing.end, name="catalog.end"),
    path("danh-muc/ban/<int:edition_id>/bo/", editing.drop, name="catalog.drop"),
    path("danh-muc/nhan-lam/", offers.offers, name="catalog.offers"),
    path("danh-muc/nhan-lam/<int:offer_id>/thoi/", offers.stop, name="catalog.stop_offering"),
]
