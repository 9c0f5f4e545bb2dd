"""One report of one period, its versions and its way: asked, sent, returned, sent again, accepted."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from dinh.ground.periods import Period
from dinh.ground.search import SearchField
from dinh.ground.shapes import Ref

from ..shapes import OPEN_STATES, Content, Figure, ReportState
from .regime import Duty, Regime, Term, choices


class Request(models.Model):
    """A report asked for once of many, in one act."""

    regime = models.ForeignKey(Regime, models.PROTECT, related_name="requests")
    title = models.CharField(max_length=300)
    words = models.TextField("yêu cầu", blank=True)
    due_on = models.DateField("hạn gửi")
    to_unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    to_office = models.ForeignKey("town.Office", models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("report-request", self.pk)


class Report(models.Model):
    """What one unit or office owes for one period. The days are those of the term in force when it was laid; who owes it
    and to whom are kept here too, so that a duty that ends changes nothing of what was."""

    duty = models.ForeignKey(Duty, models.PROTECT, null=True, blank=True, related_name="reports")
    request = models.ForeignKey(Request, models.PROTECT, null=True, blank=True, related_name="reports")
    regime = models.ForeignKey(Regime, models.PROTECT, related_name="reports")
    term = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=360)
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    office = models.ForeignKey("town.Office", models.PROTECT, null=True, blank=True, related_name="+")
    to_unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    to_office = models.ForeignKey("town.Office", models.PROTECT, null=True, blank=True, related_name="+")
    period_key = models.CharField(max_length=12)
    period_first = models.DateField()
    period_last = models.DateField()
    due_on = models.DateField("hạn gửi")
    first_due_on = models.DateField("hạn gửi lúc đầu")
    state = models.CharField(max_length=10, choices=choices(ReportState), default=ReportState.OWED.value)
    first_sent_on = models.DateField(null=True, blank=True)
    last_sent_on = models.DateField(null=True, blank=True)
    again_by = models.DateField("gửi lại trước ngày", null=True, blank=True)
    accepted_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    """Number of the newest version; 0 when nothing was written yet."""
    passed_from = models.ForeignKey("town.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    search = SearchField(of=("title",))

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["unit", "due_on"], condition=Q(state__in=OPEN_STATES), name="reporting_open_unit"
            ),
            models.Index(
                fields=["to_unit", "due_on"], condition=Q(state__in=OPEN_STATES), name="reporting_open_to"
            ),
            models.Index(fields=["unit", "period_last"], name="reporting_unit_period"),
            models.Index(fields=["regime", "period_last"], name="reporting_regime_period"),
            models.Index(fields=["due_on"], name="reporting_due"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["duty", "period_key"], condition=Q(duty__isnull=False), name="reporting_once_a_period"
            ),
            models.UniqueConstraint(
                fields=["request", "unit", "office"],
                condition=Q(request__isnull=False, office__isnull=False),
                name="reporting_once_a_request",
            ),
            models.UniqueConstraint(
                fields=["request", "unit"],
                condition=Q(request__isnull=False, office=None),
                name="reporting_unit_once_a_request",
            ),
            models.CheckConstraint(
                condition=Q(duty__isnull=False, request=None) | Q(duty=None, request__isnull=False),
                name="reporting_owed_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("report", self.pk)

    @property
    def state_word(self) -> str:
        return ReportState(self.state).word

    @property
    def period(self) -> Period:
        """The period with its real closing day."""
        whole = Period.parse(self.period_key)
        if whole.last == self.period_last:
            return whole
        return Period.parse(self.period_key, closing_day=self.period_last.day)

    @property
    def period_label(self) -> str:
        return self.period.label_vi


class Version(models.Model):
    """What was written, as it stood at one saving. Never altered: the database refuses. `sent` marks those that went up,
    with the seal of their content and what the rooms above knew at that moment."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    sections = models.JSONField(default=list)
    figures = models.JSONField(default=list)
    files = models.JSONField(default=list)
    sent = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "number"], name="reporting_version_number"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} · {self.number}"

    @property
    def content(self) -> Content:
        return Content(
            sections=tuple((title, text) for title, text in self.sections),
            figures=tuple(Figure(**each) for each in self.figures),
            files=tuple(self.files),
        )

    def file(self, sha256: str) -> dict[str, Any] | None:
        """The attachment with that hash, if this version carries it."""
        return next((each for each in self.files if each["sha256"] == sha256), None)


class Step(models.Model):
    """One step of a report's way: what was sent when, returned why, accepted by whom. Never altered. Lateness is read
    from here."""

    SENT, RETURNED, ACCEPTED, WAIVED, REDATED = "sent", "returned", "accepted", "waived", "redated"
    WORDS: ClassVar = {
        "sent": "Gửi báo cáo",
        "returned": "Trả lại",
        "accepted": "Nhận báo cáo",
        "waived": "Cho thôi gửi",
        "redated": "Đổi hạn gửi",
    }

    report = models.ForeignKey(Report, models.PROTECT, related_name="steps")
    what = models.CharField(max_length=10)
    version = models.PositiveIntegerField(default=0)
    remark = models.TextField(blank=True)
    day = models.DateField()
    until = models.DateField(null=True, blank=True)
    late_days = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.report_id} · {self.what}"

    @property
    def word(self) -> str:
        return str(self.WORDS[self.what])
