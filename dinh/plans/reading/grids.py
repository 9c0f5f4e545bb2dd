"""Tables whose grid is known (Word, ruled PDF, scan cut into cells) or plain to see in a text file (bars, tabs, wide
gaps): read by their column heads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from dinh.papers.shapes import Table
from dinh.plans.reading.source import Source, SourceLine
from dinh.plans.reading.words import fold, squash

Column = Literal[
    "no",
    "what",
    "unit",
    "value",
    "past",
    "lead",
    "coop",
    "time",
    "output",
    "note",
    "basis",
    "money",
    "name",
    "other",
]

_COLUMNS: tuple[tuple[Column, str], ...] = (
    ("note", r"^ghi chu"),
    ("no", r"^(?:stt|tt|so tt|s tt|no\.?)$"),
    ("unit", r"^(?:don vi tinh|dvt|d\.v\.t|don vi do|don vi tinh[^a-z]*%?)"),
    ("coop", r"phoi hop"),
    ("lead", r"chu tri|^tri$|don vi thuc hien|co quan thuc hien|phu trach|dau moi|don vi tham muu|phan cong|co quan chu quan|chu dau tu|trach nhiem"),
    ("basis", r"co so phap ly|can cu|quyet dinh phe duyet|van ban"),
    ("past", r"(?<!trinh )(?<!hoach )(?<!tieu )thuc hien (?:nam )?20|ket qua (?:thuc hien )?(?:nam )?20|hien trang|uoc thuc hien|uoc th|thuc trang"),
    ("time", r"thoi gian|tien do|thoi han|hoan thanh|thoi diem|giai doan thuc hien"),
    ("output", r"san pham|ket qua|yeu cau|dau ra|muc tieu dat"),
    ("money", r"kinh phi|tong muc|du toan|nguon von|von |ngan sach|^nst?\b|tong so|tong cong|xa hoi hoa|nguon khac|trieu dong|ty dong"),
    ("name", r"ten (?:nhiem vu|du an|de an)|danh muc|nhiem vu|du an|cong viec|noi dung cong viec|noi dung thuc hien|hoat dong"),
    ("value", r"^(?:chi tieu|muc tieu|ke hoach|gia tri|ty le|chi tieu giao|chi tieu phan dau|phan dau)?\s*(?:den )?(?:nam )?20\d\d\s*(?:\(%\))?$"
              r"|^(?:chi tieu|ke hoach|muc tieu|gia tri|muc phan dau|chi tieu giao|phan dau|dinh muc)(?: \(?%\)?)?$"
              r"|(?:chi tieu|ke hoach|muc tieu|phan dau).{0,12}20\d\d|^den (?:het )?nam 20\d\d|^(?:lo trinh|muc)\b.{0,30}\b20\d\d$"),
    ("what", r"noi dung|chi tieu|ten chi tieu|muc tieu"),
)  # fmt: skip


@dataclass(slots=True)
class GridCell:
    """A cell's words with their lines."""

    text: str
    first: int
    last: int


@dataclass(slots=True)
class Grid:
    """A table as rows of cells; `kinds` says what each column is."""

    rows: list[list[GridCell]]
    first: int
    last: int
    page: int
    kinds: list[Column] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    """Column heads, folded."""
    heads: list[str] = field(default_factory=list)
    """Column heads as written."""
    body_from: int = 1
    title: str = ""
    scopes: dict[int, str] = field(default_factory=dict)
    """Whom a value column is for, where its head names a unit."""

    @property
    def kind(self) -> Literal["targets", "tasks", "projects", "none"]:
        kinds = set(self.kinds)
        if "money" in kinds and ("name" in kinds or "what" in kinds):
            return "projects"
        if "value" in kinds and ("what" in kinds or "name" in kinds):
            return "targets"
        if "what" in kinds and (
            "unit" in kinds or (kinds & {"lead"} and "chi tieu" in " ".join(self.labels))
        ):
            return "targets"
        if kinds & {"name", "what"} and kinds & {"lead", "time", "output"}:
            return "projects" if re.search(r"danh muc (?:cac )?du an", self.title) else "tasks"
        return "none"


