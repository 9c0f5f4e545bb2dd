"""Start-up of the room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """What the locality agreed to offer: procedures, their fees, papers and steps, each dated."""

    name = "dinh.catalog"
    label = "catalog"
    verbose_name = _("Danh mục thủ tục")
    caption = _("Thủ tục hành chính với phí, giấy tờ, quy trình; mỗi lần đổi là một bản có ngày")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dinh.ground import services as ground
        from dinh.look import commands, openers
        from dinh.town import services as town

        from . import finding, finding_process, rules, words, words_process
        from .rules import process

        town.declare_deeds(
            "catalog", rules.WHO_MAY, words={deed: _(word) for deed, word in rules.WORDS.items()}
        )
        town.declare_deeds("catalog", process.WHO_MAY, words=words_process.DEEDS)
        for deed, said in (words.LEDGER | words_process.LEDGER).items():
            ground.name_deed(deed, said)
        for kind, opener in finding.OPENERS.items():
            openers.register(kind, opener)
        openers.register("process", finding_process.open_processes)
        commands.offer("catalog", finding.find, deeds=lambda _request, _words: ())
