"""Tables whose grid is known (Word, ruled PDF, scan cut into cells) or plain to see in a text file (bars, tabs, wide
gaps): read by their column heads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from dinh.papers.shapes import Table
from dinh.plans.reading import numbers
from dinh.plans.reading.deadlines import rhythms
from dinh.plans.reading.headings import year_of
from dinh.plans.reading.money import worded
from dinh.plans.reading.offices import names, offices
from dinh.plans.reading.pillars import pillar_of
from dinh.plans.reading.quantities import Quantity, quantities
from dinh.plans.reading.scopes import scope_of
from dinh.plans.reading.shapes import Money, Project, Task
from dinh.plans.reading.source import Source, SourceLine
from dinh.plans.reading.targets import Draft
from dinh.plans.reading.words import Pages, Run, Word, fold, sentence, squash

Column = Literal["no", "what", "unit", "value", "past", "lead", "coop", "time", "output", "note", "basis", "money", "name", "other"]

_COLUMNS: tuple[tuple[Column, str], ...] = (
    ("note", r"^ghi chu"),
    ("no", r"^(?:stt|tt|so tt|s tt|no\.?)$"),
    ("unit", r"^(?:don vi tinh|dvt|d\.v\.t|don vi do|don vi tinh[^a-z]*%?)"),
    ("coop", r"phoi hop"),
    ("lead", r"chu tri|don vi thuc hien|co quan thuc hien|phu trach|dau moi|don vi tham muu|phan cong|co quan chu quan|chu dau tu|trach nhiem"),
    ("basis", r"co so phap ly|can cu|quyet dinh phe duyet|van ban"),
    ("past", r"thuc hien (?:nam )?20|ket qua (?:thuc hien )?(?:nam )?20|hien trang|uoc thuc hien|uoc th|thuc trang"),
    ("time", r"thoi gian|tien do|thoi han|hoan thanh|thoi diem|giai doan thuc hien"),
    ("output", r"san pham|ket qua|yeu cau|dau ra|muc tieu dat"),
    ("money", r"kinh phi|tong muc|du toan|nguon von|von |ngan sach|^nst?\b|tong so|tong cong|xa hoi hoa|nguon khac|trieu dong|ty dong"),
    ("name", r"ten (?:nhiem vu|du an|de an)|danh muc|nhiem vu|du an|cong viec|noi dung cong viec|noi dung thuc hien|hoat dong"),
    ("value", r"^(?:chi tieu|muc tieu|ke hoach|gia tri|ty le|chi tieu giao|chi tieu phan dau|phan dau)?\s*(?:den )?(?:nam )?20\d\d\s*(?:\(%\))?$"
              r"|^(?:chi tieu|ke hoach|muc tieu|gia tri|muc phan dau|chi tieu giao|phan dau|dinh muc)(?: \(?%\)?)?$"
              r"|(?:chi tieu|ke hoach|muc tieu|phan dau).{0,12}20\d\d|^den (?:het )?nam 20\d\d"),
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

    @property
    def kind(self) -> Literal["targets", "tasks", "projects", "none"]:
        kinds = set(self.kinds)
        if "money" in kinds and ("name" in kinds or "what" in kinds):
            return "projects"
        if "value" in kinds and ("what" in kinds or "name" in kinds):
            return "targets"
        if "what" in kinds and ("unit" in kinds or (kinds & {"lead"} and "chi tieu" in " ".join(self.labels))):
            return "targets"
        if kinds & {"name", "what"} and kinds & {"lead", "time", "output"}:
            return "projects" if re.search(r"danh muc (?:cac )?du an", self.title) else "tasks"
        return "none"


def grids(source: Source, tables: tuple[Table, ...]) -> list[Grid]:
    """Every table that can be read by its heads, in order."""
    found = []
    for table in tables:
        rows = [[GridCell(squash(cell.text), cell.first_line, cell.last_line) for cell in _spread(row)] for row in table.rows]
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
    for one, two in zip(found, found[1:], strict=False):
        if two.kind == "none" and len(two.kinds) == len(one.kinds) and two.first - one.last < 8:
            two.kinds, two.labels, two.heads, two.body_from = one.kinds, one.labels, one.heads, 0


def _column(label: str) -> Column:
    text = fold(label).strip(" .:*()")
    for kind, pattern in _COLUMNS:
        if re.search(pattern, text):
            return kind
    return "other"


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[IVXivx]{1,5}[.)]?|\d{1,3}(?:\.\d{1,2})*[.)]?|[A-HĐa-hđ][.)]?", text.strip()))


def _headed(grid: Grid) -> bool:
    width = max((len(row) for row in grid.rows), default=0)
    if width < 2 or len(grid.rows) < 2:
        return False
    for row in grid.rows:
        while len(row) < width:
            row.append(GridCell("", row[-1].first if row else grid.first, row[-1].last if row else grid.last))
    upto = 0
    while upto < min(4, len(grid.rows) - 1) and not (_is_number(grid.rows[upto][0].text) and grid.rows[upto][1].text and upto > 0):
        upto += 1
        if upto >= 1 and _is_number(grid.rows[upto][0].text):
            break
    heads = grid.rows[: max(1, upto)]
    best = None
    for size in range(1, len(heads) + 1):
        labels = [squash(" ".join(dict.fromkeys(row[c].text for row in heads[:size] if row[c].text))) for c in range(width)]
        kinds = [_column(label) for label in labels]
        score = len(set(kinds) - {"other"})
        if best is None or score > best[0]:
            best = (score, size, labels, kinds)
    assert best is not None
    if best[0] < 2:
        return False
    grid.body_from, grid.labels, grid.kinds = max(best[1], len(heads)), [fold(label) for label in best[2]], best[3]
    grid.heads = best[2]
    if "what" not in grid.kinds and "name" not in grid.kinds:
        texts = [c for c, kind in enumerate(grid.kinds) if kind in {"other", "value"}]
        if texts:
            grid.kinds[texts[0]] = "what"
    if grid.kinds.count("value") >= 1 and "what" not in grid.kinds and "name" not in grid.kinds:
        grid.kinds[grid.kinds.index("value")] = "what"
    return True


def _title_above(source: Source, grid: Grid) -> str:
    said = [line.run.folded for line in source.lines if grid.first - 9 <= line.number < grid.first and line.run]
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
    if width < 3 or sum(c == width for c in counts) < 0.8 * len(counts):
        return None
    rows: list[list[GridCell]] = []
    for line, cells in run:
        if len(cells) != width:
            if not 2 <= len(cells) < width:
                continue
            cells = [*cells, *[""] * (width - len(cells))]
        total = any(re.match(r"tong|cong\b", fold(cell)) for cell in cells[:3])
        if rows and not total and not cells[0] and sum(1 for cell in cells if cell) < max(2, width - 1) and not _rule(line.raw) and rows[-1][0].text:
            for cell, text in zip(rows[-1], cells, strict=True):  # a row's second line
                cell.text = squash(f"{cell.text} {text}")
                cell.last = line.number
            continue
        rows.append([GridCell(text, line.number, line.number) for text in cells])
    if len(rows) < 2:
        return None
    first, last = run[0][0], run[-1][0]
    return Grid(rows, first.number, last.number, first.page)


# --- what the rows say -----------------------------------------------------------------------------------------------


def as_run(cell: GridCell, pages: Pages) -> Run:
    """A cell's text as a run of words."""
    words: list[Word] = []
    shares = numbers.shares(cell.text)
    at = 0
    pieces: list[tuple[str, numbers.Share | None]] = []
    for share in shares:
        pieces.append((cell.text[at : share.start], None))
        pieces.append((share.canonical, share))
        at = share.end
    pieces.append((cell.text[at:], None))
    page = pages.page_of.get(cell.first, 1)
    for text, share in pieces:
        for token in [text] if share else text.split():
            if words and re.fullmatch(r"[,.;:)]+", token):
                last = words.pop()
                words.append(Word(last.raw + token, last.clean + token, last.fold + token, last.line, page, last.start, last.end, last.sure, last.share))
                continue
            words.append(Word(token, token, fold(token), cell.first, page, 0, 0, 1.0, share))
    return Run(words, pages)


