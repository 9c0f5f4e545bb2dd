"""Reading a plan from its paper: lines with page numbers in, one proposal out. Nothing is stored, nothing is invented."""

from dinh.plans.reading.reader import read
from dinh.plans.reading.shapes import NotAPlan, Proposal

__all__ = ["NotAPlan", "Proposal", "read"]
