"""Reports that write themselves, as they stood at each saving."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from dinh.boards.composing.shapes import Document


class Composition(models.Model):
    """One saving of a composed report: composed by the house, edited by people, brought back from Word, or gone up. Rows are added,
    never changed; the newest is what is worked on. One that went up is frozen with what its numbers were counted of."""

    WORDS: ClassVar = {
        "composed": "Máy soạn",
        "renewed": "Lấy lại số liệu",
        "edited": "Sửa trên trang",
        "from-word": "Nhận bản Word",
        "sent": "Gửi đi",
    }

    report = models.ForeignKey("reporting.Report", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    why = models.CharField(max_length=10, choices=list(WORDS.items()))
    template_key = models.CharField(max_length=80)
    template_since = models.DateField()
    content: Any = models.JSONField(default=dict)
    inputs: Any = models.JSONField(default=dict)
    """Where each fact stood when the numbers were counted, and when that was."""
    counted_at = models.DateTimeField()
    frozen = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    word_sha256 = models.CharField(max_length=64, blank=True)
    signed = models.BooleanField(default=False)
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "number"], name="boards_composition_number"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} · {self.number}"

    @property
    def document(self) -> Document:
        return Document.of(self.content)

    @property
    def why_word(self) -> str:
        return str(self.WORDS[self.why])
