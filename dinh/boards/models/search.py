"""The index of what can be found, fed by the ledger. The full-text part lies beside it (search/sqlite.py, postgres.py)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One thing that can be found. `id` carries kind and number of the thing (`search.kinds.entry_id`), so an entry is
    put again without looking for the old one, a kind is a range of keys, and newest first is the key backwards."""

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=16)
    title = models.CharField(max_length=400)
    note = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=200)
    digest = models.CharField(max_length=40)
    """Of everything indexed, the tokens of who may see it included: an unchanged thing is not written again."""

    class Meta:
        verbose_name_plural = "entries"
        indexes: ClassVar = [models.Index(fields=["kind", "id"], name="boards_entry_kind")]

    def __str__(self) -> str:
        return self.title


class SearchMark(models.Model):
    """How far along the ledger the index has come: the last line whose things were indexed. One row."""

    name = models.CharField(max_length=20, primary_key=True)
    last_line = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} · {self.last_line}"
