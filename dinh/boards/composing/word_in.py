"""A report that was worked on in Word comes back: what people wrote, which numbers they changed, what they took out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from docx import Document as open_word
from docx.oxml.ns import qn

from .shapes import Block, Document, Figure, Part
from .tying import tie
from .word_out import BLOCK, FIGURE, PROMPT

MOST_BYTES = 20 * 1024 * 1024
MOST_INSIDE = 200 * 1024 * 1024


class NotOurs(Exception):
    """The file is no report that came from here; `str()` says so."""


@dataclass(frozen=True, slots=True)
class Back:
    """What a file said: the report as it now stands, blocks whose words changed, figures changed by hand, blocks and figures that
    are no longer there (which stay as they were)."""

    document: Document
    changed: tuple[str, ...]
    by_hand: tuple[Figure, ...]
    gone: tuple[str, ...]
    lost_figures: tuple[Figure, ...] = field(default=())


def read(data: bytes, document: Document) -> Back:
    """Lay a file over the report that it was made of. Raises NotOurs."""
    texts = _texts(data)
    if not texts:
        raise NotOurs(
            "Tệp không phải bản Word đã tải từ trang soạn báo cáo này, hoặc các ô có đánh dấu đã bị bỏ. Tải lại bản Word rồi sửa trên bản đó."
        )
    blocks, figures = [], dict(document.figures)
    changed: list[str] = []
    gone: list[str] = []
    lost: list[Figure] = []
    for block in document.blocks:
        if block.kind not in ("prose", "ask"):
            blocks.append(block)
            continue
        found = texts.get(block.id)
        if found is None:
            gone.append(block.id)
            blocks.append(block)
            continue
        after = _asked(block, found.text) if block.kind == "ask" else _prose(block, found, figures, lost)
        if after != block:
            changed.append(block.id)
        blocks.append(after)
    whole = Document(document.title, document.opening, tuple(blocks), figures)
    newly = tuple(
        figure for key, figure in figures.items() if figure.by_hand != document.figures[key].by_hand
    )
    return Back(whole, tuple(changed), newly, tuple(gone), tuple(lost))


def _asked(block: Block, text: str) -> Block:
    words = text.strip()
    return replace(block, text="" if words == PROMPT.format(words=block.words) else words)


def _prose(block: Block, found: _Said, figures: dict[str, Figure], lost: list[Figure]) -> Block:
    tied = tie(found.text, block.parts, figures)
    for key, text in found.figures.items():
        # The file's own mark is surer than where the number stands.
        if key in figures and key in {part["f"] for part in block.parts if not isinstance(part, str)}:
            words = text.strip()
            figures[key] = replace(figures[key], by_hand="" if words == figures[key].text else words)
    for key, figure in tied.changed.items():
        if key not in found.figures:
            figures[key] = figure
    lost += [figures[key] for key in tied.gone if key not in found.figures]
    parts = found.parts(figures) if found.figures else tied.parts
    same = "".join(_words(parts, figures)) == "".join(_words(block.parts, figures))
    return block if same else replace(block, parts=tuple(parts), edited=True)


def _words(parts: tuple[Part, ...], figures: Mapping[str, Figure]) -> Iterator[str]:
    for part in parts:
        yield part if isinstance(part, str) else figures[part["f"]].shown


@dataclass
class _Said:
    """The words of one block in the file, with the figures marked in it."""

    pieces: list[tuple[str, str]] = field(default_factory=list)
    """(words, key of the figure or nothing)."""

    @property
    def text(self) -> str:
        return "".join(words for words, _key in self.pieces)

    @property
    def figures(self) -> dict[str, str]:
        told: dict[str, str] = {}
        for words, key in self.pieces:
            if key:
                told[key] = told.get(key, "") + words
        return told

    def parts(self, figures: Mapping[str, Figure]) -> tuple[Part, ...]:
        out: list[Part] = []
        for words, key in self.pieces:
            if key and key in figures:
                if not out or out[-1] != {"f": key}:
                    out.append({"f": key})
            elif out and isinstance(out[-1], str):
                out[-1] += words
            elif words:
                out.append(words)
        return tuple(out)


def _texts(data: bytes) -> dict[str, _Said]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_INSIDE:
                raise NotOurs("Tệp Word lớn quá mức nhận được.")
        body = open_word(io.BytesIO(data)).element.body
    except (zipfile.BadZipFile, KeyError, ValueError) as wrong:
        raise NotOurs("Tệp không phải văn bản Word (.docx) đọc được.") from wrong
    found: dict[str, _Said] = {}
    for control in body.iter(qn("w:sdt")):
        tag = _tag(control)
        if tag.startswith(BLOCK):
            said = _Said()
            for number, line in enumerate(control.iter(qn("w:p"))):
                if number:
                    said.pieces.append(("\n", ""))
                said.pieces += _pieces(line)
            found[tag.removeprefix(BLOCK)] = said
    return found


def _tag(control: Any) -> str:
    mark = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
    return "" if mark is None else str(mark.get(qn("w:val"), ""))


def _pieces(line: Any) -> list[tuple[str, str]]:
    """Words of a paragraph in order, with the key of the figure that each stands in. What a tracked change took out is out."""
    found: list[tuple[str, str]] = []
    for run in line.iter(qn("w:r")):
        key, deleted = "", False
        for above in run.iterancestors():
            if above is line:
                break
            deleted = deleted or above.tag == qn("w:del")
            if above.tag == qn("w:sdt") and not key:
                tag = _tag(above)
                key = tag.removeprefix(FIGURE) if tag.startswith(FIGURE) else ""
        if deleted:
            continue
        words = "".join(
            "\n" if each.tag == qn("w:br") else "\t" if each.tag == qn("w:tab") else each.text or ""
            for each in run
            if each.tag in (qn("w:t"), qn("w:br"), qn("w:tab"))
        )
        if words:
            found.append((words, key))
    return found
