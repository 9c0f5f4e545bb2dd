"""Which office a written name means: abbreviations, loose wording and a scanner's slips."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Protocol

from dinh.ground.text import fold


class OfficeName(Protocol):
    """What matching needs to know of an office; `models.Office` has it."""

    @property
    def name(self) -> str: ...
    @property
    def short_name(self) -> str: ...
    @property
    def aliases(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class OfficeMatch:
    """An office and how sure the match is, 0..1."""

    office: OfficeName
    score: float


SURE = 0.86
"""At or above this a match may be proposed without asking."""
_LEAD = 0.04
"""A match must be this much better than the second, or it is a guess between two."""

_SHORT = {
    "vhxh": "van hoa xa hoi",
    "vhtt": "van hoa thong tin",
    "vhttdl": "van hoa the thao du lich",
    "vhttvdl": "van hoa the thao du lich",
    "pvhcc": "phuc vu hanh chinh cong",
    "hcc": "hanh chinh cong",
    "ttpvhcc": "trung tam phuc vu hanh chinh cong",
    "ttphcc": "trung tam phuc vu hanh chinh cong",
    "tthcc": "trung tam phuc vu hanh chinh cong",
    "cudvc": "cung ung dich vu cong",
    "cudv": "cung ung dich vu",
    "dvc": "dich vu cong",
    "hdnd": "hoi dong nhan dan",
    "ubnd": "uy ban nhan dan",
    "ubmttq": "uy ban mat tran to quoc",
    "mttq": "mat tran to quoc",
    "khcn": "khoa hoc cong nghe",
    "tttt": "thong tin truyen thong",
    "gddt": "giao duc dao tao",
    "khdt": "ke hoach dau tu",
    "tckh": "tai chinh ke hoach",
    "tnmt": "tai nguyen moi truong",
    "nnmt": "nong nghiep moi truong",
    "nnptnt": "nong nghiep phat trien nong thon",
    "ldtbxh": "lao dong thuong binh xa hoi",
    "tbxh": "thuong binh xa hoi",
    "gtvt": "giao thong van tai",
    "qldt": "quan ly do thi",
    "chqs": "chi huy quan su",
    "bchqs": "ban chi huy quan su",
    "cnscd": "cong nghe so cong dong",
    "kthtdt": "kinh te ha tang do thi",
    "ktht": "kinh te ha tang",
    "ptth": "phat thanh truyen hinh",
    "ca": "cong an",
    "vp": "van phong",
    "tt": "trung tam",
    "mn": "mam non",
    "thcs": "trung hoc co so",
    "th": "tieu hoc",
    "thpt": "trung hoc pho thong",
}
# Words that say where an office is, not which office it is; and joining words.
_IDLE = frozenset({"va", "cua", "thuoc", "cac", "tren", "dia", "ban", "cap", "truc"})
_PLACES = ("thi xa", "thanh pho", "phuong", "xa", "tinh", "huyen", "quan", "dac khu", "thi tran")
_HEADS = (
    "so",
    "phong",
    "van phong",
    "trung tam",
    "cong an",
    "ban chi huy",
    "ban tuyen giao",
    "ban dan van",
    "ban to chuc",
    "truong",
    "tram",
    "uy ban mat tran",
    "mat tran",
    "uy ban nhan dan",
    "to",
    "doi",
    "thanh tra",
    "cuc",
    "bao",
    "dai",
    "hoi",
    "doan",
)
_RUN = re.compile(r"\w+(?:(?:\s*[&+]\s*|[-.])\w+)+")
_JOIN = re.compile(r"\s*[&+]\s*|[-.]")
_GROUP = re.compile(r"\bcac\b|\bcap (?:tinh|huyen|xa)\b")
_NOT_WORD = re.compile(r"[^\w ]+")
_SOCIETY_SLIP = re.compile(r"\bphuong hoi\b")
"""A find-and-replace of "xã" by "phường" when a template was reused has left "phường hội" in real plans."""


def office_key(name: str, place: str = "") -> str:
    """The name with abbreviations written out, without marks, joining words or the place: two ways of writing one
    office give one key. `place` is the unit's bare name ("Bỉm Sơn")."""
    text = fold(name)
    text = _RUN.sub(_unjoined, text)
    text = _NOT_WORD.sub(" ", text)
    words: list[str] = []
    for word in text.split():
        words.extend(_SHORT.get(word, word).split())
    text = _SOCIETY_SLIP.sub("xa hoi", " ".join(words))
    if place:
        text = _without_place(text, fold(place))
    text = re.sub(rf" (?:{'|'.join(_PLACES)})$", "", text)
    kept = text.split()
    return " ".join([w for i, w in enumerate(kept) if w not in _IDLE or (i == 0 and w == "ban")])


