"""What the rows of a table read by its column heads say: targets, tasks, projects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dinh.plans.reading import numbers
from dinh.plans.reading.deadlines import rhythms
from dinh.plans.reading.grids import Column, Grid, GridCell, is_number
from dinh.plans.reading.headings import year_of
from dinh.plans.reading.money import worded
from dinh.plans.reading.pillars import pillar_of
from dinh.plans.reading.quantities import Quantity, quantities
from dinh.plans.reading.scopes import scope_of
from dinh.plans.reading.shapes import Money, Project, Task
from dinh.plans.reading.source import Source
from dinh.plans.reading.targets import Draft
from dinh.plans.reading.words import Pages, Run, Word, fold, sentence, squash


def as_run(cell: GridCell, pages: Pages) -> Run:
    """A cell's text as a run of words."""
    words: list[Word] = []
    shares = numbers.shares(cell.text)
    at = 0
    pieces: list[tuple[str, numbers.Share | None]] = []
    for known in shares:
        pieces.append((cell.text[at : known.start], None))
        pieces.append((known.canonical, known))
        at = known.end
    pieces.append((cell.text[at:], None))
    page = pages.page_of.get(cell.first, 1)
    for text, share in pieces:
        for token in [text] if share else text.split():
            if words and re.fullmatch(r"[,.;:)]+", token):
                last = words.pop()
                words.append(
                    Word(
                        last.raw + token,
                        last.clean + token,
                        last.fold + token,
                        last.line,
                        page,
                        last.start,
                        last.end,
                        last.sure,
                        last.share,
                    )
                )
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
        others = [t for t in texts if not is_number(t)]
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
        values = [
            (i, row[i]) for i, kind in enumerate(grid.kinds) if kind == "value" and row[i].text.strip(" -–")
        ]
        unit = _pick(grid, row, "unit")
        lead, coop = _who(_pick(grid, row, "lead")), _who(_pick(grid, row, "coop"))
        first, last = span_of(row)
        run = Run(
            [Word(w.raw, w.clean, w.fold, first, grid.page, 0, 0, 1.0, w.share) for w in name_run.words],
            source.pages,
        )
        common = {
            "lead": "; ".join(lead) or None,
            "coop": tuple(c for c in coop if c not in lead),
            "where": "appendix",
            "deadline": None,
            "section": group,
            "goals": True,
        }
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
                scope=grid.scopes.get(index) or scope_of(name_run), doubts=[quantity.doubt] if quantity.doubt else [], sure=0.97, row=name_run, span=(first, last), **common,  # type: ignore[arg-type]
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


_YES = re.compile(
    r"^(?:co|dat|hoan thanh|x|100% hoan thanh|co ban hoan thanh|thuc hien|duy tri|trien khai)\b"
)


def _value(cell: GridCell, unit: GridCell | None, pages: Pages, name: Run) -> Quantity | None:
    text = cell.text.strip()
    folded = fold(text)
    unit_text = unit.text if unit is not None else ""
    percent = "%" in unit_text or "ty le" in fold(unit_text)
    if _YES.match(folded) and not re.search(r"\d", folded):
        return Quantity(0, 0, 0.0, None, "yes", "", False)
    match = re.fullmatch(
        r"\s*([<>≥≤]=?|tren|tu|toi thieu|it nhat|duoi)?\s*(\d[\d.]*(?:,\d+)?|\d+\.\d+)\s*(?:%|(?:-|–|den)\s*(\d[\d.]*(?:,\d+)?)\s*%?)?\s*(?:%)?\s*(?:tro len)?\s*([^\d%]{0,40})",
        folded,
    )
    if match is None:
        found = quantities(as_run(cell, pages))
        return (
            found[0]
            if found
            else (
                Quantity(0, 0, 0.0, None, "yes", "", False)
                if len(folded) > 2 and not re.search(r"\d", folded)
                else None
            )
        )
    sign, low_text, high_text, tail = match.groups()
    percent = percent or "%" in text
    low = _plain(low_text, percent=percent)
    high = _plain(high_text, percent=percent) if high_text else None
    operators = {
        ">": ">",
        "≥": ">=",
        ">=": ">=",
        "<": "<",
        "≤": "<=",
        "<=": "<=",
        "tren": ">",
        "tu": ">=",
        "toi thieu": ">=",
        "it nhat": ">=",
        "duoi": "<",
    }
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
        return (
            float(text.replace(",", "."))
            if text.count(".") <= 1
            else float(text.replace(".", "").replace(",", "."))
        )
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
        if re.search(r"\btong (?:cong|so)\b|^tong$|\bcong\b$", text) and (
            name is None or re.search(r"tong|cong", fold(name.text))
        ):
            totals.append((span_of(row)[0], "Tổng cộng", [amounts[i] for i in columns]))
            continue
        if name is None or not any(cell.text for cell in row):
            continue
        if not re.search(r"\d", row[0].text) and len(name.text) > 3 and is_number(row[0].text):
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
    value = (
        float(re.sub(r"[.,]", "", digits))
        if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", digits)
        else float(digits.replace(",", "."))
    )
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
