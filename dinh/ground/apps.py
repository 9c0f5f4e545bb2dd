from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class GroundConfig(AppConfig):
    """Tools with no town in them, and the ledger where everything is written down."""

    name = "dinh.ground"
    label = "ground"
    verbose_name = _("Nền")
    caption = _("Sổ cái, loan báo, việc định kỳ, tệp lưu, chữ Việt, kỳ và lịch làm việc")

    def ready(self) -> None:
        from django.conf import settings

        from dinh.ground import calendar, naming  # noqa: F401  naming declares ground's socket
        from dinh.ground.outbox import carriers  # noqa: F401  and carriers the one for further channels
        from dinh.ground.services import name_deed

        name_deed("ground.letter-tried-again", _("Gửi lại thư không gửi được"))

        # A locality may add days of its own beside the national ones.
        calendar.use_local_editions(Path(settings.DINH_HOME) / "holidays-local.yaml")
        post_migrate.connect(guard_again, sender=self)


def guard_again(*, using: str, **_more: Any) -> None:
    """SQLite changes a table by rebuilding it, and its triggers go with the old one: put them up again."""
    from django.db import connections

    from dinh.ground import append_only

    connection = connections[using]
    if append_only.LINES[0] in connection.introspection.table_names() and append_only.missing(connection):
        append_only.guard(connection)
