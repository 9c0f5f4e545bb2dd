"""The four axes of a dossier. They are not mixed: a dossier can be decided and unpaid, paid and not yet handed over,
handed over and not yet told to the national portal. The portal's single code is read off the four, never stored as truth."""

from __future__ import annotations

from enum import StrEnum


class Business(StrEnum):
    """What the office has done with it."""

    DRAFT = "draft"
    SENT = "sent"
    REFUSED = "refused"
    RECEIVED = "received"
    IN_PROCESS = "in-process"
    WAITS_CITIZEN = "waits-citizen"
    WAITS_MONEY = "waits-money"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    DECIDED = "decided"


class Money(StrEnum):
    """What is owed for it."""

    NOTHING = "nothing"
    OWED = "owed"
    PART = "part"
    PAID = "paid"
    REFUND_DUE = "refund-due"
    """Paid, and to be given back: it ended without its result."""
    REFUNDED = "refunded"


class Delivery(StrEnum):
    """Where its result is."""

    NONE = "none"
    READY = "ready"
    ON_THE_WAY = "on-the-way"
    DELIVERED = "delivered"


class Sync(StrEnum):
    """Whether the national portal knows it as it stands."""

    NOT_ASKED = "not-asked"
    BEHIND = "behind"
    TOLD = "told"
    REFUSED = "refused"


ENDS = frozenset({Business.REFUSED, Business.STOPPED, Business.WITHDRAWN, Business.DECIDED})
"""After these nothing more is owed of the office but handing over."""

_B = Business
MOVES: dict[Business, frozenset[Business]] = {
    _B.DRAFT: frozenset({_B.SENT, _B.RECEIVED, _B.WITHDRAWN}),
    _B.SENT: frozenset({_B.RECEIVED, _B.REFUSED, _B.WAITS_CITIZEN, _B.WITHDRAWN}),
    _B.RECEIVED: frozenset(
        {_B.IN_PROCESS, _B.WAITS_CITIZEN, _B.WAITS_MONEY, _B.STOPPED, _B.WITHDRAWN, _B.DECIDED}
    ),
    _B.IN_PROCESS: frozenset({_B.WAITS_CITIZEN, _B.WAITS_MONEY, _B.STOPPED, _B.WITHDRAWN, _B.DECIDED}),
    _B.WAITS_CITIZEN: frozenset(
        {
            _B.SENT,
            _B.RECEIVED,
            _B.IN_PROCESS,
            _B.WAITS_MONEY,
            _B.REFUSED,
            _B.STOPPED,
            _B.WITHDRAWN,
            _B.DECIDED,
        }
    ),
    _B.WAITS_MONEY: frozenset(
        {_B.IN_PROCESS, _B.RECEIVED, _B.WAITS_CITIZEN, _B.STOPPED, _B.WITHDRAWN, _B.DECIDED}
    ),
    _B.REFUSED: frozenset(),
    _B.STOPPED: frozenset({_B.IN_PROCESS}),
    _B.WITHDRAWN: frozenset(),
    _B.DECIDED: frozenset({_B.IN_PROCESS}),
}
"""From each state what may follow. Going back to work from an end is a reopening, and is flagged as one."""


def may_move(old: Business, new: Business) -> bool:
    """Whether the office's own axis may go from one state to the other."""
    return new in MOVES[old]


def is_reopening(old: Business, new: Business) -> bool:
    """Whether that step takes up again what had ended."""
    return old in ENDS and new not in ENDS


def portal_code(business: Business, delivery: Delivery) -> int | None:
    """The national portal's status (1 to 10) that says it best; None for a draft, which the portal does not know.

    Codes by the exchange in use; their numbers are not confirmed against a published text."""
    if business == Business.DECIDED:
        return 10 if delivery == Delivery.DELIVERED else 9
    return {
        Business.DRAFT: None,
        Business.SENT: 1,
        Business.RECEIVED: 2,
        Business.REFUSED: 3,
        Business.IN_PROCESS: 4,
        Business.WAITS_CITIZEN: 5,
        Business.WAITS_MONEY: 6,
        Business.WITHDRAWN: 7,
        Business.STOPPED: 8,
    }[business]
