"""The tree of headings, and what each section is for: grounds, present state, goals, tasks, money, organising."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from dinh.plans.reading.layout import Block
from dinh.plans.reading.markers import Marker
from dinh.plans.reading.offices import offices
from dinh.plans.reading.words import Run, best_distance, compact

Role = Literal["basis", "situation", "purpose", "general", "goals", "tasks", "money", "organise", "other"]

_PHRASES: tuple[tuple[Role, tuple[str, ...]], ...] = (
    ("basis", ("can cu lap ke hoach", "can cu phap ly", "co so phap ly", "can cu")),
    ("situation", ("hien trang", "thuc trang", "tinh hinh va nguyen nhan", "ket qua thuc hien", "ket qua dat duoc",
                   "danh gia chung", "danh gia tinh hinh", "ton tai han che", "boi canh", "su can thiet", "nguyen nhan",
                   "tinh hinh")),
    ("purpose", ("muc dich", "yeu cau", "quan diem", "pham vi", "doi tuong ap dung", "nguyen tac")),
    ("general", ("muc tieu tong quat", "muc tieu chung", "muc tieu lau dai")),
    ("goals", ("muc tieu cu the", "muc tieu co ban", "muc tieu", "cac chi tieu", "chi tieu chu yeu", "chi tieu cu the", "tam nhin",
               "chi tieu")),
    ("organise", ("to chuc thuc hien", "phan cong to chuc thuc hien", "phan cong nhiem vu", "phan cong trach nhiem",
                  "trach nhiem thi hanh", "dieu khoan thi hanh", "che do bao cao")),
    ("money", ("kinh phi thuc hien", "kinh phi", "nguon luc thuc hien", "du toan")),
    ("tasks", ("nhiem vu giai phap", "nhiem vu trong tam", "nhiem vu", "giai phap", "noi dung thuc hien",
               "noi dung trien khai", "noi dung va giai phap", "noi dung hoat dong", "noi dung nhiem vu")),
)  # fmt: skip
_ORDER: tuple[Role, ...] = ("basis", "situation", "purpose", "goals", "tasks", "money", "organise")


@dataclass(slots=True)
class Section:
    """A heading with what stands under it."""

    marker: Marker | None
    title: Run | None
    role: Role
    parent: Section | None
    year: int | None
    blocks: list[Block] = field(default_factory=list)
    children: list[Section] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.title.stripped().clean.strip(" .:") if self.title else ""

    @property
    def path(self) -> str:
        """'II.2.1' style: the numbers of the headings above."""
        own = self.marker.label if self.marker else ""
        above = self.parent.path if self.parent else ""
        if self.marker and self.marker.kind == "multi":
            top = self
            while top.parent and top.marker and top.marker.kind not in {"roman", "part", "upper", "article"}:
                top = top.parent
            above = top.path if top is not self else ""
        return ".".join(part for part in (above, own) if part)

    def chain(self) -> list[Section]:
        """This section and those above it, nearest first."""
        return [self, *(self.parent.chain() if self.parent else [])]

    @property
    def inherited_year(self) -> int | None:
        for section in self.chain():
            if section.year is not None:
                return section.year
        return None


def role_of(title: Run, *, top: bool) -> Role | None:
    """What a heading's words say it is for, however misread; None when they do not say."""
    clean = compact(title.folded)
    raw = compact(" ".join(word.raw for word in title.words))
    allow = 0.3 if top else 0.13
    best: tuple[float, int, Role] | None = None
    for role, phrases in _PHRASES:
        for phrase in phrases:
            needle = compact(phrase)
            if len(needle) > len(clean) + 4:
                continue
            for hay in {clean[:60], raw[:60]}:
                share = best_distance(hay, needle) / len(needle)
                if share <= allow:
                    place = hay.find(needle[:3])
                    mark = (share, place if place >= 0 else 60, role)
                    if best is None or (mark[0], -len(needle)) < (best[0], -best[1]):
                        best = (share, len(needle), role)
    return best[2] if best else None


_YEAR_TO = re.compile(r"\b(?:den|toi|truoc|het)\s+(?:het |cuoi |thang \d+ )?n\w{1,2}m\s+(20[1-5]\d)\b")
_YEARS = re.compile(r"\b(20[1-5]\d)\s*-\s*(20[1-5]\d)\b")
_YEAR = re.compile(r"\b(20[1-5]\d)\b")


def year_of(text: str) -> int | None:
    """The year that a heading sets for what stands under it."""
    if match := _YEAR_TO.search(text):
        return int(match.group(1))
    if match := _YEARS.search(text):
        return int(match.group(2))
    found = _YEAR.findall(text)
    return int(found[0]) if len(set(found)) == 1 else None


