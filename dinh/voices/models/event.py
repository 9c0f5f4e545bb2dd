"""The events of the year: when, what is done before and on the day, who came, what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from dinh.ground.search import SearchField
from dinh.ground.shapes import Ref
from dinh.voices.shapes import EventState

from .initiative import choices


class Event(models.Model):
    """One event of one unit in one year. `series_key` ties the years together: a national day of the edition, or the
    local event that it repeats."""

    name = models.CharField("tên", max_length=200)
    detail = models.TextField("mục đích, nội dung", blank=True)
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    lead_office = models.ForeignKey("town.Office", models.PROTECT, null=True, related_name="+")
    day = models.DateField("ngày")
    until = models.DateField("đến hết ngày", null=True)
    place = models.CharField("địa điểm", max_length=200, blank=True)
    series_key = models.CharField(max_length=60, blank=True)
    yearly = models.BooleanField("lặp lại hằng năm", default=False)
    public = models.BooleanField("công khai cho người dân", default=True)
    source = models.CharField("căn cứ", max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=choices(EventState), default=EventState.PLANNED.value)
    expected = models.PositiveIntegerField("dự kiến người dự", null=True)
    participants = models.PositiveIntegerField("người dự", null=True)
    counted_how = models.CharField("đếm bằng cách nào", max_length=200, blank=True)
    result = models.TextField("kết quả", blank=True)
    reason = models.CharField("lý do không tổ chức", max_length=500, blank=True)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    search = SearchField(of=("name", "place", "detail"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "series_key", "day"],
                condition=~Q(series_key=""),
                name="voices_event_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("day")), name="voices_event_days"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "day"], name="voices_event_unit_day")]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("event", self.pk)

    @property
    def state_word(self) -> str:
        return EventState(self.state).word

    @property
    def state_look(self) -> str:
        return EventState(self.state).look


class ProgrammeLine(models.Model):
    """One line of the programme: at what time, what, by whom."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="programme")
    starts = models.TimeField("lúc")
    words = models.CharField("nội dung", max_length=300)
    who = models.CharField("ai", max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["starts", "id"]

    def __str__(self) -> str:
        return self.words


class EventTask(models.Model):
    """A piece of work around the event, so many working days before it (below zero: after). `given_at` is when it was
    asked of its office; from then on the work room knows how it stands."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="tasks")
    title = models.CharField("việc", max_length=300)
    product = models.CharField("sản phẩm", max_length=300, blank=True)
    days_before = models.SmallIntegerField("trước mấy ngày làm việc")
    office = models.ForeignKey("town.Office", models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-days_before", "id"]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("event-task", self.pk)


class EventEvidence(models.Model):
    """A kept file that shows what came of the event."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="evidence")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=120)
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
