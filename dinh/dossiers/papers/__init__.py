"""The seven papers of the one-stop rules as PDF."""

from .drawing import draw, draw_register
from .facts import NothingToSay, fitting
from .shapes import FORMS, Apology, Form

__all__ = ["FORMS", "Apology", "Form", "NothingToSay", "draw", "draw_register", "fitting"]
