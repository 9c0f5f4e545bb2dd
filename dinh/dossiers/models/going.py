"""How it goes: who holds which step, when the clock stood, what was asked of the citizen, what was answered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from dinh.catalog.models import ProcessStep
from dinh.ground.shapes import Ref

from ..rules.clock import Stop, Stretch
from ..shapes import AnswerKind
from .dossier import Dossier

FAR = datetime(9999, 1, 1, tzinfo=UTC)
"""Where what has no deadline stands in a list by deadline: after all that has one."""


class Holding(models.Model):
    """One place where a dossier stands, and in whose hands, from `opened_at` to `closed_at`. Open rows on steps that
    somebody does are worklists; an open row on a join waits for its other branches."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="holdings")
    step = models.ForeignKey(ProcessStep, models.PROTECT, related_name="+", db_index=False)
    branch = models.JSONField(default=list, blank=True)
    """Through which branches of which splits the token came: [["tach", 0]]."""
    role = models.CharField(max_length=20, blank=True)
    """Who does the step, as the process says; empty for a join."""
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+", db_index=False)
    office = models.ForeignKey("town.Office", models.PROTECT, null=True, related_name="+", db_index=False)
    person = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    """The step's own limit, in office hours of the running clock. It never moves the dossier's."""
    pressing_at = models.DateTimeField(default=FAR)
    """The nearer of the step's limit and the dossier's: the order of worklists."""
    taken_at = models.DateTimeField(null=True)
    came_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    """The row that this one was handed over, recalled or transferred from."""
    how = models.CharField(max_length=12, blank=True)
    """How it came: "" by the process, else hand-over, recall, transfer, back."""
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["opened_at", "id"]
        # Worklists ask for open rows of a person, or of an office and role that nobody has taken, the most pressing first:
        # each is one walk along one of these, however many millions of closed rows there are.
        indexes: ClassVar = [
            models.Index(fields=["dossier"], condition=Q(closed_at=None), name="dossiers_hold_open"),
            models.Index(
                fields=["person", "pressing_at", "id"],
                condition=Q(closed_at=None),
                name="dossiers_hold_person",
            ),
            models.Index(
                fields=["office", "pressing_at", "id"],
                condition=Q(closed_at=None, person=None),
                name="dossiers_hold_office",
            ),
            models.Index(
                fields=["unit", "pressing_at", "id"],
                condition=Q(closed_at=None, person=None),
                name="dossiers_hold_unit",
            ),
            models.Index(
                fields=["unit"], condition=Q(closed_at=None) & ~Q(how=""), name="dossiers_hold_given"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")), name="dossiers_hold_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.step_id}"

    @property
    def ref(self) -> Ref:
        return Ref("holding", self.pk)

    @property
    def branches(self) -> tuple[tuple[str, int], ...]:
        return tuple((str(key), int(number)) for key, number in self.branch)


class ClockStretch(models.Model):
    """A stretch in which the clock stood, who stopped it and why. Never altered but for its end."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="stretches")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    why = models.CharField(max_length=12, choices=[(stop.value, stop.value) for stop in Stop])
    words = models.CharField("lý do", max_length=1000, blank=True)
    by_name = models.CharField(max_length=120, blank=True)
    ended_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["since", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(until=None), name="dossiers_one_stop_stands"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="dossiers_stretch_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.since} {self.until}"

    def shape(self, local: Any) -> Stretch:
        """As rules see it; `local` turns a moment into local time."""
        return Stretch(local(self.since), local(self.until) if self.until else None, Stop(self.why))


class CompletionRequest(models.Model):
    """What the citizen was asked to add, once or (flagged) again."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="completions")
    number = models.PositiveSmallIntegerField()
    items = models.JSONField(default=list)
    reason = models.CharField("lý do", max_length=1000)
    beside = models.BooleanField(default=False)
    """Asked where the process has no way for it: the step stays open, and waits."""
    at = models.DateTimeField()
    by_name = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "number"], name="dossiers_completion_number"),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(answered_at=None), name="dossiers_one_completion_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.number}"


class Answer(models.Model):
    """A decision with its reason. A reopened dossier keeps the old one, marked."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="answers")
    holding = models.ForeignKey(Holding, models.PROTECT, null=True, related_name="+", db_index=False)
    """Where the dossier stood when it was answered: a reopened one goes on from there."""
    kind = models.CharField(max_length=14, choices=[(kind.value, kind.word) for kind in AnswerKind])
    reason = models.TextField("lý do", blank=True)
    due_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_why = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(undone_at=None), name="dossiers_one_answer_stands"
            ),
        ]

    def __str__(self) -> str:
        return self.kind

    @property
    def word(self) -> str:
        return AnswerKind(self.kind).word
