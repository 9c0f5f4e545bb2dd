"""HTML entrances of the room, in topics. `/` and `/tim/` are told by the frame and by look where to go."""

from __future__ import annotations

from django.urls import URLPattern

routes: list[URLPattern] = []
