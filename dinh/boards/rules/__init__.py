"""What the room decides, without touching anything."""

from .comparing import Pair, Promised, match
from .ranking import Count, Part, Rule, rank, rule_of, score
from .timeline import Bar, Shared, Span, bar, share_out, span_of
from .who import WHO_MAY, WORDS

__all__ = [
    "WHO_MAY",
    "WORDS",
    "Bar",
    "Count",
    "Pair",
    "Part",
    "Promised",
    "Rule",
    "Shared",
    "Span",
    "bar",
    "match",
    "rank",
    "rule_of",
    "score",
    "share_out",
    "span_of",
]
