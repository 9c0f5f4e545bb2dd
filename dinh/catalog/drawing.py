"""A process as an SVG picture: shapes and words with classes, coloured by static/catalog/process.css. No inline style."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from .bpmn.layout import Box, Drawing, Lane, lay_out
from .rules.process import Graph, Kind, Step

_LETTERS, _LINES = 20, 3
LONG = 1_000
"""Pixels from which a picture does not fit a desk's page: then it gets an overview."""


def mark_of(key: str) -> str:
    """The id of a step in the picture: where the overview leads."""
    return f"h-{key}"


def draw(
    graph: Graph,
    *,
    lane_words: Callable[[Lane], str],
    under: Callable[[Step], str],
    title: str,
    marked: str = "",
) -> str:
    """The picture as markup, safe to put into a page. `lane_words` names a lane, `under` gives the small line in a step,
    `marked` is the key of a step to set off."""
    drawing = lay_out(graph)
    parts = [
        f'<svg class="pr-svg" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width} {drawing.height}" '
        f'width="{drawing.width}" height="{drawing.height}" role="img" aria-label="{escape(title)}">',
        '<defs><marker id="pr-tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" '
        'orient="auto"><path class="pr-tip" d="M0 0 10 5 0 10z"/></marker></defs>',
    ]
    parts += [_lane(lane, number, lane_words(lane)) for number, lane in enumerate(drawing.lanes)]
    parts += _ways(drawing)
    parts += [_step(step, drawing.boxes[step.key], under(step), step.key == marked) for step in graph.steps]
    return "".join([*parts, *_words_on_ways(drawing), "</svg>"])


def overview(graph: Graph) -> str:
    """The whole picture in small without its words: each step leads to its place in the picture. Empty for a picture that
    fits. It is for the eye and the pointer alone; beside it stands the list of stages."""
    drawing = lay_out(graph)
    if drawing.width <= LONG:
        return ""
    parts = [
        f'<svg class="pr-mini" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width} {drawing.height}" '
        'aria-hidden="true" focusable="false">'
    ]
    for number, lane in enumerate(drawing.lanes):
        box = lane.box
        parts.append(
            f'<rect class="pr-lane{" odd" if number % 2 else ""}" x="{box.x}" y="{box.y}" width="{box.w}" height="{box.h}"/>'
        )
    for way in drawing.ways:
        path = "M" + " ".join(f"{x} {y}" for x, y in way.points)
        parts.append(f'<path class="pr-way{" back" if way.back else ""}" d="{path}"/>')
    for step in graph.steps:
        box = drawing.boxes[step.key]
        parts.append(
            f'<a class="pr-{step.kind}" href="#{escape(mark_of(step.key))}" tabindex="-1"><title>{escape(step.name)}</title>'
            f'<rect x="{box.x}" y="{box.y}" width="{box.w}" height="{box.h}" rx="8"/></a>'
        )
    return "".join([*parts, "</svg>"])


def _lane(lane: Lane, number: int, words: str) -> str:
    box = lane.box
    x, y = 18, box.middle
    lines = wrapped(words, max(10, box.h // 8), 2)
    spans = "".join(
        f'<tspan x="{x}" dy="{0 if n == 0 else 14}">{escape(line)}</tspan>' for n, line in enumerate(lines)
    )
    return (
        f'<rect class="pr-lane{" odd" if number % 2 else ""}" x="{box.x}" y="{box.y}" width="{box.w}" '
        f'height="{box.h}"/><text class="pr-lane-t" x="{x}" y="{y}" transform="rotate(-90 {x} {y})">{spans}</text>'
    )


def _ways(drawing: Drawing) -> list[str]:
    found = []
    for way in drawing.ways:
        path = "M" + " ".join(f"{x} {y}" for x, y in way.points)
        effect = "" if way.flow.effect == "none" else f" e-{way.flow.effect}"
        found.append(
            f'<path class="pr-way{" back" if way.back else ""}{effect}" d="{path}" marker-end="url(#pr-tip)"/>'
        )
    return found


def _words_on_ways(drawing: Drawing) -> list[str]:
    """The outcome beside where its way begins; the list below the picture has all words in full."""
    found = []
    for way in drawing.ways:
        if way.flow.words:
            (x, y), (to, _y) = way.points[0], way.points[1]
            short = wrapped(way.flow.words, max(8, (to - x) // 5 - 1), 1)[0]
            found.append(
                f'<text class="pr-out" x="{x + 4}" y="{y - 3}">{escape(short)}<title>{escape(way.flow.words)}</title></text>'
            )
    return found


def _step(step: Step, box: Box, under: str, marked: bool) -> str:
    on, mark = " on" if marked else "", f'id="{escape(mark_of(step.key))}"'
    name = f"<title>{escape(step.name)}</title>"
    x, y = box.x + box.w // 2, box.middle
    if step.kind in (Kind.START, Kind.END):
        return (
            f'<g {mark} class="pr-{step.kind}{on}">{name}<circle cx="{x}" cy="{y}" r="{box.w // 2}"/>'
            f"{_under_shape(step, box)}</g>"
        )
    if step.kind in (Kind.CHOICE, Kind.SPLIT, Kind.JOIN):
        sign = "×" if step.kind == Kind.CHOICE else "+"
        return (
            f'<g {mark} class="pr-gate{on}">{name}'
            f'<path d="M{x} {box.y} {box.right} {y} {x} {box.y + box.h} {box.x} {y}z"/>'
            f'<text class="pr-sign" x="{x}" y="{y + 8}">{sign}</text>{_under_shape(step, box)}</g>'
        )
    lines = wrapped(step.name, _LETTERS, _LINES)
    high = 14 * len(lines) + (13 if under else 0)
    top = y - high // 2 + 11
    words = "".join(
        f'<tspan x="{x}" dy="{0 if n == 0 else 14}">{escape(line)}</tspan>' for n, line in enumerate(lines)
    )
    small = (
        f'<text class="pr-hours" x="{x}" y="{top + 14 * len(lines)}">{escape(under)}</text>' if under else ""
    )
    return (
        f'<g {mark} class="pr-{step.kind}{on}">{name}<rect x="{box.x}" y="{box.y}" width="{box.w}" height="{box.h}" rx="4"/>'
        f'<text x="{x}" y="{top}">{words}</text>{small}</g>'
    )


def _under_shape(step: Step, box: Box) -> str:
    line = wrapped(step.name, 24, 1)[0]
    return f'<text class="pr-small" x="{box.x + box.w // 2}" y="{box.y + box.h + 13}">{escape(line)}</text>'


def wrapped(words: str, letters: int, lines: int) -> list[str]:
    """Words in lines of about so many letters; what does not fit ends in “…”."""
    found: list[str] = [""]
    for word in words.split():
        if found[-1] and len(found[-1]) + 1 + len(word) > letters:
            if len(found) == lines:
                found[-1] = f"{found[-1].rstrip(',;')}…"
                return found
            found.append(word)
        else:
            found[-1] = f"{found[-1]} {word}".strip()
    return found
