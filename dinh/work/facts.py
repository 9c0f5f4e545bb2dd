"""What the work room lets be counted: who owed what by when, without a person and without words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dinh.ground import facts
from dinh.ground.facts import Column
from dinh.ground.shapes import Ref

from .models import Assignment
from .shapes import WorkState

COLUMNS = (
    Column("id", "text", _("Khóa của dữ kiện"), empty=False),
    Column("unit", "text", _("Đơn vị làm (mã)"), empty=False),
    Column("office", "text", _("Phòng, ban làm")),
    Column("asker_unit", "text", _("Đơn vị giao (mã)")),
    Column("kind", "text", _("Việc sinh ra từ (task, report, dossier…; trống: giao tay)")),
    Column("rhythm", "text", _("Nhịp")),
    Column("asked_on", "day", _("Giao ngày"), empty=False),
    Column("due_on", "day", _("Hạn")),
    Column("submitted_on", "day", _("Trình sản phẩm ngày")),
    Column("closed_on", "day", _("Xong ngày")),
    Column("state", "text", _("Trạng thái"), empty=False),
    Column("done", "yes", _("Đã xong"), empty=False),
    Column("dropped", "yes", _("Đã thôi"), empty=False),
    Column("late", "yes", _("Xong trễ hạn")),
    Column("late_days", "whole", _("Số ngày trễ khi xong")),
    Column("percent", "whole", _("Tiến độ (%)")),
)
"""`late` is told of what is done; of what is still owed the due day tells."""


def read(keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The assignments of these keys. 1 query."""
    rows = Assignment.objects.filter(pk__in=facts.ids_of("w", keys)).order_by("pk").defer("search")
    for row in rows.select_related("unit", "office", "asker_unit"):
        done = row.state == WorkState.DONE
        yield {
            "id": f"w{row.pk}",
            "source": "dinh",
            "unit": row.unit.code,
            "office": row.office.name if row.office else None,
            "asker_unit": row.asker_unit.code,
            "kind": row.asked_by_kind or None,
            "rhythm": row.rhythm or None,
            "asked_on": timezone.localtime(row.asked_at).date(),
            "due_on": row.due_on,
            "submitted_on": row.submitted_on,
            "closed_on": row.done_on or (timezone.localtime(row.closed_at).date() if row.closed_at else None),
            "state": row.state,
            "done": done,
            "dropped": row.state == WorkState.DROPPED,
            "late": row.late_days > 0 if done else None,
            "late_days": row.late_days if done else None,
            "percent": row.percent,
        }


TABLE = facts.FactTable(
    name="works",
    version=1,
    words=_("Việc được giao"),
    grain=_("một việc"),
    key="id",
    day="asked_on",
    columns=COLUMNS,
    kinds=frozenset({"assignment"}),
    touched=lambda refs: {f"w{pk}" for pk in facts.ids_among(refs, "assignment")},
    read=read,
    walk=facts.walker(w=Assignment.objects.all),
    count=facts.counter(w=Assignment.objects.all),
    opens=lambda key: Ref("assignment", int(key[1:])),
)
