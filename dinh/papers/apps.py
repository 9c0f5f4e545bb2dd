"""Start-up of the archive: who may, words for deeds, and what it offers to the pages of other rooms."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    """Papers."""

    name = "dinh.papers"
    label = "papers"
    verbose_name = "Văn bản"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dinh.ground import facts as counted
        from dinh.ground import services as ground
        from dinh.look import commands, openers
        from dinh.papers import finding, rules
        from dinh.papers.signing.sockets import REMOTE, RemoteSigner
        from dinh.town import services as town

        town.declare_deeds(
            "papers",
            rules.WHO_MAY,
            words={"papers.file": _("Nộp văn bản vào kho"), "papers.read": _("Xem văn bản trong kho")},
        )
        ground.name_deed("papers.filed", _("Nộp văn bản"))
        ground.name_deed("papers.filled", _("Bổ sung thông tin còn trống"))
        ground.name_deed("papers.looked", _("Xem văn bản"))
        ground.name_deed("papers.taken", _("Tải tệp văn bản"))
        ground.declare_socket(REMOTE, RemoteSigner, caption="Ký số bằng khóa giữ ở dịch vụ ký số từ xa")
        openers.register("paper", finding.open_papers)
        commands.offer("papers", finding.find, deeds=finding.find_deeds)

        from . import facts

        counted.declare(facts.TABLE)
