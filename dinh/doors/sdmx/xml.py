"""SDMX-ML 2.1: structures, generic and structure-specific data, and errors; data as a stream of pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

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
    Codelist,
    Concept,
    Name,
    Observation,
    Structures,
)

_BASE = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/"
_SPACES = {
    "mes": f"{_BASE}message",
    "str": f"{_BASE}structure",
    "com": f"{_BASE}common",
    "gen": f"{_BASE}data/generic",
    "ss": f"{_BASE}data/structurespecific",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_URN = f"urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure={AGENCY}:{DSD}({VERSION})"
FLOW_NAME = Name("Số đo theo đơn vị và kỳ", "Measures by unit and period")


@dataclass(frozen=True, slots=True)
class Message:
    """What the header of a message says."""

    id: str
    prepared: datetime


def _open(tag: str, spaces: Iterable[str], more: str = "") -> str:
    declared = " ".join(f'xmlns:{short}="{_SPACES[short]}"' for short in spaces)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<mes:{tag} {declared}{more}>'


def _header(message: Message, structure: str = "") -> str:
    prepared = message.prepared.isoformat(timespec="seconds")
    return (
        f"<mes:Header><mes:ID>{escape(message.id)}</mes:ID><mes:Test>false</mes:Test>"
        f'<mes:Prepared>{prepared}</mes:Prepared><mes:Sender id="{AGENCY}"/>{structure}</mes:Header>'
    )


def _names(name: Name, tag: str = "Name") -> str:
    return "".join(
        f'<com:{tag} xml:lang="{lang}">{escape(words)}</com:{tag}>' for lang, words in name.pairs()
    )


def _ref(ident: str, kind: str, package: str, *, parent: str = "") -> str:
    if parent:
        where = f'maintainableParentID="{parent}" maintainableParentVersion="{VERSION}"'
        return f'<Ref id="{ident}" {where} agencyID="{AGENCY}" package="{package}" class="{kind}"/>'
    return f'<Ref id="{ident}" version="{VERSION}" agencyID="{AGENCY}" package="{package}" class="{kind}"/>'


def _maintainable(tag: str, ident: str, name: Name, inner: str, agency: str = AGENCY) -> str:
    return (
        f'<str:{tag} id="{ident}" version="{VERSION}" agencyID="{agency}" isExternalReference="false" isFinal="false">'
        f"{_names(name)}{inner}</str:{tag}>"
    )


# ---------------------------------------------------------------- structures


def structure(
    message: Message, known: Structures, parts: Mapping[str, frozenset[str]], *, stubs: bool = False
) -> str:
    """A structure message of the asked parts: by kind (dataflow, datastructure, codelist, conceptscheme, agencyscheme)
    the ids wanted. Stubs carry names only."""
    codelists = "".join(
        _codelist(each, stubs) for each in known.codelists if each.id in parts.get("codelist", ())
    )
    groups = (
        ("OrganisationSchemes", _agencies() if parts.get("agencyscheme") else ""),
        ("Dataflows", _flow(stubs) if parts.get("dataflow") else ""),
        ("Codelists", codelists),
        ("Concepts", _concepts(known, stubs) if parts.get("conceptscheme") else ""),
        ("DataStructures", _dsd(known, stubs) if parts.get("datastructure") else ""),
    )
    inner = "".join(f"<str:{tag}>{words}</str:{tag}>" for tag, words in groups if words)
    return (
        _open("Structure", ("mes", "str", "com"))
        + _header(message)
        + f"<mes:Structures>{inner}</mes:Structures></mes:Structure>"
    )


def _agencies() -> str:
    inner = f'<str:Agency id="{AGENCY}">{_names(Name("Đình"))}</str:Agency>'
    return (
        '<str:AgencyScheme id="AGENCIES" version="1.0" agencyID="SDMX" isExternalReference="false" isFinal="false">'
        f"{_names(Name('Cơ quan phát số liệu', 'Agencies'))}{inner}</str:AgencyScheme>"
    )


def _flow(stubs: bool) -> str:
    inner = f"<str:Structure>{_ref(DSD, 'DataStructure', 'datastructure')}</str:Structure>"
    return _maintainable("Dataflow", FLOW, FLOW_NAME, "" if stubs else inner)


def _codelist(codelist: Codelist, stubs: bool) -> str:
    inner = "".join(
        f'<str:Code id="{code.id}">{_names(code.name)}{_names(code.about, "Description") if code.about else ""}'
        + (f'<str:Parent><Ref id="{code.parent}"/></str:Parent>' if code.parent else "")
        + "</str:Code>"
        for code in codelist.codes
    )
    return _maintainable("Codelist", codelist.id, codelist.name, "" if stubs else inner)


def _concepts(known: Structures, stubs: bool) -> str:
    inner = "".join(
        f'<str:Concept id="{concept.id}">{_names(concept.name)}'
        f"<str:CoreRepresentation>{_representation(concept)}</str:CoreRepresentation></str:Concept>"
        for concept in known.concepts
    )
    return _maintainable(
        "ConceptScheme", CONCEPTS, Name("Khái niệm của số đo", "Concepts"), "" if stubs else inner
    )


def _representation(concept: Concept) -> str:
    if concept.codelist:
        return f"<str:Enumeration>{_ref(concept.codelist, 'Codelist', 'codelist')}</str:Enumeration>"
    return f'<str:TextFormat textType="{concept.text}"/>'


def _component(tag: str, concept: Concept, more: str = "", inner: str = "") -> str:
    identity = _ref(concept.id, "Concept", "conceptscheme", parent=CONCEPTS)
    return (
        f'<str:{tag} id="{concept.id}"{more}><str:ConceptIdentity>{identity}</str:ConceptIdentity>'
        f"<str:LocalRepresentation>{_representation(concept)}</str:LocalRepresentation>{inner}</str:{tag}>"
    )


def _dsd(known: Structures, stubs: bool) -> str:
    dimensions = "".join(
        _component("Dimension", known.concept(name), f' position="{place}"')
        for place, name in enumerate(DIMENSIONS, 1)
    )
    time = _component("TimeDimension", known.concept(TIME), f' position="{len(DIMENSIONS) + 1}"')
    on_value = "<str:AttributeRelationship><str:PrimaryMeasure>" + f'<Ref id="{VALUE}"/></str:PrimaryMeasure></str:AttributeRelationship>'  # fmt: skip
    on_series = "".join(f'<str:Dimension><Ref id="{name}"/></str:Dimension>' for name in ("INDICATOR",))
    attributes = "".join(
        _component("Attribute", known.concept(name), ' assignmentStatus="Conditional"', f"<str:AttributeRelationship>{on_series}</str:AttributeRelationship>")
        for name in SERIES_ATTRIBUTES
    ) + "".join(
        _component("Attribute", known.concept(name), ' assignmentStatus="Conditional"', on_value)
        for name in ATTRIBUTES
    )  # fmt: skip
    inner = (
        "<str:DataStructureComponents>"
        f'<str:DimensionList id="DimensionDescriptor">{dimensions}{time}</str:DimensionList>'
        f'<str:AttributeList id="AttributeDescriptor">{attributes}</str:AttributeList>'
        f'<str:MeasureList id="MeasureDescriptor">{_component("PrimaryMeasure", known.concept(VALUE))}</str:MeasureList>'
        "</str:DataStructureComponents>"
    )
    return _maintainable(
        "DataStructure", DSD, Name("Cấu trúc số đo", "Structure of measures"), "" if stubs else inner
    )


# ---------------------------------------------------------------- data


def generic(message: Message, asked: Asked, rows: Iterable[Series]) -> Iterator[str]:
    """A generic data message, piece by piece."""
    flow = f"<com:StructureUsage>{_ref(FLOW, 'Dataflow', 'datastructure')}</com:StructureUsage>"
    told = (
        f'<mes:Structure structureID="{FLOW}" dimensionAtObservation="{asked.across}">{flow}</mes:Structure>'
    )
    yield _open("GenericData", ("mes", "com", "gen")) + _header(message, told)
    yield f'<mes:DataSet structureRef="{FLOW}" action="Information">'
    for key, observations in rows:
        if not key:
            for row in observations:
                yield _generic_flat(row, asked)
            continue
        words = "".join(f'<gen:Value id="{name}" value={quoteattr(value)}/>' for name, value in key.items())
        yield f"<gen:Series><gen:SeriesKey>{words}</gen:SeriesKey>"
        if asked.detail in ("full", "nodata") and "INDICATOR" in key and observations:
            yield _generic_attributes(observations[0].series_attributes())
        if asked.detail in ("full", "dataonly"):
            for row in observations:
                inner = f"<gen:ObsDimension value={quoteattr(row.dimension(asked.across))}/>{_generic_value(row, asked)}"
                yield f"<gen:Obs>{inner}</gen:Obs>"
        yield "</gen:Series>"
    yield "</mes:DataSet></mes:GenericData>"


def _generic_flat(row: Observation, asked: Asked) -> str:
    pairs = [*zip(DIMENSIONS, row.key, strict=True), (TIME, row.period)]
    key = "".join(f'<gen:Value id="{name}" value={quoteattr(value)}/>' for name, value in pairs)
    return f"<gen:Obs><gen:ObsKey>{key}</gen:ObsKey>{_generic_value(row, asked, whole=True)}</gen:Obs>"


def _generic_value(row: Observation, asked: Asked, *, whole: bool = False) -> str:
    value = f"<gen:ObsValue value={quoteattr(row.value)}/>" if row.value else ""
    if asked.detail != "full":
        return value
    return value + _generic_attributes({**(row.series_attributes() if whole else {}), **row.attributes()})


def _generic_attributes(pairs: Mapping[str, str]) -> str:
    if not pairs:
        return ""
    words = "".join(f'<gen:Value id="{name}" value={quoteattr(value)}/>' for name, value in pairs.items())
    return f"<gen:Attributes>{words}</gen:Attributes>"


def specific(message: Message, asked: Asked, rows: Iterable[Series]) -> Iterator[str]:
    """A structure-specific data message, piece by piece."""
    space = f"{_URN}:ObsLevelDim:{asked.across}"
    ref = f"<com:Structure>{_ref(DSD, 'DataStructure', 'datastructure')}</com:Structure>"
    told = f'<mes:Structure structureID="{FLOW}" namespace="{space}" dimensionAtObservation="{asked.across}">{ref}</mes:Structure>'
    yield _open("StructureSpecificData", ("mes", "com", "ss", "xsi"), f' xmlns:dinh="{space}"')
    yield _header(message, told)
    yield (
        f'<mes:DataSet ss:dataScope="DataStructure" ss:structureRef="{FLOW}" ss:action="Information" xsi:type="dinh:DataSetType">'
    )
    for key, observations in rows:
        if not key:
            for row in observations:
                pairs = dict(zip(DIMENSIONS, row.key, strict=True)) | {TIME: row.period}
                more = row.series_attributes() if asked.detail == "full" else {}
                yield f"<Obs{_attributes(pairs)}{_specific_value(row, asked)}{_attributes(more)}/>"
            continue
        more = observations[0].series_attributes() if "INDICATOR" in key and observations else {}
        yield f"<Series{_attributes(key)}{_attributes(more if asked.detail in ('full', 'nodata') else {})}>"
        if asked.detail in ("full", "dataonly"):
            for row in observations:
                place = {asked.across: row.dimension(asked.across)}
                yield f"<Obs{_attributes(place)}{_specific_value(row, asked)}/>"
        yield "</Series>"
    yield "</mes:DataSet></mes:StructureSpecificData>"


def _specific_value(row: Observation, asked: Asked) -> str:
    value = {VALUE: row.value} if row.value else {}
    return _attributes(value | (row.attributes() if asked.detail == "full" else {}))


def _attributes(pairs: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in pairs.items())


def error(code: int, words: Name) -> str:
    """An error message, as the web services guidelines ask."""
    return (
        _open("Error", ("mes", "com"))
        + f'<mes:ErrorMessage code="{code}">{_names(words, "Text")}</mes:ErrorMessage></mes:Error>'
    )
