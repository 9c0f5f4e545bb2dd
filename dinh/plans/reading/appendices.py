"""What an appendix holds, and which of its lines are title, column heads or specks."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal

from dinh.plans.reading.layout import Part, is_noise
from dinh.plans.reading.markers import marker_of, mostly_upper
from dinh.plans.reading.offices import offices
from dinh.plans.reading.source import SourceLine
from dinh.plans.reading.words import compact, found_near

AppendixKind = Literal["targets", "tasks", "projects", "none"]

_HEADS = (
    "stt", "tt", "noidungchitieu", "donvitinh", "donvi", "tinhdo", "chitieu", "luong", "chutri", "phoihop", "ghichu", "noidung",
    "danhmuc", "thoigiantrienkhai", "thoigian", "trienkhai", "donvichutri", "donviphoihop", "donvichu", "donviphoi", "yeucauketqua",
    "thoigianthuc", "danhmucnhiemvu", "thoigianthuchien", "tennhiemvu", "datduochientrithuchienhop", "ghi", "chu", "tenduannhiemvu", "tongmucdautu",
    "dutoankinhphi", "nguonvon", "kinhphi", "cap", "donvitinhdoluong", "ketqua", "sanpham", "tiendo", "tri", "hop", "wong",
)  # fmt: skip
PERIOD = re.compile(r"\b(20[0-5]\d)\s*[-–]\s*(20[0-5]\d)\b")


def kind_of(part: Part) -> AppendixKind:
    """What an appendix holds, by its title and its column heads."""
    head = [line for line in part.lines if not line.blank][:14]
    text = compact(" ".join(line.run.folded for line in head))
    title = compact(" ".join(line.run.folded for line in head[:3]))
    whole = compact(" ".join(line.run.folded for line in part.lines))
    if part.kind == "tail":
        periods = sum(1 for line in part.lines if PERIOD.search(line.raw))
        return "projects" if periods >= 3 else "none"
    cells = len(
        re.findall(
            r"\d(?:[.,]\d+)?\s*(?:ty|trieu|triu|t')(?![a-z])",
            " ".join(line.run.folded for line in part.lines),
        )
    )
    if cells >= 2 and any(found_near(title, word, 0.2) for word in ("duan", "kinhphi")):
        return "projects"
    money = any(
        found_near(text, word, 0.12) for word in ("tongmucdautu", "kinhphi", "nguonvon", "dutoan", "tongmuc")
    )
    if money or len(re.findall("trieudong|tydong|trieu", whole)) > 4:
        return "projects"
    if any(found_near(title, word, 0.13) for word in ("chitieu", "muctieu")):
        return "targets"
    if any(found_near(text, word, 0.13) for word in ("noidungchitieu", "cacchitieu", "tenchitieu")):
        return "targets"
    if any(found_near(title, word, 0.13) for word in ("danhmucduan", "nhomduan")) and "nhiemvu" not in title:
        return "projects"
    if any(
        found_near(text, word, 0.15)
        for word in ("nhiemvu", "donvichutri", "noidungcongviec", "noidungthuchien")
    ):
        return "tasks"
    return "none"


def is_head(line: SourceLine) -> bool:
    """Whether a line is only column heads."""
    if len(line.run) > 12:
        return False
    text = compact(line.run.folded)
    raw = compact(line.raw)
    if re.search(r"\d", line.raw):
        return (
            len(text) >= 6
            and any(len(head) >= 8 and head in text for head in _HEADS)
            and not _holds_data(line)
        )
    if not text:
        return line.raw.strip() != "%"
    for hay in (text, raw):
        left = hay
        for head in sorted(_HEADS, key=len, reverse=True):
            if len(head) >= 3:
                left = left.replace(head, "")
        heads = sum(1 for head in set(_HEADS) if len(head) >= 5 and head in hay)
        if len(left) <= max(1, len(hay) // 6) + (3 if heads >= 2 else 0) and len(hay) >= 2:
            return True
    return len(text) >= 5 and any(
        abs(len(head) - len(text)) <= 2 and found_near(text, head, 0.2) and found_near(head, text, 0.2)
        for head in _HEADS if len(head) >= 6
    )  # fmt: skip


def repeated_heads(part: Part) -> set[int]:
    """Lines of column heads that every page of a table begins with, told by their likeness to one another."""
    written = [line for line in part.lines if not line.blank]
    tops: list[list[SourceLine]] = [written[:16]] if part.kind == "appendix" else []
    for index, line in enumerate(written):
        if line.first_of_page and index > 4:
            tops.append(written[index : index + 12])
    found: set[int] = set()
    for one in tops:
        for other in tops:
            if one is other:
                continue
            for line in one:
                key = compact(line.run.folded)
                if len(key) < 5 or _holds_data(line):
                    continue
                for twin in other:
                    if twin.number == line.number:
                        continue
                    second = compact(twin.run.folded)
                    short, long = sorted((key, second), key=len)
                    if len(short) >= 5 and len(long) < 3 * len(short) + 8 and found_near(long, short, 0.25):
                        found.add(line.number)
                        break
    for top in tops:  # what stands between two heads is a head too
        marks = [i for i, line in enumerate(top) if line.number in found]
        for first, last in pairwise(marks):
            if last - first <= 3:
                found.update(line.number for line in top[first : last + 1] if not _holds_data(line))
    return found


def _holds_data(line: SourceLine) -> bool:
    """A share, an office or a period: that is a row, not a head."""
    if any(word.share for word in line.run.words) or PERIOD.search(line.raw):
        return True
    return bool(offices(line.run, loose=True)) and "don vi" not in line.run.folded[:8]


_HEAD_PHRASES = (
    "tennhiemvu", "tenduan", "donvichutri", "donviphoihop", "thoigiantrienkhai", "thoigianthuchien", "noidungdautu", "tongmucdautu",
    "nguonvon", "kinhphidautu", "giaidoan", "ghichu", "danhmuc", "dutoan", "chuyentiep", "ketqua", "sanpham",
)  # fmt: skip


def first_block_heads(part: Part) -> set[int]:
    """Column heads broken into one block a cell, before the first row."""
    blocks: list[list[SourceLine]] = [[]]
    for line in part.lines:
        if line.blank:
            if blocks[-1]:
                blocks.append([])
        else:
            blocks[-1].append(line)
    blocks = [block for block in blocks if block][:16]
    last = -1
    for index, block in enumerate(blocks):
        if any(
            offices(line.run, loose=True) or re.search(r"\d\s*(?:t[yỷ']|tri)", line.raw) for line in block
        ):
            break
        words = sum(len(line.run) for line in block)
        text = compact(" ".join(line.run.folded for line in block))
        raw = compact(" ".join(line.raw for line in block))
        headed = any(found_near(text, head, 0.2) or found_near(raw, head, 0.2) for head in _HEAD_PHRASES)
        if words <= 14 and headed:
            last = index
        elif index > last + 4:
            break
    return {line.number for block in blocks[: last + 1] for line in block}


def body_lines(part: Part) -> list[SourceLine]:
    """The lines of an appendix without its title, column heads and specks."""
    kept: list[SourceLine] = []
    heads = repeated_heads(part)
    titled = part.kind == "appendix"
    for index, line in enumerate(part.lines):
        if line.blank or line.number in heads:
            continue
        if titled and index < 12 and _is_title(line, index):
            continue
        titled = titled and index < 12
        speck = is_noise(line) and not re.search(r"[\d%]", line.raw)
        if (
            is_head(line)
            or speck
            or (titled and index < 6 and len(line.run) < 3 and not re.search(r"\d", line.raw))
        ):
            continue
        kept.append(line)
    return kept


def _is_title(line: SourceLine, index: int) -> bool:
    text = line.run.folded
    if re.match(r"\W*\(?\s*k\w{1,3}m theo|.*quyet dinh s", text) or re.search(r"qd-ubnd|/kh-|-kh/", text):
        return True
    key = compact(text)
    if key.startswith("phuluc") or key.endswith("phulucii"):
        return True
    marker = marker_of(line.run.words)
    return (
        index < 6
        and mostly_upper(line.run.words)
        and (marker is None)
        and not line.run.words[0].raw[:1].isdigit()
    )
