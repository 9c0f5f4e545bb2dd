"""A card as the worksheet that provinces use: out with everything that is known, in with what was filled in.

Columns: STT; chỉ số; điểm tối đa; cách xác định và tính điểm; tài liệu kiểm chứng; nguồn thu thập; đơn vị xác minh; tự đánh giá;
thẩm định; nhận xét. The words of the sheet are those of the decision, in Vietnamese."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection
from openpyxl.styles import Side as Edge
from openpyxl.utils import get_column_letter
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from dinh.ground.text import fold

from .models import Criterion, Side
from .scoring import Score
from .services import Words

HEADS = (
    "STT", "Chỉ số", "Điểm tối đa", "Cách xác định và tính điểm", "Tài liệu kiểm chứng", "Nguồn thu thập",
    "Đơn vị xác minh", "Tự đánh giá", "Thẩm định", "Nhận xét",
)  # fmt: skip
WIDTHS = (8, 42, 9, 48, 40, 18, 18, 11, 11, 34)
STT, NAME, MOST, EVIDENCE, SELF, APPRAISAL, REMARK = 0, 1, 2, 4, 7, 8, 9
OFF = "Không áp dụng"
META = "dinh"
MOST_BYTES = 5_000_000
MOST_UNPACKED = 60_000_000
MOST_ROWS = 2_000
HEAD_WITHIN = 25

_THIN = Edge(style="thin", color="808080")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD = PatternFill("solid", fgColor="DCE3EA")
_GROUP = PatternFill("solid", fgColor="EEF1F4")
_FILL_IN = PatternFill("solid", fgColor="FFF8DC")
CENT = Decimal("0.01")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class SheetUnreadable(Exception):
    """The file as a whole is not a card; `str()` says why."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one row; the head counts as it stands in the file."""

    row: int
    column: str
    value: str
    sentence: str


@dataclass(slots=True)
class Filled:
    """What a worksheet says for one side: by criterion, and what is wrong by row."""

    said: dict[str, Words] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


# ---------------------------------------------------------------- out


def to_xlsx(found: Score, papers: dict[str, list[str]]) -> bytes:
    """The card with both sides' points; `papers` are the filed papers by criterion."""
    book = Workbook()
    page: Any = book.active
    page.title = "Bảng điểm"
    for number, width in enumerate(WIDTHS, 1):
        page.column_dimensions[get_column_letter(number)].width = width
    lines = (
        (found.edition.words.upper(), Font(name="Times New Roman", size=14, bold=True)),
        (f"{found.unit.full_name}. Kỳ: {found.period.label_vi}", Font(name="Times New Roman", size=12)),
        (_total_line(found), Font(name="Times New Roman", size=12, italic=True)),
    )
    for row, (words, font) in enumerate(lines, 1):
        page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(HEADS))
        _put(page.cell(row, 1), words)
        page.cell(row, 1).font = font
        page.cell(row, 1).alignment = Alignment(horizontal="center", wrap_text=True)
    head = len(lines) + 1
    for number, words in enumerate(HEADS, 1):
        cell = page.cell(head, number)
        _put(cell, words)
        cell.font, cell.fill, cell.border = Font(name="Times New Roman", size=12, bold=True), _HEAD, _BOX
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for row, criterion in enumerate(found.criteria, head + 1):
        _row(page, row, found, criterion, papers.get(criterion.code, []))
    page.freeze_panes = page.cell(head + 1, 3)
    page.print_title_rows = f"{head}:{head}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    hidden = book.create_sheet(META)
    hidden.sheet_state = "hidden"
    meta = {"edition": found.edition.code, "unit": found.unit.code, "period": found.period.key}
    for row, (key, value) in enumerate(meta.items(), 1):
        _put(hidden.cell(row, 1), key)
        _put(hidden.cell(row, 2), value)
    book.properties.creator = "Đình"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _total_line(found: Score) -> str:
    own, other = found.own, found.appraised
    return (
        f"Tự đánh giá {_text(own.total)} trên {_text(own.most_counted)} điểm đếm được; "
        f"thẩm định {_text(other.total)} trên {_text(other.most_counted)}; cả bộ {_text(own.most)} điểm"
    )


