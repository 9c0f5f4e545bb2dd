"""Front door of voices: every deed, by topic."""

from .common import TooOften, VoicesRefused, WrongInput, WrongState, may
from .deciding import adopt, close, link_answer, merge, offices_to_ask, take_up, try_out
from .events import (
    add_task,
    cancel_event,
    change_event,
    give_tasks,
    open_next,
    plan_event,
    plan_national,
    record_event,
    remove_task,
    set_programme,
)
from .putting import forget, moderate, moderate_remark, publish, put_by_citizen, put_forward, see_contact
from .spreading import adopt_spread, answer_spread, spread
from .talking import answer, remark, remark_by_citizen, take_back_vote, vote, vote_by_citizen

__all__ = [
    "TooOften",
    "VoicesRefused",
    "WrongInput",
    "WrongState",
    "add_task",
    "adopt",
    "adopt_spread",
    "answer",
    "answer_spread",
    "cancel_event",
    "change_event",
    "close",
    "forget",
    "give_tasks",
    "link_answer",
    "may",
    "merge",
    "moderate",
    "moderate_remark",
    "offices_to_ask",
    "open_next",
    "plan_event",
    "plan_national",
    "publish",
    "put_by_citizen",
    "put_forward",
    "record_event",
    "remark",
    "remark_by_citizen",
    "remove_task",
    "see_contact",
    "set_programme",
    "spread",
    "take_back_vote",
    "take_up",
    "try_out",
    "vote",
    "vote_by_citizen",
]
