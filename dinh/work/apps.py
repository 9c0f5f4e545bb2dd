"""Start-up of the room: its deeds, its words in stories."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkConfig(AppConfig):
    """Who owes what by when."""

    name = "dinh.work"
    label = "work"
    verbose_name = "Việc"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dinh.ground import services as ground
        from dinh.town import services as town

        from . import rules

        town.declare_deeds("work", rules.WHO_MAY, words={deed: _(word) for deed, word in rules.WORDS.items()})
        for deed, words in DEED_WORDS.items():
            ground.name_deed(deed, words)


DEED_WORDS = {
    "work.asked": _("Giao việc"),
    "work.asked-many": _("Giao nhiều việc một lượt"),
    "work.redated": _("Dời hạn"),
    "work.done": _("Việc hoàn thành"),
    "work.dropped": _("Thôi giao việc"),
}
