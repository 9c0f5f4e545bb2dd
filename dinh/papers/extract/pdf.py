"""PDF: the text layer where it can be trusted, OCR of the drawn page where it cannot.

pdfium is not safe to call from two threads, so every call into it holds one lock; OCR and line finding do not.
"""

from __future__ import annotations

import ctypes
import threading
from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dinh.papers.extract import limits
from dinh.papers.extract.grids import find_grids
from dinh.papers.extract.layout import Word, to_lines
from dinh.papers.extract.likeness import convert_legacy, is_garbage, legacy_name, words_of
from dinh.papers.extract.scan import make_cell, make_table, read_picture
from dinh.papers.extract.source import Source
from dinh.papers.shapes import Box, Cell, Line, Page, Table, Unreadable

Grey = NDArray[np.uint8]

_PDFIUM = threading.RLock()
_LOOK_DPI = 120
_GARBAGE = "Lớp chữ của trang sai bảng mã, đã nhận dạng lại từ hình trang."
_POOR_LAYER = "Lớp chữ kèm bản quét không tin được, đã nhận dạng lại từ hình trang."
_LEGACY = "Chữ theo bảng mã cũ {}, đã chuyển sang Unicode."
_LEGACY_WORDS = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI", "viscii": "VISCII", "vps": "VPS"}


