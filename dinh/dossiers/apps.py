"""Start-up of the room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DossiersConfig(AppConfig):
    """Public-service cases from intake to answer."""

    name = "dinh.dossiers"
    label = "dossiers"
    verbose_name = _("Hồ sơ thủ tục")
    caption = _("Từ lúc người dân nộp đến lúc nhận kết quả, mỗi bước một dòng sổ")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dinh.ground import ciphers
        from dinh.ground import facts as counted
        from dinh.ground import services as ground
        from dinh.town import services as town

        from . import citizen_side, facts, listeners, online_side, panels, results_side, rules, words
        from .portal import SOCKET, PortalWire
        from .services import batch, keys

        town.declare_deeds(
            "dossiers", rules.WHO_MAY, words={deed: _(word) for deed, word in rules.WORDS.items()}
        )
        for deed, said in words.LEDGER.items():
            ground.name_deed(deed, said)
        ciphers.holds("dossiers.citizens", keys.encrypt_anew)
        panels.register()
        listeners.start()
        ground.declare_socket(SOCKET, PortalWire, caption=_("Báo hồ sơ lên Cổng Dịch vụ công quốc gia"))
        citizen_side.start()
        online_side.start()
        results_side.start()
        batch.start()
        counted.declare(facts.TABLE)
