"""What may be asked of the room."""

from .desk import Desk, Lights, Slice, counts, desk, late, light_case, waiting_count
from .lists import (
    Wanted,
    assignment_for,
    assignments,
    hand_overs_waiting,
    light_q,
    people_of,
    places_to_ask,
    subs_of,
    turns_of,
)
from .scope import Reach, all_by_asker, asked_q, by_asker, owed_q, reach_of, visible_q

__all__ = [
    "Desk",
    "Lights",
    "Reach",
    "Slice",
    "Wanted",
    "all_by_asker",
    "asked_q",
    "assignment_for",
    "assignments",
    "by_asker",
    "counts",
    "desk",
    "hand_overs_waiting",
    "late",
    "light_case",
    "light_q",
    "owed_q",
    "people_of",
    "places_to_ask",
    "reach_of",
    "subs_of",
    "turns_of",
    "visible_q",
    "waiting_count",
]
