"""Tables of the room."""

from .accounts import BankAccount, BankKey, Till
from .between import Remittance
from .bills import Bill, BillLine
from .days import Reconciliation, ReconciliationItem
from .money import BankNotice, Payment, Receipt, ReceiptSeries, Refund
from .statements import StatementFile, StatementLine

__all__ = [
    "BankAccount",
    "BankKey",
    "BankNotice",
    "Bill",
    "BillLine",
    "Payment",
    "Receipt",
    "ReceiptSeries",
    "Reconciliation",
    "ReconciliationItem",
    "Refund",
    "Remittance",
    "StatementFile",
    "StatementLine",
    "Till",
]
