"""Deeds of importing: the only place that writes."""

from .bringing import MOST_BYTES, bring_in, fail, hand_in, retry, waiting
from .common import AlreadyImported, ImportRefused, NoSuchMap, file_of, is_cut_off
from .mappings import map_of, map_of_import, save_map
from .undoing import finish_undoing, undo
from .yielding import come_back, yield_to_own

__all__ = [
    "MOST_BYTES",
    "AlreadyImported",
    "ImportRefused",
    "NoSuchMap",
    "bring_in",
    "come_back",
    "fail",
    "file_of",
    "finish_undoing",
    "hand_in",
    "is_cut_off",
    "map_of",
    "map_of_import",
    "retry",
    "save_map",
    "undo",
    "waiting",
    "yield_to_own",
]
