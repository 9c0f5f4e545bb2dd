"""A question to the door, read: which series, which days, in which form. Pure; what is wrong is refused with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from .mapping import days_of
from .shapes import DIMENSIONS, EVERYTHING, TIME, Observation, Refused

Form = str
"""structure-xml, structure-json, generic, specific, json, draft-json, csv, csv2."""

ACCEPTED: tuple[tuple[str, Form], ...] = (
    ("application/vnd.sdmx.genericdata+xml", "generic"),
    ("application/vnd.sdmx.generictimeseriesdata+xml", "generic"),
    ("application/vnd.sdmx.structurespecificdata+xml", "specific"),
    ("application/vnd.sdmx.structurespecifictimeseriesdata+xml", "specific"),
    ("application/vnd.sdmx.data+json", "json"),
    ("application/vnd.sdmx.data+csv", "csv"),
    ("application/vnd.sdmx.data+csv", "csv2"),
    ("application/vnd.sdmx.structure+xml", "structure-xml"),
    ("application/vnd.sdmx.structure+json", "structure-json"),
    ("application/vnd.sdmx.draft-sdmx-json+json", "draft-json"),
    ("draft-sdmx-json", "draft-json"),
    ("application/json", "json"),
    ("text/json", "draft-json"),
    ("text/csv", "csv"),
    ("application/xml", "xml"),
    ("text/xml", "xml"),
    ("text/html", "xml"),
    ("application/*", "xml"),
    ("*/*", "xml"),
)
SHORT = {"sdmx-json": "json", "jsondata": "json", "csv": "csv", "csvdata": "csv", "genericdata": "generic"}
VERSIONS = {"generic": "2.1", "specific": "2.1", "structure-xml": "2.1", "json": "1.0", "csv": "1.", "csv2": "2.", "structure-json": "1.0"}  # fmt: skip
DETAILS = ("full", "dataonly", "serieskeysonly", "nodata")


def form_of(accept: str, *, structure: bool, short: str = "") -> Form:
    """The form asked for by the Accept header (by its weights), or by `format=`. Refuses what is not spoken here."""
    if short:
        form = SHORT.get(short.lower())
        if form is None:
            raise Refused(140, f"format: không có dạng “{short}”.", f"format: “{short}” is not known.")
        return _settled(form, structure)
    for media, version in _wanted(accept or "*/*"):
        for name, form in ACCEPTED:
            if name == media and (not version or version.startswith(VERSIONS.get(form, version))):
                return _settled(form, structure)
    raise Refused(
        501,
        f"Accept: không phát được dạng “{accept}”.",
        f"Accept: none of “{accept}” can be given here.",
    )


def _settled(form: Form, structure: bool) -> Form:
    if structure:
        return "structure-json" if form in ("json", "draft-json", "structure-json") else "structure-xml"
    return "generic" if form in ("xml", "structure-xml") else "json" if form == "structure-json" else form


def _wanted(accept: str) -> list[tuple[str, str]]:
    rows: list[tuple[float, int, str, str]] = []
    for place, part in enumerate(accept.split(",")):
        media, *rest = (piece.strip() for piece in part.split(";"))
        given = dict(piece.split("=", 1) for piece in rest if "=" in piece)
        try:
            weight = float(given.get("q", "1"))
        except ValueError:
            weight = 0.0
        rows.append((-weight, place, media.lower(), given.get("version", "")))
    return [(media, version) for weight, _place, media, version in sorted(rows) if weight < 0]


# ---------------------------------------------------------------- data


@dataclass(frozen=True, slots=True)
class Asked:
    """Which observations are asked for, and how they are to be told."""

    wanted: tuple[frozenset[str] | None, ...]
    """By dimension; None means every value."""
    first: date | None = None
    last: date | None = None
    updated_after: datetime | None = None
    first_n: int | None = None
    last_n: int | None = None
    across: str = TIME
    """The dimension at the observation; AllDimensions for a flat list."""
    detail: str = "full"

    def of(self, name: str) -> frozenset[str] | None:
        return self.wanted[DIMENSIONS.index(name)]


_ID = re.compile(r"[A-Za-z0-9_@$\-]+")


def asked(key: str, parameters: Mapping[str, str]) -> Asked:
    """Read the key and the parameters of a question for data. Refuses with the name of what is wrong."""
    start, end = parameters.get("startPeriod", ""), parameters.get("endPeriod", "")
    across = parameters.get("dimensionAtObservation", TIME) or TIME
    if across not in (*DIMENSIONS, TIME, "AllDimensions"):
        raise Refused(
            140, f"dimensionAtObservation: không có chiều “{across}”.", f"“{across}” is no dimension."
        )
    detail = parameters.get("detail", "full") or "full"
    if detail not in DETAILS:
        raise Refused(
            140, f"detail: phải là một trong {', '.join(DETAILS)}.", f"detail: one of {', '.join(DETAILS)}."
        )
    if parameters.get("includeHistory", "false") not in ("false", ""):
        raise Refused(501, "includeHistory: chưa phát lịch sử số liệu.", "includeHistory is not spoken here.")
    return Asked(
        _key(key),
        days_of(start, "startPeriod")[0] if start else None,
        days_of(end, "endPeriod")[1] if end else None,
        _moment(parameters.get("updatedAfter", "")),
        _number(parameters, "firstNObservations"),
        _number(parameters, "lastNObservations"),
        across,
        detail,
    )  # fmt: skip


def _key(key: str) -> tuple[frozenset[str] | None, ...]:
    if key in ("", EVERYTHING):
        return (None,) * len(DIMENSIONS)
    parts = key.split(".")
    if len(parts) != len(DIMENSIONS):
        names = ".".join(DIMENSIONS)
        raise Refused(
            140,
            f"key: cần {len(DIMENSIONS)} phần {names}, có {len(parts)}.",
            f"key: {len(DIMENSIONS)} parts {names} are needed, {len(parts)} given.",
        )
    found: list[frozenset[str] | None] = []
    for part in parts:
        values = [value for value in part.split("+") if value]
        if any(not _ID.fullmatch(value) for value in values):
            raise Refused(140, f"key: không đọc được “{part}”.", f"key: “{part}” is not understood.")
        found.append(frozenset(values) or None)
    return tuple(found)


def _number(parameters: Mapping[str, str], name: str) -> int | None:
    words = parameters.get(name, "")
    if not words:
        return None
    if not words.isdecimal() or not 0 < int(words) < 10**6:
        raise Refused(140, f"{name}: phải là số nguyên dương.", f"{name}: a positive whole number.")
    return int(words)


def _moment(words: str) -> datetime | None:
    if not words:
        return None
    try:
        moment = datetime.fromisoformat(words.replace("Z", "+00:00").replace(" ", "+"))
        if moment.tzinfo is None:
            raise ValueError(words)
    except ValueError:
        raise Refused(
            140,
            "updatedAfter: viết như 2026-10-05T08:00:00+07:00, có múi giờ.",
            "updatedAfter: write 2026-10-05T08:00:00+07:00, with its zone.",
        ) from None
    return moment


# ---------------------------------------------------------------- series

Series = tuple[dict[str, str], list[Observation]]


def series(found: Iterable[Observation], what: Asked) -> Iterator[Series]:
    """The observations in series, as the question wants them told. They must come sorted by key and period when the
    dimension at the observation is time; another dimension is sorted here."""
    across = what.across
    if across == "AllDimensions":
        yield {}, [*found]
        return
    if across == TIME:
        for key, rows in groupby(found, key=lambda row: row.key):
            yield dict(zip(DIMENSIONS, key, strict=True)), _cut([*rows], what)
        return
    others = [name for name in (*DIMENSIONS, TIME) if name != across]

    def place(row: Observation) -> tuple[str, ...]:
        return tuple(row.dimension(name) for name in others)

    for ident, rows in groupby(sorted(found, key=place), key=place):
        yield dict(zip(others, ident, strict=True)), [*rows]


def _cut(rows: Sequence[Observation], what: Asked) -> list[Observation]:
    """The first, the last, or both ends of a series."""
    if what.first_n is None and what.last_n is None:
        return [*rows]
    first, last = what.first_n or 0, what.last_n or 0
    if first + last >= len(rows):
        return [*rows]
    return [*rows[:first], *(rows[-last:] if last else [])]
