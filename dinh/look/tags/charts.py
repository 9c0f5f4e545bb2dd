"""Charts drawn by the server as SVG, each with a sentence for readers and a "Xem bảng số" twin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.template import Library
from django.utils.translation import gettext as _

from dinh.look import charts, formats
from dinh.look.shapes import Bars, Line, PlaceMap
from dinh.look.tags.marks import checked

register = Library()
NEAR = 90
"""So near the right edge, the words of the last point stand among those beside the chart."""
LETTER = 8.0
"""About the width of a letter of those words."""


def _say(value: float | None, unit: str) -> str:
    if value is None:
        return _("chưa có")
    return formats.percent(value) if unit == "%" else f"{formats.num(value)} {unit}".strip()


def _gap_words(gap: float, unit: str, less: bool) -> str:
    amount = formats.points(gap) if unit == "%" else f"{formats.num(gap)} {unit}".strip()
    return _("vượt %s") % amount if less else _("thiếu %s") % amount


def _aim_words(target: float | None, unit: str) -> str:
    if target is None:
        return ""
    return _("Mục tiêu %s") % (formats.percent(target, None) if unit == "%" else _say(target, unit))


def line_sentence(data: Line) -> str:
    """What somebody who cannot see the chart is told: first, highest, last, path and target."""
    known = [
        (label, value) for label, value in zip(data.labels, data.values, strict=False) if value is not None
    ]
    said = [str(data.title)]
    if not known:
        return f"{data.title}: {_('chưa có số nào')}."
    ends = [known[0], max(known, key=lambda pair: pair[1]), known[-1]]
    said.append(", ".join(f"{label}: {_say(value, data.unit)}" for label, value in dict.fromkeys(ends)))
    last = max(n for n, value in enumerate(data.values) if value is not None)
    aim = data.path[last] if last < len(data.path) else None
    if aim is not None:
        said.append(
            _("lộ trình kỳ %(period)s: %(path)s")
            % {"period": data.labels[last], "path": _say(aim, data.unit)}
        )
    if data.target is not None:
        said.append(_("mục tiêu %s") % _say(data.target, data.unit))
    told = _foretold(data)
    if told:
        place = max(told)
        label, words = data.labels[place], told[place]
        said.append(_("dự báo kỳ %(period)s: %(value)s") % {"period": label, "value": words})
    return "; ".join(said) + "."


def _foretold(data: Line) -> dict[int, str]:
    """What is foretold, by place: "87%, từ 82% đến 91%"."""
    outlook, told = data.outlook, {}
    for n in range(len(data.labels) if outlook else 0):
        middle = outlook.middle[n] if outlook and n < len(outlook.middle) else None
        if outlook is None or middle is None:
            continue
        words, pair = _say(middle, data.unit), outlook.inner[n] if n < len(outlook.inner) else None
        if pair and pair[1] > pair[0]:
            between = {"low": _say(pair[0], data.unit), "high": _say(pair[1], data.unit)}
            words += _(", từ %(low)s đến %(high)s") % between
        told[n] = words
    return told


def _gap_path(drawn: charts.LineChart) -> str:
    """A line from the path down to the point, with a foot on the path."""
    if not drawn.gap:
        return ""
    x, aim, at = drawn.gap
    end = at - 8 if at > aim else at + 8
    return f"M{x:.1f} {aim:.1f}V{end:.1f}M{x - 4:.1f} {aim:.1f}h8"


def _label_places(drawn: charts.LineChart, now_words: str) -> dict[str, Any]:
    """Heights of the three words at the right, at least a line apart: target on top, path under it, the point last. The words of a point
    that would run into them stand before it."""
    target = None if drawn.target is None else drawn.target + 4
    aim = now = None
    if drawn.gap:
        aim = drawn.gap[1] + 4
        if target is not None and aim - target < 18:
            aim = target + 18
    if drawn.now:
        now = drawn.now.y + 4
        floor = aim if aim is not None else target
        near_right = drawn.right - drawn.now.x < NEAR
        if floor is not None and near_right and abs(now - floor) < 18:
            now = floor + 18
        if not near_right and drawn.now.x + 14 + len(now_words) * LETTER > drawn.right:
            return {**_label_places_right(drawn, target, aim, None), **_before(drawn)}
    return {
        **_label_places_right(drawn, target, aim, now),
        "now_x": drawn.now.x + 14 if drawn.now else None,
        "now_y": now,
        "now_anchor": "start",
    }


def _before(drawn: charts.LineChart) -> dict[str, Any]:
    """Where words end that stand before the last point: over a line that rises, under one that falls."""
    assert drawn.now is not None
    falls = len(drawn.dots) > 1 and drawn.dots[-2].y < drawn.now.y
    return {
        "now_x": drawn.now.x - 8,
        "now_y": drawn.now.y + (24 if falls else -14),
        "now_anchor": "end",
    }


def _label_places_right(
    drawn: charts.LineChart, target: float | None, aim: float | None, now: float | None
) -> dict[str, Any]:
    return {
        "target_y": target,
        "aim_y": aim,
        "words_x": drawn.right + 14,
        "end_y": _end_place(drawn, target, aim, now),
    }


def _end_place(
    drawn: charts.LineChart, target: float | None, aim: float | None, now: float | None
) -> float | None:
    """The height of the word beside the last point foretold: its own, or a line under whatever stands there already."""
    if drawn.end is None:
        return None
    at = drawn.end.y + 4
    near = now if now is not None and drawn.now and drawn.right - drawn.now.x < NEAR else None
    for taken in sorted(each for each in (target, aim, near) if each is not None):
        if abs(at - taken) < 18:
            at = taken + 18
    return at


@register.inclusion_tag("look/tags/line_chart.html")
def line_chart(data: Line) -> dict[str, Any]:
    """{% line_chart line %} with a shapes.Line: value against path, the target under its roof, the threshold a tint."""
    drawn = charts.line_chart(
        data.values,
        data.labels,
        path=data.path,
        target=data.target,
        threshold=data.threshold,
        less_is_better=data.less_is_better,
        urls=data.urls,
        marked=data.marked,
        from_zero=data.from_zero,
        outlook=data.outlook,
    )
    narrow = charts.line_chart(
        data.values,
        data.labels,
        path=data.path,
        target=data.target,
        threshold=data.threshold,
        less_is_better=data.less_is_better,
        from_zero=data.from_zero,
        outlook=data.outlook,
        width=358,
        height=236,
        right_room=14,
    )
    last = max((n for n, value in enumerate(data.values) if value is not None), default=None)
    aim = data.path[last] if last is not None and last < len(data.path) else None
    now = data.values[last] if last is not None else None
    now_words = _say(now, data.unit)
    if drawn.gap and aim is not None and now is not None:
        now_words += ", " + _gap_words(abs(aim - now), data.unit, data.less_is_better)
    foretold = _foretold(data)
    return {
        "data": data,
        "foretold": bool(foretold),
        "wide": drawn,
        "narrow": narrow,
        "kind": checked(data.kind),
        "sentence": line_sentence(data),
        "now_words": now_words,
        "aim_words": _("Lộ trình kỳ %(period)s: %(path)s")
        % {"period": data.labels[last], "path": _say(aim, data.unit)}
        if aim is not None and last is not None
        else "",
        "target_words": _aim_words(data.target, data.unit),
        **_label_places(drawn, now_words),
        "gap_wide": _gap_path(drawn),
        "gap_narrow": _gap_path(narrow),
        "dots_wide": [(dot, f"{dot.label}: {_say(dot.value, data.unit)}") for dot in drawn.dots],
        "dots_narrow": [(dot, "") for dot in narrow.dots],
        "doors": any(data.urls),
        "threshold": formats.points(data.threshold) if data.unit == "%" else formats.num(data.threshold),
        "rows": [
            {
                "label": label,
                "value": ""
                if n in foretold and (n >= len(data.values) or data.values[n] is None)
                else _say(data.values[n] if n < len(data.values) else None, data.unit),
                "path": _say(data.path[n], data.unit)
                if n < len(data.path) and data.path[n] is not None
                else "",
                "url": data.urls[n] if n < len(data.urls) else "",
                "marked": n in data.marked,
                "foretold": foretold.get(n, ""),
            }
            for n, label in enumerate(data.labels)
        ],
    }


@register.inclusion_tag("look/tags/bar_chart.html")
def bar_chart(data: Bars) -> dict[str, Any]:
    """{% bar_chart bars %} with a shapes.Bars: bars from zero, each a door to its records."""
    kinds = [checked(kind) if kind else "brand" for kind in data.kinds]
    drawn = charts.bar_chart(data.values, data.labels, kinds=kinds, urls=data.urls, target=data.target)
    pairs = ", ".join(
        f"{label}: {_say(data.values[n] if n < len(data.values) else None, data.unit)}"
        for n, label in enumerate(data.labels)
    )
    return {
        "data": data,
        "chart": drawn,
        "bars": [(bar, _say(bar.value, data.unit)) for bar in drawn.bars],
        "sentence": f"{data.title}. {pairs}.",
        "target_words": _aim_words(data.target, data.unit),
    }


@register.inclusion_tag("look/tags/spark.html")
def spark(
    values: Sequence[float | None], path: Sequence[float | None] = (), kind: str = "path", label: str = ""
) -> dict[str, Any]:
    """{% spark values path "late" %}: a small line of 12 periods for a table cell. Give `label` when no other cell says it."""
    return {"spark": charts.spark(values, path), "kind": checked(kind), "label": label}


@register.inclusion_tag("look/tags/place_map.html")
def place_map(data: PlaceMap) -> dict[str, Any]:
    """{% place_map map %} with a shapes.PlaceMap: places by their standing, each a door; where the province lies beside it."""
    kinds = [kind for kind in data.words if any(spot.kind == kind for spot in data.spots)]
    counts = {kind: sum(spot.kind == kind for spot in data.spots) for kind in kinds}
    said = ", ".join(f"{data.words[kind]}: {counts[kind]}" for kind in kinds)
    away = [
        place.spot.label for place in charts.place_map(data.spots, width=640, most=600).places if place.away
    ]
    return {
        "data": data,
        "wide": charts.place_map(data.spots, width=640, most=560),
        "narrow": charts.place_map(
            [spot._replace(named=False) for spot in data.spots], width=340, most=420, r=6
        ),
        "country": charts.country_map(data.country, data.here) if data.country else None,
        "key": [(kind, data.words[kind], counts[kind], charts.shape_of(kind, 8, 8, 6)) for kind in kinds],
        "sentence": f"{data.title}. {said}.",
        "away": ", ".join(away),
        "lost": sum(spot.north is None or spot.east is None for spot in data.spots),
    }
