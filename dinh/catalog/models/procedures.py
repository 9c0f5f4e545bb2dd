"""Procedures and their dated editions. What is offered lives here; cases live in rooms above.

An edition is what the law said of a procedure from one day to another. Rows that hang on it (ways, fees, papers…) belong
to that edition alone, so a case that keeps its edition keeps every word of its day."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from dinh.ground.search import SearchField
from dinh.ground.shapes import Ref
from dinh.town.models import Dated, DatedQuerySet, Office, Unit

from ..shapes import Channel, EditionState, FeeKind, Online, Per, TermUnit


def choices(enum: Any) -> list[tuple[Any, str]]:
    return [(member.value, member.word) for member in enum]


_DAYS = Q(since=None) | Q(until=None) | Q(until__gte=F("since"))


class Field(Dated):
    """A field of procedures (lĩnh vực): "Hộ tịch", "Chứng thực"."""

    code = models.SlugField("mã lĩnh vực", max_length=60, unique=True)
    name = models.CharField("tên lĩnh vực", max_length=200)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("procedure-field", self.pk)


class Procedure(models.Model):
    """One procedure, known for good by its national code d.dddddd. What it is like on a day is its edition."""

    code = models.CharField("mã", max_length=8, unique=True)
    field = models.ForeignKey(Field, models.PROTECT, related_name="procedures")
    keeper = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="nơi giữ danh mục")
    """Whose mandates reach its editions: the unit that entered it."""
    name = models.CharField("tên", max_length=500)
    """As in the newest published edition (the first draft before that), for lists and search."""
    words = models.CharField("từ hay gọi", max_length=500, blank=True)
    """What people call it: "giấy độc thân"."""
    search = SearchField(of=("code", "name", "words"))

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def ref(self) -> Ref:
        return Ref("procedure", self.pk)


class EditionChanged(Exception):
    """Somebody tried to save over a published edition. A mistake of the program, not of a person."""


class EditionQuerySet(models.QuerySet["ProcedureEdition"]):
    """Editions of procedures."""

    def in_force(self, day: date) -> EditionQuerySet:
        """The published ones of that day: one a procedure at most."""
        return self.filter(Q(until=None) | Q(until__gte=day), state="published", since__lte=day)


class ProcedureEdition(models.Model):
    """What a procedure was like from `since` to `until`, both days included."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField("bản số")
    since = models.DateField("từ ngày", null=True, blank=True)
    until = models.DateField("đến hết ngày", null=True, blank=True)
    until_said = models.DateField(null=True, blank=True)
    """The end that the edition itself was given; `until` is that or the day before the next edition."""
    state = models.CharField(max_length=10, choices=choices(EditionState), default="draft")
    version = models.PositiveIntegerField(default=1)
    """Moves with each change of a draft, so that two people do not write over one another."""

    name = models.CharField("tên thủ tục", max_length=500)
    level = models.JSONField("cấp thực hiện", default=list, blank=True)
    kind = models.CharField("loại thủ tục", max_length=200, blank=True)
    decision_symbol = models.CharField("quyết định công bố", max_length=80, blank=True)
    decision_on = models.DateField("ngày quyết định", null=True, blank=True)
    decision_by = models.CharField("cơ quan công bố", max_length=200, blank=True)
    basis_effective_on = models.DateField("ngày văn bản quy định có hiệu lực", null=True, blank=True)
    public_on = models.DateField("ngày công khai", null=True, blank=True)
    steps_text = models.TextField("trình tự thực hiện", blank=True)
    who_may_apply = models.JSONField("đối tượng thực hiện", default=list, blank=True)
    performer = models.CharField("cơ quan thực hiện", max_length=300, blank=True)
    competent = models.CharField("cơ quan có thẩm quyền", max_length=300, blank=True)
    cooperating = models.CharField("cơ quan phối hợp", max_length=300, blank=True)
    conditions = models.TextField("yêu cầu, điều kiện", blank=True)
    online = models.CharField("mức trực tuyến", max_length=8, choices=choices(Online), default="info")
    same_day = models.BooleanField("trả trong ngày", default=False)
    pay_on_portal = models.BooleanField("nộp tiền được trên Cổng", default=False)
    person_data = models.BooleanField("kết nối dữ liệu dân cư", default=False)
    e_copies = models.BooleanField("chứng thực bản sao điện tử", default=False)
    life_events = models.JSONField("sự kiện đời sống", default=list, blank=True)
    sources = models.JSONField(default=dict, blank=True)
    """{field: {source, confirmed, doubt}} for the fields above and for whole tables ("ways", "papers"…)."""
    form_schema = models.JSONField(default=dict, blank=True)
    result_templates = models.JSONField(default=list, blank=True)

    tags = models.CharField(max_length=600, blank=True, editable=False)
    """Level and life events as " xa sinh-con ", which both databases can search."""
    fingerprint = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    made_by_name = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    published_by_name = models.CharField(max_length=120, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField("lý do rút", max_length=600, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["procedure_id", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["procedure", "number"], name="catalog_edition_number"),
            models.UniqueConstraint(
                fields=["procedure", "since"],
                condition=Q(state="published"),
                name="catalog_edition_one_a_day",
            ),
            models.CheckConstraint(condition=_DAYS, name="catalog_edition_days"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(since__isnull=False), name="catalog_edition_since"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "since", "until"])]

    def __str__(self) -> str:
        return f"{self.name} (bản {self.number})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A published edition takes no change but its end and its withdrawal."""
        fields = set(kwargs.get("update_fields") or ())
        if self.pk and self.state != EditionState.DRAFT and not (fields and fields <= _MAY_CHANGE):
            raise EditionChanged(f"edition {self.pk} is {self.state}")
        super().save(*args, **kwargs)

    @property
    def ref(self) -> Ref:
        return Ref("procedure-edition", self.pk)

    @property
    def state_word(self) -> str:
        return EditionState(self.state).word

    @property
    def state_look(self) -> str:
        return EditionState(self.state).look

    def in_force_on(self, day: date) -> bool:
        return bool(
            self.state == EditionState.PUBLISHED
            and self.since
            and self.since <= day
            and (self.until is None or day <= self.until)
        )


