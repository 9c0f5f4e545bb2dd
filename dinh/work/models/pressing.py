"""Reminders, the morning's digest, presses and the answers owed to them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dinh.ground.shapes import Ref
from dinh.work.pressing import shapes
from dinh.work.pressing.shapes import OWED_WORDS, TO_WORDS, When

from .assignment import Assignment, choices


class LocalRule(models.Model):
    """A rule of reminding that a locality added, or (`off` names its key) one of the house's that it does without."""

    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    off = models.CharField("tắt quy tắc", max_length=40, blank=True)
    when = models.CharField("lúc nào", max_length=8, choices=choices(When), blank=True)
    days = models.PositiveSmallIntegerField("số ngày làm việc", default=0)
    most = models.PositiveSmallIntegerField("nhiều nhất mấy lần", default=1)
    to = models.JSONField("nhắc ai", default=list)
    asked_by_kind = models.CharField("loại việc", max_length=40, blank=True)
    source = models.CharField("căn cứ", max_length=300, blank=True)
    since = models.DateField("từ ngày")
    until = models.DateField("đến hết ngày", null=True)
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["unit_id", "since", "id"]

    def __str__(self) -> str:
        return self.off or self.shape().words

    @property
    def ref(self) -> Ref:
        return Ref("reminder-rule", self.pk)

    @property
    def key(self) -> str:
        return f"dp-{self.pk}"

    def shape(self) -> shapes.ReminderRule:
        """The rule as the rules see it. Needs `unit` selected."""
        return shapes.ReminderRule(
            key=self.key,
            when=self.when,
            days=self.days,
            most=self.most,
            to=tuple(self.to),
            since=self.since,
            until=self.until,
            unit_path=self.unit.path,
            asked_by_kind=self.asked_by_kind,
            source=self.source,
            local=True,
        )


class Digest(models.Model):
    """One person's one message of one morning. `content` holds counts and the first ids of each list."""

    person = models.ForeignKey("town.Person", models.PROTECT, related_name="+")
    day = models.DateField()
    content = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "person"], name="work_one_digest_a_morning"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.day:%d/%m/%Y}"

    @property
    def ref(self) -> Ref:
        return Ref("digest", self.pk)


class Reminder(models.Model):
    """Somebody is reminded of something by one turn of one rule, once. `digest` is the message that carried it."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="reminders", db_index=False)
    rule_key = models.CharField(max_length=40)
    due_on = models.DateField()
    turn = models.PositiveSmallIntegerField()
    person = models.ForeignKey("town.Person", models.PROTECT, related_name="+", db_index=False)
    as_role = models.CharField(max_length=8, choices=list(TO_WORDS.items()))
    moment = models.DateField()
    made_on = models.DateField()
    digest = models.ForeignKey(Digest, models.SET_NULL, null=True, related_name="reminders", db_index=False)

    class Meta:
        constraints: ClassVar = [
            # This is what keeps a reminder from being made twice, whatever happens to the clock or to the job.
            models.UniqueConstraint(
                fields=["assignment", "rule_key", "due_on", "turn", "person"], name="work_reminder_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["moment"], name="work_reminder_moment"),
            models.Index(fields=["person"], condition=Q(digest=None), name="work_reminder_unsaid"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} · {self.rule_key} · {self.turn}"


class Morning(models.Model):
    """That a day's reminders and digests were all made."""

    day = models.DateField(primary_key=True)
    reminders = models.PositiveIntegerField(default=0)
    digests = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"


class DigestWish(models.Model):
    """How a person wants the morning's digest. Without a row: in the program and by e-mail."""

    person = models.OneToOneField("town.Person", models.PROTECT, related_name="+")
    inside = models.BooleanField("trong phần mềm", default=True)
    email = models.BooleanField("thư điện tử", default=True)

    def __str__(self) -> str:
        return f"{self.person_id}"


class Press(models.Model):
    """One act of pressing: words, what for, and the day by which an answer is owed."""

    class Kind(models.TextChoices):
        ONE = "one", "Một việc"
        SOME = "some", "Những việc đã chọn"
        OFFICE = "office", "Mọi việc quá hạn của một cơ quan"
        UNIT = "unit", "Mọi việc quá hạn của một đơn vị"
        ASKED = "asked", "Mọi cơ quan quá hạn một loại việc"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    asked_by_kind = models.CharField(max_length=40, blank=True)
    unit = models.ForeignKey(
        "town.Unit", models.PROTECT, related_name="+", help_text="nơi người đôn đốc đứng"
    )
    words = models.TextField("lời đôn đốc")
    answer_by = models.DateField("trả lời trước hết ngày")
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["by", "-id"], name="work_press_by")]

    def __str__(self) -> str:
        return f"{self.by_name} · {self.at:%d/%m/%Y}"

    @property
    def ref(self) -> Ref:
        return Ref("press", self.pk)


class PressOwed(models.Model):
    """The answer that one office owes to one press."""

    press = models.ForeignKey(Press, models.CASCADE, related_name="owed")
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+", db_index=False)
    office = models.ForeignKey("town.Office", models.PROTECT, null=True, related_name="+", db_index=False)
    answer_by = models.DateField()
    state = models.CharField(max_length=8, choices=list(OWED_WORDS.items()), default="waiting")
    text = models.TextField("trả lời", blank=True)
    promised_on = models.DateField("hứa xong ngày", null=True)
    answered_by = models.ForeignKey(
        "town.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_by_name = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["answer_by"], condition=Q(state="waiting"), name="work_owed_waiting"),
            models.Index(fields=["office"], condition=Q(state="waiting"), name="work_owed_office"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False),
                name="work_answered_is_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.press_id} · {self.office_id or self.unit_id}"

    @property
    def ref(self) -> Ref:
        return Ref("press-owed", self.pk)

    @property
    def word(self) -> str:
        return OWED_WORDS[self.state]


class PressItem(models.Model):
    """One assignment that an answer is owed on."""

    owed = models.ForeignKey(PressOwed, models.CASCADE, related_name="items")
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="pressed", db_index=False)
    due_on = models.DateField(null=True, help_text="hạn lúc đôn đốc")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "owed"], name="work_press_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.owed_id} · {self.assignment_id}"


class PressTold(models.Model):
    """Somebody hears of a press: at once (step 0), or when it went up a level."""

    owed = models.ForeignKey(PressOwed, models.CASCADE, related_name="told")
    person = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    step = models.PositiveSmallIntegerField(default=0)
    as_role = models.CharField(max_length=8, choices=list(TO_WORDS.items()))
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = [F("step").asc(), "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owed", "step", "person"], name="work_told_once"),
            # A step for which nobody could be found is kept as well, once.
            models.UniqueConstraint(
                fields=["owed", "step"], condition=Q(person=None), name="work_told_nobody_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owed_id} · {self.person_id} · {self.step}"
