"""Numbers of those who wait at a counter."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dinh.ground.shapes import Ref

from ..rules.queueing import Lane, State
from .dossier import Dossier


class QueueDay(models.Model):
    """The last number drawn at a counter on a day; whoever draws or calls takes its lock first."""

    office = models.ForeignKey("town.Office", models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "day"], name="dossiers_queue_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.day} {self.last}"


class QueueTicket(models.Model):
    """One number of a counter's day, from drawn to served. It knows no name: who holds it says so at the window."""

    office = models.ForeignKey("town.Office", models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    number = models.PositiveIntegerField("số")
    lane = models.CharField(max_length=8, choices=[(each.value, each.word) for each in Lane], default="usual")
    state = models.CharField(
        max_length=8, choices=[(each.value, each.word) for each in State], default="waits"
    )
    drawn_at = models.DateTimeField("lấy lúc")
    called_at = models.DateTimeField(null=True)
    calls = models.PositiveSmallIntegerField("số lần gọi", default=0)
    window = models.CharField("quầy", max_length=20, blank=True)
    person = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="+")
    """The dossier that was taken in while this number was at the window."""

    class Meta:
        ordering: ClassVar = ["day", "number"]
        indexes: ClassVar = [
            models.Index(
                fields=["office", "day", "number"],
                condition=Q(state__in=("waits", "called")),
                name="dossiers_queue_open",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "day", "number"], name="dossiers_queue_number_once"),
            models.UniqueConstraint(
                fields=["person", "day"], condition=Q(state="called"), name="dossiers_one_at_a_window"
            ),
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def ref(self) -> Ref:
        return Ref("queue-ticket", self.pk)

    @property
    def shown(self) -> str:
        """ "U-012": what stands on the paper and on the board."""
        return f"{Lane(self.lane).letter}-{self.number:03d}"

    @property
    def lane_word(self) -> str:
        return Lane(self.lane).word