_MAY_CHANGE = {
    "state", "until", "until_said", "published_by_name", "published_at", "withdrawn_at", "reason",
}  # fmt: skip


class OfEdition(models.Model):
    """A row that hangs on one edition, in order."""

    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering: ClassVar = ["edition_id", "order", "pk"]


class Way(OfEdition):
    """A way of handing in, with its own time limit."""

    edition = models.ForeignKey(ProcedureEdition, models.CASCADE, related_name="ways")
    channel = models.CharField("cách nộp", max_length=8, choices=choices(Channel))
    term_amount = models.PositiveSmallIntegerField("thời hạn", null=True, blank=True)
    term_unit = models.CharField("tính bằng", max_length=16, choices=choices(TermUnit))
    words = models.TextField("mô tả", blank=True)

    class Meta(OfEdition.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.channel} {self.term_amount or ''} {self.term_unit}"


class Fee(OfEdition):
    """A fee line. `amount` empty: a fee there is, what it is here is not known (a province council sets it)."""

    edition = models.ForeignKey(ProcedureEdition, models.CASCADE, related_name="fees")
    channel = models.CharField(
        "cách nộp", max_length=8, blank=True, choices=choices(Channel), help_text="trống: mọi cách"
    )
    name = models.CharField("tên khoản", max_length=300)
    kind = models.CharField("loại", max_length=8, choices=choices(FeeKind))
    amount = models.PositiveBigIntegerField("mức thu (đồng)", null=True, blank=True)
    per = models.CharField("tính theo", max_length=8, choices=choices(Per), default="case")
    tiers = models.JSONField("bậc", default=list, blank=True)
    cap = models.PositiveBigIntegerField("tối đa (đồng)", null=True, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="HĐND của"
    )
    since = models.DateField("từ ngày", null=True, blank=True)
    until = models.DateField("đến hết ngày", null=True, blank=True)
    source = models.CharField("nguồn", max_length=500, blank=True)
    confirmed = models.BooleanField("đã đối chiếu", default=False)

    class Meta(OfEdition.Meta):
        constraints: ClassVar = [models.CheckConstraint(condition=_DAYS, name="catalog_fee_days")]

    def __str__(self) -> str:
        return self.name


