"""What the pure rules find wrong, in the language of the screen: each sentence stands once more as a template."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from dinh.ground.saying import Sayings

FAULTS = Sayings(
    (
        _("Ngày chốt số liệu từ 1 đến 27; để trống là ngày cuối kỳ."),
        _("Ngày gửi từ 1 đến 31."),
        _("Thứ trong tuần từ 1 (thứ Hai) đến 7 (Chủ nhật)."),
        _("Số ngày làm việc sau ngày chốt từ 1 đến 60."),
        _("Thứ trong tuần chỉ dùng cho báo cáo hằng tuần."),
        _("Số liệu chốt ngày %(n)s thì hạn gửi sớm nhất là ngày %(next)s."),
        _("Số liệu tính đến ngày cuối kỳ thì hạn gửi phải sang tháng sau."),
        _("Mục “%(title)s” dài %(n)s chữ; nhiều nhất %(most)s chữ."),
        _("Mỗi báo cáo kèm nhiều nhất %(n)s tệp."),
        _("Viết nội dung, hoặc đính kèm báo cáo đã ký, rồi mới gửi."),
        _("Ghi số liệu “%(words)s”; chưa đo được thì ghi “chưa đo được” và lý do."),
    )
)


def say(sentence: str) -> str:
    """A rule's sentence in the language of the screen; what is none of them stays as it is."""
    return FAULTS.say(sentence)
