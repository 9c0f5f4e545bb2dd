"""An upload, what the machine read in it, and what reviewers decided about each thing it proposed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from dinh.ground.shapes import Ref
from dinh.plans.shapes import ItemKind, ItemState, ReadingState


def choices(enum: Any) -> list[tuple[str, str]]:
    return [(member.value, member.word) for member in enum]


class Reading(models.Model):
    """One file on its way from upload to plan. `head` is what the machine read and never changes; `head_corrected` is
    the reviewer's version of it."""

    paper = models.ForeignKey("papers.Paper", models.PROTECT, related_name="+")
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=choices(ReadingState), default=ReadingState.QUEUED.value)
    sentence = models.CharField("lý do", max_length=600, blank=True)
    page_now = models.PositiveIntegerField(default=0)
    page_total = models.PositiveIntegerField(default=0)
    engine = models.CharField("bản máy đọc", max_length=60, blank=True)
    origin = models.CharField("nguồn chữ", max_length=8, blank=True)
    head = models.JSONField(default=dict)
    head_corrected = models.JSONField(null=True, blank=True)
    head_version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    made_by_name = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True, blank=True)
    """Last sign of life of whoever reads it; an old one means that the reader died and another may take over."""
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["state", "made_at"])]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("reading", self.pk)

    @property
    def head_now(self) -> dict[str, Any]:
        return self.head_corrected if self.head_corrected is not None else self.head

    @property
    def name(self) -> str:
        """Number and kind when they are known, else the title or the file's own name."""
        head = self.head_now
        number = head.get("number")
        if number:
            return f"{head.get('kind') or 'Kế hoạch'} {number}"
        return head.get("title") or self.paper.title or self.paper.file_name

    @property
    def state_word(self) -> str:
        return ReadingState(self.state).word


class ReadingPage(models.Model):
    """One page of the source as read. `lines` is a list of {n, t, c, b, k}: number, text as in the source, text with
    marks restored (absent when the same), box, confidence."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    first_line = models.PositiveIntegerField(default=0)
    last_line = models.PositiveIntegerField(default=0)
    lines = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    origin = models.CharField(max_length=8, blank=True)
    turn = models.PositiveSmallIntegerField(default=0)
    """Degrees the page's picture is turned to stand upright; boxes are of the upright page."""

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reading", "number"], name="plans_page_once"),
        ]

    def __str__(self) -> str:
        return f"trang {self.number}"


class ProposalItem(models.Model):
    """One thing the machine proposes (or a reviewer added). `as_read` never changes; `version` grows with each deed, so
    that two reviewers cannot overwrite each other."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=8, choices=choices(ItemKind))
    mark = models.CharField("mã trong bản đọc", max_length=24)
    position = models.PositiveIntegerField()
    as_read = models.JSONField(default=dict)
    corrected = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=choices(ItemState), default=ItemState.UNSEEN.value)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    """For a piece of a split: what was split. For a merged item: what it was merged into."""
    added = models.BooleanField(default=False)
    """Found by a person, not by the machine; also true of the pieces of a split."""
    version = models.PositiveIntegerField(default=1)
    doubts = models.JSONField(default=list)
    doubtful = models.BooleanField(default=False)
    confidence = models.FloatField(default=1.0)
    page = models.PositiveIntegerField(default=1)
    first_line = models.PositiveIntegerField(default=0)
    last_line = models.PositiveIntegerField(default=0)
    remark = models.CharField(max_length=600, blank=True)
    decided_by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    decided_by_name = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        indexes: ClassVar = [models.Index(fields=["reading", "kind", "position"])]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("proposal", self.pk)

    @property
    def now(self) -> dict[str, Any]:
        """The payload as it stands: the reviewer's when there is one, else the machine's."""
        return self.corrected if self.corrected is not None else self.as_read

    @property
    def title(self) -> str:
        payload = self.now
        return str(payload.get("text") or payload.get("name") or payload.get("what") or "")

    @property
    def state_word(self) -> str:
        return ItemState(self.state).word

    @property
    def kind_word(self) -> str:
        return ItemKind(self.kind).word


class Problem(models.Model):
    """Something wrong in the plan's own text, settled by a person in words."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="problems")
    position = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=24)
    message = models.TextField()
    lines = models.JSONField(default=list)
    about = models.JSONField(default=list)
    settlement = models.CharField(max_length=600, blank=True)
    settled_by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    settled_by_name = models.CharField(max_length=120, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.message

    @property
    def is_open(self) -> bool:
        return self.settled_at is None


class Seat(models.Model):
    """Where a reviewer left off in a reading: coming back opens there, and others see who is at which item."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="seats")
    person = models.ForeignKey("town.Person", models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=choices(ItemKind))
    item = models.ForeignKey(ProposalItem, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reading", "person"], name="plans_seat_once"),
        ]

    def __str__(self) -> str:
        return self.name
