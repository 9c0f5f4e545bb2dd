"""The plan in the form of its appendices I to III, for print: targets by year, tasks under Roman numerals, money."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from dinh.plans.models import Target
from dinh.plans.queries.money import ProjectMoneyRow
from dinh.plans.queries.sheets import PlanTables
from dinh.plans.rules.money_edition import source

from .columns import roman
from .rows import Cell, goal_cell, group_words
from .xlsx_out import BOX, GROUP_FILL, HEAD_FILL, font, heading, lines_high, page_set_up, put, saved

MILLION = 1_000_000


def appendices(of: PlanTables, *, attached: str) -> bytes:
    """Appendices I to III in one workbook."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    _targets(book, of, attached)
    _tasks(book, of, attached)
    _projects(book, of, attached)
    return saved(book, of.plan.title)


def _page(
    book: Workbook, tab: str, number: str, title: str, attached: str, widths: Sequence[float]
) -> tuple[Worksheet, int]:
    page = book.create_sheet(tab)
    for n, width in enumerate(widths, 1):
        page.column_dimensions[get_column_letter(n)].width = width
    row = heading(
        page,
        [
            (f"PHỤ LỤC {number}", {"bold": True, "size": 14}),
            (title, {"bold": True, "size": 13}),
            (attached, {"italic": True, "size": 12}),
        ],
        len(widths),
    )
    return page, row + 1


def _head(page: Worksheet, row: int, words: Sequence[str], *, top: int = 1) -> None:
    page.row_dimensions[row].height = 34
    for number, each in enumerate(words, top):
        cell = page.cell(row, number)
        put(cell, each)
        cell.font, cell.fill, cell.border = font(bold=True, size=12), HEAD_FILL, BOX
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _line(page: Worksheet, row: int, values: Sequence[tuple[Cell, str, str]], *, bold: bool = False) -> None:
    """One row of (value, where it stands, number format), as high as its longest text needs."""
    height = 1
    for number, (value, where, shown) in enumerate(values, 1):
        cell = page.cell(row, number)
        put(cell, value)
        cell.font, cell.border = font(size=12, bold=bold), BOX
        cell.alignment = Alignment(horizontal=where, vertical="top", wrap_text=True)
        if shown and not isinstance(value, str):
            cell.number_format = shown
        if isinstance(value, str):
            height = max(height, lines_high(value, page.column_dimensions[get_column_letter(number)].width))
    page.row_dimensions[row].height = min(400, 15.6 * height + 3)


