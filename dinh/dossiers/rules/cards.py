"""What the QR code of a citizen card says, read by a scanner or typed. Pure; which fields stand where is data."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

MOST = 1000
_DAY = "%d%m%Y"


class NotACard(ValueError):
    """What was scanned is no citizen card; `str()` says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says of its bearer."""

    identity: str
    name: str
    address: str = ""
    old_identity: str = ""
    born: date | None = None
    sex: str = ""
    issued: date | None = None

    @property
    def damaged(self) -> bool:
        """Whether the scanner lost letters on the way: many type Vietnamese letters wrongly."""
        return bool(re.search(r"[?\ufffd\d]", self.name)) or not self.name.strip()


def looks_like_card(text: str) -> bool:
    return bool(re.match(r"\s*\d{12}\|", text))


def read(text: str, layouts: Mapping[int, Sequence[str]]) -> Card:
    """The card in a scanned text. `layouts`: how many fields → their names in order; a card with more fields than any
    known one is read by the longest, what is beyond is left. Raises NotACard."""
    parts = [part.strip() for part in text.strip()[:MOST].split("|")]
    if not re.fullmatch(r"\d{12}", parts[0]):
        raise NotACard("Mã QR này không phải của thẻ căn cước: không bắt đầu bằng 12 chữ số.")
    known = [count for count in layouts if count <= len(parts)]
    if not known:
        raise NotACard("Mã QR của thẻ đọc thiếu thông tin, quét lại hoặc gõ tay.")
    said = dict(zip(layouts[max(known)], parts, strict=False))
    return Card(
        identity=said["identity"],
        name=" ".join(said.get("name", "").split()),
        address=" ".join(said.get("address", "").split()),
        old_identity=said.get("old_identity", ""),
        born=_day(said.get("born", "")),
        sex=said.get("sex", ""),
        issued=_day(said.get("issued", "")),
    )


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, _DAY).date()  # noqa: DTZ007 a day on a card has no zone
    except ValueError:
        return None
