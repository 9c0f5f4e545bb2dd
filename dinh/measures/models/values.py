"""What was measured and kept: runs, the formulas they counted by, and the values. A value is never altered; one that comes out
otherwise is a new row beside it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from dinh.ground.periods import Period
from dinh.ground.shapes import Ref


class Run(models.Model):
    """One measuring: which measures of which units in which periods, at what moment, from which state of the lake. It is written
    period by period; one that was cut off is taken up where it stopped, with its own moment and states."""

    class State(models.TextChoices):
        RUNNING = "running", "đang tính"
        DONE = "done", "xong"
        GIVEN_UP = "given-up", "bỏ dở"

    at = models.DateTimeField()
    """The moment of measuring: what still runs is judged as of it."""
    tree_on = models.DateField()
    """The day whose tree of units adds communes up to provinces."""
    states = models.JSONField()
    """By fact, where it stood in the lake."""
    codes = models.JSONField()
    periods = models.JSONField()
    """Pairs of key and closing day."""
    units = models.JSONField(null=True)
    """Codes; none: every unit of the day that has rows."""
    done = models.JSONField(default=list)
    """The periods that are written."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    why = models.CharField(max_length=200, blank=True)
    values = models.PositiveIntegerField(default=0)
    holder = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["state"], condition=Q(state="running"), name="measures_run_running")
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M}"

    @property
    def ref(self) -> Ref:
        return Ref("measure-run", self.pk)


class Upto(models.Model):
    """Up to which state of the lake every standing value of a fact is right. `at` is the moment of the last measuring: periods that
    were not over then are counted anew when facts change."""

    fact = models.CharField(max_length=40, unique=True)
    state = models.JSONField()
    at = models.DateTimeField()
    codes = models.JSONField(default=list)
    periods = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.fact


class KeptFormula(models.Model):
    """A formula that made values, as it was: it finds their rows again whatever became of the recipe."""

    digest = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    fact = models.CharField(max_length=40)
    kind = models.CharField(max_length=8)
    text = models.JSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["code", "version"])]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class Value(models.Model):
    """One measure of one unit in one period, as it was counted. `current` until a later run counts otherwise.

    That run, formula and predecessor exist is not asked of the database row by row (docs/decisions/0014): they are written before
    it, and no deed deletes them."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    formula = models.ForeignKey(
        KeptFormula, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    code = models.CharField("số đo", max_length=80)
    unit_code = models.CharField("đơn vị", max_length=12)
    period = models.CharField("kỳ", max_length=10)
    closing = models.PositiveSmallIntegerField("ngày chốt", default=0)
    """0: by the calendar."""
    numerator = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    denominator = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    value = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    missing = models.JSONField(default=list)
    current = models.BooleanField(default=True)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        "town.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["unit_code", "period", "code"], name="measures_value_board"),
            models.Index(fields=["period", "code"], condition=Q(current=True), name="measures_value_now"),
            models.Index(
                F("unit_code"), F("code"), condition=Q(published_at__isnull=False), name="measures_value_out"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code", "unit_code", "period", "closing"],
                condition=Q(current=True),
                name="measures_value_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.unit_code} {self.period}"

    @property
    def ref(self) -> Ref:
        return Ref("measure-value", self.pk)

    @property
    def when(self) -> Period:
        """The period with its closing day."""
        return Period.parse(self.period, closing_day=self.closing or None)

    @property
    def state(self) -> dict[str, Any]:
        """Where its fact stood in the lake. Needs `run` and `formula`."""
        found: dict[str, Any] = self.run.states.get(self.formula.fact, {})
        return found

    @property
    def rows_filter(self) -> dict[str, Any]:
        """What finds the rows again, as data. Needs `run` and `formula`."""
        period = self.when
        return {
            "fact": self.formula.fact,
            "state": self.state,
            "unit": self.unit_code,
            "units_on": self.run.tree_on.isoformat(),
            "period": self.period,
            "closing": period.closing_day,
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
            "until": self.run.at.isoformat(),
            **{name: self.formula.text[name] for name in ("key", "by", "anchor", "bottom", "top")},
        }
