"""Start-up of the room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DoorsConfig(AppConfig):
    """The outside world: one folder for each open standard that is spoken."""

    name = "dinh.doors"
    label = "doors"
    verbose_name = _("Cổng")
    caption = _("Cổng ra ngoài theo chuẩn mở: mỗi chuẩn một ngăn")
    default_auto_field = "django.db.models.BigAutoField"
