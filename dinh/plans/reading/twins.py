"""A target stated in the body and again in an appendix is one target with two places."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dinh.plans.reading.targets import Draft
from dinh.plans.reading.words import fold

_COMMON = {
    "ty", "le", "100%", "cac", "cua", "va", "duoc", "tren", "dat", "trong", "co", "tai", "la", "cho", "theo", "voi", "tu", "den", "nam",
    "toi", "thieu", "so", "dia", "ban", "thuc", "hien", "phai", "khi", "ve", "viec", "nhung",
}  # fmt: skip


@dataclass(slots=True)
class Pair:
    """A body target (or none) with its appendix twin (or none)."""

    body: Draft | None
    appendix: Draft | None

    @property
    def main(self) -> Draft:
        draft = self.body or self.appendix
        assert draft is not None
        return draft


def _keys(draft: Draft) -> frozenset[str]:
    words = re.findall(
        r"[a-z0-9]+", fold(draft.text if draft.row is None else draft.row.folded + " " + draft.text)
    )
    return frozenset(w for w in words if w not in _COMMON and len(w) > 1 and not w.isdigit())


def likeness(one: frozenset[str], two: frozenset[str]) -> float:
    """How much of the shorter wording stands in the longer one, words misread by a letter counted half."""
    if not one or not two:
        return 0.0
    short, long = sorted((one, two), key=len)
    same = short & long
    score = float(len(same))
    alike = {(word[:2], len(word)) for word in long - same}
    for word in short - same:
        head, size = word[:2], len(word)
        if size >= 4 and ((head, size) in alike or (head, size - 1) in alike or (head, size + 1) in alike):
            score += 0.5
    return score / len(short) * (0.75 + 0.25 * len(short) / len(long))


def pairs(drafts: list[Draft]) -> list[Pair]:
    """Body and appendix targets brought together; what has no twin stays alone."""
    body = [draft for draft in drafts if draft.where == "body"]
    appendix = [draft for draft in drafts if draft.where == "appendix"]
    keys = {id(draft): _keys(draft) for draft in drafts}
    scored: list[tuple[float, int, int]] = []
    for j, second in enumerate(appendix):
        for i, first in enumerate(body):
            like = likeness(keys[id(first)], keys[id(second)])
            if _alike(first, second, like):
                bonus = 0.5 if _same_value(first, second) else 0.0
                bonus += 0.15 if first.scope and first.scope == second.scope else 0.0
                # lists keep the order of the body: of two equal candidates the one at the like place is meant
                bonus -= 0.1 * abs(i / max(1, len(body)) - j / max(1, len(appendix)))
                scored.append((like + bonus, i, j))
    scored.sort(reverse=True)
    of_body: dict[int, int] = {}
    of_appendix: dict[int, int] = {}
    for _, i, j in scored:
        if i not in of_body and j not in of_appendix:
            of_body[i], of_appendix[j] = j, i
    _share_rows(body, appendix, of_body, keys)
    found = [Pair(draft, appendix[of_body[i]] if i in of_body else None) for i, draft in enumerate(body)]
    found += [
        Pair(None, draft)
        for j, draft in enumerate(appendix)
        if j not in of_appendix and not _repeats(draft, body, keys)
    ]
    return found


def _share_rows(
    body: list[Draft], appendix: list[Draft], of_body: dict[int, int], keys: dict[int, frozenset[str]]
) -> None:
    """One row of an appendix may stand for several entries of the body: one value for two tiers, a state beside a number."""
    rows = {(draft.run.lines, draft.value): of_body[i] for i, draft in enumerate(body) if i in of_body}
    whole = [
        frozenset(w for w in re.findall(r"[a-z0-9]+", draft.run.folded) if w not in _COMMON and len(w) > 1)
        for draft in appendix
    ]
    for i, draft in enumerate(body):
        if i in of_body:
            continue
        row = rows.get((draft.run.lines, draft.value))
        if row is None and draft.value is None:
            own = keys[id(draft)]
            covered = [(len(own & words) / max(1, len(own)), -j) for j, words in enumerate(whole)]
            best = max(covered, default=(0.0, 0))
            row = -best[1] if best[0] >= 0.75 and len(own) >= 4 else None
        if row is not None and not (draft.year and appendix[row].year and draft.year != appendix[row].year):
            of_body[i] = row


def _same_value(one: Draft, two: Draft) -> bool:
    return one.value == two.value and one.value_max == two.value_max


def _alike(one: Draft, two: Draft, like: float) -> bool:
    if one.year and two.year and one.year != two.year:
        return False
    if _same_value(one, two):
        return like >= 0.42
    if one.value is None or two.value is None:
        return False
    same_kind = (one.unit or "").startswith("%") == (two.unit or "").startswith("%")
    return same_kind and like >= 0.72


def _repeats(draft: Draft, body: list[Draft], keys: dict[int, frozenset[str]]) -> bool:
    """A row that a body target has already taken, split into fewer or more entries than the body."""
    return (
        any(_same_value(draft, other) and likeness(keys[id(draft)], keys[id(other)]) >= 0.8 for other in body)
        and draft.value is not None
    )
