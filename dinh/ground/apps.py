from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GroundConfig(AppConfig):
    name = "dinh.ground"
    label = "ground"
    verbose_name = _("Nền")
    caption = _("Sổ cái, loan báo, việc định kỳ, tệp lưu, chữ Việt, lịch làm việc")

    def ready(self) -> None:
        from django.conf import settings

        from dinh.ground import calendar

        # A locality may add days of its own beside the national ones.
        calendar.use_local_editions(Path(settings.DINH_HOME) / "holidays-local.yaml")
