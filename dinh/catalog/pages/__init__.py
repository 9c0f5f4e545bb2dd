"""Pages of the room."""

from __future__ import annotations

from django.urls import URLPattern

from . import process, process_files, routes_procedures
from .places import choosing, unit_code

routes: list[URLPattern] = [
    *routes_procedures.routes,
    *process.routes,
    *process_files.routes,
]

__all__ = ["choosing", "routes", "unit_code"]
