"""Start-up of the room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VoicesConfig(AppConfig):
    """What people put forward, and the events of the year."""

    name = "dinh.voices"
    label = "voices"
    verbose_name = _("Tiếng dân, sáng kiến")
    caption = _("Vấn đề, ý tưởng, cách làm hay; bình chọn, áp dụng, lan ra nơi khác; sự kiện trong năm")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dinh.ground import ciphers
        from dinh.ground import facts as counted
        from dinh.ground import services as ground
        from dinh.look import commands, openers, shell
        from dinh.town import services as town
        from dinh.work.shapes import WorkStateChanged

        from . import finding, listeners, panels, rules, services, words
        from .queries.complaints import VoicesOfDossiers

        town.declare_deeds(
            "voices", rules.WHO_MAY, words={deed: _(word) for deed, word in rules.WORDS.items()}
        )
        for deed, said in words.LEDGER.items():
            ground.name_deed(deed, said)
        for kind, opener in finding.OPENERS.items():
            openers.register(kind, opener)
        commands.offer("voices", finding.find, deeds=lambda _request, _words: ())
        ciphers.holds("voices.contact", services.encrypt_contacts_anew)
        shell.count("voices.moderation", finding.waiting)
        panels.fill()
        ground.fill_socket("dossiers.voices", VoicesOfDossiers())
        ground.listen(WorkStateChanged, name="voices.hear-work-done")(listeners.hear_work)

        from . import facts

        counted.declare(facts.TABLE)
