"""What a paper's number, symbol and kind must be like. Kinds and abbreviations are data with their legal basis; the
rest is decided from them. Pure.

State papers write "27/KH-UBND" (Nghị định 30/2020/NĐ-CP, Phụ lục I and III); the Party writes "58-KH/TU"; legal
documents put the year between: "45/2020/NĐ-CP".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

WHO_MAY: dict[str, frozenset[str]] = {
    "papers.file": frozenset({"clerk", "planner", "office_head", "leader"}),
    "papers.read": frozenset(
        {"admin", "leader", "planner", "office_head", "officer", "clerk", "cashier", "province", "viewer"}
    ),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper: its name, how symbols abbreviate it, and where that is laid down."""

    name: str
    marks: tuple[str, ...]
    basis: str = "Nghị định 30/2020/NĐ-CP, Phụ lục III"


_PARTY = "Hướng dẫn 36-HD/VPTW về thể thức văn bản của Đảng"
_LAW = "Luật Ban hành văn bản quy phạm pháp luật"

KINDS: tuple[Kind, ...] = (
    Kind("Nghị quyết", ("NQ",)),
    Kind("Quyết định", ("QĐ",)),
    Kind("Chỉ thị", ("CT",)),
    Kind("Kế hoạch", ("KH",)),
    Kind("Chương trình", ("CTr",)),
    Kind("Đề án", ("ĐA",)),
    Kind("Dự án", ("DA",)),
    Kind("Phương án", ("PA",)),
    Kind("Công văn", ("CV",), _PARTY),
    Kind("Báo cáo", ("BC",)),
    Kind("Tờ trình", ("TTr",)),
    Kind("Thông báo", ("TB",)),
    Kind("Hướng dẫn", ("HD",)),
    Kind("Quy chế", ("QC",)),
    Kind("Quy định", ("QyĐ", "QĐi")),
    Kind("Thông cáo", ("TC",)),
    Kind("Biên bản", ("BB",)),
    Kind("Hợp đồng", ("HĐ",)),
    Kind("Công điện", ("CĐ",)),
    Kind("Bản ghi nhớ", ("BGN",)),
    Kind("Bản thỏa thuận", ("BTT",)),
    Kind("Giấy ủy quyền", ("GUQ",)),
    Kind("Giấy mời", ("GM",)),
    Kind("Giấy giới thiệu", ("GGT",)),
    Kind("Giấy nghỉ phép", ("GNP",)),
    Kind("Phiếu gửi", ("PG",)),
    Kind("Phiếu chuyển", ("PC",)),
    Kind("Phiếu báo", ("PB",)),
    Kind("Kết luận", ("KL",), _PARTY),
    Kind("Luật", ("QH",), _LAW),
    Kind("Nghị định", ("NĐ",), _LAW),
    Kind("Thông tư", ("TT",), _LAW),
    Kind("Văn bản khác", ()),
)
KIND_NAMES: tuple[str, ...] = tuple(kind.name for kind in KINDS)
LETTER = "Công văn"
OTHER = "Văn bản khác"

EARLIEST = date(1945, 9, 2)
"""No paper of this State is older."""

_NUMBER = r"\d{1,6}[A-Za-z]?"
_SYMBOL_PART = r"[A-Za-zÀ-ỹĐđ0-9&.]+"
_SYMBOL = re.compile(rf"{_SYMBOL_PART}(?:[-/]{_SYMBOL_PART})*")
_WHOLE = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<joint>[-/])\s*(?P<symbol>\S.*)")
_LEAD = re.compile(r"^(?:số\s*[:.]?\s*)", re.IGNORECASE)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")


class NumberProblem(ValueError):
    """The number or symbol is not of a known form. `str()` is a Vietnamese sentence; `field` says which."""

    def __init__(self, sentence: str, field: str = "number") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class PaperNumber:
    """A paper's number and symbol apart, and as they are written together."""

    number: str = ""
    symbol: str = ""

    @property
    def whole(self) -> str:
        """ "27/KH-UBND", "58-KH/TU", or "" for a paper without a number."""
        if not self.number:
            return ""
        return f"{self.number}{joint_of(self.symbol)}{self.symbol}" if self.symbol else self.number

    @property
    def kind(self) -> str | None:
        return kind_of_symbol(self.symbol)

    @property
    def year(self) -> int | None:
        """The year that legal documents carry in their number."""
        found = re.match(r"(\d{4})/", self.symbol)
        return int(found.group(1)) if found else None


