"""What may be asked of dossiers. Each answer takes a bounded number of queries, permission in SQL."""

from .one import ClockNow, Whole, clock_now, holding_of, whole
from .scope import Source, dossier_for, sources_of, unit_ids, visible_q
from .worklists import CLOSED, OPEN, PAGE, Wanted, dossiers, held_by, mine, register, waiting

__all__ = [
    "CLOSED",
    "OPEN",
    "PAGE",
    "ClockNow",
    "Source",
    "Wanted",
    "Whole",
    "clock_now",
    "dossier_for",
    "dossiers",
    "held_by",
    "holding_of",
    "mine",
    "register",
    "sources_of",
    "unit_ids",
    "visible_q",
    "waiting",
    "whole",
]
