"""Start-up of the room: its deeds, its words in stories, its openers, its socket, and what it hears from work."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    """What each office owes to report, by when, and the reports sent up."""

    name = "dinh.sectors.reporting"
    label = "reporting"
    verbose_name = "Báo cáo"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dinh.ground import facts as counted
        from dinh.ground import services as ground
        from dinh.look import commands, shell
        from dinh.town import services as town
        from dinh.work.shapes import WorkRedated, WorkStateChanged

        from . import known, listeners, openers, panels, rules

        town.declare_deeds(
            "reporting", rules.WHO_MAY, words={deed: _(word) for deed, word in rules.WORDS.items()}
        )
        for deed, words in DEED_WORDS.items():
            ground.name_deed(deed, words)
        known.declare()
        ground.listen(WorkRedated, name="reporting.hear-redated")(listeners.hear_redated)
        ground.listen(WorkStateChanged, name="reporting.hear-moved")(listeners.hear_moved)
        openers.register()
        shell.count("reporting.mine", panels.owed)
        shell.count("reporting.received", panels.waiting)
        commands.offer("reporting", panels.find, deeds=panels.find_deeds)

        from . import facts

        counted.declare(facts.TABLE)


DEED_WORDS = {
    "reporting.regime-loaded": _("Nạp chế độ báo cáo chung"),
    "reporting.regime-laid": _("Lập chế độ báo cáo"),
    "reporting.regime-ended": _("Chấm dứt chế độ báo cáo"),
    "reporting.term-set": _("Đặt kỳ và hạn mới"),
    "reporting.term-confirmed": _("Xác nhận kỳ và hạn với văn bản gốc"),
    "reporting.duty-given": _("Giao chế độ báo cáo"),
    "reporting.duty-ended": _("Thôi giao chế độ báo cáo"),
    "reporting.duties-passed": _("Chuyển nghĩa vụ báo cáo cho đơn vị kế thừa"),
    "reporting.reports-laid": _("Lập báo cáo phải gửi theo lịch"),
    "reporting.requested": _("Yêu cầu báo cáo đột xuất"),
    "reporting.written": _("Ghi bản báo cáo"),
    "reporting.sent": _("Gửi báo cáo"),
    "reporting.returned": _("Trả lại báo cáo"),
    "reporting.accepted": _("Nhận báo cáo"),
    "reporting.redated": _("Đổi hạn gửi báo cáo"),
    "reporting.waived": _("Cho thôi gửi báo cáo"),
}
