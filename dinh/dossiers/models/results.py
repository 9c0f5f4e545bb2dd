"""Results: what a dossier gives in the end, signed, handed over, kept in the citizen's store; corrected or taken back
without erasing."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from dinh.ground import ciphers
from dinh.ground.shapes import Ref

from .dossier import Dossier
from .people import Citizen

RESULT = "dossiers.result"
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_result_code() -> str:
    """Sixteen letters, eighty bits: nobody comes upon somebody else's paper by guessing."""
    return "".join(secrets.choice(LETTERS) for _ in range(16))


class ResultState(models.TextChoices):
    """Where a result stands."""

    DRAFT = "draft", "đang soạn"
    SIGNED = "signed", "chờ đóng dấu"
    ISSUED = "issued", "có hiệu lực"
    REPLACED = "replaced", "đã thay"
    REVOKED = "revoked", "đã thu hồi"


class ResultBook(models.Model):
    """The last number that a unit gave to results of a kind in a year. Taken under its lock with the signature: no gaps."""

    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "kind", "year"], name="dossiers_result_book"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.year} {self.last}"


class Result(models.Model):
    """One paper that a dossier gives. Its words may be changed as long as it is a draft; afterwards never."""

    code = models.CharField(max_length=16, unique=True, default=new_result_code, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="results")
    kind = models.CharField(max_length=60)
    name = models.CharField(max_length=300)
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+", db_index=False)
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="+", db_index=False)
    """Whose it is: whoever was acted for, else who handed in."""
    words_closed = models.TextField(blank=True)
    """What the paper says, line by line: encrypted, for it tells of a person."""
    number = models.PositiveIntegerField(null=True)
    year = models.PositiveSmallIntegerField("năm của sổ", null=True)
    """Of the book that the number is from: books begin anew each year, and not every symbol names it."""
    symbol = models.CharField("số, ký hiệu", max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=ResultState.choices, default=ResultState.DRAFT)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    size = models.BigIntegerField(default=0)
    places = models.JSONField(default=dict, blank=True)
    """Where the signatures still to come are to show."""
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=120, blank=True)
    issued_at = models.DateTimeField(null=True)
    valid_until = models.DateField(null=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    why = models.CharField("lý do cấp lại", max_length=1000, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=1000, blank=True)
    ended_by_name = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["made_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "kind"], condition=Q(state="draft"), name="dossiers_result_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(sha256=""), name="dossiers_result_signed_has_file"
            ),
            models.UniqueConstraint(
                fields=["unit", "kind", "year", "symbol"],
                condition=~Q(symbol=""),
                name="dossiers_result_number",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "id"], condition=Q(state="signed"), name="dossiers_result_to_seal"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.symbol}".strip()

    @property
    def ref(self) -> Ref:
        return Ref("result", self.pk)

    @property
    def state_word(self) -> str:
        return _(ResultState(self.state).label)

    def words(self) -> dict[str, str]:
        """What the paper says, by key. Raises ground.ciphers.CannotOpen without the key."""
        if not self.words_closed:
            return {}
        opened: dict[str, str] = json.loads(
            ciphers.decrypt_text(self.words_closed, about=f"{RESULT}:{self.code}")
        )
        return opened

    def close(self, words: Mapping[str, str]) -> None:
        """Put the words in, encrypted."""
        text = json.dumps(dict(words), ensure_ascii=False, sort_keys=True)
        self.words_closed = ciphers.encrypt_text(text, about=f"{RESULT}:{self.code}")

    def stands_on(self, day: date) -> bool:
        """Whether it may be relied on that day."""
        return self.state == ResultState.ISSUED and (self.valid_until is None or day <= self.valid_until)


class ResultSignature(models.Model):
    """Who signed a result, with which certificate."""

    result = models.ForeignKey(Result, models.CASCADE, related_name="signatures")
    order = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=8)
    name = models.CharField(max_length=200)
    body = models.CharField(max_length=200, blank=True)
    serial = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["result_id", "order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["result", "order"], name="dossiers_signature_order"),
        ]

    def __str__(self) -> str:
        return f"{self.result_id} {self.name}"


class Handing(models.Model):
    """A result on its way to the citizen: put in their store, handed over the counter, or by post."""

    result = models.ForeignKey(Result, models.CASCADE, related_name="handings")
    way = models.CharField(max_length=8, choices=[(each, each) for each in ("online", "counter", "post")])
    at = models.DateTimeField()
    by_name = models.CharField(max_length=120, blank=True)
    taken_by = models.CharField("người nhận", max_length=200, blank=True)
    carrier = models.CharField("đơn vị vận chuyển", max_length=120, blank=True)
    tracking = models.CharField("mã vận đơn", max_length=60, blank=True)
    state = models.CharField(max_length=8, default="done")
    """done; by post: sent, then done or returned."""
    state_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.result_id} {self.way} {self.state}"


class StoredResult(models.Model):
    """A result in a citizen's own store, from where it serves in the next dossier."""

    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="store", db_index=False)
    result = models.OneToOneField(Result, models.PROTECT, related_name="stored")
    kind = models.CharField(max_length=60)
    name = models.CharField(max_length=300)
    symbol = models.CharField(max_length=80, blank=True)
    issued_on = models.DateField()
    valid_until = models.DateField(null=True)
    stands = models.BooleanField(default=True)
    """False once it was replaced or taken back; the row stays, and says so."""
    times_used = models.PositiveIntegerField(default=0)
    put_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-issued_on", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["citizen", "kind", "-issued_on"], name="dossiers_store_of"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.symbol}".strip()
