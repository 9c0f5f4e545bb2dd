from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from dinh.ground.calendar import for_country
from dinh.ground.shapes import Ref
from dinh.look import fields, gallery, icons, openers, slots
from dinh.look.shapes import Cell, Column, Line, Matrix, Opened, Owed, Part, Row, Table

LOOK = Path(gallery.__file__).parent


def drawn(source: str, **context: object) -> str:
    return Template("{% load look %}" + source).render(Context(context))


def test_every_status_is_a_shape_and_a_word():
    assert drawn("{% status 'late' 'Chậm' %}") == '<span class="st st-late">Chậm</span>'
    assert drawn("{% status 'ok' 'Đạt' bare=True %}") == '<span class="st st-ok bare">Đạt</span>'


def test_there_is_no_eighth_status():
    with pytest.raises(ValueError, match="purple"):
        drawn("{% status 'purple' 'Lạ' %}")


def test_what_people_wrote_is_never_taken_for_markup():
    evil = "<script>x</script>"
    for source in (
        "{% status 'ok' evil %}",
        "{% door '#' evil evil %}",
        "{% who evil evil %}",
        "{% diff evil evil %}",
        "{% figure evil evil evil '#' %}",
        "{% crumbs evil '/x' evil %}",
        "{% unknown evil %}",
        "{{ evil|marked:'script' }}",
        "{% card evil count=evil %}{{ evil }}{% endcard %}",
        "{% note 'risk' %}{{ evil }}{% endnote %}",
    ):
        assert "<script>" not in drawn(source, evil=evil), source


@pytest.mark.parametrize(
    ("left", "said", "kind"),
    [
        (-2, "Trễ 2 ngày", "due-late"),
        (0, "Hạn hôm nay", "due-now"),
        (1, "Còn 1 ngày làm việc", "due-soon"),
        (4, "Còn 4 ngày làm việc", '"due"'),
    ],
)
def test_a_deadline_says_how_many_working_days(left, said, kind):
    chip = drawn("{% due left %}", left=left)
    assert said in chip and kind in chip


def test_a_deadline_given_as_a_day_counts_by_the_calendar():
    today = timezone.localdate()
    until = for_country().ending_by(today)  # today, or on a day off what ended with the last working day
    assert ("Hạn hôm nay" if until == today else "Trễ") in drawn("{% due day %}", day=until)
    assert "Trễ" in drawn("{% due day %}", day=today - timedelta(days=20))
    assert "Còn" in drawn("{% due day %}", day=today + timedelta(days=20))


def test_a_stopped_clock_hides_the_count():
    assert "Dừng đồng hồ 15 giờ" in drawn("{% due -3 stopped='15 giờ' %}")


def test_a_door_says_what_it_opens():
    assert 'aria-label="68,9%: mở 456 hồ sơ"' in drawn("{% door '#' '68,9%' 'mở 456 hồ sơ' %}")
    assert drawn("{% door '' '68,9%' %}") == "68,9%"


def test_an_icon_that_is_not_in_the_sprite_is_refused():
    assert "#i-bell" in drawn("{% icon 'bell' %}")
    with pytest.raises(ValueError, match="khong-co"):
        drawn("{% icon 'khong-co' %}")


def test_progress_reads_as_a_sentence_and_carries_no_style():
    bar = drawn("{% progress 68.9 target=80 path=76.7 threshold=5 kind='late' %}")
    assert 'aria-label="Giá trị 68,9%, lộ trình lúc này 76,7%, mục tiêu 80,0%"' in bar
    assert "style=" not in bar and 'width="78.3%"' in bar


def test_a_band_leaves_out_parts_of_nothing():
    html = drawn(
        "{% seg parts %}",
        parts=[Part("late", "Chậm", 9, "#"), Part("risk", "Có nguy cơ", 0, "#"), Part("ok", "Đạt", 23, "#")],
    )
    assert html.count("<li") == 2 and "mở danh sách" in html