def joint_of(symbol: str) -> str:
    """What stands between number and symbol: the Party's "58-KH/TU" has the slash inside, others have it before."""
    inside = "/" in symbol and not re.match(r"\d{4}/", symbol)
    return "-" if inside else "/"


def parse_number(text: str) -> PaperNumber:
    """Read "27/KH-UBND", "Số: 58 -KH/TU", "45/2020/NĐ-CP". Empty, or a blank before the slash as on a draft, gives
    an empty PaperNumber. Raises NumberProblem."""
    clean = _LEAD.sub("", unicodedata.normalize("NFC", text).translate(_DASHES).strip()).strip(" .;:")
    if not clean or clean[0] in "/-":
        return PaperNumber()
    if re.fullmatch(_NUMBER, clean):
        return PaperNumber(clean)
    found = _WHOLE.fullmatch(clean)
    if not found:
        raise NumberProblem(
            f"“{text.strip()}” không phải số, ký hiệu văn bản; ví dụ 27/KH-UBND hoặc 58-KH/TU."
        )
    return PaperNumber(found["number"], check_symbol(found["symbol"]))


def whole_number(number: str | int | None, symbol: str | None = "") -> PaperNumber:
    """Number and symbol however they were handed in: apart, together in either, or not at all. Raises NumberProblem."""
    first, second = str(number if number is not None else "").strip(), (symbol or "").strip()
    if not first:
        if second and not second[0].isdigit():
            raise NumberProblem("Có ký hiệu thì phải có số; ví dụ số 27, ký hiệu KH-UBND.")
        return parse_number(second)
    parsed = parse_number(first)
    if not second or parsed.symbol:
        return parsed
    if second[0].isdigit() and (again := _WHOLE.fullmatch(second)) and again["number"] == parsed.number:
        return parse_number(second)
    return PaperNumber(parsed.number, check_symbol(second.lstrip("/- ")))


def check_symbol(text: str) -> str:
    """The symbol without the spaces a hand or a scanner put around its strokes. Raises NumberProblem."""
    clean = re.sub(r"\s*([-/])\s*", r"\1", unicodedata.normalize("NFC", text).translate(_DASHES).strip())
    if " " in clean:
        raise NumberProblem(f"Ký hiệu “{clean}” có khoảng trắng; ví dụ KH-UBND, QĐ-UBND, KH/TU.", "symbol")
    if not _SYMBOL.fullmatch(clean) or not any(c.isalpha() for c in clean):
        raise NumberProblem(f"Ký hiệu “{clean}” không đúng dạng; ví dụ KH-UBND, QĐ-UBND, KH/TU.", "symbol")
    if len(clean) > 60:
        raise NumberProblem("Ký hiệu dài quá 60 ký tự.", "symbol")
    return clean


def kind_of_symbol(symbol: str) -> str | None:
    """The kind a symbol speaks of: KH-UBND is Kế hoạch. A symbol that begins with an agency ("UBND-VHXH") is of an
    official letter, which has no abbreviation. None when nothing can be said."""
    parts = [part for part in re.split(r"[-/]", re.sub(r"^\d{4}/", "", symbol)) if part]
    if not parts:
        return None
    first = parts[0]
    if re.fullmatch(r"QH\d*", first):
        return "Luật"
    for kind in KINDS:
        if first in kind.marks:
            return kind.name
    if first.startswith(("UBND", "HĐND", "VP")) or first in {"TTg", "CP", "TU"}:
        return LETTER
    return None


def check_date(day: date | None, today: date) -> str | None:
    """What is wrong with the day a paper bears, in a sentence; None when nothing is."""
    if day is None:
        return None
    if day > today:
        return f"Ngày văn bản {day:%d/%m/%Y} ở sau hôm nay ({today:%d/%m/%Y})."
    if day < EARLIEST:
        return f"Ngày văn bản {day:%d/%m/%Y} trước {EARLIEST:%d/%m/%Y}; hãy xem lại năm."
    return None


def check_year(number: PaperNumber, day: date | None) -> str | None:
    """A legal document's number carries its year; a day of another year is a slip of one of the two."""
    if number.year and day and number.year != day.year:
        return f"Số {number.whole} ghi năm {number.year} nhưng ngày văn bản là {day:%d/%m/%Y}."
    return None
