"""Context processor: `shell` in every template drawn with a request."""

from __future__ import annotations

from django.http import HttpRequest

from .shell import Shell


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Nothing is asked of the database until a template asks the shell."""
    return {"shell": Shell(request)}
