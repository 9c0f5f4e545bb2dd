"""What a sheet that came back says differently, cell by cell: pure. Three readings are held against each other: what the
file says now, what it said when it was written, and what stands here today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dinh.plans.rules.numbers import parse, words_of
from dinh.plans.rules.values import value_faults

from .columns import STATE_WORDS, YES_WORDS, Column
from .rows import canonical
from .xlsx_in import Read, ReadRow

MOST_NUMBER = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Current:
    """A thing as it stands: its fields in the form of `canonical`, and what is needed to judge what was typed."""

    thing_id: int
    words: str
    fields: Mapping[str, str]
    operator: str = ""
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A cell that says something: a change, something changed here meanwhile, or something wrong."""

    sheet: str
    address: str
    kind: str
    thing_id: int | None
    words: str
    field: str
    before: str
    after: str
    new: str
    base: str
    now: str
    state: str
    sentence: str = ""


def findings(
    rows: Sequence[ReadRow], known: Mapping[tuple[str, int], Current], offices: Mapping[str, str]
) -> list[Finding]:
    """Everything a workbook says differently. `offices` gives the number of an office by its name in `canonical` form,
    lower case, and the name by its number."""
    made: list[Finding] = []
    seen: dict[str, int] = {}
    for row in rows:
        if row.key and row.key in seen:
            made.append(_wrong_row(row, f"Dòng này trùng mã với dòng {seen[row.key]}; bỏ một dòng."))
            continue
        seen[row.key] = row.number
        made += _row(row, known, offices)
    return made


def _row(row: ReadRow, known: Mapping[tuple[str, int], Current], offices: Mapping[str, str]) -> list[Finding]:
    if not row.key:
        return [_wrong_row(row, "Dòng này không có mã, do tự thêm vào; thêm mục mới ở trang của kế hoạch.")]
    kind, _colon, number = row.key.partition(":")
    current = known.get((kind, int(number))) if number.isdecimal() and len(number) < 19 else None
    if current is None or kind != row.sheet.thing:
        return [_wrong_row(row, "Không có mục nào của kế hoạch này mang mã của dòng.")]
    if row.broken:
        return [_wrong_row(row, row.broken)]
    name = row.cells.get("name")
    if name is not None and canonical(name.value) != canonical(row.base.get("name", "")):
        return [_wrong_row(row, "Tên ở dòng này không khớp mã dòng: có thể bị dán lệch dòng.")]
    made = []
    for column in row.sheet.columns:
        if column.field and (cell := row.cells.get(column.key)) is not None:
            found = _cell(row, column, cell, current, offices)
            if found is not None:
                made.append(found)
    return made


def _wrong_row(row: ReadRow, sentence: str) -> Finding:
    first = next((cell.address for cell in row.cells.values() if not cell.empty), f"A{row.number}")
    name = row.cells.get("name")
    words = canonical(name.value)[:200] if name else ""
    return Finding(
        row.sheet.tab, first, row.sheet.thing, None, words, "", "", "", "", "", "", "wrong",
        f"Ô {first}: {_small(sentence)}",
    )  # fmt: skip


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _cell(
    row: ReadRow, column: Column, cell: Read, current: Current, offices: Mapping[str, str]
) -> Finding | None:
    base, now = row.base.get(column.field, ""), current.fields.get(column.field, "")
    new, wrong = read_field(column.field, cell, current, offices, row.base)
    if wrong is None and new == base:
        return None  # nobody touched it
    if wrong is None and new == now:
        return None  # it says what stands here already
    state, sentence = "change", ""
    if wrong is not None:
        state, sentence = "wrong", f"Ô {cell.address}: {wrong}"
    elif now != base:
        state = "conflict"
        sentence = f"Ô {cell.address}: từ lúc xuất bảng, ở đây đã đổi thành “{shown(column.field, now, offices, current.operator) or 'trống'}”"
    return Finding(
        sheet=row.sheet.tab,
        address=cell.address,
        kind=row.sheet.thing,
        thing_id=current.thing_id,
        words=current.words[:300],
        field=column.field,
        before=shown(column.field, now, offices, current.operator)[:400],
        after=shown(column.field, new, offices, current.operator)
        if wrong is None
        else canonical(cell.value)[:400],
        new=new,
        base=base,
        now=now,
        state=state,
        sentence=sentence[:500],
    )


