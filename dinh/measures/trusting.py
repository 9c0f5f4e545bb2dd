"""The dated thresholds of doubt, read once, and doubts said in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dinh.look.formats import num as shown

from .rules.trust import JUMP, NUMERATOR, RANGE, ROWS, UNIT, Thresholds, in_force

_FILE = Path(__file__).parent / "editions" / "trust.yaml"


@lru_cache(maxsize=1)
def editions() -> list[dict[str, Any]]:
    """Every edition, as the file has it."""
    found: list[dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["editions"]
    return found


@lru_cache(maxsize=64)
def thresholds(day: date) -> Thresholds:
    """The thresholds in force on a day."""
    return in_force(editions(), day)


def kind_words(kind: str) -> str:
    """What a kind of doubt that is kept is called."""
    return {
        NUMERATOR: _("Tử số lớn hơn mẫu số"),
        RANGE: _("Ngoài khoảng có thể"),
        UNIT: _("Không rõ của đơn vị nào"),
        ROWS: _("Có dòng phía sau không thể đúng"),
        JUMP: _("Lệch xa mức quen"),
    }[kind]


def kind_advice(kind: str) -> str:
    """What is to be done about it."""
    return {
        NUMERATOR: _("Con số không thể đúng. Sửa ở nguồn rồi đo lại."),
        RANGE: _("Con số không thể đúng. Sửa ở nguồn rồi đo lại."),
        UNIT: _("Con số không thể đúng. Sửa ở nguồn rồi đo lại."),
        ROWS: _("Mở từng dòng để biết sai ở đâu, sửa ở nguồn rồi đo lại."),
        JUMP: _("Có thể đúng. Xem lại trước khi đưa vào báo cáo."),
    }[kind]


def sentence(kept: Mapping[str, Any]) -> str:
    """A doubt as a person reads it, from what is kept of it."""
    match kept["code"]:
        case "out-of-range":
            return _("Giá trị %(value)s nằm ngoài khoảng có thể.") % {"value": shown(kept["value"])}
        case "numerator-above":
            return _("Tử số %(top)s lớn hơn mẫu số %(bottom)s.") % {
                "top": shown(kept["top"]),
                "bottom": shown(kept["bottom"]),
            }
        case "few":
            return _("Mẫu số chỉ có %(bottom)s: một hồ sơ cũng làm tỷ lệ đổi nhiều.") % {
                "bottom": shown(kept["bottom"])
            }
        case "jump":
            up = not str(kept["gap"]).startswith("-")
            words = (
                _("Cao hơn mức quen %(usual)s là %(gap)s.")
                if up
                else _("Thấp hơn mức quen %(usual)s là %(gap)s.")
            )
            return words % {"usual": shown(kept["usual"]), "gap": shown(str(kept["gap"]).lstrip("-"))}
        case "stale":
            return _("Nguồn đã có thay đổi mà %(hours)s giờ chưa rút lại.") % {"hours": kept["hours"]}
        case "old":
            return _("Số nạp từ nơi khác, kỳ kết thúc đã %(days)s ngày.") % {"days": kept["days"]}
        case "rows":
            return _("%(n)s dòng phía sau: %(what)s.") % {
                "n": shown(kept["count"]),
                "what": _rule_words(kept),
            }
        case "no-unit":
            return _("Không rõ số này của đơn vị nào.")
    return str(kept["code"])


def _rule_words(kept: Mapping[str, Any]) -> str:
    english = (get_language() or "vi").startswith("en")
    return str(kept.get("words_en") or kept["words"]) if english else str(kept["words"])
