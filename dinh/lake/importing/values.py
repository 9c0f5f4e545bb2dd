"""One cell read as what its column holds. Pure: a cell in, a value out, or Unread with a sentence.

Each different cell of a column is read once (see `mapping`), so clearness goes before speed here; moments alone, which are
nearly all different, have a quick path."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from dinh.ground.text import fold, nfc

from .shapes import Asks, Cell, MapColumn, Moment, Papers, Prices, Unread

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = 1_000_000
_NOTHING = frozenset(
    {"", "null", "(null)", "none", "nan", "n/a", "na", "-", "--", "—", "\\n", "(trong)", "undefined"}
)
_NO_DAY = frozenset(
    {"0000-00-00", "0000-00-00 00:00:00", "0001-01-01", "0001-01-01 00:00:00", "01/01/0001", "1/1/0001"}
)
_YES = frozenset({"1", "co", "x", "true", "t", "yes", "y", "dung", "v", "✓", "✔", "roi", "da co"})
_NO = frozenset({"0", "khong", "false", "f", "no", "n", "sai", "chua", "chua co", "khong co"})
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000
"""Days of Excel's calendar: 1954 to 2119. Below that a number is a number."""
_YEARS = range(1950, 2101)


def is_nothing(cell: Cell) -> bool:
    """Whether a cell says nothing: empty, or one of the words by which programs write that."""
    if cell is None:
        return True
    if isinstance(cell, float):
        return cell != cell
    return isinstance(cell, str) and (not cell or (len(cell) < 12 and fold(cell) in _NOTHING))


