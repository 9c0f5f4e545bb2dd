"""The criteria of a card as lines of a page: points of both sides, the number behind, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from .. import sheets
from ..models import Criterion, Side
from ..rules import Mark
from ..scoring import Score
from .common import Asked


@dataclass(slots=True)
class Line:
    """One criterion as the page shows it."""

    row: Criterion
    depth: int
    mark: Mark | None
    other: Mark | None
    points: Decimal | None
    other_points: Decimal | None
    most: Decimal
    share: float | None
    kind: str
    source: str
    url: str
    rows_url: str
    papers: int
    remark: str
    differs: bool
    judged: bool
    """Whether the appraiser has said something of it; a heading is as its lines are."""
    apart: Decimal
    """By how much the appraisal stands apart from the unit's own points, either way."""
    aux: bool
    doubts: tuple[str, ...] = ()


def lines_of(asked: Asked, found: Score, evidence: dict[int, int]) -> list[Line]:
    groups = {group.code: group for group in found.own.groups}
    others = {group.code: group for group in found.appraised.groups}
    made = []
    for row in found.criteria:
        depth = 0
        above = row.parent
        while above is not None:
            depth, above = depth + 1, above.parent
        mark, other = found.own.marks.get(row.code), found.appraised.marks.get(row.code)
        if mark is not None:
            points, most = mark.points, mark.most
            other_points = other.points if other else None
        else:
            group = groups.get(row.code)
            points = group.points if group and group.counted else None
            other_points = others[row.code].points if group and others[row.code].counted else None
            most = group.most if group else row.most
        # A heading's bar is of what could be counted under it.
        of = group.counted if (group := groups.get(row.code)) and mark is None else most
        part = float(points / of * 100) if points is not None and of else None
        if mark is not None and mark.share is not None and not row.most:
            part = float(mark.share)
        made.append(
            Line(
                row=row,
                depth=depth,
                mark=mark,
                other=other,
                points=points,
                other_points=other_points,
                most=most,
                share=part,
                kind=kind_of(part),
                source=found.known.sources.get(row.code, ""),
                url=asked.url("score_line", row.code) if row.kind else "",
                rows_url=_rows_url(found, row),
                papers=evidence.get(row.pk, 0),
                remark=sheets.remark_of(found, row.code) if row.kind else "",
                differs=points is not None and other_points is not None and points != other_points,
                judged=not row.kind or (row.code, Side.APPRAISAL.value) in found.known.said,
                apart=abs((other_points or Decimal(0)) - (points or Decimal(0))),
                aux=bool(row.kind) and not row.most and row.parent is not None,
                doubts=found.known.doubts.get(row.code, ()),
            )
        )
    return made


def kind_of(part: float | None) -> str:
    """The colour of a bar: of the points there are to be had."""
    if part is None:
        return "none"
    return "ok" if part >= 90 else "path" if part >= 70 else "risk" if part >= 50 else "late"


def _rows_url(found: Score, row: Criterion) -> str:
    """Where the rows behind a measured number open."""
    if found.known.sources.get(row.code) != "measure":
        return ""
    reading = found.known.readings[row.code]
    if reading.denominator is None and reading.numerator is None:
        return ""
    asked = urlencode({"don-vi": found.unit.code, "ky": found.period.key})
    return f"{reverse('measures.why', args=[reading.code])}?{asked}"
