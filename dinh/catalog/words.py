"""Words of ledger lines, and words that rules and shapes keep in Vietnamese, so that pages say them in their language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, gettext_noop, ngettext
from django.utils.translation import gettext_lazy as _

from dinh.ground.figures import number

from .shapes import TermUnit

LEDGER: dict[str, Any] = {
    "catalog.drafted": _("Soạn một bản của thủ tục"),
    "catalog.changed": _("Sửa bản đang soạn"),
    "catalog.dropped": _("Bỏ bản đang soạn"),
    "catalog.published": _("Công bố một bản của thủ tục"),
    "catalog.withdrawn": _("Rút bản đã công bố"),
    "catalog.ended": _("Chấm dứt thủ tục"),
    "catalog.offered": _("Nhận làm thủ tục tại đơn vị"),
    "catalog.offer-stopped": _("Thôi làm thủ tục tại đơn vị"),
    "catalog.imported": _("Nhập danh mục thủ tục từ tệp"),
}


def said_term(way: Any) -> str:
    """How long it takes: "Trong ngày", "3 ngày làm việc"."""
    if way.term_unit == TermUnit.SAME_DAY:
        return gettext("Trong ngày")
    return f"{number(way.term_amount or 0)} {gettext(TermUnit(way.term_unit).word)}"


def said_fee(line: Any) -> str:
    """A fee line: "2.000đ/trang; từ trang thứ 3: 1.000đ; tối đa 200.000đ/bản". Takes a row or a rule's line."""
    if line.amount is None:
        return gettext("Có thu, mức ở đây chưa có trong danh mục")
    if line.amount == 0 and not line.tiers:
        return gettext("Không thu")
    per = {"case": "", "copy": gettext("bản"), "page": gettext("trang")}[line.per]
    parts = [f"{number(line.amount)}đ" + (f"/{per}" if per else "")]
    for tier in line.tiers:
        first, amount = (
            (tier["from"], tier["amount"]) if isinstance(tier, dict) else (tier.first, tier.amount)
        )
        parts.append(
            gettext("từ %(what)s thứ %(n)s: %(amount)sđ")
            % {"what": per or gettext("hồ sơ"), "n": first, "amount": number(amount)}
        )
    if line.cap is not None:
        most = gettext("tối đa %(amount)sđ") % {"amount": number(line.cap)}
        parts.append(f"{most}/{gettext('bản')}" if line.per == "page" else most)
    return "; ".join(parts)


def said_quantities(originals: int, copies: int) -> str:
    """ "1 bản chính, 2 bản sao"; "" when none is counted."""
    parts = []
    if originals:
        parts.append(ngettext("%(n)s bản chính", "%(n)s bản chính", originals) % {"n": originals})
    if copies:
        parts.append(ngettext("%(n)s bản sao", "%(n)s bản sao", copies) % {"n": copies})
    return ", ".join(parts)


KEPT = (
    gettext_noop("Đang soạn"), gettext_noop("Đã công bố"), gettext_noop("Đã rút"), gettext_noop("Cấp xã"), gettext_noop("Cấp tỉnh"),
    gettext_noop("Cấp trung ương"), gettext_noop("Trực tiếp"), gettext_noop("Trực tuyến"), gettext_noop("Bưu chính"),
    gettext_noop("Toàn trình"), gettext_noop("Một phần"), gettext_noop("Cung cấp thông tin"), gettext_noop("ngày làm việc"),
    gettext_noop("ngày"), gettext_noop("giờ làm việc"), gettext_noop("trong ngày"), gettext_noop("Phí"), gettext_noop("Lệ phí"),
    gettext_noop("hồ sơ"), gettext_noop("bản"), gettext_noop("trang"),
    gettext_noop("Sinh con, nhận con"), gettext_noop("Kết hôn, gia đình"), gettext_noop("Có người mất"),
    gettext_noop("Giấy tờ, chứng thực"), gettext_noop("Chỗ ở, cư trú"), gettext_noop("Khó khăn, khuyết tật"),
    gettext_noop("Làm ăn, kinh doanh"), gettext_noop("Công dân Việt Nam"), gettext_noop("Người nước ngoài"),
    gettext_noop("Người Việt Nam định cư ở nước ngoài"), gettext_noop("Doanh nghiệp, hợp tác xã"), gettext_noop("Hộ kinh doanh"),
    gettext_noop("Cơ quan, tổ chức"),
    gettext_noop("Soạn thủ tục: nội dung, giấy tờ, thời hạn, phí"), gettext_noop("Công bố một bản của thủ tục"),
    gettext_noop("Rút một bản đã công bố, chấm dứt thủ tục"), gettext_noop("Nhập danh mục thủ tục từ tệp"),
    gettext_noop("Nhận làm, thôi làm thủ tục tại đơn vị"),
)  # fmt: skip
"""Words kept in enums, lists and rules, which know no framework."""

