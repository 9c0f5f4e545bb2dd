"""What the inspections let be counted: one row an inspection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from dinh.ground import facts
from dinh.ground.facts import Column
from dinh.ground.shapes import Ref

from .models import Inspection
from .shapes import COUNTED_STATES, InspectionKind, InspectionState

COLUMNS = (
    Column("id", "text", _("Khóa của dữ kiện"), empty=False),
    Column("unit", "text", _("Đơn vị kiểm tra (mã)"), empty=False),
    Column("office", "text", _("Phòng, ban kiểm tra")),
    Column("kind", "text", _("Hình thức"), empty=False),
    Column("online", "yes", _("Trên môi trường số"), empty=False),
    Column("first_day", "day", _("Từ ngày"), empty=False),
    Column("last_day", "day", _("Đến ngày"), empty=False),
    Column("concluded_on", "day", _("Kết luận ngày")),
    Column("closed_on", "day", _("Đóng ngày")),
    Column("state", "text", _("Trạng thái"), empty=False),
    Column("concluded", "yes", _("Đã kết luận"), empty=False),
    Column("dropped", "yes", _("Đã thôi"), empty=False),
    Column("parties", "whole", _("Số đối tượng kiểm tra")),
    Column("findings", "whole", _("Số phát hiện")),
    Column("breaches", "whole", _("Số sai phạm")),
)


def read(keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The inspections of these keys. 1 query."""
    stands = Q(findings__withdrawn_why="")
    rows = Inspection.objects.filter(pk__in=facts.ids_of("i", keys)).order_by("pk")
    counted = rows.annotate(
        n_parties=Count("parties", distinct=True),
        n_findings=Count("findings", distinct=True, filter=stands),
        n_breaches=Count("findings", distinct=True, filter=stands & Q(findings__kind="breach")),
    )
    for row in counted.select_related("unit", "office").defer("search", "conclusion", "purpose"):
        yield {
            "id": f"i{row.pk}",
            "source": "dinh",
            "unit": row.unit.code,
            "office": row.office.name if row.office else None,
            "kind": row.kind,
            "online": row.kind == InspectionKind.ON_LINE,
            "first_day": row.first_day,
            "last_day": row.last_day,
            "concluded_on": row.concluded_on,
            "closed_on": row.closed_on,
            "state": row.state,
            "concluded": row.state in COUNTED_STATES,
            "dropped": row.state == InspectionState.DROPPED,
            "parties": row.n_parties,
            "findings": row.n_findings,
            "breaches": row.n_breaches,
        }


TABLE = facts.FactTable(
    name="inspections",
    version=1,
    words=_("Cuộc kiểm tra"),
    grain=_("một cuộc kiểm tra"),
    key="id",
    day="first_day",
    columns=COLUMNS,
    kinds=frozenset({"inspection"}),
    touched=lambda refs: {f"i{pk}" for pk in facts.ids_among(refs, "inspection")},
    read=read,
    walk=facts.walker(i=Inspection.objects.all),
    count=facts.counter(i=Inspection.objects.all),
    opens=lambda key: Ref("inspection", int(key[1:])),
)
