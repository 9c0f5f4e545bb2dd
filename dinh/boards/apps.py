"""Start-up of the room."""

from __future__ import annotations

from django.apps import AppConfig


class BoardsConfig(AppConfig):
    """Boards."""

    name = "dinh.boards"
    label = "boards"
    verbose_name = "Bảng điều hành"
    default_auto_field = "django.db.models.BigAutoField"
