"""Who owes what by when, and what became of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from dinh.ground.search import SearchField
from dinh.ground.shapes import Ref
from dinh.work.shapes import CLOSED_STATES, OPEN_STATES, Answer, Priority, WorkState


def choices(enum: Any) -> list[tuple[str, str]]:
    return [(member.value, member.word) for member in enum]


class Asked(models.Model):
    """What is asked, of whom, and for whom: shared by one assignment and by a series of them."""

    title = models.CharField("việc", max_length=500)
    detail = models.TextField("nội dung", blank=True)
    product = models.CharField("sản phẩm", max_length=500, blank=True)
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+", db_index=False)
    office = models.ForeignKey("town.Office", models.PROTECT, null=True, related_name="+", db_index=False)
    person = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    asker_unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+", db_index=False)
    asker_office = models.ForeignKey(
        "town.Office", models.PROTECT, null=True, related_name="+", db_index=False
    )
    asker_person = models.ForeignKey(
        "town.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    asked_by_kind = models.CharField(max_length=40, blank=True)
    asked_by_id = models.CharField(max_length=100, blank=True)
    asked_at = models.DateTimeField()
    due_words = models.CharField("hạn ghi trong văn bản", max_length=200, blank=True)
    rhythm = models.CharField("nhịp", max_length=40, blank=True)
    priority = models.CharField(max_length=8, choices=choices(Priority), default=Priority.NORMAL.value)
    checked = models.BooleanField("người giao kiểm tra sản phẩm", default=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def asked_by(self) -> Ref | None:
        """What upstairs asked for it; None when a person did so by hand."""
        return Ref.of(self.asked_by_kind, self.asked_by_id) if self.asked_by_kind else None

    @property
    def priority_word(self) -> str:
        return Priority(self.priority).word


class Series(Asked):
    """The pattern of an assignment that comes again and again. Ended, never removed."""

    first_due = models.DateField()
    made_until = models.DateField(null=True, help_text="ngày cuối của kỳ đã lập việc gần nhất")
    coops = models.JSONField(default=list, blank=True)
    until = models.DateField("đến hết ngày", null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["made_until"], condition=Q(ended_at=None), name="work_series_next"),
            models.Index(fields=["asked_by_kind", "asked_by_id"], name="work_series_asked_by"),
            models.Index(fields=["unit"], name="work_series_unit"),
        ]

    @property
    def ref(self) -> Ref:
        return Ref("series", self.pk)


class Assignment(Asked):
    """One thing that an office (or a person in it) owes by a day. `closed_at` is empty as long as it is owed."""

    state = models.CharField(max_length=12, choices=choices(WorkState), default=WorkState.NOT_STARTED.value)
    state_before = models.CharField(max_length=12, blank=True, help_text="trước khi tạm dừng")
    due_on = models.DateField("hạn", null=True)
    series = models.ForeignKey(Series, models.PROTECT, null=True, related_name="occurrences")
    period_key = models.CharField(max_length=12, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="subs", db_index=False)
    percent = models.PositiveSmallIntegerField(default=0)
    note = models.CharField("ghi chú gần nhất", max_length=1000, blank=True)
    noted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(
        "town.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    submitted_on = models.DateField(null=True)
    paused_since = models.DateField(null=True)
    done_on = models.DateField(null=True)
    late_days = models.PositiveIntegerField("số ngày trễ khi xong", default=0)
    """Judged on the day it was closed, by the calendar known then. What is open is never judged ahead: see rules.light."""
    closed_at = models.DateTimeField(null=True)
    remark = models.CharField("ý kiến của người giao", max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)
    search = SearchField(of=("title", "product"))

    class Meta:
        # What is open is few and asked for on every page; what is closed grows for years. Hence the partial indexes,
        # all on `closed_at IS NULL`, which both databases recognise without looking at parameters.
        indexes: ClassVar = [
            models.Index(fields=["office", "due_on"], condition=Q(closed_at=None), name="work_open_office"),
            models.Index(fields=["unit", "due_on"], condition=Q(closed_at=None), name="work_open_unit"),
            # Everything that boards count by: a province is counted from the index, without opening its rows.
            models.Index(
                fields=["unit", "office", "state", "due_on", "late_days", "done_on", "closed_at"],
                name="work_counting",
            ),
            models.Index(fields=["person", "due_on"], condition=Q(closed_at=None), name="work_open_person"),
            # What somebody asked of others is looked for by where it stands: what waits for their check, first of all.
            models.Index(
                fields=["asker_office", "state", "due_on"],
                condition=Q(closed_at=None),
                name="work_open_asker_office",
            ),
            models.Index(
                fields=["asker_unit", "state", "due_on"],
                condition=Q(closed_at=None),
                name="work_open_asker_unit",
            ),
            models.Index(
                fields=["asker_person", "state", "due_on"],
                condition=Q(closed_at=None),
                name="work_open_asker",
            ),
            models.Index(fields=["due_on"], condition=Q(closed_at=None), name="work_open_due"),
            models.Index(
                fields=["-closed_at", "-id"], condition=Q(closed_at__isnull=False), name="work_closed"
            ),
            models.Index(fields=["unit", "-closed_at"], name="work_closed_unit"),
            models.Index(fields=["office", "-closed_at"], name="work_closed_office"),
            models.Index(fields=["person", "-closed_at"], name="work_closed_person"),
            models.Index(fields=["asked_by_kind", "asked_by_id"], name="work_asked_by"),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="work_parent"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_at=None, state__in=OPEN_STATES)
                | Q(closed_at__isnull=False, state__in=CLOSED_STATES),
                name="work_closed_is_closed",
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="work_percent"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("pk")), name="work_not_its_own_parent"
            ),
            models.UniqueConstraint(
                fields=["series", "period_key"], condition=Q(series__isnull=False), name="work_once_a_period"
            ),
        ]

    @property
    def ref(self) -> Ref:
        return Ref("assignment", self.pk)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def state_word(self) -> str:
        return WorkState(self.state).word


class Coop(models.Model):
    """An office that takes part."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="coops")
    office = models.ForeignKey("town.Office", models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "office"], name="work_coop_once"),
        ]

    def __str__(self) -> str:
        return str(self.office)


