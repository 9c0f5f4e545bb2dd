"""Offices as plans name them: departments of a province, offices of a ward, unions, firms.

An office is known by its first word ('Sở', 'Phòng', 'UBND'…) and by how far its name goes on. Names in use before and
after the reorganisations of 2025 are both here: papers of both times are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dinh.plans.reading.office_names import NAMES
from dinh.plans.reading.words import Run, fold, near

_HEAD_LOOKS = {
    "s&": "so",
    "s¢": "so",
    "sc": "so",
    "sg": "so",
    "s6": "so",
    "50": "so",
    "56": "so",
    "86": "so",
    "59": "so",
    "sp": "so",
}


@dataclass(frozen=True, slots=True)
class Office:
    """An office named in a run: words first..last-1, with its proper name."""

    first: int
    last: int
    name: str
    whole: bool
    """False when the name breaks off at the end of the line."""


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in (fold(w).strip(",;.()") for w in text.split()) if part and part != "-")


_KNOWN: dict[str, list[tuple[tuple[str, ...], str]]] = {
    head: sorted(((_parts(name), name) for name in names), key=lambda item: -len(item[0]))
    for head, names in NAMES.items()
}
_FULL_HEAD = {
    "dang": "Đảng",
    "thuong": "Thường",
    "so": "Sở", "phong": "Phòng", "van": "Văn", "ubnd": "UBND", "uy": "Ủy", "ubmttq": "UBMTTQ", "mat": "Mặt", "cuc": "Cục", "chi": "Chi",
    "thue": "Thuế", "cong": "Công", "ban": "Ban", "bo": "Bộ", "trung": "Trung", "tram": "Trạm", "bao": "Báo", "dai": "Đài", "thu": "Thư",
    "truong": "Trường", "buu": "Bưu", "vnpt": "VNPT", "viettel": "Viettel", "hoi": "Hội", "doan": "Đoàn", "tinh": "Tỉnh", "huyen": "Huyện", "to": "Tổ",
    "kho": "Kho", "ngan": "Ngân", "doanh": "Doanh", "cac": "Các", "co": "Cơ",
}  # fmt: skip


def offices(run: Run, *, loose: bool = False) -> list[Office]:
    """The offices named in a run, left to right. `loose` also takes names cut off at the end of a line."""
    found: list[Office] = []
    index = 0
    while index < len(run):
        office = _office_at(run, index, loose=loose)
        if office is None:
            index += 1
            continue
        found.append(office)
        index = office.last
    return found


def _bare(run: Run, index: int) -> str:
    return run.bare[index]


def _head(run: Run, index: int, *, loose: bool) -> str | None:
    word = run.bare[index]
    if not loose and word not in _KNOWN:
        folded = fold(run.words[index].raw).strip(",;.()|\"'/:")
        return folded if folded in _KNOWN and run.words[index].raw.lstrip('(“"|-')[:1].isupper() else None
    raw = run.words[index].raw.strip(",;.()|\"'/:").lower()
    capital = run.words[index].raw.lstrip('(“"|-')[:1].isupper() or run.words[index].clean[:1].isupper()
    if word in _KNOWN:
        return word if capital or loose or word in {"cac", "doanh", "ubnd"} else None
    if loose and raw in _HEAD_LOOKS:
        return _HEAD_LOOKS[raw]
    if fold(raw) in _KNOWN and capital:
        return fold(raw)
    return None


def _office_at(run: Run, index: int, *, loose: bool) -> Office | None:
    if loose and _MAY_BE.match(run.words[index].raw):
        found = _muddled(run, index)
        if found is not None:
            return found
    head = _head(run, index, loose=loose)
    if (
        loose
        and index + 1 < len(run)
        and _bare(run, index + 1) == "phong"
        and re.fullmatch(r"v\S{1,3}n", _bare(run, index))
    ):
        head = "van"
    if head is None:
        return None
    best: Office | None = None
    for parts, name in _KNOWN[head]:
        last = _matched(run, index + 1, parts)
        if len(parts) == 1 and len(parts[0]) <= 5 and last is not None and _bare(run, last - 1) != parts[0]:
            continue  # one short word misread is too little to name an office by
        if last is not None and (best is None or last > best.last):
            best = Office(index, last, f"{_FULL_HEAD[head]} {name}".strip(), True)
    if best is not None or not loose:
        return best
    for parts, name in reversed(_KNOWN[head]):  # the shortest name that the line breaks off
        broken = _broken(run, index + 1, parts)
        if broken is not None and broken > index + 1:
            return Office(index, broken, f"{_FULL_HEAD[head]} {name}".strip(), False)
    return None


_MAY_BE = re.compile(r"\W*[sS5§8$cCtTđĐ]")
_SO_HEAD = re.compile(r"[sS5§8$][^\s\w]?\S{0,2}")
_CAC_HEAD = re.compile(r"c\S{1,2}c", re.IGNORECASE)


def _muddled(run: Run, index: int) -> Office | None:
    """'S& Tài chính', '56 Lao động', 'SGY tế', 'Cốc 86, ban, ngành': departments whose first word the scanner lost."""
    raw = run.words[index].raw.strip("|\"'”“ ")
    if re.fullmatch(r"[S5§8][^\s]{0,2}[YV]", raw) and index + 1 < len(run) and _same(run, index + 1, "te"):
        return Office(index, index + 2, "Sở Y tế", True)
    if _CAC_HEAD.fullmatch(fold(raw)) and index + 2 < len(run):
        first, second = run.words[index + 1].raw, fold(run.words[index + 2].raw)
        if re.fullmatch(r"[Ss5§8]\S{0,3}[,.]?", first) and re.match(r"b\S{0,3}[,.;’]", second):
            last = min(index + 4, len(run))
            if last < len(run) and "ubnd" in fold(run.words[last].raw):
                return Office(
                    index, min(last + 2, len(run)), "Các sở, ban, ngành, UBND cấp huyện, cấp xã", True
                )
            return Office(index, last, "Các sở, ban, ngành", True)
        if near(fold(run.words[index + 1].clean), "don") and near(second.strip(",.;"), "vi"):
            last = index + 3
            while last < len(run) and _bare(run, last) in {"co", "lien", "quan"}:
                last += 1
            return Office(index, last, "Các đơn vị liên quan", True)
    if (
        index + 2 < len(run)
        and _bare(run, index + 1) == "dai"
        and _bare(run, index + 2) == "hoc"
        and near(_bare(run, index), "truong", 2)
        and raw[:1].isupper()
    ):
        last = index + 3
        while last < len(run) and last < index + 6 and run.words[last].raw[:1].isupper():
            last += 1
        return Office(
            index,
            last,
            "Trường Đại học " + " ".join(w.clean for w in run.words[index + 3 : last]).strip(" ,.;"),
            True,
        )
    if not _SO_HEAD.fullmatch(raw) or (raw.lower() in {"số", "so"} and raw.islower()):
        return None
    if (
        index + 1 >= len(run)
        or not run.words[index + 1].raw[:1].isupper()
        or (index and _bare(run, index - 1) == "co")
    ):
        return None
    for parts, name in _KNOWN["so"]:
        stop = _matched(run, index + 1, parts)
        if stop is not None:
            return Office(index, stop, f"Sở {name}", True)
    for parts, name in _KNOWN["so"]:
        broken = _broken(run, index + 1, parts)
        if broken is not None and (broken > index + 2 or broken == len(run) > index + 1):
            return Office(index, broken, f"Sở {name}", False)
        if (
            len(parts) >= 3
            and index + 3 < len(run)
            and _same(run, index + 1, parts[0])
            and _same(run, index + 2, parts[1])
        ):
            return Office(index, index + 3, f"Sở {name}", False)
    return None


def _matched(run: Run, at: int, parts: tuple[str, ...]) -> int | None:
    position = at
    for part in parts:
        while position < len(run) and _bare(run, position) in {"", "-", "&", "|"}:
            position += 1
        if position >= len(run) or not _same(run, position, part):
            return None
        position += 1
    return position


def _same(run: Run, index: int, part: str) -> bool:
    word = _bare(run, index)
    if word == part:
        return True
    raw = fold(run.words[index].raw).strip(",;.()|\"'/:")
    if raw == part:
        return True
    most = 1 if len(part) >= 4 or (len(part) == 3 and run.words[index].sure < 0.95) else 0
    if len(part) >= 6:
        most = 2
    return bool(most) and (near(word, part, most) or near(raw, part, most))


def _broken(run: Run, at: int, parts: tuple[str, ...]) -> int | None:
    """How far a name goes before the line ends in the middle of it."""
    position = at
    for part in parts:
        if position >= len(run):
            return position if position > at else None
        if not _same(run, position, part):
            return None
        position += 1
    return position


def chains(run: Run, *, loose: bool = True) -> Iterator[list[Office]]:
    """Offices of one cell together: those that a comma, a semicolon or 'và' joins."""
    group: list[Office] = []
    for office in offices(run, loose=loose):
        if group and not _joined(run, group[-1], office):
            yield group
            group = []
        group.append(office)
    if group:
        yield group


def _joined(run: Run, one: Office, two: Office) -> bool:
    between = [_bare(run, i) for i in range(one.last, two.first)]
    closes = run.words[one.last - 1].raw.rstrip().endswith((",", ";"))
    if closes and not [w for w in between if w]:
        return True
    return between in (["va"], ["cung"], ["voi"])


def names(found: list[Office]) -> tuple[str, ...]:
    """Their names, each once, without the shorter form of a name that is there in full."""
    kept: list[str] = []
    for office in found:
        if office.name not in kept:
            kept.append(office.name)
    return tuple(
        name for name in kept if not any(name != other and other.startswith(name + " ") for other in kept)
    )


def stitched(run: Run) -> list[Office]:
    """Offices in a run of several lines, a name broken between cells or lines put together when its rest follows soon."""
    found: list[Office] = []
    index = 0
    while index < len(run):
        office = _office_at(run, index, loose=True)
        whole = office if office is not None and office.whole else None
        longer = _over_a_gap(run, index)
        if longer is not None and (whole is None or len(longer.name) > len(whole.name)):
            found.append(longer)
            index = longer.last
        elif whole is not None:
            found.append(whole)
            index = whole.last
        else:
            glued = _glued(run, index)
            if glued is not None:
                found.append(glued)
            index += 1
    return found


def _over_a_gap(run: Run, index: int) -> Office | None:
    head = _head(run, index, loose=True)
    if head is None:
        return None
    best: Office | None = None
    line = run.words[index].line
    for parts, name in _KNOWN[head]:
        if not parts:
            continue
        position, matched = index + 1, 0
        while matched < len(parts) and position < len(run) and _same(run, position, parts[matched]):
            position, matched = position + 1, matched + 1
        if matched == len(parts) or matched == 0:
            continue
        rest = parts[matched:]
        for start in range(position, min(len(run) - len(rest) + 1, position + 26)):
            if not line < run.words[start].line <= line + 3:
                continue
            if all(_same(run, start + k, part) for k, part in enumerate(rest)) and len("".join(rest)) >= 3:
                if best is None or len(name) > len(best.name):
                    best = Office(index, position, f"{_FULL_HEAD[head]} {name}".strip(), True)
                break
    return best


_GLUED = {
    re.sub(r"[^a-z]", "", fold(f"{_FULL_HEAD[head]} {name}")): f"{_FULL_HEAD[head]} {name}"
    for head, names_ in NAMES.items() for name in names_ if head in {"co", "cong", "so", "phong", "tram"} and name
}  # fmt: skip


def _glued(run: Run, index: int) -> Office | None:
    """'Cosoyte': the words of a name run together."""
    word = re.sub(r"[^a-z]", "", fold(run.words[index].raw))
    if len(word) < 6 or not run.words[index].raw[:1].isupper():
        return None
    for key, name in _GLUED.items():
        if len(key) >= 6 and near(word, key):
            return Office(index, index + 1, name, True)
    return None