_CITES = re.compile(r"\b(?:quyet dinh|nghi quyet|nghi dinh|thong tu|chi thi|cong van|ke hoach so)\b.*\b\d+")


def is_heading(block: Block, following: Block | None) -> bool:
    """Whether a numbered block is a title rather than a clause."""
    marker = block.marker
    if marker is None or not block.run:
        return False
    text = block.run.clean.strip()
    words = len(block.run)
    if marker.kind in {"part", "roman"}:
        return words <= 60
    if marker.kind in {"dash", "plus"}:
        return False
    has_share = any(word.share for word in block.run.words)
    if text.endswith((".", ";", ",", "…")) and not (text.endswith(".") and block.upper):
        return (
            words <= 9
            and text.endswith(".")
            and not has_share
            and marker.kind != "letter"
            and _has_under(block, following)
        )
    if has_share or words > 60:
        return False
    if marker.kind == "letter":
        return words <= 22 and _has_under(block, following)
    return marker.kind != "article" or text.endswith(":") or words <= 12


def _has_under(block: Block, following: Block | None) -> bool:
    """A title has something under it that is deeper, or plain."""
    if following is None or block.marker is None:
        return False
    if following.marker is None:
        return True
    return following.marker.depth > block.marker.depth


def tree(blocks: list[Block]) -> Section:
    """All blocks of a body hung under their headings."""
    root = Section(None, None, "other", None, None)
    here = root
    letters_first = _letters_first(blocks)
    last_top: Role = "other"
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if not is_heading(block, following):
            here.blocks.append(block)
            continue
        marker = block.marker
        assert marker is not None
        parent = here
        depth = _depth(marker, letters_first)
        while (
            parent is not root and parent.marker is not None and _depth(parent.marker, letters_first) >= depth
        ):
            parent = parent.parent or root
        top = marker.kind in {"roman", "part"} or parent is root
        role = role_of(block.run, top=top)
        if parent is root and top:
            role = role or _next_role(last_top, block)
            last_top = role
        section = Section(marker, block.run, _refine(role, parent, block), parent, year_of(block.run.folded))
        parent.children.append(section)
        here = section
    _mark_offices(root)
    return root


def _letters_first(blocks: list[Block]) -> bool:
    """Whether 'A.', 'B.' stand above 'I.', 'II.' in this document."""
    for block in blocks:
        if block.marker is not None and block.marker.kind in {"upper", "roman"}:
            return block.marker.kind == "upper" and block.marker.label == "A"
    return False


def _depth(marker: Marker, letters_first: bool) -> float:
    return 0.5 if letters_first and marker.kind == "upper" else marker.depth


def _mark_offices(section: Section) -> None:
    """Headings that are offices, one after another, are 'Tổ chức thực hiện' even when its own heading was lost."""
    named = [child for child in section.children if child.title is not None and _is_office(child.title)]
    if (
        section.role in {"money", "other", "tasks"}
        and len(named) >= 3
        and len(named) * 2 > len(section.children)
    ):
        for child in section.children:
            child.role = "organise"
            for under in child.children:
                under.role = "organise"
        section.role = "organise" if section.role == "other" else section.role
    for child in section.children:
        _mark_offices(child)


def _is_office(title: Run) -> bool:
    found = offices(title, loose=True)
    return bool(found) and found[0].first == 0


def _next_role(last: Role, block: Block) -> Role:
    """A top heading that cannot be read, after 'Kinh phí', is 'Tổ chức thực hiện': plans keep one order."""
    if last == "money":
        return "organise"
    if last == "general":
        return "goals" if block.upper else "other"
    return "other"


_STRIVE = re.compile(
    r"^(?:den (?:het |cuoi )?n\w{1,2}m 20\d\d,? )?phan dau(?: (?:den|dat|cac|mot so|nhung)\b.{0,40})?\W*:?$"
)


def _refine(role: Role | None, parent: Section, block: Block) -> Role:
    above = parent.role
    if above == "tasks" and _STRIVE.match(block.run.folded):
        return "goals"
    if role is None:
        return above
    if (
        above == "other"
        or parent.parent is None
        or (parent.marker is not None and parent.marker.kind == "part")
    ):
        return role
    if above in {"goals", "general"}:
        # under 'Quan điểm, mục tiêu' both may stand; 'nhiệm vụ' among goals is only a word of a title
        return role if role in {"general", "goals", "purpose"} else above
    if above in {"tasks", "organise"}:
        # a task's title may speak of money or of aims; only 'Tổ chức thực hiện' and 'Kinh phí' change the matter
        return role if above == "tasks" and role in {"organise", "money"} and len(block.run) <= 6 else above
    if above in {"situation", "basis"}:
        return above
    return role
