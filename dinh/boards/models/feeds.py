"""Secret addresses from which a calendar program reads somebody's or an office's dates."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dinh.boards.shapes import FeedForm
from dinh.ground.shapes import Ref


class Feed(models.Model):
    """One address. Only the hash of its secret is kept: what is stolen from the database opens nothing. What it gives
    is decided anew at each reading from the mandates its owner has at that moment."""

    owner = models.ForeignKey("town.Person", models.PROTECT, related_name="+")
    office = models.ForeignKey("town.Office", models.PROTECT, null=True, blank=True, related_name="+")
    """Given: the office's dates; empty: what the owner answers for."""
    form = models.CharField(
        max_length=6, choices=[(each.value, each.word) for each in FeedForm], default=FeedForm.EVENT.value
    )
    token_hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField("bốn chữ đầu của mã", max_length=4)
    opened_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField("đọc gần nhất", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-opened_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["owner"], condition=Q(revoked_at=None), name="boards_feed_owner"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("feed", self.pk)

    @property
    def name(self) -> str:
        """What the calendar is called."""
        return self.office.name if self.office_id and self.office else self.owner.name

    @property
    def form_word(self) -> str:
        return FeedForm(self.form).word
