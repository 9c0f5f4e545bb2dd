"""Start-up of the room: what can be found, who hears the ledger, its words."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BoardsConfig(AppConfig):
    """Boards: desk, leader's board, timeline, calendar, ranking, search."""

    name = "dinh.boards"
    label = "boards"
    verbose_name = "Bảng điều hành"
    caption = _(
        "Bàn việc, bảng lãnh đạo, tiến độ, lịch, xếp hạng, tìm kiếm: nhìn mọi nơi, không giữ số của ai"
    )
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.signals import request_finished

        from dinh.boards.search import entries, feeding
        from dinh.ground import services as ground
        from dinh.look import commands, slots
        from dinh.town import services as town
        from dinh.town.shapes import UnitsLoaded

        from . import listeners, openers, panels, rules
        from .pages import searching

        town.declare_deeds(
            "boards", rules.WHO_MAY, words={deed: _(word) for deed, word in rules.WORDS.items()}
        )
        for deed, words in DEED_WORDS.items():
            ground.name_deed(deed, words)
        openers.register()
        entries.register_all()
        ground.when_written(feeding.note_line)
        request_finished.connect(feeding.note_request, dispatch_uid="boards.follow")
        ground.listen(UnitsLoaded, name="boards.index-units")(listeners.index_units)
        slots.fill("report.deeds", panels.compose_door)
        commands.search_with(listeners.at_hand, searching.find)


DEED_WORDS = {
    "boards.feed-opened": _("Mở địa chỉ lịch"),
    "boards.feed-revoked": _("Thu hồi địa chỉ lịch"),
    "boards.published": _("Công khai số liệu"),
    "boards.replaced": _("Thay bản công khai bằng bản mới"),
    "boards.withdrawn": _("Rút bản công khai"),
    "boards.report-composed": _("Máy soạn báo cáo từ số liệu trong sổ"),
    "boards.report-renewed": _("Lấy lại số liệu của báo cáo"),
    "boards.report-edited": _("Sửa báo cáo máy soạn"),
    "boards.report-from-word": _("Nhận bản Word của báo cáo"),
    "boards.report-sent": _("Chốt báo cáo máy soạn cùng số liệu lúc gửi"),
}
