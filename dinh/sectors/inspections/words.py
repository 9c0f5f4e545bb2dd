"""Words that rules and shapes keep in Vietnamese, so that they can be said in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext_noop

WORDS = (
    gettext_noop("Trên môi trường số"), gettext_noop("Trực tiếp, bằng giấy"), gettext_noop("Chuẩn bị"), gettext_noop("Đang kiểm tra"),
    gettext_noop("Chờ giải trình"), gettext_noop("Đã kết luận, theo dõi kiến nghị"), gettext_noop("Đã kết thúc"), gettext_noop("Thôi kiểm tra"),
    gettext_noop("Đạt"), gettext_noop("Không đạt"), gettext_noop("Không áp dụng"), gettext_noop("Chưa ghi"), gettext_noop("Mặt làm được"),
    gettext_noop("Tồn tại, hạn chế"), gettext_noop("Sai phạm"), gettext_noop("Dự thảo"), gettext_noop("Đang thực hiện"), gettext_noop("Đã thực hiện"),
    gettext_noop("Thôi"), gettext_noop("Kiểm tra"), gettext_noop("Giải trình"), gettext_noop("Kết luận, theo dõi"), gettext_noop("Kết thúc"),
    gettext_noop("Xem cuộc kiểm tra"), gettext_noop("Lập cuộc kiểm tra: đoàn, đối tượng, nội dung, phiếu"),
    gettext_noop("Kiểm tra: ghi phiếu, phát hiện, minh chứng, kiến nghị"), gettext_noop("Kết luận kiểm tra"),
    gettext_noop("Kết thúc cuộc kiểm tra"), gettext_noop("Thôi cuộc kiểm tra"), gettext_noop("Ghi lại cuộc kiểm tra làm bằng giấy"),
    gettext_noop("Giải trình của nơi được kiểm tra"), gettext_noop("Lập, sửa mẫu phiếu kiểm tra"),
)  # fmt: skip
"""Words kept in enums and rules, which know no framework."""
