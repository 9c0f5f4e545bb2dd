"""A plan as adopted: its head, targets, tasks, projects, reporting duties, and where each stands in the paper."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dinh.ground.search import SearchField
from dinh.ground.shapes import Ref
from dinh.plans.shapes import OVER, PILLARS, LinkKind, PlanState

from .reading import Reading, choices


class Plan(models.Model):
    """One plan of one unit. A later plan that amends or replaces it changes `state` and `until`, never its contents."""

    paper = models.ForeignKey("papers.Paper", models.PROTECT, related_name="+")
    reading = models.OneToOneField(Reading, models.PROTECT, related_name="plan")
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=80, blank=True)
    symbol = models.CharField("số, ký hiệu", max_length=80, blank=True)
    date = models.DateField("ngày ban hành", null=True, blank=True)
    title = models.CharField(max_length=600)
    issuer = models.CharField(max_length=300, blank=True)
    signer = models.CharField(max_length=120, blank=True)
    horizon_from = models.PositiveSmallIntegerField(null=True, blank=True)
    horizon_to = models.PositiveSmallIntegerField(null=True, blank=True)
    vision_to = models.PositiveSmallIntegerField(null=True, blank=True)
    implements = models.JSONField(default=list)
    carries_out = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_out_by"
    )
    state = models.CharField(max_length=10, choices=choices(PlanState), default=PlanState.IN_FORCE.value)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    amends = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="amended_by")
    amends_since = models.DateField(null=True, blank=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    as_read = models.BooleanField("máy đọc, chưa soát", default=False)
    search = SearchField(of=("symbol", "title", "issuer", "unit_words"))
    adopted_by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    adopted_by_name = models.CharField(max_length=120, blank=True)
    adopted_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-since", "-id"]
        indexes: ClassVar = [models.Index(fields=["unit", "-since"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="plans_plan_days"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("plan", self.pk)

    @property
    def name(self) -> str:
        """ "Kế hoạch 27/KH-UBND", or the title when the paper has no number."""
        return f"{self.kind or 'Kế hoạch'} {self.symbol}" if self.symbol else self.title

    @property
    def unit_words(self) -> str:
        return self.unit.full_name

    @property
    def state_word(self) -> str:
        return PlanState(self.state).word

    def state_at(self, day: datetime.date) -> tuple[str, str]:
        """How it is drawn and called on a day: the look's name and the word. A plan whose period or unit is over is not
        under way any more, though nobody replaced it. Needs `unit` selected."""
        if self.state == PlanState.REPLACED.value:
            return "none", self.state_word
        if self.unit.until is not None and self.unit.until < day:
            return "none", "Đã dừng theo đơn vị"
        if self.horizon_to and self.horizon_to < day.year:
            return "none", OVER
        return "info", self.state_word

    @property
    def head_unreviewed(self) -> bool:
        """Its number, day and signer are as the machine read them; no person has looked at them. Needs `reading`."""
        return self.as_read or self.reading.head_version == 1

    @property
    def later(self) -> list[tuple[Plan, datetime.date | None]]:
        """Plans that replaced or amended this one, each with the day since when. Two queries."""
        replaced = [
            (each, self.until + datetime.timedelta(days=1) if self.until else None)
            for each in self.replaced_by.all()
        ]
        return replaced + [(each, each.amends_since) for each in self.amended_by.all()]

    @property
    def horizon(self) -> str:
        if self.horizon_from and self.horizon_to and self.horizon_from != self.horizon_to:
            return f"{self.horizon_from}–{self.horizon_to}"
        year = self.horizon_to or self.horizon_from
        return str(year) if year else ""


class Led(models.Model):
    """A thing of a plan with an office in the lead. `lead_words` is what the paper says; `lead_office` is null when the
    town's register has no office of that name on the plan's date."""

    item = models.OneToOneField("plans.ProposalItem", models.PROTECT, null=True, related_name="+")
    mark = models.CharField("mã", max_length=24)
    position = models.PositiveIntegerField()
    lead_office = models.ForeignKey("town.Office", models.PROTECT, null=True, blank=True, related_name="+")
    lead_words = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def lead_name(self) -> str:
        return self.lead_office.name if self.lead_office_id and self.lead_office else self.lead_words

    @property
    def lead_unmatched(self) -> bool:
        return bool(self.lead_words) and self.lead_office_id is None


class Target(Led):
    """A promise with a measure. `value` and `value_max` are numbers of `measure` units."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="targets")
    pillar = models.CharField(max_length=16, choices=list(PILLARS.items()), default="other")
    text = models.TextField()
    metric = models.CharField(max_length=600, blank=True)
    operator = models.CharField(max_length=6)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    value_max = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    measure = models.CharField("đơn vị tính", max_length=80, blank=True)
    due_year = models.PositiveSmallIntegerField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    due_words = models.CharField(max_length=200, blank=True)
    scope = models.CharField(max_length=200, blank=True)
    section = models.CharField(max_length=300, blank=True)
    search = SearchField(of=("text", "metric", "lead_name", "lead_words"))

    class Meta:
        ordering: ClassVar = ["position", "id"]
        indexes: ClassVar = [models.Index(fields=["plan", "pillar"])]

    def __str__(self) -> str:
        return self.text

    @property
    def ref(self) -> Ref:
        return Ref("target", self.pk)

    @property
    def pillar_word(self) -> str:
        return PILLARS.get(self.pillar, self.pillar)


