"""Reads of the room."""

from .between import any_between, between_page, debt_of, for_others_on, transfers_for
from .bills import (
    PAGE,
    account_by_slug,
    account_of,
    bill_by_code,
    bill_for_payer,
    bills,
    bills_about,
    bills_named,
    held,
    page_of_bill,
    receipt_for,
    units_of,
)
from .days import both_sides, cash_of, day_page, matched, unlooked

__all__ = [
    "PAGE",
    "account_by_slug",
    "account_of",
    "any_between",
    "between_page",
    "bill_by_code",
    "bill_for_payer",
    "bills",
    "bills_about",
    "bills_named",
    "both_sides",
    "cash_of",
    "day_page",
    "debt_of",
    "for_others_on",
    "held",
    "matched",
    "page_of_bill",
    "receipt_for",
    "transfers_for",
    "units_of",
    "unlooked",
]
