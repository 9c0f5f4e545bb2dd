"""Where and who: units through time, offices, persons, posts, mandates, standing-in, accounts.

Everything here has a `since` and an `until`, both days included; NULL means unbounded or not known. Nothing is
overwritten when a decree changes it: the old row ends and a new one begins.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from dinh.ground.shapes import Ref
from dinh.town.shapes import Level, MandateShape, Role, Share, UnitKind


def _choices(enum: Any) -> list[tuple[Any, str]]:
    return [(member.value, member.word) for member in enum]


def _alive_q(day: date, prefix: str = "") -> Q:
    begun = Q(**{f"{prefix}since__isnull": True}) | Q(**{f"{prefix}since__lte": day})
    not_over = Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gte": day})
    return begun & not_over


class DatedQuerySet(models.QuerySet[Any]):
    """Rows with a since and an until."""

    def alive_on(self, day: date) -> DatedQuerySet:
        """Those in force on that day."""
        return self.filter(_alive_q(day))


class Dated(models.Model):
    """A row in force from `since` to `until`, both included."""

    since = models.DateField("từ ngày", null=True, blank=True)
    until = models.DateField("đến hết ngày", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def alive_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Unit(Dated):
    """One administrative unit during one stretch of time. A code that the reorganisation used again has one row for
    the old unit and one for the new. `name` and `kind` are the latest within this row's life; the earlier ones
    are in `names`. `path` holds the codes from the province down: "/38/14812/"."""

    code = models.CharField("mã", max_length=8, db_index=True)
    level = models.PositiveSmallIntegerField("cấp", choices=_choices(Level))
    kind = models.CharField("loại", max_length=16, choices=_choices(UnitKind))
    name = models.CharField("tên", max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=40, db_index=True)
    folded = models.CharField(max_length=120, db_index=True, help_text="tên đầy đủ bỏ dấu, để tìm")
    folded_name = models.CharField(max_length=80, db_index=True, help_text="tên không kèm loại, bỏ dấu")
    area_km2 = models.FloatField("diện tích (km²)", null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    called: UnitName | None
    """Set by `queries.called_on` and `queries.units_named`: the name of the day asked about."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "since"], name="town_unit_code_since"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(since=None), name="town_unit_code_from_start"
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")), name="town_unit_days"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["parent", "until"])]

    def __str__(self) -> str:
        return self.full_name

    @property
    def ref(self) -> Ref:
        return Ref("unit", self.pk)

    @property
    def full_name(self) -> str:
        """ "Phường Bỉm Sơn", for a title or a table."""
        word = UnitKind(self.kind).word
        return f"{word[:1].upper()}{word[1:]} {self.name}"

    @property
    def name_in_text(self) -> str:
        """ "phường Bỉm Sơn", for use inside a sentence."""
        return f"{UnitKind(self.kind).word} {self.name}"


class Edition(models.Model):
    """An edition of the register of units that was loaded, known by the hash of its files."""

    name = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64, unique=True)
    loaded_at = models.DateTimeField()
    units = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.name


