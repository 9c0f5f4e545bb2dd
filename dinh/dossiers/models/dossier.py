"""The dossier itself, its papers and its number."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from dinh.catalog.models import Paper, ProcedureEdition, ProcessVersion
from dinh.ground.search import SearchField
from dinh.ground.shapes import Ref

from ..rules.axes import ENDS, Business, Delivery, Money, Sync
from ..shapes import Channel
from .people import Citizen, choices


def axis(enum: type[Business] | type[Money] | type[Delivery] | type[Sync]) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


class DossierNumber(models.Model):
    """The last number that a unit gave out on a day. Taken under its lock in the deed's own transaction: no gaps."""

    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "day"], name="dossiers_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day} {self.last}"


class Dossier(models.Model):
    """One request from intake to answer. `unit` decides; `received_unit` took it in; `helped_by` only helped."""

    code = models.CharField("mã hồ sơ", max_length=40, unique=True)
    code_key = models.CharField(max_length=40, unique=True)
    request_key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    edition = models.ForeignKey(ProcedureEdition, models.PROTECT, related_name="+", db_index=False)
    process = models.ForeignKey(ProcessVersion, models.PROTECT, related_name="+", db_index=False)
    procedure_code = models.CharField(max_length=8)
    title = models.CharField("thủ tục", max_length=500)
    """The procedure's name on the day, for lists."""
    case_name = models.CharField("trường hợp", max_length=300, blank=True)

    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+", db_index=False)
    office = models.ForeignKey("town.Office", models.PROTECT, null=True, related_name="+", db_index=False)
    received_unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+", db_index=False)
    received_office = models.ForeignKey(
        "town.Office", models.PROTECT, null=True, related_name="+", db_index=False
    )
    helped_by = models.ForeignKey("town.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    opened_in = models.ForeignKey("town.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    """The unit it was opened in, when that unit is no more."""

    split_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts", db_index=False)
    """The dossier it was split off; both carry the flag."""

    channel = models.CharField(max_length=8, choices=choices(Channel), default="direct")
    applicant = models.ForeignKey(Citizen, models.PROTECT, related_name="dossiers")
    acted_for = models.ForeignKey(Citizen, models.PROTECT, null=True, related_name="+")
    form = models.JSONField(default=dict, blank=True)

    received_at = models.DateTimeField("nhận lúc")
    written_at = models.DateTimeField("ghi lúc")
    received_day = models.DateField()
    """The day of the register and of the number, in local time."""
    due_at = models.DateTimeField("hạn", null=True)
    """By the ledger of its clock; none while the clock stands."""
    promised_at = models.DateTimeField("hẹn trả", null=True)
    """What its receipt says."""
    term_amount = models.PositiveSmallIntegerField(null=True)
    term_unit = models.CharField(max_length=16, blank=True)

    business = models.CharField(max_length=14, choices=axis(Business), default="received")
    money = models.CharField(max_length=10, choices=axis(Money), default="nothing")
    delivery = models.CharField(max_length=10, choices=axis(Delivery), default="none")
    sync = models.CharField(max_length=10, choices=axis(Sync), default="not-asked")
    fee = models.PositiveBigIntegerField("phí, lệ phí", null=True)
    """None: a fee there is, and nobody here knows how much."""
    fee_lines = models.JSONField(default=list, blank=True)

    requests = models.PositiveSmallIntegerField("số lần yêu cầu bổ sung", default=0)
    flags = models.JSONField(default=list, blank=True)
    decided_as = models.CharField(max_length=12, blank=True)
    """The token game's last answer."""
    decided_at = models.DateTimeField(null=True)
    late = models.BooleanField(null=True)
    """Whether the answer came late; none as long as there is none."""
    closed_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField()
    """The last deed's moment: none is written as of before it."""
    version = models.PositiveIntegerField(default=1)
    search = SearchField(of=("code", "code_key", "applicant_name", "title"))

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["unit", "-received_at", "-id"], name="dossiers_of_unit"),
            # A province's list walks the first, a unit's list the one above; the second has only what was received for
            # another unit, so that no list has to look through what it shows already.
            models.Index(fields=["-received_at", "-id"], name="dossiers_newest"),
            models.Index(
                fields=["received_unit", "-received_at", "-id"],
                condition=~Q(unit=F("received_unit")),
                name="dossiers_for_others",
            ),
            models.Index(
                fields=["-received_at", "-id"],
                condition=~Q(unit=F("received_unit")),
                name="dossiers_others_newest",
            ),
            # What is still open is a hundredth of all: a province that asks for a state walks these only.
            models.Index(
                fields=["-received_at", "-id"], condition=Q(closed_at=None), name="dossiers_open_newest"
            ),
            models.Index(fields=["received_unit", "received_day", "id"], name="dossiers_register"),
            models.Index(fields=["applicant", "-received_at"], name="dossiers_of_applicant"),
            models.Index(
                fields=["unit", "due_at", "id"], condition=Q(closed_at=None), name="dossiers_open_due"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(written_at__gte=F("received_at")), name="dossiers_not_ahead"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(business__in=sorted(end.value for end in ENDS)),
                name="dossiers_closed_is_ended",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def ref(self) -> Ref:
        return Ref("dossier", self.pk)

    def applicant_name(self) -> str:
        return self.applicant.name

    @property
    def ended(self) -> bool:
        return Business(self.business) in ENDS

    def standing_at(self, _now: datetime) -> bool:
        """Whether its clock stands."""
        return self.due_at is None and not self.ended and bool(self.term_unit)


class DossierPaper(models.Model):
    """A paper as handed in: counts, and a file where there is one."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="papers")
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField("tên giấy tờ", max_length=600)
    originals = models.PositiveSmallIntegerField("bản chính", default=0)
    copies = models.PositiveSmallIntegerField("bản sao", default=0)
    reused = models.BooleanField("lấy lại từ kho", default=False)
    stored = models.ForeignKey(
        "dossiers.StoredResult", models.PROTECT, null=True, related_name="uses", db_index=False
    )
    """The result in the citizen's store that it is, where it is one."""
    digitised = models.BooleanField("đã số hóa", default=False)
    sha256 = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    size = models.BigIntegerField(default=0)
    media_type = models.CharField(max_length=100, blank=True)
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return self.name
