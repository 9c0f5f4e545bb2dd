"""What may be asked of the room. Bounded numbers of queries; what one may not see is filtered in SQL."""

from .inspections import (
    PAGE,
    PartyView,
    explaining_owed,
    inspection_for,
    inspections,
    on_inspecting_side,
    parties_of,
    sees_findings,
    templates,
    visible,
)
from .share import ShareRow, counted, share

__all__ = [
    "PAGE",
    "PartyView",
    "ShareRow",
    "counted",
    "explaining_owed",
    "inspection_for",
    "inspections",
    "on_inspecting_side",
    "parties_of",
    "sees_findings",
    "share",
    "templates",
    "visible",
]
