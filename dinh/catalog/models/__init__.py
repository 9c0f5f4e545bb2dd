"""Tables of the room."""

from .procedures import (
    EditionChanged,
    Exemption,
    Fee,
    Field,
    LegalBasis,
    LocalCode,
    Offer,
    Paper,
    Procedure,
    ProcedureEdition,
    ResultKind,
    Way,
)

__all__ = [
    "EditionChanged",
    "Exemption",
    "Fee",
    "Field",
    "LegalBasis",
    "LocalCode",
    "Offer",
    "Paper",
    "Procedure",
    "ProcedureEdition",
    "ResultKind",
    "Way",
]
