"""What a target measures, in a few words: its wording without value, operator and year."""

from __future__ import annotations

import re

_LEAD = re.compile(
    r"^(?:phấn đấu|duy trì|bảo đảm|đảm bảo|tiếp tục|trong đó|có|mở rộng|phổ cập|đạt|từ|đến)\s*(?:,\s*)?"
    r"(?:đến\s+(?:hết\s+|cuối\s+)?năm\s+20\d\d\s*,?\s*)?(?:có\s+|đạt\s+|duy trì\s+|bảo đảm\s+|đảm bảo\s+)?",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"^(?:đến|trong|hết|trước)\s+(?:hết\s+|cuối\s+)?(?:năm\s+20\d\d|quý\s+[IV]+(?:\s*/\s*20\d\d|\s+năm\s+20\d\d)?)\s*,?\s*(?:phấn đấu\s*)?(?:có\s+)?",
    re.IGNORECASE,
)
_SHARE = r"\d+(?:,\d+)?%(?:\s*(?:[-–]|đến)\s*\d+(?:,\d+)?%)?"
_OPERATORS = r"(?:tối thi[ểế]u|ít nhất|trên|dưới|không dưới|từ|khoảng|hơn|tối đa|không quá)"
_HEAD = re.compile(
    rf"^(?:{_OPERATORS}\s+)*(?:có\s+)?{_SHARE}\s*(?:trở lên\s*)?(?:số\s+|các\s+|tổng số\s+)?", re.IGNORECASE
)
_TAIL = re.compile(
    rf"\s*(?:(?:phấn đấu|phải)\s+)?(?:đạt|chiếm|tăng|là|:|phủ|được phủ)?\s*(?:tỷ lệ\s+)?(?:{_OPERATORS}\s+)*(?:đến\s+)?{_SHARE}(?:\s*trở lên)?(?:\s*/\s*năm)?",
    re.IGNORECASE,
)
_PART_OF = re.compile(
    rf"^(?:tỷ trọng\s+)?(.{{3,60}}?)\s+(?:chiếm|đóng góp|đạt)\s+(?:(?:tỷ trọng|{_OPERATORS})\s+)*{_SHARE}\s*(?:trở lên\s*)?(?:trong\s+|vào\s+)?"
    r"((?:GRDP|GDP|tổng\b|giá trị\b|doanh thu\b).*)$",
    re.IGNORECASE,
)
_PLACED = re.compile(
    r"(?<=\w)\s+(?:(?:phấn đấu|phải|được)\s+)?(?:nằm|xếp|đứng|đạt|thuộc|giữ|vào|ở)?\s*(?:trong|vào|thuộc|ở)?\s*(?:nhóm|top|tốp|thứ|vị trí)\s.*$",
    re.IGNORECASE,
)
_GROWS = re.compile(rf"^(Tăng|Giảm)\s+(?:(?:thêm|ít|{_OPERATORS})\s+)*{_SHARE}\s+(\S.*)$", re.IGNORECASE)
_GROWN = re.compile(
    rf"^(?!năng suất|tốc độ|tỷ lệ|tỷ trọng)(.{{6,90}}?)\s+(tăng|giảm)\s+(?:(?:thêm|{_OPERATORS})\s+)*{_SHARE}\s*(?:trở lên\s*)?(so với .*)$",
    re.IGNORECASE,
)
_MADE = re.compile(
    rf"^(?:(?:xây dựng|hình thành|thành lập|tổ chức|mở|lắp đặt|công nhận)\s+)?(?:{_OPERATORS}\s+)*(?:\d{{1,3}}/\d{{1,3}}|\d[\d.,]*(?:\s*(?:-|–|đến)\s*\d[\d.,]*)?|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\s+(\S.*)$",
    re.IGNORECASE,
)
_RAISED = re.compile(rf"\s*(?:tăng\s+)?từ\s+{_SHARE}\s+lên\s+{_SHARE}$", re.IGNORECASE)
_COVERS = re.compile(
    rf"^(\S.{{3,60}}?)\s+phủ\s+(?:{_OPERATORS}\s+)*{_SHARE}\s+(?:số\s+|các\s+)?([^\W\d].*)$", re.IGNORECASE
)
_REACHED = re.compile(
    rf"^(\S.{{5,90}}?)\s*(?:\s(?:đạt|là)|:)\s+(?:{_OPERATORS}\s+)*\d[\d.,]*\s+\S+(?:\s+\S+)?(?:\s+trở lên)?$",
    re.IGNORECASE,
)
_EACH = re.compile(rf"^mỗi\s+(\S.{{1,40}}?)\s+có\s+(?:{_OPERATORS}\s+)*\d[\d.,]*\s+(\S.*)$", re.IGNORECASE)
_FRACTION = re.compile(r"(?<=\s)\d{1,3}/\d{1,3}\s+(?=[^\W\d])")
_SUBJECT = re.compile(
    r"^(?:toàn\s+)?(?:tỉnh|huyện|thị xã|thành phố|xã|phường|địa phương)\s+(?=phấn đấu|có\b|đạt\b)",
    re.IGNORECASE,
)
_MEASURES = re.compile(
    r"(?:ngày|giờ|phút|giây|tháng|[mg]b(?:it)?/?p?s|tỷ đồng|triệu đồng|đồng)\b", re.IGNORECASE
)
_MEASURE = re.compile(
    rf"\s*:?\s*(?:(?:{_OPERATORS}|còn|đạt|là|xuống|xuống còn)\s+)*\d[\d.,]*\s*(?:(?:-|–|đến)\s*\d[\d.,]*\s*)?(?:ngày làm việc|tỷ đồng|triệu đồng|\S+)(?:\s+trở lên)?",
    re.IGNORECASE,
)
_COUNT = re.compile(rf"(?:{_OPERATORS}\s+)+\d[\d.,]*|\b\d[\d.,]*(?=\s)", re.IGNORECASE)


