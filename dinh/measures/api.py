"""The room's JSON entrance: the measures there are, what they say of a unit in a period, and the rows behind a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from dinh.ground.periods import Period
from dinh.town import apikit as kit
from dinh.town import queries as town_queries
from dinh.town.models import Unit

from . import foretelling, trusting
from . import recipes as book
from .explaining import explained
from .queries.boards import Line, lines_of, rows_behind
from .queries.forecasts import NotForecast, forecast, over_by, until_end
from .queries.kept_doubts import DoubtedValue, doubted
from .rules import plain, trust
from .rules.forecasting import NEEDED, Forecast

router = kit.router("measures", "Số đo")

PeriodKey = Annotated[str, Field(max_length=10, pattern=r"^[0-9A-Z-]{4,10}$", examples=["2026-10"])]
MeasureCode = Annotated[
    str, Field(max_length=80, pattern=r"^[0-9a-z_.]{1,80}$", examples=["dossiers.online"])
]
Fact = Annotated[str, Field(max_length=40, pattern=r"^[a-z_]{0,40}$", description="Dữ kiện, ví dụ dossiers")]
PathCode = Annotated[str, Field(max_length=8, pattern=r"^[0-9]{1,8}$", examples=["16576"])]
After = Annotated[
    str, Field(max_length=200, pattern=r"^[^\x00]*$", description="Giá trị `next` của trang trước")
]


class MeasureOut(Schema):
    """A measure and how it is counted."""

    code: str
    words: str
    unit: str
    kind: str
    fact: str
    version: int
    best: str
    counted: str
    numerator: str
    denominator: str
    source: str
    doubts: list[str]


class MeasurePage(Schema):
    items: list[MeasureOut]
    next: str | None


class DoubtOut(Schema):
    """One doubt about a number. `code`: "out-of-range", "numerator-above", "no-unit" (these three are `grave`: the number cannot be
    right), "rows" (rows behind it that cannot be true: `rule` says which rule, `count` how many), "jump", "few", "stale", "old".
    `data` holds what the sentence is made of."""

    code: str
    grave: bool
    words: str
    rule: str
    count: int | None
    data: dict[str, Any]


class ReadingOut(Schema):
    """What a measure says of a unit in a period; without a value, `missing` names the inputs that are not there."""

    code: str
    words: str
    unit: str
    unit_code: str
    period: str
    first: date
    last: date
    numerator: float | None
    denominator: float | None
    value: float | None
    before: float | None
    missing: list[str]
    doubts: list[DoubtOut]
    fact: str
    version: int
    computed_at: datetime
    stale: bool


class ReadingPage(Schema):
    items: list[ReadingOut]
    next: str | None


class DoubtedOut(Schema):
    """A kept value that is doubtful, and when it was looked at."""

    code: str
    unit_code: str
    period: str
    closing: int | None
    numerator: float | None
    denominator: float | None
    value: float | None
    doubts: list[DoubtOut]
    looked_at: datetime


class DoubtedPage(Schema):
    items: list[DoubtedOut]
    next: str | None


class ForecastStepOut(Schema):
    """A period to come: its middle, the interval that holds 80 times in a hundred, and the one that holds 95 times."""

    period: str
    last: date
    middle: float
    low: float
    high: float
    lowest: float
    highest: float


class TriedOut(Schema):
    """How forecasts of periods that are known by now did: how many, how many periods ahead, how far off on the whole, how many lay in
    their 80% interval."""

    times: int
    ahead: int
    off: float
    within: int


class ForecastOut(Schema):
    """Where a measure will stand. `answer` is "made"; else why there is none: "short" (too few periods), "holes", "old", "far" (the
    steps end short of the day), "failed", "over"."""

    code: str
    unit: str
    unit_code: str
    until: date
    kind: str
    answer: str
    said: str
    method: str
    known: int
    needed: int
    first: str
    last: str
    steps: list[ForecastStepOut]
    notes: list[str]
    tried: TriedOut | None
    stale: bool


class RowsOut(Schema):
    """One page of the rows behind a number, as the fact has them; `next` is where to go on."""

    items: list[dict[str, Any]]
    next: str | None


def _number(value: Decimal | None) -> float | None:
    told = plain(value)
    return None if told is None else float(told)


def _unit(request: HttpRequest, code: str) -> Unit:
    seen = town_queries.visible_units(kit.actor_of(request), kit.today())
    return kit.found(
        seen.filter(code=code).first(), _("Không có đơn vị này trong phạm vi anh, chị được xem.")
    )


def _period(key: str) -> Period:
    try:
        return Period.parse(key)
    except ValueError as wrong:
        raise kit.wrong("period", str(wrong)) from wrong


def _recipe(code: str) -> book.Recipe:
    try:
        return book.recipe(code)
    except book.NoSuchMeasure as unknown:
        raise kit.Problem(404, str(unknown)) from unknown


def measure_out(recipe: book.Recipe) -> MeasureOut:
    """A measure as programs see it."""
    told = explained(recipe)
    return MeasureOut(
        code=recipe.code,
        words=str(recipe.words),
        unit=str(recipe.unit),
        kind=recipe.kind,
        fact=recipe.fact,
        version=recipe.version,
        best=recipe.best,
        counted=told.counted,
        numerator=told.top,
        denominator=told.bottom,
        source=told.source,
        doubts=list(told.doubts),
    )


def doubts_out(said: Iterable[Mapping[str, Any]]) -> list[DoubtOut]:
    """Doubts as programs see them."""
    return [
        DoubtOut(
            code=each["code"],
            grave=each["code"] in trust.GRAVE,
            words=trusting.sentence(each),
            rule=each.get("rule", ""),
            count=each.get("count"),
            data={name: value for name, value in each.items() if name not in NOT_DATA},
        )
        for each in said
    ]


NOT_DATA = ("code", "rule", "count", "words", "words_en")


def reading_out(line: Line) -> ReadingOut:
    """A reading as programs see it."""
    now = line.now
    return ReadingOut(
        code=now.code,
        words=str(now.words),
        unit=str(now.unit),
        unit_code=now.of,
        period=now.period,
        first=now.first,
        last=now.last,
        numerator=_number(now.numerator),
        denominator=_number(now.denominator),
        value=_number(now.value),
        before=_number(line.before.value) if line.before else None,
        missing=list(now.missing),
        doubts=doubts_out(line.doubts),
        fact=now.fact,
        version=now.version,
        computed_at=now.computed_at,
        stale=now.stale,
    )


def forecast_out(recipe: book.Recipe, unit: str, until: date, kind: str, made: Forecast) -> ForecastOut:
    """A forecast as programs see it."""
    told = foretelling.told(made, str(recipe.unit))
    tried = made.tried
    return ForecastOut(
        code=recipe.code,
        unit=str(recipe.unit),
        unit_code=unit,
        until=until,
        kind=kind,
        answer=made.answer,
        said=told.lead,
        method=told.method,
        known=made.known,
        needed=NEEDED,
        first=made.first,
        last=made.last,
        steps=[
            ForecastStepOut(
                period=each.key,
                last=each.last,
                **{
                    name: round(getattr(each, name), 4)
                    for name in ("middle", "low", "high", "lowest", "highest")
                },
            )
            for each in made.steps
        ],
        notes=list(told.notes),
        tried=TriedOut(times=tried.times, ahead=tried.ahead, off=round(tried.off, 4), within=tried.within)
        if tried
        else None,
        stale=made.stale,
    )


@kit.read(router, "/measures", out=MeasurePage, name="measures", summary="Danh mục số đo")
def measures(request: HttpRequest, fact: Fact = "") -> Any:
    """Mọi số đo, cách tính và điều còn ngờ; lọc theo dữ kiện."""
    chosen = [each for each in book.all_recipes() if not fact or each.fact == fact]
    return {"items": [measure_out(each) for each in chosen], "next": None}


@kit.read(
    router,
    "/units/{code}/measures/{period}",
    out=ReadingPage,
    name="measure_readings",
    summary="Số đo của một đơn vị trong một kỳ",
    missing=True,
)
def measure_readings(
    request: HttpRequest, code: PathCode, period: PeriodKey, measure: MeasureCode | None = None
) -> Any:
    """Giá trị, tử số, mẫu số, kỳ trước; không tính được thì `missing` nêu dữ kiện còn thiếu."""
    chosen = [_recipe(measure).code] if measure else None
    found = lines_of(_unit(request, code).code, _period(period), chosen)
    return {"items": [reading_out(each) for each in found], "next": None}


def doubted_out(one: DoubtedValue) -> DoubtedOut:
    """A doubtful value as programs see it."""
    value = one.value
    return DoubtedOut(
        code=value.code,
        unit_code=value.unit_code,
        period=value.period,
        closing=value.closing or None,
        numerator=_number(value.numerator),
        denominator=_number(value.denominator),
        value=_number(value.value),
        doubts=doubts_out(one.said),
        looked_at=one.at,
    )


@kit.read(
    router,
    "/units/{code}/doubts/{period}",
    out=DoubtedPage,
    name="measure_doubts",
    summary="Số đáng ngờ của một đơn vị và các đơn vị trong đó",
    missing=True,
)
def measure_doubts(
    request: HttpRequest,
    code: PathCode,
    period: PeriodKey,
    grave: bool = False,
    cursor: kit.Cursor = "",
    limit: kit.Limit = 50,
) -> Any:
    """Các số đã lưu có điều còn ngờ, như lần rà gần nhất đã giữ; `grave` chỉ lấy số không thể đúng."""
    unit, after = _unit(request, code), kit.read_cursor(cursor)
    found = doubted(unit, _period(period), grave=grave, after=after, limit=limit + 1)
    more = kit.cursor_of(found[limit - 1].value.pk) if len(found) > limit else None
    return {"items": [doubted_out(each) for each in found[:limit]], "next": more}


@kit.read(
    router,
    "/units/{code}/measures/{period}/{measure}/rows",
    out=RowsOut,
    name="measure_rows",
    summary="Các dòng phía sau một số",
    missing=True,
)
def measure_rows(
    request: HttpRequest,
    code: PathCode,
    period: PeriodKey,
    measure: MeasureCode,
    part: Literal["denominator", "numerator", "rest"] = "denominator",
    after: After = "",
    limit: kit.Limit = 50,
) -> Any:
    """Dữ kiện không mang tên hay số của người nào; `part` là mẫu số, tử số hay phần thiếu."""
    recipe, unit, when = _recipe(measure), _unit(request, code), _period(period)
    shown = rows_behind(recipe.code, unit.code, when, part, after=after, limit=limit)
    return {"items": [dict(row) for row in shown.rows], "next": shown.after or None}


@kit.read(
    router,
    "/units/{code}/measures/{measure}/forecast",
    out=ForecastOut,
    name="measure_forecast",
    summary="Dự báo một số đo đến một ngày",
    missing=True,
)
def measure_forecast(
    request: HttpRequest,
    code: PathCode,
    measure: MeasureCode,
    until: date | None = None,
    kind: Literal["month", "quarter", "half", "year"] = "month",
) -> Any:
    """Giá trị giữa, khoảng 80% và 95% của từng kỳ tới; chưa đủ dữ liệu thì `answer` và `said` nói vì sao. Không nêu `until` thì đến hết năm."""
    unit, recipe = _unit(request, code), _recipe(measure)
    day = until or until_end(over_by(kind, kit.today()))
    try:
        made = forecast(recipe.code, unit.code, day, kind=kind)
    except NotForecast as no_number:
        raise kit.wrong("measure", _("Số đo này là có hay không, không có gì để dự báo.")) from no_number
    return forecast_out(recipe, unit.code, day, kind, made)
