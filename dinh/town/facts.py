"""The units themselves, for joining counts to names, levels and what became of whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from dinh.ground import facts
from dinh.ground.facts import Column
from dinh.ground.shapes import Ref

from .models import Unit, UnitSuccession

COLUMNS = (
    Column("id", "text", _("Khóa của dữ kiện"), empty=False),
    Column("code", "text", _("Mã đơn vị"), empty=False),
    Column("level", "whole", _("Cấp: 1 tỉnh, 2 huyện, 3 xã"), empty=False),
    Column("kind", "text", _("Loại"), empty=False),
    Column("name", "text", _("Tên"), empty=False),
    Column("parent_code", "text", _("Đơn vị cấp trên (mã)")),
    Column("path", "text", _("Đường dẫn mã từ tỉnh xuống"), empty=False),
    Column("since", "day", _("Từ ngày")),
    Column("until", "day", _("Đến hết ngày")),
    Column("successors", "text", _("Đơn vị kế thừa (mã, cách nhau bằng dấu phẩy)")),
)


def read(keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The units of these keys. 2 queries."""
    ids = facts.ids_of("u", keys)
    became: defaultdict[int, list[str]] = defaultdict(list)
    lines = UnitSuccession.objects.filter(old__in=ids, derived=False).order_by("new__code")
    for old, code in lines.values_list("old_id", "new__code"):
        became[old].append(code)
    for row in Unit.objects.filter(pk__in=ids).order_by("pk").select_related("parent"):
        yield {
            "id": f"u{row.pk}",
            "source": "dinh",
            "code": row.code,
            "level": row.level,
            "kind": row.kind,
            "name": row.name,
            "parent_code": row.parent.code if row.parent else None,
            "path": row.path,
            "since": row.since,
            "until": row.until,
            "successors": ",".join(became[row.pk]) or None,
        }


def touched(refs: Sequence[Ref]) -> set[str]:
    """The units themselves; a loaded edition may have touched every one."""
    if facts.ids_among(refs, "units-edition"):
        return {f"u{pk}" for pk in Unit.objects.order_by().values_list("pk", flat=True)}
    return set()


TABLE = facts.FactTable(
    name="units",
    version=1,
    words=_("Đơn vị hành chính"),
    grain=_("một đơn vị trong một quãng thời gian"),
    key="id",
    columns=COLUMNS,
    kinds=frozenset({"units-edition"}),
    touched=touched,
    read=read,
    walk=facts.walker(u=Unit.objects.all),
    count=facts.counter(u=Unit.objects.all),
    opens=lambda key: Ref("unit", int(key[1:])),
    notes=_("Đơn vị chỉ đổi khi nạp bản danh mục mới."),
)
