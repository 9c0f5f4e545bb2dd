"""Sentences of rules, files and forms, which know no framework, once more for translators, and said in the language of the
screen: refusals of a catalogue's file with their places, of editions, and of answers of a form on line."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _

from dinh.ground.saying import Sayings

from .rules import Fault

_FILES = (
    _("Tệp lớn hơn %(n)s MB; danh mục thủ tục không lớn đến thế."),
    _("Tệp không phải chữ Unicode (UTF-8)."),
    _("Tệp không phải JSON: hỏng ở dòng %(n)s."),
    _("Tệp không phải JSON."),
    _("Tệp không phải danh mục thủ tục: thiếu “form”: “%(form)s”."),
    _("Tệp không có danh sách “procedures”."),
    _("Tệp có %(n)s thủ tục; mỗi lần nhận nhiều nhất %(most)s."),
    _("Tệp là Excel đời cũ (.xls) hoặc có mật khẩu. Mở ra, lưu lại thành .xlsx không mật khẩu."),
    _("Tệp không phải bảng Excel (.xlsx)."),
    _("Tệp bung ra quá lớn, không đọc."),
    _("Tệp nén bất thường, không đọc."),
    _("Tệp có mật khẩu. Lưu lại không mật khẩu rồi nộp."),
    _("Tệp có khai báo lạ bên trong, không đọc."),
    _("Tệp hỏng hoặc không phải bảng Excel (.xlsx)."),
    _("Không mở được bảng Excel này; có thể tệp hỏng."),
    _("Bảng Excel hỏng giữa chừng, không đọc hết được."),
    _("Bảng Excel không có trang “%(sheet)s”."),
    _("Trang “%(sheet)s” có hơn %(n)s dòng."),
    _("Trang “%(sheet)s” thiếu cột: %(heads)s."),
    _("thủ tục %(code)s đã có ở trên"),
    _("mã địa phương %(local)s không phải của %(code)s"),
    _("mã địa phương %(local)s hết hạn trước khi bắt đầu"),
    _("hai bản của %(code)s cùng bắt đầu một ngày"),
    _("không phải một thủ tục"),
    _("không có phần nào tên “%(name)s”"),
    _("không có cột nào tên “%(name)s”"),
    _("không biết cột “%(name)s”"),
    _("phải là một danh sách, nhiều nhất 300 dòng"),
    _("“%(head)s” phải là một danh sách các dòng"),
    _("không có bản nào"),
    _("“state” là draft hoặc published"),
    _("ô có công thức hoặc lỗi; ghi giá trị vào ô"),
    _("lĩnh vực, từ hay gọi của %(code)s khác với dòng ở trên"),
    _("bản %(n)s của %(code)s đã có ở trên"),
    _("không có bản %(n)s của “%(code)s” ở trang “%(sheet)s”"),
    _("không có thủ tục “%(code)s” ở trang “%(sheet)s”"),
    _("“%(code)s” không phải mã thủ tục; mã có dạng 1.001193 hoặc 1.001193.000.00.00.H56"),
)
_CELLS = (
    _("thiếu “%(head)s”"),
    _("“%(head)s” phải là chữ"),
    _("“%(head)s” dài %(n)s chữ, nhiều nhất %(most)s"),
    _("“%(head)s” là mã đơn vị hành chính, ví dụ 38; đang ghi “%(said)s”"),
    _("“%(head)s” không nhận “%(said)s”; nhận: %(known)s"),
    _("“%(head)s” là một danh sách, cách nhau bằng dấu chấm phẩy"),
    _("“%(head)s” nhiều nhất 50 mục"),
    _("“%(head)s”: trong một mục không có dấu chấm phẩy"),
    _("“%(head)s” phải là số nguyên từ 0, đang ghi “%(said)s”"),
    _("“%(head)s” phải là số nguyên"),
    _("“%(head)s” nhiều nhất %(most)s, đang ghi %(said)s"),
    _("“%(head)s” phải là ngày, ví dụ 21/11/2026; đang ghi “%(said)s”"),
    _("“%(head)s” ghi “có” hoặc “không”, đang ghi “%(said)s”"),
    _("“%(head)s” viết như “từ 3: 1000”, đang ghi “%(said)s”"),
    _("“%(head)s”: mỗi bậc có from và amount"),
    _("“%(head)s” viết như “từ 3: 1000”"),
    _("“%(head)s”: các bậc bắt đầu từ 2 trở lên và tăng dần"),
    _("“%(head)s” không phải JSON"),
    _("“%(head)s” phải là một đối tượng JSON"),
    _("“%(head)s” phải là một danh sách JSON"),
    _("“%(head)s” có giá trị mà JSON không giữ được"),
    _("“%(head)s” dài quá %(n)s chữ hoặc có ký tự điều khiển"),
)
_EDITIONS = (
    _("Ngày hết hiệu lực phải từ ngày bắt đầu trở đi."),
    _("“%(head)s” nhiều nhất %(n)s dòng."),
    _("Ghi thời hạn là bao nhiêu, hoặc chọn “trong ngày”."),
    _("Mức giảm từ 1 đến 100 phần trăm."),
    _("Ngày hết hạn mức thu phải từ ngày bắt đầu trở đi."),
    _("Có bậc hoặc mức tối đa thì phải có mức thu."),
    _("“%(said)s” đã có ở dòng trước."),
    _("Thiếu tên thủ tục."),
    _("Thiếu ngày bắt đầu có hiệu lực."),
    _("Thiếu cấp thực hiện."),
    _("Thiếu trình tự thực hiện."),
    _("Thiếu cách thức nộp và thời hạn giải quyết."),
    _("Thiếu thành phần hồ sơ: giấy tờ phải nộp, phải xuất trình."),
    _("Thiếu đối tượng thực hiện."),
    _("Thiếu cơ quan thực hiện hoặc có thẩm quyền."),
    _("Thiếu kết quả thực hiện."),
    _("Thiếu phí, lệ phí. Không thu thì ghi một dòng mức 0 đồng; chưa rõ thì ghi điều còn ngờ."),
    _("Thiếu căn cứ pháp lý. Chưa rõ thì ghi điều còn ngờ."),
    _("Thiếu số quyết định công bố. Chưa rõ thì ghi điều còn ngờ."),
    _("Ghi toàn trình thì phải có cách nộp trực tuyến."),
    _("Đã có bản công bố bắt đầu từ %(day)s. Bản đúng hơn bắt đầu từ ngày khác, hoặc rút bản kia trước."),
)
FORMS = (
    _("Đánh dấu vào ô này mới nộp được."),
    _("Tờ khai không hỏi phần này."),
    _("Tờ khai không hỏi mục này."),
    _("Phần này của tờ khai chưa đúng dạng."),
    _("“%(page)s”: ghi ít nhất %(n)s %(row)s."),
    _("“%(page)s”: nhiều nhất %(n)s %(row)s."),
    _("“%(page)s” chưa đúng dạng."),
    _("“%(label)s” không quá %(n)s chữ."),
    _("“%(label)s” ghi đủ hơn, ít nhất %(n)s chữ."),
    _("“%(label)s” từ %(n)s trở lên."),
    _("“%(label)s” không quá %(n)s."),
    _("“%(label)s”: chọn một trong các mục đã cho."),
    _("“%(label)s” phải từ %(day)s trở đi."),
    _("“%(label)s” phải từ %(day)s trở về trước."),
    _("“%(label)s”: ngày %(day)s nơi tiếp nhận nghỉ; ngày làm việc kế tiếp là %(next)s."),
    _("“%(label)s” trùng với phần “%(where)s”: ghi của đúng người, hai phần là hai người khác nhau."),
    _("“%(label)s” chưa đúng. Ví dụ: %(example)s."),
    _("“%(label)s” chưa đúng."),
    _("“%(label)s”: viết ngày/tháng/năm, ví dụ 21/11/2026."),
    _("“%(label)s”: viết bằng chữ số."),
    _("“%(label)s”: viết số nguyên."),
    _("Chọn “%(label)s”."),
    _("Ghi “%(label)s”."),
)
SAYINGS = Sayings((*_FILES, *_CELLS, *_EDITIONS, *FORMS))
PLACES = Sayings(
    (
        _("thủ tục thứ %(n)s"),
        _("thủ tục %(code)s"),
        _("bản thứ %(n)s"),
        _("dòng %(n)s"),
        _("của %(code)s"),
        _("%(head)s dòng %(n)s"),
    )
)


def say(sentence: str) -> str:
    """A sentence of the rules in the language of the screen."""
    return SAYINGS.say(sentence)


def told(faults: Iterable[Fault]) -> list[Fault]:
    """Faults with their sentences, and their places in a file, in the language of the screen."""
    rows = list(faults)
    if (get_language() or "vi").startswith("vi"):
        return rows
    return [
        Fault(", ".join(PLACES.say(part) for part in row.where.split(", ")), say(row.sentence))
        for row in rows
    ]
