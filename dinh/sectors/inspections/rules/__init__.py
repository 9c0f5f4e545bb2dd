"""Decisions of the room: values in, values out. No framework, no tables."""

from .steps import (
    CLOSABLE,
    Fault,
    closing_faults,
    conclusion_faults,
    inspection_faults,
    missing_checks,
    progress_of,
    share_by,
)
from .who import OF_INSPECTED, WHO_MAY, WORDS

__all__ = [
    "CLOSABLE",
    "OF_INSPECTED",
    "WHO_MAY",
    "WORDS",
    "Fault",
    "closing_faults",
    "conclusion_faults",
    "inspection_faults",
    "missing_checks",
    "progress_of",
    "share_by",
]
