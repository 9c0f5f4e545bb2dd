"""What the door passes about: structures and observations, in the words of the SDMX information model. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

AGENCY = "DINH"
VERSION = "1.0"
FLOW = "MEASURES"
DSD = "DSD_MEASURES"
CONCEPTS = "CS_MEASURES"
EVERYTHING = "all"


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the two languages of the house."""

    vi: str
    en: str = ""

    def pairs(self) -> list[tuple[str, str]]:
        return [(lang, words) for lang, words in (("vi", self.vi), ("en", self.en)) if words]


@dataclass(frozen=True, slots=True)
class Code:
    id: str
    name: Name
    parent: str = ""
    about: Name | None = None


@dataclass(frozen=True, slots=True)
class Codelist:
    id: str
    name: Name
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept and what stands for it: a codelist, or a plain text type."""

    id: str
    name: Name
    codelist: str = ""
    text: str = "String"


@dataclass(frozen=True, slots=True)
class Structures:
    """Everything that describes the data."""

    codelists: tuple[Codelist, ...]
    concepts: tuple[Concept, ...]

    def codelist(self, ident: str) -> Codelist:
        return next(each for each in self.codelists if each.id == ident)

    def concept(self, ident: str) -> Concept:
        return next(each for each in self.concepts if each.id == ident)


DIMENSIONS = ("FREQ", "REF_AREA", "INDICATOR", "CLOSING")
TIME = "TIME_PERIOD"
SERIES_ATTRIBUTES = ("UNIT_MEASURE",)
ATTRIBUTES = ("OBS_STATUS", "NUMERATOR", "DENOMINATOR", "RECIPE_VERSION", "COMPUTED_AT")
VALUE = "OBS_VALUE"


@dataclass(frozen=True, slots=True)
class Observation:
    """One reading of a measure: series, period, value, and what the value is made of."""

    key: tuple[str, str, str, str]
    """FREQ, REF_AREA, INDICATOR, CLOSING."""
    period: str
    value: str
    """As it is written; empty when it could not be reckoned."""
    unit: str = ""
    status: str = "A"
    numerator: str = ""
    denominator: str = ""
    version: str = ""
    computed_at: datetime | None = None

    def dimension(self, name: str) -> str:
        return self.period if name == TIME else self.key[DIMENSIONS.index(name)]

    def attributes(self) -> dict[str, str]:
        """Those of the observation that are not empty."""
        pairs = {
            "OBS_STATUS": self.status,
            "NUMERATOR": self.numerator,
            "DENOMINATOR": self.denominator,
            "RECIPE_VERSION": self.version,
            "COMPUTED_AT": self.computed_at.isoformat(timespec="seconds") if self.computed_at else "",
        }
        return {name: value for name, value in pairs.items() if value}

    def series_attributes(self) -> dict[str, str]:
        return {"UNIT_MEASURE": self.unit} if self.unit else {}


class Refused(Exception):
    """A question that is not answered: the code of the SDMX web services guidelines, its status, and a sentence."""

    STATUSES: dict[int, int] = {
        100: 404,
        110: 401,
        130: 413,
        140: 400,
        150: 403,
        500: 500,
        501: 501,
        503: 503,
    }

    def __init__(self, code: int, words: str, english: str = "") -> None:
        super().__init__(words)
        self.code, self.words, self.english = code, words, english
        self.status = self.STATUSES[code]
