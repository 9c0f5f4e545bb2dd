"""Who hands in. What may be read in the database is a name; number, telephone and address are closed with keys outside it."""

from __future__ import annotations

import json
import secrets
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from dinh.ground import ciphers
from dinh.ground.search import SearchField
from dinh.ground.shapes import Ref

from ..shapes import CitizenKind

IDENTITY = "dossiers.identity"
CONTACT = "dossiers.contact"


def choices(enum: Any) -> list[tuple[Any, str]]:
    return [(member.value, member.word) for member in enum]


def new_key() -> str:
    return secrets.token_hex(12)


class Citizen(models.Model):
    """A person or a firm that handed something in. Found again by the blind index of the number."""

    key = models.CharField(max_length=24, unique=True, default=new_key, editable=False)
    """Binds what is encrypted to this row before the row has a number."""
    kind = models.CharField("loại", max_length=8, choices=choices(CitizenKind), default="person")
    name = models.CharField("họ tên, tên tổ chức", max_length=200)
    identity_closed = models.TextField(blank=True)
    identity_index = models.CharField(max_length=64, blank=True, db_index=False)
    contact_closed = models.TextField(blank=True)
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)
    made_at = models.DateTimeField()
    search = SearchField(of=("name",))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "identity_index"],
                condition=~Q(identity_index=""),
                name="dossiers_citizen_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("citizen", self.pk)

    def close(self, *, identity: str, contact: dict[str, str]) -> None:
        """Put number and contact in, encrypted. Both in one form already."""
        if identity:
            self.identity_closed = ciphers.encrypt_text(identity, about=f"{IDENTITY}:{self.key}")
            self.identity_index = ciphers.blind_index(identity, about=IDENTITY)
        if any(contact.values()):
            words = json.dumps(contact, ensure_ascii=False, sort_keys=True)
            self.contact_closed = ciphers.encrypt_text(words, about=f"{CONTACT}:{self.key}")
            phone = contact.get("phone", "")
            self.phone_index = ciphers.blind_index(phone, about=CONTACT) if phone else ""

    def identity(self) -> str:
        """The number, opened. Raises ground.ciphers.CannotOpen without the key."""
        if not self.identity_closed:
            return ""
        return ciphers.decrypt_text(self.identity_closed, about=f"{IDENTITY}:{self.key}")

    def contact(self) -> dict[str, str]:
        """Telephone, e-mail and address, opened."""
        if not self.contact_closed:
            return {}
        opened: dict[str, str] = json.loads(
            ciphers.decrypt_text(self.contact_closed, about=f"{CONTACT}:{self.key}")
        )
        return opened
