"""What a measure counts, in the words of the office: its page, and whoever asks what a number means."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from . import wordings
from .recipes import Recipe

_FILE = Path(__file__).parent / "editions" / "explanations.yaml"


@dataclass(frozen=True, slots=True)
class Explained:
    """What is counted, below the line and above it, by which rule, and what is doubtful about it. In Vietnamese, as the
    papers that these rules come from."""

    counted: str
    bottom: str = ""
    top: str = ""
    source: str = ""
    doubts: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _book() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["explanations"]
    return found


def explained(recipe: Recipe) -> Explained:
    """The explanation of a measure; one that the book lacks says at least what its recipe says."""
    if recipe.code in _book():
        one = _book()[recipe.code]
        return Explained(
            one["counted"],
            one.get("bottom", ""),
            one.get("top", ""),
            one.get("source", recipe.source),
            tuple(one.get("doubts", ())),
        )
    indicator = next((each for each in wordings.indicators() if each.measure == recipe.code), None)
    if indicator is not None:
        return Explained(
            f"{indicator.words}: con số do nơi khác đếm, nạp vào theo kỳ; lấy số mới nhất của kỳ.",
            "Phần mềm không đếm lại được con số này: mẫu số, nếu có, là của nơi đã đếm.",
            "",
            f"Nơi thường có số: {indicator.asked}.",
            ("Số của đơn vị cấp trên không cộng từ các xã; nơi nào báo thì nơi ấy có số.",),
        )
    return Explained(str(recipe.explained or recipe.words), source=recipe.source)


def unexplained(recipes: list[Recipe]) -> list[str]:
    """Codes of measures that nobody has explained."""
    known = {each.measure for each in wordings.indicators()} | set(_book())
    return sorted(one.code for one in recipes if one.code not in known and not one.explained)
