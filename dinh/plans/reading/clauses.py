"""A block cut into sentences and the clauses between semicolons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dinh.plans.reading.offices import offices
from dinh.plans.reading.words import Run

_SHORT = re.compile(r"(?:tp|tx|ths|ts|gs|pgs|stt|tt|dc|kt|tm|q|p|v\.v|vd|[a-z])\.")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause. `sentence` numbers the sentence of the block that it belongs to, `index` its place there."""

    run: Run
    topic: Run | None
    sentence: int
    index: int


def clauses(run: Run) -> list[Clause]:
    """The clauses of a block, in order; a lead-in such as 'Lĩnh vực y tế:' becomes their topic."""
    found: list[Clause] = []
    topic: Run | None = None
    for number, sentence in enumerate(sentences(run)):
        for index, part in enumerate(short for long in _semicolons(sentence) for short in _bounded(long)):
            lead, rest = _lead_in(part)
            if lead is not None:
                topic = lead
            if rest:
                found.append(Clause(rest, topic, number, index))
    return found


def sentences(run: Run) -> Iterator[Run]:
    """The sentences of a block, in order; a full stop inside brackets or after a short form ends none."""
    depth = start = 0
    words = run.words
    for index, word in enumerate(words):
        depth = max(0, depth + word.clean.count("(") - word.clean.count(")"))
        if index + 1 == len(words) or (depth > 0 and index - start < 60):
            continue
        following = words[index + 1]
        ends = word.clean.rstrip("”\"')")
        if not ends.endswith((".", "?", "!", "…")) or _SHORT.fullmatch(word.fold):
            continue
        head = following.clean.lstrip("“\"'(")
        opens = head[:1].isupper() or following.share is not None or head[:1] in "-+"
        if not opens or (ends[:-1].isdigit() and len(ends) < 4):
            continue
        yield run.part(start, index + 1)
        start, depth = index + 1, 0
    if start < len(words):
        yield run.part(start, len(words))


def _semicolons(run: Run) -> Iterator[Run]:
    depth = start = 0
    for index, word in enumerate(run.words):
        depth = max(0, depth + word.clean.count("(") - word.clean.count(")"))
        if depth > 0 and any(")" in w.clean for w in run.words[index + 1 : index + 50]):
            continue
        if word.clean.endswith(";") and index + 1 < len(run):
            if _only_offices(run.part(start, index + 1)):
                continue
            yield run.part(start, index + 1)
            start, depth = index + 1, 0
    if start < len(run):
        yield run.part(start, len(run))


def spoken(run: Run) -> list[Run]:
    """The stretches between full stops and semicolons, nothing taken away."""
    return [part for sentence in sentences(run) for part in _semicolons(sentence)]


_LONGEST = 400


def _bounded(run: Run) -> Iterator[Run]:
    """No clause is longer than a page: a file without line ends or full stops is cut at its commas."""
    start = 0
    while len(run) - start > _LONGEST:
        stop = start + _LONGEST
        while stop > start + _LONGEST // 2 and not run.words[stop - 1].clean.endswith(","):
            stop -= 1
        yield run.part(start, stop)
        start = stop
    yield run.part(start, len(run)) if start else run


def _only_offices(run: Run) -> bool:
    """'Các sở, ban, ngành; UBND các xã báo cáo …': the semicolon parts offices, not clauses."""
    if len(run) > 12:
        return False
    found = offices(run, loose=False)
    return bool(found) and found[0].first == 0 and len(run) - sum(o.last - o.first for o in found) <= 1


def _lead_in(run: Run) -> tuple[Run | None, Run]:
    """'Lĩnh vực y tế: 100% …' gives the topic and the clause; a metric before a colon stays with its value."""
    for index, word in enumerate(run.words[:14]):
        if word.clean.endswith(".") and 2 <= index <= 6 and run.words[0].fold in {"linh", "ve", "nganh"}:
            rest = run.part(index + 1, len(run))
            return run.part(0, index + 1), rest
        if not word.clean.endswith(":") or index + 1 >= len(run):
            continue
        following = run.words[index + 1]
        head = run.words[0].fold
        area = head in {"linh", "ve", "trong", "nganh", "doi", "tai"}
        if area or (following.share is None and following.clean.lstrip("“\"'")[:1].isupper()):
            if any(w.share for w in run.words[: index + 1]):
                return None, run
            return run.part(0, index + 1), run.part(index + 1, len(run))
    return None, run
