"""Start-up of the room."""

from __future__ import annotations

from django.apps import AppConfig


class VoicesConfig(AppConfig):
    """Voices."""

    name = "dinh.voices"
    label = "voices"
    verbose_name = "Tiếng dân, sáng kiến"
    default_auto_field = "django.db.models.BigAutoField"
