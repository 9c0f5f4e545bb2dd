"""Addresses within a review, and finding the reading that a page is about."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from dinh.plans import queries
from dinh.plans.models import ProposalItem, Reading
from dinh.plans.shapes import ItemKind

from ..common import actor_of, found, today

TABS = (*(kind.value for kind in ItemKind), "problem", "head")
WAYS = ("tach", "gop", "them")
"""Deeds that need a form of their own: split, merge, add."""


def reading_of(request: HttpRequest, reading_id: int) -> Reading:
    row: Reading = found(
        queries.reading_for(actor_of(request), reading_id, today()), _("Không có bản đọc này.")
    )
    return row


def address(reading: Reading, **query: object) -> str:
    """The review's address with these words."""
    words = {name.replace("_", "-"): value for name, value in query.items() if value not in (None, "")}
    return f"{reverse('plans.review', args=[reading.pk])}?{urlencode(words)}"


def item_address(item: ProposalItem, **query: object) -> str:
    return (
        f"{reverse('plans.review', args=[item.reading_id])}?"
        f"{urlencode({'loai': item.kind, 'muc': item.pk, **query})}"
    )
