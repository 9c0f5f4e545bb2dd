"""What the files of this folder share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet


def keys_after(rows: Callable[[], QuerySet[Any]]) -> Callable[[int, int], list[int]]:
    """The next keys of a table, in order: what going through everything asks for."""

    def after(last: int, limit: int) -> list[int]:
        return list(rows().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:limit])

    return after
