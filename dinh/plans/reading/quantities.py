"""Quantities in a clause: what value, compared how, in what unit; and which numbers are no quantities at all."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dinh.plans.reading.numbers import show
from dinh.plans.reading.shapes import Operator
from dinh.plans.reading.words import Run, Word, fold

UNITS = (
    "doanh nghiep", "dich vu", "ho so", "mbit/s", "mbps", "mb/s", "gb/s", "gbps", "gbit/s", "hoi nghi", "buoi", "lop",
    "xa", "phuong", "thi tran", "huyen", "thi xa", "do thi", "thon", "to dan pho", "khu pho", "ban", "ap", "to cong nghe",
    "nguoi", "can bo", "cong chuc", "chuyen gia", "san pham", "he thong", "nen tang", "ket noi", "may tinh", "tram",
    "diem", "mo hinh", "truong", "hoc sinh", "hoc vien", "lan", "ty dong", "trieu dong", "gio", "ngay lam viec", "ngay", "phut", "tieu chi",
    "dia phuong", "don vi", "co so", "hop tac xa", "htx", "ho", "thu tuc", "tthc", "camera", "cong trinh", "chuong trinh",
    "luot", "tin bai", "tin", "chuyen muc", "video", "kenh", "thue bao", "giao dich", "chung thu", "phan mem",
    "ung dung", "du an", "nhiem vu", "de an", "sang kien", "giai phap", "co quan", "nganh", "tinh", "thanh pho",
    "vi tri", "khu", "cum", "tuyen", "trung tam", "thanh vien", "hoi vien", "doan vien", "dau sach", "bai giang",
    "co so du lieu", "csdl", "bo du lieu", "tap du lieu", "chi so", "chi tieu",
)  # fmt: skip
_UNIT = re.compile(
    r"(?:" + "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True)) + r")(?![a-z])(?:/\S+)?"
)
_PLAIN = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d{1,6}(?:,\d{1,2})?)")
_NOT_AFTER = re.compile(
    r"(?:muc do|muc|cap do|mo hinh|tu|tuoi|de an|dieu|khoan|ngay|thang|nam|quy|giai doan|nhom|loai|hang|dot|khoa|lan thu"
    r"|thu|quan|phien ban|cong nghiep|so|tier|chuan|phu luc|bang|bieu|muc so|phan|chuong|iso|lop|nhiem ky|cong nghe|mang)$"
)
_COMMIT = re.compile(
    r"\b(?:toi thieu|it nhat|khong duoi|tren|tu|co|dat|duy tri|cung cap|phan dau|hoan thanh|hinh thanh|xay dung|thanh lap"
    r"|tang|moi|hon|toi da|khong qua|duoi|to chuc|mo|trien khai|bao dam|dam bao|phat trien|ho tro|trung binh|binh quan"
    r"|dua|lap|dao tao|boi duong|lap dat|cong nhan|nhan rong|giam|rut ngan|thu hut|so luong)\b"
)
_AT_LEAST = re.compile(r"(?:toi thieu|it nhat|khong duoi|khong thap hon)(?: (?:dat|co|la|tu|duoc|khoang))*$")
_MORE = re.compile(r"(?:tren|hon|vuot|cao hon|lon hon|>)$")
_LESS = re.compile(r"(?:duoi|thap hon|nho hon|it hon|<)$")
_AT_MOST = re.compile(
    r"(?:khong qua|khong vuot|khong vuot qua|toi da|nhieu nhat|khong hon|≤|<=)(?: (?:la|con))*$"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with how it is compared; `first`..`last` are the words that say it (last is exclusive)."""

    first: int
    last: int
    value: float
    value_max: float | None
    operator: Operator
    unit: str
    share: bool
    doubt: str | None = None


def quantities(run: Run) -> list[Quantity]:
    """All quantities of a clause that may be a target's, left to right."""
    found = _ranks(run)
    shares = [q for q in _shares(run) if not any(r.first <= q.first < r.last for r in found)]
    if shares:
        beside = [q for q in _counts(run, found + shares) if _stands_apart(run, q, shares)]
        return sorted(found + shares + beside, key=lambda q: q.first)
    return sorted(found + _counts(run, found), key=lambda q: q.first)


def _stands_apart(run: Run, count: Quantity, shares: list[Quantity]) -> bool:
    """A count beside shares is a promise of its own when its item of the list has no share: '…, 02/03 xã đạt chuẩn'."""
    items = [
        0,
        *(i + 1 for i, word in enumerate(run.words) if word.clean.endswith((",", ";")) or word.fold == "va"),
    ]
    start = max(i for i in items if i <= count.first)
    stop = min((i for i in items if i > count.first), default=len(run))
    if any(start <= share.first < stop for share in shares):
        return False
    if "/" in run.words[count.first].clean:
        return True
    head = " ".join(word.fold for word in run.words[start : count.first])
    return count.operator in {">=", ">"} and bool(
        re.fullmatch(r"(?:(?:co|xay dung|hinh thanh|thanh lap) )?(?:toi thieu|it nhat|tren)", head)
    )


