"""Deeds of pressing: the only place that writes."""

from .digests import make_digests
from .escalating import escalate, settle
from .morning import morning
from .presses import answer, press
from .reminding import make_reminders
from .rule_book import add_rule, end_rule, switch_off
from .wishes import wish

__all__ = [
    "add_rule",
    "answer",
    "end_rule",
    "escalate",
    "make_digests",
    "make_reminders",
    "morning",
    "press",
    "settle",
    "switch_off",
    "wish",
]
