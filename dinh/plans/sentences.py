"""Sentences that the rules make in Vietnamese, in the language of the screen.

A rule knows no framework, so it speaks the source language. Here each of its sentences stands once more as a template;
a finished sentence is matched against them and said again with the same values. What matches none (words of the paper,
remarks of people) stays as it is.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from dinh.ground.saying import Sayings
from dinh.papers import sentences as papers

WHOLE = (
    _("Đã đạt từ trước kế hoạch, chờ số của kỳ đầu để giữ."),
    _("Đạt: %(value)s, số liệu đến hết %(day)s."),
    _("Trễ %(n)s ngày (hạn %(due)s), mới được %(value)s."),
    _("Trễ %(n)s ngày (hạn %(due)s), chưa có số nào được duyệt."),
    _("Máy đọc, chưa có người soát: chưa giao ai đo."),
    _("Máy đọc, chưa có người soát: chưa giao ai làm."),
    _("Chưa có số nào được duyệt trong thời gian kế hoạch."),
    _("Có nguy cơ: số mới nhất đã cũ %(n)s ngày (%(value)s, lộ trình đến %(day)s là %(path)s)."),
    _("Đúng lộ trình: %(value)s, lộ trình đến %(day)s là %(path)s."),
    _("%(kind)s, thiếu %(gap)s so với lộ trình: %(value)s, lộ trình đến %(day)s là %(path)s."),
    _("%(kind)s, cao hơn %(gap)s so với lộ trình: %(value)s, lộ trình đến %(day)s là %(path)s."),
    _("Có nguy cơ: chưa đạt (%(value)s, số liệu đến hết %(day)s) và văn bản không ghi hạn."),
    _("Có nguy cơ: còn %(n)s ngày là đến hạn, %(value)s, số liệu đến hết %(day)s."),
    _("Còn trong hạn %(due)s: %(value)s, số liệu đến hết %(day)s."),
    _("Đã xong, ghi ngày %(day)s."),
    _("Trễ %(n)s ngày (hạn %(due)s), chưa ghi tiến độ lần nào."),
    _("Trễ %(n)s ngày (hạn %(due)s), mới ghi “%(state)s”."),
    _("Chưa ghi tiến độ lần nào."),
    _("Đang vướng từ %(day)s."),
    _("Có nguy cơ: %(n)s ngày chưa ghi thêm tiến độ."),
    _("Có nguy cơ: còn %(n)s ngày, mới %(state)s."),
    _("Đang làm đều, ghi gần nhất ngày %(day)s."),
    _("Đúng lộ trình: %(state)s, ghi ngày %(day)s."),
    # two promises held against each other
    _("Thấp hơn %(gap)s (%(mine)s so với %(theirs)s)"),
    _("Cao hơn %(gap)s (%(mine)s so với %(theirs)s)"),
    _("Khác đơn vị tính (%(mine)s so với %(theirs)s)"),
    _("Khác phép so sánh: %(mine)s so với %(theirs)s"),
    _("Khác cách hứa: %(mine)s so với %(theirs)s"),
    _("Khác khoảng: %(mine)s so với %(theirs)s"),
    _("Hạn muộn hơn %(n)s năm (%(mine)s so với %(theirs)s)"),
    _("Hạn sớm hơn %(n)s năm (%(mine)s so với %(theirs)s)"),
)
SMALL = (
    _("%(promise)s, năm %(year)s"),
    _("hạng %(n)s"),
    _("nhóm %(n)s"),
    _("%(n)s điểm phần trăm"),
    _("%(word)s %(n)s%%"),
    _("có, hoàn thành"),
    _("đã có"),
    _("chưa có"),
    _("chưa làm"),
    _("đang làm"),
    _("đang vướng"),
    _("đã xong"),
    _("không ghi"),
)
"""What values are made of: said only when the whole value is of that shape."""
RULES = Sayings(WHOLE, SMALL)
READER = Sayings(
    (
        _("Tệp không có chữ nào để đọc."),
        _("Văn bản này không phải là kế hoạch: không tìm thấy mục tiêu, nhiệm vụ hay phụ lục giao việc nào."),
        _(
            "Máy dừng đọc tệp này giữa chừng: tệp cần nhiều bộ nhớ hơn mức dành cho một lần đọc, hoặc máy chủ vừa bị tắt. Đọc lại, hoặc chia nhỏ tệp."
        ),
        _(
            "Máy dừng đọc tệp này giữa chừng (trang %(n)s): tệp cần nhiều bộ nhớ hơn mức dành cho một lần đọc, hoặc máy chủ vừa bị tắt. Đọc lại, hoặc chia nhỏ tệp."
        ),
        _("Máy gặp lỗi khi đọc tệp này; người quản trị xem nhật ký."),
        _("Máy gặp lỗi khi đọc tệp này (trang %(n)s); người quản trị xem nhật ký."),
    )
)
"""Why a file that was read is no plan; why one could not be read at all is the archive's to say."""


def template_of(sentence: str, templates: tuple[str, ...] = WHOLE) -> tuple[str, dict[str, str]] | None:
    """The template a sentence was made from with its values; None when it is of none."""
    return RULES.template_of(sentence, templates)


def say(sentence: str) -> str:
    """A rule's sentence in the language of the screen; several joined by "; " are said one by one."""
    return RULES.say(sentence)


def say_why(sentence: str) -> str:
    """Why a reading failed, in the language of the screen."""
    told = READER.say(sentence)
    return papers.say(sentence) if told == sentence else told
