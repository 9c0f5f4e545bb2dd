"""Start-up of the room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DossiersConfig(AppConfig):
    """Public-service cases from intake to answer."""

    name = "dinh.dossiers"
    label = "dossiers"
    verbose_name = _("Hồ sơ thủ tục")
    caption = _("Từ lúc người dân nộp đến lúc nhận kết quả, mỗi bước một dòng sổ")
    default_auto_field = "django.db.models.BigAutoField"
