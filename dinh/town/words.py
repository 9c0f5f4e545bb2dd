"""Vietnamese words of the town's deeds, for the table of who may and for the ledger."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "town.open_office": _("Thành lập cơ quan trong đơn vị"),
    "town.close_office": _("Kết thúc hoạt động của cơ quan"),
    "town.appoint": _("Ghi tên cán bộ, bổ nhiệm chức vụ"),
    "town.end_post": _("Cho thôi chức vụ"),
    "town.give_mandate": _("Giao quyền hạn"),
    "town.end_mandate": _("Chấm dứt quyền hạn"),
    "town.arrange_stand_in": _("Giao người thay quyền của mình"),
    "town.open_account": _("Lập tài khoản"),
    "town.reset_password": _("Cấp lại mật khẩu"),
    "town.close_account": _("Khóa tài khoản"),
    "town.give_system_key": _("Khai báo phần mềm và lập khóa API cho nó"),
    "town.revoke_key": _("Thu hồi khóa API"),
}

LEDGER = {
    "town.units-loaded": _("Nạp danh mục đơn vị hành chính"),
    "town.office-opened": _("Thành lập cơ quan"),
    "town.offices-opened": _("Khai báo các cơ quan theo quy định"),
    "town.office-closed": _("Kết thúc hoạt động cơ quan"),
    "town.person-registered": _("Ghi tên cán bộ"),
    "town.appointed": _("Bổ nhiệm chức vụ"),
    "town.post-left": _("Thôi chức vụ"),
    "town.mandate-given": _("Giao quyền hạn"),
    "town.mandate-ended": _("Chấm dứt quyền hạn"),
    "town.stand-in-arranged": _("Giao người thay quyền"),
    "town.stand-in-ended": _("Kết thúc việc thay quyền"),
    "town.account-opened": _("Lập tài khoản"),
    "town.account-closed": _("Khóa tài khoản"),
    "town.account-reopened": _("Mở lại tài khoản"),
    "town.password-changed": _("Đổi mật khẩu"),
    "town.password-reset": _("Cấp lại mật khẩu"),
    "town.signed-in": _("Đăng nhập"),
    "town.signed-out": _("Đăng xuất"),
    "town.sign-in-failed": _("Đăng nhập không thành công"),
    "town.api-key-made": _("Lập khóa API"),
    "town.api-key-revoked": _("Thu hồi khóa API"),
    "town.system-registered": _("Khai báo phần mềm"),
    "town.sign-in-locked": _("Tạm khóa đăng nhập vì sai nhiều lần"),
}

# Said by shapes.py, which knows no framework; here so that translators find them. Pages translate as they show.
SHAPES = (
    _("Quản trị"),
    _("lập tài khoản, giao và chấm dứt quyền hạn, khai báo cơ quan"),
    _("Lãnh đạo"),
    _("chủ tịch, phó chủ tịch: phê duyệt, chỉ đạo trong phạm vi đơn vị"),
    _("Chuyên viên chuyển đổi số"),
    _("thẩm định kế hoạch do máy đọc, đưa vào theo dõi"),
    _("Trưởng phòng"),
    _("phân công và duyệt số liệu của cơ quan mình"),
    _("Chuyên viên"),
    _("công chức, viên chức: ghi tiến độ, nhập số liệu"),
    _("Văn thư"),
    _("tiếp nhận và lưu văn bản"),
    _("Cán bộ tỉnh theo dõi"),
    _("theo dõi, đôn đốc các xã, phường trong tỉnh"),
    _("Người xem"),
    _("chỉ xem, không sửa"),
    _("cấp tỉnh"),
    _("cấp huyện"),
    _("cấp xã"),
    _("tỉnh"),
    _("thành phố trực thuộc Trung ương"),
    _("quận"),
    _("huyện"),
    _("thị xã"),
    _("thành phố thuộc tỉnh, thành phố"),
    _("phường"),
    _("xã"),
    _("thị trấn"),
    _("đặc khu"),
)
