"""Tables of the room: regimes with their dated terms, who owes them, and the reports."""

from .regime import Duty, Regime, Term
from .report import Report, Request, Step, Version

__all__ = ["Duty", "Regime", "Report", "Request", "Step", "Term", "Version"]
