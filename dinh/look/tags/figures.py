"""Numbers with what they stand on: progress to a target, figure, fraction, facts, standing band."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dinh.look import charts, formats
from dinh.look.shapes import Fact, Part, Words
from dinh.look.tags.marks import checked, door

register = Library()


def _float(value: object) -> float | None:
    number = formats.to_decimal(value)
    return None if number is None else float(number)


@register.inclusion_tag("look/tags/progress.html")
def progress(
    value: object,
    target: object = None,
    path: object = None,
    threshold: object = None,
    kind: str = "path",
    unit: str = "%",
    top: object = None,
    less: bool = False,
    thin: bool = False,
    label: Words = "",
) -> dict[str, Any]:
    """{% progress 68.9 target=80 path=76.7 threshold=5 kind="late" %}: fill = value, tint = threshold, tick = path now,
    roof = target. thin=True is a plain bar (`{% progress 17 top=21 thin=True label="17 trên 21" %}`)."""
    at, goal, aim = _float(value), _float(target), _float(path)
    bar = charts.progress(
        at, target=goal, path=aim, threshold=_float(threshold), top=_float(top), less_is_better=less
    )

    def say(number: float | None) -> str:
        return formats.percent(number) if unit == "%" else f"{formats.num(number)} {unit}".strip()

    sentence = [_("Giá trị %s") % say(at) if at is not None else _("Chưa đo được")]
    if aim is not None:
        sentence.append(_("lộ trình lúc này %s") % say(aim))
    if goal is not None:
        sentence.append(_("mục tiêu %s") % say(goal))
    return {
        "bar": bar,
        "kind": checked(kind),
        "thin": thin,
        "label": label or ", ".join(sentence),
        "zone_x": bar.zone[0] if bar.zone else 0,
        "zone_width": bar.zone[1] if bar.zone else 0,
    }


@register.simple_tag
def figure(
    label: Words,
    value: object,
    src: Words = "",
    url: str = "",
    opens: Words = "",
    unit: Words = "",
    kind: str = "",
) -> SafeString:
    """{% figure "Trễ hạn" 2 "lâu nhất 2 ngày" url opens="mở danh sách" %}; kind="late" makes it vermilion. Put several in
    <div class="strip">. A figure that cannot be opened is not shown as a figure: give a url."""
    late = " late-t" if kind == "late" else ""
    shown = door(url, value, opens) if url else format_html("{}", value)
    more = format_html(" <small>{}</small>", unit) if unit else ""
    note = format_html('<span class="src">{}</span>', src) if src else ""
    return format_html(
        '<div class="fig"><span class="lb{}">{}</span><span class="v{}">{}{}</span>{}</div>',
        late,
        label,
        late,
        shown,
        more,
        note,
    )


@register.simple_tag
def frac(
    top: object,
    top_words: Words,
    bottom: object,
    bottom_words: Words,
    top_url: str = "",
    bottom_url: str = "",
) -> SafeString:
    """{% frac "314" "hồ sơ đã trả trực tuyến" "456" "hồ sơ có thu phí" url1 url2 %}: both halves are doors."""

    def half(number: object, words: Words, url: str) -> SafeString:
        bold = format_html("<b>{}</b>", number)
        says = f"{number} {words}"
        linked = (
            format_html('<a class="door" href="{}" aria-label="{}: {}">{}</a>', url, says, _("mở"), bold)
            if url
            else bold
        )
        return format_html("<span>{} {}</span>", linked, words)

    return format_html(
        '<div class="frac">{}{}</div>', half(top, top_words, top_url), half(bottom, bottom_words, bottom_url)
    )


@register.inclusion_tag("look/tags/facts.html")
def facts(items: Sequence[Fact | tuple[Words, ...]]) -> dict[str, Any]:
    """{% facts items %}: up to four short answers; each a shapes.Fact or (question, answer, note)."""
    return {"items": [Fact(*item) for item in items]}


def _parts(parts: Sequence[Part | tuple[Any, ...]]) -> list[Part]:
    """Parts of nothing are left out; plain tuples are taken as well."""
    named = (part if isinstance(part, Part) else Part(*part) for part in parts)
    return [part for part in named if part.count]


@register.inclusion_tag("look/tags/seg.html")
def seg(parts: Sequence[Part | tuple[Any, ...]]) -> dict[str, Any]:
    """{% seg parts %}: standing band; each part (kind, words, count, url) is a filter. Parts of nothing are left out."""
    shown = _parts(parts)
    whole = sum(part.count for part in shown)
    most = max((part.count for part in shown), default=1)
    return {
        "parts": [
            {
                "part": part,
                "kind": checked(part.kind),
                # Under a fifth of the band a status word would not fit, so no part is drawn narrower than that needs.
                "grow": charts.grow(max(part.count, whole * 0.1), max(whole, 1)),
                "share": charts.share(part.count, most),
            }
            for part in shown
        ]
    }


@register.inclusion_tag("look/tags/band.html")
def band(parts: Sequence[Part | tuple[Any, ...]], words: bool = True) -> dict[str, Any]:
    """{% band parts %}: a small stacked band for a table cell, with its counts in words below (words=False hides them)."""
    shown = _parts(parts)
    sentence = ", ".join(f"{formats.num(part.count)} {str(part.words).lower()}" for part in shown)
    return {
        "slices": charts.stack([(checked(part.kind), part.count) for part in shown]),
        "sentence": sentence or _("Chưa có gì"),
        "words": words,
    }
