"""Geometry of the small charts, pure: values in, positions out. Templates draw them as SVG, so no style attribute is
needed and every chart works without script and on paper."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from dinh.look.shapes import Outlook, Spot

Value = float | None
LADDER = (1.0, 2.0, 2.5, 5.0, 10.0)
LETTER = 7.0
"""About the width of a figure under an axis."""


class Point(NamedTuple):
    x: float
    y: float


def share(part: float, whole: float) -> float:
    """Part of a whole in hundredths, 0 to 100; a whole of nothing has no part."""
    return 0.0 if whole <= 0 else round(min(max(part / whole, 0.0), 1.0) * 100, 2)


def nice_step(reach: float, ticks: int = 5) -> float:
    """A round step that cuts `reach` into about `ticks` parts: 1, 2, 2.5 or 5 times a power of ten."""
    if reach < 1e-12 or not math.isfinite(reach):
        return 1.0
    raw = reach / max(ticks, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    return next(step for step in LADDER if step * power >= raw * 0.999) * power


def nice_ticks(low: float, high: float, ticks: int = 5) -> list[float]:
    """Round marks from at or under `low` to at or over `high`; at least two."""
    if high - low < max(abs(high), abs(low), 1.0) * 1e-7:  # nothing to tell apart: show the neighbourhood
        high = low + (abs(low) if abs(low) > 1e-3 else 1.0)
    step = nice_step(high - low, ticks)
    first = math.floor(low / step + 1e-9)
    last = max(math.ceil(high / step - 1e-9), first + 1)
    return [round(n * step, 10) for n in range(first, last + 1)]


@dataclass(frozen=True)
class Bar:
    """Progress to a target: positions in hundredths of the bar's width."""

    fill: float
    path: float | None
    target: float | None
    zone: tuple[float, float] | None
    """Where "có nguy cơ" begins, and how wide it is."""


def progress(
    value: Value,
    *,
    target: Value = None,
    path: Value = None,
    threshold: Value = None,
    top: Value = None,
    less_is_better: bool = False,
) -> Bar:
    """Lay a value on a bar. Without `top` the target (or the largest given) stands at ten elevenths, so the roof fits."""
    known = [abs(number) for number in (value, target, path) if number is not None]
    full = top or max([*((abs(target) * 1.1,) if target else ()), *(number * 1.02 for number in known), 1e-9])
    zone = None
    if path is not None and threshold:
        near, far = (path, path + threshold) if less_is_better else (path - threshold, path)
        begin, end = share(near, full), share(far, full)
        zone = (begin, round(end - begin, 2))
    return Bar(
        fill=share(value or 0.0, full),
        path=None if path is None else share(path, full),
        target=None if target is None else share(target, full),
        zone=zone,
    )


class Slice(NamedTuple):
    kind: str
    x: float
    width: float
    gap: bool
    """Whether a hairline stands before it."""


def stack(counts: Sequence[tuple[str, float]]) -> list[Slice]:
    """Parts of a stacked band in hundredths; parts of nothing are left out."""
    whole = sum(count for _kind, count in counts)
    slices: list[Slice] = []
    begin = 0.0
    for kind, count in counts:
        width = share(count, whole)
        if width > 0:
            slices.append(Slice(kind, round(begin, 2), width, bool(slices)))
            begin += width
    return slices


def grow(count: float, most: float, steps: int = 40) -> int:
    """Whole flex share of a part, 1 to `steps`, so that a class can carry it."""
    return max(1, min(steps, round(share(count, most) / 100 * steps)))


def runs(points: Sequence[Point | None]) -> list[list[Point]]:
    """Unbroken runs of points; a missing period is a gap, never a zero."""
    found: list[list[Point]] = [[]]
    for point in points:
        if point is None:
            found.append([])
        else:
            found[-1].append(point)
    return [run for run in found if run]


def as_points(points: Sequence[Point]) -> str:
    """For the `points` attribute of a polyline."""
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


