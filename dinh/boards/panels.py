"""What the room puts into pages of rooms below."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from .queries import composing


def compose_door(request: HttpRequest | None, report: Any) -> str:
    """The way from a report that is owed to the one that writes itself. At most one query and a half."""
    newest = composing.newest(report.pk)
    if newest is None and composing.template_for(report) is None:
        return ""
    return render_to_string("boards/composing/door.html", {"report": report, "newest": newest}, request)
