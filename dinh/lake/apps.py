"""Start-up of the room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LakeConfig(AppConfig):
    """Facts kept for counting: drawn from every room below, or imported from the systems a locality already has."""

    name = "dinh.lake"
    label = "lake"
    verbose_name = _("Hồ dữ liệu")
    caption = _("Dữ kiện để đếm, rút từ mọi gian hoặc nạp từ hệ thống khác")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dinh.ground import facts as counted
        from dinh.ground import services as ground
        from dinh.town import services as town

        from . import facts, rules
        from . import words as own_words
        from .importing import words
        from .importing.services import yielding
        from .services.drawing import after_drawing

        town.declare_deeds("lake", rules.WHO_MAY, words={deed: _(word) for deed, word in rules.WORDS.items()})
        for deed, said in {**own_words.LEDGER, **words.LEDGER}.items():
            ground.name_deed(deed, said)
        counted.declare(facts.TABLE)
        if yielding.after_drawing not in after_drawing:
            after_drawing.append(yielding.after_drawing)
