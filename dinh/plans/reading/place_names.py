"""Names that must not be invented: a province is one of those there are, a family name one that people bear.

A restorer of marks makes likely words, and 'tỉnh Bình Đẳng' is likely enough. Where a damaged page names a province, the
name is taken from the provinces there were and are, the one the page names most often first; what is near none of them
stays as it was, and its words are unsure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from dinh.plans.reading.words import Word, compact, distance, fold

PROVINCES = (
    "An Giang", "Bà Rịa", "Bạc Liêu", "Bắc Giang", "Bắc Kạn", "Bắc Ninh", "Bến Tre", "Bình Dương", "Bình Định", "Bình Phước",
    "Bình Thuận", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Đắk Lắk", "Đắk Nông", "Điện Biên", "Đồng Nai", "Đồng Tháp", "Gia Lai",
    "Hà Giang", "Hà Nam", "Hà Nội", "Hà Tĩnh", "Hải Dương", "Hải Phòng", "Hậu Giang", "Hòa Bình", "Hưng Yên", "Khánh Hòa", "Kiên Giang",
    "Kon Tum", "Lai Châu", "Lạng Sơn", "Lào Cai", "Lâm Đồng", "Long An", "Nam Định", "Nghệ An", "Ninh Bình", "Ninh Thuận", "Phú Thọ",
    "Phú Yên", "Quảng Bình", "Quảng Nam", "Quảng Ngãi", "Quảng Ninh", "Quảng Trị", "Sóc Trăng", "Sơn La", "Tây Ninh", "Thái Bình",
    "Thái Nguyên", "Thanh Hóa", "Tiền Giang", "Trà Vinh", "Tuyên Quang", "Vĩnh Long", "Vĩnh Phúc", "Yên Bái",
)  # fmt: skip
"""Of two words, before and after 1 July 2025; Huế and Hồ Chí Minh are told by other means."""
_KNOWN = {compact(name): name for name in PROVINCES}

FAMILIES = {
    fold(name): name
    for name in (
        "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Đinh",
        "Đoàn", "Lương", "Mai", "Trịnh", "Trương", "Đào", "Hà", "Cao", "Tô", "Tạ", "Lưu", "Thái", "Châu", "Quách", "Vương", "Phùng", "Chu",
        "Tống", "Nông", "Hứa", "Lâm", "Kiều", "La", "Triệu", "Bạch", "Lò", "Hầu", "Giàng", "Sùng", "Vàng", "Thào", "Doãn", "Nghiêm", "Đàm",
        "Mạc", "Viên", "Khương", "Thân", "Ninh", "Tăng", "Từ", "Quan", "Hàn", "Bế", "Ma", "Hoàn", "Điểu", "Y", "Rơ", "Thạch", "Kim", "Danh", "Sơn",
    )
}  # fmt: skip


def province_called(name: str) -> str | None:
    """The province of exactly this name, marks aside."""
    return _KNOWN.get(compact(name))


def mended(lines: Sequence[list[Word]]) -> None:
    """Put the provinces that a damaged text names right, in place."""
    flat = [(row, spot) for row, words in enumerate(lines) for spot in range(len(words))]
    at = [index for index in range(1, len(flat) - 1) if _names_province(lines, flat, index)]
    if not at:
        return
    seen: Counter[str] = Counter()
    for index in at:
        if known := province_called(_pair(lines, flat, index)):
            seen[known] += 1
    for index in at:
        one, two = (lines[row][spot] for row, spot in flat[index : index + 2])
        if one.sure >= 1.0 and two.sure >= 1.0:
            continue
        known = province_called(f"{one.clean} {two.clean}") or _nearest(one, two, seen)
        if known is None:
            continue
        for (row, spot), word, part in zip(flat[index : index + 2], (one, two), known.split(), strict=True):
            if word.clean.strip(_SIGNS) not in (part, part.upper()):
                lines[row][spot] = _called(word, part)


_SIGNS = ",.;:()|\"'“”’‘"


def _names_province(lines: Sequence[list[Word]], flat: Sequence[tuple[int, int]], index: int) -> bool:
    """Whether a name begins here after 'tỉnh' or 'Tỉnh ủy'."""
    row, spot = flat[index]
    word = lines[row][spot]
    if not word.raw[:1].isupper() or word.share is not None:
        return False
    before = [lines[r][s].fold for r, s in flat[max(0, index - 2) : index]]
    return before[-1] == "tinh" or before == ["tinh", "uy"]


def _pair(lines: Sequence[list[Word]], flat: Sequence[tuple[int, int]], index: int) -> str:
    return " ".join(lines[row][spot].clean.strip(_SIGNS) for row, spot in flat[index : index + 2])


def _nearest(one: Word, two: Word, seen: Counter[str]) -> str | None:
    """The province meant: that of the page if its first word is there, else the only one within two letters."""
    first = {compact(one.clean), compact(one.raw)}
    forms = {compact(one.clean + two.clean), compact(one.raw + two.raw)}
    if len(compact(two.raw)) < 2 or fold(two.clean).strip(_SIGNS) in {
        "uy",
        "doan",
        "va",
        "ve",
        "den",
        "nam",
        "giai",
    }:
        return None
    for name, _ in seen.most_common(2):
        if compact(name.split()[0]) in first and _apart(forms, name) <= 5:
            return name
    ranked = sorted((_apart(forms, name), name) for name in PROVINCES)
    (best, name), (next_best, _) = ranked[:2]
    return name if best <= 2 and best < next_best else None


def _apart(forms: set[str], name: str) -> int:
    return min(distance(form, compact(name)) for form in forms)


def _called(word: Word, part: str) -> Word:
    clean = word.clean
    front = clean[: len(clean) - len(clean.lstrip(_SIGNS))]
    back = clean[len(clean.rstrip(_SIGNS)) :]
    text = front + (part.upper() if word.raw.isupper() and len(word.raw) > 2 else part) + back
    return replace(word, clean=text, fold=fold(text), sure=0.8)
