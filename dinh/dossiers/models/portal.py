"""What was told to the national portal and heard from it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from .dossier import Dossier


class PortalCursor(models.Model):
    """How far the ledger was read for changes to tell; one row."""

    name = models.CharField(max_length=20, unique=True, default="main")
    last_line = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last_line)


class PortalMessage(models.Model):
    """One change of status to be told, once and in order."""

    class State(models.TextChoices):
        WAITS = "waits", "Chờ gửi"
        TOLD = "told", "Cổng đã nhận"
        REFUSED = "refused", "Cổng trả lại"

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="portal_messages")
    number = models.PositiveSmallIntegerField()
    status = models.PositiveSmallIntegerField("mã trạng thái")
    said = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITS)
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField()
    answer = models.JSONField(default=dict)
    reason = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["next_try", "id"], condition=Q(state="waits"), name="dossiers_portal_waits"),
            models.Index(fields=["id"], condition=Q(state="refused"), name="dossiers_portal_refused"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "number"], name="dossiers_portal_number"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.number}"

    @property
    def key(self) -> str:
        return f"{self.dossier.code_key}/{self.number}"


class PortalArrival(models.Model):
    """A dossier that the portal sent here, as answered; of what it carried only a fingerprint is kept: persons are in the
    dossier, closed."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", "Đã tiếp nhận"
        REFUSED = "refused", "Không tiếp nhận được"
        CONFLICT = "conflict", "Trùng mã, khác nội dung"

    key = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    answer = models.JSONField(default=dict)
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="+")
    times = models.PositiveIntegerField("số lần báo", default=1)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "sha256"], name="dossiers_arrival_once"),
        ]

    def __str__(self) -> str:
        return self.key
