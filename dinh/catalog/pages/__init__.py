"""Pages of the room."""

from __future__ import annotations

from django.urls import URLPattern

from . import process, process_files, routes_procedures

routes: list[URLPattern] = [
    *routes_procedures.routes,
    *process.routes,
    *process_files.routes,
]
