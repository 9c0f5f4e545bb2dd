"""What the archive lets be counted: one row a paper filed, without its words."""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dinh.ground import facts
from dinh.ground import queries as ground
from dinh.ground.facts import Column
from dinh.ground.shapes import Ref

from .models import Paper

COLUMNS = (
    Column("id", "text", _("Khóa của dữ kiện"), empty=False),
    Column("unit", "text", _("Đơn vị lưu (mã)"), empty=False),
    Column("issuer_unit", "text", _("Đơn vị ban hành (mã)")),
    Column("issuer", "text", _("Cơ quan ban hành")),
    Column("kind", "text", _("Loại văn bản"), empty=False),
    Column("number", "text", _("Số, ký hiệu")),
    Column("direction", "text", _("Chiều: in đến, out đi")),
    Column("dated", "day", _("Ngày văn bản")),
    Column("received_at", "moment", _("Nhận lúc"), empty=False),
    Column("received_on", "day", _("Ngày nhận"), empty=False),
    Column("digital", "yes", _("Là tệp điện tử"), empty=False),
    Column("signed", "yes", _("Tệp mang chữ ký số")),
)
"""`direction` is "out" when the unit that keeps it issued it, "in" when somebody else did, empty when nobody knows; `signed` says
that the file carries a digital signature, not that it was checked."""
MARK = b"/ByteRange"
"""Every signature in a PDF says so which bytes it covers."""


def read(keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The papers of these keys. 1 query, and a look into each PDF."""
    rows = Paper.objects.filter(pk__in=facts.ids_of("p", keys)).order_by("pk").defer("search", "title")
    for row in rows.select_related("unit", "issuer_unit"):
        yield {
            "id": f"p{row.pk}",
            "source": "dinh",
            "unit": row.unit.code,
            "issuer_unit": row.issuer_unit.code if row.issuer_unit else None,
            "issuer": row.issuer or None,
            "kind": row.kind,
            "number": row.whole_number or None,
            "direction": None
            if row.issuer_unit_id is None
            else ("out" if row.issuer_unit_id == row.unit_id else "in"),
            "dated": row.date,
            "received_at": row.received_at,
            "received_on": timezone.localtime(row.received_at).date(),
            "digital": True,
            "signed": _signed(row),
        }


def _signed(row: Paper) -> bool | None:
    if row.media_type != "application/pdf":
        return False
    path = Path(ground.path_of(row.kept_sha256))
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            return whole.find(MARK) >= 0
    except (OSError, ValueError):  # the file lies elsewhere, or is empty
        return None


TABLE = facts.FactTable(
    name="documents",
    version=1,
    words=_("Văn bản đã lưu"),
    grain=_("một văn bản"),
    key="id",
    day="received_on",
    columns=COLUMNS,
    kinds=frozenset({"paper"}),
    touched=lambda refs: {f"p{pk}" for pk in facts.ids_among(refs, "paper")},
    read=read,
    walk=facts.walker(p=Paper.objects.all),
    count=facts.counter(p=Paper.objects.all),
    opens=lambda key: Ref("paper", int(key[1:])),
)
