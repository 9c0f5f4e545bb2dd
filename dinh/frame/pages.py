"""Entrances that belong to no room: the front page and the health check."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path

from dinh.boards.pages import desk


def home(request: HttpRequest) -> HttpResponse:
    """Whoever is signed in starts at their desk; everybody else at the sign-in page."""
    return desk.desk(request) if request.user.is_authenticated else redirect("town.sign_in")


def health(request: HttpRequest) -> JsonResponse:
    """For a watcher: 200 and {"ok": true} when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})


routes = [
    path("", home, name="home"),
    path("suc-khoe/", health, name="health"),
]
