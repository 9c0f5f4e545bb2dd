"""Short forms of names for the little squares and circles beside them."""

from __future__ import annotations

import unicodedata

_MIDDLE = {"thị", "văn"}
_LITTLE = {"và", "của", "các", "về"}


def initials(name: str) -> str:
    """Two letters for a person: “Lê Thị Thu Hà” is TH, “Trịnh Văn Lâm” is TL."""
    words = unicodedata.normalize("NFC", name).split()
    if len(words) < 2:
        return words[0][:1].upper() if words else "?"
    before = words[-2]
    first = words[0] if before.lower() in _MIDDLE else before
    return (first[:1] + words[-1][:1]).upper()


def office_letters(name: str) -> str:
    """Up to four letters for an office with no short name: “Phòng Văn hóa và Xã hội” is VHXH."""
    words = [word for word in unicodedata.normalize("NFC", name).split() if word.lower() not in _LITTLE]
    if words and words[0].lower() in {"phòng", "ban", "trung", "ubnd"} and len(words) > 2:
        words = words[2:] if words[0].lower() == "trung" else words[1:]
    return "".join(word[0] for word in words if word[0].isalnum())[:4].upper() or "?"
