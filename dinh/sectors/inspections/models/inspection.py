"""An inspection: who inspects, whom, against what, with which check-list."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from dinh.ground.search import SearchField
from dinh.ground.shapes import Ref

from ..shapes import COUNTED_STATES, OPEN_STATES, InspectionKind, InspectionState, Result


def choices(enum: Any) -> list[tuple[str, str]]:
    return [(member.value, member.word) for member in enum]


class Template(models.Model):
    """A check-list to begin from, dated: a change is a new row from a day on. `items` are {group, text, hint}."""

    key = models.CharField(max_length=80)
    name = models.CharField("tên mẫu phiếu", max_length=300)
    unit = models.ForeignKey("town.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    items = models.JSONField(default=list)
    source = models.CharField("căn cứ", max_length=300, blank=True)
    confirmed = models.BooleanField("đã đối chiếu văn bản gốc", default=False)
    since = models.DateField("từ ngày")
    until = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name", "-since"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "since"], name="inspections_template_since"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="inspections_template_days"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("check-template", self.pk)

    def alive_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class Inspection(models.Model):
    """One inspection. `version` moves with every change of its head; check items and findings have their own."""

    title = models.CharField(max_length=300)
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    office = models.ForeignKey("town.Office", models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(
        max_length=8, choices=choices(InspectionKind), default=InspectionKind.ON_LINE.value
    )
    basis = models.CharField("căn cứ", max_length=300, blank=True)
    purpose = models.TextField("mục đích, yêu cầu", blank=True)
    first_day = models.DateField("từ ngày")
    last_day = models.DateField("đến ngày")
    state = models.CharField(
        max_length=10, choices=choices(InspectionState), default=InspectionState.PLANNED.value
    )
    explain_by = models.DateField("giải trình trước ngày", null=True, blank=True)
    conclusion = models.TextField("kết luận", blank=True)
    concluded_on = models.DateField(null=True, blank=True)
    concluded_by_name = models.CharField(max_length=120, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    dropped_why = models.CharField(max_length=600, blank=True)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    search = SearchField(of=("title", "basis"))

    class Meta:
        ordering: ClassVar = ["-first_day", "-id"]
        indexes: ClassVar = [
            models.Index(
                fields=["unit", "concluded_on"],
                condition=Q(state__in=COUNTED_STATES),
                name="inspections_counted",
            ),
            models.Index(fields=["unit", "first_day"], name="inspections_unit_day"),
            models.Index(fields=["first_day"], condition=Q(state__in=OPEN_STATES), name="inspections_open"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="inspections_days"),
            models.CheckConstraint(
                condition=Q(concluded_on__isnull=False) | ~Q(state__in=COUNTED_STATES),
                name="inspections_concluded_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("inspection", self.pk)

    @property
    def state_word(self) -> str:
        return InspectionState(self.state).word

    @property
    def state_look(self) -> str:
        return InspectionState(self.state).look

    @property
    def kind_word(self) -> str:
        return InspectionKind(self.kind).word

    @property
    def inspector(self) -> str:
        return self.office.name if self.office else f"UBND {self.unit.name_in_text}"


class Party(models.Model):
    """Who is inspected: a unit, or one office of it."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="parties")
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    office = models.ForeignKey("town.Office", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["unit"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "unit", "office"], name="inspections_party_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The office, with its unit when that is not the one that inspects; or the unit."""
        if self.office is None:
            return self.unit.full_name
        if self.unit_id == self.inspection.unit_id:
            return self.office.name
        return f"{self.office.name}, {self.unit.name_in_text}"


class Member(models.Model):
    """Somebody of the inspecting team."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="members")
    person = models.ForeignKey("town.Person", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120)
    part = models.CharField("vai trò trong đoàn", max_length=80)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.name}, {self.part}"


class Subject(models.Model):
    """What the inspection looks into: a thing of another room (kept in words too, as it was called then), or words."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="subjects")
    ref_kind = models.CharField(max_length=40, blank=True)
    ref_id = models.CharField(max_length=100, blank=True)
    words = models.CharField(max_length=500)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["ref_kind", "ref_id"])]

    def __str__(self) -> str:
        return self.words

    @property
    def ref(self) -> Ref | None:
        return Ref.of(self.ref_kind, self.ref_id) if self.ref_kind else None


class CheckItem(models.Model):
    """One line of the check-list for one party. `version` guards against two who write at once."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="checks")
    party = models.ForeignKey(Party, models.CASCADE, related_name="checks")
    position = models.PositiveIntegerField()
    group = models.CharField(max_length=200, blank=True)
    text = models.CharField(max_length=600)
    hint = models.CharField(max_length=400, blank=True)
    own = models.BooleanField("mục riêng của đoàn", default=False)
    result = models.CharField(max_length=6, choices=choices(Result), blank=True)
    note = models.TextField("ghi chú", blank=True)
    version = models.PositiveIntegerField(default=1)
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["party_id", "position", "id"]

    def __str__(self) -> str:
        return self.text

    @property
    def result_word(self) -> str:
        return Result(self.result).word if self.result else "Chưa ghi"

    @property
    def result_look(self) -> str:
        return Result(self.result).look if self.result else "wait"
