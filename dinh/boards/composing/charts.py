"""Charts that read well in print and on a telephone: few lines, the values written out, told apart without colour. SVG. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Any

from .writing import told

WIDE, TALL = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 44, 16, 34, 46
INK, SOFT, RULE, PALE = "#1b1b1b", "#5a5a5a", "#c9c9c9", "#ffffff"
FILLS = ("#1f5f8b", "#9a6112", "#4d7a3a")
MOST_SERIES = len(FILLS)


def svg_of(chart: Mapping[str, Any], *, title: str = "") -> str:
    """A chart of a block: bars or lines over labels, each value written, the goal as a broken line."""
    labels: Sequence[str] = chart["labels"]
    series = chart["series"][:MOST_SERIES]
    values = [[None if value is None else Decimal(value) for value in row["values"]] for row in series]
    goals = [Decimal(row["goal"]) for row in series if row.get("goal")]
    ahead = [Decimal(each) for row in series for each in row.get("high", ()) if each is not None]
    top = _top([value for row in values for value in row if value is not None] + goals + ahead, series)
    body = [_grid(top, series[0]["unit"])]
    if chart.get("form") == "band":
        body.append(_band(labels, series[0], top))
    draw = _bars if chart.get("form", "bars") == "bars" else _lines
    body.append(draw(labels, series, values, top))
    if len(series) == 1 and goals:
        body.append(_goal(goals[0], top, series[0]["unit"]))
    body.append(_labels(labels))
    legend, lines = _legend(series)
    body.append(legend)
    said = escape(title or "; ".join(row["words"] for row in series))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {TALL + LEGEND * max(0, lines - 1)}" role="img" class="report-chart">'
        f"<title>{said}</title>{''.join(body)}</svg>"
    )


def _top(values: Sequence[Decimal], series: Sequence[Mapping[str, Any]]) -> Decimal:
    """The upper end of the axis: a hundred for shares below it, else the next round number."""
    most = max(values, default=Decimal(1))
    if all(row["unit"] == "%" for row in series) and most <= 100:
        return Decimal(100)
    step = Decimal(10) ** (max(most, Decimal(1)).adjusted())
    for times in (1, 2, 5, 10):
        if step * times >= most:
            return step * times
    return most


def _y(value: Decimal, top: Decimal) -> float:
    return TOP + (TALL - TOP - BOTTOM) * float(1 - value / top)


def _text(x: float, y: float, words: str, *, anchor: str = "middle", size: int = 12, fill: str = INK, bold: bool = False) -> str:  # fmt: skip
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{fill}"{weight}>{escape(words)}</text>'


def _grid(top: Decimal, unit: str) -> str:
    parts = []
    for share in (Decimal(0), Decimal("0.5"), Decimal(1)):
        y = _y(top * share, top)
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDE - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{RULE}" stroke-width="1"/>'
        )
        parts.append(_text(LEFT - 6, y + 4, told(top * share, ""), anchor="end", size=11, fill=SOFT))
    parts.append(_text(LEFT - 6, TOP - 14, unit, anchor="end", size=11, fill=SOFT))
    return "".join(parts)


def _slot(labels: Sequence[str]) -> float:
    return (WIDE - LEFT - RIGHT) / max(1, len(labels))


def _bars(
    labels: Sequence[str], series: Sequence[Any], values: Sequence[Sequence[Decimal | None]], top: Decimal
) -> str:
    slot = _slot(labels)
    width = min(46.0, slot * 0.7 / len(series))
    parts = []
    for place in range(len(labels)):
        start = LEFT + slot * (place + 0.5) - width * len(series) / 2
        for number, row in enumerate(values):
            value = row[place]
            if value is None:
                continue
            x, y = start + number * width, _y(value, top)
            tall = _y(Decimal(0), top) - y
            parts.append(
                f'<rect x="{x + 1:.1f}" y="{y:.1f}" width="{width - 2:.1f}" height="{max(tall, 0):.1f}" fill="{FILLS[number]}"/>'
            )
            words = told(value, series[number]["unit"])
            # Inside its bar where it fits, so that the line of the goal does not cross it.
            inside = tall > 24 and width > 6.5 * len(words)
            parts.append(
                _text(
                    x + width / 2,
                    y + 18 if inside else y - 4,
                    words,
                    size=11,
                    fill=PALE if inside else INK,
                    bold=place == len(labels) - 1,
                )
            )
    return "".join(parts)


DASHES = ("", "7 4", "2 4")


def _lines(
    labels: Sequence[str], series: Sequence[Any], values: Sequence[Sequence[Decimal | None]], top: Decimal
) -> str:
    slot = _slot(labels)
    parts = []
    for number, row in enumerate(values):
        points = [(LEFT + slot * (place + 0.5), _y(value, top), value) for place, value in enumerate(row) if value is not None]  # fmt: skip
        dashes = f' stroke-dasharray="{DASHES[number]}"' if DASHES[number] else ""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _value in points)
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{FILLS[number]}" stroke-width="2.5"{dashes}/>'
        )
        for x, y, value in points:
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{FILLS[number]}"/>')
            up = number % 2 == 0
            parts.append(_text(x, y - 8 if up else y + 16, told(value, series[number]["unit"]), size=11))
    return "".join(parts)


def _band(labels: Sequence[str], row: Mapping[str, Any], top: Decimal) -> str:
    """The periods to come: a band between its ends, its middle as a broken line from the last known value; the last one is written."""
    slot = _slot(labels)

    def at(place: int, value: str) -> tuple[float, float]:
        return LEFT + slot * (place + 0.5), _y(max(Decimal(value), Decimal(0)), top)

    places = [place for place, value in enumerate(row["middle"]) if value is not None]
    known = [place for place, value in enumerate(row["values"]) if value is not None]
    if not places:
        return ""
    start = [at(known[-1], row["values"][known[-1]])] if known else []
    upper = start + [at(place, row["high"][place]) for place in places]
    lower = start + [at(place, row["low"][place]) for place in places]
    middle = start + [at(place, row["middle"][place]) for place in places]
    x, y = middle[-1]
    end = told(Decimal(row["middle"][places[-1]]).quantize(Decimal(1)), row["unit"])
    return (
        f'<polygon points="{_points(upper + lower[::-1])}" fill="{FILLS[0]}" fill-opacity="0.18" stroke="none"/>'
        f'<polyline points="{_points(middle)}" fill="none" stroke="{FILLS[0]}" stroke-width="2" stroke-dasharray="5 4"/>'
        + f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="#ffffff" stroke="{FILLS[0]}" stroke-width="2"/>'
        + _text(x, y + 16, f"~{end}", size=11, bold=True)
    )


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _goal(goal: Decimal, top: Decimal, unit: str) -> str:
    y = _y(goal, top)
    words = f"kế hoạch {told(goal, unit)}{'%' if unit == '%' else ''}"
    return (
        f'<line x1="{LEFT}" x2="{WIDE - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{INK}" stroke-width="1.5" stroke-dasharray="6 4"/>'
        + _text(WIDE - RIGHT, y - 5, words, anchor="end", size=11)
    )


def _labels(labels: Sequence[str]) -> str:
    slot = _slot(labels)
    return "".join(
        _text(LEFT + slot * (place + 0.5), TALL - BOTTOM + 17, label, size=11, fill=SOFT)
        for place, label in enumerate(labels)
    )


LEGEND = 15
"""How tall a line of the legend is."""


def _legend(series: Sequence[Any]) -> tuple[str, int]:
    """Which colour is what, and how many lines it takes: a name that does not fit beside the others begins a new one."""
    if len(series) == 1:
        return "", 0
    parts, x, line = [], float(LEFT), 0
    for number, row in enumerate(series):
        wide = 30 + 6.2 * len(row["words"])
        if x > LEFT and x + wide > WIDE - RIGHT:
            x, line = float(LEFT), line + 1
        y = TALL - 16 + line * LEGEND
        parts.append(f'<rect x="{x:.1f}" y="{y}" width="12" height="10" fill="{FILLS[number]}"/>')
        parts.append(_text(x + 17, y + 9, row["words"], anchor="start", size=11))
        x += wide
    return "".join(parts), line + 1
