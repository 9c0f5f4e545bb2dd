"""What may be asked of the catalogue. Each answer takes a bounded number of queries."""

from .contents import content_of, whole
from .exporting import documents
from .finding import Found, fields, find, kept
from .offering import (
    Offering,
    is_place,
    offer_by_code,
    offering_provinces,
    offers_count,
    offers_in_province,
    offers_page,
)
from .places import (
    Places,
    PlacesPage,
    offering_unit,
    places,
    places_count,
    places_page,
    provinces_of_places,
)
from .procedures import (
    amount,
    edition,
    edition_on,
    editions_of,
    fee_line,
    local_codes,
    offer_at,
    offers_at,
    offers_in,
    procedure_by_code,
    reductions,
)

__all__ = [
    "Found",
    "Offering",
    "Places",
    "PlacesPage",
    "amount",
    "content_of",
    "documents",
    "edition",
    "edition_on",
    "editions_of",
    "fee_line",
    "fields",
    "find",
    "is_place",
    "kept",
    "local_codes",
    "offer_at",
    "offer_by_code",
    "offering_provinces",
    "offering_unit",
    "offers_at",
    "offers_count",
    "offers_in",
    "offers_in_province",
    "offers_page",
    "places",
    "places_count",
    "places_page",
    "procedure_by_code",
    "provinces_of_places",
    "reductions",
    "whole",
]