HEADS = (
    gettext_noop("Bản"), gettext_noop("Còn điều ngờ"), gettext_noop("Thông tin chung"),
    gettext_noop("Trình tự, ai làm, điều kiện"), gettext_noop("Cách thức, thời hạn"),
    gettext_noop("Giấy tờ phải có"), gettext_noop("Miễn, giảm"), gettext_noop("Kết quả"),
    gettext_noop("Căn cứ pháp lý"), gettext_noop("Nguồn, điều còn ngờ"),
    gettext_noop("Lược đồ tờ khai, mẫu kết quả"), gettext_noop("Từ ngày"), gettext_noop("Đến hết ngày"),
    gettext_noop("Cấp thực hiện"), gettext_noop("Loại thủ tục"), gettext_noop("Ngày quyết định"),
    gettext_noop("Cơ quan công bố"), gettext_noop("Trình tự thực hiện"),
    gettext_noop("Đối tượng thực hiện"), gettext_noop("Cơ quan phối hợp"),
    gettext_noop("Yêu cầu, điều kiện"), gettext_noop("Mức trực tuyến"), gettext_noop("Trả trong ngày"),
    gettext_noop("Ngày văn bản quy định có hiệu lực"), gettext_noop("Ngày công khai"), gettext_noop("Nộp tiền được trên Cổng"),
    gettext_noop("Kết nối dữ liệu dân cư"), gettext_noop("Chứng thực bản sao điện tử"),
    gettext_noop("Sự kiện đời sống"), gettext_noop("Lược đồ tờ khai"), gettext_noop("Mẫu kết quả"),
    gettext_noop("Thời hạn"), gettext_noop("Tính bằng"), gettext_noop("Mô tả"), gettext_noop("Tên khoản"),
    gettext_noop("Loại"), gettext_noop("Mức thu (đồng)"), gettext_noop("Tính theo"), gettext_noop("Bậc"),
    gettext_noop("Tối đa (đồng)"), gettext_noop("HĐND của (mã tỉnh)"), gettext_noop("Nguồn"),
    gettext_noop("Đã đối chiếu"), gettext_noop("Mã diện"), gettext_noop("Giảm (%)"),
    gettext_noop("Trường hợp"), gettext_noop("Tên giấy tờ"), gettext_noop("Mẫu đơn, tờ khai"),
    gettext_noop("Bản chính"), gettext_noop("Bản sao"), gettext_noop("Bắt buộc"),
    gettext_noop("Lấy lại từ kết quả"), gettext_noop("Ghi chú"), gettext_noop("Mã kết quả"),
    gettext_noop("Tên kết quả"), gettext_noop("Có bản giấy"), gettext_noop("Dùng lại được"),
    gettext_noop("Số, ký hiệu"), gettext_noop("Trích yếu"), gettext_noop("Ngày ban hành"),
    gettext_noop("Nơi ban hành"), gettext_noop("Phần"), gettext_noop("có"), gettext_noop("không"),
    gettext_noop("Có bản đang soạn"), gettext_noop("Không có bản hiệu lực"),
)  # fmt: skip
"""Heads of columns and parts, from `rules.columns` and `forms.PARTS`; a test keeps them in step."""
