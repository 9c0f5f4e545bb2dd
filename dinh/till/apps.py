"""Start-up of the room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TillConfig(AppConfig):
    """Money owed and paid: bills, receipts, bank notices, reconciliation."""

    name = "dinh.till"
    label = "till"
    verbose_name = _("Quầy thu")
    caption = _("Phí, lệ phí phải thu và đã thu; VietQR, biên lai, đối soát ngân hàng")
    default_auto_field = "django.db.models.BigAutoField"