def _rows(grid: Grid) -> Iterator[tuple[list[GridCell], str | None]]:
    group: str | None = None
    for row in grid.rows[grid.body_from :]:
        filled = [cell for cell in row if cell.text]
        if not filled or all(re.fullmatch(r"\(?\d{1,2}\)?(?:=.*)?", cell.text) for cell in filled):
            continue
        texts = list(dict.fromkeys(cell.text for cell in filled))
        others = [t for t in texts if not _is_number(t)]
        if len(others) == 1 and (len(texts) <= 2) and (len(filled) <= 2 or len(set(texts)) <= 2):
            group = others[0]
            continue
        yield row, group


def _pick(grid: Grid, row: list[GridCell], *kinds: Column) -> GridCell | None:
    for kind in kinds:
        for index, own in enumerate(grid.kinds):
            if own == kind and index < len(row) and row[index].text:
                return row[index]
    return None


def _who(cell: GridCell | None) -> tuple[str, ...]:
    if cell is None or not cell.text.strip(" -"):
        return ()
    listed = r"\s*;\s*|(?:^|\s+)-\s+(?=[A-ZĐ])" if cell.text.startswith("-") else r"\s*;\s*"
    parts = [sentence(part) for part in re.split(listed, cell.text) if part.strip(" -,.")]
    return tuple(dict.fromkeys(part for part in parts if part))


