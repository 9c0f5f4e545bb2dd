"""From a document as received to lines of words: shares mended, marks restored, the way back to the page kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from dinh.papers.shapes import SourceDocument
from dinh.plans.reading import numbers, place_names
from dinh.plans.reading.restore import RestoredLine, restore
from dinh.plans.reading.words import Pages, Run, Word, fold


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of the source with its words."""

    number: int
    page: int
    raw: str
    run: Run
    first_of_page: bool

    @property
    def blank(self) -> bool:
        return not self.run


@dataclass(frozen=True, slots=True)
class Prepared:
    """A raw line made ready for restoring, with where each of its letters stands in the raw one."""

    text: str
    at: tuple[int, ...]
    shares: tuple[tuple[int, int, numbers.Share], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """The whole document as lines of words."""

    lines: tuple[SourceLine, ...]
    pages: Pages
    clean_lines: tuple[str, ...]
    noisy: bool
    """True when the text is a scan whose marks were lost: what it says is then partly guessed."""

    restored: bool = False
    """True when some word was restored, so that items have something to be unsure of."""

    def line(self, number: int) -> SourceLine:
        return self.lines[number - self.lines[0].number]


def prepare(raw: str) -> Prepared:
    """Shares written as digits, with blanks around them; years and line numbers set free from the word they are glued to."""
    found = numbers.shares(raw)
    gaps = set(numbers.gaps(raw))
    out: list[str] = []
    at: list[int] = []
    spans: list[tuple[int, int, numbers.Share]] = []

    def put(text: str, place: int) -> None:
        out.append(text)
        at.extend([place] * len(text))

    index = 0
    queue = list(found)
    while index < len(raw):
        if queue and queue[0].start == index:
            share = queue.pop(0)
            put(" ", index)
            begin = len(at)
            put(share.canonical, index)
            spans.append((begin, len(at), share))
            index = share.end
            if index < len(raw) and raw[index].isalnum():
                put(" ", index)
            continue
        if index in gaps:
            put(" ", index)
        put(raw[index], index)
        index += 1
    at.append(len(raw))
    return Prepared("".join(out), tuple(at), tuple(spans))


def load(document: SourceDocument) -> Source:
    """All lines of the document, restored in one go."""
    flat = [(line.number, page.number, line.text) for page in document.pages for line in page.lines]
    texts = [
        unicodedata.normalize("NFC", text.replace("\f", " ").replace("\xa0", " ")) for _, _, text in flat
    ]
    prepared = [prepare(text) for text in texts]
    restored = restore([ready.text for ready in prepared])
    pages = Pages(
        {number: text for (number, _, _), text in zip(flat, texts, strict=True)},
        {number: page for number, page, _ in flat},
    )
    told = [
        _words(ready, text, line, number, page)
        for (number, page, _), text, ready, line in zip(flat, texts, prepared, restored, strict=True)
    ]
    unsure = any(word.sure < 1.0 for words in told for word in words)
    if unsure:
        place_names.mended(told)
    lines = []
    before = None
    for (number, page, _), text, words in zip(flat, texts, told, strict=True):
        run = Run(words, pages)
        opens = before is not None and (page != before or (text[:1] == " " and text[1:2].strip() != ""))
        lines.append(SourceLine(number, page, text, run, opens))
        before = page
    return Source(tuple(lines), pages, tuple(line.text for line in restored), _is_noisy(texts), unsure)


@dataclass(slots=True)
class _Piece:
    """A word being put together."""

    start: int
    end: int
    text: str
    sure: float
    share: numbers.Share | None = None


_OPENERS = '(“"‘[{'
_JOINERS = re.compile(r"[/\-–&_@]+|[.,](?=\d)")


def _pieces(ready: Prepared, line: RestoredLine) -> list[_Piece]:
    tokens: list[_Piece] = [
        _Piece(a, b, share.canonical, 0.6 if share.mended else 1.0, share) for a, b, share in ready.shares
    ]
    spans = ready.shares
    ahead = 0
    for known in line.tokens:
        while ahead < len(spans) and spans[ahead][1] <= known.start:
            ahead += 1
        within = ahead < len(spans) and spans[ahead][0] < known.end
        if known.start < known.end and not within:
            tokens.append(
                _Piece(known.start, known.end, unicodedata.normalize("NFC", known.text), known.confidence)
            )
    tokens.sort(key=lambda piece: piece.start)
    words: list[_Piece] = []
    at = 0
    for token in tokens:
        joins = _gap(ready.text, at, token, words)
        if joins and words:
            last = words[-1]
            last.text += ready.text[at : token.start] + token.text
            last.end, last.sure = token.end, min(last.sure, token.sure)
        else:
            words.append(token)
        at = max(at, token.end)
        token.end = at
    _gap(ready.text, at, None, words)
    return words


def _gap(text: str, at: int, token: _Piece | None, words: list[_Piece]) -> bool:
    """Give the signs between two words to the one they belong to. True when they bind the two into one."""
    stop = token.start if token else len(text)
    gap = text[at:stop]
    if not gap.strip():
        return False
    bound = not any(c.isspace() for c in gap)
    follows = bool(words) and words[-1].end == at
    if bound and follows and token and not token.share and not words[-1].share:
        before, after = words[-1].text[-1:], token.text[:1]
        if _JOINERS.fullmatch(gap) or (gap in ".," and before.isdigit() and after.isdigit()):
            return True
    index = at
    closing = follows and index < stop and text[index] in "\"'"
    while index < stop and not text[index].isspace() and (closing or text[index] not in _OPENERS):
        index += 1
    if index > at:
        if follows:
            words[-1].text += text[at:index]
            words[-1].end = index
        else:
            words.append(_Piece(at, index, text[at:index], 1.0))
    for match in re.finditer(r"\S+", text[index:stop]):
        begin, end = index + match.start(), index + match.end()
        if token and end == stop and match.group()[-1] in _OPENERS and not token.share:
            token.text = match.group() + token.text
            token.start = begin
        else:
            words.append(_Piece(begin, end, match.group(), 1.0))
    return False


def _words(ready: Prepared, raw: str, line: RestoredLine, number: int, page: int) -> list[Word]:
    words: list[Word] = []
    for piece in _pieces(ready, line):
        if piece.share:
            first, last = piece.share.start, piece.share.end
            if piece.end < len(ready.at) and ready.at[piece.end - 1] + 1 > last:
                last = ready.at[piece.end - 1] + 1
            words.append(
                Word(
                    raw[first:last],
                    piece.text,
                    fold(piece.text),
                    number,
                    page,
                    first,
                    last,
                    piece.sure,
                    piece.share,
                )
            )
        else:
            words += _split(piece.text, raw, ready, piece.start, piece.end, number, page, piece.sure)
    return words


def _split(
    text: str, raw: str, ready: Prepared, start: int, end: int, number: int, page: int, sure: float
) -> list[Word]:
    """A restored token as words: it may hold blanks when two words stood glued on the page."""
    first, last = ready.at[start], ready.at[end - 1] + 1
    parts = text.split()
    words = []
    total = sum(map(len, parts)) or 1
    used = 0
    for part in parts:
        begin = first + used * (last - first) // total
        used += len(part)
        stop = first + used * (last - first) // total
        words.append(Word(raw[begin:stop], part, fold(part), number, page, begin, stop, sure))
    return words


_MARKED = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")


def _is_noisy(texts: Sequence[str]) -> bool:
    """Good Vietnamese has about two letters in ten that only Vietnamese has; a scan stripped of marks, hardly any."""
    joined = " ".join(texts).lower()
    letters = sum(1 for c in joined if c.isalpha())
    return letters > 0 and len(_MARKED.findall(joined)) / letters < 0.12
