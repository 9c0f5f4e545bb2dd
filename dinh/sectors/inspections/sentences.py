"""What the pure rules find wrong, in the language of the screen: each sentence stands once more as a template."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from dinh.ground.saying import Sayings

FAULTS = Sayings(
    (
        _("Ghi tên cuộc kiểm tra."),
        _("Chọn ít nhất một đơn vị hoặc cơ quan được kiểm tra."),
        _("Ngày kết thúc không trước ngày bắt đầu."),
        _("Một cuộc kiểm tra dài nhất %(n)s ngày; chia thành nhiều cuộc."),
        _("Cuộc kiểm tra bằng giấy ghi lại sau khi đã làm xong."),
        _("Viết kết luận kiểm tra."),
        _("Còn %(n)s mục của phiếu chưa ghi kết quả."),
        _("Còn %(n)s phát hiện chờ giải trình đến hết ngày %(day)s; chờ hết ngày ấy hoặc có đủ giải trình."),
        _("Còn %(n)s kiến nghị chưa có hạn thực hiện."),
        _("Còn %(n)s kiến nghị chưa thực hiện xong."),
    )
)


def say(sentence: str) -> str:
    """A rule's sentence in the language of the screen; what is none of them stays as it is."""
    return FAULTS.say(sentence)
