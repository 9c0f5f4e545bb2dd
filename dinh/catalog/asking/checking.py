"""Whether answers are what the schema asks for, each fault as a sentence at its field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from dinh.ground import calendar

from .compiled import canonical, validator
from .pages import pages_of
from .shapes import Answers, Fault, Field, Page, Schema

MOST_FAULTS = 200
BOUND = re.compile(
    r"(?P<base>today|[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*)(?:(?P<sign>[+-])(?P<n>\d{1,4})(?P<unit>[ymd]))?"
)


def check(
    schema: Schema, answers: Answers, *, today: date, pages: Iterable[str] | None = None
) -> list[Fault]:
    """Everything wrong with the answers, in the order of the pages; empty: they may be handed in. `pages` (keys of
    `pages_of`) looks at these alone. Answers to what is not asked are faults too."""
    asked = pages_of(schema, answers)
    fields = _by_path(asked, answers)
    found: dict[str, str] = {}

    def add(path: str, sentence: str) -> None:
        if len(found) < MOST_FAULTS:
            found.setdefault(path, sentence)

    for path, sentence in _of_schema(schema, answers, asked, fields):
        add(path, sentence)
    for path, (_page, field) in fields.items():
        if path not in found and field.kind == "day":
            _bounds(path, field, answers, today, add)
        if path not in found and field.other:
            _same(path, field, answers, asked, add)
    _not_asked(asked, answers, add)
    keys = list(fields)
    places = {path: at for at, path in enumerate(keys)}
    faults = [Fault(path, sentence) for path, sentence in found.items()]
    faults.sort(key=lambda fault: places.get(fault.field, _near(fault.field, keys)))
    if pages is None:
        return faults
    chosen = set(pages)
    mine = {path for path, (page, _field) in fields.items() if page.key in chosen}
    whole = {page.of for page in asked if page.key in chosen and page.rows}
    return [fault for fault in faults if fault.field in mine or fault.field in whole]


def _near(path: str, keys: list[str]) -> int:
    return next((at for at, key in enumerate(keys) if key.startswith(path + ".")), len(keys))


def _by_path(asked: Iterable[Page], answers: Answers) -> dict[str, tuple[Page, Field]]:
    found: dict[str, tuple[Page, Field]] = {}
    for page in asked:
        rows = answers.get(page.of)
        count: list[int | None] = (
            list(range(len(rows))) if page.rows and isinstance(rows, list) else [] if page.rows else [None]
        )
        for row in count:
            for field in page.fields:
                found[page.path(field, row)] = (page, field)
    return found


def _of_schema(
    schema: Schema, answers: Answers, asked: Iterable[Page], fields: Mapping[str, tuple[Page, Field]]
) -> Iterable[tuple[str, str]]:
    if not schema.get("properties"):
        return
    # A page that must be there and is not: ask for its fields, not for the page.
    whole = {page.of: ([] if page.rows else {}) for page in asked if page.required} | dict(answers)
    rows = {page.of: page for page in asked if page.rows}
    for error in validator(canonical(schema)).iter_errors(whole):
        place = [str(step) for step in error.instance_path]
        kind = error.kind.name
        if kind == "required":
            place.append(str(error.kind.as_dict().get("property", "")))
        if kind == "falseSchema":
            continue
        path = ".".join(place)
        if path in fields:
            yield path, _sentence(fields[path][1], kind, error.kind.as_dict())
            continue
        above = next((key for key in fields if path.startswith(key + ".")), None)
        if above is not None:
            yield above, fields[above][1].wrong()
        elif path in rows:
            yield path, _of_rows(rows[path], kind)
        elif kind != "required":
            yield path, "Phần này của tờ khai chưa đúng dạng."


def _of_rows(page: Page, kind: str) -> str:
    who = page.row_words or "dòng"
    if kind == "minItems":
        return f"“{page.title}”: ghi ít nhất {page.least} {who.lower()}."
    if kind == "maxItems":
        return f"“{page.title}”: nhiều nhất {page.most} {who.lower()}."
    return f"“{page.title}” chưa đúng dạng."


def _sentence(field: Field, kind: str, about: Mapping[str, Any]) -> str:
    if kind == "required":
        return field.missing()
    if kind in ("minItems", "const") and field.kind in ("many", "agree"):
        return field.missing()
    if field.said:
        return field.said
    if kind == "maxLength":
        return f"“{field.label}” không quá {about.get('limit', field.most)} chữ."
    if kind == "minLength":
        return f"“{field.label}” ghi đủ hơn, ít nhất {about.get('limit')} chữ."
    if kind in ("minimum", "exclusiveMinimum"):
        return f"“{field.label}” từ {_plain(about.get('limit'))} trở lên."
    if kind in ("maximum", "exclusiveMaximum"):
        return f"“{field.label}” không quá {_plain(about.get('limit'))}."
    if kind in ("enum", "oneOfNotValid", "oneOf"):
        return f"“{field.label}”: chọn một trong các mục đã cho."
    return field.wrong()


def _plain(limit: Any) -> str:
    return f"{limit:g}".replace(".", ",") if isinstance(limit, int | float) else str(limit)


def _not_asked(asked: Iterable[Page], answers: Answers, add: Any) -> None:
    names: dict[str, set[str]] = {}
    for page in asked:
        names.setdefault(page.of, set()).update(field.name for field in page.fields)
    for of, given in answers.items():
        if of not in names:
            add(str(of), "Tờ khai không hỏi phần này.")
            continue
        rows = given if isinstance(given, list) else [given]
        for at, row in enumerate(rows):
            for name in row if isinstance(row, Mapping) else ():
                if name not in names[of]:
                    path = f"{of}.{at}.{name}" if isinstance(given, list) else f"{of}.{name}"
                    add(path, "Tờ khai không hỏi mục này.")


def _same(path: str, field: Field, answers: Answers, asked: Iterable[Page], add: Any) -> None:
    """Two persons of one form are not the same person."""
    value = value_at(answers, path)
    other = _beside(field.other, path)
    if value in (None, "") or path == other or value != value_at(answers, other):
        return
    where = next((page.title for page in asked if page.of == other.partition(".")[0]), "")
    add(
        path,
        f"“{field.label}” trùng với phần “{where}”: ghi của đúng người, hai phần là hai người khác nhau.",
    )


# ---------------------------------------------------------------- days


def _bounds(path: str, field: Field, answers: Answers, today: date, add: Any) -> None:
    day = _day(value_at(answers, path))
    if day is None:
        return
    for bound, too in ((field.earliest, day.__lt__), (field.latest, day.__gt__)):
        limit = _limit(bound, answers, today, path)
        if limit is not None and too(limit):
            end = "trở đi" if bound is field.earliest else "trở về trước"
            add(path, field.said or f"“{field.label}” phải từ {limit:%d/%m/%Y} {end}.")
            return
    if field.working:
        _working(path, field, day, add)


def _working(path: str, field: Field, day: date, add: Any) -> None:
    """Nobody is asked to come on a day off."""
    working = calendar.for_country()
    if not working.is_working(day):
        after = working.next_working_day(day)
        add(
            path,
            f"“{field.label}”: ngày {day:%d/%m/%Y} nơi tiếp nhận nghỉ; ngày làm việc kế tiếp là {after:%d/%m/%Y}.",
        )


def _limit(bound: str, answers: Answers, today: date, path: str) -> date | None:
    found = BOUND.fullmatch(bound) if bound else None
    if found is None:
        return None
    base = found["base"]
    start = today if base == "today" else _day(value_at(answers, _beside(base, path)))
    if start is None or not found["n"]:
        return start
    count = int(found["n"]) * (-1 if found["sign"] == "-" else 1)
    try:
        return _moved(start, count, found["unit"])
    except (OverflowError, ValueError):
        return None


def _beside(base: str, path: str) -> str:
    """A name without a page means a field of the same page or row."""
    return base if "." in base else f"{path.rpartition('.')[0]}.{base}"


def _moved(day: date, count: int, unit: str) -> date:
    if unit == "d":
        return day + timedelta(days=count)
    months = count * (12 if unit == "y" else 1)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(day)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def value_at(answers: Any, path: str) -> Any:
    """What stands at a path; None for nothing."""
    here = answers
    for step in path.split("."):
        if isinstance(here, Mapping):
            here = here.get(step)
        elif isinstance(here, list) and step.isdecimal() and int(step) < len(here):
            here = here[int(step)]
        else:
            return None
    return here
