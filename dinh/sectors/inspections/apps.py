"""Start-up of the room."""

from __future__ import annotations

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """Inspections."""

    name = "dinh.sectors.inspections"
    label = "inspections"
    verbose_name = "Kiểm tra"
    default_auto_field = "django.db.models.BigAutoField"
