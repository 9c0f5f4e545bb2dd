"""Decisions: values in, values out."""

from . import balances, between, bills, codes, matching, numbers, reconciling, signing, statements, vietqr
from .faults import Fault
from .who import WHO_MAY, WORDS

__all__ = [
    "WHO_MAY",
    "WORDS",
    "Fault",
    "balances",
    "between",
    "bills",
    "codes",
    "matching",
    "numbers",
    "reconciling",
    "signing",
    "statements",
    "vietqr",
]
