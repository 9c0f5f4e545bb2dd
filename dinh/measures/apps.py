"""Start-up of the room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeasuresConfig(AppConfig):
    """What was counted, for whom, when, from what; and the scorecards made of it."""

    name = "dinh.measures"
    label = "measures"
    verbose_name = _("Số đo")
    caption = _("Số đo theo đơn vị và kỳ, kèm dữ kiện phía sau; bảng chấm điểm")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import start as measuring
        from .scorecards.start import start

        measuring.start()
        start()