def grids(source: Source, tables: tuple[Table, ...]) -> list[Grid]:
    """Every table that can be read by its heads, in order."""
    found = []
    for table in tables:
        rows = [
            [GridCell(squash(cell.text), cell.first_line, cell.last_line) for cell in _spread(row)]
            for row in table.rows
        ]
        grid = Grid(rows, table.first_line, table.last_line, table.page)
        if _headed(grid):
            found.append(grid)
    taken = {number for grid in found for number in range(grid.first, grid.last + 1)}
    for grid in _written(source):
        if not any(number in taken for number in range(grid.first, grid.last + 1)) and _headed(grid):
            found.append(grid)
    found.sort(key=lambda grid: grid.first)
    _join_pages(found)
    for grid in found:
        grid.title = _title_above(source, grid)
    return [grid for grid in found if grid.kind != "none"]


def _spread(row: tuple) -> list:  # type: ignore[type-arg]
    """Cells at their columns, spans filled with the same cell so that heads stand over all they cover."""
    out: list = []  # type: ignore[type-arg]
    for cell in row:
        while len(out) < cell.column:
            out.append(type(cell)(cell.row, len(out), "", cell.first_line, cell.last_line))
        out.extend([cell] * max(1, cell.column_span))
    return out


def _join_pages(found: list[Grid]) -> None:
    """A table that goes on after a page break with no heads of its own takes those of the one before."""
    for one, two in pairwise(found):
        if two.kind == "none" and len(two.kinds) == len(one.kinds) and two.first - one.last < 8:
            two.kinds, two.labels, two.heads, two.body_from = one.kinds, one.labels, one.heads, 0


def _column(label: str) -> Column:
    text = fold(label).strip(" .:*()")
    for kind, pattern in _COLUMNS:
        if re.search(pattern, text):
            return kind
    return "other"


def is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[IVXivx]{1,5}[.)]?|\d{1,3}(?:\.\d{1,2})*[.)]?|[A-HĐa-hđ][.)]?", text.strip()))


def _headed(grid: Grid) -> bool:
    width = max((len(row) for row in grid.rows), default=0)
    if width < 2 or len(grid.rows) < 2:
        return False
    for row in grid.rows:
        while len(row) < width:
            row.append(GridCell("", row[-1].first if row else grid.first, row[-1].last if row else grid.last))
    upto = 0
    while upto < min(4, len(grid.rows) - 1) and not (
        is_number(grid.rows[upto][0].text) and grid.rows[upto][1].text and upto > 0
    ):
        upto += 1
        if upto >= 1 and is_number(grid.rows[upto][0].text):
            break
    heads = grid.rows[: max(1, upto)]
    best = None
    for size in range(1, len(heads) + 1):
        labels = [
            squash(" ".join(dict.fromkeys(row[c].text for row in heads[:size] if row[c].text)))
            for c in range(width)
        ]
        kinds = [_column(label) for label in labels]
        score = len(set(kinds) - {"other"})
        if best is None or score > best[0]:
            best = (score, size, labels, kinds)
    assert best is not None
    if best[0] < 2:
        return False
    grid.body_from, grid.labels, grid.kinds = (
        max(best[1], len(heads)),
        [fold(label) for label in best[2]],
        best[3],
    )
    grid.heads = best[2]
    if "unit" not in grid.kinds and grid.kinds.count("value") >= 2 and "don vi" in grid.labels:
        grid.kinds[grid.labels.index("don vi")] = "unit"
    if "what" not in grid.kinds and "name" not in grid.kinds:
        texts = [c for c, kind in enumerate(grid.kinds) if kind in {"other", "value"}]
        if texts:
            grid.kinds[texts[0]] = "what"
    if grid.kinds.count("value") >= 1 and "what" not in grid.kinds and "name" not in grid.kinds:
        grid.kinds[grid.kinds.index("value")] = "what"
    _units_as_columns(grid)
    return True