def read_field(
    field: str, cell: Read, current: Current, offices: Mapping[str, str], base: Mapping[str, str]
) -> tuple[str, str | None]:
    """What a cell says in the form of `canonical`, and what is wrong with it, if anything is."""
    if cell.formula:
        return "", "đây là công thức; dán thành giá trị rồi nộp lại"
    if field == "value":
        return _value(cell, current, base.get("value", ""))
    if field == "percent":
        return _percent(cell)
    if field == "state":
        return _choice(cell, STATE_WORDS, base.get("state", ""))
    if field == "lead":
        return _lead(cell, current, offices, base)
    text = canonical(cell.value)
    return text, "dài quá 4.000 chữ" if len(text) > 4000 else None


def _number(cell: Read) -> tuple[Decimal | None, str | None]:
    value = cell.value
    if isinstance(value, date):
        return None, "là ngày tháng, cần một số"
    if isinstance(value, Decimal):
        number: Decimal | None = value * 100 if cell.share else value
    else:
        number = parse(str(value))
    if number is None:
        return None, f"“{canonical(value)[:40]}” không phải số, ví dụ 68,9"
    if abs(number) >= MOST_NUMBER:
        return None, "số quá lớn"
    if number != number.quantize(Decimal("0.0001")):
        number = number.quantize(Decimal("0.0001"))
    return number, None


def _value(cell: Read, current: Current, held: str) -> tuple[str, str | None]:
    if cell.empty:
        return "", "xóa số đã có không làm bằng bảng; nhập số đúng vào" if held else None
    if current.operator == "yes":
        return _choice(cell, YES_WORDS, "")
    number, wrong = _number(cell)
    if number is None:
        return "", wrong
    faults = value_faults(current.operator, current.measure, number, None, None)
    if faults:
        return "", _small(faults[0].sentence)
    return canonical(number), None


def _percent(cell: Read) -> tuple[str, str | None]:
    if cell.empty:
        return "", None
    number, wrong = _number(cell)
    if number is None:
        return "", wrong
    if number != number.to_integral_value() or not 0 <= number <= 100:
        return "", f"phần việc đã xong là số nguyên từ 0 đến 100; đang là {words_of(number)}"
    return canonical(number), None


def _choice(cell: Read, words: Mapping[str, str], held: str) -> tuple[str, str | None]:
    if cell.empty:
        return "", "không để trống" if held else None
    said = canonical(cell.value).casefold()
    for key, word in words.items():
        if said in {word.casefold(), key}:
            return key, None
    return "", f"“{canonical(cell.value)[:40]}” không có trong danh sách: {', '.join(words.values())}"


def _lead(
    cell: Read, current: Current, offices: Mapping[str, str], base: Mapping[str, str]
) -> tuple[str, str | None]:
    said = canonical(cell.value)
    held = base.get("lead", "")
    if not said:
        return ("", "không bỏ trống cơ quan chủ trì; chọn cơ quan khác") if held else ("", None)
    for named in (base, current.fields):
        if said.casefold() == named.get("lead_name", "").casefold():
            return named.get("lead", ""), None
    number = offices.get(said.casefold())
    if number is None:
        return "", f"“{said[:60]}” không có trong sổ cơ quan của đơn vị và cấp trên"
    return number, None


def shown(field: str, value: str, offices: Mapping[str, str], operator: str = "") -> str:
    """A field as people read it."""
    if not value:
        return ""
    if field == "value" and operator == "yes":
        return YES_WORDS.get(value, value)
    if field == "state":
        return STATE_WORDS.get(value, value)
    if field == "lead":
        return offices.get(f"#{value}", value)
    if field in {"value", "percent"} and (number := parse(value.replace(".", ","))) is not None:
        return words_of(number) + ("%" if field == "percent" else "")
    return value
