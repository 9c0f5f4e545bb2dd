"""Start-up of the room."""

from __future__ import annotations

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """Work."""

    name = "dinh.work"
    label = "work"
    verbose_name = "Việc"
    default_auto_field = "django.db.models.BigAutoField"
