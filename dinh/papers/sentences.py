"""Why a file cannot be read, in the language of the screen. Reading knows no framework, so it says so in Vietnamese;
a test walks its sentences and finds none missing here."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from dinh.ground.saying import Sayings

SAYINGS = Sayings(
    (
        _("Tệp rỗng, không có nội dung nào."),
        _("Tệp nặng %(n)s MB, quá giới hạn %(most)s MB; hãy chia nhỏ tệp."),
        _("Không mở được tệp “%(name)s”: hệ điều hành không cho đọc."),
        _("Không có tệp “%(name)s” ở chỗ đã chỉ."),
        _("“%(name)s” là thư mục, không phải tệp."),
        _("Tệp này là ảnh HEIC của điện thoại; hãy lưu lại thành JPEG rồi nộp."),
        _("Tệp này là trang web hoặc dữ liệu XML; hãy in ra PDF rồi nộp."),
        _("Tệp này là tệp nén %(format)s; hãy giải nén rồi nộp từng tệp."),
        _("Tệp này là chương trình chạy được, không phải văn bản."),
        _("Tệp này là tệp %(format)s; hãy chuyển sang PDF."),
        _("Tệp bị hỏng: phần nén bên trong không mở được."),
        _("Tệp này là bảng tính Excel; hãy nộp văn bản dạng PDF, DOCX hoặc ảnh quét."),
        _("Tệp này là bản trình chiếu; hãy nộp văn bản dạng PDF, DOCX hoặc ảnh quét."),
        _("Tệp Word này có mật khẩu; hãy bỏ mật khẩu rồi nộp lại."),
        _("Tệp Office cũ này không phải văn bản Word; hãy nộp PDF, DOCX hoặc ảnh quét."),
        _("Tệp này không phải văn bản: bên trong là dữ liệu nhị phân."),
        _("Tệp văn bản không có chữ nào."),
        _("Tệp văn bản có %(n)s dòng, quá giới hạn %(most)s dòng."),
        _("Tệp văn bản ghi là %(code)s nhưng nội dung không đúng mã này."),
        _("Không nhận ra bảng mã chữ của tệp văn bản này; hãy lưu lại tệp với mã UTF-8."),
        _("Tệp Word bị hỏng, không mở được."),
        _("Tệp Word nén bất thường (bung ra quá lớn), không mở để giữ an toàn."),
        _("Tệp Word không có chữ nào."),
        _("Tệp Word có quá %(n)s dòng; hãy chia nhỏ tệp."),
        _(
            "Cần LibreOffice để đọc tệp %(ending)s; hãy cài gói libreoffice-writer-nogui, hoặc lưu lại tệp thành .docx rồi nộp."
        ),
        _("LibreOffice không đọc xong tệp %(ending)s này."),
        _("Tệp %(ending)s bị hỏng hoặc có mật khẩu, không mở được."),
        _("Tệp có %(n)s trang, quá giới hạn %(most)s trang; hãy chia nhỏ tệp."),
        _("Tệp không có trang nào."),
        _("Tệp chỉ có %(n)s trang, không có trang %(page)s."),
        _("Dòng %(n)s dài %(long)s ký tự, quá giới hạn %(most)s; tệp này không phải văn bản bình thường."),
        _("Máy không đủ bộ nhớ để đọc tệp này; hãy chia nhỏ tệp."),
        _("Tệp lồng nhau quá sâu, không phải văn bản bình thường."),
        _("Máy không đọc, ghi được khi mở tệp này (đĩa đầy hoặc thiếu quyền)."),
        _("Tệp bị hỏng hoặc dựng sai chuẩn, máy không đọc được."),
        _("Không tìm thấy chữ nào trong tệp: các trang đều trắng hoặc ảnh không đọc được."),
        _("Ảnh bị hỏng hoặc thiếu, không mở được."),
        _("Ảnh quá lớn (%(wide)s×%(high)s điểm), quá giới hạn %(most)s triệu điểm; hãy quét lại ở 300 dpi."),
        _("Ảnh quá nhỏ (%(wide)s×%(high)s điểm) để có chữ đọc được."),
        _(
            "Cần phần mềm nhận dạng chữ tesseract để đọc bản quét và ảnh; hãy cài gói tesseract-ocr và "
            "tesseract-ocr-vie rồi đọc lại."
        ),
        _("Phần mềm tesseract chưa có tiếng Việt; hãy cài gói tesseract-ocr-vie rồi đọc lại."),
        _("Nhận dạng chữ quá lâu, đã dừng; ảnh quét có thể quá rối hoặc quá lớn."),
        _("Phần mềm nhận dạng chữ không đọc được ảnh của trang này."),
        _("Trang %(n)s của tệp PDF bị hỏng, không mở được."),
        _("Trang %(n)s của tệp PDF có khổ giấy vô lý (%(wide)s×%(high)s điểm)."),
        _("Tệp PDF có trang chứa quá nhiều chữ, không phải văn bản bình thường."),
        _("Tệp PDF này có mật khẩu; hãy bỏ mật khẩu rồi nộp lại."),
        _("Tệp PDF này được khóa theo cách không mở được; hãy xuất lại tệp không khóa."),
        _("Tệp PDF bị hỏng hoặc thiếu, không mở được."),
    )
)


def say(sentence: str) -> str:
    """Why a file cannot be read, in the language of the screen."""
    return SAYINGS.say(sentence)
