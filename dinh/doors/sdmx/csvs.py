"""SDMX-CSV 1.0 and 2.0: one line an observation."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from .asking import Asked
from .shapes import AGENCY, ATTRIBUTES, DIMENSIONS, FLOW, SERIES_ATTRIBUTES, TIME, VALUE, VERSION, Observation

_REST = (*DIMENSIONS, TIME, VALUE, *SERIES_ATTRIBUTES, *ATTRIBUTES)
_FLOW = f"{AGENCY}:{FLOW}({VERSION})"
_OPENING: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "1": (("DATAFLOW",), (_FLOW,)),
    "2": (("STRUCTURE", "STRUCTURE_ID", "ACTION"), ("dataflow", _FLOW, "I")),
}
"""The columns before the data in each version, and what stands in them."""


def data(asked: Asked, rows: Iterable[Observation], *, version: str = "1") -> Iterator[str]:
    """The file, piece by piece. What `detail` leaves out keeps its column, empty."""
    columns, opening = _OPENING[version]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow((*columns, *_REST))
    with_value, with_rest = asked.detail in ("full", "dataonly"), asked.detail in ("full", "nodata")
    for number, row in enumerate(rows, 1):
        said = {**row.series_attributes(), **row.attributes()} if with_rest else {}
        more = (said.get(name, "") for name in (*SERIES_ATTRIBUTES, *ATTRIBUTES))
        value = row.value if with_value else ""
        writer.writerow((*opening, *row.key, row.period, value, *more))
        if number % 500 == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()