def span_of(row: list[GridCell]) -> tuple[int, int]:
    filled = [cell for cell in row if cell.text] or row
    return min(cell.first for cell in filled), max(cell.last for cell in filled)


def targets_in(grid: Grid, source: Source, year: int | None) -> Iterator[Draft]:
    """The targets of a table: one for each value column that a row fills."""
    above = year_of(grid.title) or year
    for row, group in _rows(grid):
        name = _pick(grid, row, "what", "name")
        if name is None:
            continue
        name_run = as_run(name, source.pages)
        values = [(i, row[i]) for i, kind in enumerate(grid.kinds) if kind == "value" and row[i].text.strip(" -–")]
        unit = _pick(grid, row, "unit")
        lead, coop = _who(_pick(grid, row, "lead")), _who(_pick(grid, row, "coop"))
        first, last = span_of(row)
        run = Run([Word(w.raw, w.clean, w.fold, first, grid.page, 0, 0, 1.0, w.share) for w in name_run.words], source.pages)
        common = {"lead": "; ".join(lead) or None, "coop": tuple(c for c in coop if c not in lead), "where": "appendix", "deadline": None, "section": group, "goals": True}
        pillar = pillar_of(name_run.folded, [fold(group or ""), grid.title[-160:]])
        made = False
        for index, cell in values:
            quantity = _value(cell, unit, source.pages, name_run)
            if quantity is None:
                continue
            due = year_of(grid.labels[index]) or _due(_pick(grid, row, "time")) or above
            made = True
            yield GridDraft(
                run=run, text=sentence(name.text), operator=quantity.operator, value=None if quantity.operator == "yes" else quantity.value,
                value_max=quantity.value_max, unit=None if quantity.operator == "yes" else quantity.unit or None, year=due, pillar=pillar,
                scope=scope_of(name_run), doubts=[quantity.doubt] if quantity.doubt else [], sure=0.97, row=name_run, span=(first, last), **common,  # type: ignore[arg-type]
            )  # fmt: skip
        if made:
            continue
        found = quantities(name_run)
        for quantity in found or [Quantity(0, 0, 0, None, "yes", "", False)]:
            yield GridDraft(
                run=run, text=sentence(name.text), operator=quantity.operator, value=None if quantity.operator == "yes" else quantity.value,
                value_max=quantity.value_max, unit=None if quantity.operator == "yes" else quantity.unit, year=_due(_pick(grid, row, "time")) or year_of(name_run.folded) or above, pillar=pillar,
                scope=scope_of(name_run), sure=0.95, row=name_run, span=(first, last), **common,  # type: ignore[arg-type]
            )  # fmt: skip


