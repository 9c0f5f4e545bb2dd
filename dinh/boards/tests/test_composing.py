"""A report that writes itself: sentences, ties between numbers and values, the Word file there and back."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from docx import Document as open_word
from hypothesis import given, settings
from hypothesis import strategies as st

from dinh.boards.composing import charts, sheet, template, word_in, word_out
from dinh.boards.composing.shapes import Block, Document, Figure, Goal, Known, Line, Number, SentIn
from dinh.boards.composing.template import Piece, Section
from dinh.boards.composing.tying import tie
from dinh.boards.composing.writing import LONGEST_SAID, change, closing, compose, reached, renewed, told
from dinh.boards.templatetags.composing import figure_url

D = Decimal
LETTER = {
    "parent": "ỦY BAN NHÂN DÂN",
    "issuer": "PHƯỜNG THỬ",
    "author": "Ủy ban nhân dân phường Thử",
    "number": "Số:      /BC-UBND",
    "place_date": "Phường Thử, ngày      tháng      năm 2026",
    "recipients": ["- Lưu: VT."],
    "signer": ["CHỦ TỊCH"],
}
ON_TIME = Line(
    "dossiers.on_time",
    "Tỷ lệ hồ sơ giải quyết đúng hạn",
    "%",
    Number(D("95.238"), D(40), D(42), "measure-value:7", "Hồ sơ một cửa"),
    before=Number(D("93.1"), D(27), D(29)),
    year_ago=Number(D("96.0"), D(48), D(50)),
    goal=Goal(">=", D(95), "Kế hoạch 15"),
    counted="hồ sơ",
)
SIGNED = Line(
    "documents.signed", "Tỷ lệ văn bản ký số", "%", Number(None, missing=("chưa có văn bản nào được vào sổ",))
)
TAKEN = Line(
    "dossiers.received",
    "Hồ sơ tiếp nhận",
    "hồ sơ",
    Number(D(1426), ref="measure-value:8"),
    before=Number(D(1000)),
)
TEMPLATE = template.read(
    [
        {
            "key": "thu",
            "name": "Thử",
            "since": __import__("datetime").date(2026, 1, 1),
            "regimes": ["cds-thang"],
            "title": "Kết quả chuyển đổi số {ky}",
            "opening": "{don_vi} báo cáo:",
            "sections": [
                {
                    "words": "Kết quả",
                    "parts": [
                        {
                            "words": "Chính quyền số",
                            "blocks": [
                                {"kind": "sentences", "measures": ["dossiers.received", "dossiers.on_time", "documents.signed"]},
                                {"kind": "table", "words": "Số liệu", "measures": ["dossiers.on_time", "documents.signed"]},
                                {"kind": "chart", "words": "Đúng hạn", "measures": ["dossiers.on_time"]},
                            ],
                        }
                    ],
                },
                {"words": "Tồn tại, nguyên nhân", "blocks": [{"kind": "ask", "words": "Nêu tồn tại", "needed": True}]},
                {"words": "Đơn vị gửi báo cáo", "blocks": [{"kind": "gathered"}, {"kind": "gathered", "section": "tồn tại"}]},
            ],
        }
    ]
)[0]  # fmt: skip
KNOWN = Known(
    "Phường Thử",
    "tháng 10 năm 2026",
    "month",
    lines={line.code: line for line in (ON_TIME, SIGNED, TAKEN)},
    history={"dossiers.on_time": [("8/26", D(90)), ("9/26", D("93.1")), ("10/26", D("95.238"))]},
    sent_in=[
        SentIn("Xã A", "in-time", {"Tồn tại, nguyên nhân": "Đường truyền yếu"}, "report:1"),
        SentIn("Xã B", "late", {}, "report:2"),
        SentIn("Xã C", "missing"),
    ],
)


@pytest.fixture
def made() -> Document:
    return compose(TEMPLATE, KNOWN)


def said(document: Document) -> list[str]:
    return [document.words_of(block.parts) for block in document.blocks if block.kind == "prose"]


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("95.238", "%", "95,2"),
        ("95.25", "%", "95,3"),
        ("100", "%", "100"),
        ("1234567", "hồ sơ", "1.234.567"),
        ("1234.5", "đồng", "1.234,5"),
        ("0", "%", "0"),
        ("-3.04", "%", "-3"),
    ],
)
def test_a_number_is_written_as_papers_write_it(value: str, unit: str, words: str) -> None:
    assert told(D(value), unit) == words


@pytest.mark.parametrize(
    ("now", "then", "unit", "words"),
    [
        ("95.2", "93.1", "%", "tăng 2,1 điểm phần trăm so với"),
        ("90", "93.1", "%", "giảm 3,1 điểm phần trăm so với"),
        ("90.01", "90.02", "%", "bằng"),
        ("1500", "1000", "hồ sơ", "tăng 50% so với"),
        ("500", "1000", "hồ sơ", "giảm 50% so với"),
        ("10001", "10000", "hồ sơ", "xấp xỉ"),
        ("5", "0", "hồ sơ", "tăng 5 so với"),
        ("0", "0", "hồ sơ", "bằng"),
    ],
)
def test_a_change_is_told_in_points_for_shares_and_in_percent_for_counts(
    now: str, then: str, unit: str, words: str
) -> None:
    assert change(D(now), D(then), unit) == words


@pytest.mark.parametrize(
    ("value", "operator", "goal", "word"),
    [("96", ">=", "95", "vượt"), ("95", ">=", "95", "đạt"), ("94", ">=", "95", "chưa đạt"), ("4", "<=", "5", "vượt"), ("6", "<=", "5", "chưa đạt")],
)  # fmt: skip
def test_what_was_promised_stands_beside_what_was_done(
    value: str, operator: str, goal: str, word: str
) -> None:
    assert reached(D(value), Goal(operator, D(goal), "")) == word


def test_sentences_say_value_numbers_change_and_goal(made: Document) -> None:
    assert "- Hồ sơ tiếp nhận: 1.426 hồ sơ, tăng 42,6% so với tháng trước." in said(made)
    assert (
        "- Tỷ lệ hồ sơ giải quyết đúng hạn đạt 95,2% (40/42 hồ sơ), tăng 2,1 điểm phần trăm so với tháng trước, "
        "giảm 0,8 điểm phần trăm so với cùng kỳ năm trước; vượt kế hoạch (95%)." in said(made)
    )


def test_what_nobody_counted_is_asked_for_and_never_made_up(made: Document) -> None:
    asked = [block for block in made.blocks if block.kind == "ask"]
    assert any("chưa có văn bản nào được vào sổ" in block.words for block in asked)
    assert [block.words for block in made.unanswered()] == ["Nêu tồn tại"]
    table = next(block for block in made.blocks if block.kind == "table")
    assert table.rows[1][4] == "chưa có"


def test_reports_from_below_are_counted_and_the_missing_named(made: Document) -> None:
    assert "Có 2/3 đơn vị đã gửi báo cáo, trong đó 1 đúng hạn, 1 trễ hạn. Chưa gửi: Xã C." in said(made)
    assert "- Xã A: Đường truyền yếu" in said(made)


def gathered(*rows: SentIn, section: str = "", most: int = 20) -> Document:
    made = template.Template(
        "thu", "Thử", date(2026, 1, 1), ("x",), "Kết quả", "", (Section("A", (Piece("gathered", section=section, most=most),)),)
    )  # fmt: skip
    return compose(made, replace(KNOWN, sent_in=rows, sent_in_ref="received:3:2026"))


def test_how_many_sent_their_report_opens_the_table_of_who_did() -> None:
    made = gathered(SentIn("Xã A", "in-time"), SentIn("Xã B", "late"), SentIn("Xã C", "missing"))
    figures = {key: (figure.text, figure_url(figure)) for key, figure in made.figures.items()}
    table = "/bao-cao/gui-len/bang/3/?nam=2026"
    assert figures == {
        "gathered.owed": ("3", table),
        "gathered.sent": ("2", table),
        "gathered.in-time": ("1", table),
        "gathered.late": ("1", table),
    }


def test_nobody_and_everybody_are_told_in_their_own_words() -> None:
    assert said(gathered(SentIn("Xã C", "missing"))) == [
        "Chưa đơn vị nào trong 1 đơn vị gửi báo cáo. Chưa gửi: Xã C."
    ]
    assert said(gathered(SentIn("Xã A", "in-time"))) == ["Có 1/1 đơn vị đã gửi báo cáo, đều đúng hạn."]


def test_what_a_unit_wrote_is_cut_where_a_sentence_or_a_word_ends_and_says_so() -> None:
    long, one = "Đường truyền còn yếu ở ba thôn. " * 40, "chữ " * 400
    (first, second) = said(
        gathered(
            SentIn("Xã A", "in-time", {"Tồn tại": long}),
            SentIn("Xã B", "in-time", {"Tồn tại": one}),
            section="tồn tại",
        )
    )
    assert first.endswith("ba thôn. […]") and second.endswith("chữ […]")
    assert max(len(first), len(second)) < LONGEST_SAID + 20


def test_units_past_the_most_that_are_quoted_are_named() -> None:
    rows = [SentIn(f"Xã {n}", "in-time", {"Tồn tại": "thiếu máy"}) for n in "ABC"]
    assert said(gathered(*rows, section="tồn tại", most=1)) == [
        "- Xã A: thiếu máy", "- Còn 2 đơn vị nêu nội dung này: Xã B, Xã C."
    ]  # fmt: skip


def test_earlier_values_of_a_table_are_bound_to_their_own_periods() -> None:
    before = replace(ON_TIME.before, ref="measure:dossiers.on_time:16576:2026-09") if ON_TIME.before else None
    made = compose(
        TEMPLATE, replace(KNOWN, lines={**KNOWN.lines, ON_TIME.code: replace(ON_TIME, before=before)})
    )
    table = next(block for block in made.blocks if block.kind == "table")
    assert table.rows[0][5] == {"f": "dossiers.on_time.before"}
    figure = made.figures["dossiers.on_time.before"]
    assert figure.text == "93,1"
    assert figure_url(figure) == "/so-do/dossiers.on_time/vi-sao/?don-vi=16576&ky=2026-09"


def test_each_units_number_opens_its_own_rows_and_a_former_units_opens_nowhere() -> None:
    rows = {ON_TIME.code: [("Xã A", Number(D(90), ref=f"measure:{ON_TIME.code}:14812:2026-10"))]}
    pieces = tuple(Piece(kind, measures=(ON_TIME.code,)) for kind in ("units", "old_units"))
    made = template.Template("thu", "Thử", date(2026, 1, 1), ("x",), "Kết quả", "", (Section("A", pieces),))
    document = compose(made, replace(KNOWN, by_unit=rows, old_units=rows))
    now, old = (block for block in document.blocks if block.kind == "table")
    assert now.rows[0][2] == {"f": "dossiers.on_time.of.14812"} and old.rows[0][2] == "90"
    assert "don-vi=14812" in figure_url(document.figures["dossiers.on_time.of.14812"])


def test_the_columns_of_a_table_together_are_as_wide_as_the_page(made: Document) -> None:
    tables = [block for block in made.blocks if block.kind == "table"]
    assert tables and all(sum(width for _head, width, _where in block.heads) == 100 for block in tables)


def test_what_was_done_of_a_target_opens_the_target() -> None:
    made = template.Template(
        "thu", "Thử", date(2026, 1, 1), ("x",), "Kết quả", "", (Section("A", (Piece("targets"),)),)
    )
    known = replace(
        KNOWN,
        targets=[
            ("Hồ sơ trực tuyến", "80", "86,5", "Đạt", "Tháng 10/2026", "target:7"),
            ("Lớp học số", "12", "chưa có số", "Chưa đo được", "", ""),
        ],
    )
    document = compose(made, known)
    (table,) = (block for block in document.blocks if block.kind == "table")
    assert [row[3] for row in table.rows] == [{"f": "target:7.value"}, "chưa có số"]
    assert figure_url(document.figures["target:7.value"]) == "/chi-tieu/7/"


def test_the_paper_ends_with_its_closing_sentence_and_mark(made: Document) -> None:
    end = "Trên đây là kết quả chuyển đổi số tháng 10 năm 2026, Ủy ban nhân dân phường Thử trân trọng báo cáo./."
    assert closing(made, str(LETTER["author"])) == end
    lines = [line.text for line in open_word(io.BytesIO(word(made))).paragraphs if line.text]
    assert lines[-1] == end
    own = Block("x", "ask", "Kết", text="Trên đây là báo cáo của phường./.")
    assert closing(replace(made, blocks=(*made.blocks, own)), "A") == ""


def test_a_signature_stays_on_the_page_of_the_closing_sentence(made: Document) -> None:
    opened = open_word(io.BytesIO(word(made)))
    closes = [line for line in opened.paragraphs if line.text][-1]
    after = opened.paragraphs[-1]
    assert closes.paragraph_format.keep_with_next and after.paragraph_format.keep_with_next
    (row,) = opened.tables[-1].rows
    assert "Nơi nhận" in row.cells[0].text and row._tr.xpath("./w:trPr/w:cantSplit")
    # On the paper to be signed both stand in one block that no page parts, whatever stands before it.
    html = render_to_string(
        "boards/composing/paper.html",
        {"letter": LETTER, "closing": "Trên đây là hết./.", **sheet.drawn(made)},
    )
    block = html[html.index('<div class="ket">') :]
    assert ".ket{break-inside:avoid}" in html and "Trên đây là hết./." in block and "o-nguoi-ky" in block


@pytest.mark.parametrize(("parent", "heavy"), [("ỦY BAN NHÂN DÂN", True), ("UBND PHƯỜNG THỬ", False)])
def test_a_body_above_the_issuer_is_in_upright_letters(made: Document, parent: str, heavy: bool) -> None:
    data = word_out.docx_of(made, {**LETTER, "parent": parent}, lambda _block: None)
    above, issuer = open_word(io.BytesIO(data)).tables[0].rows[0].cells[0].paragraphs[:2]
    assert (above.runs[0].bold, issuer.runs[0].bold) == (heavy, True)


def test_on_paper_empty_headings_are_left_out_and_the_rest_numbered_anew(made: Document) -> None:
    heads = [(block.number, block.words) for block in made.printed().blocks if block.kind == "heading"]
    assert heads == [("I", "Kết quả"), ("1", "Chính quyền số"), ("II", "Đơn vị gửi báo cáo")]
    assert all(block.text for block in made.printed().blocks if block.kind == "ask")


def test_a_heading_under_which_nothing_stands_is_known(made: Document) -> None:
    assert not made.bare()
    empty = replace(made, blocks=(*made.blocks, Block("9", "heading", "Kiến nghị", level=1, number="IV")))
    assert empty.bare() == {"9"}


def test_an_office_speaks_in_its_own_name() -> None:
    body = {
        "key": "t",
        "name": "T",
        "since": date(2026, 1, 1),
        "regimes": ["x"],
        "title": "T",
        "sections": [{"words": "A"}],
    }
    made = template.read([{**body, "opening": "Ủy ban nhân dân {don_vi} báo cáo:"}])[0]
    known = replace(KNOWN, unit="phường Thử")
    assert compose(made, known).opening == "Ủy ban nhân dân phường Thử báo cáo:"
    assert compose(made, replace(known, author="Phòng Thử")).opening == "Phòng Thử báo cáo:"


def test_numbers_are_bound_to_what_they_come_from(made: Document) -> None:
    figure = made.figures["dossiers.on_time.now"]
    assert (figure.text, figure.value, figure.ref) == ("95,2", "95.238", "measure-value:7")
    assert Document.of(made.as_data()) == made


def sentence(made: Document) -> Block:
    return next(block for block in made.blocks if block.id.endswith("dossiers.on_time"))


def test_words_may_change_around_a_number_that_stays_bound(made: Document) -> None:
    block = sentence(made)
    text = (
        made.words_of(block.parts)
        .replace("- Tỷ lệ hồ sơ", "Riêng tỷ lệ hồ sơ của phường")
        .replace("tăng", "cao hơn")
    )
    tied = tie(text, block.parts, made.figures)
    assert {part["f"] for part in tied.parts if not isinstance(part, str)} == {
        "dossiers.on_time.now", "dossiers.on_time.top", "dossiers.on_time.bottom"
    }  # fmt: skip
    assert not tied.changed
    assert not tied.gone


def test_a_number_changed_by_hand_is_marked_with_what_was_counted(made: Document) -> None:
    block = sentence(made)
    tied = tie(made.words_of(block.parts).replace("95,2%", "99,9%"), block.parts, made.figures)
    figure = tied.changed["dossiers.on_time.now"]
    assert (figure.text, figure.by_hand, figure.shown) == ("95,2", "99,9", "99,9")
    assert list(tied.changed) == ["dossiers.on_time.now"]


def test_a_number_put_back_is_bound_again(made: Document) -> None:
    block = sentence(made)
    figures = dict(made.figures)
    figures["dossiers.on_time.now"] = replace(figures["dossiers.on_time.now"], by_hand="99,9")
    text = "".join(part if isinstance(part, str) else figures[part["f"]].shown for part in block.parts)
    tied = tie(text.replace("99,9", "95,2"), block.parts, figures)
    assert tied.changed["dossiers.on_time.now"].by_hand == ""


def test_a_number_taken_out_is_named(made: Document) -> None:
    block = sentence(made)
    tied = tie("Tỷ lệ đúng hạn cao.", block.parts, made.figures)
    assert "dossiers.on_time.now" in tied.gone


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_whatever_is_typed_is_kept_word_for_word(text: str) -> None:
    made = compose(TEMPLATE, KNOWN)
    block = sentence(made)
    tied = tie(text, block.parts, made.figures)
    figures = {**made.figures, **tied.changed}
    read = "".join(part if isinstance(part, str) else figures[part["f"]].shown for part in tied.parts)
    assert read == " ".join(text.split())


def word(made: Document) -> bytes:
    return word_out.docx_of(made, LETTER, lambda _block: None)


def test_a_word_file_that_nobody_touched_changes_nothing(made: Document) -> None:
    back = word_in.read(word(made), made)
    assert (back.changed, back.by_hand, back.gone, back.lost_figures) == ((), (), (), ())
    assert back.document == made


def edited(data: bytes, old: str, new: str) -> bytes:
    """The file with one word of it replaced, in whatever run it stands."""
    document = open_word(io.BytesIO(data))
    found = 0
    for text in document.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"):
        if text.text and old in text.text:
            text.text, found = text.text.replace(old, new), found + 1
    assert found
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_number_changed_in_word_comes_back_marked(made: Document) -> None:
    data = edited(word(made), "1.426", "2.000")
    back = word_in.read(data, made)
    assert [(figure.key, figure.text, figure.by_hand) for figure in back.by_hand] == [
        ("dossiers.received.now", "1.426", "2.000")
    ]


def test_words_written_in_word_answer_what_was_asked(made: Document) -> None:
    data = edited(word(made), "[Nêu tồn tại]", "Một số hộ chưa có điện thoại thông minh.")
    back = word_in.read(data, made)
    assert not back.document.unanswered()
    assert any(block.text.startswith("Một số hộ") for block in back.document.blocks)
    assert len(back.changed) == 1


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04rubbish", b"%PDF-1.7"])
def test_a_file_that_is_no_word_file_is_refused_in_words(made: Document, data: bytes) -> None:
    with pytest.raises(word_in.NotOurs, match="Word"):
        word_in.read(data, made)


def test_a_word_file_from_elsewhere_is_refused(made: Document) -> None:
    document, out = open_word(), io.BytesIO()
    document.add_paragraph("Báo cáo khác")
    document.save(out)
    with pytest.raises(word_in.NotOurs, match="không phải bản Word đã tải"):
        word_in.read(out.getvalue(), made)


def test_composed_anew_numbers_are_new_and_what_people_wrote_stays(made: Document) -> None:
    block = sentence(made)
    text = made.words_of(block.parts).replace("- Tỷ lệ", "Riêng tỷ lệ")
    tied = tie(text, block.parts, made.figures)
    asked = next(each for each in made.blocks if each.words == "Nêu tồn tại")
    worked = replace(
        made,
        blocks=tuple(
            replace(each, parts=tied.parts, edited=True)
            if each is block
            else replace(each, text="Thiếu người")
            if each is asked
            else each
            for each in made.blocks
        ),
    )
    fresh = replace(ON_TIME, now=Number(D(97), D(97), D(100), "measure-value:9"))
    after = renewed(
        worked, compose(TEMPLATE, replace(KNOWN, lines={**KNOWN.lines, "dossiers.on_time": fresh}))
    )
    assert after.words_of(sentence(after).parts).startswith(
        "Riêng tỷ lệ hồ sơ giải quyết đúng hạn đạt 97% (97/100"
    )
    assert next(each for each in after.blocks if each.words == "Nêu tồn tại").text == "Thiếu người"


def test_a_chart_writes_its_values_out_and_its_goal(made: Document) -> None:
    block = next(each for each in made.blocks if each.kind == "chart")
    drawn = charts.svg_of(block.chart, title=block.words)
    for words in ("93,1", "95,2", "10/26", "kế hoạch 95%", "<title>Đúng hạn</title>"):
        assert words in drawn
    assert "style=" not in drawn


def test_names_of_a_chart_that_do_not_fit_beside_one_another_take_a_line_each() -> None:
    def drawn(*names: str) -> str:
        rows = [{"words": name, "unit": "%", "values": ["1", "2"]} for name in names]
        return charts.svg_of({"form": "lines", "labels": ["9", "10"], "series": rows})

    assert 'viewBox="0 0 640 260"' in drawn("Nộp trực tuyến", "Thanh toán trực tuyến")
    three = drawn(*("Tỷ lệ hồ sơ trực tuyến có người nộp đã xác thực định danh " + each for each in "abc"))
    assert 'viewBox="0 0 640 290"' in three
    places = re.findall(r'<text x="61.0" y="([\d.]+)"', three)
    assert len(set(places)) == 3


def test_a_template_that_is_wrong_names_itself_and_the_place() -> None:
    with pytest.raises(template.BadTemplate, match="x, mục “A”: không có loại khối “boom”"):
        template.read([{"key": "x", "name": "x", "since": 1, "regimes": ["r"], "title": "t", "opening": "o", "sections": [{"words": "A", "blocks": [{"kind": "boom"}]}]}])  # fmt: skip


def test_a_figure_keeps_what_a_hand_put_there() -> None:
    assert Figure("k", "5", by_hand="6").shown == "6"
