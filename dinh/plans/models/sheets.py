"""A worksheet brought back: what it would change, kept until somebody applies or drops it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from dinh.ground.shapes import Ref

from .plan import Plan


class SheetImport(models.Model):
    """One workbook read in. Nothing of it is true until it is applied, whole or not at all."""

    STATES: ClassVar = [("draft", "Bản nháp"), ("applied", "Đã ghi"), ("dropped", "Đã bỏ")]

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="sheet_imports")
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    period_key = models.CharField(max_length=12, blank=True)
    rows = models.PositiveIntegerField("số dòng đã đọc", default=0)
    state = models.CharField(max_length=8, choices=STATES, default="draft")
    by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    decided_by_name = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["plan", "state"])]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("sheet_import", self.pk)

    @property
    def state_word(self) -> str:
        return dict(self.STATES)[self.state]


class SheetCell(models.Model):
    """One cell that says something new, something wrong, or something that was changed here meanwhile."""

    STATES: ClassVar = [("change", "Thay đổi"), ("conflict", "Đã đổi từ lúc xuất"), ("wrong", "Sai")]

    sheet_import = models.ForeignKey(SheetImport, models.CASCADE, related_name="cells")
    position = models.PositiveIntegerField()
    sheet = models.CharField(max_length=40)
    cell = models.CharField(max_length=12)
    kind = models.CharField(max_length=8, blank=True)
    thing_id = models.BigIntegerField(null=True, blank=True)
    words = models.CharField("tên dòng", max_length=300, blank=True)
    field = models.CharField(max_length=16, blank=True)
    before = models.CharField(max_length=400, blank=True)
    after = models.TextField(blank=True)
    given = models.JSONField(default=dict)
    """What the file says (`new`), what it said when exported (`base`)."""
    state = models.CharField(max_length=8, choices=STATES)
    sentence = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}"
