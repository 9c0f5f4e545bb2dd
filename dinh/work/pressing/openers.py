"""What the things of pressing are called, and where they open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from dinh.ground.shapes import Ref
from dinh.look.shapes import Opened
from dinh.work.models import Digest, LocalRule, Press, PressOwed


def _ids(refs: Sequence[Ref]) -> list[int]:
    return [int(ref.id) for ref in refs if str(ref.id).isdigit()]


def _presses(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    words = _("Đôn đốc của %(name)s ngày %(day)s")
    return {
        row.ref: Opened(
            words % {"name": row.by_name, "day": f"{row.at:%d/%m/%Y}"},
            reverse("work.press_page", args=[row.pk]),
        )
        for row in Press.objects.filter(pk__in=_ids(refs))
    }


def _owed(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    words = _("Trả lời đôn đốc của %(office)s")
    return {
        row.ref: Opened(
            words % {"office": row.office or row.unit}, reverse("work.answer_press", args=[row.pk])
        )
        for row in PressOwed.objects.filter(pk__in=_ids(refs)).select_related("office", "unit")
    }


def _digests(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    words = _("Việc ngày %(day)s")
    return {
        row.ref: Opened(words % {"day": f"{row.day:%d/%m/%Y}"}, reverse("work.digest", args=[row.pk]))
        for row in Digest.objects.filter(pk__in=_ids(refs))
    }


def _rules(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    return {
        row.ref: Opened(_("Quy tắc nhắc việc: %(rule)s") % {"rule": row}, reverse("work.reminder_rules"))
        for row in LocalRule.objects.filter(pk__in=_ids(refs)).select_related("unit")
    }


OPENERS: dict[str, Callable[[Sequence[Ref]], Mapping[Ref, Opened]]] = {
    "press": _presses,
    "press-owed": _owed,
    "digest": _digests,
    "reminder-rule": _rules,
}