def _group(page: Worksheet, row: int, number: str, words: str, width: int) -> None:
    for n in range(1, width + 1):
        page.cell(row, n).fill, page.cell(row, n).border = GROUP_FILL, BOX
    put(page.cell(row, 1), number)
    page.cell(row, 1).alignment = Alignment(horizontal="center", vertical="center")
    page.merge_cells(start_row=row, end_row=row, start_column=2, end_column=width)
    put(page.cell(row, 2), words)
    page.cell(row, 2).alignment = Alignment(vertical="center", wrap_text=True)
    page.cell(row, 1).font = page.cell(row, 2).font = font(bold=True, size=12)
    page.row_dimensions[row].height = 18 * max(1, -(-len(words) // 120))


def _targets(book: Workbook, of: PlanTables, attached: str) -> None:
    years = of.years or [of.plan.since.year]
    heads = [
        "STT",
        "Chỉ tiêu",
        *(f"Đến hết {year}" for year in years),
        "Chủ trì",
        "Phối hợp, cung cấp số liệu",
    ]
    widths = [6, max(40, 84 - 14 * len(years)), *([14] * len(years)), 26, 24]
    page, row = _page(book, "Phụ lục I", "I", "DANH MỤC CHỈ TIÊU", attached, widths)
    _head(page, row, heads)
    page.freeze_panes = page.cell(row + 1, 3).coordinate
    page_set_up(page, row, footer=of.plan.name)
    for number, line in enumerate(of.targets, 1):
        target: Target = line.target
        goal, shown = goal_cell(line)
        if isinstance(goal, Decimal) and target.measure and len(target.measure) <= 14:
            shown = f'{shown}"{"%" if target.measure.strip() == "%" else " " + target.measure.replace(chr(34), "")}"'
        due = target.due_year or (of.plan.horizon_to or years[0])
        cells: list[tuple[Cell, str, str]] = [(number, "center", ""), (target.text, "left", "")]
        cells += [(goal if year == due else None, "center", shown) for year in years]
        cells += [(target.lead_name, "left", ""), ("; ".join(line.coop), "left", "")]
        _line(page, row + number, cells)


def _tasks(book: Workbook, of: PlanTables, attached: str) -> None:
    widths = [6, 54, 24, 22, 26, 14]
    page, row = _page(book, "Phụ lục II", "II", "DANH MỤC NHIỆM VỤ", attached, widths)
    _head(page, row, ["STT", "Nội dung", "Chủ trì", "Phối hợp", "Sản phẩm, thời hạn", "Chỉ tiêu liên quan"])
    page.freeze_panes = page.cell(row + 1, 3).coordinate
    page_set_up(page, row, footer=of.plan.name)
    groups: dict[str, list[Any]] = {}
    for line in of.tasks:
        groups.setdefault(line.group, []).append(line)
    place = row + 1
    served = _related(of)
    for number, (group, members) in enumerate(groups.items(), 1):
        if group or len(groups) > 1:
            _group(page, place, roman(number), group_words(group), len(widths))
            place += 1
        for n, line in enumerate(members, 1):
            task = line.row.task
            due = f"{task.due_on:%d/%m/%Y}" if task.due_on else task.due_words or task.rhythm
            product = "; ".join(each for each in (task.output, due) if each)
            _line(
                page,
                place,
                [
                    (n, "center", ""),
                    (task.text, "left", ""),
                    (task.lead_name, "left", ""),
                    ("; ".join(str(each) for each in task.coop_words), "left", ""),
                    (product, "left", ""),
                    (served.get(task.pk, ""), "left", ""),
                ],
            )
            place += 1


def _related(of: PlanTables) -> dict[int, str]:
    """For each task, the numbers in appendix I of the targets whose words it repeats; a machine's likeness, so only where
    nearly all words of the target's measure stand in the task."""
    from dinh.ground.text import words

    measures = [
        (number, frozenset(words(line.target.metric or line.target.text)))
        for number, line in enumerate(of.targets, 1)
    ]
    made = {}
    for line in of.tasks:
        said = frozenset(words(line.row.task.text))
        found = [
            str(n)
            for n, measure in measures
            if len(measure) > 3 and len(measure & said) >= 0.8 * len(measure)
        ]
        if found:
            made[line.row.task.pk] = ", ".join(found[:6])
    return made


def _projects(book: Workbook, of: PlanTables, attached: str) -> None:
    rows = [line.money for line in of.projects]
    codes = list(dict.fromkeys(code for row in rows for code, _year in row.book.cells)) or ["tinh", "khac"]
    codes.sort(key=lambda code: (code == "khac", code))
    short = [source(code).short for code in codes]
    heads = [
        "STT",
        "Tên dự án, nhiệm vụ",
        "Căn cứ pháp lý",
        "Tổng vốn giao",
        *short,
        "Đã ký hợp đồng",
        "Đã chi",
        "Còn lại",
    ]
    widths = [6, 44, 38, 11, *([11] * len(codes)), 11, 10, 10]
    page, row = _page(
        book, "Phụ lục III", "III", "DANH MỤC DỰ ÁN, NHIỆM VỤ VÀ KINH PHÍ (triệu đồng)", attached, widths
    )
    _head(page, row, heads)
    page.freeze_panes = page.cell(row + 1, 3).coordinate
    page_set_up(page, row, footer=of.plan.name)
    place = row + 1
    _line(
        page,
        place,
        [("", "center", ""), ("TỔNG CỘNG", "left", ""), ("", "left", ""), *_sums(rows, codes)],
        bold=True,
    )
    groups: dict[str, list[ProjectMoneyRow]] = {}
    for each in rows:
        groups.setdefault(each.project.group, []).append(each)
    for number, (group, members) in enumerate(groups.items(), 1):
        if group or len(groups) > 1:
            place += 1
            _line(
                page,
                place,
                [
                    (roman(number), "center", ""),
                    (group or "Khác", "left", ""),
                    ("", "left", ""),
                    *_sums(members, codes),
                ],
                bold=True,
            )
        for n, each in enumerate(members, 1):
            place += 1
            project = each.project
            _line(
                page,
                place,
                [
                    (n, "center", ""),
                    (project.name, "left", ""),
                    (project.legal_basis, "left", ""),
                    *_sums([each], codes),
                ],
            )


def _sums(rows: Sequence[ProjectMoneyRow], codes: Sequence[str]) -> list[tuple[Cell, str, str]]:
    """The sums of projects in million đồng: whole, by source, signed, paid, left."""
    total = [row.book.total for row in rows]
    planned = sum(cell.planned for cell in total)
    by_code = [
        sum(cell.planned for row in rows for (code, _year), cell in row.book.cells.items() if code == wanted)
        for wanted in codes
    ]
    committed, paid = sum(cell.committed for cell in total), sum(cell.paid for cell in total)
    return [
        (Decimal(amount) / MILLION, "right", "#,##0.######;-#,##0.######;0" if amount % MILLION else "#,##0")
        for amount in (planned, *by_code, committed, paid, planned - paid)
    ]
