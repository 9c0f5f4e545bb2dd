"""What a province gives its communes: giving, answering, breaking down, and passing on when units merge."""

from .answering import accept_allotment, accept_many, dispute_allotment, settle_dispute
from .breaking import OfficePart, break_down
from .giving import Given, allot, change_number, receiving_offices, units_to_give, withdraw
from .passing import PassingPlan, pass_on, plan_passing

__all__ = [
    "Given",
    "OfficePart",
    "PassingPlan",
    "accept_allotment",
    "accept_many",
    "allot",
    "break_down",
    "change_number",
    "dispute_allotment",
    "pass_on",
    "plan_passing",
    "receiving_offices",
    "settle_dispute",
    "units_to_give",
    "withdraw",
]
