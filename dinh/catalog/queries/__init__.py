"""What may be asked of the catalogue. Each answer takes a bounded number of queries."""

from .contents import content_of, whole
from .exporting import documents
from .finding import Found, fields, find, kept
from .procedures import (
    amount,
    edition,
    edition_on,
    editions_of,
    fee_line,
    local_codes,
    offer_at,
    offering_units,
    offers_at,
    offers_in,
    offers_of,
    procedure_by_code,
    reductions,
)

__all__ = [
    "Found",
    "amount",
    "content_of",
    "documents",
    "edition",
    "edition_on",
    "editions_of",
    "fee_line",
    "fields",
    "find",
    "kept",
    "local_codes",
    "offer_at",
    "offering_units",
    "offers_at",
    "offers_in",
    "offers_of",
    "procedure_by_code",
    "reductions",
    "whole",
]
