"""Dossier codes. Two forms are in circulation, and both are accepted:

- `000.12.34.H56-250701-0001`: the unit written from the lowest level up, the highest last (Circular 01/2018/TT-VPCP,
  article 19, organisation codes of QCVN 102:2016).
- `H56.34.12-250701-0001`: the unit written from the top down (organisation codes of Decision 20/2020/QĐ-TTg).

Which one is given out is the pattern of the locality: data, since Circular 03/2025/TT-VPCP may have set it anew and its
text has not been compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

PATTERNS = {"bottom-up": "{up}-{day}-{number:04d}", "top-down": "{down}-{day}-{number:04d}"}
_CODE = re.compile(r"(?P<unit>[0-9A-Z]{2,3}(?:\.[0-9A-Z]{2,3}){0,4})-(?P<day>\d{6})-(?P<number>\d{4,7})")
_TOP = re.compile(r"[A-Z]\d{2}")


class BadCode(ValueError):
    """The text is not a dossier code; the sentence says why."""


@dataclass(frozen=True, slots=True)
class DossierCode:
    """A code taken apart: the levels of the unit from the top, the day of receipt, the number of that day."""

    levels: tuple[str, ...]
    day: date
    number: int

    def written(self, form: str = "top-down") -> str:
        """The code in one of the two forms. Raises KeyError for a form that is not known."""
        up = tuple(reversed(self.levels))
        # Written upward, a code always has four groups: what has no level there is 000.
        up = ("000",) * (4 - len(up)) + up if len(up) < 4 else up
        return PATTERNS[form].format(
            up=".".join(up), down=".".join(self.levels), day=f"{self.day:%y%m%d}", number=self.number
        )

    @property
    def key(self) -> str:
        """The same for both forms of one code: what a search compares."""
        return self.written("top-down")


def parse(text: str) -> DossierCode:
    """Read either form, small letters and stray spaces forgiven. Raises BadCode with a sentence."""
    tidy = re.sub(r"\s+", "", text).upper()
    found = _CODE.fullmatch(tidy)
    if not found:
        raise BadCode(f"“{text.strip()[:60]}” không phải mã hồ sơ. Ví dụ: H56.34.12-250701-0001.")
    groups = tuple(found["unit"].split("."))
    if _TOP.fullmatch(groups[0]):
        levels = groups
    elif _TOP.fullmatch(groups[-1]):
        levels = tuple(reversed(groups))
    else:
        raise BadCode(f"Mã “{tidy}” không có mã bộ, tỉnh (một chữ và hai số, ví dụ H56).")
    while len(levels) > 1 and set(levels[-1]) == {"0"}:
        levels = levels[:-1]
    try:
        year, month, of_month = (int(found["day"][at : at + 2]) for at in (0, 2, 4))
        day = date(2000 + year, month, of_month)
    except ValueError as none:
        raise BadCode(f"Mã “{tidy}” có ngày {found['day']} không có trong lịch.") from none
    number = int(found["number"])
    if number < 1:
        raise BadCode(f"Mã “{tidy}” có số thứ tự {found['number']}; số thứ tự từ 0001.")
    return DossierCode(levels, day, number)


def levels_of_org(code: str) -> tuple[str, ...]:
    """The levels of an organisation code, highest first, whichever way it is written; empty when it is none."""
    groups = tuple(code.strip().upper().split("."))
    if not all(re.fullmatch(r"[0-9A-Z]{2,3}", group) for group in groups):
        return ()
    if _TOP.fullmatch(groups[-1]) and not _TOP.fullmatch(groups[0]):
        groups = tuple(reversed(groups))
    while len(groups) > 1 and set(groups[-1]) == {"0"}:
        groups = groups[:-1]
    return groups if _TOP.fullmatch(groups[0]) else ()


def stand_in_levels(unit_path: str) -> tuple[str, ...]:
    """Levels made of the administrative codes of a unit, for as long as its organisation code is not known:
    "/38/16576/" gives X38, 165, 76. The X is no letter of any organisation, so nobody takes it for the real one."""
    province, *below = [part for part in unit_path.split("/") if part]
    levels = [f"X{province[:2].zfill(2)}"]
    for code in below[-1:]:
        levels += [code[:3], code[3:].zfill(2)] if len(code) > 3 else [code.zfill(2)]
    return tuple(levels)
