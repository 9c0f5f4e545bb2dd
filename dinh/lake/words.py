"""What the ledger says of the lake."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

LEDGER = {
    "lake.drawn": _("Rút dữ kiện mới vào hồ"),
    "lake.folded": _("Gộp tệp của hồ dữ liệu"),
    "lake.checked": _("Đối chiếu hồ dữ liệu với nguồn"),
    "lake.downloaded": _("Tải dữ kiện từ hồ dữ liệu"),
}
