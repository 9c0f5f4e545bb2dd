"""How a procedure goes: versions, steps, flows. Rows that SQL can ask, one a step, one a way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from dinh.ground.shapes import Ref
from dinh.town.models import Unit

from ..rules import process
from ..shapes import EditionState
from .procedures import Procedure, choices


class ProcessVersionQuerySet(models.QuerySet["ProcessVersion"]):
    """Versions of processes."""

    def in_force(self, day: date) -> ProcessVersionQuerySet:
        """The published ones of that day: one at most of a procedure and unit."""
        return self.filter(Q(until=None) | Q(until__gte=day), state="published", since__lte=day)


class ProcessVersion(models.Model):
    """The steps of a procedure from one day to another. Once published it is never changed: cases stay on theirs."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="processes")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    """Whose own way of doing it this is, for the unit and all below it; None: the common one, of the procedure's keeper."""
    number = models.PositiveSmallIntegerField("bản số")
    state = models.CharField(max_length=10, choices=choices(EditionState), default="draft")
    since = models.DateField("từ ngày", null=True, blank=True)
    until = models.DateField("đến hết ngày", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=600, blank=True)
    """What it rests on: the decision, the edition it came with, what is not confirmed."""
    edits = models.PositiveIntegerField(default=0)
    """Counts saves of the draft, so that nobody saves over what they have not seen."""

    objects = ProcessVersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["procedure", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["procedure", "unit", "number"],
                condition=Q(unit__isnull=False),
                name="catalog_process_number",
            ),
            models.UniqueConstraint(
                fields=["procedure", "number"], condition=Q(unit=None), name="catalog_process_number_common"
            ),
            models.UniqueConstraint(
                fields=["procedure", "unit", "since"],
                condition=Q(state="published", unit__isnull=False),
                name="catalog_process_one_a_day",
            ),
            models.UniqueConstraint(
                fields=["procedure", "since"],
                condition=Q(state="published", unit=None),
                name="catalog_process_one_a_day_common",
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="catalog_process_days",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(since__isnull=False), name="catalog_process_since"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} v{self.number}"

    @property
    def ref(self) -> Ref:
        return Ref("process", self.pk)

    @property
    def state_said(self) -> str:
        return _(EditionState(self.state).word)

    @property
    def state_look(self) -> str:
        """The kind of status mark it is shown with."""
        return EditionState(self.state).look

    @property
    def owner(self) -> Unit:
        """The unit over which one must have a mandate to change it."""
        return self.unit or self.procedure.keeper


class ProcessStep(models.Model):
    """One step: who does what, how long in working hours, with the clock running or stopped."""

    version = models.ForeignKey(ProcessVersion, models.CASCADE, related_name="steps")
    key = models.CharField("mã bước", max_length=40)
    name = models.CharField("tên bước", max_length=200)
    kind = models.CharField(max_length=14, choices=choices(process.Kind))
    who = models.CharField("ai làm", max_length=20, blank=True)
    office_kind = models.CharField("loại cơ quan", max_length=60, blank=True)
    hours = models.DecimalField(
        "giờ làm việc", max_digits=6, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)]
    )
    clock = models.CharField(max_length=8, choices=choices(process.Clock), default="runs")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["version", "order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "key"], name="catalog_step_key"),
            models.CheckConstraint(condition=Q(hours__gte=0), name="catalog_step_hours"),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "who"], name="catalog_step_kind_who")]

    def __str__(self) -> str:
        return self.name

    def shape(self) -> process.Step:
        """As rules see it."""
        return process.Step(
            self.key, self.name, self.kind, self.who, self.office_kind, self.hours, self.clock
        )


class ProcessFlow(models.Model):
    """A way from one step to another, taken when the first comes out so."""

    version = models.ForeignKey(ProcessVersion, models.CASCADE, related_name="flows")
    from_step = models.ForeignKey(ProcessStep, models.CASCADE, related_name="leaving")
    to_step = models.ForeignKey(ProcessStep, models.CASCADE, related_name="entering")
    outcome = models.CharField("mã kết quả", max_length=40, blank=True)
    words = models.CharField("kết quả", max_length=120, blank=True)
    effect = models.CharField(max_length=16, choices=choices(process.Effect), default="none")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["version", "order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["from_step", "outcome"], condition=~Q(outcome=""), name="catalog_flow_outcome"
            ),
        ]

    def __str__(self) -> str:
        return self.words or self.outcome
