"""Tables of the ground: the ledger, the news and its deliveries, the clock, the kept files."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from dinh.ground.shapes import Ref

GENESIS = "0" * 64


class LedgerHead(models.Model):
    """One row: where the chain ends. Writers queue here, and a cut tail shows because this row remembers it."""

    chain = models.CharField(max_length=20, primary_key=True)
    last_id = models.BigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, default=GENESIS)

    def __str__(self) -> str:
        return f"{self.chain} · {self.last_id}"


class LedgerLine(models.Model):
    """One thing that was done. Never changed, never removed: the database itself refuses."""

    # Given by the head row, not by the database: sequences leave gaps when a transaction is rolled back.
    id = models.BigIntegerField(primary_key=True)
    deed = models.CharField(max_length=100)
    about_kind = models.CharField(max_length=40)
    about_id = models.CharField(max_length=100)
    by_kind = models.CharField(max_length=40, blank=True)
    by_id = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()
    also_text = models.TextField(default="[]")
    # The exact text that was hashed. A JSON column may reorder keys, and the chain would break by itself.
    data_text = models.TextField(default="{}")
    previous = models.CharField(max_length=64)
    # No index: nobody looks a line up by it, and random values spread over an index as large as the lines (decision 0012).
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["at"], name="ground_ledger_at"),
            models.Index(fields=["by_id", "by_kind", "id"], name="ground_ledger_by"),
        ]

    def __str__(self) -> str:
        return f"{self.id} · {self.deed} · {self.about}"

    @property
    def about(self) -> Ref:
        return Ref.of(self.about_kind, self.about_id)

    @property
    def by(self) -> Ref | None:
        """Who did it; None means the machine itself."""
        return Ref.of(self.by_kind, self.by_id) if self.by_kind else None

    @property
    def also(self) -> tuple[Ref, ...]:
        return tuple(Ref.of(kind, ident) for kind, ident in json.loads(self.also_text))

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.data_text)
        return found

    def computed_hash(self) -> str:
        """The hash this line should carry, from what it holds now."""
        return line_hash(
            id=self.id,
            deed=self.deed,
            about=(self.about_kind, self.about_id),
            by=(self.by_kind, self.by_id),
            at=self.at,
            also_text=self.also_text,
            data_text=self.data_text,
            previous=self.previous,
        )


def line_hash(
    *,
    id: int,
    deed: str,
    about: tuple[str, str],
    by: tuple[str, str],
    at: datetime,
    also_text: str,
    data_text: str,
    previous: str,
) -> str:
    """sha256 over the canonical line. Time in UTC to the microsecond, so every database gives the same text."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    line = ["dinh-ledger-1", id, deed, *about, *by, moment, also_text, data_text, previous]
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class LedgerMention(models.Model):
    """One line told in the story of one thing: what the line is about, and whatever else it touches."""

    line = models.ForeignKey(LedgerLine, on_delete=models.PROTECT, related_name="mentions", db_index=False)
    kind = models.CharField(max_length=40)
    ref_id = models.CharField(max_length=100)

    class Meta:
        constraints = [
            # Serves the story too: newest first is this index read backwards. The number stands first: rows of one kind are
            # too many alike to be sorted by it, and both are always asked for together.
            models.UniqueConstraint(fields=["ref_id", "kind", "line"], name="ground_mention_story"),
        ]
        indexes = [models.Index(fields=["line"], name="ground_mention_line")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.ref_id} · {self.line_id}"


class News(models.Model):
    """An announcement as it was made, stored in the transaction that caused it."""

    name = models.CharField(max_length=120)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "news"
        indexes = [models.Index(fields=["name", "id"], name="ground_news_name")]

    def __str__(self) -> str:
        return f"{self.id} · {self.name}"


class Delivery(models.Model):
    """One announcement to be told to one listener, exactly once."""

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ báo")
        DONE = "done", _("đã báo")
        FAILED = "failed", _("lỗi, sẽ báo lại")
        GIVEN_UP = "given_up", _("thôi báo")

    news = models.ForeignKey(News, on_delete=models.CASCADE, related_name="deliveries")
    listener = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveIntegerField(default=0)
    next_try = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["news", "listener"], name="ground_delivery_once"),
        ]
        indexes = [models.Index(fields=["state", "next_try"], name="ground_delivery_due")]

    def __str__(self) -> str:
        return f"{self.news_id} → {self.listener}: {self.state}"


class JobClock(models.Model):
    """One row a job: when it last ran, and who is running it now. The row is the lock."""

    name = models.CharField(max_length=120, primary_key=True)
    since = models.DateTimeField()
    last_started = models.DateTimeField(null=True, blank=True)
    holder = models.CharField(max_length=200, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class JobRun(models.Model):
    """One run of one job, kept so that a failure in the night is seen in the morning."""

    class State(models.TextChoices):
        RUNNING = "running", _("đang chạy")
        DONE = "done", _("xong")
        FAILED = "failed", _("lỗi")
        LOST = "lost", _("bị ngắt")

    name = models.CharField(max_length=120)
    started = models.DateTimeField()
    finished = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    said = models.TextField(blank=True)
    error = models.TextField(blank=True)
    by_hand = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["name", "-started"], name="ground_jobrun_last")]

    def __str__(self) -> str:
        return f"{self.name} · {self.started:%d/%m/%Y %H:%M} · {self.state}"


class KeptFile(models.Model):
    """A file known by its content. The bytes lie under DINH_HOME/files."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=120)
    name = models.CharField(max_length=255)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} · {self.sha256[:12]}"


# The outbox keeps its table beside its deeds; Django looks for tables here.
from dinh.ground.outbox.models import Letter as Letter  # noqa: E402
