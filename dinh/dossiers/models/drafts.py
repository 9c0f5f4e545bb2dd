"""What a citizen is still writing, its files, and the answers of a form once it is handed in. Answers are personal from end to
end, so they are closed with keys outside the database."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any, ClassVar

from django.db import models

from dinh.catalog.models import Paper, ProcedureEdition
from dinh.ground import ciphers

from .accounts import CitizenAccount, new_code
from .dossier import Dossier
from .people import new_key

DRAFT, FORM = "dossiers.draft", "dossiers.form"
SECRET_LENGTH = 12


def new_secret() -> str:
    return new_code(SECRET_LENGTH)


def secret_hash(key: str, secret: str) -> str:
    """A secret has 58 bits of chance: one hash is enough."""
    return hashlib.sha256(f"{key}\0{secret}".encode()).hexdigest()


class Draft(models.Model):
    """A dossier being written. Nobody of the town sees it: it is the citizen's until it is sent."""

    key = models.CharField(max_length=24, unique=True, default=new_key, editable=False)
    code = models.CharField("mã bản khai", max_length=8, unique=True, default=new_code, editable=False)
    secret_hash = models.CharField(max_length=64)
    account = models.ForeignKey(CitizenAccount, models.CASCADE, null=True, related_name="drafts")
    edition = models.ForeignKey(ProcedureEdition, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("town.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    case_name = models.CharField(max_length=300, blank=True)
    done = models.JSONField(default=list, blank=True)
    """Keys of the steps that were gone through."""
    closed = models.TextField(blank=True)
    """Person, answers and choices, encrypted."""
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    kept_until = models.DateField(db_index=True)
    dossier = models.OneToOneField(Dossier, models.CASCADE, null=True, related_name="draft")
    """What became of it."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "-changed_at"], name="dossiers_drafts_of")]

    def __str__(self) -> str:
        return self.code

    def opened_by(self, secret: str) -> bool:
        """Whether that is its secret."""
        return hmac.compare_digest(self.secret_hash, secret_hash(self.key, secret))

    def open(self) -> dict[str, Any]:
        """What is written in it. Raises ground.ciphers.CannotOpen without the key."""
        if not self.closed:
            return {}
        found: dict[str, Any] = json.loads(ciphers.decrypt_text(self.closed, about=f"{DRAFT}:{self.key}"))
        return found

    def close(self, written: dict[str, Any]) -> None:
        words = json.dumps(written, ensure_ascii=False, sort_keys=True)
        self.closed = ciphers.encrypt_text(words, about=f"{DRAFT}:{self.key}")

    def handed(self) -> models.QuerySet[DraftFile]:
        """Its files, without those taken out again."""
        return DraftFile.objects.filter(draft=self, dropped_at=None)


class DraftFile(models.Model):
    """A file handed in with a draft, for one of its papers."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="+", db_index=False)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    scanned = models.BooleanField(default=False)
    """Whether a scanner of viruses looked at it; where none runs, none did."""
    at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)
    """Taken out again; its bytes go by night, when nothing else points at them."""

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return self.name


class FormAnswers(models.Model):
    """The answers of the form that a dossier came in with. Its schema is the edition's, which never changes."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, primary_key=True, related_name="form_answers")
    closed = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    """The officer who typed them from the form on paper; none where the citizen wrote them."""
    by_name = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return str(self.dossier_id)

    def open(self) -> dict[str, Any]:
        """The answers. Raises ground.ciphers.CannotOpen without the key."""
        found: dict[str, Any] = json.loads(
            ciphers.decrypt_text(self.closed, about=f"{FORM}:{self.dossier_id}")
        )
        return found

    def close(self, answers: dict[str, Any]) -> None:
        words = json.dumps(answers, ensure_ascii=False, sort_keys=True)
        self.closed = ciphers.encrypt_text(words, about=f"{FORM}:{self.dossier_id}")
