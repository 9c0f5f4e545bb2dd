"""What is to be reported, how often, when its figures close and by when it is sent: dated data with its source."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from dinh.ground.search import SearchField
from dinh.ground.shapes import Ref

from ..rules import words_of_due
from ..shapes import Due, DueKind, Rhythm, Shift


def choices(enum: Any) -> list[tuple[str, str]]:
    return [(member.value, member.word) for member in enum]


class Regime(models.Model):
    """A reporting regime. One without a unit is of the whole country, from the edition. `sections` are the titles that
    the text is written under, `figures` ({key, words, measure}) what is asked as numbers, `numbers` the periods of a year
    that are asked for (empty: all)."""

    key = models.CharField(max_length=80, unique=True)
    name = models.CharField("tên báo cáo", max_length=300)
    field = models.CharField("lĩnh vực", max_length=120, blank=True)
    rhythm = models.CharField("nhịp", max_length=12, choices=choices(Rhythm))
    unit = models.ForeignKey("town.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    sections = models.JSONField(default=list, blank=True)
    figures = models.JSONField(default=list, blank=True)
    numbers = models.JSONField(default=list, blank=True)
    asked_by_kind = models.CharField(max_length=40, blank=True)
    asked_by_id = models.CharField(max_length=100, blank=True)
    since = models.DateField("từ ngày")
    until = models.DateField("đến hết ngày", null=True, blank=True)
    edition = models.CharField(max_length=20, blank=True)
    search = SearchField(of=("name", "field"))

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="reporting_regime_days"
            ),
            models.UniqueConstraint(
                fields=["asked_by_kind", "asked_by_id"],
                condition=~Q(asked_by_kind=""),
                name="reporting_regime_asked_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("regime", self.pk)

    @property
    def asked_by(self) -> Ref | None:
        return Ref.of(self.asked_by_kind, self.asked_by_id) if self.asked_by_kind else None

    @property
    def rhythm_word(self) -> str:
        return Rhythm(self.rhythm).word

    @property
    def figures_asked(self) -> list[tuple[str, str]]:
        """(key, words) of every figure that a sent report must give."""
        return [(each["key"], each["words"]) for each in self.figures]


class Term(models.Model):
    """When figures close and when a report is sent, from a day on, with where that is written. `confirmed` False means
    that nobody has yet compared it with the paper it comes from."""

    regime = models.ForeignKey(Regime, models.CASCADE, related_name="terms")
    since = models.DateField("từ ngày")
    until = models.DateField("đến hết ngày", null=True, blank=True)
    closing_day = models.PositiveSmallIntegerField("ngày chốt số liệu", null=True, blank=True)
    due_kind = models.CharField(max_length=8)
    due_number = models.PositiveSmallIntegerField()
    due_months = models.SmallIntegerField(default=0)
    shift = models.CharField(max_length=8, choices=choices(Shift), default=Shift.NEXT.value)
    source = models.CharField("căn cứ", max_length=300)
    confirmed = models.BooleanField("đã đối chiếu văn bản gốc", default=False)
    remark = models.CharField("ghi chú", max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["since", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["regime", "since"], name="reporting_term_since"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="reporting_term_days"
            ),
            models.CheckConstraint(
                condition=Q(due_kind__in=[kind.value for kind in DueKind]), name="reporting_term_due_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regime_id}: {self.due_words}"

    @property
    def due(self) -> Due:
        return Due(self.due_kind, self.due_number, self.due_months, self.shift)

    @property
    def due_words(self) -> str:
        return words_of_due(self.due, self.regime.rhythm)

    @property
    def closing_words(self) -> str:
        if self.regime.rhythm == Rhythm.WEEKLY:
            return "ngày cuối tuần"
        if self.closing_day is None:
            return "ngày cuối kỳ"
        if self.regime.rhythm == Rhythm.MONTHLY:
            return f"ngày {self.closing_day} hằng tháng"
        return f"ngày {self.closing_day} tháng cuối kỳ"

    @property
    def shift_word(self) -> str:
        return Shift(self.shift).word

    def alive_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class Duty(models.Model):
    """A unit (or one office of it) owes a regime's reports to another unit or office, from a day until a day."""

    regime = models.ForeignKey(Regime, models.PROTECT, related_name="duties")
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    office = models.ForeignKey("town.Office", models.PROTECT, null=True, blank=True, related_name="+")
    to_unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    to_office = models.ForeignKey("town.Office", models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateField("từ ngày")
    until = models.DateField("đến hết ngày", null=True, blank=True)
    laid_through = models.DateField(null=True, blank=True, help_text="ngày chốt của kỳ đã lập gần nhất")
    passed_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["regime_id", "unit_id", "office_id"]
        indexes: ClassVar = [
            models.Index(fields=["unit", "until"]),
            models.Index(fields=["to_unit", "until"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="reporting_duty_days"
            ),
            models.UniqueConstraint(
                fields=["regime", "unit", "office"],
                condition=Q(until=None, office__isnull=False),
                name="reporting_duty_once",
            ),
            models.UniqueConstraint(
                fields=["regime", "unit"],
                condition=Q(until=None, office=None),
                name="reporting_duty_unit_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office or self.unit}: {self.regime}"

    @property
    def ref(self) -> Ref:
        return Ref("reporting-duty", self.pk)
