"""What is done about a dossier that will be late, or is: letters of apology with a new day, and who was told above."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q

from dinh.ground.shapes import Ref

from .dossier import Dossier

if TYPE_CHECKING:
    from ..papers.shapes import Apology as Letter


class Apology(models.Model):
    """A letter of apology with a new day (form 04). The clock prepares one; a head or leader sends it. The deadline by which
    the answer is judged never moves."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="apologies")
    number = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField("hạn", null=True)
    """The deadline as it stood when the letter was prepared."""
    promised_at = models.DateTimeField("hẹn trước", null=True)
    new_promise = models.DateTimeField("hẹn lại")
    reason = models.CharField("lý do", max_length=1000, blank=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField("gửi lúc", null=True)
    """Empty: prepared, and nobody sent it."""
    in_time = models.BooleanField(null=True)
    """Whether it went out as long before the promised day as the rules ask."""
    dropped_at = models.DateTimeField(null=True)
    """Not needed any more: the answer came, or the clock stood."""
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        indexes: ClassVar = [
            models.Index(
                fields=["made_at"], condition=Q(sent_at=None, dropped_at=None), name="dossiers_apology_waits"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "number"], name="dossiers_apology_number"),
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(sent_at=None, dropped_at=None),
                name="dossiers_one_apology_waits",
            ),
            models.CheckConstraint(
                condition=Q(promised_at=None) | Q(new_promise__gt=F("promised_at")),
                name="dossiers_apology_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.number}"

    @property
    def letter(self) -> Letter:
        """As the paper tells it."""
        from ..papers.shapes import Apology as Letter  # papers read the tables

        return Letter(
            self.reason, self.promised_at, self.new_promise, self.sent_at or self.made_at, self.by_name
        )


class Escalation(models.Model):
    """A late dossier told to whoever stands above, by the dated rules; each level once for each deadline."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="escalations")
    level = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=16)
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+", db_index=False)
    """Whose people of that role are told."""
    office = models.ForeignKey("town.Office", models.PROTECT, null=True, related_name="+", db_index=False)
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    """Answered or gone: nobody has to look at it any more."""
    direction = models.CharField("chỉ đạo", max_length=1000, blank=True)
    directed_at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["-level", "at"]
        indexes: ClassVar = [
            models.Index(
                fields=["unit", "role", "due_at"], condition=Q(ended_at=None), name="dossiers_escalated_open"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "due_at", "level"], name="dossiers_escalated_once"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.level}"

    @property
    def ref(self) -> Ref:
        return Ref("escalation", self.pk)
