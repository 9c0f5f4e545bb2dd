"""What people put forward, how they voted and spoke, and where it went."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from dinh.ground.search import SearchField
from dinh.ground.shapes import Ref
from dinh.voices.shapes import FIELDS, LIVING, SHOWN, Kind, RemarkState, SpreadState, State


def choices(enum: Any) -> list[tuple[str, str]]:
    return [(member.value, member.word) for member in enum]


class Initiative(models.Model):
    """A problem, an idea or a good way of working. What was written is never altered; what became of it stands beside."""

    kind = models.CharField("loại", max_length=8, choices=choices(Kind))
    field = models.CharField("lĩnh vực", max_length=16, choices=list(FIELDS.items()), default="other")
    title = models.CharField("tên", max_length=200)
    text = models.TextField("nội dung")
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    # Who put it forward: an office and its person, or a citizen who may give a name to be called by.
    office = models.ForeignKey("town.Office", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    from_citizen = models.BooleanField("của người dân", default=False)
    shown_name = models.CharField("tên hiện ra", max_length=80, blank=True)
    public = models.BooleanField("công khai cho người dân", default=False)
    code = models.CharField("mã theo dõi", max_length=12, unique=True)
    # A keyed hash that changes every day, forgotten after two: enough to stop a machine, too little to know anybody.
    address_mark = models.CharField(max_length=24, blank=True)
    put_at = models.DateTimeField("gửi lúc")
    state = models.CharField(max_length=10, choices=choices(State), default=State.OPEN.value)
    shown_at = models.DateTimeField(null=True)
    answers = models.ForeignKey("self", models.PROTECT, null=True, related_name="answered_by")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    lead_office = models.ForeignKey("town.Office", models.PROTECT, null=True, related_name="+")
    due_on = models.DateField("hạn làm", null=True)
    trial_where = models.CharField("làm thử ở", max_length=200, blank=True)
    trial_until = models.DateField("làm thử đến", null=True)
    result = models.TextField("kết quả", blank=True)
    adopted_on = models.DateField(null=True)
    reason = models.CharField("lý do", max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True)
    votes = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    search = SearchField(of=("title", "text"))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")) & ~Q(answers=F("id")), name="voices_not_itself"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "-id"], name="voices_unit_newest"),
            models.Index(fields=["unit", "-votes", "-id"], name="voices_unit_voted"),
            models.Index(fields=["-votes", "-id"], condition=Q(public=True), name="voices_public_voted"),
            models.Index(fields=["unit", "id"], condition=Q(state="waiting"), name="voices_waiting"),
            models.Index(
                fields=["address_mark", "put_at"], condition=~Q(address_mark=""), name="voices_address"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("initiative", self.pk)

    @property
    def state_word(self) -> str:
        return State(self.state).word

    @property
    def state_look(self) -> str:
        return State(self.state).look

    @property
    def kind_word(self) -> str:
        return Kind(self.kind).word

    @property
    def field_word(self) -> str:
        return FIELDS.get(self.field, "")

    @property
    def is_shown(self) -> bool:
        return self.state in SHOWN

    @property
    def is_living(self) -> bool:
        return self.state in LIVING


class Contact(models.Model):
    """How to reach a citizen who wished to be reached. Encrypted, in a table of its own: no list and no search touches it,
    each look is written down, and it is forgotten when the matter has been closed for three months."""

    initiative = models.OneToOneField(Initiative, models.CASCADE, related_name="contact")
    closed = models.TextField("liên hệ, đã mã hóa")

    def __str__(self) -> str:
        return f"liên hệ của {self.initiative_id}"

    @property
    def about(self) -> str:
        """The place that the encrypted words are bound to."""
        return f"voices.contact:{self.initiative_id}"


class Vote(models.Model):
    """One vote a person: an officer by who they are, a citizen by a signed cookie."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="vote_rows")
    person = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    voter = models.CharField(max_length=32, blank=True, help_text="băm của dấu trong cookie")
    address_mark = models.CharField(max_length=24, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["initiative", "person"],
                condition=Q(person__isnull=False),
                name="voices_vote_person_once",
            ),
            models.UniqueConstraint(
                fields=["initiative", "voter"], condition=~Q(voter=""), name="voices_vote_voter_once"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) ^ ~Q(voter=""), name="voices_vote_of_one"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["address_mark", "at"], condition=~Q(address_mark=""), name="voices_vote_addr"
            )
        ]

    def __str__(self) -> str:
        return f"{self.initiative_id}: {self.person_id or 'người dân'}"


class Remark(models.Model):
    """One turn of the discussion. `official` is the answer of the unit, which stands first."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="remarks")
    text = models.TextField()
    official = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=choices(RemarkState), default=RemarkState.SHOWN.value)
    person = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    shown_name = models.CharField(max_length=120, blank=True)
    from_citizen = models.BooleanField(default=False)
    address_mark = models.CharField(max_length=24, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["initiative", "id"], name="voices_remarks"),
            models.Index(fields=["id"], condition=Q(state="waiting"), name="voices_remarks_waiting"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def state_word(self) -> str:
        return RemarkState(self.state).word


class Spread(models.Model):
    """Another unit, or another office, was asked to do likewise: what it answered and whether it did."""

    initiative = models.ForeignKey(Initiative, models.PROTECT, related_name="spreads")
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+")
    office = models.ForeignKey("town.Office", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=choices(SpreadState), default=SpreadState.ASKED.value)
    words = models.CharField("lời đề nghị", max_length=1000, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    answer_by_day = models.DateField("trả lời trước ngày")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    reason = models.CharField("lý do, cách làm", max_length=1000, blank=True)
    due_on = models.DateField("hẹn áp dụng", null=True)
    adopted_on = models.DateField(null=True)
    result = models.CharField("kết quả", max_length=1000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["initiative", "unit"], condition=Q(office=None), name="voices_spread_unit_once"
            ),
            models.UniqueConstraint(fields=["initiative", "office"], name="voices_spread_office_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "state"], name="voices_spread_unit")]

    def __str__(self) -> str:
        return f"{self.initiative_id} → {self.unit_id}"

    @property
    def ref(self) -> Ref:
        return Ref("spread", self.pk)

    @property
    def state_word(self) -> str:
        return SpreadState(self.state).word

    @property
    def state_look(self) -> str:
        return SpreadState(self.state).look