def _unjoined(match: re.Match[str]) -> str:
    """ "vh&xh", "pv-hcc" and "ld-tb&xh" are one abbreviation written in pieces; "hdnd&ubnd" is two."""
    pieces = _JOIN.split(match.group())
    whole = "".join(pieces)
    return whole if whole in _SHORT else " ".join(pieces)


def _without_place(text: str, place: str) -> str:
    for kind in _PLACES:
        text = text.replace(f" {kind} {place}", "")
    return text.replace(f" {place}", "") if text.endswith(f" {place}") else text


def _head(key: str) -> str:
    for head in sorted(_HEADS, key=len, reverse=True):
        if key == head or key.startswith(head + " "):
            return head
    return ""


def _score(wanted: str, key: str) -> float:
    if not wanted or not key:
        return 0.0
    if wanted == key:
        return 1.0
    head, other = _head(wanted), _head(key)
    if head and other and head != other:
        return 0.0
    compact, plain = wanted.replace(" ", ""), key.replace(" ", "")
    alike = SequenceMatcher(None, compact, plain, autojunk=False).ratio()
    first, second = wanted.split(), key.split()
    if len(first) >= 2 and second[: len(first)] == first:
        # "Phòng Kinh tế" said of "Phòng Kinh tế, Hạ tầng và Đô thị".
        alike = max(alike, 0.9)
    if second and len(second) >= 3 and first[: len(second)] == second:
        # "Văn phòng HĐND và UBND thị xã cùng các đơn vị".
        alike = max(alike, 0.87)
    # One letter in three-letter words is another word, so shared words count as much as shared letters.
    shared = sum(1 for w in set(first) if any(_near(w, x) for x in second)) / max(
        len(set(first)), len(set(second))
    )
    return min(0.99, alike if alike >= 0.87 and shared >= 0.5 else (alike + shared) / 2)


def _near(one: str, other: str) -> bool:
    if one == other:
        return True
    return (
        min(len(one), len(other)) >= 4 and SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.75
    )


def office_candidates(name: str, offices: Iterable[OfficeName], *, place: str = "") -> list[OfficeMatch]:
    """Every office that may be meant, the likeliest first; empty when none resembles it."""
    wanted, group = office_key(name, place), _GROUP.search(fold(name))
    found = []
    for office in offices:
        names = [n for n in (office.name, office.short_name, *office.aliases) if n]
        if group:  # "UBND các xã" is not this unit's UBND; only a name that is plural itself may answer
            names = [n for n in names if _GROUP.search(fold(n))]
        keys = {office_key(n, place) for n in names}
        score = max((_score(wanted, key) for key in keys), default=0.0)
        if score >= 0.6:
            found.append(OfficeMatch(office, round(score, 3)))
    found.sort(key=lambda m: -m.score)
    return found


def match_office(name: str, offices: Iterable[OfficeName], *, place: str = "") -> OfficeMatch | None:
    """The one office that is meant, or None when it is doubtful or none. `place`: the unit's bare name."""
    found = office_candidates(name, offices, place=place)
    if not found or found[0].score < SURE:
        return None
    if len(found) > 1 and found[0].score < 1.0 and found[0].score - found[1].score < _LEAD:
        return None
    return found[0]