def metric_of(
    text: str, *, share: bool, committed: bool, rank: bool = False, unit: str | None = None
) -> str | None:
    """The thing that is counted; None when nothing is left to say."""
    words = _LEAD.sub("", _SUBJECT.sub("", _YEAR.sub("", text.strip()))).strip()
    if share:
        if (part := _PART_OF.match(words)) is not None:
            words = f"Tỷ trọng {part.group(1)[:1].lower() + part.group(1)[1:]} trong {part.group(2)}"
        elif (grows := _GROWS.match(words)) is not None:
            words = f"Tỷ lệ {grows.group(1).lower()} {grows.group(2)}"
        elif (grows := _GROWN.match(words)) is not None:
            name, deed, rest = grows.groups()
            words = f"Tỷ lệ {deed.lower()} {name[:1].lower() + name[1:]} {rest}"
        elif (raised := _RAISED.search(words)) is not None:
            words = words[: raised.start()]
        elif (covers := _COVERS.match(words)) is not None:
            words = f"Tỷ lệ {covers.group(2)} được phủ {covers.group(1)[:1].lower() + covers.group(1)[1:]}"
        elif (head := _HEAD.match(words)) is not None:
            rest = words[head.end() :]
            words = f"Tỷ lệ {rest}" if rest else words
        else:
            words = _TAIL.sub("", words, count=1)
            if words and not re.match(
                r"(?:tỷ|tỉ)\s+(?:lệ|trọng)|quy mô|năng suất|tốc độ|kinh tế|mức|chỉ số|tăng",
                words,
                re.IGNORECASE,
            ):
                words = f"Tỷ lệ {words[:1].lower() + words[1:]}"
    elif rank:
        named = re.search(r"(?:dẫn đầu|đứng đầu|tốp|top|nhóm|thứ)\b.*?\bvề\s+(.{4,})$", words)
        words = f"Thứ hạng {named.group(1)}" if named else _PLACED.sub("", words) or words
    elif not committed and _MEASURES.match(unit or "") and not re.match(r"\W*\d", words):
        bare = _MEASURE.sub("", words, count=1)
        words = bare if len(bare.split()) >= 3 else words
    elif not committed and (reached := _REACHED.match(words)) is not None:
        words = reached.group(1)
    elif not committed and (each := _EACH.match(words)) is not None:
        words = f"Số {each.group(2)} của mỗi {each.group(1)}"
    elif not committed and (made := _MADE.match(words)) is not None:
        words = f"Số {re.sub(r'(?<!tuổi) trở lên$', '', made.group(1))}"
    elif not committed:
        words = _COUNT.sub("số", words, count=1)
    words = re.sub(r"\(\s*(?:\d+/\d+)?\s*\)", " ", _FRACTION.sub("", words))
    words = re.sub(r"\s+", " ", words).strip(" ,.;:-")
    if len(words) > 140:
        words = words[:140].rsplit(" ", 1)[0]
    return words[:1].upper() + words[1:] if words else None
