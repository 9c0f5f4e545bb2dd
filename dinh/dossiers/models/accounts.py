"""Citizens who sign in, what they follow, and who acts for whom. No account of the town is among them: a citizen's sign-in
never gives a right of staff."""

from __future__ import annotations

import json
import secrets
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from dinh.ground import ciphers
from dinh.ground.shapes import Ref

from .dossier import Dossier
from .people import Citizen, new_key

ACCOUNT, LOGIN, SUBJECT, REACH = (
    "dossiers.account",
    "dossiers.login",
    "dossiers.subject",
    "dossiers.reach",
)
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of secrets and codes that people read aloud and type: nothing that looks like something else."""


def new_stamp() -> str:
    return secrets.token_hex(12)


def new_code(length: int = 8) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(length))


class CitizenAccount(models.Model):
    """A citizen's own account. `citizen` is set only once somebody proved who it is: a provider of identities, or an
    officer who saw the card; until then it sees what it sent and what it has the secret of, and nothing else."""

    key = models.CharField(max_length=24, unique=True, default=new_key, editable=False)
    citizen = models.ForeignKey(Citizen, models.PROTECT, null=True, related_name="accounts")
    proven_by = models.CharField(max_length=60, blank=True)
    proven_at = models.DateTimeField(null=True)
    name = models.CharField("họ tên", max_length=200)
    closed = models.TextField(blank=True)
    """Sign-in name, e-mail, telephone, number as said, address: encrypted."""
    login_index = models.CharField(max_length=64, blank=True, db_index=False)
    password = models.CharField(max_length=128, blank=True)
    provider = models.CharField(max_length=40, blank=True)
    subject_index = models.CharField(max_length=64, blank=True, db_index=False)
    tell_by = models.JSONField(default=list, blank=True)
    """Channels the citizen wants to be told by, "email", "zalo", "sms"."""
    email_proven_at = models.DateTimeField(null=True)
    stamp = models.CharField(max_length=24, default=new_stamp, editable=False)
    """Stands in the session: a new one signs every other place out."""
    code = models.CharField(max_length=8, unique=True, default=new_code, editable=False)
    """What the citizen says at the counter for their account to be proven."""
    opened_at = models.DateTimeField()
    last_sign_in = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["login_index"], condition=~Q(login_index=""), name="dossiers_account_login"
            ),
            models.UniqueConstraint(
                fields=["provider", "subject_index"],
                condition=~Q(provider=""),
                name="dossiers_account_subject",
            ),
            models.CheckConstraint(
                condition=Q(citizen=None) | Q(proven_at__isnull=False), name="dossiers_account_proven"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("citizen-account", self.pk)

    def open(self) -> dict[str, str]:
        """What is closed, opened. Raises ground.ciphers.CannotOpen without the key."""
        if not self.closed:
            return {}
        found: dict[str, str] = json.loads(ciphers.decrypt_text(self.closed, about=f"{ACCOUNT}:{self.key}"))
        return found

    def close(self, **words: str) -> None:
        """Put words in beside those there, encrypted; `login` and `subject` are found again by their index."""
        known = self.open() | words
        self.closed = ciphers.encrypt_text(
            json.dumps(known, ensure_ascii=False, sort_keys=True), about=f"{ACCOUNT}:{self.key}"
        )
        self.login_index = ciphers.blind_index(known["login"], about=LOGIN) if known.get("login") else ""
        self.subject_index = (
            ciphers.blind_index(known["subject"], about=SUBJECT) if known.get("subject") else ""
        )


class Reach(models.Model):
    """Where the applicant asked to be told, as given with this dossier. What somebody writes beside a number that nobody
    checked must not lead the letters of that number's other dossiers astray: so it is kept here and not with the citizen."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, primary_key=True, related_name="reach")
    closed = models.TextField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.dossier_id)

    def open(self) -> dict[str, str]:
        """Telephone and e-mail, opened. Raises ground.ciphers.CannotOpen without the key."""
        found: dict[str, str] = json.loads(
            ciphers.decrypt_text(self.closed, about=f"{REACH}:{self.dossier_id}")
        )
        return found

    def close(self, contact: dict[str, str]) -> None:
        """Put them in, encrypted."""
        words = json.dumps(contact, ensure_ascii=False, sort_keys=True)
        self.closed = ciphers.encrypt_text(words, about=f"{REACH}:{self.dossier_id}")


class Following(models.Model):
    """A dossier that an account sent, or opened once with its secret and keeps."""

    account = models.ForeignKey(CitizenAccount, models.CASCADE, related_name="followings", db_index=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="followings")
    how = models.CharField(max_length=8, choices=[("sent", "sent"), ("secret", "secret")])
    received_at = models.DateTimeField()
    """The dossier's, kept here too: the list of one's dossiers is one walk along an index."""
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "dossier"], name="dossiers_followed_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account", "-received_at"], name="dossiers_followed"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.dossier_id}"


class Acting(models.Model):
    """One citizen lets another act for them: a member of the household, or a firm its people. Given and accepted by the two,
    or shown by a paper that an office checked. It stands between two days, for some procedures or for all."""

    KINDS: ClassVar = [("household", "household"), ("firm", "firm"), ("other", "other")]

    key = models.CharField(max_length=24, unique=True, default=new_key, editable=False)
    principal = models.ForeignKey(Citizen, models.PROTECT, related_name="acted_for_by")
    agent = models.ForeignKey(Citizen, models.PROTECT, related_name="acts_for")
    kind = models.CharField(max_length=10, choices=KINDS)
    procedures = models.JSONField(default=list, blank=True)
    """Codes it reaches; all when empty."""
    basis = models.CharField("căn cứ", max_length=500, blank=True)
    since = models.DateField("từ ngày")
    until = models.DateField("đến hết ngày", null=True)
    asked_by = models.CharField(
        max_length=10, choices=[("principal", "principal"), ("agent", "agent"), ("office", "office")]
    )
    unit = models.ForeignKey("town.Unit", models.PROTECT, null=True, related_name="+")
    """Whose officers check the paper."""
    sha256 = models.CharField(max_length=64, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    asked_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.CharField(max_length=120, blank=True)
    refused_at = models.DateTimeField(null=True)
    refused_why = models.CharField(max_length=1000, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)
    ended_why = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]
        indexes: ClassVar = [
            models.Index(
                fields=["unit", "asked_at"],
                condition=Q(asked_by="agent", accepted_at=None, refused_at=None, ended_at=None),
                name="dossiers_acting_waits",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")), name="dossiers_acting_order"
            ),
            models.CheckConstraint(
                condition=~Q(principal=models.F("agent")), name="dossiers_acting_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.principal_id}"

    @property
    def ref(self) -> Ref:
        return Ref("acting", self.pk)

    def state(self, day: date) -> str:
        """ "waits", "refused", "ended", "before", "over" or "stands"."""
        if self.refused_at:
            return "refused"
        if self.ended_at:
            return "ended"
        if not self.accepted_at:
            return "waits"
        if day < self.since:
            return "before"
        return "over" if self.until and day > self.until else "stands"
