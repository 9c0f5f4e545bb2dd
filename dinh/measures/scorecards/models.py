"""Tables of the scorecards. Editions are dated data loaded from files; a card is one unit's by one edition in one period."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from dinh.ground.shapes import Ref
from dinh.papers.models import Paper
from dinh.town.models import Person, Unit

from .rules import Kind


def _words(vi: str, en: str) -> str:
    return en if en and (translation.get_language() or "vi").startswith("en") else vi


class Scorecard(models.Model):
    """A set of criteria by which units are judged: 766, DTI, a commune set."""

    code = models.SlugField("mã", max_length=20, unique=True)
    words = models.CharField("tên", max_length=300)
    words_en = models.CharField(max_length=300, blank=True)
    levels = models.JSONField("cấp đơn vị", default=list)
    """Levels of units that it is for: 1 province, 3 commune."""
    period = models.CharField("kỳ", max_length=12, default="year")

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return _words(self.words, self.words_en)

    @property
    def ref(self) -> Ref:
        return Ref("scorecard", self.pk)


class ScoreEditionQuerySet(models.QuerySet["ScoreEdition"]):
    def in_force(self, day: date) -> ScoreEditionQuerySet:
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class ScoreEdition(models.Model):
    """A scorecard as it was from one day to another. Once a card stands on it, it takes no change."""

    scorecard = models.ForeignKey(Scorecard, models.PROTECT, related_name="editions")
    code = models.CharField("bản", max_length=40, unique=True)
    words = models.CharField("tên", max_length=400)
    words_en = models.CharField(max_length=400, blank=True)
    since = models.DateField("từ ngày")
    until = models.DateField("đến hết ngày", null=True, blank=True)
    source = models.TextField("nguồn")
    confirmed = models.BooleanField("đã đối chiếu", default=False)
    doubts = models.JSONField("điều chưa chắc", default=list)
    """[{vi, en}]."""
    handing = models.CharField(max_length=8, default="group")
    """Where the points of what does not apply go: group, whole, none."""
    merged = models.CharField(max_length=8, default="none")
    """The year of a merger: mean of the old units' main indexes, or none."""
    scale = models.PositiveIntegerField(default=0)
    """Published as points divided by this (DTI: 1000); 0 says points."""
    ranks = models.JSONField("xếp loại", default=dict)
    """{source, confirmed, steps: [[least, vi, en]]}."""
    bridge = models.JSONField("cầu nối", default=dict)
    """{from: code of the edition before, pairs: [[old, new]]}."""
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    objects = ScoreEditionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["scorecard_id", "-since"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="measures_score_edition_days"
            )
        ]

    def __str__(self) -> str:
        return _words(self.words, self.words_en)

    @property
    def ref(self) -> Ref:
        return Ref("score-edition", self.pk)

    @property
    def doubts_said(self) -> list[str]:
        return [_words(row["vi"], row.get("en", "")) for row in self.doubts]


class Criterion(models.Model):
    """One line of an edition's tree. A line without a kind is a heading and gives its children's points."""

    edition = models.ForeignKey(ScoreEdition, models.CASCADE, related_name="criteria")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="+")
    order = models.PositiveSmallIntegerField()
    code = models.CharField("STT", max_length=20)
    words = models.CharField("chỉ số", max_length=600)
    words_en = models.CharField(max_length=600, blank=True)
    most = models.DecimalField("điểm tối đa", max_digits=8, decimal_places=2)
    kind = models.CharField(max_length=10, blank=True, choices=[(kind.value, kind.value) for kind in Kind])
    full_from = models.DecimalField(max_digits=6, decimal_places=2, default=100)
    steps = models.JSONField(default=list)
    """[[from this value on, points]]."""
    zero = models.CharField(max_length=4, default="na")
    bound = models.CharField(max_length=10, default="reported")
    """measure, reported, document."""
    measure = models.CharField("số đo", max_length=80, blank=True)
    how = models.TextField("cách xác định", blank=True)
    how_en = models.TextField(blank=True)
    evidence = models.TextField("tài liệu kiểm chứng", blank=True)
    evidence_en = models.TextField(blank=True)
    gathered = models.CharField("nguồn thu thập", max_length=300, blank=True)
    gathered_en = models.CharField(max_length=300, blank=True)
    verifier = models.CharField("đơn vị xác minh", max_length=300, blank=True)
    verifier_en = models.CharField(max_length=300, blank=True)
    effort = models.PositiveSmallIntegerField(default=2)
    """1 little, 2 some, 3 much."""
    doubt = models.TextField(blank=True)
    doubt_en = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["edition_id", "order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "code"], name="measures_criterion_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.said}"

    @property
    def ref(self) -> Ref:
        return Ref("criterion", self.pk)

    @property
    def said(self) -> str:
        return _words(self.words, self.words_en)

    @property
    def how_said(self) -> str:
        return _words(self.how, self.how_en)

    @property
    def evidence_said(self) -> str:
        return _words(self.evidence, self.evidence_en)

    @property
    def gathered_said(self) -> str:
        return _words(self.gathered, self.gathered_en)

    @property
    def verifier_said(self) -> str:
        return _words(self.verifier, self.verifier_en)

    @property
    def doubt_said(self) -> str:
        return _words(self.doubt, self.doubt_en)


class CardState(models.TextChoices):
    """Where a unit's card is."""

    OPEN = "open", _("đang tự đánh giá")
    SENT = "sent", _("chờ thẩm định")
    APPRAISED = "appraised", _("đã thẩm định")


class Card(models.Model):
    """One unit's scorecard in one period: the frame of what the unit says of itself and what the appraiser says."""

    edition = models.ForeignKey(ScoreEdition, models.PROTECT, related_name="cards")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    period = models.CharField("kỳ", max_length=10)
    state = models.CharField(max_length=10, choices=CardState.choices, default=CardState.OPEN)
    opened_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    appraised_at = models.DateTimeField(null=True, blank=True)
    totals = models.JSONField(default=dict)
    """What stood when it was sent and when it was appraised: {self: {...}, appraisal: {...}}; figures as text."""

    class Meta:
        ordering: ClassVar = ["-period", "unit_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "unit", "period"], name="measures_card_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.edition.code} {self.period}"

    @property
    def ref(self) -> Ref:
        return Ref("score-card", self.pk)


class Side(models.TextChoices):
    """Who says it."""

    SELF = "self", _("tự đánh giá")
    APPRAISAL = "appraisal", _("thẩm định")


class Said(models.Model):
    """What one side says of one criterion. A correction is a new row; the newest stands (`current`)."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="said")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side.choices)
    numerator = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    choice = models.CharField(max_length=4, blank=True)
    points = models.DecimalField("điểm", max_digits=8, decimal_places=2, null=True, blank=True)
    """Points said outright; else they follow from the figures above."""
    applies = models.BooleanField(default=True)
    remark = models.TextField("nhận xét", blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    current = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["card_id", "criterion_id", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["card", "criterion", "side"], condition=Q(current=True), name="measures_said_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} {self.side}"

    def figures(self) -> dict[str, Any]:
        """What is told in the ledger."""
        return {
            name: str(value)
            for name in ("numerator", "denominator", "value", "choice", "points", "remark")
            if (value := getattr(self, name)) not in (None, "")
        } | ({} if self.applies else {"applies": "0"})


class Evidence(models.Model):
    """A filed paper that shows a criterion."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="evidence")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["card_id", "criterion_id", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["card", "criterion", "paper"],
                condition=Q(withdrawn_at=None),
                name="measures_evidence_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.paper_id}"
