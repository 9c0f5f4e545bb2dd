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
from .process import ProcessFlow, ProcessStep, ProcessVersion

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
    "ProcessFlow",
    "ProcessStep",
    "ProcessVersion",
    "ResultKind",
    "Way",
]
