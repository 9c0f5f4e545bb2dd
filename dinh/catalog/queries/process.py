"""What may be asked of processes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q, QuerySet

from ..models import Procedure, ProcessFlow, ProcessStep, ProcessVersion
from ..rules import process


def _above(unit_path: str) -> list[str]:
    """ "/38/14812/" -> ["/38/", "/38/14812/"]."""
    parts = unit_path.strip("/").split("/")
    return ["/" + "/".join(parts[: n + 1]) + "/" for n in range(len(parts)) if parts[0]]


def _whole() -> QuerySet[ProcessVersion]:
    return ProcessVersion.objects.select_related("procedure__keeper", "procedure__field", "unit")


def process_on(code: str, day: date, unit_path: str = "") -> ProcessVersion | None:
    """The process of a procedure on a day, for a unit: its own, else that of the nearest unit above, else the common
    one. None when there is none. 1 query."""
    near = processes_on(code, day).filter(Q(unit=None) | Q(unit__path__in=_above(unit_path)))
    return near.first()


def processes_on(code: str, day: date) -> QuerySet[ProcessVersion]:
    """Every process of a procedure in force on a day: of single units, lowest first, then the common one."""
    rows = _whole().in_force(day).filter(procedure__code=code)  # type: ignore[attr-defined]
    return rows.order_by(F("unit__level").desc(nulls_last=True), "-since")  # type: ignore[no-any-return]


def nearest(versions: Iterable[ProcessVersion], unit_path: str) -> ProcessVersion | None:
    """Of what `processes_on` gave, that of a unit, as `process_on` says it."""
    above = set(_above(unit_path))
    return next((each for each in versions if each.unit is None or each.unit.path in above), None)


def version(version_id: int) -> ProcessVersion | None:
    """One version with its procedure and units."""
    return _whole().filter(pk=version_id).first()


def versions_of(procedure: Procedure, unit_paths: Iterable[str] = ()) -> list[ProcessVersion]:
    """Versions of a procedure's process: the common ones and those of units on the way to or below these places; those
    in preparation first, then the newest. 1 query."""
    near = Q(unit=None)
    for path in unit_paths:
        near |= Q(unit__path__in=_above(path)) | Q(unit__path__startswith=path)
    rows = _whole().filter(near, procedure=procedure)
    return sorted(
        rows,
        key=lambda v: (
            v.state != "draft",
            v.state == "withdrawn",
            -(v.since or date.max).toordinal(),
            -v.number,
        ),
    )


def graph_of(version_id: int) -> process.Graph:
    """The steps and ways of a version, as rules see them. 2 queries."""
    return graphs_of([version_id])[version_id]


def graphs_of(version_ids: Iterable[int]) -> dict[int, process.Graph]:
    """The graphs of many versions, always in 2 queries."""
    ids = list(version_ids)
    steps: dict[int, list[process.Step]] = defaultdict(list)
    for row in ProcessStep.objects.filter(version__in=ids).order_by("order", "id"):
        steps[row.version_id].append(row.shape())
    flows: dict[int, list[process.Flow]] = defaultdict(list)
    rows = ProcessFlow.objects.filter(version__in=ids).select_related("from_step", "to_step")
    for way in rows.order_by("order", "id"):
        flow = process.Flow(way.from_step.key, way.to_step.key, way.outcome, way.words, way.effect, way.order)
        flows[way.version_id].append(flow)
    return {pk: process.Graph(tuple(steps[pk]), tuple(flows[pk])) for pk in ids}


def procedure(code: str) -> Procedure | None:
    """A procedure by its national code."""
    return Procedure.objects.select_related("keeper", "field").filter(code=code).first()
