"""Start-up of the town."""

from __future__ import annotations

from django.apps import AppConfig


class TownConfig(AppConfig):
    """Where and who."""

    name = "dinh.town"
    label = "town"
    verbose_name = "Địa bàn, bộ máy"
    default_auto_field = "django.db.models.BigAutoField"
