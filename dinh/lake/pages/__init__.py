"""Pages of the room."""

from __future__ import annotations

from django.urls import URLPattern

from . import facts, importing

routes: list[URLPattern] = [*facts.routes, *importing.routes]
