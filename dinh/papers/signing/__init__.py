"""Signing papers as PAdES and checking what was signed. No table, no person: bytes in, bytes out."""

from .book import KeyBook, open_book
from .checking import check
from .proofs import Lists
from .shapes import BadPdf, CannotSign, Checked, Found, Holder, Standing
from .signer import sign
from .sockets import RemoteSigner
from .stamps import Stamp

__all__ = [
    "BadPdf",
    "CannotSign",
    "Checked",
    "Found",
    "Holder",
    "KeyBook",
    "Lists",
    "RemoteSigner",
    "Stamp",
    "Standing",
    "check",
    "open_book",
    "sign",
]
