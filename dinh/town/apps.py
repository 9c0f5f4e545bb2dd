"""Start-up of the town: its deeds go into the table, and the shell learns who is signed in."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TownConfig(AppConfig):
    """Where and who."""

    name = "dinh.town"
    label = "town"
    verbose_name = _("Địa bàn, bộ máy")
    caption = _("Đơn vị theo thời gian, cơ quan, con người, quyền hạn, đăng nhập")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dinh.ground import facts as counted
        from dinh.ground import services as ground
        from dinh.look import commands, openers, shell
        from dinh.town import plugs, rules, services, words

        services.declare_deeds("town", rules.WHO_MAY, words=words.DEEDS)
        for deed, said in words.LEDGER.items():
            ground.name_deed(deed, said)
        for kind, opener in plugs.OPENERS.items():
            openers.register(kind, opener)
        shell.identify(plugs.identify)
        shell.may(plugs.may)
        commands.offer("town", plugs.find, deeds=lambda _request, _words: ())

        from . import facts

        counted.declare(facts.TABLE)
