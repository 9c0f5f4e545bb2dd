"""What holds for any text: quotes are in the source, places are in range, nothing crashes."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.reading import KEYED, UNKEYED
from dinh.plans.reading import NotAPlan, Proposal, read
from dinh.plans.reading.numbers import shares
from dinh.plans.reading.tests.papers import document, real, sample
from dinh.plans.reading.words import best_distance, fold

SAMPLES = (
    "nghi-quyet-tinh",
    "quyet-dinh-kem-ke-hoach",
    "ke-hoach-xa",
    "nghi-quyet-hdnd",
    "bang-o-tung-dong",
    "chuong-trinh-huyen",
    "phong-trao-thanh-pho",
    "cai-cach-huyen",
    "quyet-dinh-bang-nam",
    "bieu-giao-don-vi",
    "hdnd-dieu-khoan",
    "phan-dau-phuong",
)


def _holds(proposal: Proposal, rows: list[str]) -> None:
    def there(quote: str, lines: tuple[int, int]) -> None:
        first, last = lines
        assert 1 <= first <= last <= len(rows)
        assert " ".join(quote.split()) in " ".join(" ".join(rows[first - 1 : last]).split())

    for target in proposal.targets:
        there(target.quote, target.lines)
        assert 0 <= target.confidence <= 1
        assert target.places
        assert (target.value is None) == (target.operator == "yes")
        assert (target.value_max is not None) == (target.operator == "range")
        for place in target.places:
            there(place.quote, place.lines)
    for entry in (*proposal.tasks, *proposal.projects, *proposal.reporting):
        there(entry.quote, entry.lines)
    for problem in proposal.problems:
        assert problem.message
        assert all(1 <= first <= last <= len(rows) for first, last in problem.lines)
    ids = [
        entry.id for entry in (*proposal.targets, *proposal.tasks, *proposal.projects, *proposal.reporting)
    ]
    assert len(ids) == len(set(ids))
    assert len(proposal.clean_lines) == len(rows)


@pytest.mark.parametrize("plan", (*KEYED, *UNKEYED))
def test_every_quote_of_a_real_plan_stands_in_its_lines_letter_for_letter(plan: str) -> None:
    source = real(plan)
    _holds(read(source), [line.text for line in source.lines])


@pytest.mark.parametrize("name", SAMPLES)
def test_every_quote_of_a_made_up_plan_stands_in_its_lines(name: str) -> None:
    source = sample(name)
    _holds(read(source), [line.text for line in source.lines])


_PIECES = st.sampled_from(
    ["I. MỤC TIÊU", "II. NHIỆM VỤ", "1. Đến năm 2027", "a)", "- ", "+ ", "100%", "IOO%", "5\\yo - 60%", "đạt", "trên", "tối thiểu", "hồ sơ",
     "Sở Tài chính", "phối hợp với", "Phụ lục 1", "TT | Nội dung | %", "1 | Tỷ lệ hồ sơ | % | 80%", "2021-2025", "1,2 tỷ", "./.", "Nơi nhận:",
     "trong đó", "và", ";", "(", ")", ".", "", " ", "năm 2030", "nhóm 5 đơn vị dẫn đầu", "báo cáo UBND tỉnh hằng quý", "\t", "|", "Điều 1."]
)  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(_PIECES, max_size=6).map(" ".join), min_size=1, max_size=25))
def test_scraps_of_plans_never_crash_the_reader(rows: list[str]) -> None:
    source = document("\n".join(rows))
    try:
        proposal = read(source)
    except NotAPlan as wrong:
        assert str(wrong)
        return
    _holds(proposal, [line.text for line in source.lines])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=400))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        read(document(text))
    except NotAPlan as wrong:
        assert str(wrong).endswith(".")


@pytest.mark.parametrize("text", ["", "   \n\n \t", "\n" * 50])
def test_an_empty_text_is_not_a_plan(text: str) -> None:
    with pytest.raises(NotAPlan, match="không có chữ nào"):
        read(document(text))


@pytest.mark.parametrize(
    "text",
    [
        "Ngày xửa ngày xưa, ở một làng nọ có hai anh em. Người anh tham lam, người em hiền lành.\nHọ sống với nhau đến già.",
        "HÓA ĐƠN GIÁ TRỊ GIA TĂNG\nSố: 0001234\nTổng cộng tiền hàng: 1.200.000\nThuế suất 10%\nTổng tiền thanh toán: 1.320.000 đồng",
        "GIẤY MỜI\nỦy ban nhân dân xã kính mời ông/bà dự họp vào 8 giờ ngày 12/3/2026 tại hội trường.",
        "x" * 5000,
    ],
)
def test_a_text_that_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(NotAPlan, match="không phải là kế hoạch"):
        read(document(text))


@given(st.integers(0, 100))
def test_a_share_reads_as_itself(value: int) -> None:
    (share,) = shares(f"đạt {value}% hồ sơ")
    assert (share.low, share.high, share.mended) == (value, value, False)


@given(st.integers(1, 98), st.integers(1, 60))
def test_a_range_reads_as_itself(low: int, step: int) -> None:
    high = min(100, low + step)
    (share,) = shares(f"đạt {low}% - {high}% hồ sơ")
    assert (share.low, share.high) == (low, high)


@given(st.text(max_size=60))
def test_folding_keeps_the_length_and_is_done_once(text: str) -> None:
    import unicodedata

    composed = unicodedata.normalize("NFC", text)
    assert len(fold(composed)) == len(composed)


@given(st.text("abcde", max_size=30), st.text("abcde", min_size=1, max_size=8))
def test_what_stands_in_a_text_needs_no_mending(hay: str, needle: str) -> None:
    assert best_distance(hay + needle, needle) == 0
    assert 0 <= best_distance(hay, needle) <= len(needle)
