"""Reads of the room: each board a fixed number of queries, permissions in SQL, nothing stored."""

from .agenda import Wanted, agenda
from .board import Board, Light, board, targets_behind, work_behind, work_in_view
from .comparing import Comparison, compare
from .desk import Today, today_of
from .heat import Heat, heat, plans_given
from .publishing import feeds_of, public_of, public_unit, public_units, publications_of, publishable
from .ranking import rank_offices, rank_units, rule_on
from .standings import Seen, plan_choices, plans_in_force, seen_targets

__all__ = [
    "Board",
    "Comparison",
    "Heat",
    "Light",
    "Seen",
    "Today",
    "Wanted",
    "agenda",
    "board",
    "compare",
    "feeds_of",
    "heat",
    "plan_choices",
    "plans_given",
    "plans_in_force",
    "public_of",
    "public_unit",
    "public_units",
    "publications_of",
    "publishable",
    "rank_offices",
    "rank_units",
    "rule_on",
    "seen_targets",
    "targets_behind",
    "today_of",
    "work_behind",
    "work_in_view",
]
