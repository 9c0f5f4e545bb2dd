"""Targets from an appendix flattened to text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dinh.plans.reading.appendices import body_lines
from dinh.plans.reading.headings import year_of
from dinh.plans.reading.layout import Part
from dinh.plans.reading.pillars import pillar_of
from dinh.plans.reading.quantities import Quantity, quantities
from dinh.plans.reading.rows import Row, target_rows
from dinh.plans.reading.scopes import levels, scope_of
from dinh.plans.reading.shapes import Operator
from dinh.plans.reading.source import Source
from dinh.plans.reading.targets import Draft, _text, segments
from dinh.plans.reading.words import Run, Word, fold, sentence, tidy

_JUNK = re.compile(r"[\W_]+|[a-zA-ZÀ-ỹ°](?![a-zà-ỹ])\W*")


def targets_of(part: Part, source: Source, plan_year: int | None) -> list[Draft]:
    """The targets of an appendix, row by row."""
    head = " ".join(line.run.folded for line in part.lines[:14] if line.run).split("kem theo")[0]
    head = re.sub(r"/\s*20\d\d|quyet dinh so.*|yfrdinh.*", " ", head)
    year = (year_of(head) if re.search(r"n\w{1,2}m 20\d\d|giai doan", head) else None) or plan_year
    drafts: list[Draft] = []
    for row in target_rows(body_lines(part)):
        drafts += list(_from_row(row, source, year))
    return drafts


def _content(row: Row, source: Source) -> Run:
    words = [word for word in row.words() if not _is_junk(word)]
    if row.group_row and words:
        words = words[1:] if re.fullmatch(r"[IVX|.]{1,5}", words[0].raw) else words
    while words and words[0].share is None and len(words[0].fold.strip("|.,)(")) <= 1:
        words = words[1:]
    return Run(words, source.pages)


def _is_junk(word: Word) -> bool:
    if word.share is not None or word.raw in {">", "≥", "<", "≤", ">=", "<="}:
        return False
    return bool(re.fullmatch(r"[|\\/;:.,‘’'`\"“”{}\[\]<>()°©*_-]+", word.raw)) or (
        len(word.raw.strip(".,;:")) == 1
        and word.raw.strip(".,;:").lower() not in "ysvộở"
        and not word.raw.isdigit()
    )


def _from_row(row: Row, source: Source, year: int | None) -> Iterator[Draft]:
    run = _content(row, source)
    if not run:
        return
    shares = [i for i, word in enumerate(run.words) if word.share is not None]
    if row.group_row and not shares:
        return
    lead, coop = row.offices()
    found = [q for q in quantities(run) if q.share or not shares]
    joined = Run([word for item in row.lines for word in item.line.run.words], source.pages)
    base: dict[str, object] = {
        "run": joined,
        "deadline": None,
        "section": None,
        "where": "appendix",
        "lead": "; ".join(lead) or None,
        "coop": coop,
        "year": year,
        "sure": run.sure * 0.9,
        "goals": True,
    }
    trailing = len(shares) == 1 and shares[0] > 3
    if found and not trailing:
        pieces = segments(run, found)
        for quantity, piece in pieces:
            for scope, words in levels(piece, quantity, run):
                text = sentence(words or _text(run, piece, pieces, quantity))
                yield _draft(base, run, text, quantity, scope, row)
        return
    if trailing and found:
        quantity = found[0]
        yield _draft(base, run, _without_value(run, shares[0]), quantity, scope_of(run), row)
        return
    cell = _value_cell(row)
    if cell is not None:
        value, operator, unit = cell
        names = [
            w
            for item in row.lines
            if _CELL.fullmatch(item.line.raw.strip()) is None and item.line.run.clean != unit
            for w in item.content
        ]
        text = sentence(tidy(" ".join(w.clean for w in names)))
        yield _draft(
            base, run, text, Quantity(0, 0, value, None, operator, unit, unit == "%"), scope_of(run), row
        )
        return
    lone = _lone_number(row)
    if lone is not None:
        value, raw = lone
        quantity = Quantity(
            0,
            0,
            value,
            None,
            "=",
            _unit_of(row),
            False,
            f"Giá trị “{raw}” lấy ở cuối hàng, cần soát đơn vị tính.",
        )
        yield _draft(base, run, _without_tail(run), quantity, scope_of(run), row)
        return
    if len(run) >= 4:
        quantity = Quantity(0, 0, 0.0, None, "yes", "", False, None)
        yield _draft(base, run, sentence(tidy(run.clean)), quantity, scope_of(run), row)


def _draft(
    base: dict[str, object], run: Run, text: str, quantity: Quantity, scope: str | None, row: Row
) -> Draft:
    committed = quantity.operator == "yes"
    return Draft(
        **base,  # type: ignore[arg-type]
        text=text, operator=quantity.operator, value=None if committed else quantity.value, value_max=quantity.value_max,
        unit=None if committed else quantity.unit or None, pillar=pillar_of(run.folded, [(row.group and fold(row.group)) or ""]), scope=scope,
        doubts=[quantity.doubt] if quantity.doubt else [], row=run,
    )  # fmt: skip


def _without_value(run: Run, index: int) -> str:
    """The row's name: its value and the unit column before it taken out."""
    start = index
    while start > 0 and (
        run.words[start - 1].raw in {"%", "o,", ">", "≥", "<"}
        or (len(run.words[start - 1].raw) <= 2 and not run.words[start - 1].raw[-1:].isalpha())
    ):
        start -= 1
    words = [*run.words[:start], *run.words[index + 1 :]]
    words = [w for w in words if w.raw not in {"%", "(%)", "(*)"}]
    return sentence(tidy(" ".join(w.clean for w in words)))


_CELL = re.compile(r"([<>≥≤]?=?)\s*(\d{1,3}(?:\.\d{3})+|\d{1,6}(?:,\d{1,2})?)\s*(%?)")
_SIGNS: dict[str, Operator] = {"": "=", ">": ">", "≥": ">=", ">=": ">=", "<": "<", "≤": "<=", "<=": "<="}


def _value_cell(row: Row) -> tuple[float, Operator, str] | None:
    """A table with one cell a line: the value stands alone, its unit on the line above."""
    for index, item in enumerate(row.lines):
        match = _CELL.fullmatch(item.line.raw.strip())
        if match is None or index == 0:
            continue
        above = row.lines[index - 1].line.run.clean if index > 1 else ""
        unit = (
            "%"
            if match.group(3) or above in {"%", "Tỷ lệ", "Phần trăm"}
            else above
            if 0 < len(above.split()) <= 4
            else ""
        )
        return float(match.group(2).replace(".", "").replace(",", ".")), _SIGNS.get(match.group(1), "="), unit
    return None


_END = re.compile(r"(\d{1,4}(?:[.,]\d{1,2})?)\s*$")


def _lone_number(row: Row) -> tuple[float, str] | None:
    for item in row.lines:
        match = _END.search(item.line.raw.rstrip())
        if match and len(item.line.run) > 4 and not re.search(r"\d\s+\d{1,4}$", item.line.raw.rstrip()):
            text = match.group(1)
            if "." in text or "," in text:
                return float(text.replace(",", ".")), text
    return None


def _unit_of(row: Row) -> str:
    return "doanh nghiệp/1.000 dân" if "nghiep/1" in row.text() else ""


def _without_tail(run: Run) -> str:
    words = [w for w in run.words if not re.search(r"\d", w.raw)]
    return sentence(tidy(" ".join(w.clean for w in words)))
