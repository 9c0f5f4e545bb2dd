"""Between the house and SDMX, both ways: codes of measures and periods, and the structures made of units and measures. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from dinh.ground.periods import Kind, Period

from .shapes import Code, Codelist, Concept, Name, Refused, Structures

FREQUENCIES: dict[Kind, str] = {
    "day": "D",
    "week": "W",
    "month": "M",
    "quarter": "Q",
    "half": "S",
    "nine_months": "_O",
    "year": "A",
}
CALENDAR = "CAL"


def indicator_id(code: str) -> str:
    """The id of a measure's code in a codelist: an SDMX id has no point, and the key is parted by points."""
    return code.replace("__", "_U_").replace("-", "_D_").replace(".", "__").upper()


def indicators(codes: Iterable[str]) -> dict[str, str]:
    """Codes of measures by their ids. Raises ValueError where two would share one."""
    found: dict[str, str] = {}
    for code in codes:
        ident = indicator_id(code)
        if found.setdefault(ident, code) != code:
            raise ValueError(f"{code} and {found[ident]} share the id {ident}")
    return found


def closing_id(day: int | None) -> str:
    return CALENDAR if day is None else f"D{day:02d}"


def closing_of(ident: str) -> int | None:
    return None if ident == CALENDAR else int(ident[1:])


def period_id(period: Period) -> str:
    """As SDMX writes it: 2026-10, 2026-Q3, 2026-S1, 2026; nine months are a time range."""
    if period.kind == "half":
        return f"{period.year}-S{period.number}"
    if period.kind == "nine_months":
        return f"{period.year}-01-01/P9M"
    return period.key


_PERIOD = re.compile(
    r"(?P<y>\d{4})(?:-(?:(?P<a>A1)|S(?P<s>[12])|Q(?P<q>[1-4])|W(?P<w>\d{2})|M(?P<M>\d{2})|(?P<m>\d{2})(?:-(?P<d>\d{2})(?:T.*)?)?))?"
)


def days_of(words: str, name: str) -> tuple[date, date]:
    """First and last day of a period as a question writes it. Refuses with the parameter's name."""
    match = _PERIOD.fullmatch(words)
    try:
        if match is None:
            raise ValueError(words)
        part = match.groupdict()
        year = int(part["y"])
        if part["d"]:
            day = date(year, int(part["m"]), int(part["d"]))
            return day, day
        if part["w"]:
            first = date.fromisocalendar(year, int(part["w"]), 1)
            return first, first + timedelta(days=6)
        period = _period(year, part)
        return period.first, period.last
    except ValueError:
        raise Refused(
            140,
            f"{name}: không đọc được kỳ “{words}”; viết như 2026, 2026-Q3, 2026-10 hoặc 2026-10-05.",
            f"{name}: the period “{words}” is not understood; write 2026, 2026-Q3, 2026-10 or 2026-10-05.",
        ) from None


def _period(year: int, part: dict[str, str | None]) -> Period:
    if part["s"]:
        return Period("half", year, int(part["s"]))
    if part["q"]:
        return Period("quarter", year, int(part["q"]))
    if month := part["M"] or part["m"]:
        return Period("month", year, int(month))
    return Period("year", year)


# ---------------------------------------------------------------- structures


@dataclass(frozen=True, slots=True)
class Area:
    """A unit as the door tells it."""

    code: str
    name: str
    parent: str = ""
    level_words: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A measure as the door tells it."""

    code: str
    words: str
    english: str = ""
    unit: str = ""
    about: str = ""


UNITS: dict[str, tuple[str, Name]] = {
    "%": ("PT", Name("Phần trăm", "Percent")),
    "đồng": ("VND", Name("Đồng Việt Nam", "Vietnamese dong")),
    "": ("NUMBER", Name("Số lượng", "Number")),
}


def unit_id(words: str) -> str:
    """The code of a measure's unit. What is no percentage and no money is a number of something."""
    return UNITS.get(words, UNITS[""])[0]


