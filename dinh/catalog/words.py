"""Words of ledger lines, and words that rules and shapes keep in Vietnamese, so that pages can say them in their language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

LEDGER: dict[str, Any] = {
    "catalog.drafted": _("Soạn một bản của thủ tục"),
    "catalog.changed": _("Sửa bản đang soạn"),
    "catalog.dropped": _("Bỏ bản đang soạn"),
    "catalog.published": _("Công bố một bản của thủ tục"),
    "catalog.withdrawn": _("Rút bản đã công bố"),
    "catalog.ended": _("Chấm dứt thủ tục"),
    "catalog.offered": _("Nhận làm thủ tục tại đơn vị"),
    "catalog.offer-stopped": _("Thôi làm thủ tục tại đơn vị"),
    "catalog.imported": _("Nhập danh mục thủ tục từ tệp"),
}
