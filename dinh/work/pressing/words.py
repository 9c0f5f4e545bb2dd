"""Words of the things that ask for work, for pages that press by kind."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, str | Promise] = {
    "report": _("Báo cáo"),
    "target": _("Chỉ tiêu"),
    "task": _("Nhiệm vụ của kế hoạch"),
    "allotment": _("Chỉ tiêu, nhiệm vụ cấp trên giao"),
    "project": _("Dự án"),
    "inspection": _("Kiểm tra"),
    "finding": _("Kiến nghị sau kiểm tra"),
    "recommendation": _("Kiến nghị sau kiểm tra"),
    "initiative": _("Sáng kiến"),
    "spread": _("Nhân rộng sáng kiến"),
    "event": _("Sự kiện"),
    "event-task": _("Việc của sự kiện"),
}


def kind_words(kind: str) -> str:
    """ "Báo cáo" for "report"; the kind itself when nobody named it."""
    return str(KINDS.get(kind, kind))
