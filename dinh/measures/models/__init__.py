"""Tables of the room."""

from ..scorecards.models import Card, Criterion, Evidence, Said, Scorecard, ScoreEdition
from .values import KeptFormula, Run, Upto, Value

__all__ = [
    "Card",
    "Criterion",
    "Evidence",
    "KeptFormula",
    "Run",
    "Said",
    "ScoreEdition",
    "Scorecard",
    "Upto",
    "Value",
]
