"""The words that pure code says in Vietnamese, named once more for translators, and said in the language of the screen."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from dinh.ground.saying import Sayings

SAYINGS = Sayings(
    (
        _("Ghi tên người nộp."),
        _("Khoản phải thu cần ít nhất một dòng."),
        _("Mỗi khoản phải thu không quá %(n)s dòng."),
        _("Dòng %(n)s chưa ghi nội dung."),
        _("Dòng %(n)s: số lượng từ 1, đơn giá là số đồng nguyên từ 0."),
        _("Tổng số tiền quá lớn."),
        _("Số tiền là số đồng nguyên lớn hơn 0."),
        _("Khoản phải thu đã hủy, không nhận tiền."),
        _("Khoản phải thu đã nộp đủ, không thu thêm."),
        _("Số tiền thu nhiều hơn số còn phải nộp."),
        _("Số tiền nộp nhiều hơn số thu hộ còn phải nộp."),
        _("Khoản phải thu đã hủy từ trước."),
        _("Số tiền hoàn nhiều hơn số được hoàn. Muốn hoàn phí đã thu thì hủy khoản phải thu trước."),
        _("Không thấy hàng tiêu đề có ngày giao dịch, số tham chiếu và số tiền."),
        _("Sao kê quá %(n)s hàng; chia nhỏ theo ngày rồi nạp."),
        _("Sao kê không có giao dịch nào."),
        _("Hàng %(n)s: ngày giao dịch “%(said)s” không đọc được."),
        _("Hàng %(n)s: thiếu số tham chiếu."),
        _("Hàng %(n)s: số tham chiếu dài quá 64 ký tự."),
        _("Hàng %(n)s: số tiền “%(said)s” không phải số đồng nguyên."),
        _("Hàng %(n)s: vừa ghi có vừa ghi nợ."),
        _("Hàng %(n)s: không có số tiền."),
        _("Hàng %(n)s: số tham chiếu %(ref)s đã có ở hàng %(other)s."),
        _("Hàng %(n)s: số dư “%(said)s” không phải số đồng nguyên."),
        _("Hàng %(n)s: số dư %(said)s không khớp: số dư trước %(before)s cộng %(moved)s là %(sum)s đồng."),
        _("Hàng %(n)s: số dư %(said)s không khớp: số dư trước %(before)s trừ %(moved)s là %(sum)s đồng."),
        _("Số dư cuối kỳ ghi %(said)s, cộng các giao dịch ra %(sum)s đồng."),
        _("Tệp rỗng."),
        _("Tệp lớn hơn %(n)s MB; chia nhỏ theo ngày rồi nạp."),
        _("Tệp là Excel đời cũ (.xls) hoặc có mật khẩu. Lưu lại thành .xlsx hoặc .csv."),
        _("Tệp không phải sao kê dạng CSV hoặc XLSX."),
        _("Tệp CSV hỏng: dấu ngoặc kép không khép."),
        _("Không đọc được chữ trong tệp; lưu lại CSV bằng mã UTF-8."),
        _("Tệp bung ra quá lớn, không đọc."),
        _("Tệp có mật khẩu. Lưu lại không mật khẩu rồi nạp."),
        _("Tệp có khai báo lạ bên trong, không đọc."),
        _("Tệp hỏng hoặc không phải bảng Excel (.xlsx)."),
        _("Máy chủ này chưa có thư viện dựng PDF (Pango). In thẳng từ trình duyệt."),
    )
)
SHAPES = (
    _("Chờ nộp"),
    _("Nộp một phần"),
    _("Đã nộp đủ"),
    _("Đã hủy"),
    _("Đã hoàn tiền"),
    _("Chuyển khoản"),
    _("Tiền mặt"),
    _("Cổng thanh toán"),
    _("Sổ có, sao kê không có"),
    _("Sao kê có, sổ không có"),
    _("Lệch số tiền"),
    _("Đủ tiền"),
    _("Đã nộp, chờ xác nhận"),
    _("Đã nhận tiền"),
    _("Không nhận được"),
    _("Thiếu tiền"),
    _("Thừa tiền"),
    _("Báo lặp"),
    _("Đã nộp trước đó"),
    _("Đến sau khi hủy"),
    _("Đến sau hạn"),
    _("Không rõ khoản thu"),
    _("Nhiều mã trong một lần"),
    _("Khoản thu của đơn vị khác"),
    _("Tiền ra"),
    _("Trùng số tham chiếu"),
    _("Sai tài khoản"),
    _("Không đọc được"),
    _("Không rõ khóa"),
    _("Sai chữ ký"),
    _("Lệch giờ"),
    _("Từ chối: số tham chiếu đã báo trước với nội dung khác."),
    _("Đã ghi từ lần báo trước, không ghi thêm."),
)
DEEDS = (
    _("Xem khoản phải thu, biên lai"),
    _("Lập khoản phải thu"),
    _("Hủy khoản phải thu"),
    _("Thu tiền mặt, lập biên lai"),
    _("Ghi tiền chờ xử lý vào khoản phải thu"),
    _("Nộp tiền thu hộ cho đơn vị khác"),
    _("Xác nhận tiền thu hộ đơn vị khác nộp"),
    _("Hoàn tiền"),
    _("Nạp sao kê ngân hàng"),
    _("Đối soát, xử lý chênh lệch"),
    _("Khóa sổ ngày"),
    _("Khai báo tài khoản nhận tiền, khóa của ngân hàng"),
)


def say(sentence: str) -> str:
    """A sentence of the rules in the language of the screen."""
    return SAYINGS.say(sentence)
