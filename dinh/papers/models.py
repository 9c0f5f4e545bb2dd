"""A paper as filed: what it says of itself, and the file exactly as received."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _

from dinh.ground.search import SearchField
from dinh.ground.shapes import Ref
from dinh.papers import rules
from dinh.town.models import Person, Unit


class PaperAltered(Exception):
    """Somebody tried to change or remove a filed paper. `str()` is a Vietnamese sentence."""


class PaperQuerySet(models.QuerySet["Paper"]):
    """Papers are filed and read; whole sets of them are never changed."""

    def update(self, **values: Any) -> int:
        raise PaperAltered(_("Văn bản đã nộp giữ nguyên như khi nhận, không sửa được."))

    def delete(self) -> tuple[int, dict[str, int]]:
        raise PaperAltered(_("Văn bản đã nộp giữ nguyên như khi nhận, không xoá được."))


class Paper(models.Model):
    """One paper in the archive of one unit. Never altered; what was left blank may be filled once (services.fill_in)."""

    number = models.CharField("số", max_length=12, blank=True)
    symbol = models.CharField("ký hiệu", max_length=60, blank=True)
    whole_number = models.CharField("số, ký hiệu", max_length=80, blank=True, db_index=True)
    date = models.DateField("ngày văn bản", null=True, blank=True)
    issuer = models.CharField("cơ quan ban hành", max_length=200, blank=True)
    issuer_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(
        "loại văn bản", max_length=40, choices=[(name, name) for name in rules.KIND_NAMES]
    )
    title = models.TextField("trích yếu", blank=True)
    signer = models.CharField("người ký", max_length=120, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị lưu")
    kept_sha256 = models.CharField("mã băm SHA-256", max_length=64)
    file_name = models.CharField("tên tệp", max_length=200)
    size = models.PositiveBigIntegerField("cỡ tệp")
    media_type = models.CharField("kiểu tệp", max_length=120)
    received_at = models.DateTimeField("nhận lúc")
    filed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    search = SearchField(of=("whole_number", "title", "issuer", "kind", "signer", "file_name"))

    objects = PaperQuerySet.as_manager()

    already = False
    """Set by services.file when the same file was in the unit's archive before: this is that paper."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "kept_sha256"], name="papers_file_once_a_unit"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-received_at", "-id"], name="papers_newest"),
            models.Index(fields=["unit", "-received_at"], name="papers_unit_newest"),
            models.Index(fields=["kept_sha256"], name="papers_sha256"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only a new row is saved so; `services.fill_in` is the one way to fill a blank."""
        if not self._state.adding and not kwargs.pop("filling", False):
            raise PaperAltered(_("Văn bản đã nộp giữ nguyên như khi nhận, không sửa được."))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise PaperAltered(_("Văn bản đã nộp giữ nguyên như khi nhận, không xoá được."))

    @property
    def ref(self) -> Ref:
        return Ref("paper", self.pk)

    @property
    def name(self) -> str:
        """ "Kế hoạch 27/KH-UBND"; a paper without a number goes by its title or its file."""
        if self.whole_number:
            return f"{self.kind} {self.whole_number}"
        return self.title or self.file_name
