"""What the rules of this room found, in the words of the screen's language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dinh.boards.shapes import PartTold, Place


def of_rule(words: str) -> str:
    """A name that the rule's edition gives, in the language of the screen. A locality's own rule stays as it wrote it."""
    return pgettext("xếp hạng", words) if words else ""


def _small(words: str) -> str:
    said = of_rule(words)
    return said[:1].lower() + said[1:]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(_small(name) for name in names)


def why(place: Place) -> str:
    """Why a unit stands where it stands, or why it has no place."""
    if place.place is None:
        return _("Chưa xếp hạng: thiếu %(parts)s.") % {"parts": _listed(place.missing)}
    told = [_("Đồng hạng.")] if place.tied else []
    if place.worst is None:
        told.append(_("Không mất điểm ở phần nào."))
    else:
        told.append(
            _("Mất điểm nhiều nhất ở %(part)s: %(n)s trên %(all)s không phải %(counted)s.")
            % {
                "part": _small(place.worst.words),
                "n": place.worst.lost,
                "all": place.worst.whole,
                "counted": of_rule(place.worst.counted),
            }
        )
    if place.missing:
        told.append(_("Không tính %(parts)s vì chưa có số.") % {"parts": _listed(place.missing)})
    return " ".join(told)


def counted(part: PartTold) -> str:
    """ "12 trên 14 báo cáo gửi đúng hạn"."""
    if part.whole is None:
        return _("chưa có số")
    return _("%(n)s trên %(all)s %(counted)s") % {
        "n": part.kept,
        "all": part.whole,
        "counted": of_rule(part.counted),
    }