@dataclass(frozen=True)
class Spark:
    width: int
    height: int
    path: str
    lines: list[str]
    last: Point | None


def spark(values: Sequence[Value], path: Sequence[Value] = (), *, width: int = 96, height: int = 30) -> Spark:
    """A small line of up to twelve periods with its path behind it."""
    known = [v for v in (*values, *path) if v is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    reach = (high - low) or 1.0
    slots = max(len(values), len(path), 2)
    step = (width - 8) / (slots - 1)

    def at(n: int, v: Value) -> Point | None:
        return (
            None
            if v is None
            else Point(round(2 + n * step, 1), round(height - 4 - (v - low) / reach * (height - 8), 1))
        )

    line = [at(n, v) for n, v in enumerate(values)]
    drawn = [p for p in line if p is not None]
    return Spark(
        width=width,
        height=height,
        path=as_points([p for p in (at(n, v) for n, v in enumerate(path)) if p is not None]),
        lines=[as_points(run) for run in runs(line) if len(run) > 1],
        last=drawn[-1] if drawn else None,
    )


@dataclass(frozen=True)
class Tick:
    at: float
    value: float


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    value: float
    label: str
    url: str
    marked: bool
    now: bool


@dataclass(frozen=True)
class LineChart:
    """A line against its path, in the units of a `width` by `height` picture."""

    width: int
    height: int
    left: float
    right: float
    bottom: float
    ticks: list[Tick]
    labels: list[tuple[float, str, bool]]
    value_lines: list[str]
    dots: list[Dot]
    path: str
    zone: str
    target: float | None
    gap: tuple[float, float, float] | None
    """x, path y, value y of the last point, when the value is off its path."""
    now: Dot | None
    bands: list[str] = field(default_factory=list)
    """What is foretold: the wider interval, then the narrower."""
    middle: str = ""
    end: Point | None = None
    """The last point foretold."""
    extra: dict[str, float] = field(default_factory=dict)


def kept_labels(labels: Sequence[str], room: float) -> list[bool]:
    """Which labels under an axis are written so that none runs into the next: all, or every second, third… counted from the last."""
    widest = max((len(label) for label in labels), default=0) * LETTER + 5
    every = max(1, math.ceil(widest * (len(labels) - 1) / room)) if room > 0 and len(labels) > 1 else 1
    return [(len(labels) - 1 - n) % every == 0 for n in range(len(labels))]


def wedge(start: Point | None, places: Sequence[Point | None], others: Sequence[Point | None]) -> list[Point]:
    """The outline of an interval that opens from a point: along its upper side and back along its lower."""
    upper = [point for point in places if point is not None]
    lower = [point for point in others if point is not None]
    if not upper:
        return []
    return ([start] if start else []) + upper + lower[::-1]


def line_chart(
    values: Sequence[Value],
    labels: Sequence[str],
    *,
    path: Sequence[Value] = (),
    target: Value = None,
    threshold: Value = None,
    less_is_better: bool = False,
    urls: Sequence[str] = (),
    marked: Sequence[int] = (),
    from_zero: bool = False,
    outlook: Outlook | None = None,
    width: int = 740,
    height: int = 300,
    right_room: int = 168,
) -> LineChart:
    """Values by period against the path to a target, and the intervals of what is foretold. Lines may start above zero and then show
    the first tick."""
    left, top, bottom = 40.0, 30.0, height - 30.0
    right = float(width - right_room)
    foretold = [v for pair in (*outlook.inner, *outlook.outer) if pair for v in pair] if outlook else []
    known = [v for v in (*values, *path, target, *foretold) if v is not None]
    low = 0.0 if from_zero or not known else min(known) - (threshold or 0 if path else 0) * 0.4
    high = max(known, default=1.0)
    marks = nice_ticks(min(low, high), high)
    floor, ceiling = marks[0], marks[-1]
    if floor < 0 <= min(known, default=0.0):
        floor, marks = 0.0, [m for m in marks if m >= 0]
    slots = max(len(labels), 2)

    def x(n: int) -> float:
        return round(left + (right - left) * n / (slots - 1), 1)

    def y(v: float) -> float:
        return round(bottom - (v - floor) / ((ceiling - floor) or 1.0) * (bottom - top), 1)

    def line(series: Sequence[Value]) -> list[Point | None]:
        return [None if v is None else Point(x(n), y(v)) for n, v in enumerate(series[:slots])]

    drawn = line(values)
    last = max((n for n, p in enumerate(drawn) if p is not None), default=None)
    dots = [
        Dot(
            p.x,
            p.y,
            float(values[n] or 0),
            labels[n],
            urls[n] if n < len(urls) else "",
            n in marked,
            n == last,
        )
        for n, p in enumerate(drawn)
        if p is not None
    ]
    path_points = [p for p in line(path) if p is not None]
    zone = ""
    if threshold and len(path_points) > 1:
        shift = threshold if less_is_better else -threshold
        other = [Point(x(n), y(max(v + shift, floor))) for n, v in enumerate(path[:slots]) if v is not None]
        zone = as_points([*path_points, *reversed(other)])
    now = next((dot for dot in dots if dot.now), None)
    gap = None
    if now is not None and last is not None and last < len(path):
        aim = path[last]
        behind = aim is not None and (now.value > aim if less_is_better else now.value < aim)
        if aim is not None and behind:
            gap = (now.x, y(aim), now.y)
    bands, middle = _foretold(drawn, outlook, line) if outlook else ([], [])
    kept = kept_labels(labels, right - left)
    return LineChart(
        width=width,
        height=height,
        left=left,
        right=right,
        bottom=bottom,
        ticks=[Tick(y(m), m) for m in marks],
        labels=[(x(n), label, n == last) for n, label in enumerate(labels) if kept[n]],
        value_lines=[as_points(run) for run in runs(drawn) if len(run) > 1],
        dots=dots,
        path=as_points(path_points) if len(path_points) > 1 else "",
        zone=zone,
        target=None if target is None else y(target),
        gap=gap,
        now=now,
        bands=[as_points(each) for each in bands if each],
        middle=as_points(middle) if len(middle) > 1 else "",
        end=middle[-1] if middle else None,
    )


def _foretold(
    drawn: Sequence[Point | None],
    outlook: Outlook,
    line: Callable[[Sequence[Value]], list[Point | None]],
) -> tuple[list[list[Point]], list[Point]]:
    """Outlines of both intervals, the wider first, and the middle; all open from the last value before them."""
    first = next((n for n, each in enumerate(outlook.middle) if each is not None), len(drawn))
    start = next((each for each in reversed(drawn[:first]) if each is not None), None)
    bands = []
    for pairs in (outlook.outer, outlook.inner):
        upper = line([pair[1] if pair else None for pair in pairs])
        lower = line([pair[0] if pair else None for pair in pairs])
        bands.append(wedge(start, upper, lower))
    middle = [each for each in line(outlook.middle) if each is not None]
    return bands, ([start] if start and middle else []) + middle


@dataclass(frozen=True)
class ColumnBar:
    x: float
    y: float
    width: float
    height: float
    label: str
    value: Value
    kind: str
    url: str
    middle: float
    label_y: float
    """Where the value stands: over the bar, and over the target's line when the two would meet."""
    share: float
    """Length when the bar lies down (a telephone), in hundredths."""


@dataclass(frozen=True)
class BarChart:
    width: int
    height: int
    left: float
    right: float
    bottom: float
    ticks: list[Tick]
    bars: list[ColumnBar]
    target: float | None


def bar_chart(
    values: Sequence[Value],
    labels: Sequence[str],
    *,
    kinds: Sequence[str] = (),
    urls: Sequence[str] = (),
    target: Value = None,
    width: int = 740,
    height: int = 260,
) -> BarChart:
    """Bars of a few units or periods, always from zero. A missing value leaves its place empty."""
    left, right, top, bottom = 44.0, float(width - 12), 26.0, height - 30.0
    known = [v for v in (*values, target) if v is not None]
    marks = nice_ticks(0.0, max([*known, 1e-9]), 4)
    slots = max(len(labels), 1)
    room = (right - left) / slots
    wide = min(room * 0.62, 64.0)

    def y(v: float) -> float:
        return round(bottom - v / marks[-1] * (bottom - top), 1)

    aim = None if target is None else y(target)
    bars = []
    for n, label in enumerate(labels):
        value = values[n] if n < len(values) else None
        at = y(max(value, 0.0)) if value is not None else bottom
        middle = left + room * (n + 0.5)
        bars.append(
            ColumnBar(
                x=round(middle - wide / 2, 1),
                y=at,
                width=round(wide, 1),
                height=round(bottom - at, 1),
                label=label,
                value=value,
                kind=kinds[n] if n < len(kinds) else "brand",
                url=urls[n] if n < len(urls) else "",
                middle=round(middle, 1),
                label_y=aim - 6 if aim is not None and abs(at - 12 - aim) < 10 else at - 7,
                share=share(value or 0.0, marks[-1]),
            )
        )
    return BarChart(
        width=width,
        height=height,
        left=left,
        right=right,
        bottom=bottom,
        ticks=[Tick(y(m), m) for m in marks],
        bars=bars,
        target=aim,
    )


# ---------------------------------------------------------------- maps

ISLANDS = (("Quần đảo", "Hoàng Sa", 16.5, 112.0), ("Quần đảo", "Trường Sa", 9.7, 114.4))
"""Stand on every map that shows Viet Nam."""
_ROOM = 96.0
"""Left free to the right of a map that has names."""
_FAR = 2.0
"""So many degrees from the middle place, one stands at the edge of the map instead of making all others small."""


class Placed(NamedTuple):
    """A place on the drawing: where, its shape, and where its name begins (none: it has no room)."""

    spot: Spot
    x: float
    y: float
    shape: str
    name: tuple[float, float, str] | None
    away: bool
    """Whether it lies outside what is drawn, in this direction."""


@dataclass(frozen=True)
class DrawnMap:
    width: float
    height: float
    places: tuple[Placed, ...]


def shape_of(kind: str, x: float, y: float, r: float) -> str:
    """The outline of a place: a shape for each standing, so that colour is not the only sign."""
    if kind == "late":
        return f"M{x - r:.1f} {y - r:.1f}h{2 * r:.1f}v{2 * r:.1f}h{-2 * r:.1f}z"
    if kind == "risk":
        return f"M{x:.1f} {y - 1.2 * r:.1f}l{1.2 * r:.1f} {2.1 * r:.1f}h{-2.4 * r:.1f}z"
    if kind == "path":
        return f"M{x:.1f} {y - 1.3 * r:.1f}l{1.3 * r:.1f} {1.3 * r:.1f}l{-1.3 * r:.1f} {1.3 * r:.1f}l{-1.3 * r:.1f} {-1.3 * r:.1f}z"
    r = r * 0.6 if kind == "none" else r
    return f"M{x - r:.1f} {y:.1f}a{r:.1f} {r:.1f} 0 1 0 {2 * r:.1f} 0a{r:.1f} {r:.1f} 0 1 0 {-2 * r:.1f} 0z"


def place_map(spots: Sequence[Spot], *, width: float, most: float, r: float = 7.0) -> DrawnMap:
    """Lay places on a plane as wide as asked and at most so high: as far apart as they are, north above. Those that have no position
    are left out; names are written where they meet no other name."""
    known = [each for each in spots if each.north is not None and each.east is not None]
    if not known:
        return DrawnMap(width, 0, ())
    norths, easts = sorted(_north(each) for each in known), sorted(_east(each) for each in known)
    middle = norths[len(norths) // 2], easts[len(easts) // 2]
    squeeze = math.cos(math.radians(middle[0]))
    near = [each for each in known if _is_near(each, middle)]
    south, north = min(map(_north, near)), max(map(_north, near))
    west, east = min(map(_east, near)), max(map(_east, near))
    edge = 2.6 * r
    wide = width - (_ROOM if any(each.named for each in near) else 0)
    scale = min(
        (wide - 2 * edge) / max((east - west) * squeeze, 0.05), (most - 2 * edge) / max(north - south, 0.05)
    )
    left = (wide - (east - west) * squeeze * scale) / 2
    height = (north - south) * scale + 2 * edge
    at = []
    for each in known:
        x, y = left + (_east(each) - west) * squeeze * scale, edge + (north - _north(each)) * scale
        away = not _is_near(each, middle)
        at.append((each, min(max(x, r), width - r), min(max(y, r), height - r), away))
    told = [(x, y) for each, x, y, _away in at if each.kind != "none"]
    names = _names([(each, x, y) for each, x, y, _away in at if each.named], told, width, r)
    placed = (
        Placed(each, round(x, 1), round(y, 1), shape_of(each.kind, x, y, r), names.get(each.label), away)
        for each, x, y, away in sorted(at, key=lambda one: (one[0].kind != "none", one[0].named))
    )
    return DrawnMap(width, round(height, 1), tuple(placed))


def _north(spot: Spot) -> float:
    return spot.north or 0.0


def _east(spot: Spot) -> float:
    return spot.east or 0.0


def _is_near(spot: Spot, middle: tuple[float, float]) -> bool:
    return abs(_north(spot) - middle[0]) < _FAR and abs(_east(spot) - middle[1]) < _FAR


def _names(
    some: Sequence[tuple[Spot, float, float]], told: Sequence[tuple[float, float]], width: float, r: float
) -> dict[str, tuple[float, float, str]]:
    """Where names stand: to the right of their place, else to the left, where they cover no other name and no place that is `told`;
    the first come keeps the room."""
    taken: list[tuple[float, float, float]] = []
    found: dict[str, tuple[float, float, str]] = {}
    for spot, x, y in some:
        wide = LETTER * (len(spot.label) + len(spot.words) + 1)
        for begin, anchor in ((x + r + 4, "start"), (x - r - 4 - wide, "end")):
            fits = begin >= 0 and begin + wide <= width
            clear = not any(begin < b + w and b < begin + wide and abs(y - v) < 16 for b, w, v in taken)
            free = not any(
                begin - r < a < begin + wide + r and abs(y - b) < 8 + r for a, b in told if (a, b) != (x, y)
            )
            if fits and clear and free:
                taken.append((begin, wide, y))
                found[spot.label] = (
                    round(begin if anchor == "start" else x - r - 4, 1),
                    round(y + 4, 1),
                    anchor,
                )
                break
    return found


@dataclass(frozen=True)
class DrawnCountry:
    """Viet Nam by its provinces, with the two archipelagos by name."""

    width: float
    height: float
    dots: tuple[Point, ...]
    here: Point | None
    islands: tuple[tuple[str, str, Point], ...]
    """Each by the two lines of its name."""


def country_map(
    provinces: Sequence[tuple[float, float]],
    here: tuple[float, float] | None,
    *,
    width: float = 190,
    height: float = 250,
) -> DrawnCountry:
    """Where a province lies in Viet Nam."""

    def at(north: float, east: float) -> Point:
        return Point(
            round(14 + (east - 102.2) / (115.5 - 102.2) * (width - 44), 1),
            round(10 + (23.2 - north) / (23.2 - 8.0) * (height - 34), 1),
        )

    return DrawnCountry(
        width,
        height,
        tuple(at(*each) for each in provinces),
        at(*here) if here else None,
        tuple((kind, name, at(north, east)) for kind, name, north, east in ISLANDS),
    )
