"""Search over everything one may see. Who may see a thing is part of the index: nothing hidden is found or counted."""

from .asking import Question, question_of
from .feeding import catch_up, note_request, put, reindex
from .finding import CAP, EACH, FoundKind, Hit, Page, at_hand, overview, page_of

__all__ = [
    "CAP",
    "EACH",
    "FoundKind",
    "Hit",
    "Page",
    "Question",
    "at_hand",
    "catch_up",
    "note_request",
    "overview",
    "page_of",
    "put",
    "question_of",
    "reindex",
]
