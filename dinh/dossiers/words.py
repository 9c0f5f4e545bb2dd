"""Words of the room that rules and shapes keep in Vietnamese, and what its deeds are called in stories."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

LEDGER = {
    "dossiers.received": _("Tiếp nhận hồ sơ"),
    "dossiers.not-received": _("Từ chối tiếp nhận hồ sơ"),
    "dossiers.taken": _("Nhận xử lý"),
    "dossiers.handed-over": _("Chuyển người xử lý"),
    "dossiers.recalled": _("Thu lại hồ sơ"),
    "dossiers.transferred": _("Chuyển sang cơ quan khác"),
    "dossiers.given-back": _("Chuyển trả cơ quan trước"),
    "dossiers.stepped": _("Xong một bước của hồ sơ"),
    "dossiers.completion-asked": _("Yêu cầu bổ sung hồ sơ"),
    "dossiers.completion-answered": _("Người nộp đã bổ sung"),
    "dossiers.withdrawn": _("Người nộp rút hồ sơ"),
    "dossiers.stopped": _("Dừng giải quyết hồ sơ"),
    "dossiers.reopened": _("Mở lại hồ sơ"),
    "dossiers.noted": _("Ghi chú hồ sơ"),
    "dossiers.account-opened": _("Người dân mở tài khoản"),
    "dossiers.account-signed-in": _("Người dân đăng nhập"),
    "dossiers.account-failed": _("Người dân đăng nhập không được"),
    "dossiers.account-locked": _("Tạm khóa đăng nhập của người dân"),
    "dossiers.account-proven": _("Xác nhận tài khoản người dân"),
    "dossiers.account-changed": _("Người dân đổi nơi nhận tin"),
    "dossiers.account-password-changed": _("Người dân đổi mật khẩu"),
    "dossiers.account-closed": _("Người dân đóng tài khoản"),
    "dossiers.acting-given": _("Ủy quyền làm thay"),
    "dossiers.acting-shown": _("Trình giấy ủy quyền"),
    "dossiers.acting-accepted": _("Nhận ủy quyền"),
    "dossiers.acting-declined": _("Không nhận ủy quyền"),
    "dossiers.acting-ended": _("Chấm dứt ủy quyền"),
    "dossiers.acting-checked": _("Giấy ủy quyền đúng"),
    "dossiers.acting-paper-refused": _("Trả lại giấy ủy quyền"),
    "dossiers.money": _("Tiền của hồ sơ đổi trạng thái"),
    "dossiers.queue-served": _("Xong một số tại quầy"),
    "dossiers.queue-absent": _("Gọi số mà không có mặt"),
    "dossiers.apology-prepared": _("Soạn sẵn thư xin lỗi"),
    "dossiers.apologised": _("Gửi thư xin lỗi, hẹn lại ngày trả"),
    "dossiers.escalated": _("Báo trễ hạn lên cấp trên"),
    "dossiers.directed": _("Chỉ đạo hồ sơ trễ hạn"),
    "dossiers.passed-on": _("Chuyển hồ sơ sang đơn vị kế thừa"),
    "dossiers.split-off": _("Tách hồ sơ"),
    "dossiers.portal-refused": _("Cổng quốc gia trả lại"),
    "dossiers.portal-again": _("Báo lại Cổng quốc gia"),
    "dossiers.fee-set": _("Ghi mức thu của hồ sơ"),
    "dossiers.personal-seen": _("Xem số định danh, liên hệ"),
    "dossiers.corrected": _("Đính chính hồ sơ"),
    "dossiers.form-typed": _("Gõ tờ khai giấy vào hồ sơ"),
    "dossiers.exported": _("Kết xuất hồ sơ"),
    "dossiers.erased": _("Xóa dữ liệu hết thời hạn giữ"),
    "dossiers.result-drafted": _("Soạn kết quả"),
    "dossiers.result-signed": _("Ký số kết quả"),
    "dossiers.result-sealed": _("Đóng dấu số lên kết quả"),
    "dossiers.result-handed": _("Trả kết quả"),
    "dossiers.result-arrived": _("Bưu chính báo về kết quả đã gửi"),
    "dossiers.result-corrected": _("Soạn lại kết quả có sai sót"),
    "dossiers.result-revoked": _("Thu hồi kết quả"),
    "dossiers.result-reused": _("Lấy lại kết quả từ kho"),
}

BUSINESS = {
    "draft": (_("Đang soạn"), "wait"),
    "sent": (_("Mới gửi"), "info"),
    "refused": (_("Không tiếp nhận"), "none"),
    "received": (_("Mới tiếp nhận"), "info"),
    "in-process": (_("Đang giải quyết"), "info"),
    "waits-citizen": (_("Chờ người nộp bổ sung"), "wait"),
    "waits-money": (_("Chờ nộp phí, lệ phí"), "wait"),
    "stopped": (_("Đã dừng giải quyết"), "none"),
    "withdrawn": (_("Người nộp đã rút"), "none"),
    "decided": (_("Đã giải quyết"), "ok"),
}
MONEY = {
    "nothing": (_("Không thu"), "none"),
    "owed": (_("Chưa nộp"), "wait"),
    "part": (_("Nộp một phần"), "risk"),
    "paid": (_("Đã nộp đủ"), "ok"),
    "refund-due": (_("Phải hoàn tiền"), "risk"),
    "refunded": (_("Đã hoàn tiền"), "none"),
}
DELIVERY = {
    "none": (_("Chưa có kết quả"), "none"),
    "ready": (_("Chờ trả kết quả"), "wait"),
    "on-the-way": (_("Đang chuyển đến người nhận"), "info"),
    "delivered": (_("Đã trả kết quả"), "ok"),
}
SYNC = {
    "not-asked": (_("Chưa nối với Cổng quốc gia"), "none"),
    "behind": (_("Chưa báo lên Cổng quốc gia"), "wait"),
    "told": (_("Cổng quốc gia đã nhận"), "ok"),
    "refused": (_("Cổng quốc gia trả lại"), "late"),
}
FLAGS = {
    "reopened": _("Đã mở lại"),
    "back-dated": _("Ghi lùi giờ nhận"),
    "split": _("Tách từ hồ sơ khác"),
    "asked-twice": _("Yêu cầu bổ sung quá một lần"),
    "stopped-long": _("Dừng lâu hơn chạy"),
}
STOPS = {
    "citizen": _("chờ người nộp"),
    "money": _("chờ nộp tiền"),
    "other-body": _("chờ cơ quan khác"),
    "force": _("bất khả kháng"),
}
VERDICTS = {
    "early": (_("Trước hạn"), "ok"),
    "on-time": (_("Đúng hạn"), "ok"),
    "late": (_("Trễ hạn"), "late"),
    "running": (_("Trong hạn"), "info"),
    "overdue": (_("Quá hạn"), "late"),
    "standing": (_("Dừng tính giờ"), "wait"),
}
HOW = {
    "hand-over": _("được chuyển đến"),
    "recall": _("được thu lại"),
    "transfer": _("cơ quan khác chuyển đến"),
    "back": _("được chuyển trả"),
    "heir": _("đơn vị cũ chuyển sang"),
}
