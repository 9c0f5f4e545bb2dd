"""Saved mappings, and each file of another system that was brought in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from dinh.ground.shapes import Ref

STATES = [
    ("waiting", "Chờ đọc"),
    ("running", "Đang đọc"),
    ("done", "Đã nạp"),
    ("failed", "Không đọc được"),
    ("undoing", "Đang gỡ"),
    ("undone", "Đã gỡ"),
]
LOOKS = {
    "waiting": "wait",
    "running": "path",
    "done": "ok",
    "failed": "late",
    "undoing": "wait",
    "undone": "none",
}


class ImportMap(models.Model):
    """One edition of a saved mapping; the newest of a code is used, older ones stay for what was read by them."""

    code = models.SlugField("mã", max_length=60)
    version = models.PositiveIntegerField("bản số")
    title = models.CharField("tên", max_length=200)
    fact = models.CharField("dữ kiện", max_length=40)
    body = models.JSONField()
    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+", verbose_name="nơi lập")
    made_by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["code", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="lake_import_map_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    @property
    def ref(self) -> Ref:
        return Ref("import-map", self.pk)


class Import(models.Model):
    """One file on its way into the lake, or in it, or taken out again. The file itself is kept."""

    unit = models.ForeignKey("town.Unit", models.PROTECT, related_name="+", verbose_name="đơn vị")
    map_code = models.CharField("bảng ghép cột", max_length=60)
    map_version = models.PositiveIntegerField(default=0)
    """0: the one that is shipped."""
    map_body = models.JSONField(default=dict)
    """The mapping as it was that day; empty for a shipped one."""
    fact = models.CharField(max_length=40)
    source = models.CharField(max_length=60)
    file_name = models.CharField("tệp", max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField(default=0)
    again = models.BooleanField(default=False)

    state = models.CharField(max_length=8, choices=STATES, default="waiting")
    sentence = models.CharField("lý do", max_length=1000, blank=True)
    holder = models.CharField(max_length=160, blank=True)
    rows_now = models.PositiveIntegerField(default=0)
    share = models.FloatField(default=0)
    step = models.CharField(max_length=20, blank=True)

    rows = models.PositiveIntegerField("số dòng", default=0)
    stored = models.PositiveIntegerField("đã nạp", default=0)
    refused = models.PositiveIntegerField("từ chối", default=0)
    doubles = models.PositiveIntegerField("lặp trong tệp", default=0)
    own = models.PositiveIntegerField("trùng hồ sơ của hệ thống", default=0)
    replaced = models.PositiveIntegerField("thay dòng nạp trước", default=0)
    letters = models.CharField(max_length=40, blank=True)
    sheet = models.CharField(max_length=120, blank=True)
    places = models.JSONField(default=dict)
    """By column of the mapping, what the file calls it."""
    before = models.JSONField(null=True)
    """Where the fact stood before it."""

    made_by = models.ForeignKey("town.Person", models.PROTECT, null=True, related_name="+")
    made_by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    undone_by_name = models.CharField(max_length=120, blank=True)
    undone_at = models.DateTimeField(null=True)
    reason = models.CharField("lý do gỡ", max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["source", "fact", "state"], name="lake_imports_of_source"),
            models.Index(fields=["unit", "-id"], name="lake_imports_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.pk})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sentence = self.sentence[:1000]
        super().save(*args, **kwargs)

    @property
    def ref(self) -> Ref:
        return Ref("import", self.pk)

    @property
    def going(self) -> bool:
        return self.state in ("waiting", "running", "undoing")

    @property
    def look(self) -> str:
        return LOOKS[self.state]

    @property
    def duplicates(self) -> int:
        return self.doubles + self.own


class ImportFile(models.Model):
    """What an import left behind, kept by its content: the rows that stand, those beside them, those refused."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="files")
    kind = models.CharField(
        max_length=8, choices=[("rows", "rows"), ("beside", "beside"), ("refused", "refused")]
    )
    sha256 = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of", "kind"], name="lake_import_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.of_id} {self.kind}"
