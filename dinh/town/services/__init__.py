"""Front door of the town: the only place that changes units, offices, persons, mandates and accounts."""

from .accounts import (
    AccountProblem,
    change_password,
    close_account,
    note_sign_in,
    note_sign_in_failure,
    note_sign_out,
    open_account,
    reopen_account,
    reset_password,
)
from .deeds import Deed, NotAllowed, allowed, declare_deeds, deeds, require
from .mandates import MandateProblem, arrange_stand_in, end_mandate, end_stand_in, give_mandate, may_lend
from .many import Newcomer, open_offices_many, take_on_many
from .newcomers import first_password, take_on
from .offices import OfficeProblem, close_office, open_office, open_usual_offices
from .people import PersonProblem, appoint, correct_person, end_post, register_person
from .tokens import (
    TokenProblem,
    forget_old_replies,
    make_token,
    note_use,
    register_system,
    revoke_token,
)
from .units import LoadReport, load_units

PROBLEMS = (AccountProblem, MandateProblem, PersonProblem, TokenProblem, NotAllowed)
"""Everything a deed on a person may refuse with; each says why in a sentence, and its `.field` when it has one."""

__all__ = [
    "PROBLEMS",
    "AccountProblem",
    "Deed",
    "LoadReport",
    "MandateProblem",
    "Newcomer",
    "NotAllowed",
    "OfficeProblem",
    "PersonProblem",
    "TokenProblem",
    "allowed",
    "appoint",
    "arrange_stand_in",
    "change_password",
    "close_account",
    "close_office",
    "correct_person",
    "declare_deeds",
    "deeds",
    "end_mandate",
    "end_post",
    "end_stand_in",
    "first_password",
    "forget_old_replies",
    "give_mandate",
    "load_units",
    "make_token",
    "may_lend",
    "note_sign_in",
    "note_sign_in_failure",
    "note_sign_out",
    "note_use",
    "open_account",
    "open_office",
    "open_offices_many",
    "open_usual_offices",
    "register_person",
    "register_system",
    "reopen_account",
    "require",
    "reset_password",
    "revoke_token",
    "take_on",
    "take_on_many",
]
