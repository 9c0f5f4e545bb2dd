"""The table of the outbox."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from dinh.ground.outbox.shapes import LETTER_WORDS, LetterState
from dinh.ground.shapes import Ref


class Letter(models.Model):
    """One letter to one reader by one channel, from posting to its end. The subject and how it went stay; the text of
    an old one is let go."""

    key = models.CharField(max_length=200, unique=True)
    # Its own and not made from the key: an installation begun anew must not repeat another letter's number.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    host = models.CharField(max_length=120)
    to_kind = models.CharField(max_length=40)
    to_id = models.CharField(max_length=100)
    address = models.CharField(max_length=254, blank=True)
    channel = models.CharField(max_length=20)
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.CharField(max_length=100, blank=True)
    by_kind = models.CharField(max_length=40, blank=True)
    by_id = models.CharField(max_length=100, blank=True)
    posted_at = models.DateTimeField()
    not_after = models.DateTimeField(null=True, blank=True)

    state = models.CharField(
        max_length=10, choices=list(LETTER_WORDS.items()), default=LetterState.WAITING.value
    )
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    holder = models.CharField(max_length=200, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    # Set just before the text goes over the wire: what is cut off later than this may have arrived.
    handing_at = models.DateTimeField(null=True, blank=True)
    unsure = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "channel", "next_try"], name="ground_letter_due"),
            models.Index(fields=["to_kind", "to_id", "channel", "-id"], name="ground_letter_of"),
            models.Index(
                fields=["to_kind", "to_id"],
                condition=Q(channel="inside", state="delivered", read_at=None),
                name="ground_letter_unread",
            ),
            models.Index(fields=["about_kind", "about_id"], name="ground_letter_about"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} · {self.subject}"

    @property
    def ref(self) -> Ref:
        return Ref("letter", self.pk)

    @property
    def to(self) -> Ref:
        return Ref.of(self.to_kind, self.to_id)

    @property
    def about(self) -> Ref | None:
        return Ref.of(self.about_kind, self.about_id) if self.about_kind else None

    @property
    def by(self) -> Ref | None:
        """Who caused it; None is the machine."""
        return Ref.of(self.by_kind, self.by_id) if self.by_kind else None

    @property
    def message_id(self) -> str:
        """The number a mail system knows it by, the same at every try."""
        return f"<{self.uid.hex}@{self.host}>"

    @property
    def word(self) -> str:
        return LETTER_WORDS[self.state]