@dataclass(slots=True)
class GridDraft(Draft):
    """A target from a table: its place is its whole row."""

    span: tuple[int, int] = (1, 1)


def _due(cell: GridCell | None) -> int | None:
    return year_of(fold(cell.text)) if cell is not None else None


_YES = re.compile(r"^(?:co|dat|hoan thanh|x|100% hoan thanh|co ban hoan thanh|thuc hien|duy tri|trien khai)\b")


def _value(cell: GridCell, unit: GridCell | None, pages: Pages, name: Run) -> Quantity | None:
    text = cell.text.strip()
    folded = fold(text)
    unit_text = unit.text if unit is not None else ""
    percent = "%" in unit_text or "ty le" in fold(unit_text)
    if _YES.match(folded) and not re.search(r"\d", folded):
        return Quantity(0, 0, 0.0, None, "yes", "", False)
    match = re.fullmatch(r"\s*([<>≥≤]=?|tren|tu|toi thieu|it nhat|duoi)?\s*(\d[\d.]*(?:,\d+)?|\d+\.\d+)\s*(?:%|(?:-|–|den)\s*(\d[\d.]*(?:,\d+)?)\s*%?)?\s*(?:%)?\s*(?:tro len)?\s*([^\d%]{0,40})", folded)
    if match is None:
        found = quantities(as_run(cell, pages))
        return found[0] if found else (Quantity(0, 0, 0.0, None, "yes", "", False) if len(folded) > 2 and not re.search(r"\d", folded) else None)
    sign, low_text, high_text, tail = match.groups()
    percent = percent or "%" in text
    low = _plain(low_text, percent=percent)
    high = _plain(high_text, percent=percent) if high_text else None
    operators = {">": ">", "≥": ">=", ">=": ">=", "<": "<", "≤": "<=", "<=": "<=", "tren": ">", "tu": ">=", "toi thieu": ">=", "it nhat": ">=", "duoi": "<"}
    operator = "range" if high is not None else operators.get(sign or "", "=")
    if "tro len" in folded:
        operator = ">="
    if percent:
        said = "%"
    else:
        said = squash(unit_text) or squash(text[match.start(4) : match.end(4)])
    del tail, name
    return Quantity(0, 0, low, high, operator, said, percent)  # type: ignore[arg-type]


def _plain(text: str, *, percent: bool) -> float:
    if percent or not re.fullmatch(r"\d{1,3}(?:\.\d{3})+", text):
        return float(text.replace(",", ".")) if text.count(".") <= 1 else float(text.replace(".", "").replace(",", "."))
    return float(text.replace(".", ""))


def tasks_in(grid: Grid, source: Source) -> Iterator[Task]:
    """The rows of a table of tasks."""
    for row, group in _rows(grid):
        name = _pick(grid, row, "name", "what")
        if name is None or len(name.text) < 8:
            continue
        lead, coop = _who(_pick(grid, row, "lead")), _who(_pick(grid, row, "coop"))
        when = _pick(grid, row, "time")
        output = _pick(grid, row, "output", "value")
        known = rhythms(fold(when.text)) if when else []
        first, last = span_of(row)
        yield Task(
            id="", text=sentence(name.text), quote=source.pages.whole(first, last), lines=(first, last), page=grid.page, output=sentence(output.text) if output else None,
            lead="; ".join(lead) or None, coop=tuple(c for c in coop if c not in lead), deadline=sentence(when.text) if when and not known else None,
            rhythm=known[0] if known else None, section=group, where="appendix", confidence=0.95,
        )  # fmt: skip


