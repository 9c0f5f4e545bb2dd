"""A bill's VietQR: its text, and its drawing."""

from __future__ import annotations

import io

import segno
from django.utils.safestring import SafeString, mark_safe

from .models import Bill
from .rules import vietqr


def transfer_text(bill: Bill) -> str:
    """The text of the QR for what is still owed, the bill's code in its purpose; "" when there is nothing to pay or no
    account to pay to."""
    if bill.account is None or not bill.owed:
        return ""
    return vietqr.build(vietqr.Transfer(bill.account.bin, bill.account.number, bill.owed, bill.code))


def drawn(text: str, *, scale: int = 6) -> SafeString:
    """The QR as an <svg> to stand in a page: black on white whatever the theme, no style, no script."""
    picture = segno.make(text, error="m", micro=False)
    made = picture.svg_inline(
        scale=scale, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None, omitsize=True
    )
    return mark_safe(made)  # noqa: S308 made of squares by the library


def png(text: str) -> bytes:
    """The QR as a picture to keep on a telephone."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=12, border=4)
    return out.getvalue()
