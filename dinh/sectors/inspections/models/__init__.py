"""Tables of the room: templates of check-lists, inspections with whom and what they look into, findings, what follows."""

from .findings import Evidence, Explanation, Finding, Recommendation
from .inspection import CheckItem, Inspection, Member, Party, Subject, Template

__all__ = [
    "CheckItem",
    "Evidence",
    "Explanation",
    "Finding",
    "Inspection",
    "Member",
    "Party",
    "Recommendation",
    "Subject",
    "Template",
]