_PLACE = re.compile(
    r"^(?:ubnd |uy ban nhan dan )?(?:xa|phuong|thi tran|dac khu|huyen|thi xa|thanh pho|quan|khu pho|thon|to dan pho) \S"
)


def _units_as_columns(grid: Grid) -> None:
    """'Chỉ tiêu | ĐVT | Xã An | Xã Bình': each unit has its own value."""
    if "value" in grid.kinds or "money" in grid.kinds:
        return
    places = [c for c, kind in enumerate(grid.kinds) if kind == "other" and _PLACE.match(grid.labels[c])]
    rows = grid.rows[grid.body_from :]
    if len(places) < 2 or not any(re.search(r"\d", row[c].text) for row in rows for c in places):
        return
    for c in places:
        grid.kinds[c] = "value"
        grid.scopes[c] = grid.heads[c]


def _title_above(source: Source, grid: Grid) -> str:
    said = [
        line.run.folded for line in source.lines if grid.first - 9 <= line.number < grid.first and line.run
    ]
    return " ".join(said)


# --- tables seen in plain text ---------------------------------------------------------------------------------------


def _written(source: Source) -> Iterator[Grid]:
    """Runs of lines with the same number of columns told by bars, tabs or gaps of three blanks and more."""
    run: list[tuple[SourceLine, list[str]]] = []
    for line in [*source.lines, None]:
        cells = _cells(line.raw) if line is not None else []
        if line is not None and (len(cells) >= 3 or (run and (_rule(line.raw) or len(cells) == 2))):
            run.append((line, cells))
            continue
        if line is not None and run and line.blank and len(run) > 1 and "|" not in run[-1][0].raw:
            continue
        if len(run) >= 3:
            grid = _grid_of(run)
            if grid is not None:
                yield grid
        run = []


def _rule(raw: str) -> bool:
    return bool(re.fullmatch(r"[\s|+:=-]{4,}", raw))


def _cells(raw: str) -> list[str]:
    if _rule(raw):
        return []
    if raw.count("|") >= 2:
        parts = raw.strip().split("|")
        if raw.strip().startswith("|"):
            parts = parts[1:]
            if raw.strip().endswith("|"):
                parts = parts[:-1]
        return [part.strip() for part in parts]
    if "\t" in raw:
        return [part.strip() for part in raw.strip("\n").split("\t")]
    parts = re.split(r"\s{3,}", raw.strip())
    return parts if len(parts) >= 3 else []


def _grid_of(run: list[tuple[SourceLine, list[str]]]) -> Grid | None:
    counts = [len(cells) for _, cells in run if cells]
    if not counts:
        return None
    width = max(set(counts), key=counts.count)
    bars = all("|" in line.raw for line, cells in run if cells)
    fits = sum(c == width or (bars and width - 2 <= c < width) for c in counts)
    if width < 3 or fits < 0.8 * len(counts):
        return None
    rows: list[list[GridCell]] = []
    for line, cells in run:
        if len(cells) != width:
            if not 2 <= len(cells) < width:
                continue
            cells = [*cells, *[""] * (width - len(cells))]
        total = any(re.match(r"tong|cong\b", fold(cell)) for cell in cells[:3])
        if (
            rows
            and not total
            and not cells[0]
            and sum(1 for cell in cells if cell) < max(2, width - 1)
            and not _rule(line.raw)
            and rows[-1][0].text
        ):
            for cell, text in zip(rows[-1], cells, strict=True):  # a row's second line
                cell.text = squash(f"{cell.text} {text}")
                cell.last = line.number
            continue
        rows.append([GridCell(text, line.number, line.number) for text in cells])
    if len(rows) < 2:
        return None
    first, last = run[0][0], run[-1][0]
    return Grid(rows, first.number, last.number, first.page)
