"""Every word that shapes and rules hold in Vietnamese, listed here for the translators; nothing reads this file."""

from django.utils.translation import gettext_noop as _

WORDS = (
    # states
    _("Chờ đọc"), _("Đang đọc"), _("Chờ soát"), _("Không đọc được"), _("Đã đưa vào theo dõi"),
    _("Chưa soát"), _("Đã chấp nhận"), _("Đã sửa"), _("Đã loại"), _("Đã tách"), _("Đã gộp"),
    _("Đang thực hiện"), _("Đang thực hiện, đã sửa đổi"), _("Đã được thay thế"),
    _("Hết thời kỳ"), _("Đã dừng theo đơn vị"), _("Công văn"), _("văn bản"), _("Phụ lục"), _("Phần nội dung"),
    _("Chưa làm"), _("Đang làm"), _("Đang vướng"), _("Đã xong"),
    _("Bản nháp"), _("Chờ duyệt"), _("Đã duyệt"), _("Bị trả lại"),
    _("cùng chỉ tiêu"), _("một phần của chỉ tiêu cấp trên"), _("cùng loại, thước đo khác"),
    _("Quá hạn"), _("Chậm"), _("Có nguy cơ"), _("Chưa đo được"), _("Đúng lộ trình"), _("Đạt"),
    # pillars
    _("Nhận thức số"), _("Thể chế số"), _("Hạ tầng số"), _("Dữ liệu số"), _("Nền tảng số"), _("Nhân lực số"),
    _("An toàn thông tin"), _("Chính quyền số"), _("Kinh tế số"), _("Xã hội số"), _("Ngân sách"), _("Khác"),
    # what units were given
    _("Chờ xã nhận"), _("Đã nhận"), _("Đang kiến nghị"), _("Đã chốt"), _("Đã chuyển cho đơn vị kế thừa"), _("Đã thu hồi"),
    _("Giữ con số đã giao"), _("Đổi con số"), _("Tổng tử số chia tổng mẫu số"), _("Cộng số của các đơn vị"),
    _("Lấy số mới nhất"), _("Đếm đơn vị đã đạt"), _("tháng"), _("quý"), _("6 tháng"), _("năm"), _("dòng"), _("ô"),
    _("mỗi xã nhập tử số và mẫu số; 45/60 và 30/90 thành 75/150"), _("120 và 80 thành 200"),
    _("số của kỳ mới nhất, dùng khi mọi xã báo cùng một con số"), _("bao nhiêu xã đã đạt con số được giao"),
    _("Kém nhất trước"), _("Theo tên"), _("Theo mã"), _("Số cao nhất trước"), _("Số thấp nhất trước"),
    _("%(where)s: “%(text)s” không phải xã, phường nào của địa bàn này."),
    _("%(where)s: “%(text)s” có thể là %(other)s; ghi mã hoặc cả loại đơn vị."),
    _("%(where)s: mã là của %(other)s, nhưng tên ghi “%(text)s”."), _("%(where)s: %(text)s đã có ở %(other)s."),
    _("%(where)s: %(text)s chưa có con số."), _("%(where)s: “%(text)s” (%(other)s) không phải số."),
    _("%(where)s: %(text)s (%(other)s) không nằm từ 0 đến 100%%."), _("%(where)s: %(text)s (%(other)s) không phải thứ hạng."),
    _("%(where)s: %(text)s (%(other)s) là số âm."), _("%(where)s: mẫu số dự kiến %(text)s (%(other)s) phải lớn hơn 0."),
    _("%(where)s: bảng dài quá %(text)s dòng."), _("từ … trở lên"), _("đạt"), _("phải vượt"), _("không quá"),
    _("phải dưới"), _("trong khoảng"), _("trong nhóm dẫn đầu"),
    _("Giao chỉ tiêu, nhiệm vụ cho các xã, phường"), _("Nhận hoặc kiến nghị chỉ tiêu được giao"),
    _("Trả lời kiến nghị về chỉ tiêu giao"), _("Chia chỉ tiêu được giao cho các phòng"),
    _("Chuyển chỉ tiêu giao cho đơn vị kế thừa"),
    # deeds
    _("Xem kế hoạch"), _("Nộp tệp kế hoạch để máy đọc"), _("Soát bản đọc: chấp nhận, sửa, tách, gộp, loại"),
    _("Đưa kế hoạch vào theo dõi"), _("Ghi kế hoạch sửa đổi, thay thế"), _("Giao cơ quan chủ trì"),
    _("Nối chỉ tiêu với chỉ tiêu cấp trên"), _("Ghi tiến độ kèm minh chứng"), _("Nhập số liệu chỉ tiêu"),
    _("Trình số liệu chỉ tiêu"), _("Duyệt số liệu chỉ tiêu"), _("Trả lại số liệu chỉ tiêu"),
    # fields
    _("Nội dung"), _("Thước đo"), _("Phép so sánh"), _("Giá trị"), _("Giá trị trên"), _("Đơn vị tính"),
    _("Năm phải đạt"), _("Hạn"), _("Trụ cột"), _("Phạm vi"), _("Đơn vị chủ trì"), _("Đơn vị phối hợp"), _("Mục"),
    _("Kết quả phải có"), _("Nhịp"), _("Tên dự án"), _("Nhóm"), _("Thời gian thực hiện"), _("Căn cứ pháp lý"),
    _("Nội dung, quy mô"), _("Kinh phí"), _("Ai báo cáo"), _("Báo cáo gì"), _("Gửi ai"), _("Hạn gửi"),
    _("Số, ký hiệu"), _("Ngày ban hành"), _("Loại văn bản"), _("Cơ quan ban hành"), _("Đơn vị"), _("Tên kế hoạch"),
    _("Từ năm"), _("Đến năm"), _("Tầm nhìn đến năm"), _("Người ký"), _("Văn bản được thực hiện"),
    _("≥ từ đó trở lên"), _("= đạt đúng"), _("> phải vượt"), _("≤ không quá"), _("< phải dưới"),
    _("trong khoảng"), _("có, hoàn thành"), _("trong nhóm dẫn đầu"),
)  # fmt: skip