_SAID = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip


def _shares(run: Run) -> list[Quantity]:
    found: list[Quantity] = []
    words = run.words
    index = 0
    while index < len(words):
        share = words[index].share
        if share is None:
            index += 1
            continue
        last = index + 1
        low, high = share.low, share.high
        doubt = _mend_doubt(words[index]) if share.mended else None
        joiner = " ".join(w.fold for w in words[index + 1 : index + 3])
        for step in (1, 2, 3):
            other = words[index + step].share if index + step < len(words) else None
            between = [w.fold for w in words[index + 1 : index + step]]
            if other is None or low != high or other.low != other.high:
                continue
            if between in (["den"], ["-"], ["toi"]) and other.low > low:
                high, last = other.high, index + step + 1
            elif between and between[-1] == "len" and other.low > low:
                low = high = other.low
                last = index + step + 1
        del joiner
        operator = _operator(run, index, last, is_range=high > low)
        unit = "%/năm" if _yearly(run, index) else "%"
        found.append(Quantity(index, last, low, high if high > low else None, operator, unit, True, doubt))
        index = last
    return found


def _mend_doubt(word: Word) -> str:
    return f"Máy quét ghi “{word.raw.rstrip('.,;')}”, đọc là {word.clean.rstrip('.,;').replace('%-', '%–')}."


def _yearly(run: Run, index: int) -> bool:
    before = " ".join(w.fold for w in run.words[max(0, index - 9) : index])
    after = run.words[index].fold + " " + " ".join(w.fold for w in run.words[index + 1 : index + 3])
    if re.search(r"%\s*/\s*nam|(?:moi|hang|hâng|tren) nam", after):
        return True
    grows = re.search(r"\b(?:tang|giam|toc do)\b", before)
    return bool(grows and re.search(r"\b(?:h[aă]ng nam|moi nam|binh quan)\b", before))


def _operator(run: Run, first: int, last: int, *, is_range: bool) -> Operator:
    before = " ".join(w.fold.strip(",.:;()") for w in run.words[max(0, first - 5) : first])
    after_words = []
    for word in run.words[last - 1 : last + 8]:
        if word.share is not None and word is not run.words[last - 1]:
            break
        after_words.append(word.fold)
        if word.clean.endswith((";", ".")) and word is not run.words[last - 1]:
            break
    after = " ".join(after_words)
    if is_range:
        return "range"
    if re.search(r"(?<!tuoi )\btro len\b", after):
        return ">="
    if re.search(r"\btro xuong\b", after):
        return "<="
    if re.search(r"(?:>=|≥)\s*$", before):
        return ">="
    if _AT_MOST.search(before):
        return "<="
    if _LESS.search(before):
        return "<"
    if _MORE.search(before) and not re.search(r"khong (?:tren|hon)$", before):
        return ">"
    if _AT_LEAST.search(before):
        return ">="
    if re.search(r"\b(?:toi thieu|it nhat)(?: \S+){0,3}$", before):
        return ">="
    return "="


_SPREAD = re.compile(
    r"(\d{1,3}(?:\.\d{3})*(?:,\d{1,2})?) ?(?:-|den|toi) ?(\d{1,3}(?:\.\d{3})*(?:,\d{1,2})?) "
)


def _spread(run: Run, index: int) -> Quantity | None:
    """'từ 3 đến 5 mô hình', '10 - 15 sản phẩm': a range of counted things."""
    if not run.words[index].clean[:1].isdigit() or run.words[index].share is not None:
        return None
    ahead = " ".join(w.fold for w in run.words[index : index + 9]) + " "
    match = _SPREAD.match(ahead)
    if match is None:
        return None
    unit = _UNIT.match(ahead[match.end() :])
    low, high = (float(text.replace(".", "").replace(",", ".")) for text in match.groups())
    before = " ".join(w.fold.strip(",.:;()") for w in run.words[max(0, index - 4) : index])
    if unit is None or low >= high or (_NOT_AFTER.search(before) and not before.endswith("tu")):
        return None
    if not _COMMIT.search(run.folded[: run.offset_of(index) + 1]) or any(
        w.sure < 0.9 for w in run.words[index : index + 3]
    ):
        return None
    size = len(match.group().split())
    said = _unit_words(run, index + size, unit.group(), printed=False)
    return Quantity(index, index + size + len(said.split()), low, high, "range", said, False)


