"""What may be asked of the room. Bounded numbers of queries; what one may not see is filtered in SQL."""

from .calendar import Expected, month_of
from .matrix import MatrixRow, columns_of, matrix, regimes_received
from .regimes import duties_of, regime_for, regimes, units_below
from .reports import (
    Tally,
    last_versions,
    mine,
    mine_q,
    received_q,
    report_for,
    sees_drafts,
    tally,
    tally_received,
    visible,
    waiting_received,
)

__all__ = [
    "Expected",
    "MatrixRow",
    "Tally",
    "columns_of",
    "duties_of",
    "last_versions",
    "matrix",
    "mine",
    "mine_q",
    "month_of",
    "received_q",
    "regime_for",
    "regimes",
    "regimes_received",
    "report_for",
    "sees_drafts",
    "tally",
    "tally_received",
    "units_below",
    "visible",
    "waiting_received",
]
