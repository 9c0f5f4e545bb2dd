"""SDMX-JSON 1.0: data and structures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .asking import Asked, Series
from .shapes import (
    AGENCY,
    ATTRIBUTES,
    CONCEPTS,
    DIMENSIONS,
    DSD,
    FLOW,
    SERIES_ATTRIBUTES,
    TIME,
    VALUE,
    VERSION,
    Code,
    Name,
    Observation,
    Structures,
)
from .xml import FLOW_NAME, Message

_URN = "urn:sdmx:org.sdmx.infomodel"
_SCHEMA = "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/{kind}-message/tools/schemas/1.0/sdmx-json-{kind}-schema.json"


def _meta(message: Message, kind: str) -> dict[str, Any]:
    return {
        "schema": _SCHEMA.format(kind=kind),
        "id": message.id,
        "test": False,
        "prepared": message.prepared.isoformat(timespec="seconds"),
        "contentLanguages": ["vi", "en"],
        "sender": {"id": AGENCY},
    }


def _named(name: Name) -> dict[str, Any]:
    return {"name": name.vi, "names": dict(name.pairs())}


class _Values:
    """Values of one component in the order in which they are met; an observation names them by their place."""

    def __init__(self, ident: str, names: Mapping[str, Code]) -> None:
        self.ident, self.names = ident, names
        self.places: dict[str, int] = {}

    def place(self, value: str) -> int:
        return self.places.setdefault(value, len(self.places))

    def told(self, known: Structures, position: int | None = None) -> dict[str, Any]:
        values = []
        for value in self.places:
            code = self.names.get(value)
            # A plain text has no id: it is its own name.
            if code:
                values.append({"id": value, **_named(code.name)})
            elif self.ident in ATTRIBUTES:
                values.append({"name": value})
            else:
                values.append({"id": value, "name": value})
        row: dict[str, Any] = {"id": self.ident, **_named(known.concept(self.ident).name), "values": values}
        if position is not None:
            row["keyPosition"] = position
        if self.ident == TIME:
            row["roles"] = ["TIME_PERIOD"]
        return row


def _values(known: Structures, names: Iterable[str]) -> dict[str, _Values]:
    found = {}
    for name in names:
        concept = known.concept(name)
        codes = known.codelist(concept.codelist).codes if concept.codelist else ()
        found[name] = _Values(name, {code.id: code for code in codes})
    return found


def data(message: Message, known: Structures, asked: Asked, rows: Iterable[Series]) -> dict[str, Any]:
    """A data message. What observations have in common is named once, by its place."""
    flat = asked.across == "AllDimensions"
    all_dimensions = (*DIMENSIONS, TIME)
    at_series = [] if flat else [name for name in all_dimensions if name != asked.across]
    at_observation = [*all_dimensions] if flat else [asked.across]
    # An attribute of the indicator stands at the series wherever the series names its indicator.
    on_series = (
        [*SERIES_ATTRIBUTES] if "INDICATOR" in at_series and asked.detail in ("full", "nodata") else []
    )
    on_value = [name for name in (*SERIES_ATTRIBUTES, *ATTRIBUTES) if name not in on_series]
    on_value = on_value if asked.detail == "full" else []
    values = _values(known, (*all_dimensions, *on_series, *on_value))
    body: dict[str, Any] = {"action": "Information"}
    whole: dict[str, Any] = {}
    for key, observations in rows:
        told = {
            ":".join(str(values[name].place(row.dimension(name))) for name in at_observation): _told(row, on_value, values)
            for row in observations
            if asked.detail in ("full", "dataonly")
        }  # fmt: skip
        if flat:
            whole.update(told)
            continue
        place = ":".join(str(values[name].place(key[name])) for name in at_series)
        said = observations[0].series_attributes() if observations else {}
        whole[place] = {
            "attributes": [values[name].place(said[name]) if name in said else None for name in on_series],
            "observations": told,
        }
    body["observations" if flat else "series"] = whole
    structure = {
        **_named(FLOW_NAME),
        "links": [
            {"rel": "dataflow", "urn": f"{_URN}.datastructure.Dataflow={AGENCY}:{FLOW}({VERSION})"},
            {"rel": "datastructure", "urn": f"{_URN}.datastructure.DataStructure={AGENCY}:{DSD}({VERSION})"},
        ],
        "dimensions": {
            "dataSet": [],
            "series": [values[name].told(known, all_dimensions.index(name)) for name in at_series],
            "observation": [values[name].told(known, all_dimensions.index(name)) for name in at_observation],
        },
        "attributes": {
            "dataSet": [],
            "series": [values[name].told(known) for name in on_series],
            "observation": [values[name].told(known) for name in on_value],
        },
        "annotations": [],
    }
    return {
        "meta": _meta(message, "data"),
        "data": {"structure": structure, "dataSets": [body]},
        "errors": [],
    }


def draft(told: dict[str, Any]) -> dict[str, Any]:
    """The same data message in the layout of the draft of 2014, which older readers still ask for by its media type."""
    structure = told["data"]["structure"]

    def plain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        values = [[_only(value, ("id", "name")) for value in row["values"]] for row in rows]
        return [
            {**_only(row, ("id", "name", "keyPosition", "role")), "values": each}
            for row, each in zip(rows, values, strict=True)
        ]

    older = {
        "name": structure["name"],
        **{
            part: {level: plain(rows) for level, rows in structure[part].items()}
            for part in ("dimensions", "attributes")
        },
        "annotations": [],
    }
    return {
        "header": told["meta"], "errors": told["errors"], "structure": older, "dataSets": told["data"]["dataSets"]
    }  # fmt: skip


def _only(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: row[name] for name in names if name in row}


def _told(row: Observation, on_value: list[str], values: dict[str, _Values]) -> list[float | int | None]:
    said = {**row.series_attributes(), **row.attributes()}
    value: float | int | None = None
    if row.value:
        number = float(row.value)
        value = int(number) if number.is_integer() else number
    return [value, *(values[name].place(said[name]) if name in said else None for name in on_value)]


# ---------------------------------------------------------------- structures


def structure(
    message: Message, known: Structures, parts: Mapping[str, frozenset[str]], *, stubs: bool = False
) -> dict[str, Any]:
    """A structure message of the asked parts, as in SDMX-ML."""
    told: dict[str, Any] = {}
    if parts.get("dataflow"):
        flow = {"structure": f"{_URN}.datastructure.DataStructure={AGENCY}:{DSD}({VERSION})"}
        told["dataflows"] = [_maintainable(FLOW, FLOW_NAME, {} if stubs else flow)]
    if parts.get("datastructure"):
        name = Name("Cấu trúc số đo", "Structure of measures")
        told["dataStructures"] = [_maintainable(DSD, name, {} if stubs else _dsd(known))]
    if wanted := parts.get("codelist"):
        told["codelists"] = [
            _maintainable(
                each.id, each.name, {} if stubs else {"codes": [_code(code) for code in each.codes]}
            )
            for each in known.codelists
            if each.id in wanted
        ]
    if parts.get("conceptscheme"):
        concepts = [
            {
                "id": concept.id,
                **_named(concept.name),
                "coreRepresentation": _representation(concept.codelist, concept.text),
            }
            for concept in known.concepts
        ]
        name = Name("Khái niệm của số đo", "Concepts")
        told["conceptSchemes"] = [_maintainable(CONCEPTS, name, {} if stubs else {"concepts": concepts})]
    if parts.get("agencyscheme"):
        agencies = [{"id": AGENCY, "name": "Đình"}]
        told["agencySchemes"] = [
            {"id": "AGENCIES", "agencyID": "SDMX", "version": "1.0", "name": "Agencies", "agencies": agencies}
        ]
    return {"meta": _meta(message, "structure"), "data": told, "errors": []}


def _maintainable(ident: str, name: Name, inner: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": ident,
        "agencyID": AGENCY,
        "version": VERSION,
        "isExternalReference": False,
        "isFinal": False,
        **_named(name),
        **inner,
    }


def _code(code: Code) -> dict[str, Any]:
    row: dict[str, Any] = {"id": code.id, **_named(code.name)}
    if code.about:
        row |= {"description": code.about.vi, "descriptions": dict(code.about.pairs())}
    if code.parent:
        row["parent"] = code.parent
    return row


def _representation(codelist: str, text: str) -> dict[str, Any]:
    if codelist:
        return {"enumeration": f"{_URN}.codelist.Codelist={AGENCY}:{codelist}({VERSION})"}
    return {"textFormat": {"textType": text}}


def _component(known: Structures, name: str, **more: Any) -> dict[str, Any]:
    concept = known.concept(name)
    return {
        "id": name,
        "conceptIdentity": f"{_URN}.conceptscheme.Concept={AGENCY}:{CONCEPTS}({VERSION}).{name}",
        "localRepresentation": _representation(concept.codelist, concept.text),
        **more,
    }


def _dsd(known: Structures) -> dict[str, Any]:
    dimensions = [
        _component(known, name, position=place, type="Dimension") for place, name in enumerate(DIMENSIONS)
    ]
    time = [_component(known, TIME, position=len(DIMENSIONS), type="TimeDimension")]
    conditional = "Conditional"
    attributes = [
        _component(
            known, name, assignmentStatus=conditional, attributeRelationship={"dimensions": ["INDICATOR"]}
        )
        for name in SERIES_ATTRIBUTES
    ] + [
        _component(known, name, assignmentStatus=conditional, attributeRelationship={"primaryMeasure": VALUE})
        for name in ATTRIBUTES
    ]
    return {
        "dataStructureComponents": {
            "dimensionList": {"id": "DimensionDescriptor", "dimensions": dimensions, "timeDimensions": time},
            "attributeList": {"id": "AttributeDescriptor", "attributes": attributes},
            "measureList": {"id": "MeasureDescriptor", "primaryMeasure": _component(known, VALUE)},
        }
    }