def text_of(cell: Cell) -> str:
    """What a cell says, as text: numbers without a tail of .0, days and moments as ISO writes them."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        if cell.isascii():
            return " ".join(cell.split())
        return " ".join(nfc(cell).replace("\u200b", "").replace("\ufeff", "").split())
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    return str(cell)


def key_of(text: str) -> str:
    """By which names of columns and words of code lists are compared: folded, letters and digits only."""
    return "".join(char for char in fold(text) if char.isalnum())


# ---------------------------------------------------------------- moments


@lru_cache(maxsize=20_000)
def _midnight(day: date) -> int:
    """The first moment of a local day."""
    here = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    return int((here - _EPOCH).total_seconds()) * _SECOND


def moment_at(day: date, clock: time | None) -> Moment:
    """A local day and hour. Midnight to the second is a day without its hour: nobody promises an answer for midnight."""
    if clock is None or clock == time.min:
        return Moment(_midnight(day), True)
    seconds = clock.hour * 3600 + clock.minute * 60 + clock.second
    return Moment(_midnight(day) + seconds * _SECOND + clock.microsecond, False)


def local_day(us: int) -> date:
    """The local day of a moment."""
    return (_EPOCH + timedelta(microseconds=us)).astimezone(ZONE).date()


def local_moment(us: int) -> datetime:
    """The local moment."""
    return (_EPOCH + timedelta(microseconds=us)).astimezone(ZONE)


def us_of(at: datetime) -> int:
    """Microseconds since 1970 of an aware moment."""
    return (at - _EPOCH) // timedelta(microseconds=1)


_CLOCK = re.compile(
    r"(?P<h>\d{1,2})\s*(?::|h|g|giờ)\s*(?P<m>\d{2})?(?:\s*(?::|')\s*(?P<s>\d{2})(?:[.,]\d{1,9})?)?\s*(?:phút)?\s*(?P<half>SA|CH|AM|PM)?",
    re.IGNORECASE,
)
_DMY = re.compile(r"(?P<d>\d{1,2})\s*[/.\-]\s*(?P<m>\d{1,2})\s*[/.\-]\s*(?P<y>\d{4})")
_YMD = re.compile(r"(?P<y>\d{4})\s*[/.\-]\s*(?P<m>\d{1,2})\s*[/.\-]\s*(?P<d>\d{1,2})")
_SAID = re.compile(r"(?:ngày\s*)?(?P<d>\d{1,2})\s*tháng\s*(?P<m>\d{1,2})\s*năm\s*(?P<y>\d{4})", re.IGNORECASE)
_TIGHT = re.compile(
    r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?:(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})?)?"
)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_EXAMPLE = "ghi như 21/11/2026, 21/11/2026 08:30 hoặc 2026-11-21"


def read_moment(cell: Cell, forms: Sequence[str] = ()) -> Moment:
    """A day or a moment in any of the forms that exports use; days come before months."""
    if isinstance(cell, str) and len(cell) >= 10 and cell[4] == "-" == cell[7]:
        try:
            at = datetime.fromisoformat(cell)
        except ValueError:
            pass
        else:
            return _of_datetime(at, len(cell) == 10)
    return _slow_moment(cell, forms)


def _of_datetime(at: datetime, whole_day: bool) -> Moment:
    _in_range(at.date(), at)
    if at.tzinfo is not None:
        return Moment(us_of(at), False)
    return moment_at(at.date(), None if whole_day else at.time())


def _slow_moment(cell: Cell, forms: Sequence[str]) -> Moment:
    if isinstance(cell, datetime):
        return _of_datetime(cell, False)
    if isinstance(cell, date):
        _in_range(cell, cell)
        return moment_at(cell, None)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _serial(float(cell), cell)
    text = text_of(cell)
    for form in forms:
        try:
            at = datetime.strptime(text, form)  # noqa: DTZ007 -- local by `_of_datetime`
        except ValueError:
            continue
        return _of_datetime(at, not any(mark in form for mark in ("%H", "%I", "%M")))
    if found := _TIGHT.fullmatch(text):
        clock = time(0) if found["H"] is None else _time(found["H"], found["M"], found["S"], "", cell)
        return moment_at(_date(found, cell), clock)
    if _SERIAL.fullmatch(text):
        return _serial(float(text.replace(",", ".")), cell)
    return _worded(text, cell)


def _worded(text: str, cell: Cell) -> Moment:
    """A day, and before or behind it perhaps an hour, in one of the written forms."""
    for form in (_YMD, _DMY, _SAID):
        found = form.search(text)
        if not found:
            continue
        day = _date(found, cell)
        rest = (text[: found.start()] + " " + re.sub(r"^T(?=\d)", "", text[found.end() :])).strip(" ,;")
        rest = re.sub(r"^(lúc|ngày|thứ\s+\w+,?|chủ nhật,?)\s*", "", rest, flags=re.IGNORECASE)
        rest = re.sub(r"[\s,;]*(ngày|lúc)$", "", rest, flags=re.IGNORECASE)
        if not rest:
            return moment_at(day, None)
        zoned = re.fullmatch(r"(.+?)\s*(Z|[+-]\d{2}:?\d{2})", rest)
        clock = _CLOCK.fullmatch(zoned[1].strip() if zoned else rest)
        if not clock:
            raise _unreadable(cell)
        at = _time(clock["h"], clock["m"], clock["s"], clock["half"] or "", cell)
        if zoned:
            return _of_datetime(datetime.fromisoformat(f"{day}T{at}{zoned[2]}"), False)
        return moment_at(day, at)
    raise _unreadable(cell)


def _serial(number: float, cell: Cell) -> Moment:
    """A day of Excel's calendar, the part behind the point its hour."""
    if not _FIRST_SERIAL <= number < _LAST_SERIAL:
        raise _unreadable(cell)
    whole = int(number)
    seconds = round((number - whole) * 86_400)
    day = date(1899, 12, 30) + timedelta(days=whole + seconds // 86_400)
    _in_range(day, cell)
    seconds %= 86_400
    return moment_at(day, time(seconds // 3600, seconds // 60 % 60, seconds % 60))


def _date(found: re.Match[str], cell: Cell) -> date:
    try:
        day = date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError as none:
        raise _unreadable(cell) from none
    _in_range(day, cell)
    return day


def _in_range(day: date, cell: Any) -> None:
    if day.year not in _YEARS:
        raise Unread(f"“{text_of(cell)[:40]}” có năm {day.year}, ngoài khoảng {_YEARS[0]}–{_YEARS[-1]}.")


def _time(hours: str, minutes: str | None, seconds: str | None, half: str, cell: Cell) -> time:
    hour = int(hours)
    if half.upper() in ("CH", "PM"):
        hour = hour + 12 if hour < 12 else hour
    elif half.upper() in ("SA", "AM") and hour == 12:
        hour = 0
    try:
        return time(hour, int(minutes or 0), int(seconds or 0))
    except ValueError as none:
        raise _unreadable(cell) from none


def _unreadable(cell: Cell) -> Unread:
    return Unread(f"“{text_of(cell)[:40]}” không đọc được là ngày; {_EXAMPLE}.")


# ---------------------------------------------------------------- periods

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_PERIODS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(\d{4})-(\d{2})"), lambda m: _month(m[1], m[2])),
    (re.compile(r"(\d{4})(\d{2})"), lambda m: _month(m[1], m[2])),
    (re.compile(r"(?:thang|t)?\s*(\d{1,2})\s*(?:/|-|\.|nam)\s*(\d{4})"), lambda m: _month(m[2], m[1])),
    (re.compile(r"(\d{4})-?q([1-4])"), lambda m: f"{m[1]}-Q{m[2]}"),
    (
        re.compile(r"(?:quy|q)\s*([1-4]|iv|i{1,3})\s*(?:/|-|\.|nam)?\s*(\d{4})"),
        lambda m: f"{m[2]}-Q{_ROMAN.get(m[1], m[1])}",
    ),
    (re.compile(r"(\d{4})-?h([12])"), lambda m: f"{m[1]}-H{m[2]}"),
    (re.compile(r"(\d{4})-?9m"), lambda m: f"{m[1]}-9M"),
    (re.compile(r"6 thang dau nam\s*(\d{4})|6 thang\s*(?:/|nam)?\s*(\d{4})"), lambda m: f"{m[1] or m[2]}-H1"),
    (re.compile(r"6 thang cuoi nam\s*(\d{4})"), lambda m: f"{m[1]}-H2"),
    (re.compile(r"9 thang(?: dau)?\s*(?:/|nam)?\s*(\d{4})"), lambda m: f"{m[1]}-9M"),
    (re.compile(r"(?:ca )?(?:nam )?(\d{4})"), lambda m: m[1]),
)


def _month(year: str, month: str) -> str:
    if not 1 <= int(month) <= 12:
        raise ValueError(month)
    return f"{year}-{int(month):02d}"


def read_period(cell: Cell) -> str:
    """The key of a period as tables write it: "Quý III/2026", "Tháng 10 năm 2026", "6 tháng đầu năm 2026", "2026"."""
    text = fold(text_of(cell))
    for form, made in _PERIODS:
        if found := form.fullmatch(text):
            try:
                return made(found)
            except ValueError:
                break
    if isinstance(cell, datetime | date):
        return f"{cell.year}-{cell.month:02d}"
    raise Unread(f"“{text_of(cell)[:40]}” không đọc được là kỳ; ghi như 2026-10, Quý IV/2026 hoặc 2026.")


# ---------------------------------------------------------------- numbers, words

_MONEY = re.compile(r"\s*(?:đồng|dong|vnđ|vnd|đ|₫|%)\s*$", re.IGNORECASE)
_PLAIN = re.compile(r"[+-]?\d+")
_VI = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?|[+-]?\d+,\d+")
_EN = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d*\.\d+")


def read_number(cell: Cell, decimal: str = "vi") -> float:
    """A number as Vietnamese write it (1.234.567,5), or as programs do where it can be read in no other way."""
    if isinstance(cell, bool):
        return float(cell)
    if isinstance(cell, int | float):
        return float(cell)
    text = re.sub(r"[\s\u00a0']", "", _MONEY.sub("", text_of(cell)))
    if _PLAIN.fullmatch(text):
        return float(text)
    vi, en = _VI.fullmatch(text), _EN.fullmatch(text)
    if vi and (decimal == "vi" or not en):
        return float(text.replace(".", "").replace(",", "."))
    if en:
        return float(text.replace(",", ""))
    raise Unread(f"“{text_of(cell)[:40]}” không đọc được là số; ghi như 1.234.567,5.")


def read_whole(cell: Cell, decimal: str = "vi") -> int:
    """A whole number."""
    number = read_number(cell, decimal)
    if number != int(number):
        raise Unread(f"“{text_of(cell)[:40]}” phải là số nguyên.")
    return int(number)


def read_yes(cell: Cell) -> bool:
    """A yes or a no, in figures or words."""
    if isinstance(cell, bool):
        return cell
    said = fold(text_of(cell))
    if said in _YES:
        return True
    if said in _NO:
        return False
    raise Unread(f"“{text_of(cell)[:40]}” không đọc được là có hay không; ghi 1 hoặc 0, Có hoặc Không.")


def read_choice(cell: Cell, column: MapColumn) -> str:
    """What a word or number of a code list means."""
    text = text_of(cell)
    said = key_of(text)
    if said.isdigit():
        said = str(int(said))
    for word, meaning in column.choices:
        if word == said:
            return meaning
    if column.others is not None and said.isdigit():
        return column.others
    known = ", ".join(dict.fromkeys(meaning for _word, meaning in column.choices))
    raise Unread(f"{column.words}: không có mã “{text[:40]}”; các mã đã biết: {known}.")


_PROCEDURE = re.compile(r"(\d)[.,](\d{1,6})((?:\.\d+){0,4}(?:\.H\d{2}(?:\.\d{2})?)?)", re.IGNORECASE)


def read_procedure(cell: Cell) -> str:
    """The d.dddddd part of a procedure's code, in whatever form it comes; a sheet that took it for a number has lost its
    last noughts, which are given back. What is no such code stays as it is."""
    text = text_of(cell).strip()
    tidy = re.sub(r"\s+", "", text)
    found = _PROCEDURE.fullmatch(tidy)
    if found:
        return f"{found[1]}.{found[2].ljust(6, '0')}"
    return text[:60].upper()


# ---------------------------------------------------------------- lists in a cell

_PRICE_KEYS = ("gia", "lephi", "philephi", "phi", "sotien", "mucthu", "thanhtien", "amount")
_DIGITISED, _REUSED = "duocsohoa", "duoclaytukhodmqg"


def _loaded(cell: Cell, words: str) -> Any:
    """What a cell with a list holds: JSON, or the same as Python prints it."""
    text = text_of(cell)
    if text[:1] not in "[{":
        return text
    try:
        return json.loads(text)
    except RecursionError as deep:
        raise Unread(f"{words}: danh sách lồng quá nhiều tầng.") from deep
    except ValueError:
        try:
            return ast.literal_eval(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError) as none:
            raise Unread(f"{words}: “{text[:60]}” không phải danh sách JSON đọc được.") from none


def read_prices(cell: Cell, words: str = "Danh sách phí") -> Prices:
    """A list of fees, each with its price; or a price alone. A price that is not given is one not known: there is a fee."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _prices([cell], words)
    held = _loaded(cell, words)
    if isinstance(held, str):
        held = [part for part in re.split(r"\s*[;|]\s*", held) if part]
    return _prices(held if isinstance(held, list) else [held], words)


def _prices(rows: Sequence[Any], words: str) -> Prices:
    total, owed = 0.0, False
    for row in rows:
        if isinstance(row, dict):
            known = {key_of(str(name)): value for name, value in row.items()}
            given = next((known[name] for name in _PRICE_KEYS if name in known), None)
        else:
            given = row
        if given is None or (isinstance(given, str) and is_nothing(given)):
            owed = True
            continue
        try:
            price = read_number(given if isinstance(given, int | float | str) else str(given))
        except Unread as none:
            raise Unread(f"{words}: giá {none}") from none
        if price < 0:
            raise Unread(f"{words}: giá {text_of(given)} nhỏ hơn 0.")
        total += price
        owed = owed or price > 0
    return Prices(len(rows), owed, total)


def read_papers(cell: Cell, words: str = "Tài liệu nộp") -> Papers:
    """A list of papers, each with what was done with it."""
    held = _loaded(cell, words)
    if isinstance(held, str):
        raise Unread(f"{words}: “{held[:60]}” không phải danh sách JSON đọc được.")
    rows = held if isinstance(held, list) else [held]
    digitised = reused = 0
    for row in rows:
        if not isinstance(row, dict):
            raise Unread(f"{words}: mỗi tài liệu phải là một nhóm tên và giá trị.")
        known = {key_of(str(name)): value for name, value in row.items()}
        digitised += _flag(known.get(_DIGITISED), words)
        reused += _flag(known.get(_REUSED), words)
    return Papers(len(rows), digitised, reused)


def _flag(value: Any, words: str) -> int:
    if value is None or value == "":
        return 0
    try:
        return int(read_yes(value))
    except Unread as none:
        raise Unread(f"{words}: {none}") from none


def read_flags(cell: Cell, words: str = "Tài liệu nộp") -> int:
    """How many of a list of yes and no are yes: "1;0;1", [1, 0], or a count."""
    held = _loaded(cell, words)
    if isinstance(held, str) and held.isdigit():
        return int(held)
    parts = held if isinstance(held, list) else re.split(r"\s*[;,|]\s*", str(held))
    return sum(_flag(part, words) for part in parts)


_ASKED = ("ngayyeucau", "ngayyeucaubosung", "tungay", "thoigianyeucau", "ngay", "batdau")
_ANSWERED = (
    "ngaybosung",
    "ngaybosungxong",
    "ngaynopbosung",
    "denngay",
    "thoigianbosung",
    "ngaynhan",
    "ketthuc",
)


def read_asks(cell: Cell, words: str = "Các lần yêu cầu bổ sung") -> Asks:
    """Requests to complete: a list of days, or of pairs of asked and answered; or how many there were."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Asks(read_whole(cell), None, 0)
    held = _loaded(cell, words)
    if isinstance(held, str):
        if held.isdigit() and len(held) < 4:
            return Asks(int(held), None, 0)
        held = [part for part in re.split(r"\s*[;|]\s*", held) if part]
    firsts: list[Moment] = []
    waited = 0
    rows = held if isinstance(held, list) else [held]
    for row in rows:
        said, over = _asked_and_answered(row)
        try:
            asked = None if is_nothing(said) else read_moment(said)
            answered = None if is_nothing(over) else read_moment(over)
        except Unread as none:
            raise Unread(f"{words}: {none}") from none
        if asked is not None:
            firsts.append(asked)
            if answered is not None:
                if answered.us < asked.us:
                    raise Unread(f"{words}: ngày bổ sung trước ngày yêu cầu.")
                waited += (answered.us - asked.us) // (60 * _SECOND)
    return Asks(len(rows), min(firsts, default=None), waited)


def _asked_and_answered(row: Any) -> tuple[Any, Any]:
    if not isinstance(row, dict):
        return row, None
    known = {key_of(str(name)): value for name, value in row.items()}
    return (
        next((known[name] for name in _ASKED if name in known), None),
        next((known[name] for name in _ANSWERED if name in known), None),
    )


_UNCONTENT = ("khonghailong", "ratkhonghailong", "chuahailong", "dislike", "khong")
_CONTENT = ("hailong", "rathailong", "binhthuong", "chapnhanduoc", "like", "co", "tot", "rattot")


def read_content(cell: Cell) -> bool | None:
    """Whether the citizen was content, from words; None for figures and what else nobody can be sure of."""
    said = key_of(text_of(cell))
    return False if said in _UNCONTENT else True if said in _CONTENT else None


_TERM_UNITS = {
    "ngaylamviec": "working-day", "ngaylv": "working-day", "nlv": "working-day", "workingday": "working-day",
    "ngay": "day", "ngaylich": "day", "day": "day", "giolamviec": "working-hour", "gio": "working-hour",
    "giolv": "working-hour", "workinghour": "working-hour", "trongngay": "same-day", "sameday": "same-day",
}  # fmt: skip


def read_term_unit(cell: Cell) -> str | None:
    """What a limit is counted in; None for what is no such unit, since the portal's field may mean the fee's."""
    return _TERM_UNITS.get(key_of(text_of(cell)))


_TERM = re.compile(r"(\d+)\s*(.*)")


def read_term(cell: Cell) -> tuple[int, str | None] | None:
    """A limit as written: "3", "3 ngày làm việc", "trong ngày". None for what is no limit."""
    text = text_of(cell)
    if read_term_unit(text) == "same-day":
        return 0, "same-day"
    found = _TERM.fullmatch(text)
    return (int(found[1]), read_term_unit(found[2])) if found else None


# ---------------------------------------------------------------- one for each kind


def reader_of(column: MapColumn) -> Callable[[Cell], Any]:
    """What reads a cell of this column. An empty cell gives the default."""
    read = _plain_reader(column)

    def one(cell: Cell) -> Any:
        if is_nothing(cell):
            return column.default
        if column.kind in ("moment", "day") and isinstance(cell, str) and cell.strip()[:19] in _NO_DAY:
            return column.default
        return read(cell)

    return one


def _plain_reader(column: MapColumn) -> Callable[[Cell], Any]:
    kinds: dict[str, Callable[[Cell], Any]] = {
        "text": text_of,
        "code": lambda cell: re.sub(r"\s+", "", text_of(cell)).upper(),
        "procedure": read_procedure,
        "moment": lambda cell: read_moment(cell, column.forms),
        "day": lambda cell: local_day(read_moment(cell, column.forms).us),
        "period": read_period,
        "number": lambda cell: _bounded(read_number(cell, column.decimal), column),
        "whole": lambda cell: int(_bounded(read_whole(cell, column.decimal), column)),
        "yes": read_yes,
        "choice": lambda cell: read_choice(cell, column),
        "unit": text_of,
        "prices": lambda cell: read_prices(cell, column.words),
        "papers": lambda cell: read_papers(cell, column.words),
        "flags": lambda cell: read_flags(cell, column.words),
        "asks": lambda cell: read_asks(cell, column.words),
        "content": read_content,
        "term_unit": read_term_unit,
        "term": read_term,
    }
    return kinds[column.kind]


KINDS: dict[str, str] = {
    "text": "chữ", "code": "mã", "procedure": "mã thủ tục", "moment": "ngày giờ", "day": "ngày", "period": "kỳ",
    "number": "số", "whole": "số nguyên", "yes": "có hay không", "choice": "mã trong danh mục", "unit": "đơn vị",
    "prices": "danh sách phí", "papers": "danh sách tài liệu", "flags": "danh sách có hay không",
    "asks": "danh sách lần yêu cầu bổ sung", "content": "mức hài lòng", "term_unit": "đơn vị tính thời hạn", "term": "thời hạn",
}  # fmt: skip


def _bounded(number: float, column: MapColumn) -> float:
    if column.least is not None and number < column.least:
        raise Unread(f"{column.words}: {number:g} nhỏ hơn mức thấp nhất là {column.least:g}.")
    if column.most is not None and number > column.most:
        raise Unread(f"{column.words}: {number:g} lớn hơn mức cao nhất là {column.most:g}.")
    return number
