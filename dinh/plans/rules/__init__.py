"""Decisions of the room: values in, values out. No framework, no tables."""

from .correcting import Fault, clean_head, clean_payload
from .deadlines import due_day, period_end
from .linking import Comparable, LinkGuess, difference, guess_links
from .standing import (
    Measured,
    Promise,
    Reported,
    count_standings,
    judge_target,
    judge_task,
    path_at,
    satisfied,
    worst,
)
from .who import WHO_MAY, WORDS

__all__ = [
    "WHO_MAY",
    "WORDS",
    "Comparable",
    "Fault",
    "LinkGuess",
    "Measured",
    "Promise",
    "Reported",
    "clean_head",
    "clean_payload",
    "count_standings",
    "difference",
    "due_day",
    "guess_links",
    "judge_target",
    "judge_task",
    "path_at",
    "period_end",
    "satisfied",
    "worst",
]