class UnitName(Dated):
    """What a unit was called and what kind it was, by dates. `source` says where this is known from."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="names")
    kind = models.CharField(max_length=16, choices=_choices(UnitKind))
    name = models.CharField(max_length=80)
    folded = models.CharField(max_length=120, db_index=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["unit_id", F("since").asc(nulls_first=True)]

    def __str__(self) -> str:
        return f"{UnitKind(self.kind).word} {self.name}"


class UnitSuccession(models.Model):
    """What became of a unit: on `day` the whole or a part of `old` went to `new`."""

    old = models.ForeignKey(Unit, models.CASCADE, related_name="became")
    new = models.ForeignKey(Unit, models.CASCADE, related_name="came_from")
    day = models.DateField()
    share = models.CharField(max_length=8, choices=_choices(Share))
    derived = models.BooleanField(
        default=False, help_text="suy ra từ các xã của đơn vị, không phải nguồn ghi"
    )
    basis = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["old", "new", "day"], name="town_succession_once"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="town_succession_not_self"),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new} ({self.day:%d/%m/%Y})"


class Office(Dated):
    """An office (department, centre, school…) within a unit. The two organisation codes are the same code in its two
    forms in circulation: "000.00.15.H56" and "H56.15"."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="offices")
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên gọn", max_length=60, blank=True)
    kind = models.CharField("loại", max_length=40, blank=True)
    aliases = models.JSONField(default=list, blank=True)
    org_code_old = models.CharField("mã định danh (dạng ngược)", max_length=40, blank=True, db_index=True)
    org_code_new = models.CharField("mã định danh (dạng xuôi)", max_length=40, blank=True, db_index=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["unit_id", "order", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("office", self.pk)


class Person(models.Model):
    """Somebody who works for the town, with or without an account."""

    name = models.CharField("họ và tên", max_length=120)
    folded = models.CharField(max_length=120, db_index=True)
    email = models.EmailField("thư điện tử", blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    is_system = models.BooleanField("là phần mềm", default=False)
    """A program that acts under its own name with mandates given to it; it never signs in, it only bears API keys."""

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("person", self.pk)


class Post(Dated):
    """A person holds a post: "Trưởng phòng" of an office, or "Chủ tịch UBND" of a unit when `office` is empty."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="posts")
    title = models.CharField("chức vụ", max_length=120)

    class Meta:
        ordering: ClassVar = ["person_id", "-since"]

    def __str__(self) -> str:
        return f"{self.title}, {self.office or self.unit}"


class Mandate(Dated):
    """A role over a unit's whole subtree, or over one office of it, between two days."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="mandates")
    role = models.CharField("vai trò", max_length=16, choices=_choices(Role))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+")
    basis = models.CharField("căn cứ", max_length=200, blank=True)
    # A mandate over today's unit also reaches the papers of the old units that went into it whole; their paths lie
    # elsewhere in the tree (Bình Dương's is /74/, and Hồ Chí Minh City's /79/ does not cover it).
    inherited_paths = models.JSONField(default=list, blank=True)

    class Meta:
        ordering: ClassVar = ["person_id", "-since"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")), name="town_mandate_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{Role(self.role).word}, {self.office or self.unit}"

    @property
    def ref(self) -> Ref:
        return Ref("mandate", self.pk)

    def shapes(self) -> list[MandateShape]:
        """As rules see it: one for the unit, one for each old unit that went into it. Needs `unit` selected."""
        paths = [self.unit.path, *self.inherited_paths]
        return [MandateShape(self.role, path, self.office_id, self.since, self.until) for path in paths]


class StandIn(models.Model):
    """`by` acts for `absent` from `since` to `until`, with the mandates listed and no others."""

    absent = models.ForeignKey(Person, models.PROTECT, related_name="stood_in_for")
    by = models.ForeignKey(Person, models.PROTECT, related_name="standing_in")
    since = models.DateField("từ ngày")
    until = models.DateField("đến hết ngày")
    mandates = models.ManyToManyField(Mandate, related_name="+")
    basis = models.CharField("căn cứ", max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-since"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="town_stand_in_days"),
            models.CheckConstraint(condition=~Q(absent=F("by")), name="town_stand_in_other"),
        ]

    def __str__(self) -> str:
        return f"{self.by} thay {self.absent}"

    @property
    def ref(self) -> Ref:
        return Ref("stand-in", self.pk)


class AccountManager(BaseUserManager["Account"]):
    """What Django's machinery asks of the model of users. Accounts are opened by `services.open_account`."""

    def get_queryset(self) -> models.QuerySet[Account]:
        # Every request shows the person's name, so it comes with the account in one query.
        return super().get_queryset().select_related("person")

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=(username or "").strip().lower())

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Account:
        """For tests and Django's own tools only: no rule, no ledger line."""
        account = self.model(username=username.strip().lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """What a person signs in with."""

    username = models.CharField("tên đăng nhập", max_length=60, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, null=True, blank=True, related_name="account")
    must_change = models.BooleanField("phải đổi mật khẩu", default=False)
    is_active = models.BooleanField("đang dùng", default=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    def __str__(self) -> str:
        return self.username

    @property
    def ref(self) -> Ref:
        return Ref("account", self.pk)

    def get_full_name(self) -> str:
        return self.person.name if self.person else self.username


class ApiToken(Dated):
    """A key with which a program acts as a person, or as itself, within the bearer's own mandates of that moment. Only a
    hash is stored: the key is random enough that a fast hash is safe, and each use costs one look-up by index."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="api_tokens")
    name = models.CharField("tên khóa", max_length=80)
    mark = models.CharField(max_length=8, help_text="mấy chữ đầu, để nhận ra khóa")
    sha256 = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=dict, help_text="phòng -> read hoặc write")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    # As a mandate's: the unit and the old units that went whole into it. Empty: as far as the mandates reach.
    paths = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    used_at = models.DateTimeField(null=True, blank=True)
    used_from = models.CharField(max_length=45, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "-made_at"])]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("api-token", self.pk)

    def in_force(self, day: date) -> bool:
        """Whether it opens anything on that day."""
        return self.revoked_at is None and self.alive_on(day)


class ApiReply(models.Model):
    """What was answered to a POST that carried an Idempotency-Key: asked again with the same key, it is answered again
    and nothing is done twice. Written in the deed's own transaction, so that both stand or neither."""

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    asked = models.CharField(max_length=64, help_text="sha256 của phương thức, địa chỉ và nội dung")
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(null=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["token", "key"], name="town_reply_once")]

    def __str__(self) -> str:
        return self.key
