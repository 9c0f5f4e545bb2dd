"""Front door of plans: every deed, by topic."""

from .adopting import adopt, adopt_as_read, amend
from .assigning import assign_lead, offices_for
from .common import (
    AlreadyAdopted,
    NotForOwnValue,
    PlanRefused,
    StaleItem,
    StillOpen,
    WrongInput,
    WrongState,
)
from .linking import link_targets, suggest_links, unlink_targets
from .reading import note_cut_off, read_now, read_waiting, retry, upload
from .reviewing import (
    accept,
    accept_clear,
    add_item,
    correct,
    correct_head,
    merge,
    reject,
    reopen,
    reopen_problem,
    settle_problem,
    split,
    take_seat,
)
from .tracking import approve_value, enter_value, record_progress, return_value, submit_value

__all__ = [
    "AlreadyAdopted",
    "NotForOwnValue",
    "PlanRefused",
    "StaleItem",
    "StillOpen",
    "WrongInput",
    "WrongState",
    "accept",
    "accept_clear",
    "add_item",
    "adopt",
    "adopt_as_read",
    "amend",
    "approve_value",
    "assign_lead",
    "correct",
    "correct_head",
    "enter_value",
    "link_targets",
    "merge",
    "note_cut_off",
    "offices_for",
    "read_now",
    "read_waiting",
    "record_progress",
    "reject",
    "reopen",
    "reopen_problem",
    "retry",
    "return_value",
    "settle_problem",
    "split",
    "submit_value",
    "suggest_links",
    "take_seat",
    "unlink_targets",
    "upload",
]
