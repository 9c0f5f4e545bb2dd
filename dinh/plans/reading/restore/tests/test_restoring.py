"""Good text stays, spoiled text comes back, and every word knows where it stood."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinh.plans.reading.restore import damage, restore
from dinh.plans.reading.restore.language import DATA

CORPUS = [
    line
    for path in sorted((DATA.parent / "corpus").glob("*.txt"))
    for line in path.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#") and "|" not in line
]
PLANS = Path(__file__).parents[5] / "plans"


@given(st.lists(st.sampled_from(CORPUS), min_size=1, max_size=30))
@settings(max_examples=150, deadline=None)
def test_good_vietnamese_comes_back_as_it_is(lines: list[str]) -> None:
    assert [line.text for line in restore(lines)] == lines


@given(st.lists(st.sampled_from(CORPUS), min_size=3, max_size=8))
@settings(max_examples=40, deadline=None)
def test_good_text_in_decomposed_letters_is_only_composed(lines: list[str]) -> None:
    apart = [unicodedata.normalize("NFD", line) for line in lines]
    assert [line.text for line in restore(apart)] == [unicodedata.normalize("NFC", line) for line in lines]


def check_spans(lines: list[str]) -> None:
    restored = restore(lines)
    assert [line.source for line in restored] == lines
    for line in restored:
        at = 0
        for token in line.tokens:
            assert at <= token.start < token.end <= len(line.source)
            assert line.source[token.start : token.end] == token.source
            assert 0 <= token.confidence <= 1
            at = token.end
        rebuilt, at = "", 0
        for token in line.tokens:
            rebuilt += line.source[at : token.start] + token.text
            at = token.end
        assert unicodedata.normalize("NFC", rebuilt + line.source[at:]) == line.text


@given(st.lists(st.text(alphabet="abcdeghiklmnopqrstuvxyéèêôđ1605.,;:-/()'| %", max_size=60), max_size=5))
@settings(max_examples=120, deadline=None)
def test_every_word_says_where_it_stood(lines: list[str]) -> None:
    check_spans(lines)


@pytest.mark.parametrize(
    "name", ["ngoc-son-2026", "bim-son-2021", "binh-duong-2021", "ha-tien-2023", "thanh-hoa-2021"]
)
def test_every_word_of_a_plan_says_where_it_stood(name: str) -> None:
    check_spans((PLANS / f"{name}.txt").read_text(encoding="utf-8").split("\n"))


def test_a_stretch_of_the_clean_text_leads_back_to_its_source() -> None:
    (line,) = restore(["- 9O% nguoi dan, doanh nghiep hai long ve thu tuc hanh chinh;"])
    assert line.text == "- 90% người dân, doanh nghiệp hài lòng về thủ tục hành chính;"
    start = line.text.index("doanh nghiệp")
    begin, end = line.source_span(start, start + len("doanh nghiệp"))
    assert line.source[begin:end] == "doanh nghiep"
    share = line.text.index("90%")
    begin, end = line.source_span(share, share + 3)
    assert line.source[begin:end] == "9O%"
    assert line.confidence_between(share, share + 3) < 0.9
    begin, end = line.clean_span(line.source.index("hai"), line.source.index("hai") + 8)
    assert line.text[begin:end] == "hài lòng"


@pytest.mark.parametrize(
    ("spoiled", "clean"),
    [
        # all marks lost
        (
            "Uy ban nhan dan tinh chi dao cac so, nganh xay dung ke hoach phat trien nong nghiep",
            "Ủy ban nhân dân tỉnh chỉ đạo các sở, ngành xây dựng kế hoạch phát triển nông nghiệp",
        ),
        (
            "Phong Giao duc va Dao tao to chuc tap huan cho giao vien ve ky nang so",
            "Phòng Giáo dục và Đào tạo tổ chức tập huấn cho giáo viên về kỹ năng số",
        ),
        # marks muddled
        (
            "Ty 1é ngudi dén duge cép thé bao hiém y té dat trén 95% din sé",
            "Tỷ lệ người dân được cấp thẻ bảo hiểm y tế đạt trên 95% dân số",
        ),
        (
            "Phéi hop véi cac don vi 1ién quan t6 chirc kiém tra viéc thuc hién",
            "Phối hợp với các đơn vị liên quan tổ chức kiểm tra việc thực hiện",
        ),
        # letters dropped or replaced
        (
            "Thirc hin tôt cong tác bão v môi truing trên dja bàn thj xã",
            "Thực hiện tốt công tác bảo vệ môi trường trên địa bàn thị xã",
        ),
        (
            "Nâng cao hiu qua quân l nhà nu'ó'c v dt dai",
            "Nâng cao hiệu quả quản lý nhà nước về đất đai",
        ),
        # digits and capitals for marked letters
        (
            "C6c co quan, don vi b6o c6o k6t qu6 thuc hiQn vA Uy ban nhdn ddn thdnh ph6",
            "Các cơ quan, đơn vị báo cáo kết quả thực hiện về Ủy ban nhân dân thành phố",
        ),
        (
            "D6y m4nh c6ng t6c tuy6n truyAn, v4n dQng nh6n d6n tham gia b6o hi6m y t6",
            "Đẩy mạnh công tác tuyên truyền, vận động nhân dân tham gia bảo hiểm y tế",
        ),
    ],
)
def test_the_four_kinds_of_damage_are_mended(spoiled: str, clean: str) -> None:
    assert restore([spoiled])[0].text == clean


def test_words_run_together_are_taken_apart() -> None:
    assert (
        restore(["Ke hoach nam2024 cua Uy bannhan dan xa"])[0].text
        == "Kế hoạch năm2024 của Ủy ban nhân dân xã"
    )


def test_capitals_follow_the_source() -> None:
    assert (
        restore(["KE HOACH PHAT TRIEN KINH TE CUA UBND HUYEN"])[0].text
        == "KẾ HOẠCH PHÁT TRIỂN KINH TẾ CỦA UBND HUYỆN"
    )


def test_of_a_paper_half_typed_half_scanned_only_the_scan_is_touched() -> None:
    good = [line for line in CORPUS if len(line.split()) > 6][:80]
    bad = ["Uy ban nhan dan tinh chi dao cac so, nganh xay dung ke hoach"] * 40
    restored = restore(good + bad)
    assert [line.text for line in restored[:80]] == good
    assert restored[-1].text == "Ủy ban nhân dân tỉnh chỉ đạo các sở, ngành xây dựng kế hoạch"


def test_damage_tells_good_from_bad() -> None:
    assert damage([]) == 0
    assert damage(CORPUS) < 0.05
    for name in ("ngoc-son-2026", "bim-son-2021", "binh-duong-2021", "ha-tien-2023", "thanh-hoa-2021"):
        assert damage((PLANS / f"{name}.txt").read_text(encoding="utf-8").split("\n")) > 0.7


def test_another_language_is_left_alone() -> None:
    english = [
        "The committee shall publish a yearly report on the progress of every target and the reasons for delays.",
        "Local offices collect figures each month, check them against the register and correct obvious mistakes.",
        "Anyone may ask for a copy of the figures, free of charge, within fourteen days of publication.",
    ]
    assert [line.text for line in restore(english)] == english
