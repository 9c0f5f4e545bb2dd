"""Tables out and in: worksheets that print well and come back, wrong cells named by their address, nothing half applied."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from dinh.ground import queries as ledger
from dinh.ground.periods import Period
from dinh.plans import services
from dinh.plans.models import Plan, Progress, SheetImport, Target, TargetValue
from dinh.plans.queries import sheets as reads
from dinh.plans.sheets import xlsx_in
from dinh.plans.sheets.appendices import appendices
from dinh.plans.sheets.columns import roman
from dinh.plans.sheets.docx_out import docx_of
from dinh.plans.sheets.pdf_out import pdf_of
from dinh.plans.sheets.report import paper_of
from dinh.plans.sheets.rows import canonical, tables
from dinh.plans.sheets.xlsx_out import put, tracking_book
from dinh.town.services import NotAllowed
from dinh.town.shapes import Actor

from .builders import Town, a_proposal, at
from .test_pages import browser, text_of

APRIL = at(date(2026, 4, 3))
TODAY = date(2026, 4, 3)
HEAD = 4
"""The row of the heads in a tracking sheet."""


@pytest.fixture
def plan(town: Town) -> Plan:
    plan = town.plan()
    return Plan.objects.select_related("unit__parent", "reading").get(pk=plan.pk)


@pytest.fixture
def target(plan: Plan) -> Target:
    return plan.targets.get(mark="T1")


def value(town: Town, target: Target, number: float, period: str = "2026-03", **more: Any) -> TargetValue:
    given = {"by": town.officer, "at": APRIL, "submit": True, "note": "Báo cáo", **more}
    row = services.enter_value(target_id=target.pk, period=period, value=number, **given)
    return services.approve_value(value_id=row.pk, by=town.head, at=APRIL)


def taken(plan: Plan, period: str = "2026-03", *, drafts: bool = True) -> bytes:
    """The tracking workbook as the page gives it."""
    of = reads.plan_tables(plan, Period.parse(period), today=TODAY, drafts=lambda _target: drafts)
    return tracking_book(
        tables(of),
        title=plan.name,
        period=of.period.label_vi,
        meta={"plan": str(plan.pk), "period": period},
        offices=[each.name for each in reads.offices_to_choose(plan, TODAY)],
    )


def filled(contents: bytes, fill: Callable[[Any], None]) -> bytes:
    """The workbook after somebody worked in it."""
    book = load_workbook(io.BytesIO(contents))
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cell_of(book: Any, tab: str, head: str, mark: str) -> Any:
    """The cell of a column in the row of a thing ("target:5")."""
    page = book[tab]
    heads = [cell.value for cell in page[HEAD]]
    key = heads.index("mã dòng (không sửa)") + 1
    row = next(n for n in range(HEAD + 1, page.max_row + 1) if page.cell(n, key).value == mark)
    return page.cell(row, heads.index(head) + 1)


def brought(town: Town, plan: Plan, contents: bytes, by: Actor | None = None) -> SheetImport:
    return services.sheets.bring(
        plan_id=plan.pk, file=contents, name="bang.xlsx", by=by or town.planner, at=APRIL
    )


def set_value(target: Target, number: Any) -> Callable[[Any], None]:
    return lambda book: setattr(
        cell_of(book, "Chỉ tiêu", "Thực hiện", f"target:{target.pk}"), "value", number
    )


# ---------------------------------------------------------------- out


def test_the_tracking_sheet_prints_across_a4_with_heads_on_every_page_and_real_numbers(
    town: Town, plan: Plan, target: Target
) -> None:
    value(town, target, 12.5)
    value(town, target, 10, "2025-03")
    book = load_workbook(io.BytesIO(taken(plan)))
    page = book["Chỉ tiêu"]

    assert book.sheetnames == ["Chỉ tiêu", "Nhiệm vụ", "Dự án", "dinh"]
    assert (page.page_setup.orientation, page.page_setup.paperSize) == (
        "landscape",
        "9",
    ) or page.page_setup.paperSize == 9
    assert page.print_title_rows == f"${HEAD}:${HEAD}" and page.freeze_panes == f"C{HEAD + 1}"
    assert page.page_setup.fitToWidth == 1 and page.sheet_properties.pageSetUpPr.fitToPage
    assert [cell.value for cell in page[HEAD]][:8] == [
        "STT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch", "Thực hiện", "Cùng kỳ năm trước", "Tăng, giảm so cùng kỳ", "Tình trạng",
    ]  # fmt: skip
    found = [
        cell_of(book, "Chỉ tiêu", head, f"target:{target.pk}")
        for head in ("Kế hoạch", "Thực hiện", "Tăng, giảm so cùng kỳ")
    ]
    assert [cell.value for cell in found] == [60, 12.5, 2.5] and found[0].number_format == '"≥ "#,##0'
    assert page.column_dimensions["M"].hidden and page.column_dimensions["N"].hidden
    assert book["dinh"].sheet_state == "hidden"


def test_text_that_begins_like_a_formula_stays_text_and_comes_back_as_it_left() -> None:
    book = Workbook()
    texts = ["=1+1", "+84 123", "-5", "@SUM(A1)", "\t=cmd", "chữ \x01 thường", "x" * 40_000]
    for number, text in enumerate(texts, 1):
        put(book.active.cell(number, 1), text)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)

    page = load_workbook(io.BytesIO(out.getvalue())).active
    assert [page.cell(n, 1).data_type for n in range(1, 8)] == ["s"] * 7  # type: ignore[union-attr]
    assert [page.cell(n, 1).value for n in range(1, 5)] == texts[:4]  # type: ignore[union-attr]
    assert page.cell(1, 1).quotePrefix and not page.cell(6, 1).quotePrefix  # type: ignore[union-attr]
    assert page.cell(6, 1).value == "chữ  thường" and len(page.cell(7, 1).value) == 32_000  # type: ignore[union-attr]


def test_the_tables_of_a_long_plan_take_as_many_questions_as_those_of_a_short_one(
    town: Town, django_assert_max_num_queries: Any
) -> None:
    first = a_proposal().targets[0]
    many = tuple(replace(first, id=f"T{n}", text=f"Chỉ tiêu {n}") for n in range(1, 41))
    plan = town.plan(a_proposal(targets=many, problems=()))
    plan = Plan.objects.select_related("unit__parent").get(pk=plan.pk)
    for target in plan.targets.all():
        services.enter_value(target_id=target.pk, period="2026-03", value=5, by=town.planner, at=APRIL)

    with django_assert_max_num_queries(26):
        of = reads.plan_tables(plan, Period.parse("2026-03"), today=TODAY, drafts=lambda _target: True)
        tables(of)
    assert len(of.targets) == 40 and of.targets[0].value is not None


def test_a_figure_not_approved_is_only_in_the_sheet_of_those_who_may_see_it(
    town: Town, plan: Plan, target: Target
) -> None:
    services.enter_value(target_id=target.pk, period="2026-03", value=31.3, by=town.officer, at=APRIL)

    def shown(drafts: bool) -> Any:
        book = load_workbook(io.BytesIO(taken(plan, drafts=drafts)))
        return cell_of(book, "Chỉ tiêu", "Thực hiện", f"target:{target.pk}").value

    assert (shown(True), shown(False)) == (31.3, None)
    assert "31,3" not in str(paper_of(reads.plan_tables(plan, Period.parse("2026-03"), today=TODAY)))


def test_the_appendices_have_the_columns_of_the_paper_and_sums_that_agree(plan: Plan) -> None:
    of = reads.plan_tables(plan, Period.parse("2026-03"), today=TODAY)
    book = load_workbook(io.BytesIO(appendices(of, attached="(Kèm theo)")))

    one, two, three = (book[name] for name in ("Phụ lục I", "Phụ lục II", "Phụ lục III"))
    heads = [[cell.value for cell in page[5]] for page in (one, two, three)]
    assert heads[0] == ["STT", "Chỉ tiêu", "Đến hết 2026", "Chủ trì", "Phối hợp, cung cấp số liệu"]
    assert heads[1][:4] == ["STT", "Nội dung", "Chủ trì", "Phối hợp"] and heads[1][-1] == "Chỉ tiêu liên quan"
    assert heads[2][3:6] == ["Tổng vốn giao", "NS tỉnh", "Khác"]
    assert [three.cell(6, n).value for n in (2, 4, 5, 6)] == ["TỔNG CỘNG", 2_500, 2_200, 300]
    assert two.cell(6, 1).value == "I" and all(
        page.page_setup.orientation == "landscape" for page in (one, two, three)
    )


def test_the_paper_has_every_part_that_the_decree_asks_for(town: Town, plan: Plan) -> None:
    from docx import Document
    from docx.shared import Mm

    paper = paper_of(reads.plan_tables(plan, Period.parse("2026-03"), today=TODAY))
    document = Document(io.BytesIO(docx_of(paper)))
    words = [cell.text for table in document.tables[:2] for cell in table.rows[0].cells]

    assert (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc" in words[1]
        and "ỦY BAN NHÂN DÂN" in words[0]
    )
    assert (
        "/BC-UBND" in words[0]
        and "Mẫu, ngày" in words[1]
        and "Nơi nhận:" in words[2]
        and "CHỦ TỊCH" in words[3]
    )
    first = document.sections[0]
    assert [round(each / Mm(1)) for each in (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)] == [
        20, 20, 30, 15,
    ]  # fmt: skip
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables[2:])
    body = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "BÁO CÁO" in body and body.rstrip().count("./.") == 1 and "PHỤ LỤC III" in body


def test_the_pdf_carries_its_faces_and_fetches_nothing(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    Target.objects.filter(plan=plan, mark="T1").update(
        text='<img src="http://127.0.0.1:9/x.png"> tỷ lệ phủ sóng'
    )
    paper = paper_of(reads.plan_tables(plan, Period.parse("2026-03"), today=TODAY))

    contents = pdf_of(paper)

    assert contents.startswith(b"%PDF")
    fonts = subprocess.run(["pdffonts", "-"], input=contents, capture_output=True, check=True).stdout.decode()
    rows = [line.split() for line in fonts.splitlines()[2:]]
    assert rows and all("yes" in row[-5:-2] for row in rows), fonts
    text = subprocess.run(
        ["pdftotext", "-", "-"], input=contents, capture_output=True, check=True
    ).stdout.decode()
    assert "Độc lập - Tự do - Hạnh phúc" in text and "<img src=" in text


# ---------------------------------------------------------------- in: what is told before anything is done


def test_a_filled_in_sheet_is_shown_cell_by_cell_and_changes_nothing_yet(
    town: Town, plan: Plan, target: Target
) -> None:
    value(town, target, 12.5)
    row = brought(town, plan, filled(taken(plan), set_value(target, 20)))

    (cell,) = row.cells.all()
    assert (cell.state, cell.before, cell.after, cell.field) == ("change", "12,5", "20", "value")
    assert cell.cell == f"E{HEAD + 1}" and row.state == "draft"
    assert target.values.filter(superseded_at=None).get().value == Decimal("12.5")


def test_an_untouched_sheet_says_nothing_even_after_figures_changed_here(
    town: Town, plan: Plan, target: Target
) -> None:
    contents = taken(plan)
    value(town, target, 33)

    assert brought(town, plan, contents).cells.count() == 0


def test_a_cell_changed_on_both_sides_is_a_conflict_and_one_that_agrees_is_none(
    town: Town, plan: Plan, target: Target
) -> None:
    contents = taken(plan)
    value(town, target, 33)

    (cell,) = brought(town, plan, filled(contents, set_value(target, 40))).cells.all()
    assert (
        cell.state == "conflict" and "đã đổi thành “33”" in cell.sentence and cell.sentence.startswith("Ô E5")
    )
    assert brought(town, plan, filled(contents, set_value(target, 33))).cells.count() == 0


@pytest.mark.parametrize(
    ("head", "typed", "said"),
    [
        ("Thực hiện", "năm mươi", "không phải số"),
        ("Thực hiện", 120, "từ 0 đến 100"),
        ("Thực hiện", "=SUM(A1:A3)", "đây là công thức"),
        ("Thực hiện", date(2026, 3, 1), "là ngày tháng"),
        ("Thực hiện", 1e300, "số quá lớn"),
        ("Chủ trì", "Phòng Không Có", "không có trong sổ cơ quan"),
        ("Nguồn, cách tính", "x", "chưa có số của kỳ này"),
        ("Chỉ tiêu", "Tên khác", "không khớp mã dòng"),
    ],
)
def test_a_wrong_cell_is_named_by_its_address(
    town: Town, plan: Plan, target: Target, head: str, typed: Any, said: str
) -> None:
    contents = filled(
        taken(plan),
        lambda book: setattr(cell_of(book, "Chỉ tiêu", head, f"target:{target.pk}"), "value", typed),
    )

    (cell,) = brought(town, plan, contents).cells.all()
    assert (
        cell.state == "wrong"
        and said in cell.sentence
        and cell.sentence.startswith("Ô ")
        and cell.cell in cell.sentence
    )


@pytest.mark.parametrize(
    ("head", "typed", "said"),
    [
        ("Tiến độ", "Sắp xong", "không có trong danh sách"),
        ("Phần việc đã xong (%)", 30, "chọn tiến độ ở cùng dòng"),
        ("Phần việc đã xong (%)", 130, "số nguyên từ 0 đến 100"),
        ("Kết quả, vướng mắc", "Đã làm", "chọn tiến độ ở cùng dòng"),
    ],
)
def test_a_wrong_cell_of_a_task_is_named_too(
    town: Town, plan: Plan, head: str, typed: Any, said: str
) -> None:
    task = plan.tasks.get()
    contents = filled(
        taken(plan), lambda book: setattr(cell_of(book, "Nhiệm vụ", head, f"task:{task.pk}"), "value", typed)
    )

    (cell,) = brought(town, plan, contents).cells.all()
    assert cell.state == "wrong" and said in cell.sentence


def test_rows_added_doubled_or_marked_with_a_foreign_key_are_wrong(
    town: Town, plan: Plan, target: Target
) -> None:
    def fill(book: Any) -> None:
        page = book["Chỉ tiêu"]
        page["B20"], page["E20"] = "Chỉ tiêu tự thêm", 5
        for n in range(1, 15):
            page.cell(21, n).value = page.cell(HEAD + 1, n).value
        page.cell(HEAD + 2, 13).value = "target:999999"

    found = {cell.cell: cell.sentence for cell in brought(town, plan, filled(taken(plan), fill)).cells.all()}

    assert "không có mã" in found["B20"] and "trùng mã với dòng 5" in found["A21"]
    assert "Không có mục nào"[1:] in found[f"A{HEAD + 2}"]


def test_columns_may_be_moved_rows_sorted_and_a_share_typed_as_a_share(
    town: Town, plan: Plan, target: Target
) -> None:
    def fill(book: Any) -> None:
        page = book["Chỉ tiêu"]
        cell = cell_of(book, "Chỉ tiêu", "Thực hiện", f"target:{target.pk}")
        cell.value, cell.number_format = 0.455, "0.0%"
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=HEAD + 1, max_row=HEAD + 3)]
        formats = [page.cell(n, 5).number_format for n in range(HEAD + 1, HEAD + 4)]
        for place, (values, shown) in enumerate(
            zip(reversed(rows), reversed(formats), strict=True), HEAD + 1
        ):
            for n, each in enumerate(values, 1):
                page.cell(place, n).value = each
            page.cell(place, 5).number_format = shown

    (cell,) = brought(town, plan, filled(taken(plan), fill)).cells.all()

    assert (cell.state, cell.after, cell.cell) == ("change", "45,5", f"E{HEAD + 3}")


def test_an_officer_brings_back_the_rows_of_their_office_and_is_told_of_the_others(
    town: Town, plan: Plan
) -> None:
    mine, other = plan.targets.get(mark="T1"), plan.targets.get(mark="T3")

    def fill(book: Any) -> None:
        set_value(mine, 20)(book)
        set_value(other, 30)(book)
        cell_of(book, "Chỉ tiêu", "Chủ trì", f"target:{mine.pk}").value = "Phòng Kinh tế"

    found = {
        cell.thing_id: cell
        for cell in brought(town, plan, filled(taken(plan), fill), town.officer).cells.filter(field="value")
    }
    assert found[mine.pk].state == "change" and "không được giao" in found[other.pk].sentence
    assert (
        brought(town, plan, filled(taken(plan), fill), town.officer).cells.get(field="lead").state == "wrong"
    )


def test_who_may_not_import_is_refused_and_a_replaced_plan_takes_nothing(town: Town, plan: Plan) -> None:
    contents = taken(plan)
    for who in (town.viewer, town.clerk, town.stranger):
        with pytest.raises(NotAllowed):
            brought(town, plan, contents, who)
    Plan.objects.update(state="replaced")
    with pytest.raises(services.WrongState):
        brought(town, plan, contents)


# ---------------------------------------------------------------- in: applying


def everything(target: Target, task: Any, project: Any) -> Callable[[Any], None]:
    def fill(book: Any) -> None:
        set_value(target, 45)(book)
        cell_of(book, "Chỉ tiêu", "Nguồn, cách tính", f"target:{target.pk}").value = "=Báo cáo quý"
        cell_of(book, "Chỉ tiêu", "Nguồn, cách tính", f"target:{target.pk}").data_type = "s"
        cell_of(book, "Chỉ tiêu", "Chủ trì", f"target:{target.pk}").value = "Phòng Kinh tế"
        cell_of(book, "Nhiệm vụ", "Tiến độ", f"task:{task.pk}").value = "Đã xong"
        cell_of(book, "Nhiệm vụ", "Kết quả, vướng mắc", f"task:{task.pk}").value = "Đã mở đủ 2 lớp."
        cell_of(book, "Dự án", "Tiến độ", f"project:{project.pk}").value = "Đang làm"
        cell_of(book, "Dự án", "Phần việc đã xong (%)", f"project:{project.pk}").value = 30

    return fill


def test_applying_does_the_deeds_that_people_do_one_by_one(town: Town, plan: Plan, target: Target) -> None:
    task, project = plan.tasks.get(), plan.projects.get()
    row = brought(town, plan, filled(taken(plan), everything(target, task, project)))

    services.sheets.apply(import_id=row.pk, by=town.planner, at=APRIL, submit=True)

    target.refresh_from_db()
    row.refresh_from_db()
    held = target.values.get()
    assert (held.value, held.state, held.note, held.period_key) == (
        45,
        "submitted",
        "=Báo cáo quý",
        "2026-03",
    )
    assert target.lead_office == town.other_office
    assert (task.progress.get().state, task.progress.get().percent, task.progress.get().note) == (
        "done",
        100,
        "Đã mở đủ 2 lớp.",
    )
    assert (project.progress.get().state, project.progress.get().percent) == ("doing", 30)
    assert row.state == "applied" and "bang.xlsx" in project.progress.get().note
    deeds = [line.deed for line in ledger.story_of(plan.ref)]
    assert (
        deeds[0] == "plans.sheet-applied"
        and "plans.value-entered" in deeds
        and "plans.lead-assigned" in deeds
    )


def test_wrong_cells_stop_the_whole_until_somebody_says_to_leave_them_out(town: Town, plan: Plan) -> None:
    one, two = plan.targets.get(mark="T1"), plan.targets.get(mark="T2")

    def fill(book: Any) -> None:
        set_value(one, 45)(book)
        set_value(two, 450)(book)

    row = brought(town, plan, filled(taken(plan), fill))
    with pytest.raises(services.WrongInput, match="Còn 1 ô sai"):
        services.sheets.apply(import_id=row.pk, by=town.planner, at=APRIL)
    assert not TargetValue.objects.exists()

    services.sheets.apply(import_id=row.pk, by=town.planner, at=APRIL, skip=True)
    assert one.values.get().value == 45 and not two.values.exists()


def test_what_somebody_changed_since_the_look_stops_the_whole_and_is_marked(town: Town, plan: Plan) -> None:
    one, two = plan.targets.get(mark="T1"), plan.targets.get(mark="T2")

    def fill(book: Any) -> None:
        set_value(one, 45)(book)
        set_value(two, 50)(book)

    row = brought(town, plan, filled(taken(plan), fill))
    services.enter_value(target_id=two.pk, period="2026-03", value=7, by=town.second, at=APRIL)

    with pytest.raises(services.WrongState, match="vừa được người khác đổi"):
        services.sheets.apply(import_id=row.pk, by=town.planner, at=APRIL)

    assert not one.values.exists() and two.values.get().value == 7
    assert sorted(row.cells.values_list("state", flat=True)) == ["change", "conflict"]


def test_a_refusal_on_the_way_undoes_what_was_done_before_it(
    town: Town, plan: Plan, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    task, project = plan.tasks.get(), plan.projects.get()
    row = brought(town, plan, filled(taken(plan), everything(target, task, project)))

    def refuse(**_given: Any) -> None:
        raise services.WrongState("không ghi được.")

    monkeypatch.setattr(services.tracking, "record_progress", refuse)
    with pytest.raises(services.WrongInput, match=r"Ô E\d+, G\d+: không ghi được\. Chưa ghi gì"):
        services.sheets.apply(import_id=row.pk, by=town.planner, at=APRIL)

    target.refresh_from_db()
    row.refresh_from_db()
    assert target.lead_office == town.office and not target.values.exists() and not Progress.objects.exists()
    assert row.state == "draft"


def test_a_sheet_is_applied_once_and_a_dropped_one_never(town: Town, plan: Plan, target: Target) -> None:
    first = brought(town, plan, filled(taken(plan), set_value(target, 20)))
    second = brought(town, plan, filled(taken(plan), set_value(target, 30)))
    services.sheets.apply(import_id=first.pk, by=town.planner, at=APRIL)
    services.sheets.drop(import_id=second.pk, by=town.planner, at=APRIL)

    for row in (first, second):
        with pytest.raises(services.WrongState):
            services.sheets.apply(import_id=row.pk, by=town.planner, at=APRIL)
    assert target.values.get().value == 20


def test_a_draft_is_taken_up_again_later_and_compared_anew(town: Town, plan: Plan, target: Target) -> None:
    row = brought(town, plan, filled(taken(plan), set_value(target, 20)))
    value(town, target, 20)

    services.sheets.refresh(import_id=row.pk, by=town.second, at=APRIL)

    assert row.cells.count() == 0


# ---------------------------------------------------------------- in: files that are not to be trusted


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, contents in parts.items():
            box.writestr(name.replace("__", "/").replace("_xml", ".xml"), contents)
    return out.getvalue()


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        (b"", "hỏng hoặc không phải"),
        (b"%PDF-1.4", "hỏng hoặc không phải"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "đời cũ"),
        (b"PK\x03\x04" + b"\0" * 200, "hỏng hoặc không phải"),
        (zipped(a_xml=b"<a/>"), "không phải bảng Excel"),
        (zipped(xl__workbook_xml=b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), "khai báo lạ"),
        (zipped(xl__workbook_xml=b"<x/>", xl__a_xml=b"0" * 30_000_000), "nén bất thường"),
        (zipped(xl__workbook_xml=b"<workbook/>"), "Không mở được"),
        (b"PK" + b"x" * 10_000_001, "lớn hơn 10 MB"),
    ],
)
def test_a_file_that_is_no_worksheet_or_wants_to_burst_is_refused_with_a_sentence(
    contents: bytes, said: str
) -> None:
    with pytest.raises(xlsx_in.NotASheet, match=said):
        xlsx_in.read(contents)


@given(st.binary(max_size=400))
@settings(max_examples=60, deadline=None)
def test_no_file_whatever_breaks_the_reader(noise: bytes) -> None:
    for contents in (noise, b"PK\x03\x04" + noise, zipped(xl__workbook_xml=noise)):
        with pytest.raises(xlsx_in.NotASheet):
            xlsx_in.read(contents)


def test_a_sheet_of_another_plan_or_of_another_program_is_refused(town: Town, plan: Plan) -> None:
    def foreign(book: Any) -> None:
        book["dinh"]["B2"] = "999"

    with pytest.raises(services.WrongInput, match="kế hoạch khác"):
        brought(town, plan, filled(taken(plan), foreign))
    with pytest.raises(services.WrongInput, match="thiếu trang ẩn"):
        brought(town, plan, filled(taken(plan), lambda book: book.remove(book["dinh"])))

    def no_period(book: Any) -> None:
        book["dinh"]["B3"] = "thang ba"

    with pytest.raises(services.WrongInput, match="Kỳ số liệu"):
        brought(town, plan, filled(taken(plan), no_period))


def test_a_sheet_too_long_is_refused_before_its_end(
    town: Town, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_in, "MOST_ROWS", 2)

    with pytest.raises(services.WrongInput, match="dài hơn 2 dòng"):
        brought(town, plan, taken(plan))


def test_a_format_dragged_to_the_last_row_does_not_hold_the_reader(
    town: Town, plan: Plan, target: Target
) -> None:
    def fill(book: Any) -> None:
        set_value(target, 20)(book)
        book["Chỉ tiêu"].cell(200_000, 3).value = " "

    assert brought(town, plan, filled(taken(plan), fill)).cells.count() == 1


@pytest.mark.slow
def test_a_sheet_saved_by_libreoffice_comes_back(
    town: Town, plan: Plan, target: Target, tmp_path: Path
) -> None:
    task, project = plan.tasks.get(), plan.projects.get()
    (tmp_path / "bang.xlsx").write_bytes(filled(taken(plan), everything(target, task, project)))
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/lo", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out"), str(tmp_path / "bang.xlsx")],
        capture_output=True, timeout=170, check=True,
    )  # fmt: skip

    row = brought(town, plan, (tmp_path / "out" / "bang.xlsx").read_bytes())

    assert row.cells.count() == 7 and not row.cells.exclude(state="change").exists()
    services.sheets.apply(import_id=row.pk, by=town.planner, at=APRIL)
    assert target.values.get().note == "=Báo cáo quý"


# ---------------------------------------------------------------- small laws and pages


@given(st.integers(1, 300))
def test_roman_numerals_grow_and_never_repeat_a_letter_four_times(number: int) -> None:
    said = roman(number)

    assert said and not any(letter * 4 in said for letter in "IXC")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_a_number_is_compared_by_its_value_whatever_its_zeros(number: Decimal) -> None:
    assert (
        canonical(number) == canonical(number.quantize(Decimal("0.0001")))
        and Decimal(canonical(number)) == number
    )


def test_the_pages_give_each_file_take_a_sheet_in_and_apply_it(
    town: Town, plan: Plan, target: Target
) -> None:
    client = browser(town.planner)
    for what, starts in (
        ("theo-doi.xlsx", b"PK"),
        ("phu-luc.xlsx", b"PK"),
        ("theo-doi.docx", b"PK"),
        ("theo-doi.pdf", b"%PDF"),
    ):
        got = client.get(f"/ke-hoach/{plan.pk}/bang/{what}?ky=2026-03")
        assert got.status_code == 200 and got.content.startswith(starts), what
        assert (
            got["Content-Disposition"].startswith("attachment") and got["X-Content-Type-Options"] == "nosniff"
        )
    assert client.get(f"/ke-hoach/{plan.pk}/bang/khac.xlsx").status_code == 404

    contents = client.get(f"/ke-hoach/{plan.pk}/bang/theo-doi.xlsx?ky=2026-03").content
    file = SimpleUploadedFile("bang.xlsx", filled(contents, set_value(target, 20)))
    shown = client.post(f"/ke-hoach/{plan.pk}/bang/nop/", {"file": file}, follow=True)
    assert "Chưa ghi gì" in text_of(shown) and not target.values.exists()
    row = SheetImport.objects.get()
    done = client.post(f"/bang/{row.pk}/ghi/", {"trinh": "1"}, follow=True)
    assert "Đã ghi bảng vào kế hoạch" in text_of(done) and target.values.get().state == "submitted"
    assert client.post(f"/bang/{row.pk}/ghi/").status_code == 409


def test_a_wrong_file_on_the_page_says_what_is_wrong(town: Town, plan: Plan) -> None:
    client = browser(town.planner)

    answer = client.post(
        f"/ke-hoach/{plan.pk}/bang/nop/", {"file": SimpleUploadedFile("bang.xlsx", b"PK khong phai")}
    )
    assert answer.status_code == 422 and "không phải bảng Excel" in text_of(answer)
    assert client.post(f"/ke-hoach/{plan.pk}/bang/nop/", {}).status_code == 422


def test_what_was_brought_back_is_looked_at_only_by_those_who_may_bring(
    town: Town, plan: Plan, target: Target
) -> None:
    row = brought(town, plan, filled(taken(plan), set_value(target, 450)))

    assert "Ô E5" in text_of(browser(town.second).get(f"/bang/{row.pk}/"))
    for who in (town.viewer, town.stranger):
        client = browser(who)
        assert client.get(f"/bang/{row.pk}/").status_code == 404
        assert client.post(f"/bang/{row.pk}/ghi/").status_code == 404
    assert (
        browser(town.viewer)
        .post(f"/ke-hoach/{plan.pk}/bang/nop/", {"file": SimpleUploadedFile("b.xlsx", taken(plan))})
        .status_code
        == 403
    )
    assert browser(town.planner).post(f"/bang/{row.pk}/bo/", follow=True).status_code == 200
