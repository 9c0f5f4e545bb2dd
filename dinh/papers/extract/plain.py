"""Plain text: which encoding the bytes are in, and the lines exactly as the file numbers them."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from dinh.papers.extract.likeness import fix_legacy, likeness
from dinh.papers.extract.limits import MAX_LINES
from dinh.papers.shapes import Line, Page, Unreadable

_BOMS: tuple[tuple[bytes, str, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_BINARY = "Tệp này không phải văn bản: bên trong là dữ liệu nhị phân."
_LEGACY_WORDS = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI", "viscii": "VISCII", "vps": "VPS"}


def read_plain(data: bytes) -> tuple[Page, ...]:
    """The pages of a text file. Lines are those of `text.split("\\n")`; a form feed at the head of a line opens a
    new page with that line, one inside a line opens it with the next."""
    text, note = decode(data)
    if "\0" in text or _is_strange(text[:20_000]):
        raise Unreadable(_BINARY)
    if not text.strip():
        raise Unreadable("Tệp văn bản không có chữ nào.")
    rows = text.split("\n")
    if len(rows) > MAX_LINES:
        raise Unreadable(f"Tệp văn bản có {len(rows)} dòng, quá giới hạn {MAX_LINES} dòng.")
    return tuple(_paged(rows, note))


def check_head(head: bytes) -> None:
    """Raises Unreadable when the first bytes of a file are plainly no writing."""
    codec = next((codec for bom, codec, _ in _BOMS if head.startswith(bom)), None) or _utf16_without_bom(head)
    text = head.decode(codec or "latin-1", errors="replace")
    if "\0" in text or _is_strange(text):
        raise Unreadable(_BINARY)


def _is_strange(sample: str) -> bool:
    return sum(1 for c in sample if c < " " and c not in "\t\n\r\f\v") > len(sample) * 0.02


def _paged(rows: list[str], note: str) -> Iterator[Page]:
    number, lines = 1, list[Line]()
    for index, row in enumerate(rows, start=1):
        if row.startswith("\f") and lines:
            yield Page(number, tuple(lines), note=note)
            number, lines = number + 1, []
        lines.append(Line(index, row, page=number))
        if "\f" in row[1:] and index < len(rows):
            yield Page(number, tuple(lines), note=note)
            number, lines = number + 1, []
    if lines:
        yield Page(number, tuple(lines), note=note)


def decode(data: bytes) -> tuple[str, str]:
    """The text of the bytes, and a Vietnamese note when they were not plain UTF-8."""
    for bom, codec, word in _BOMS:
        if data.startswith(bom):
            try:
                text = data.decode(codec)
            except UnicodeDecodeError as wrong:
                raise Unreadable(f"Tệp văn bản ghi là {word} nhưng nội dung không đúng mã này.") from wrong
            return _one_newline(text), "" if codec == "utf-8-sig" else f"Mã chữ {word}."
    if bare := _utf16_without_bom(data):
        return _one_newline(data.decode(bare, errors="replace")), "Mã chữ UTF-16 không có dấu nhận biết."
    if b"\0" in data[:4096]:
        raise Unreadable(_BINARY)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        old, note = _eight_bit(data)
        return _one_newline(old), note
    fixed, kind = fix_legacy(text)
    note = f"Chữ theo bảng mã cũ {_LEGACY_WORDS[kind]}, đã chuyển sang Unicode." if kind else ""
    return _one_newline(fixed), note


def _one_newline(text: str) -> str:
    """The end of a line is no letter of the text: Windows' and the old Mac's become "\\n", line counts unchanged."""
    return text.replace("\r\n", "\n") if "\n" in text else text.replace("\r", "\n")


def _utf16_without_bom(data: bytes) -> str | None:
    """Vietnamese in UTF-16 has a zero byte beside every space and plain letter, on one side only."""
    head = data[:4096]
    if len(head) < 4 or b"\0" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > half * 0.4 and even < half * 0.02:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.02:
        return "utf-16-be"
    return None


def _eight_bit(data: bytes) -> tuple[str, str]:
    """Windows-1258, or the fonts of before Unicode read as Windows-1252; whichever looks most like Vietnamese."""
    western = data.decode("cp1252", errors="replace")
    fixed, kind = fix_legacy(western)
    choices = [
        (likeness(data.decode("cp1258", errors="replace")), "Mã chữ Windows-1258."),
        (likeness(fixed) if kind else 0.0, ""),
    ]
    score, note = max(choices)
    if not note:
        return fixed, f"Chữ theo bảng mã cũ {_LEGACY_WORDS[kind]}, đã chuyển sang Unicode."
    if score < 0.1 and western.count("�") > len(western) * 0.02:
        raise Unreadable("Không nhận ra bảng mã chữ của tệp văn bản này; hãy lưu lại tệp với mã UTF-8.")
    return data.decode("cp1258", errors="replace"), note
