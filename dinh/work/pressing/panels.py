"""What pressing puts in the room's other pages: its card beside an assignment, its deed on a selection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.town.shapes import Actor
from dinh.work.models import Assignment
from dinh.work.pressing import queries, services
from dinh.work.pressing.queries import OWED_STATES
from dinh.work.pressing.services.presses import may_press
from dinh.work.services import BatchRow


def beside_assignment(request: HttpRequest | None, work: Assignment) -> str:
    """Who pressed for it and what was answered, with the way to press. One query."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return ""
    at = timezone.now()
    context = {
        "work": work,
        "rows": queries.presses_of(work.pk),
        "may_press": work.state in OWED_STATES and may_press(work, actor, at),
        "today": timezone.localdate(),
    }
    return render_to_string("work/pressing/parts/of_assignment.html", context, request=request)


def press_selected(
    rows: Sequence[Assignment], values: Mapping[str, Any], by: Actor | None, at: datetime
) -> list[BatchRow]:
    """Press for a selection in one act: what cannot be pressed for is told row by row, the rest goes together."""
    told = []
    good = []
    for row in rows:
        if row.state not in OWED_STATES:
            told.append(BatchRow(row.pk, row.title, False, _("Đã xong, chờ duyệt hoặc tạm dừng.")))
        elif not may_press(row, by, at):
            told.append(BatchRow(row.pk, row.title, False, _("Không nằm trong quyền đôn đốc của anh, chị.")))
        else:
            good.append(row)
    if good:
        services.press(**values, assignment_ids=[row.pk for row in good], by=by, at=at)
        told += [BatchRow(row.pk, row.title, True, _("Đã đôn đốc.")) for row in good]
    return told
