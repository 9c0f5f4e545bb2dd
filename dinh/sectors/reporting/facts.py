"""What the reporting room lets be counted: one row a report owed for a period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from dinh.ground import facts
from dinh.ground.facts import Column
from dinh.ground.shapes import Ref

from .models import Report
from .shapes import ReportState

COLUMNS = (
    Column("id", "text", _("Khóa của dữ kiện"), empty=False),
    Column("unit", "text", _("Đơn vị báo cáo (mã)"), empty=False),
    Column("office", "text", _("Phòng, ban báo cáo")),
    Column("to_unit", "text", _("Đơn vị nhận (mã)"), empty=False),
    Column("regime", "text", _("Chế độ báo cáo"), empty=False),
    Column("regime_name", "text", _("Tên báo cáo")),
    Column("rhythm", "text", _("Nhịp")),
    Column("period", "text", _("Kỳ"), empty=False),
    Column("period_first", "day", _("Kỳ từ ngày"), empty=False),
    Column("period_last", "day", _("Kỳ đến hết ngày"), empty=False),
    Column("due_on", "day", _("Hạn gửi"), empty=False),
    Column("sent_on", "day", _("Gửi lần đầu ngày")),
    Column("accepted_on", "day", _("Được nhận ngày")),
    Column("state", "text", _("Trạng thái"), empty=False),
    Column("sent", "yes", _("Đã gửi"), empty=False),
    Column("in_time", "yes", _("Gửi đúng hạn")),
    Column("online", "yes", _("Gửi qua hệ thống")),
    Column("waived", "yes", _("Được cho thôi gửi"), empty=False),
)
"""`in_time` and `online` are told of what was sent; of what is still owed the due day tells. `due_on` is the day that held when
it was sent, after changes that were granted."""


def read(keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The reports of these keys. 1 query."""
    rows = Report.objects.filter(pk__in=facts.ids_of("r", keys)).order_by("pk").defer("search")
    for row in rows.select_related("unit", "office", "to_unit", "regime"):
        sent = row.first_sent_on
        yield {
            "id": f"r{row.pk}",
            "source": "dinh",
            "unit": row.unit.code,
            "office": row.office.name if row.office else None,
            "to_unit": row.to_unit.code,
            "regime": row.regime.key,
            "regime_name": row.regime.name,
            "rhythm": row.regime.rhythm,
            "period": row.period_key,
            "period_first": row.period_first,
            "period_last": row.period_last,
            "due_on": row.due_on,
            "sent_on": sent,
            "accepted_on": row.accepted_on,
            "state": row.state,
            "sent": sent is not None,
            "in_time": sent <= row.due_on if sent else None,
            "online": True if sent else None,
            "waived": row.state == ReportState.WAIVED,
        }


TABLE = facts.FactTable(
    name="reports",
    version=1,
    words=_("Báo cáo định kỳ, đột xuất"),
    grain=_("một báo cáo của một kỳ"),
    key="id",
    day="period_last",
    columns=COLUMNS,
    kinds=frozenset({"report"}),
    touched=lambda refs: {f"r{pk}" for pk in facts.ids_among(refs, "report")},
    read=read,
    walk=facts.walker(r=Report.objects.all),
    count=facts.counter(r=Report.objects.all),
    opens=lambda key: Ref("report", int(key[1:])),
)
