"""Tables of the room."""

from ..scorecards.models import Card, Criterion, Evidence, Said, Scorecard, ScoreEdition
from .doubts import Checked, KeptDoubts
from .forecasts import KeptForecast
from .values import KeptFormula, Run, Upto, Value

__all__ = [
    "Card",
    "Checked",
    "Criterion",
    "Evidence",
    "KeptDoubts",
    "KeptForecast",
    "KeptFormula",
    "Run",
    "Said",
    "ScoreEdition",
    "Scorecard",
    "Upto",
    "Value",
]