class Exemption(OfEdition):
    """Who pays less or nothing."""

    edition = models.ForeignKey(ProcedureEdition, models.CASCADE, related_name="exemptions")
    code = models.CharField("mã diện", max_length=60)
    words = models.TextField("diện miễn, giảm")
    percent = models.PositiveSmallIntegerField("giảm (%)", default=100)
    source = models.CharField("nguồn", max_length=500, blank=True)

    class Meta(OfEdition.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "code"], name="catalog_exemption_once"),
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=100), name="catalog_exemption_percent"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Paper(OfEdition):
    """A paper asked for, in a case (all cases when the case has no name)."""

    edition = models.ForeignKey(ProcedureEdition, models.CASCADE, related_name="papers")
    case_name = models.CharField("trường hợp", max_length=300, blank=True)
    name = models.TextField("tên giấy tờ")
    form_name = models.CharField("mẫu đơn, tờ khai", max_length=300, blank=True)
    originals = models.PositiveSmallIntegerField("bản chính", default=0)
    copies = models.PositiveSmallIntegerField("bản sao", default=0)
    required = models.BooleanField("bắt buộc", default=True)
    reusable_from = models.JSONField("lấy lại từ kết quả", default=list, blank=True)
    note = models.TextField("ghi chú", blank=True)

    class Meta(OfEdition.Meta):
        pass

    def __str__(self) -> str:
        return self.name


class ResultKind(OfEdition):
    """What the procedure gives in the end."""

    edition = models.ForeignKey(ProcedureEdition, models.CASCADE, related_name="results")
    code = models.CharField("mã kết quả", max_length=60)
    name = models.CharField("tên kết quả", max_length=300)
    paper = models.BooleanField("có bản giấy", default=True)
    reusable = models.BooleanField("dùng lại được", default=True)

    class Meta(OfEdition.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "code"], name="catalog_result_once")
        ]

    def __str__(self) -> str:
        return self.name


class LegalBasis(OfEdition):
    """A document that the edition stands on."""

    edition = models.ForeignKey(ProcedureEdition, models.CASCADE, related_name="legal_bases")
    symbol = models.CharField("số, ký hiệu", max_length=80)
    title = models.CharField("trích yếu", max_length=500, blank=True)
    on = models.DateField("ngày ban hành", null=True, blank=True)
    issuer = models.CharField("nơi ban hành", max_length=200, blank=True)

    class Meta(OfEdition.Meta):
        pass

    def __str__(self) -> str:
        return self.symbol


class LocalCode(Dated):
    """What a province's system calls the procedure: "1.001193.000.00.00.H56"."""

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="local_codes")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.CharField("mã địa phương", max_length=40, db_index=True)

    class Meta:
        ordering: ClassVar = ["procedure_id", "code", "pk"]
        constraints: ClassVar = [models.CheckConstraint(condition=_DAYS, name="catalog_local_code_days")]

    def __str__(self) -> str:
        return self.code


class OfferQuerySet(DatedQuerySet):
    """Offers of units that are still there."""

    def alive_on(self, day: date) -> OfferQuerySet:
        """Those in force on that day, of units in being on it: what a unit offered ends with the unit."""
        begun = Q(unit__since=None) | Q(unit__since__lte=day)
        not_over = Q(unit__until=None) | Q(unit__until__gte=day)
        return super().alive_on(day).filter(begun & not_over)  # type: ignore[return-value]


class Offer(Dated):
    """A unit offers a procedure, from a day on, through an office."""

    objects = OfferQuerySet.as_manager()  # type: ignore[misc]

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="offers")
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["unit_id", "procedure_id", "-since"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "procedure"], condition=Q(until=None), name="catalog_offer_once"
            ),
            models.CheckConstraint(condition=_DAYS, name="catalog_offer_days"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.procedure}"

    @property
    def ref(self) -> Ref:
        return Ref("procedure-offer", self.pk)
