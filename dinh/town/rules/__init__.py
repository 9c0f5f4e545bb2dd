"""What the town decides, without touching anything: values in, values out, no framework."""

from .deeds import WHO_MAY
from .mandates import covers, cut_to, hand_out_limit, holders, may, reaches_all
from .naming import Query, marks_key, parse_name, plain, rank
from .offices import OfficeMatch, OfficeName, match_office, office_candidates, office_key
from .org_codes import CodeProblem, forward, is_forward, is_reversed, reversed_form
from .tokens import READ, WRITE, hash_of, narrowed, scope_allows

__all__ = [
    "READ",
    "WHO_MAY",
    "WRITE",
    "CodeProblem",
    "OfficeMatch",
    "OfficeName",
    "Query",
    "covers",
    "cut_to",
    "forward",
    "hand_out_limit",
    "hash_of",
    "holders",
    "is_forward",
    "is_reversed",
    "marks_key",
    "match_office",
    "may",
    "narrowed",
    "office_candidates",
    "office_key",
    "parse_name",
    "plain",
    "rank",
    "reaches_all",
    "reversed_form",
    "scope_allows",
]
