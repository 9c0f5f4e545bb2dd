"""Facts that no room has of its own: figures that somebody else counted, known by import alone."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dinh.ground import facts
from dinh.ground.facts import Column

COLUMNS = (
    Column("id", "text", _("Khóa của dữ kiện"), empty=False),
    Column("indicator", "text", _("Chỉ tiêu thống kê (mã)"), empty=False),
    Column("indicator_name", "text", _("Tên chỉ tiêu thống kê")),
    Column("unit", "text", _("Đơn vị (mã)"), empty=False),
    Column("period", "text", _("Kỳ")),
    Column("period_first", "day", _("Kỳ từ ngày")),
    Column("period_last", "day", _("Kỳ đến hết ngày"), empty=False),
    Column("value", "number", _("Giá trị")),
    Column("numerator", "number", _("Tử số")),
    Column("denominator", "number", _("Mẫu số")),
    Column("measured_in", "text", _("Đơn vị tính")),
    Column("told_on", "day", _("Công bố ngày")),
    Column("told_by", "text", _("Nơi công bố")),
    Column("evidence", "text", _("Tài liệu kiểm chứng")),
    Column("note", "text", _("Ghi chú")),
)

TABLE = facts.FactTable(
    name="statistics",
    version=1,
    words=_("Số liệu do nơi khác đếm"),
    grain=_("một chỉ tiêu của một đơn vị trong một kỳ"),
    key="id",
    day="period_last",
    columns=COLUMNS,
    kinds=frozenset(),
    touched=lambda _refs: set(),
    read=lambda _keys: (),
    walk=lambda _after, _most: (),
    count=lambda: 0,
    notes=_("Chỉ có từ các lần nạp tệp: khảo sát, báo cáo của bộ, cơ quan thống kê, ngân hàng."),
)
