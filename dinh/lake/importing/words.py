"""What the ledger says of imports."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

LEDGER = {
    "lake.map_saved": _("Lập bảng ghép cột"),
    "lake.import_handed_in": _("Nhận tệp để nạp"),
    "lake.imported": _("Nạp tệp vào hồ dữ liệu"),
    "lake.import_failed": _("Không đọc được tệp nạp"),
    "lake.import_undone": _("Gỡ lần nạp khỏi hồ dữ liệu"),
    "lake.import_gave_way": _("Dòng nạp nhường cho hồ sơ của hệ thống"),
    "lake.import_came_back": _("Dòng nạp đứng lại khi hồ sơ của hệ thống không còn"),
}
