"""What citizens say of how their dossier was dealt with: a rating, a complaint and what was answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dinh.ground.shapes import Ref

from ..shapes import ComplaintAbout, ComplaintState
from .initiative import choices

STARS = [(n, str(n)) for n in range(1, 6)]
DISLIKED = 2
"""So many stars and fewer is not content."""


class Rating(models.Model):
    """One rating of a dossier by who handed it in; given anew it takes the place of the one before."""

    dossier = models.OneToOneField("dossiers.Dossier", models.PROTECT, related_name="+")
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+", db_index=False)
    stars = models.PositiveSmallIntegerField("mức hài lòng", choices=STARS)
    words = models.CharField("góp ý", max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "-at", "-id"], name="voices_rating_unit")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(stars__gte=1) & Q(stars__lte=5), name="voices_stars"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.stars}"


class Complaint(models.Model):
    """A complaint about a dossier. What was written is never altered; `unit` must answer by `due_on`."""

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    """Of this dossier; the second goes to the unit above."""
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+", db_index=False)
    about = models.CharField("về", max_length=12, choices=choices(ComplaintAbout))
    text = models.TextField("nội dung")
    state = models.CharField(max_length=10, choices=choices(ComplaintState), default="waiting")
    put_at = models.DateTimeField("gửi lúc")
    due_on = models.DateField("phải trả lời trước hết ngày")
    decline_until = models.DateField()
    ask_until = models.DateField()
    asked = models.CharField("cần nói rõ", max_length=1000, blank=True)
    asked_at = models.DateTimeField(null=True)
    said_more = models.TextField("nói rõ thêm", blank=True)
    answer = models.TextField("trả lời", blank=True)
    answered_at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=120, blank=True)
    late = models.BooleanField(null=True)
    content = models.BooleanField("hài lòng với trả lời", null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["unit", "-put_at", "-id"], name="voices_complaint_unit"),
            models.Index(
                fields=["unit", "due_on"],
                condition=Q(state__in=("waiting", "asked")),
                name="voices_complaint_open",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "number"], name="voices_complaint_number"),
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(state__in=("waiting", "asked")),
                name="voices_complaint_one_waits",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=F("put_at")), name="voices_complaint_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.number}"

    @property
    def ref(self) -> Ref:
        return Ref("complaint", self.pk)

    @property
    def state_word(self) -> str:
        return ComplaintState(self.state).word

    @property
    def state_look(self) -> str:
        return ComplaintState(self.state).look

    @property
    def about_word(self) -> str:
        return ComplaintAbout(self.about).word

    @property
    def open(self) -> bool:
        return self.state in ("waiting", "asked")
