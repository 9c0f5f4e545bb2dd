"""Start-up of the room: its deeds, its words in stories, its openers, what it offers to the search."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TillConfig(AppConfig):
    """Money owed and paid: bills, receipts, bank notices, reconciliation."""

    name = "dinh.till"
    label = "till"
    verbose_name = _("Quầy thu")
    caption = _("Phí, lệ phí phải thu và đã thu; VietQR, biên lai, đối soát ngân hàng")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dinh.ground import facts as counted
        from dinh.ground import services as ground
        from dinh.look import commands, openers
        from dinh.town import services as town

        from . import finding, rules

        town.declare_deeds(
            "till",
            rules.WHO_MAY,
            words={deed: _(word) for deed, word in rules.WORDS.items()},
            whole_units=True,
        )
        for deed, words in DEED_WORDS.items():
            ground.name_deed(deed, words)
        for kind, fn in finding.OPENERS.items():
            openers.register(kind, fn, finder=finding.FINDERS.get(kind))
        commands.offer("till", finding.find, deeds=lambda _request, _words: ())

        from . import facts

        counted.declare(facts.TABLE)


DEED_WORDS = {
    "till.billed": _("Lập khoản phải thu"),
    "till.cancelled": _("Hủy khoản phải thu"),
    "till.cash-taken": _("Thu tiền mặt"),
    "till.bank-paid": _("Nhận chuyển khoản"),
    "till.money-held": _("Giữ tiền chờ xử lý"),
    "till.money-placed": _("Ghi tiền chờ xử lý vào khoản phải thu"),
    "till.refunded": _("Hoàn tiền"),
    "till.held-refunded": _("Trả lại tiền chờ xử lý"),
    "till.statement-loaded": _("Nạp sao kê ngân hàng"),
    "till.reconciled": _("Đối soát ngày"),
    "till.settled": _("Xử lý chênh lệch đối soát"),
    "till.handed-over": _("Nộp tiền thu hộ cho đơn vị khác"),
    "till.hand-over-answered": _("Trả lời khoản tiền thu hộ đơn vị khác nộp"),
    "till.day-closed": _("Khóa sổ ngày"),
    "till.account-opened": _("Khai báo tài khoản nhận tiền"),
    "till.account-closed": _("Thôi dùng tài khoản nhận tiền"),
    "till.key-made": _("Tạo khóa cho ngân hàng"),
    "till.key-ended": _("Chấm dứt khóa của ngân hàng"),
}
