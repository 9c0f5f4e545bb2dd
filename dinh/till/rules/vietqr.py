"""VietQR: the EMVCo merchant-presented QR of NAPAS, built and read. Pure.

Fields are two digits of name, two of length, then the value; the last is a CRC-16 (polynomial 0x1021 from 0xFFFF) over all
that stands before its own value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

GUID = "A000000727"
TO_ACCOUNT, TO_CARD = "QRIBFTTA", "QRIBFTTC"
DONG, COUNTRY = "704", "VN"
MOST_PURPOSE = 25
MOST_AMOUNT = 9_999_999_999_999
_BIN = re.compile(r"[0-9]{6}")
_NUMBER = re.compile(r"[0-9A-Za-z]{1,19}")
_PURPOSE = re.compile(r"[0-9A-Za-z .\-]{0,25}")
_AMOUNT = re.compile(r"[0-9]{1,13}(\.0{1,2})?")


class NotVietQR(ValueError):
    """The text is no VietQR, or one that cannot be made; `str()` says why."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """What a VietQR asks for: whose account, how much (None: the payer says), with which words."""

    bin: str
    number: str
    amount: int | None = None
    purpose: str = ""
    service: str = TO_ACCOUNT


def crc16(text: str) -> str:
    """The CRC as four capital hex digits."""
    crc = 0xFFFF
    for byte in text.encode():
        crc ^= byte << 8
        for _bit in range(8):
            crc = ((crc << 1) ^ 0x1021) & 0xFFFF if crc & 0x8000 else (crc << 1) & 0xFFFF
    return f"{crc:04X}"


def _field(name: str, value: str) -> str:
    if len(value) > 99:
        raise NotVietQR(f"Trường {name} dài quá 99 ký tự.")
    return f"{name}{len(value):02d}{value}"


def build(transfer: Transfer) -> str:
    """The text of the QR. With an amount it is for this one payment (12), without it may be used again (11)."""
    if not _BIN.fullmatch(transfer.bin):
        raise NotVietQR("Mã ngân hàng (BIN) gồm sáu chữ số.")
    if not _NUMBER.fullmatch(transfer.number):
        raise NotVietQR("Số tài khoản chỉ gồm chữ số, chữ cái, không quá 19 ký tự.")
    if not _PURPOSE.fullmatch(transfer.purpose):
        raise NotVietQR("Nội dung chuyển khoản không dấu, không quá 25 ký tự.")
    if transfer.amount is not None and not 0 < transfer.amount <= MOST_AMOUNT:
        raise NotVietQR("Số tiền là số đồng nguyên lớn hơn 0.")
    whose = _field("00", transfer.bin) + _field("01", transfer.number)
    made = (
        _field("00", "01")
        + _field("01", "11" if transfer.amount is None else "12")
        + _field("38", _field("00", GUID) + _field("01", whose) + _field("02", transfer.service))
        + _field("53", DONG)
        + (_field("54", str(transfer.amount)) if transfer.amount is not None else "")
        + _field("58", COUNTRY)
        + (_field("62", _field("08", transfer.purpose)) if transfer.purpose else "")
        + "6304"
    )
    return made + crc16(made)


def fields(text: str) -> dict[str, str]:
    """The fields of one level. Raises NotVietQR when lengths do not fit or a field stands twice."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        head = text[at : at + 4]
        if len(head) < 4 or not (head.isascii() and head.isdecimal()):
            raise NotVietQR("Mã QR không theo khuôn EMVCo.")
        name, length = head[:2], int(head[2:])
        value = text[at + 4 : at + 4 + length]
        if len(value) != length or name in found:
            raise NotVietQR("Mã QR không theo khuôn EMVCo.")
        found[name] = value
        at += 4 + length
    return found


def parse(text: str) -> Transfer:
    """What a VietQR asks for. Raises NotVietQR, saying why, for whatever is none."""
    text = text.strip()
    if len(text) < 12 or len(text) > 512 or not text.isascii() or text[-8:-4] != "6304":
        raise NotVietQR("Không phải mã VietQR.")
    if crc16(text[:-4]) != text[-4:].upper():
        raise NotVietQR("Mã QR đọc sai: số kiểm tra không khớp.")
    root = fields(text)
    if root.get("00") != "01" or root.get("01") not in {"11", "12"} or "38" not in root:
        raise NotVietQR("Không phải mã VietQR.")
    provider = fields(root["38"])
    whose = fields(provider.get("01", ""))
    if (
        provider.get("00") != GUID
        or not _BIN.fullmatch(whose.get("00", ""))
        or not _NUMBER.fullmatch(whose.get("01", ""))
    ):
        raise NotVietQR("Mã QR không ghi tài khoản nhận.")
    if root.get("53") != DONG:
        raise NotVietQR("Mã QR không phải tiền đồng.")
    amount = root.get("54")
    if amount is not None and not _AMOUNT.fullmatch(amount):
        raise NotVietQR("Số tiền trong mã QR không phải số đồng nguyên.")
    purpose = fields(root["62"]).get("08", "") if "62" in root else ""
    return Transfer(
        whose["00"],
        whose["01"],
        int(amount.partition(".")[0]) if amount is not None else None,
        purpose,
        provider.get("02", TO_ACCOUNT),
    )
