"""Deeds of the room: the only place that writes."""

from .asking import ask, ask_many, close, redate
from .common import NotAllowed, WorkRefused, WrongInput, WrongState

__all__ = ["NotAllowed", "WorkRefused", "WrongInput", "WrongState", "ask", "ask_many", "close", "redate"]