def _counts(run: Run, taken: list[Quantity]) -> list[Quantity]:
    """Counted things and measures: '50 doanh nghiệp', '40 Mbit/s'."""
    found: list[Quantity] = []
    folded = run.folded
    for index, word in enumerate(run.words):
        bare = word.clean.strip(',.;:()“”"')
        part = re.fullmatch(r"(\d{1,3})/(\d{1,3})", bare)
        if (
            part is not None
            and int(part.group(1)) <= int(part.group(2))
            and int(part.group(2)) > 0
            and word.sure >= 0.9
            and not any(q.first <= index < q.last for q in taken)
        ):
            counted = _UNIT.match(" ".join(w.fold for w in run.words[index + 1 : index + 6]))
            if counted is not None and counted.group() not in {"lan", "ngay", "gio"}:
                said = _unit_words(run, index + 1, counted.group(), printed=False)
                found.append(Quantity(index, index + 2, float(part.group(1)), None, "=", said, False))
            continue
        spread = _spread(run, index)
        if spread is not None and not any(q.first <= index < q.last for q in [*taken, *found]):
            found.append(spread)
            continue
        if any(q.first <= index < q.last for q in found):
            continue
        spelled = (
            _SAID.get(bare)
            if index and word.sure >= 0.9 and _operator(run, index, index + 1, is_range=False) != "="
            else None
        )
        if (spelled is None and not _PLAIN.fullmatch(bare)) or any(q.first <= index < q.last for q in taken):
            continue
        before = " ".join(w.fold.strip(",.:;()") for w in run.words[max(0, index - 4) : index])
        value = float(spelled) if spelled is not None else float(bare.replace(".", "").replace(",", "."))
        after = " ".join(w.fold for w in run.words[index + 1 : index + 6]).strip()
        as_printed = " ".join(fold(w.raw) for w in run.words[index + 1 : index + 6]).strip()
        following = _UNIT.match(after) or _UNIT.match(as_printed)
        if following is None or (1990 <= value <= 2100 and "." not in bare):
            continue
        if _NOT_AFTER.search(before) and not re.search(
            r"\b(?:co|dat|thieu|nhat|tren) tu$|^tu$|\btu$", before
        ):
            continue
        if re.match(r"(?:lop,|lop trong|cap do|tuoi|cap chinh|cap\b)", after) or word.clean.endswith(
            (",", ")", ";")
        ):
            continue
        if before.endswith(("mo hinh", "cap do")):
            continue
        operator = _operator(run, index, index + 1, is_range=False)
        if word.raw.strip(",.;:()") in {"1", "l", "I"} and operator == "=" and word.sure < 1:
            continue  # in a bad scan a lone '1' is as often the letters 'l' or 'lý'
        if operator == "=" and not _COMMIT.search(folded[: run.offset_of(index) + 1]):
            continue
        unit = _unit_words(run, index + 1, following.group(), printed=_UNIT.match(after) is None)
        found.append(Quantity(index, index + 1 + len(unit.split()), value, None, operator, unit, False))
    return found


def _unit_words(run: Run, start: int, folded: str, *, printed: bool) -> str:
    count = len(folded.split())
    return " ".join(w.raw if printed else w.clean for w in run.words[start : start + count]).strip(" ,.;:()")


_RANK = re.compile(r"\b(?:nhom|top|tot|tốp)\s+(?:(?:cac|nhung)\s+)?(\d{1,2})\b(?:\s+(\S+(?:\s+\S+)?))?")
_RANK_OF = re.compile(r"\b(?:xep|dung|giu)\s+(?:thu|hang|vi tri)\s+(?:thu\s+)?(\d{1,2})\b")


def _ranks(run: Run) -> list[Quantity]:
    found: list[Quantity] = []
    folded = run.folded
    for match in _RANK.finditer(folded):
        around = folded[match.start() : match.end() + 120] + " " + (folded[: match.start()] if found else "")
        if match.group().startswith("nhom") and not re.search(
            r"\bd\w{1,3}n?g? dau\b|cao nhat|tot nhat|xep hang", around
        ):
            continue
        index = run.index_at(match.start(1))
        unit = " ".join(w.clean for w in run.words[index + 1 : index + 3]).split(",")[0]
        unit = re.sub(
            r"\s+(?:dẫn|đứng|về|trong|của|có)$|^(?:của|về|trong|dẫn|toàn)\b.*", "", unit.strip(" ,.;")
        )
        found.append(Quantity(index, index + 1, float(match.group(1)), None, "rank", unit, False))
    for match in _RANK_OF.finditer(folded):
        index = run.index_at(match.start(1))
        found.append(Quantity(index, index + 1, float(match.group(1)), None, "rank", "thứ hạng", False))
    return found


def told(quantity: Quantity) -> str:
    """The value as a person writes it: '>= 90%', '80%–90%'."""
    sign = {"=": "", "range": "", "yes": "", "rank": "nhóm "}.get(quantity.operator, quantity.operator + " ")
    unit = "%" if quantity.unit.startswith("%") else f" {quantity.unit}"
    if quantity.value_max is not None:
        return f"{show(quantity.value)}–{show(quantity.value_max)}{unit}"
    return f"{sign}{show(quantity.value)}{unit}"
