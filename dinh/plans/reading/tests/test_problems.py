"""Faults of the plan itself, each told with its lines."""

from __future__ import annotations

from dinh.plans.reading import read
from dinh.plans.reading.shapes import Problem
from dinh.plans.reading.tests.papers import goals


def _of(kind: str, *clauses: str) -> list[Problem]:
    return [problem for problem in read(goals(*clauses)).problems if problem.kind == kind]


def test_a_share_above_one_hundred_is_told() -> None:
    (problem,) = _of(
        "impossible_share", "120% hộ gia đình có điện thoại thông minh.", "90% hồ sơ được số hóa."
    )

    assert "120%" in problem.message
    assert problem.lines == ((12, 12),)


def test_more_than_all_is_told() -> None:
    (problem,) = _of("impossible_share", "Phủ sóng 4G đạt trên 100% địa bàn.")

    assert "trên 100%" in problem.message


def test_growth_may_pass_one_hundred() -> None:
    assert not _of("impossible_share", "Doanh thu thương mại điện tử tăng 150% so với năm 2024.")


def test_a_deadline_before_the_plan_is_told() -> None:
    (problem,) = _of("deadline_before_plan", "Đến năm 2024 có 60% trường học dùng học bạ số.")

    assert "2024" in problem.message
    assert "2026" in problem.message


def test_targets_without_an_office_are_one_problem_that_names_each() -> None:
    (problem,) = _of("no_owner", "90% hồ sơ được số hóa.", "80% thôn có wifi.")

    assert problem.message == (
        "2 chỉ tiêu không nêu cơ quan chịu trách nhiệm: “90% hồ sơ được số hóa” (dòng 12); “80% thôn có wifi” (dòng 14)."
    )
    assert problem.lines == ((12, 12), (14, 14))
    assert problem.about == ("T01", "T02")


def test_many_targets_without_an_office_stay_one_problem() -> None:
    (problem,) = _of("no_owner", *(f"{share}% thôn có tổ số {share}." for share in (10, 20, 30, 40, 50)))

    assert problem.message.startswith("5 chỉ tiêu không nêu cơ quan chịu trách nhiệm: ")
    assert problem.message.endswith("; và 2 chỉ tiêu khác.")
    assert len(problem.lines) == len(problem.about) == 5


def test_a_wish_that_no_record_can_measure_is_told() -> None:
    (problem,) = _of(
        "not_measurable",
        "Từng bước nâng cao nhận thức của người dân về chuyển đổi số.",
        "90% hồ sơ được số hóa.",
    )

    assert "không có số" in problem.message


def test_the_same_wording_with_two_values_for_one_year_is_told() -> None:
    (problem,) = _of(
        "two_values",
        "Tỷ lệ hồ sơ thủ tục hành chính nộp trực tuyến đạt 80%.",
        "Tỷ lệ hồ sơ thủ tục hành chính nộp trực tuyến đạt 85%.",
    )

    assert "80%" in problem.message
    assert "85%" in problem.message