class Answered(models.Model):
    """Something that one side asks and the other answers, once."""

    reason = models.CharField("lý do", max_length=1000, blank=True)
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=choices(Answer), default=Answer.WAITING.value)
    answered_by = models.ForeignKey(
        "town.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_by_name = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True)
    remark = models.CharField("ý kiến", max_length=1000, blank=True)

    class Meta:
        abstract = True

    @property
    def is_waiting(self) -> bool:
        return self.answered_at is None

    @property
    def answer_word(self) -> str:
        return Answer(self.answer).word


class HandOver(Answered):
    """An office (or a person) offers an assignment to another. Until it is accepted the giver stays responsible, and it
    shows on both desks."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="hand_overs")
    from_office = models.ForeignKey(
        "town.Office", models.PROTECT, null=True, related_name="+", db_index=False
    )
    from_person = models.ForeignKey(
        "town.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    to_office = models.ForeignKey("town.Office", models.PROTECT, null=True, related_name="+", db_index=False)
    to_person = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["to_office"], condition=Q(answered_at=None), name="work_hand_to_office"),
            models.Index(fields=["to_person"], condition=Q(answered_at=None), name="work_hand_to_person"),
            models.Index(fields=["from_office"], condition=Q(answered_at=None), name="work_hand_from_office"),
            models.Index(fields=["from_person"], condition=Q(answered_at=None), name="work_hand_from_person"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(answered_at=None), name="work_one_hand_over_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_office or self.from_person} → {self.to_office or self.to_person}"

    @property
    def ref(self) -> Ref:
        return Ref("hand-over", self.pk)


class Extension(Answered):
    """More time asked of the asker."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="extensions")
    old_due = models.DateField(null=True)
    wanted = models.DateField("xin đến ngày")
    granted = models.DateField("cho đến ngày", null=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(answered_at=None), name="work_one_extension_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_due} → {self.wanted}"

    @property
    def ref(self) -> Ref:
        return Ref("extension", self.pk)


class Evidence(models.Model):
    """A kept file that shows what was done."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="evidence")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return self.name


class Passing(models.Model):
    """An obligation went from a unit that is no more to its successor; readable under both."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="passings")
    from_unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    from_office = models.ForeignKey(
        "town.Office", models.PROTECT, null=True, related_name="+", db_index=False
    )
    to_unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+", db_index=False)
    to_office = models.ForeignKey("town.Office", models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.from_unit} → {self.to_unit}"
