"""HTML entrances of the town."""

from django.urls import path

from .deeds import who_may
from .gate import change_password, locked_out, sign_in, sign_out, signed_in
from .me import me
from .people import add_person, people
from .person import person
from .person_deeds import (
    appoint,
    arrange_stand_in,
    close_account,
    correct,
    end_mandate,
    end_post,
    end_stand_in,
    give_mandate,
    open_account,
    reopen_account,
    reset_password,
)
from .tokens import add_system, keys_of, my_keys, revoke_key
from .units import unit, units

routes = [
    path("dang-nhap/", sign_in, name="town.sign_in"),
    path("dang-xuat/", sign_out, name="town.sign_out"),
    path("doi-mat-khau/", change_password, name="town.change_password"),
    path("don-vi/", units, name="town.units"),
    path("don-vi/<slug:code>/", unit, name="town.unit"),
    path("quyen-han/", who_may, name="town.deeds"),
    path("toi/", me, name="town.me"),
    path("toi/khoa-api/", my_keys, name="town.my_keys"),
    path("toi/khoa-api/<int:token_id>/thu-hoi/", revoke_key, name="town.revoke_key"),
    path("nguoi/", people, name="town.people"),
    path("nguoi/them/", add_person, name="town.add_person"),
    path("nguoi/phan-mem/", add_system, name="town.add_system"),
    path("nguoi/<int:person_id>/khoa-api/", keys_of, name="town.keys_of"),
    path("nguoi/<int:person_id>/", person, name="town.person"),
    path("nguoi/<int:person_id>/sua/", correct, name="town.correct_person"),
    path("nguoi/<int:person_id>/chuc-vu/", appoint, name="town.appoint"),
    path("nguoi/<int:person_id>/chuc-vu/<int:post_id>/thoi/", end_post, name="town.end_post"),
    path("nguoi/<int:person_id>/quyen/", give_mandate, name="town.give_mandate"),
    path("nguoi/<int:person_id>/quyen/<int:mandate_id>/cham-dut/", end_mandate, name="town.end_mandate"),
    path("nguoi/<int:person_id>/thay/", arrange_stand_in, name="town.arrange_stand_in"),
    path("nguoi/<int:person_id>/thay/<int:stand_in_id>/ket-thuc/", end_stand_in, name="town.end_stand_in"),
    path("nguoi/<int:person_id>/tai-khoan/", open_account, name="town.open_account"),
    path("nguoi/<int:person_id>/tai-khoan/mat-khau/", reset_password, name="town.reset_password"),
    path("nguoi/<int:person_id>/tai-khoan/khoa/", close_account, name="town.close_account"),
    path("nguoi/<int:person_id>/tai-khoan/mo-lai/", reopen_account, name="town.reopen_account"),
]

__all__ = ["locked_out", "routes", "signed_in"]
