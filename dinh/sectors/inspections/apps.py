"""Start-up of the room: its deeds, its words in stories, its openers, its socket, and what it hears from work."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InspectionsConfig(AppConfig):
    """Inspections on line, from plan to closing, and the share of them done so."""

    name = "dinh.sectors.inspections"
    label = "inspections"
    verbose_name = "Kiểm tra"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dinh.ground import facts as counted
        from dinh.ground import services as ground
        from dinh.look import commands, shell
        from dinh.town import services as town
        from dinh.work.shapes import WorkStateChanged

        from . import choosing, listeners, openers, panels, rules

        town.declare_deeds(
            "inspections", rules.WHO_MAY, words={deed: _(word) for deed, word in rules.WORDS.items()}
        )
        for deed, words in DEED_WORDS.items():
            ground.name_deed(deed, words)
        choosing.declare()
        ground.listen(WorkStateChanged, name="inspections.hear-moved")(listeners.hear_moved)
        openers.register()
        shell.count("inspections.list", panels.owed)
        commands.offer("inspections", panels.find, deeds=lambda _request, _words: ())

        from . import facts

        counted.declare(facts.TABLE)


DEED_WORDS = {
    "inspections.template-loaded": _("Nạp mẫu phiếu kiểm tra"),
    "inspections.template-laid": _("Lập mẫu phiếu kiểm tra"),
    "inspections.planned": _("Lập cuộc kiểm tra"),
    "inspections.subjects-added": _("Thêm nội dung kiểm tra"),
    "inspections.item-added": _("Thêm mục vào phiếu"),
    "inspections.started": _("Bắt đầu kiểm tra"),
    "inspections.dropped": _("Thôi kiểm tra"),
    "inspections.checked": _("Ghi phiếu kiểm tra"),
    "inspections.finding-recorded": _("Ghi phát hiện"),
    "inspections.finding-withdrawn": _("Rút phát hiện"),
    "inspections.explanation-asked": _("Yêu cầu giải trình"),
    "inspections.explained": _("Giải trình"),
    "inspections.recommended": _("Ghi kiến nghị"),
    "inspections.recommendation-done": _("Kiến nghị đã thực hiện"),
    "inspections.recommendation-dropped": _("Thôi một kiến nghị"),
    "inspections.concluded": _("Kết luận kiểm tra"),
    "inspections.recorded-on-paper": _("Ghi lại cuộc kiểm tra bằng giấy"),
    "inspections.closed": _("Kết thúc cuộc kiểm tra"),
}
