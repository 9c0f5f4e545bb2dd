"""Pages of the room."""

from __future__ import annotations

from django.urls import URLPattern

from . import process, process_files

routes: list[URLPattern] = [*process.routes, *process_files.routes]