def test_a_line_chart_has_a_sentence_and_its_numbers():
    line = Line(
        title="Thanh toán",
        values=[60, None, 68.9],
        labels=["1", "2", "3"],
        path=[60, 70, 76.7],
        target=80,
        threshold=5,
        urls=["#1", "", "#3"],
    )
    html = drawn("{% line_chart line %}", line=line)
    assert "lộ trình kỳ 3: 76,7%" in html
    assert "68,9%, thiếu 7,8 điểm" in html
    assert "Xem bảng số" in html and html.count("<tr>") == 4
    assert "chưa có" in html
    assert "style=" not in html


def test_a_table_names_its_columns_on_a_telephone_and_sorts_by_address():
    table = Table(
        caption="Chỉ tiêu",
        columns=(
            Column("name", "Tên", phone="title", sort="ten"),
            Column("value", "Thực hiện", number=True, phone="k1", sort="so"),
        ),
        rows=(Row(cells={"name": "A", "value": "68,9%"}, key="1", name="A"),),
        choose="chon",
        sorted_by="so",
        sort_url="?loc=a&",
    )
    html = drawn("{% table t %}", t=table)
    assert 'aria-sort="ascending"' in html
    assert 'href="?loc=a&amp;xep=-so"' in html
    assert 'data-l="Thực hiện"' in html and 'aria-label="Chọn A"' in html and "<caption" in html


def test_a_pressed_filter_has_a_way_out_that_keeps_the_others():
    request = RequestFactory().get("/x/", {"tinh-trang": "late", "q": "a", "trang": "3"})
    bar = gallery.FilterBar(
        query="a",
        query_words="Tìm",
        pickers=(
            gallery.Choice(name="tinh-trang", words="Tình trạng", options=(("late", "Chậm"),), chosen="late"),
        ),
    )
    html = drawn("{% filter_bar bar %}", bar=bar, request=request)
    assert 'href="?q=a"' in html and "Chậm" in html
    assert '<input type="hidden" name="tinh-trang" value="late">' in html


def test_the_pager_keeps_the_address():
    request = RequestFactory().get("/x/", {"q": "a"})
    html = drawn("{% pager page %}", page=Paginator(range(30), 10).page(2), request=request)
    assert 'href="?q=a&amp;trang=1"' in html and 'href="?q=a&amp;trang=3"' in html
    assert "sau=k9" in drawn(
        "{% pager page %}", page=SimpleNamespace(earlier="", later="k9"), request=request
    )


def test_the_first_late_thing_opens_with_its_primary_deed():
    owed = [
        Owed(title="A", url="#", left=-2, deed="Nộp", deed_url="#"),
        Owed(title="B", url="#", left=0, day=date(2026, 11, 23)),
    ]
    html = drawn("{% led owed open_first=True %}", owed=owed)
    assert html.count("btn pri") == 1 and "Thứ Hai 23/11" in html


def test_an_empty_cell_is_a_dash_with_hidden_words():
    html = drawn(
        "{% mx m %}",
        m=Matrix(
            caption="M",
            columns=["a", "b"],
            rows=[("X", [None, Cell(kind="late", words="Chậm", note="1 trên 2")])],
        ),
    )
    assert '<td class="e"><span class="vh">' in html and "lc st-late" in html


def test_a_marked_passage_is_marked_once():
    assert drawn("{{ t|marked:'92%' }}", t="trên 92% và 92%") == "trên <mark>92%</mark> và 92%"


class Sample(forms.Form):
    day = fields.DayField(label="Ngày nộp")
    value = fields.NumberField(label="Giá trị", most=100)
    which = forms.ChoiceField(
        label="Cách hiểu",
        widget=forms.RadioSelect,
        choices=[("a", fields.Option("Từ 92%", note="Theo mục II"))],
    )
    note = forms.CharField(label="Ghi chú", required=False)
    paper = fields.FileField(label="Văn bản", endings=("pdf",), most_bytes=10, required=False)