class PdfPages:
    """A PDF file opened page by page. `look=False` opens it only to count or draw."""

    def __init__(self, source: Source, *, look: bool = True) -> None:
        import pypdfium2 as pdfium

        self._raw = pdfium.raw
        with _PDFIUM:
            try:
                self._pdf = pdfium.PdfDocument(source.where)
                self.count = len(self._pdf)
            except pdfium.PdfiumError as wrong:
                raise _refusal(str(wrong)) from wrong
        self._garbage_by_default = look and self._mostly_garbage()

    def close(self) -> None:
        with _PDFIUM:
            self._pdf.close()

    def read(self, number: int) -> Page:
        with _PDFIUM:
            page = self._open(number)
            try:
                size = page.get_size()
                words = self._words(page, size[1])
                text = " ".join(word.text for word in words)
                covered, resolution = self._pictures(page, size)
                why = self._why_ocr(text, covered)
                if why is not None:
                    dpi = _reading_dpi(resolution, size)
                    picture = _draw(page, dpi)
                elif words and self._has_drawings(page):
                    picture = _draw(page, _LOOK_DPI)
                else:
                    picture = None
            finally:
                page.close()
        if why is not None:
            assert picture is not None
            return read_picture(picture, number=number, dpi=dpi, note=why)
        return _from_layer(words, picture, size, number)

    def draw(self, number: int, width: int, turn: int = 0) -> Any:
        """The page as a Pillow picture `width` pixels wide after turning, in colour; less wide where the page is so
        long that the picture would be too big."""
        with _PDFIUM:
            page = self._open(number)
            try:
                wide, high = page.get_size()
                base = high if turn % 180 else wide
                scale = min(
                    width / base,
                    (limits.MAX_DRAWN / (wide * high)) ** 0.5,
                    limits.MAX_DRAWN_SIDE / max(wide, high),
                )
                return page.render(scale=scale).to_pil().convert("RGB")
            finally:
                page.close()

    def has_text(self, number: int) -> bool:
        """Whether the page has a text layer that is read as it is."""
        with _PDFIUM:
            page = self._open(number)
            try:
                size = page.get_size()
                text = " ".join(word.text for word in self._words(page, size[1]))
                return self._why_ocr(text, self._pictures(page, size)[0]) is None
            finally:
                page.close()

    def _open(self, number: int) -> Any:
        import pypdfium2 as pdfium

        try:
            page = self._pdf[number - 1]
        except (pdfium.PdfiumError, IndexError) as wrong:
            raise Unreadable(f"Trang {number} của tệp PDF bị hỏng, không mở được.") from wrong
        wide, high = page.get_size()
        if not (1 <= wide <= 20_000 and 1 <= high <= 20_000):
            raise Unreadable(f"Trang {number} của tệp PDF có khổ giấy vô lý ({wide:.0f}×{high:.0f} điểm).")
        return page

    def _why_ocr(self, text: str, covered: float) -> str | None:
        """None to trust the text layer; else why not, as a note ("" when there simply is none)."""
        verdict = is_garbage(text)
        if verdict and legacy_name(text):
            verdict = False
        told = len(words_of(text))
        if covered > 0.6 and told < 40 and not (told >= 12 and verdict is False):
            return ""  # a scan, at most with a signature's words or a page number laid over it
        if not text.strip():
            return ""
        if verdict or (verdict is None and self._garbage_by_default):
            return _POOR_LAYER if covered > 0.6 else _GARBAGE
        return None

    def _mostly_garbage(self) -> bool:
        """A page of few words is judged by what most pages of the file are like."""
        step = max(1, self.count // 8)
        verdicts: Counter[bool | None] = Counter()
        for number in range(1, self.count + 1, step):
            with _PDFIUM:
                try:
                    page = self._open(number)
                except Unreadable:
                    continue
                try:
                    text = page.get_textpage().get_text_bounded()
                finally:
                    page.close()
            verdicts[bool(is_garbage(text)) and not legacy_name(text) if text.strip() else None] += 1
        return verdicts[True] > verdicts[False]

    def _words(self, page: Any, height: float) -> list[Word]:
        """Words with places in points from the top left of the page."""
        raw = self._raw
        layer = page.get_textpage()
        try:
            if layer.count_chars() > limits.MAX_LETTERS:
                raise Unreadable("Tệp PDF có trang chứa quá nhiều chữ, không phải văn bản bình thường.")
            chars = [_Char.of(raw, layer, page, index) for index in range(layer.count_chars())]
        finally:
            layer.close()
        return _joined([char for char in chars if char])

    def _pictures(self, page: Any, size: tuple[float, float]) -> tuple[float, float]:
        """The share of the page its biggest picture covers, and that picture's own dots per inch (0 if none)."""
        best, resolution = 0.0, 0.0
        area = size[0] * size[1]
        for thing in page.get_objects(filter=[self._raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
            try:
                left, bottom, right, top = thing.get_bounds()
                share = abs((right - left) * (top - bottom)) / area
                pixels = thing.get_px_size()
            except Exception:  # noqa: S112 - a broken picture says nothing of the page
                continue
            if share > best and right > left:
                best, resolution = share, max(pixels) / max(right - left, top - bottom) * 72
        return min(best, 1.0), resolution

    def _has_drawings(self, page: Any) -> bool:
        kinds = [self._raw.FPDF_PAGEOBJ_PATH, self._raw.FPDF_PAGEOBJ_IMAGE, self._raw.FPDF_PAGEOBJ_SHADING]
        return next(iter(page.get_objects(filter=kinds, max_depth=4)), None) is not None


class _Char:
    """One visible letter of the text layer."""

    __slots__ = ("bottom", "left", "right", "sign", "top")

    def __init__(self, sign: str, left: float, top: float, right: float, bottom: float) -> None:
        self.sign, self.left, self.top, self.right, self.bottom = sign, left, top, right, bottom

    @classmethod
    def of(cls, raw: Any, layer: Any, page: Any, index: int) -> _Char | None:
        code = raw.FPDFText_GetUnicode(layer, index)
        sign = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "�"
        if sign in "\r\n\ufeff\u200b" or code == 0xFFFE:
            return None
        box = raw.FS_RECTF()
        if not raw.FPDFText_GetLooseCharBox(layer, index, box):
            return cls(sign, 0, 0, 0, 0) if sign.isspace() else None
        x0, y0 = _on_page(raw, page, box.left, box.top)
        x1, y1 = _on_page(raw, page, box.right, box.bottom)
        return cls(sign, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


_GRAIN = 1000


def _on_page(raw: Any, page: Any, x: float, y: float) -> tuple[float, float]:
    """From the PDF's own axes to points from the top left of the page as seen, its crop and rotation minded."""
    wide, high = page.get_size()
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, int(wide * _GRAIN), int(high * _GRAIN), 0, x, y, across, down)
    return across.value / _GRAIN, down.value / _GRAIN


def _joined(chars: list[_Char]) -> list[Word]:
    """Letters into words: a space, a jump back or down, or a gap ends a word."""
    words: list[Word] = []
    held: list[_Char] = []

    def close() -> None:
        if held:
            text = "".join(char.sign for char in held)
            words.append(
                Word(
                    text,
                    min(c.left for c in held),
                    min(c.top for c in held),
                    max(c.right for c in held),
                    max(c.bottom for c in held),
                )
            )
            held.clear()

    for char in chars:
        if char.sign.isspace():
            close()
            continue
        if held:
            last = held[-1]
            tall = max(last.bottom - last.top, 1.0)
            apart = char.left - last.right
            same_row = min(last.bottom, char.bottom) - max(last.top, char.top) > 0.4 * min(
                tall, max(char.bottom - char.top, 1.0)
            )
            if not same_row or apart > 0.28 * tall or apart < -1.5 * tall:
                close()
        held.append(char)
    close()
    return words


def _draw(page: Any, dpi: int) -> Grey:
    wide, high = page.get_size()
    scale = min(dpi / 72, (limits.MAX_PIXELS / (wide * high)) ** 0.5)
    return np.ascontiguousarray(
        np.asarray(page.render(scale=scale, grayscale=True).to_pil().convert("L"), np.uint8)
    )


def _reading_dpi(resolution: float, size: tuple[float, float]) -> int:
    """The picture's own dots per inch where that is a sensible figure for OCR; never so many as to swamp memory."""
    dpi = min(300, max(200, round(resolution))) if resolution else 200
    longest = max(size) / 72
    return int(min(dpi, max(60, 5000 / longest)))


def _refusal(reason: str) -> Unreadable:
    if "password" in reason.lower():
        return Unreadable("Tệp PDF này có mật khẩu; hãy bỏ mật khẩu rồi nộp lại.")
    if "security" in reason.lower():
        return Unreadable("Tệp PDF này được khóa theo cách không mở được; hãy xuất lại tệp không khóa.")
    return Unreadable("Tệp PDF bị hỏng hoặc thiếu, không mở được.")


def _from_layer(words: list[Word], picture: Grey | None, size: tuple[float, float], number: int) -> Page:
    """Lines and ruled tables of a trusted text layer; places as shares of the page."""
    name = legacy_name(" ".join(word.text for word in words))
    wide, high = size
    lines: list[Line] = []
    tables: list[Table] = []

    def share(left: float, top: float, right: float, bottom: float) -> Box:
        edges = (left / wide, top / high, right / wide, bottom / high)
        return tuple(round(min(1.0, max(0.0, edge)), 5) for edge in edges)  # type: ignore[return-value]

    def put(found: list[Word]) -> list[str]:
        texts = []
        for placed in to_lines(found):
            text = convert_legacy(placed.text, name) if name else placed.text
            box = share(placed.left, placed.top, placed.right, placed.bottom)
            lines.append(Line(len(lines) + 1, text, number, box))
            texts.append(text)
        return texts

    grids = find_grids(picture) if picture is not None else []
    scale = (picture.shape[1] / wide) if picture is not None else 1.0
    rest = list(words)
    for grid in grids:
        top = grid.top / scale
        above = [w for w in rest if (w.top + w.bottom) / 2 < top]
        inside = [w for w in rest if _within(w, grid.left, grid.top, grid.right, grid.bottom, scale)]
        taken = {id(w) for w in above} | {id(w) for w in inside}
        rest = [w for w in rest if id(w) not in taken]
        put(above)
        first = len(lines) + 1
        rows: dict[int, list[Cell]] = {}
        for slot in grid.slots:
            start = len(lines) + 1
            here = [w for w in inside if _within(w, slot.left, slot.top, slot.right, slot.bottom, scale)]
            text = "\n".join(put(here))
            box = share(slot.left / scale, slot.top / scale, slot.right / scale, slot.bottom / scale)
            rows.setdefault(slot.row, []).append(make_cell(slot, text, start, len(lines), box))
        table = make_table(number, first, len(lines), rows)
        if table.rows:
            tables.append(table)
    put(rest)
    note = _LEGACY.format(_LEGACY_WORDS[name]) if name else ""
    return Page(number, tuple(lines), tuple(tables), "pdf", note)


def _within(word: Word, left: int, top: int, right: int, bottom: int, scale: float) -> bool:
    x, y = (word.left + word.right) / 2 * scale, (word.top + word.bottom) / 2 * scale
    return left <= x < right and top <= y < bottom
