"""Which letters a text file is written in, found out before it is read; a file is never held whole."""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dinh.papers.extract.likeness import convert_legacy, legacy_name, likeness

from ..shapes import FileUnreadable

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 1 << 19
_CHUNK = 1 << 20
_PIECES = re.compile(r"[^,;\t\r\n|\"\[\]{}:]+")
_BINARY = "Tệp này không phải văn bản: bên trong là dữ liệu nhị phân."
WORDS = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
    "utf-32": "UTF-32", "cp1258": "Windows-1258", "tcvn3": "TCVN3 (ABC)", "vni": "VNI", "viscii": "VISCII", "vps": "VPS",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letters:
    """How the bytes of a file become letters."""

    codec: str
    legacy: str = ""
    """The old code the letters are in ("tcvn3", "vni"), or nothing."""

    @property
    def words(self) -> str:
        return WORDS.get(self.legacy or self.codec, self.legacy or self.codec)


def recognise(path: Path) -> Letters:
    """The letters of a text file. Raises FileUnreadable for what is no text."""
    with path.open("rb") as stream:
        head = stream.read(_SAMPLE)
    for bom, codec in _BOMS:
        if head.startswith(bom):
            return Letters(codec, legacy_of(_decoded(head, codec)))
    if bare := _utf16_without_bom(head):
        return Letters(bare)
    if b"\0" in head[:4096]:
        raise FileUnreadable(_BINARY)
    if _is_utf8(path):
        return Letters("utf-8", legacy_of(_decoded(head, "utf-8")))
    return _eight_bit(head)


def mend_of(letters: Letters) -> Callable[[str], str] | None:
    """What brings one cell into Unicode NFC; None when there is nothing to mend but the form."""
    if letters.legacy:
        return lambda text: unicodedata.normalize("NFC", convert_legacy(text, letters.legacy))
    if letters.codec == "cp1258":
        return lambda text: unicodedata.normalize("NFC", text)
    return None


def legacy_of(text: str) -> str:
    """The old code of a text whose letters are already Unicode's, by those pieces that have more than plain letters."""
    pieces = dict.fromkeys(piece.strip() for piece in _PIECES.findall(text) if not piece.isascii())
    return legacy_name(" \n".join(pieces)[:60_000])


def open_text(path: Path, letters: Letters) -> io.TextIOWrapper:
    """The file as text, line ends untouched. What is not of its code is a sign of its own, never an end."""
    strict = "strict" if letters.codec.startswith("utf") else "replace"
    return path.open("r", encoding=letters.codec, errors=strict, newline="")


def _decoded(head: bytes, codec: str) -> str:
    # The sample may end inside a letter.
    return codecs.getincrementaldecoder(codec)(errors="replace").decode(head)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _utf16_without_bom(data: bytes) -> str | None:
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


def _eight_bit(head: bytes) -> Letters:
    """Windows-1258, or the fonts of before Unicode read as Windows-1252; whichever looks most like Vietnamese."""
    western = head.decode("cp1252", errors="replace")
    old = legacy_of(western)
    newer = " \n".join(
        dict.fromkeys(
            each for each in _PIECES.findall(head.decode("cp1258", errors="replace")) if not each.isascii()
        )
    )
    if old and likeness(convert_legacy(western, old)) >= likeness(unicodedata.normalize("NFC", newer)):
        return Letters("cp1252", old)
    if likeness(unicodedata.normalize("NFC", newer)) < 0.1 and western.count("\ufffd") > len(western) * 0.02:
        raise FileUnreadable("Không nhận ra bảng mã chữ của tệp này; hãy lưu lại tệp với mã UTF-8.")
    return Letters("cp1258")
