"""Decisions of the scorecards: values in, values out."""

from .bridging import Bridge, Carried, bridge
from .gains import Gain, gains
from .merging import mean_of
from .points import CHOICES, Input, Kind, Leaf, Mark, mark_of, share_of
from .tree import Group, Sheet, Tree, rank_of, sheet_of
from .who import WHO_MAY, WORDS, may_appraise

__all__ = [
    "CHOICES",
    "WHO_MAY",
    "WORDS",
    "Bridge",
    "Carried",
    "Gain",
    "Group",
    "Input",
    "Kind",
    "Leaf",
    "Mark",
    "Sheet",
    "Tree",
    "bridge",
    "gains",
    "mark_of",
    "may_appraise",
    "mean_of",
    "rank_of",
    "share_of",
    "sheet_of",
]
