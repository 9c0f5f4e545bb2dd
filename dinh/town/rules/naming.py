"""How people write the name of a unit, and how well a unit answers to it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from dinh.ground.text import fold, has_marks, nfc

# Folded words for a kind, longest first so that "thanh pho" is tried before "t".
_KIND_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("thanh pho truc thuoc trung uong", ("thanh-pho-tw",)),
    ("thanh pho", ("thanh-pho-tw", "thanh-pho")),
    ("thi tran", ("thi-tran",)),
    ("dac khu", ("dac-khu",)),
    ("thi xa", ("thi-xa",)),
    ("phuong", ("phuong",)),
    ("huyen", ("huyen",)),
    ("tinh", ("tinh",)),
    ("quan", ("quan",)),
    ("xa", ("xa",)),
    ("tp", ("thanh-pho-tw", "thanh-pho")),
    ("tx", ("thi-xa",)),
    ("tt", ("thi-tran",)),
    ("dk", ("dac-khu",)),
    ("p", ("phuong",)),
    ("q", ("quan",)),
    ("h", ("huyen",)),
    ("x", ("xa",)),
    ("t", ("tinh",)),
)
_SHORT_NAMES = {"hcm": "ho chi minh", "brvt": "ba ria vung tau", "hn": "ha noi"}
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SPACES = re.compile(r"\s+")


def marks_key(text: str) -> str:
    """Lower case with every tone moved to the end of its word: "Hoà Bình" and "Hòa Bình" give the same, "Hoa Bình"
    does not."""
    words = []
    for word in nfc(text).lower().split():
        letters = unicodedata.normalize("NFD", word)
        tones = "".join(c for c in letters if c in _TONES)
        words.append(unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES)) + tones)
    return " ".join(words)


def plain(text: str) -> str:
    """As names are compared and stored for searching: folded, dashes as spaces, apostrophes of one make."""
    text = fold(text).replace("–", " ").replace("-", " ").replace("’", "'")
    return _SPACES.sub(" ", text).strip()


@dataclass(frozen=True, slots=True)
class Query:
    """A name as somebody typed it, understood."""

    name: str
    """Folded, without the kind."""
    marked: str
    """`marks_key` of the same, or "" when it was typed without any mark."""
    kinds: frozenset[str]
    """The kinds the first words name; empty when none."""
    whole: str
    """Folded, with the kind, for a unit whose own name begins like a kind."""
    within: str = ""
    """Folded name of a unit above it, when typed after a comma."""


def parse_name(text: str) -> Query:
    """Understand "thị xã Bỉm Sơn", "tx bim son", "P.5", "Quang Trung, Thanh Hóa"."""
    text = _SPACES.sub(" ", nfc(text)).strip(" ,.;")
    head, _, tail = text.partition(",")
    name, kinds = _strip_kind(head)
    folded = plain(name)
    marked = marks_key(name) if has_marks(name) else ""
    within = plain(_strip_kind(tail.split(",")[0])[0]) if tail.strip() else ""
    return Query(_SHORT_NAMES.get(folded, folded), marked, kinds, plain(head), within)


def _strip_kind(text: str) -> tuple[str, frozenset[str]]:
    text = text.strip()
    folded = fold(text)
    for word, kinds in _KIND_WORDS:
        if not folded.startswith(word):
            continue
        rest = text[len(word) :]  # folding never changes the number of letters of NFC Vietnamese
        if rest[:1] not in (" ", ".", "") and not (len(word) == 1 and rest[:1].isdigit()):
            continue
        if rest.strip(" ."):
            return rest.strip(" ."), frozenset(kinds)
    return text, frozenset()


def rank(query: Query, kind: str, name: str, folded: str) -> int | None:
    """How well a unit answers: 0 the very name with its marks, 1 the name without marks, 2 begins so, 3 has the words
    inside; None when it does not answer. `folded` is `plain(name)`, kept with the row."""
    if query.kinds and kind not in query.kinds:
        return 1 if folded == query.whole else None
    if not query.name:
        return None
    if folded == query.name:
        return 0 if not query.marked or marks_key(name) == query.marked else 1
    if folded.startswith(query.name + " "):
        return 2
    if f" {query.name} " in f" {folded} ":
        return 3
    # Half a word while still typing.
    return 3 if len(query.name) >= 3 and folded.startswith(query.name) else None
