"""Sentences of the room's rules, which know no framework, once more for translators, and said in the language of the screen."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from dinh.catalog import sayings as catalog
from dinh.ground.saying import Sayings

SAYINGS = Sayings(
    (
        _("Thiếu “%(paper)s”: cần %(counts)s."),
        _("Thiếu “%(paper)s”."),
        _("“%(paper)s” cần %(counts)s; mới có %(handed)s."),
        _("Chọn trường hợp của hồ sơ: %(cases)s."),
        _("Thủ tục không có trường hợp “%(case)s”."),
        _("Giấy tờ số %(n)s không thuộc thành phần hồ sơ của thủ tục này."),
        _("Số bản từ 0 đến %(n)s."),
        _("Số bản từ 1 đến %(n)s."),
        _("Số trang từ 1 đến %(n)s."),
        _("Giấy tờ kèm thêm phải có tên."),
        _("Một hồ sơ không quá %(n)s giấy tờ."),
        _("%(who)s: ghi họ tên hoặc tên tổ chức."),
        _("%(who)s: tên không quá 200 chữ."),
        _("%(who)s: chọn cá nhân hoặc tổ chức."),
        _("%(who)s: ghi số định danh hoặc mã số thuế."),
        _("%(who)s: mã số thuế có 10, 12 hoặc 13 chữ số."),
        _("%(who)s: số định danh có 12 chữ số (chứng minh nhân dân cũ 9 số, hộ chiếu một chữ và số)."),
        _("%(who)s: số điện thoại chỉ gồm chữ số, từ 8 đến 14 số."),
        _("%(who)s: địa chỉ thư điện tử chưa đúng, ví dụ ten@mau.example."),
        _("Mã bưu gửi gồm 6 đến 30 chữ và số, ví dụ RA123456789VN."),
        _("Ngày dấu bưu điện không thể sau ngày nhận."),
        _("Lúc nhận không thể sau lúc ghi."),
        _("Không có thủ tục %(code)s đang áp dụng ngày %(day)s."),
        _("%(unit)s không giải quyết thủ tục %(code)s ngày %(day)s."),
        _("Thủ tục %(code)s chưa có quy trình; người giữ danh mục phải công bố trước."),
        _("%(unit)s không còn ngày %(day)s; nộp tới đơn vị kế thừa."),
        _("Ngày %(day)s không phải ngày làm việc; ngày làm việc kế tiếp là %(next)s."),
        _("Chọn cách nộp hồ sơ."),
        _("Chọn nơi nhận hồ sơ."),
        _("Chọn nộp cho chính mình hay cho người khác."),
        *catalog.FORMS,
    ),
    (
        _("%(n)s bản chính, %(m)s bản sao"),
        _("%(n)s bản chính"),
        _("%(n)s bản sao"),
        _("tệp, chưa có bản giấy"),
        _("Người nộp"),
        _("Người được nộp thay"),
    ),
)


def say(sentence: str) -> str:
    """A sentence of the rules in the language of the screen."""
    return SAYINGS.say(sentence)
