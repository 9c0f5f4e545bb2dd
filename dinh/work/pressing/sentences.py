"""What pressing says to people, in plain words. Values in, text out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from dinh.ground.calendar import WorkingCalendar

DueWords = Callable[[date | None], str]
"""The words of a day owed, as seen on the day of the digest: few days stand behind many assignments."""
Known = Mapping[int, tuple[str, date | None]]
SECTIONS: tuple[str, ...] = (
    "late",
    "today",
    "press",
    "up",
    "hand",
    "week",
    "as-head",
    "as-asker",
    "as-leader",
)
"""The lists of a digest in the order they are read: what is not well first."""


def section_title(name: str) -> str:
    """The heading of a list."""
    return {
        "late": _("Quá hạn"),
        "today": _("Hạn hôm nay"),
        "press": _("Đôn đốc chờ trả lời"),
        "up": _("Đôn đốc không ai trả lời, chuyển lên anh, chị"),
        "hand": _("Việc chuyển đến chờ nhận"),
        "week": _("Còn lại trong tuần"),
        "as-head": _("Việc của cơ quan do người khác làm"),
        "as-asker": _("Việc đã giao cho nơi khác"),
        "as-leader": _("Việc trễ trong đơn vị"),
    }[name]


def digest_subject(content: Mapping[str, Any], day: date) -> str:
    """ "Việc ngày 20/11/2026: 3 quá hạn, 2 hạn hôm nay"."""
    short = {
        "late": _("%(n)s quá hạn"),
        "today": _("%(n)s hạn hôm nay"),
        "press": _("%(n)s đôn đốc chờ trả lời"),
        "up": _("%(n)s đôn đốc chuyển lên"),
        "hand": _("%(n)s việc chờ nhận"),
        "week": _("%(n)s trong tuần"),
        "as-head": _("%(n)s của cơ quan"),
        "as-asker": _("%(n)s đã giao nơi khác"),
        "as-leader": _("%(n)s trễ trong đơn vị"),
    }
    parts = [words % {"n": content[name]["n"]} for name, words in short.items() if name in content][:3]
    if not parts:
        parts = [_("việc của người anh, chị đang thay")]
    return _("Việc ngày %(day)s: %(parts)s") % {"day": f"{day:%d/%m/%Y}", "parts": ", ".join(parts)}


def due_words(due: date | None, day: date, calendar: WorkingCalendar) -> str:
    """ "trễ 2 ngày", "hạn hôm nay", "còn 3 ngày làm việc"."""
    if due is None:
        return _("chưa có hạn")
    left = calendar.days_left(due, day)
    if left == 0:
        return _("hạn hôm nay")
    return _("còn %(n)s ngày làm việc") % {"n": left} if left > 0 else _("trễ %(n)s ngày") % {"n": -left}


def digest_text(
    content: Mapping[str, Any], day: date, known: Known, names: Mapping[int, str], due: DueWords
) -> str:
    """The e-mail of a morning."""
    blocks = [_("Việc ngày %(day)s.") % {"day": f"{day:%d/%m/%Y}"}, *_lists(content, known, due)]
    for absent, lists in content.get("for", {}).items():
        blocks.append(_("THAY %(name)s") % {"name": names.get(int(absent), "").upper()})
        blocks += _lists(lists, known, due)
    blocks.append(
        _("Mở bàn việc: %(desk)s\nĐổi cách nhận thư này: %(wish)s")
        % {"desk": f"{settings.DINH_URL}/", "wish": f"{settings.DINH_URL}/thong-bao/cach-nhan/"}
    )
    return "\n\n".join(blocks)


def _lists(content: Mapping[str, Any], known: Known, due: DueWords) -> list[str]:
    blocks = []
    for name in SECTIONS:
        some = content.get(name)
        if not some:
            continue
        lines = [f"{section_title(name).upper()} ({some['n']})"]
        if name in ("press", "up"):
            lines.append(f"{settings.DINH_URL}/don-doc/")
        else:
            for ident in some["ids"]:
                title, day = known.get(ident, ("", None))
                lines.append(f"• {title} ({due(day)}): {settings.DINH_URL}/viec/{ident}/")
            if some["n"] > len(some["ids"]):
                lines.append(_("• và %(n)s việc nữa") % {"n": some["n"] - len(some["ids"])})
        blocks.append("\n".join(lines))
    return blocks


def press_subject(by_name: str, count: int, title: str) -> str:
    """ "Lê Văn Mẫu đôn đốc: Khảo sát trạm phát sóng"."""
    if count == 1:
        return _("%(name)s đôn đốc: %(title)s") % {"name": by_name, "title": title}
    return _("%(name)s đôn đốc %(n)s việc") % {"name": by_name, "n": count}


def press_text(words: str, answer_by: date, titles: list[str], owed_id: int) -> str:
    """The letter of a press."""
    lines = [f"• {title}" for title in titles[:20]]
    if len(titles) > 20:
        lines.append(_("• và %(n)s việc nữa") % {"n": len(titles) - 20})
    tail = _("Trả lời trước hết ngày %(day)s: %(url)s") % {
        "day": f"{answer_by:%d/%m/%Y}",
        "url": f"{settings.DINH_URL}/don-doc/tra-loi/{owed_id}/",
    }
    return "\n\n".join([words, "\n".join(lines), tail])
