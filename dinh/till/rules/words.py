"""An amount in Vietnamese words, as receipts carry it. Pure."""

from __future__ import annotations

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu", "tỷ")


def _three(value: int, full: bool) -> list[str]:
    """A group of three digits; `full` when higher groups stand before it, so that zeros are said."""
    hundreds, tens, units = value // 100, value // 10 % 10, value % 10
    said: list[str] = []
    if hundreds or full:
        said += [_DIGITS[hundreds], "trăm"]
    if tens == 0:
        if units and said:
            said.append("linh")
    elif tens == 1:
        said.append("mười")
    else:
        said += [_DIGITS[tens], "mươi"]
    if units:
        if units == 1 and tens > 1:
            said.append("mốt")
        elif units == 5 and tens:
            said.append("lăm")
        else:
            said.append(_DIGITS[units])
    return said


def _below_milliard(value: int, full: bool) -> list[str]:
    said: list[str] = []
    for place in (2, 1, 0):
        group = value // 1000**place % 1000
        if group:
            said += [*_three(group, full or bool(said)), _GROUPS[place]]
    return said


def in_words(amount: int) -> str:
    """ "Mười bốn nghìn đồng"; whole đồng from 0 up."""
    if amount < 0:
        raise ValueError("amounts on a receipt are not below zero")
    if amount == 0:
        return "Không đồng"
    milliards, rest = divmod(amount, 10**9)
    said: list[str] = []
    if milliards:
        said += [*_below_milliard(milliards, False), "tỷ"]
    said += _below_milliard(rest, bool(milliards))
    text = " ".join(word for word in [*said, "đồng"] if word)
    return text[0].upper() + text[1:]
