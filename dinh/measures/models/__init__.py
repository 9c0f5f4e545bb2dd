"""Tables of the room."""

from ..scorecards.models import Card, Criterion, Evidence, Said, Scorecard, ScoreEdition

__all__ = ["Card", "Criterion", "Evidence", "Said", "ScoreEdition", "Scorecard"]
