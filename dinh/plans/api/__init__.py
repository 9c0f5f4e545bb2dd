"""The room's JSON entrance: plans with what is followed, what is given to communes, the book of money, kept files."""

from . import cascade, files, money, plans
from .base import router

__all__ = ["cascade", "files", "money", "plans", "router"]