def test_a_wrong_field_keeps_what_was_typed_and_tells_the_reader():
    form = Sample({"day": "30/02/2026", "value": "168,9", "which": "a"})
    html = drawn("{% error_summary form %}{% field form.day %}{% field form.value %}", form=form)
    assert 'value="30/02/2026"' in html and 'value="168,9"' in html
    assert 'href="#id_day"' in html and 'aria-invalid="true"' in html
    assert 'aria-describedby="id_day-goi-y id_day-loi"' in html and 'id="id_day-loi"' in html
    assert "Còn 2 chỗ phải sửa" in html


def test_no_summary_before_anything_was_sent():
    assert drawn("{% error_summary form %}", form=Sample()).strip() == ""


def test_a_radio_carries_its_explanation_and_optional_fields_say_so():
    html = drawn("{% field form.which %}{% field form.note %}", form=Sample())
    assert "Theo mục II" in html and html.count("không bắt buộc") == 1


def test_an_explained_radio_missing_is_linked_from_the_summary():
    assert 'href="#id_which_0"' in drawn(
        "{% error_summary form %}", form=Sample({"day": "1/1/2026", "value": "1"})
    )


@pytest.mark.parametrize(
    ("name", "body", "said"), [("a.exe", b"1", "không phải tệp PDF"), ("a.pdf", b"1" * 11, "chỉ nhận tới")]
)
def test_a_file_is_refused_by_ending_and_size(name, body, said):
    form = Sample({"day": "1/1/2026", "value": "1", "which": "a"}, {"paper": SimpleUploadedFile(name, body)})
    assert not form.is_valid() and said in str(form.errors["paper"])


def test_a_whole_form_comes_out_in_the_same_markup():
    html = str(Sample())
    assert 'class="fld"' in html and 'accept=".pdf"' in html and "data-max-bytes" in html


def test_an_opener_is_asked_once_for_many():
    asked: list[int] = []

    def open_some(refs):
        asked.append(len(refs))
        return {ref: Opened(f"Thử {ref.id}", f"/thu/{ref.id}/") for ref in refs if ref.id != 3}

    openers.register("thu-mau", open_some)
    refs = [Ref("thu-mau", n) for n in (1, 2, 3, 2)]
    found = openers.open_all([*refs, Ref("la", 9)])
    assert asked == [3] and len(found) == 2
    assert drawn("{% opened r found %}", r=refs[0], found=found) == '<a class="lk" href="/thu/1/">Thử 1</a>'
    assert drawn("{% opened r found %}", r=refs[2], found=found) == "<code>thu-mau:3</code>"
    with pytest.raises(ValueError, match="thu-mau"):
        openers.register("thu-mau", lambda refs: {})


def test_panels_stand_in_a_slot_in_their_order():
    def late(request, obj):
        return "<p>sau</p>"

    def early(request, obj):
        return f"<p>{obj}</p>"

    slots.fill("thu.ben", late, order=90)
    slots.fill("thu.ben", early, order=10)
    slots.fill("thu.ben", early, order=10)
    assert drawn("{% slot 'thu.ben' 'trước' %}") == "<p>trước</p><p>sau</p>"
    assert drawn("{% slot 'thu.khong' %}") == ""


def test_no_template_of_the_kit_has_an_inline_style_or_script():
    for path in (LOOK / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert " style=" not in text, path
        assert "<script>" not in text and " onclick=" not in text, path


def test_every_icon_named_in_a_template_or_the_menu_exists():
    import re

    from dinh.frame.menu import MENU

    named = {one.icon for group in MENU for item in group.items for one in (item, *item.tabs)}
    for path in LOOK.parent.glob("*/templates/**/*.html"):
        named |= set(re.findall(r'\{% icon "([a-z0-9-]+)"', path.read_text(encoding="utf-8")))
    assert named <= icons.names(), named - icons.names()


def test_the_readme_names_every_tag_and_filter():
    from dinh.look.templatetags.look import register

    text = (LOOK / "README.md").read_text(encoding="utf-8")
    missing = [
        name
        for name in (*register.tags, *register.filters)
        if f"{{% {name}" not in text and f"`{name}" not in text and f"{{% end{name}" not in text
    ]
    assert not missing
