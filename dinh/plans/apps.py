"""Start-up of plans: its deeds, its words in stories, its openers, its panel on a unit's page."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    """What was promised, and where it stands."""

    name = "dinh.plans"
    label = "plans"
    verbose_name = "Kế hoạch"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dinh.ground import facts as counted
        from dinh.ground import services as ground
        from dinh.look import commands, shell, slots
        from dinh.town import services as town

        from . import listeners, openers, panels, plugs, rules

        town.declare_deeds(
            "plans", rules.WHO_MAY, words={deed: _(word) for deed, word in rules.WORDS.items()}
        )
        for deed, words in DEED_WORDS.items():
            ground.name_deed(deed, words, withhold=DRAFT_FIELDS if deed in DRAFT_DEEDS else ())
        openers.register()
        listeners.register()
        ground.fill_socket("reporting.figures", plugs.KnownFigures())
        ground.fill_socket("inspections.subjects", plugs.Inspectable())
        ground.fill_socket("measures.targets", plugs.MeasuredTargets())
        slots.fill("unit.main", panels.plans_of_unit, order=20)
        slots.fill("measures.why", panels.targets_of_measure)
        slots.fill("measures.one", panels.targets_of_measure)
        shell.count("plans.reviews", panels.readings_waiting)
        shell.count("plans.values_waiting", panels.values_waiting)
        shell.count("plans.given", panels.allotments_waiting)
        shell.count("plans.disputes", panels.disputes_waiting)
        commands.offer("plans", panels.find, deeds=panels.find_deeds)

        from . import facts

        for table in facts.TABLES:
            counted.declare(table)


DRAFT_DEEDS = frozenset({"plans.value-entered", "plans.value-submitted", "plans.value-returned"})
DRAFT_FIELDS = ("value", "remark", "before", "files")
"""Of a figure not approved: its page shows them to those who may enter or approve it, no story to anybody else."""
DEED_WORDS = {
    "plans.uploaded": _("Nộp tệp kế hoạch"),
    "plans.read-again": _("Yêu cầu máy đọc lại"),
    "plans.read": _("Máy đọc xong, lập đề xuất"),
    "plans.read-failed": _("Máy không đọc được"),
    "plans.item-accepted": _("Chấp nhận mục đã đọc"),
    "plans.items-accepted": _("Chấp nhận các mục đọc rõ"),
    "plans.item-corrected": _("Sửa mục đã đọc"),
    "plans.item-rejected": _("Loại mục đã đọc"),
    "plans.item-split": _("Tách mục đã đọc"),
    "plans.items-merged": _("Gộp mục đã đọc"),
    "plans.item-reopened": _("Mở lại mục đã xử lý"),
    "plans.item-added": _("Thêm mục máy bỏ sót"),
    "plans.head-corrected": _("Sửa phần đầu văn bản"),
    "plans.problem-settled": _("Chốt cách hiểu một vấn đề"),
    "plans.problem-reopened": _("Mở lại một vấn đề"),
    "plans.adopted": _("Đưa kế hoạch vào theo dõi"),
    "plans.amended": _("Kế hoạch được sửa đổi"),
    "plans.replaced": _("Kế hoạch được thay thế"),
    "plans.lead-assigned": _("Giao cơ quan chủ trì"),
    "plans.linked": _("Nối với chỉ tiêu cấp trên"),
    "plans.unlinked": _("Gỡ mối nối với chỉ tiêu cấp trên"),
    "plans.progress-recorded": _("Ghi tiến độ"),
    "plans.value-entered": _("Nhập số liệu"),
    "plans.value-submitted": _("Trình số liệu"),
    "plans.value-approved": _("Duyệt số liệu"),
    "plans.value-returned": _("Trả lại số liệu"),
    "plans.measure-bound": _("Gắn chỉ tiêu với số đo"),
    "plans.measure-unbound": _("Gỡ số đo khỏi chỉ tiêu"),
    "plans.value-measured": _("Ghi số đo từ hồ sơ"),
    "plans.value-remarked": _("Ghi chú bên cạnh số liệu"),
    "plans.value-disputed": _("Kiến nghị về số liệu"),
    "plans.dispute-answered": _("Trả lời kiến nghị về số liệu"),
    "plans.allotted": _("Giao cho các xã, phường"),
    "plans.number-changed": _("Đổi con số giao"),
    "plans.allotment-withdrawn": _("Thu hồi chỉ tiêu giao"),
    "plans.allotment-accepted": _("Nhận chỉ tiêu giao"),
    "plans.allotment-disputed": _("Kiến nghị về chỉ tiêu giao"),
    "plans.dispute-settled": _("Trả lời kiến nghị về chỉ tiêu giao"),
    "plans.allotment-broken-down": _("Chia chỉ tiêu cho các phòng"),
    "plans.passed-on": _("Chuyển chỉ tiêu giao cho đơn vị kế thừa"),
    "plans.values-taken-over": _("Nhận số liệu các kỳ trước"),
    "plans.allotments-accepted": _("Các xã, phường nhận chỉ tiêu"),
    "plans.budget-decided": _("Giao, điều chỉnh vốn"),
    "plans.contract-signed": _("Ký hợp đồng"),
    "plans.contract-changed": _("Ký phụ lục hợp đồng"),
    "plans.paid": _("Chi tiền"),
    "plans.milestone-planned": _("Lập mốc"),
    "plans.milestone-moved": _("Đổi ngày của mốc"),
    "plans.milestone-reached": _("Đạt mốc"),
    "plans.step-taken": _("Làm xong bước mua sắm"),
    "plans.serves-targets": _("Nối dự án với chỉ tiêu"),
    "plans.sheet-brought": _("Nộp bảng Excel để nhập lại"),
    "plans.sheet-applied": _("Nhập bảng Excel vào kế hoạch"),
    "plans.sheet-dropped": _("Bỏ bảng Excel đã nộp"),
}
