"""What pressing fills and declares at start-up; called once by the room's apps.py."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

DEED_WORDS = {
    "work.pressed": _("Đôn đốc"),
    "work.press-answered": _("Trả lời đôn đốc"),
    "work.press-went-up": _("Đôn đốc không được trả lời, chuyển lên cấp trên"),
    "work.digest-wished": _("Đổi cách nhận thư tổng hợp buổi sáng"),
    "work.reminder-rule-added": _("Thêm quy tắc nhắc việc"),
    "work.reminder-rule-switched-off": _("Tắt quy tắc nhắc việc"),
    "work.reminder-rule-ended": _("Chấm dứt quy tắc nhắc việc"),
}


def start() -> None:
    """Declare deeds, words, openers, listeners and the bell."""
    from dinh.ground import services as ground
    from dinh.look import openers, shell, slots
    from dinh.town import services as town
    from dinh.work.services import BatchDeed, offer_batch
    from dinh.work.shapes import WorkStateChanged

    from . import forms, panels, rules
    from . import openers as own

    town.declare_deeds("work", rules.WHO_MAY, words={deed: _(word) for deed, word in rules.WORDS.items()})
    for deed, words in DEED_WORDS.items():
        ground.name_deed(deed, words)
    for kind, opener in own.OPENERS.items():
        openers.register(kind, opener)
    ground.listen(WorkStateChanged, name="work.settle-presses")(_settle)
    slots.fill("work.side", panels.beside_assignment, order=10)
    offer_batch(
        BatchDeed(
            "don-doc",
            _("Đôn đốc"),
            panels.press_selected,
            form=forms.PressForm,
            roles=rules.WHO_MAY["work.press"],
            icon="bell",
        )
    )
    shell.reminders(_unread, url="work.notices")
    shell.count("work.presses", _owed)


def _settle(news: object) -> None:
    from dinh.work.shapes import CLOSED_STATES

    from . import services

    if news.new in CLOSED_STATES:  # type: ignore[attr-defined]
        services.settle(at=timezone.now(), assignment_ids=[news.assignment_id])  # type: ignore[attr-defined]


def _unread(request: HttpRequest):  # type: ignore[no-untyped-def]
    from dinh.ground.outbox import queries as outbox
    from dinh.look.shell import Waiting

    actor = getattr(request, "actor", None)
    return Waiting(outbox.unread(actor.ref) if actor is not None and actor.person_id else 0)


def _owed(request: HttpRequest):  # type: ignore[no-untyped-def]
    from dinh.look.shell import Waiting

    from . import queries

    actor = getattr(request, "actor", None)
    if actor is None or actor.person_id is None:
        return None
    count, late = queries.owed_count(actor, timezone.now())
    return Waiting(count, hot=late) if count else None
