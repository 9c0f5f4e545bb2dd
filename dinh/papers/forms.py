"""The shape of what a clerk types when filing a paper."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from dinh.ground.services import FileRefused
from dinh.look.fields import DayField, FileField
from dinh.papers import intake, rules
from dinh.town.models import Unit

ENDINGS = ("pdf", "docx", "doc", "rtf", "odt", "txt", "png", "jpg", "jpeg", "tif", "tiff")


class FilePaperForm(forms.Form):
    """One paper: its file and what it says of itself."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Đơn vị lưu"),
        empty_label=None,
        error_messages={
            "required": _("Chọn đơn vị lưu văn bản"),
            "invalid_choice": _("Chọn một đơn vị trong danh sách"),
        },
    )
    file = FileField(
        label=_("Tệp văn bản"),
        endings=ENDINGS,
        most_bytes=min(int(getattr(settings, "DINH_MAX_FILE_BYTES", 100_000_000)), 100_000_000),
    )
    number = forms.CharField(
        label=_("Số, ký hiệu"),
        max_length=80,
        required=False,
        help_text=_("Như trên văn bản, ví dụ 27/KH-UBND, 58-KH/TU. Văn bản không có số thì để trống."),
    )
    date = DayField(label=_("Ngày ban hành"), required=False)
    kind = forms.ChoiceField(
        label=_("Loại văn bản"),
        required=False,
        choices=[("", _("Suy từ ký hiệu")), *((name, _(name)) for name in rules.KIND_NAMES)],
    )
    title = forms.CharField(
        label=_("Trích yếu"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Câu ngay dưới tên loại, ví dụ: Chuyển đổi số trên địa bàn phường năm 2026."),
        error_messages={"required": _("Ghi trích yếu của văn bản")},
    )
    issuer = forms.CharField(
        label=_("Cơ quan ban hành"),
        max_length=200,
        help_text=_("Ví dụ: Ủy ban nhân dân phường Ngọc Sơn."),
        error_messages={"required": _("Ghi cơ quan ban hành")},
    )
    signer = forms.CharField(label=_("Người ký"), max_length=120, required=False)

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units]).order_by(
            "level", "path", "-since"
        )

    def clean_file(self) -> UploadedFile:
        """The file, once it is seen to be a paper: what is filed once stays for ever."""
        upload: UploadedFile = self.cleaned_data["file"]
        try:
            intake.check_paper(cast(BinaryIO, upload), upload.name or "")
        except FileRefused as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        return upload

    def clean_number(self) -> str:
        """The number as written, or its sentence."""
        typed: str = self.cleaned_data["number"]
        try:
            return rules.parse_number(typed).whole
        except rules.NumberProblem as wrong:
            raise forms.ValidationError(str(wrong)) from wrong

    def clean(self) -> dict[str, Any]:
        """A number needs its day: numbers begin anew every year. A paper of no known kind has to say it."""
        typed = super().clean() or {}
        if typed.get("number") and not typed.get("date") and "date" not in self.errors:
            self.add_error("date", _("Văn bản có số thì phải ghi ngày ban hành"))
        if "number" in typed and not typed.get("kind"):
            kind = rules.parse_number(typed["number"]).kind
            if kind is None:
                self.add_error("kind", _("Ký hiệu không cho biết loại; chọn loại văn bản"))
            else:
                typed["kind"] = kind
        return typed