def projects_in(grid: Grid, source: Source) -> tuple[list[Project], list[tuple[int, str, int, list[int]]]]:
    """The rows of a table of projects, and totals that do not match: (line, label, printed, rows)."""
    found: list[Project] = []
    scale = _scale(grid)
    columns = [i for i, kind in enumerate(grid.kinds) if kind == "money"]
    totals: list[tuple[int, str, list[int | None]]] = []
    sums: dict[int, int] = dict.fromkeys(columns, 0)
    for row, group in _rows(grid):
        name = _pick(grid, row, "name", "what")
        amounts = {i: _amount(row[i].text, scale) for i in columns}
        text = fold(" ".join(cell.text for cell in row[:3]))
        if re.search(r"\btong (?:cong|so)\b|^tong$|\bcong\b$", text) and (name is None or re.search(r"tong|cong", fold(name.text))):
            totals.append((span_of(row)[0], "Tổng cộng", [amounts[i] for i in columns]))
            continue
        if name is None or not any(cell.text for cell in row):
            continue
        if not re.search(r"\d", row[0].text) and len(name.text) > 3 and _is_number(row[0].text):
            totals.append((span_of(row)[0], sentence(name.text), [amounts[i] for i in columns]))
            continue
        lead, coop = _who(_pick(grid, row, "lead")), _who(_pick(grid, row, "coop"))
        when, basis, content = _pick(grid, row, "time"), _pick(grid, row, "basis"), _pick(grid, row, "output")
        money = []
        for i in columns:
            value = amounts[i]
            if value:
                sums[i] += value
                money.append(Money(value, *_source_of(grid.labels[i])))
        first, last = span_of(row)
        found.append(Project(
            id="", name=sentence(name.text), quote=source.pages.whole(first, last), lines=(first, last), page=grid.page, group=group,
            lead="; ".join(lead) or None, coop=tuple(c for c in coop if c not in lead), period=squash(when.text) if when else None,
            legal_basis=basis.text if basis else None, content=content.text if content else None, money=tuple(money), confidence=0.95,
        ))  # fmt: skip
    wrong = []
    for line, label, printed in totals:
        if label != "Tổng cộng":
            continue
        for i, value in zip(columns, printed, strict=True):
            if value is not None and sums[i] and value != sums[i]:
                wrong.append((line, grid.heads[i], value, [sums[i]]))
    return found, wrong


def _scale(grid: Grid) -> int:
    text = " ".join(grid.labels) + " " + grid.title
    if re.search(r"ty dong", text):
        return 1_000_000_000
    if re.search(r"nghin dong|1\.000 dong|ngan dong", text):
        return 1_000
    if re.search(r"trieu", text):
        return 1_000_000
    return 0


def _amount(text: str, scale: int) -> int | None:
    said = worded(text)
    if said:
        return said[0]
    match = re.fullmatch(r"\s*(\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d{1,2})?)\s*", text)
    if match is None:
        return None
    digits = match.group(1)
    value = float(re.sub(r"[.,]", "", digits)) if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", digits) else float(digits.replace(",", "."))
    return round(value * (scale or (1 if value >= 1_000_000 else 1_000_000)))


def _source_of(label: str) -> tuple[str | None, str | None]:
    year = re.search(r"20\d\d", label)
    table = (
        (r"trung uong|nstw", "Ngân sách trung ương"), (r"ngan sach tinh|ns tinh|nst\b", "Ngân sách tỉnh"), (r"ngan sach huyen|ns huyen", "Ngân sách huyện"),
        (r"ngan sach (?:xa|phuong)|ns (?:xa|phuong)", "Ngân sách xã"), (r"xa hoi hoa|doanh nghiep", "Xã hội hóa"), (r"nguon khac|von khac", "Nguồn khác"),
        (r"ngan sach|\bns\b", "Ngân sách"),
    )  # fmt: skip
    source = next((name for pattern, name in table if re.search(pattern, label)), None)
    if re.search(r"tong", label) and not re.search(r"khac|tinh\b|xa hoi", label):
        source = None
    return source, year.group() if year else None


def offices_in(text: str, pages: Pages) -> tuple[str, ...]:
    """Offices named in a cell."""
    return names(offices(as_run(GridCell(text, 1, 1), pages), loose=True))