def _row(page: Any, row: int, found: Score, criterion: Criterion, papers: list[str]) -> None:
    group = not criterion.kind
    own: Decimal | str | None
    other: Decimal | str | None
    if group:
        top = next((each for each in found.own.groups if each.code == criterion.code), None)
        appraised = next((each for each in found.appraised.groups if each.code == criterion.code), None)
        own, other, remark = (
            top.points if top else None,
            appraised.points if appraised else None,
            "",
        )
    else:
        own, other = _points(found, criterion.code, Side.SELF), _points(found, criterion.code, Side.APPRAISAL)
        remark = remark_of(found, criterion.code)
    evidence = "\n".join(papers) or criterion.evidence
    values = (
        criterion.code, criterion.words, criterion.most, criterion.how, evidence, criterion.gathered,
        criterion.verifier, own, other, remark,
    )  # fmt: skip
    lines = 1
    for number, value in enumerate(values, 1):
        cell = page.cell(row, number)
        _put(cell, value)
        cell.border = _BOX
        cell.font = Font(name="Times New Roman", size=12, bold=group)
        cell.alignment = Alignment(
            horizontal="right" if isinstance(value, Decimal) else "left", vertical="top", wrap_text=True
        )
        if group:
            cell.fill = _GROUP
        elif number - 1 in (SELF, APPRAISAL, REMARK) and not (
            number - 1 == SELF and is_measured(found, criterion)
        ):
            cell.fill, cell.protection = _FILL_IN, Protection(locked=False)
        if isinstance(value, str):
            wide = max(1, int(WIDTHS[number - 1] * 1.15))
            lines = max(lines, sum(-(-max(1, len(part)) // wide) for part in value.split("\n")))
    page.row_dimensions[row].height = min(400, 15.6 * lines + 3)


def _points(found: Score, code: str, side: str) -> Decimal | str | None:
    mark = (found.own if side == Side.SELF else found.appraised).marks[code]
    return OFF if mark.state == "off" else mark.points


def remark_of(found: Score, code: str) -> str:
    """The appraiser's remark, else the unit's own."""
    for side in (Side.APPRAISAL.value, Side.SELF.value):
        row = found.known.said.get((code, side))
        if row is not None and row.remark:
            return str(row.remark)
    return ""


def is_measured(found: Score, criterion: Criterion) -> bool:
    """Whether records answer it now, so that nobody types over it."""
    return (
        found.known.sources.get(criterion.code) in ("measure", "catalog", "records")
        and not found.known.inputs[criterion.code].missing
    )


def _put(cell: Any, value: Any) -> None:
    """Text that begins like a formula stays text."""
    if value is None or value == "":
        return
    if isinstance(value, Decimal):
        cell.value = int(value) if value == value.to_integral_value() else float(value)
    else:
        text = _CONTROL.sub("", str(value))[:32_000]
        cell.value, cell.data_type = text, "s"
        if text[:1] in "=+-@\t\r\n":
            cell.quotePrefix = True


def _text(number: Decimal) -> str:
    plain = number.quantize(Decimal("0.01"))
    return f"{plain.normalize():f}".replace(".", ",")


# ---------------------------------------------------------------- in


def from_xlsx(contents: bytes, found: Score, side: str) -> Filled:
    """What a filled-in worksheet says for one side, compared with what stands. Only what changed comes back. SheetUnreadable
    when the file is no card, or another unit's, period's or edition's."""
    rows = _rows(contents, found)
    head = _head_row(rows)
    filled = Filled()
    criteria = {row.code: row for row in found.criteria}
    seen: dict[str, int] = {}
    for number, cells in rows[head + 1 :]:
        code = _code(cells[STT])
        if not code and not any(_said(each) for each in cells):
            continue
        criterion = criteria.get(code)
        if criterion is None:
            if code or _said(cells[SELF]) or _said(cells[APPRAISAL]):
                filled.faults.append(
                    Fault(number, HEADS[STT], code, f"Bộ chỉ số không có tiêu chí “{code}”.")
                )
            continue
        if code in seen:
            filled.faults.append(
                Fault(number, HEADS[STT], code, f"Tiêu chí {code} đã có ở dòng {seen[code]}.")
            )
            continue
        seen[code] = number
        if criterion.kind:
            _take(filled, found, criterion, number, cells, side)
    missing = [code for code, row in criteria.items() if row.kind and code not in seen]
    if missing:
        filled.faults.append(
            Fault(rows[-1][0], HEADS[STT], "", f"Bảng thiếu tiêu chí: {', '.join(missing[:10])}.")
        )
    return filled


def _take(
    filled: Filled, found: Score, criterion: Criterion, number: int, cells: list[Any], side: str
) -> None:
    place = SELF if side == Side.SELF else APPRAISAL
    said = _said(cells[place])
    most = _number(cells[MOST])
    if most is not None and most != criterion.most:
        filled.faults.append(
            Fault(
                number, HEADS[MOST], _said(cells[MOST]),
                f"Tiêu chí {criterion.code} có điểm tối đa {_text(criterion.most)}, không phải {_text(most)}; bảng của bản khác?",
            )
        )  # fmt: skip
        return
    now = _points(found, criterion.code, side)
    row = found.known.said.get((criterion.code, side))
    before = Words() if row is None else Words(
        row.numerator, row.denominator, row.value, row.choice, row.points, row.applies, row.remark
    )  # fmt: skip
    wanted = before
    if fold(said) == fold(OFF):
        if now != OFF:
            wanted = Words(applies=False, remark=before.remark)
    elif said:
        points = _number(cells[place])
        if points is None:
            filled.faults.append(
                Fault(
                    number,
                    HEADS[place],
                    said[:80],
                    "Không phải một số; ghi điểm như 4,5 hoặc “Không áp dụng”.",
                )
            )
            return
        able = _able(found, criterion, side)
        if now == OFF or now is None or points.quantize(CENT) != now:
            if points < 0 or points > able:
                filled.faults.append(
                    Fault(number, HEADS[place], said[:80], f"Điểm phải từ 0 đến {_text(able)}.")
                )
                return
            if side == Side.SELF and is_measured(found, criterion):
                filled.faults.append(
                    Fault(
                        number, HEADS[place], said[:80],
                        f"Tiêu chí này máy đếm từ hồ sơ ({_shown(now)} điểm), không ghi đè; có ý kiến thì ghi ở cột nhận xét.",
                    )
                )  # fmt: skip
                return
            own = (points * criterion.most / able).quantize(CENT) if able else Decimal(0)
            wanted = Words(points=own, remark=before.remark)
    elif row is not None and now is not None:
        wanted = Words(remark=before.remark)
    remark = _said(cells[REMARK])[:2000]
    if remark != remark_of(found, criterion.code):
        wanted = Words(
            wanted.numerator, wanted.denominator, wanted.value, wanted.choice, wanted.points, wanted.applies, remark
        )  # fmt: skip
    if wanted != before:
        filled.said[criterion.code] = wanted


def _able(found: Score, criterion: Criterion, side: str) -> Decimal:
    """The most it can have in this sheet: more than its own where it was handed points of what does not apply."""
    sheet = found.own if side == Side.SELF else found.appraised
    mark = sheet.marks[criterion.code]
    return criterion.most if mark.state == "off" else mark.most.quantize(CENT)


def _shown(points: Any) -> str:
    return "–" if points is None else _text(points) if isinstance(points, Decimal) else str(points)


def _rows(contents: bytes, found: Score) -> list[tuple[int, list[Any]]]:
    book = _open(contents)
    names = book.sheet_names
    if META in names:
        meta = {str(row[0]): str(row[1]) for row in book.get_sheet_by_name(META).to_python() if len(row) > 1}
        mine = {
            "edition": (found.edition.code, "bản"),
            "unit": (found.unit.code, "đơn vị"),
            "period": (found.period.key, "kỳ"),
        }
        for key, (code, words) in mine.items():
            if meta.get(key) != code:
                raise SheetUnreadable(f"Bảng này của {words} {meta.get(key, '?')}, không phải {code}.")
    page = book.get_sheet_by_name(next(name for name in names if name != META))
    raw = page.to_python(skip_empty_area=False)
    if len(raw) > MOST_ROWS:
        raise SheetUnreadable(f"Bảng dài hơn {MOST_ROWS} dòng, không phải bảng chấm điểm.")
    wide = len(HEADS)
    return [(number, [*row[:wide], *[""] * (wide - len(row))]) for number, row in enumerate(raw, 1)]


def _open(contents: bytes) -> CalamineWorkbook:
    if len(contents) > MOST_BYTES:
        raise SheetUnreadable(f"Tệp lớn hơn {MOST_BYTES // 1_000_000} MB; bảng chấm điểm không lớn đến thế.")
    try:
        with zipfile.ZipFile(io.BytesIO(contents)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise SheetUnreadable("Tệp bung ra quá lớn, không đọc.")
        return CalamineWorkbook.from_filelike(io.BytesIO(contents))
    except PasswordError as locked:
        raise SheetUnreadable("Tệp có mật khẩu. Lưu lại không mật khẩu rồi nộp.") from locked
    except (zipfile.BadZipFile, CalamineError, ValueError, OSError) as broken:
        raise SheetUnreadable("Tệp hỏng hoặc không phải bảng Excel (.xlsx).") from broken


def _head_row(rows: list[tuple[int, list[Any]]]) -> int:
    """Where the head stands: the first row that names its columns in order."""
    for place, (_row_number, cells) in enumerate(rows[:HEAD_WITHIN]):
        said = [fold(_said(each)) for each in cells]
        if said[STT] in ("stt", "tt", "so tt") and said[NAME].startswith(("chi so", "tieu chi")):
            for number in (MOST, SELF, APPRAISAL):
                if said[number] != fold(HEADS[number]):
                    raise SheetUnreadable(
                        f"Cột {get_column_letter(number + 1)} phải là “{HEADS[number]}”, đang là “{_said(cells[number])}”."
                    )
            return place
    raise SheetUnreadable("Không thấy dòng tiêu đề có các cột STT, Chỉ số, Điểm tối đa… trong 25 dòng đầu.")


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _code(value: Any) -> str:
    return _said(value).rstrip(".")


def _number(value: Any) -> Decimal | None:
    """A number as a cell has it, or as people write it: 4,5."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return Decimal(str(value))
    text = _said(value).replace(" ", "")
    if not re.fullmatch(r"-?\d+([.,]\d+)?", text):
        return None
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
