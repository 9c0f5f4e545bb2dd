"""Whom a target is for: the tier of government named, and one entry for each when a sentence names several."""

from __future__ import annotations

import re

from dinh.plans.reading.quantities import Quantity
from dinh.plans.reading.words import Run

_TIER = r"(?:trung uong|tinh|huyen|thi xa|thi|thanh pho|xa|phuong|co so)"
_FROM_TO = re.compile(
    rf"\btu\s+(cap {_TIER}|trung uong|tinh|\S{{2,4}} th\S{{1,3}})\s*,?\s+(?:den|toi|xuong)\s+(cap {_TIER}|xa|co so)\b"
)
_AND_UNITS = re.compile(
    r"^\s*,?\s*va\s+((?:cac\s+)?(?:don vi|co quan|to chuc)(?:\s+[a-z]+){1,6}?)(?=\s+(?:d\S{0,3}c|co|phai|thuc hien|su dung|dam bao|bao dam|trien khai)\b|[,;.]|$)"
)
_AT = re.compile(rf"\b(?:tai|cua|o|thuoc|doi voi)?\s*(cap {_TIER}(?:\s*,\s*(?:cap )?{_TIER})*)\b")
_PLACE = r"(?:xa|phuong|thi tran|thon|ban|to dan pho|khu pho|cum dan cu|dia ban)"
_PLACES_AND_HOMES = re.compile(
    rf"((?:cac\s+)?{_PLACE}(?:\s*,\s*(?:{_PLACE}))*)\s*,?\s+va\s+((?:so\s+|cac\s+)?(?:ho gia dinh|ho dan|co quan|truong hoc))\b"
)


def scope_of(run: Run) -> str | None:
    """The tier that a clause names."""
    match = _AT.search(run.folded)
    return _say(run, *match.span(1)) if match else None


def levels(piece: Run, quantity: Quantity, whole: Run) -> list[tuple[str | None, str | None]]:
    """Scopes of one value, each with a wording of its own where it needs one."""
    folded = piece.folded
    if quantity.operator == "rank":
        return _rankings(piece)
    if match := _FROM_TO.search(folded):
        named = [_say(piece, *match.span(1)), _say(piece, *match.span(2))]
        rest = folded[match.end() :]
        if more := _AND_UNITS.match(rest):
            named.append(_say(piece, match.end() + more.start(1), match.end() + more.end(1)))
        return [(name, None) for name in named]
    if match := _PLACES_AND_HOMES.search(folded):
        first, second = _say(piece, *match.span(1)), _say(piece, *match.span(2))
        words = piece.clean
        both = _say(piece, *match.span())
        if both in words:
            return [(first, words.replace(both, first)), (second, words.replace(both, second))]
        return [(first, None), (second, None)]
    match = _AT.search(folded)
    return [(_say(piece, *match.span(1)) if match else None, None)]


def _say(run: Run, start: int, end: int) -> str:
    return run.cut(start, end).clean.strip(" ,.;:()")


_RANKED = re.compile(r"\b(?:ve\s+)?xep hang\b")
_PAIRED = re.compile(r"^(?:an ninh|bao mat|cong nghe)")


def _rankings(piece: Run) -> list[tuple[str | None, str | None]]:
    """'đứng đầu về xếp hạng A, xếp hạng B, C': one ranking each."""
    match = _RANKED.search(piece.folded)
    if match is None:
        return [(None, None)]
    start = piece.index_at(match.start())
    head, items = piece.part(0, start), [[]]  # type: ignore[var-annotated]
    for index in range(start, len(piece)):
        items[-1].append(piece.words[index])
        follows = piece.words[index + 1].fold if index + 1 < len(piece) else ""
        ahead = " ".join(w.fold for w in piece.words[index + 1 : index + 3])
        if piece.words[index].clean.endswith(",") and follows and not _PAIRED.match(ahead):
            items.append([])
    if len(items) < 2:
        return [(None, None)]
    said = []
    for words in items:
        run = Run(words, piece.pages)
        name = re.sub(r"^(?:về )?(?:xếp hạng)?\s*(?:về )?", "", run.clean.strip(" ,.;"), flags=re.IGNORECASE)
        said.append((None, f"{head.clean} về xếp hạng {name}"))
    return said  # type: ignore[return-value]
