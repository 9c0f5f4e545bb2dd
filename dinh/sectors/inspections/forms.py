"""The shape of what people type. Whether it may be so is decided by rules and services."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from dinh.look.fields import DayField

from .shapes import FindingKind


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files in one field; `cleaned_data` holds a list."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", ManyFilesInput(attrs={"multiple": True}))
        kwargs.setdefault("required", False)
        kwargs.setdefault("allow_empty_file", True)  # refused with a sentence that names it
        kwargs.setdefault(
            "help_text",
            gettext_lazy("PDF, DOCX, XLSX, ảnh, TXT; mỗi tệp tối đa 50 MB. Tệp giữ nguyên như lúc nộp."),
        )
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(ManyFilesField, self).clean(each, initial) for each in given]


def typed_files(form: forms.Form) -> list[tuple[str, Any]]:
    return [(each.name, each.file) for each in form.cleaned_data.get("files", ())]


class HeadForm(forms.Form):
    """Who inspects what when."""

    title = forms.CharField(
        label=gettext_lazy("Tên cuộc kiểm tra"),
        max_length=300,
        error_messages={"required": gettext_lazy("Ghi tên cuộc kiểm tra")},
    )
    place = forms.ChoiceField(label=gettext_lazy("Đơn vị, cơ quan kiểm tra"))
    basis = forms.CharField(
        label=gettext_lazy("Căn cứ"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Kế hoạch kiểm tra, quyết định lập đoàn"),
    )
    first_day = DayField(label=gettext_lazy("Từ ngày"))
    last_day = DayField(label=gettext_lazy("Đến ngày"))
    members = forms.CharField(
        label=gettext_lazy("Đoàn kiểm tra"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Mỗi dòng một người, vai trò sau dấu phẩy: Lê Văn Mẫu, Trưởng đoàn"),
    )

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places  # type: ignore[attr-defined]

    def typed_members(self) -> list[tuple[str, str]]:
        found = []
        for line in self.cleaned_data["members"].splitlines():
            name, _comma, part = (each.strip() for each in line.partition(","))
            if name:
                found.append((name, part or "Thành viên"))
        return found


class PlanForm(HeadForm):
    """An inspection on line."""

    purpose = forms.CharField(
        label=gettext_lazy("Mục đích, yêu cầu"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    template = forms.ChoiceField(label=gettext_lazy("Mẫu phiếu kiểm tra"), required=False)
    subjects = forms.CharField(
        label=gettext_lazy("Nội dung kiểm tra"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Mỗi dòng một nội dung. Chỉ tiêu, nhiệm vụ của kế hoạch chọn ở trang sau."),
    )

    def __init__(self, *args: Any, templates: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = [("", gettext_lazy("không dùng mẫu")), *templates]  # type: ignore[attr-defined]


class PaperForm(HeadForm):
    """An inspection that was done on paper."""

    conclusion = forms.CharField(
        label=gettext_lazy("Tóm tắt kết luận"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Ghi tóm tắt kết luận")},
    )
    advice = forms.CharField(
        label=gettext_lazy("Kiến nghị"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Mỗi dòng một kiến nghị, hạn sau dấu |: Bổ sung thư xin lỗi | 15/12/2026"),
    )
    files = ManyFilesField(label=gettext_lazy("Biên bản, kết luận đã ký"))  # type: ignore[assignment]


class FindingForm(forms.Form):
    """What was found."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Loại"),
        choices=[(each.value, gettext_lazy(each.word)) for each in FindingKind],
        initial=FindingKind.LACK.value,
    )
    check_item = forms.ChoiceField(label=gettext_lazy("Thuộc mục phiếu"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Phát hiện"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Việc gì, ở đâu, khi nào, căn cứ nào"),
        error_messages={"required": gettext_lazy("Ghi phát hiện: việc gì, ở đâu, căn cứ nào")},
    )
    files = ManyFilesField(label=gettext_lazy("Minh chứng"))  # type: ignore[assignment]

    def __init__(self, *args: Any, items: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "ph-%s")
        super().__init__(*args, **kwargs)
        self.fields["check_item"].choices = [("", gettext_lazy("không thuộc mục nào")), *items]  # type: ignore[attr-defined]


class AdviceForm(forms.Form):
    """A recommendation."""

    party = forms.ChoiceField(label=gettext_lazy("Nơi thực hiện"))
    text = forms.CharField(
        label=gettext_lazy("Kiến nghị"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Ghi kiến nghị: làm gì, ra sản phẩm gì")},
    )
    product = forms.CharField(label=gettext_lazy("Sản phẩm"), max_length=300, required=False)
    due_on = DayField(label=gettext_lazy("Hạn thực hiện"))

    def __init__(self, *args: Any, parties: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "kn-%s")
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = parties  # type: ignore[attr-defined]


class ConcludeForm(forms.Form):
    """The conclusion."""

    conclusion = forms.CharField(
        label=gettext_lazy("Kết luận"),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Viết kết luận kiểm tra")},
    )
    files = ManyFilesField(label=gettext_lazy("Văn bản kết luận đã ký"))  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "kl-%s")
        super().__init__(*args, **kwargs)


class ExplainForm(forms.Form):
    """What the inspected say to one finding."""

    text = forms.CharField(
        label=gettext_lazy("Giải trình"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Ghi giải trình")},
    )
    agrees = forms.TypedChoiceField(
        label=gettext_lazy("Ý kiến"),
        choices=[("1", gettext_lazy("Nhất trí với phát hiện")), ("0", gettext_lazy("Chưa nhất trí"))],
        coerce=lambda value: value == "1",
        initial="1",
    )
    files = ManyFilesField(label=gettext_lazy("Minh chứng"))  # type: ignore[assignment]


class TemplateForm(forms.Form):
    """A check-list template."""

    name = forms.CharField(
        label=gettext_lazy("Tên mẫu phiếu"),
        max_length=300,
        error_messages={"required": gettext_lazy("Ghi tên mẫu phiếu")},
        help_text=gettext_lazy("Trùng tên mẫu đang có của đơn vị: mẫu mới thay mẫu cũ từ ngày áp dụng"),
    )
    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị lập"))
    since = DayField(label=gettext_lazy("Áp dụng từ ngày"))
    source = forms.CharField(label=gettext_lazy("Căn cứ"), max_length=300, required=False)
    confirmed = forms.BooleanField(label=gettext_lazy("Đã đối chiếu với văn bản gốc"), required=False)
    items = forms.CharField(
        label=gettext_lazy("Các mục"),
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy(
            "Mỗi dòng một mục. Dòng bắt đầu bằng dấu # mở một nhóm. Gợi ý cách kiểm tra sau dấu |"
        ),
        error_messages={"required": gettext_lazy("Ghi ít nhất một mục kiểm tra")},
    )

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]

    def typed_items(self) -> list[dict[str, str]]:
        found, group = [], ""
        for line in self.cleaned_data["items"].splitlines():
            if line.strip().startswith("#"):
                group = line.strip().lstrip("#").strip()
            elif line.strip():
                text, _bar, hint = (part.strip() for part in line.partition("|"))
                found.append({"group": group, "text": text, "hint": hint})
        return found


def put_faults(form: forms.Form, refused: Exception) -> None:
    """Show a deed's faults at their fields; what has no field stands at the top."""
    faults = getattr(refused, "faults", ())
    for fault in faults:
        form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)
    if not faults:
        form.add_error(None, str(refused))
