"""HTML entrances of the room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse

from dinh.work.pressing.pages import routes as pressing

from .answering import end_series, extension, hand_over, withdraw
from .asking import new
from .batching import batch, batch_done
from .deeds import deed
from .listing import hand_overs, index
from .one import assignment, evidence


def _asked(request: HttpRequest) -> HttpResponse:
    return redirect(f"{reverse('work.list')}?xem=giao")


routes: list[URLPattern] = [
    path("viec/", index, name="work.list"),
    path("viec/toi-giao/", _asked, name="work.list_asked"),
    path("viec/moi/", new, name="work.new"),
    path("viec/hang-loat/", batch, name="work.batch"),
    path("viec/hang-loat/ket-qua/", batch_done, name="work.batch_done"),
    path("viec/ban-giao/", hand_overs, name="work.hand_overs"),
    path("viec/ban-giao/<int:hand_over_id>/", hand_over, name="work.hand_over"),
    path("viec/ban-giao/<int:hand_over_id>/rut-lai/", withdraw, name="work.withdraw"),
    path("viec/gia-han/<int:extension_id>/", extension, name="work.extension"),
    path("viec/dinh-ky/<int:series_id>/dung/", end_series, name="work.end_series"),
    path("viec/minh-chung/<int:evidence_id>/", evidence, name="work.evidence"),
    path("viec/<int:assignment_id>/", assignment, name="work.assignment"),
    path("viec/<int:assignment_id>/<slug:slug>/", deed, name="work.deed"),
    *pressing,
]
