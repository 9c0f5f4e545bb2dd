"""Start-up of the room: its deeds, its words in stories, its openers, its deeds on a selection."""

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
        from dinh.ground import facts as counted
        from dinh.ground import services as ground
        from dinh.look import commands, shell
        from dinh.town import services as town

        from . import forms, panels, rules, services
        from .pressing import startup as pressing
        from .services.batch import OWN_BATCH

        town.declare_deeds("work", rules.WHO_MAY, words={deed: _(word) for deed, word in rules.WORDS.items()})
        for deed, words in DEED_WORDS.items():
            ground.name_deed(deed, words)
        for key, words, act, deed, icon in OWN_BATCH:
            services.offer_batch(
                services.BatchDeed(
                    key,
                    words,
                    services.each(act),
                    form=forms.BATCH_FORMS[key],
                    roles=rules.WHO_MAY[deed],
                    icon=icon,
                )
            )
        panels.register_openers()
        pressing.start()
        shell.count("work.list", panels.waiting)
        commands.offer("work", panels.find, deeds=panels.find_deeds)

        from . import facts

        counted.declare(facts.TABLE)


DEED_WORDS = {
    "work.asked": _("Giao việc"),
    "work.asked-many": _("Giao nhiều việc một lượt"),
    "work.taken-over": _("Nhận sổ theo dõi cũ"),
    "work.turn-made": _("Lập kỳ mới của việc định kỳ"),
    "work.series-ended": _("Dừng việc định kỳ"),
    "work.started": _("Bắt đầu làm"),
    "work.progress-noted": _("Ghi tiến độ"),
    "work.evidence-added": _("Nộp minh chứng"),
    "work.given-to-person": _("Phân công"),
    "work.submitted": _("Trình sản phẩm"),
    "work.taken-back": _("Rút lại sản phẩm đã trình"),
    "work.sent-back": _("Trả lại sản phẩm"),
    "work.done": _("Việc hoàn thành"),
    "work.dropped": _("Thôi giao việc"),
    "work.paused": _("Tạm dừng"),
    "work.resumed": _("Làm tiếp"),
    "work.redated": _("Dời hạn"),
    "work.hand-over-offered": _("Chuyển việc"),
    "work.hand-over-accepted": _("Nhận việc chuyển đến"),
    "work.hand-over-refused": _("Không nhận việc chuyển đến"),
    "work.hand-over-withdrawn": _("Rút lại việc đã chuyển"),
    "work.extension-asked": _("Xin gia hạn"),
    "work.extension-granted": _("Cho gia hạn"),
    "work.extension-refused": _("Không cho gia hạn"),
    "work.reassigned": _("Chuyển cho cơ quan khác chủ trì"),
    "work.passed-on": _("Chuyển việc cho đơn vị kế thừa"),
}
