"""Pages of plain administrative print: text in a few faces, rules and boxes, written as PDF.

A tracking paper is lines of words and ruled tables, so this knows nothing else: no styles to cascade, no boxes to float.
That is what makes a paper of thirty pages a matter of tenths of a second. Faces are those the front end's build laid out,
carried whole inside the file (each is a small part of its family already). Nothing is read from any address.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

MM = 72 / 25.4
REGULAR, BOLD, ITALIC, BOLD_ITALIC = "400-normal", "700-normal", "400-italic", "700-italic"


class NoFaces(Exception):
    """The faces of papers are not on this machine."""


@dataclass(frozen=True)
class Font:
    """One face file: the glyph of each letter, the width of each glyph in thousandths, and its bytes for the PDF."""

    name: str
    data: bytes
    size: int
    glyphs: dict[int, int]
    widths: tuple[int, ...]
    ascent: int
    descent: int
    box: tuple[int, int, int, int]
    slant: int


@lru_cache(maxsize=16)
def font(name: str) -> Font:
    """A face by the name of its file, read once for the life of the process."""
    path = finders.find(f"look/dist/files/{name}.woff2")
    if not path:
        raise NoFaces(name)
    read = TTFont(BytesIO(Path(str(path)).read_bytes()))
    read.flavor = None
    plain = BytesIO()
    read.save(plain)
    scale = 1000 / read["head"].unitsPerEm
    order = read.getGlyphOrder()
    ids = {glyph: number for number, glyph in enumerate(order)}
    head, across = read["head"], read["hmtx"]
    box = tuple(round(each * scale) for each in (head.xMin, head.yMin, head.xMax, head.yMax))
    return Font(
        name,
        zlib.compress(plain.getvalue(), 6),
        len(plain.getvalue()),
        {code: ids[glyph] for code, glyph in read.getBestCmap().items()},
        tuple(round(across[glyph][0] * scale) for glyph in order),
        round(read["hhea"].ascent * scale),
        round(read["hhea"].descent * scale),
        box,  # type: ignore[arg-type]
        round(read["post"].italicAngle),
    )


def _chain(style: str) -> tuple[str, ...]:
    return f"tinos-latin-{style}", f"tinos-vietnamese-{style}", "roboto-math-400-normal"


Run = tuple[str, tuple[int, ...]]
"""A face and the glyphs drawn with it, one after another."""


@dataclass(frozen=True, slots=True)
class Word:
    """Some letters without a blank between them, ready to be drawn; `width` in thousandths of the size."""

    text: str
    runs: tuple[Run, ...]
    width: int


@lru_cache(maxsize=20_000)
def word(text: str, style: str) -> Word:
    """A word in a style. A letter of no face is drawn as a question mark."""
    runs: list[tuple[str, list[int]]] = []
    width, drawn = 0, ""
    for letter in text:
        code = ord(letter)
        name = next((each for each in _chain(style) if code in font(each).glyphs), "")
        if not name:
            name, code = _chain(style)[0], ord("?")
        drawn += chr(code)
        face = font(name)
        glyph = face.glyphs[code]
        width += face.widths[glyph]
        if runs and runs[-1][0] == name:
            runs[-1][1].append(glyph)
        else:
            runs.append((name, [glyph]))
    return Word(drawn, tuple((name, tuple(glyphs)) for name, glyphs in runs), width)


@lru_cache(maxsize=8)
def _blank(style: str) -> int:
    face = font(_chain(style)[0])
    return face.widths[face.glyphs[32]]


@dataclass(frozen=True, slots=True)
class TextLine:
    """Words of one line; `last` of its paragraph, so never stretched."""

    words: tuple[Word, ...]
    style: str
    last: bool = True

    @property
    def width(self) -> int:
        return sum(each.width for each in self.words) + _blank(self.style) * max(0, len(self.words) - 1)


def lines_of(text: str, style: str, size: float, width: float, indent: float = 0) -> list[TextLine]:
    """Text broken into lines no wider than `width` points; `indent` is kept free in the first. A word too long for a line
    is broken wherever it must be."""
    made: list[TextLine] = []
    for paragraph in unicodedata.normalize("NFC", text).split("\n"):
        made += _broken(paragraph, style, 1000 * width / size, 1000 * indent / size)
        indent = 0
    return made


def _broken(text: str, style: str, room: float, indent: float) -> list[TextLine]:
    gap, made = _blank(style), []
    line: list[Word] = []
    used, free = 0.0, room - indent
    for one in _pieces(text, style, room):
        more = one.width + (gap if line else 0)
        if line and used + more > free + 0.5:
            made.append(TextLine(tuple(line), style, False))
            line, used, free, more = [], 0.0, room, one.width
        line.append(one)
        used += more
    made.append(TextLine(tuple(line), style))
    return made


def _pieces(text: str, style: str, room: float) -> Iterable[Word]:
    # Not `split()`: blanks that hold together (before a number, between the words of a date) do not part words.
    for typed in filter(None, text.replace("\t", " ").split(" ")):
        while (whole := word(typed, style)).width > room and len(typed) > 1:
            count, width = 0, 0
            while count < len(typed) and width + word(typed[count], style).width <= room:
                width += word(typed[count], style).width
                count += 1
            yield word(typed[: max(1, count)], style)
            typed = typed[max(1, count) :]
            whole = word(typed, style)
        yield whole


# ---------------------------------------------------------------- pages


@dataclass
class Page:
    """One page: what is drawn on it, with the origin in its top left corner."""

    width: float
    height: float
    drawn: list[str] = field(default_factory=list)

    def rule(self, x: float, y: float, to_x: float, to_y: float, thick: float = 0.6) -> None:
        self.drawn.append(
            f"{thick} w {x:.2f} {self.height - y:.2f} m {to_x:.2f} {self.height - to_y:.2f} l S"
        )


class Print:
    """A paper being drawn, page after page."""

    def __init__(self, title: str) -> None:
        self.title, self.pages = title, list[Page]()
        self.used: dict[str, dict[int, str]] = {}
        self.names: dict[str, str] = {}

    def page(self, width: float, height: float) -> Page:
        made = Page(width, height)
        self.pages.append(made)
        return made

    def line(
        self,
        page: Page,
        line: TextLine,
        x: float,
        y: float,
        size: float,
        width: float = 0,
        *,
        align: str = "l",
        stretch: bool = False,
    ) -> None:
        """Draw a line with its baseline at `y`, in a column of `width` from `x`."""
        if not line.words:
            return
        gap, own = _blank(line.style) * size / 1000, line.width * size / 1000
        if align == "c":
            x += (width - own) / 2
        elif align == "r":
            x += width - own
        if stretch and not line.last and len(line.words) > 1:
            gap += (width - own) / (len(line.words) - 1)
        blank = word(" ", line.style).runs[0]
        ops: list[str] = []
        for number, one in enumerate(line.words):
            ops.append(f"1 0 0 1 {x:.2f} {page.height - y:.2f} Tm")
            for name, glyphs in one.runs:
                ops.append(self._show(name, glyphs, size))
            if number < len(line.words) - 1:
                # The blank itself is drawn too, so that what is copied out of the paper reads as words.
                ops.append(self._show(*blank, size))
            x += one.width * size / 1000 + gap
            self._note(one)
        page.drawn.append(f"BT {' '.join(ops)} ET")

    def _show(self, name: str, glyphs: Sequence[int], size: float) -> str:
        short = self.names.setdefault(name, f"F{len(self.names)}")
        return f"/{short} {size:g} Tf <{''.join(f'{glyph:04X}' for glyph in glyphs)}> Tj"

    def _note(self, one: Word) -> None:
        letters = iter(one.text)
        for name, glyphs in one.runs:
            self.used.setdefault(name, {}).update(zip(glyphs, letters, strict=False))

    def written(self) -> bytes:
        """The whole paper as a PDF file."""
        out = _File()
        fonts = " ".join(f"/{short} {_font(out, name, self)} 0 R" for name, short in self.names.items())
        resources = out.add(f"<< /Font << {fonts} >> >>")
        parent = out.reserve()
        kids = []
        for page in self.pages:
            content = out.stream("\n".join(page.drawn).encode("ascii"))
            kids.append(
                out.add(
                    f"<< /Type /Page /Parent {parent} 0 R /MediaBox [0 0 {page.width:.2f} {page.height:.2f}] "
                    f"/Resources {resources} 0 R /Contents {content} 0 R >>"
                )
            )
        listed = " ".join(f"{kid} 0 R" for kid in kids)
        out.put(parent, f"<< /Type /Pages /Kids [{listed}] /Count {len(kids)} >>".encode())
        root = out.add(
            f"<< /Type /Catalog /Pages {parent} 0 R /Lang (vi-VN) /ViewerPreferences << /DisplayDocTitle true >> >>"
        )
        info = out.add(f"<< /Title {_text(self.title)} /Producer {_text('Đình')} >>")
        return out.closed(root, info)


def _text(words: str) -> str:
    return f"<FEFF{words.encode('utf-16-be').hex().upper()}>"


def _font(out: _File, name: str, paper: Print) -> int:
    """A face inside the file, with the widths and the letters of the glyphs that are drawn."""
    face, letters = font(name), dict(sorted(paper.used.get(name, {}).items()))
    space = face.glyphs.get(32)
    if space is not None:
        letters.setdefault(space, " ")
    base = f"DINHAA+{name}"
    data = out.stream(face.data, f"/Length1 {face.size}", packed=True)
    flags = 4 + (64 if face.slant else 0)
    descriptor = out.add(
        f"<< /Type /FontDescriptor /FontName /{base} /Flags {flags} /FontBBox [{' '.join(map(str, face.box))}] "
        f"/ItalicAngle {face.slant} /Ascent {face.ascent} /Descent {face.descent} /CapHeight {face.ascent} "
        f"/StemV {120 if '700' in name else 80} /FontFile2 {data} 0 R >>"
    )
    widths = " ".join(f"{glyph} [{face.widths[glyph]}]" for glyph in letters)
    below = out.add(
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{base} /FontDescriptor {descriptor} 0 R "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        f"/CIDToGIDMap /Identity /DW 500 /W [{widths}] >>"
    )
    said = out.stream(_letters(letters).encode("ascii"))
    return out.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{base} /Encoding /Identity-H "
        f"/DescendantFonts [{below} 0 R] /ToUnicode {said} 0 R >>"
    )


def _letters(letters: dict[int, str]) -> str:
    """Which letter each glyph is, so that the paper can be searched and copied."""
    rows = [
        f"<{glyph:04X}> <{letter.encode('utf-16-be').hex().upper()}>" for glyph, letter in letters.items()
    ]
    blocks = "\n".join(
        f"{len(some)} beginbfchar\n" + "\n".join(some) + "\nendbfchar"
        for some in (rows[at : at + 100] for at in range(0, len(rows), 100))
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{blocks}\nendcmap CMapName currentdict /CMap defineresource pop end end"
    )


class _File:
    """Numbered objects of a PDF file."""

    def __init__(self) -> None:
        self.objects: list[bytes] = []

    def reserve(self) -> int:
        self.objects.append(b"")
        return len(self.objects)

    def put(self, number: int, body: bytes) -> None:
        self.objects[number - 1] = body

    def add(self, body: str) -> int:
        number = self.reserve()
        self.put(number, body.encode("latin-1"))
        return number

    def stream(self, data: bytes, more: str = "", *, packed: bool = False) -> int:
        body = data if packed else zlib.compress(data, 6)
        number = self.reserve()
        head = f"<< /Length {len(body)} /Filter /FlateDecode {more} >>\nstream\n".encode("ascii")
        self.put(number, head + body + b"\nendstream")
        return number

    def closed(self, root: int, info: int) -> bytes:
        """The file: header, objects, where each stands, trailer."""
        parts, at, places = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"], 15, []
        for number, body in enumerate(self.objects, 1):
            places.append(at)
            part = f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
            parts.append(part)
            at += len(part)
        table = "".join(f"{place:010d} 00000 n \n" for place in places)
        count = len(self.objects) + 1
        parts.append(
            f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<< /Size {count} /Root {root} 0 R "
            f"/Info {info} 0 R >>\nstartxref\n{at}\n%%EOF\n".encode()
        )
        return b"".join(parts)