CONCEPTS_OF_ALL = (
    Concept("FREQ", Name("Tần suất", "Frequency"), "CL_FREQ"),
    Concept("REF_AREA", Name("Đơn vị hành chính", "Reference area"), "CL_AREA"),
    Concept("INDICATOR", Name("Số đo", "Indicator"), "CL_INDICATOR"),
    Concept("CLOSING", Name("Cách chốt số liệu", "Closing of figures"), "CL_CLOSING"),
    Concept("TIME_PERIOD", Name("Kỳ", "Time period"), text="ObservationalTimePeriod"),
    Concept("OBS_VALUE", Name("Giá trị", "Observation value"), text="Double"),
    Concept("UNIT_MEASURE", Name("Đơn vị tính", "Unit of measure"), "CL_UNIT"),
    Concept("OBS_STATUS", Name("Tình trạng", "Observation status"), "CL_OBS_STATUS"),
    Concept("NUMERATOR", Name("Tử số", "Numerator"), text="Double"),
    Concept("DENOMINATOR", Name("Mẫu số", "Denominator"), text="Double"),
    Concept("RECIPE_VERSION", Name("Phiên bản cách tính", "Version of the recipe")),
    Concept("COMPUTED_AT", Name("Tính lúc", "Computed at"), text="DateTime"),
)

_FREQ = Codelist(
    "CL_FREQ",
    Name("Tần suất", "Frequency"),
    (
        Code("A", Name("Năm", "Annual")),
        Code("S", Name("6 tháng", "Half-yearly")),
        Code("Q", Name("Quý", "Quarterly")),
        Code("M", Name("Tháng", "Monthly")),
        Code("W", Name("Tuần", "Weekly")),
        Code("D", Name("Ngày", "Daily")),
        Code("_O", Name("9 tháng đầu năm", "Nine months from the year's beginning")),
    ),
)
_STATUS = Codelist(
    "CL_OBS_STATUS",
    Name("Tình trạng", "Observation status"),
    (
        Code("A", Name("Bình thường", "Normal value")),
        Code("M", Name("Không tính được", "Missing value; data cannot exist or are not there")),
        Code("P", Name("Chưa công bố, còn có thể đổi", "Provisional value")),
        Code("R", Name("Đã tính lại", "Revised")),
    ),
)


def structures(
    areas: Iterable[Area], measures: Iterable[Indicator], closings: Iterable[int | None]
) -> Structures:
    """What describes all data of these units and measures."""
    known = [*areas]
    ids = {area.code for area in known}
    units = Codelist(
        "CL_UNIT",
        Name("Đơn vị tính", "Unit of measure"),
        tuple(Code(code, name) for code, name in UNITS.values()),
    )
    return Structures(
        (
            _FREQ,
            Codelist(
                "CL_AREA",
                Name("Đơn vị hành chính", "Administrative units"),
                tuple(
                    Code(area.code, Name(area.name, area.name), area.parent if area.parent in ids else "")
                    for area in known
                ),
            ),
            Codelist(
                "CL_INDICATOR",
                Name("Số đo", "Indicators"),
                tuple(
                    Code(indicator_id(row.code), Name(row.words, row.english), "", Name(row.about) if row.about else None)
                    for row in measures
                ),
            ),
            Codelist(
                "CL_CLOSING",
                Name("Cách chốt số liệu", "Closing of figures"),
                tuple(Code(closing_id(day), _closing_name(day)) for day in closings),
            ),
            units,
            _STATUS,
        ),
        CONCEPTS_OF_ALL,
    )  # fmt: skip


def _closing_name(day: int | None) -> Name:
    if day is None:
        return Name("Theo lịch: từ ngày đầu đến ngày cuối kỳ", "By the calendar")
    return Name(f"Chốt ngày {day} hằng tháng", f"Closed on day {day} of each month")
