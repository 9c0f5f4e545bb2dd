"""HTML entrances of the town."""

from django.urls import path

from .deeds import who_may
from .gate import change_password, locked_out, sign_in, sign_out, signed_in
from .me import me
from .units import unit, units

routes = [
    path("dang-nhap/", sign_in, name="town.sign_in"),
    path("dang-xuat/", sign_out, name="town.sign_out"),
    path("doi-mat-khau/", change_password, name="town.change_password"),
    path("don-vi/", units, name="town.units"),
    path("don-vi/<slug:code>/", unit, name="town.unit"),
    path("quyen-han/", who_may, name="town.deeds"),
    path("toi/", me, name="town.me"),
]

__all__ = ["locked_out", "routes", "signed_in"]