class TargetOffice(models.Model):
    """A co-operating office of a target, matched or in the paper's words."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="coop")
    office = models.ForeignKey("town.Office", models.PROTECT, null=True, blank=True, related_name="+")
    words = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.office.name if self.office_id and self.office else self.words


class Task(Led):
    """Something to be done, once by a day or again and again."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks")
    text = models.TextField()
    output = models.TextField(blank=True)
    coop_words = models.JSONField(default=list)
    due_on = models.DateField(null=True, blank=True)
    due_words = models.CharField(max_length=200, blank=True)
    rhythm = models.CharField(max_length=40, blank=True)
    section = models.CharField(max_length=300, blank=True)
    where = models.CharField(max_length=8, blank=True)
    search = SearchField(of=("text", "output", "lead_name", "lead_words"))

    class Meta:
        ordering: ClassVar = ["position", "id"]
        indexes: ClassVar = [models.Index(fields=["plan", "position"])]

    def __str__(self) -> str:
        return self.text

    @property
    def ref(self) -> Ref:
        return Ref("task", self.pk)


class Project(Led):
    """Something with money. The sums are in `money`, by source and year."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="projects")
    name = models.TextField()
    group = models.CharField(max_length=300, blank=True)
    coop_words = models.JSONField(default=list)
    period = models.CharField(max_length=80, blank=True)
    due_on = models.DateField(null=True, blank=True)
    legal_basis = models.TextField(blank=True)
    content = models.TextField(blank=True)
    search = SearchField(of=("name", "content", "lead_name", "lead_words"))

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("project", self.pk)


class ProjectMoney(models.Model):
    """Whole đồng. An empty source or year means "all"."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="money")
    amount = models.BigIntegerField()
    source = models.CharField(max_length=200, blank=True)
    year = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return f"{self.amount}"


class Duty(models.Model):
    """A reporting duty: who reports what to whom, how often, by when."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="duties")
    item = models.OneToOneField("plans.ProposalItem", models.PROTECT, null=True, related_name="+")
    mark = models.CharField(max_length=24)
    position = models.PositiveIntegerField()
    who_words = models.CharField(max_length=300, blank=True)
    who_office = models.ForeignKey("town.Office", models.PROTECT, null=True, blank=True, related_name="+")
    what = models.TextField()
    to_words = models.CharField(max_length=300, blank=True)
    rhythm = models.CharField(max_length=80, blank=True)
    due_words = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.what


class Place(models.Model):
    """Where something of a plan stands in its paper, in the paper's own letters."""

    target = models.ForeignKey(Target, models.CASCADE, null=True, blank=True, related_name="places")
    task = models.ForeignKey(Task, models.CASCADE, null=True, blank=True, related_name="places")
    project = models.ForeignKey(Project, models.CASCADE, null=True, blank=True, related_name="places")
    duty = models.ForeignKey(Duty, models.CASCADE, null=True, blank=True, related_name="places")
    where = models.CharField(max_length=8)
    page = models.PositiveIntegerField(default=1)
    first_line = models.PositiveIntegerField()
    last_line = models.PositiveIntegerField()
    quote = models.TextField()

    class Meta:
        ordering: ClassVar = ["first_line", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(target__isnull=False, task=None, project=None, duty=None)
                | Q(target=None, task__isnull=False, project=None, duty=None)
                | Q(target=None, task=None, project__isnull=False, duty=None)
                | Q(target=None, task=None, project=None, duty__isnull=False),
                name="plans_place_of_one",
            ),
        ]

    def __str__(self) -> str:
        return self.quote

    @property
    def where_word(self) -> str:
        return "Phụ lục" if self.where == "appendix" else "Phần nội dung"


class TargetLink(models.Model):
    """A target carries out a target of the plan above. Ended, not deleted."""

    target = models.ForeignKey(Target, models.PROTECT, related_name="parents")
    parent = models.ForeignKey(Target, models.PROTECT, related_name="children")
    kind = models.CharField(max_length=10, choices=choices(LinkKind))
    difference = models.CharField(max_length=400, blank=True)
    """What differs between the two promises, in words; empty when nothing does."""
    remark = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["target", "parent"], condition=Q(ended_at=None), name="plans_link_once"
            ),
            models.CheckConstraint(condition=~Q(target=F("parent")), name="plans_link_not_self"),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} → {self.parent_id}"

    @property
    def kind_word(self) -> str:
        return LinkKind(self.kind).word


def as_decimal(value: object) -> Decimal | None:
    """A number out of JSON without the noise of binary fractions; None stays None."""
    return None if value is None or value == "" else Decimal(str(value))
