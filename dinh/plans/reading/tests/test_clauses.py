"""One clause among the goals, and what is read from it."""

from __future__ import annotations

import pytest

from dinh.plans.reading import read
from dinh.plans.reading.tests.papers import document, goals

# clause -> (operator, value, value_max, unit, year) for each target that it holds
CLAUSES: list[tuple[str, list[tuple[str, float | None, float | None, str | None, int | None]]]] = [
    ("100% hồ sơ được số hóa.", [("=", 100, None, "%", 2026)]),
    ("Tối thiểu 90% người dân hài lòng.", [(">=", 90, None, "%", 2026)]),
    ("Ít nhất 75% hộ dân có tài khoản.", [(">=", 75, None, "%", 2026)]),
    ("Tỷ lệ hồ sơ trực tuyến đạt từ 50% trở lên.", [(">=", 50, None, "%", 2026)]),
    ("Tỷ lệ dân số có tài khoản thanh toán điện tử trên 65%.", [(">", 65, None, "%", 2026)]),
    ("Tỷ lệ hồ sơ trễ hạn dưới 2%.", [("<", 2, None, "%", 2026)]),
    ("Không quá 5% hồ sơ bị trả lại.", [("<=", 5, None, "%", 2026)]),
    ("80% - 90% cán bộ được tập huấn.", [("range", 80, 90, "%", 2026)]),
    ("Kinh tế số đóng góp từ 18% đến 20% GRDP.", [("range", 18, 20, "%", 2026)]),
    ("Năng suất lao động hằng năm tăng tối thiểu 7,5%.", [(">=", 7.5, None, "%/năm", 2026)]),
    ("Phấn đấu có từ 100 doanh nghiệp công nghệ số trở lên.", [(">=", 100, None, "doanh nghiệp", 2026)]),
    ("Có trên 1.500 doanh nghiệp công nghệ số.", [(">", 1500, None, "doanh nghiệp", 2026)]),
    ("Tốc độ tải xuống trung bình: tối thiểu 40 Mbit/s cho mạng 4G.", [(">=", 40, None, "Mbit/s", 2026)]),
    ("Đến năm 2028 có 60% trường học dùng học bạ số.", [("=", 60, None, "%", 2028)]),
    ("Thuộc nhóm 10 xã dẫn đầu tỉnh về chuyển đổi số.", [("rank", 10, None, "xã", 2026)]),
    (
        "Phổ cập dịch vụ mạng di động 4G/5G và điện thoại di động thông minh.",
        [("yes", None, None, None, 2026)] * 2,
    ),
    ("Có 10 - 15 sản phẩm OCOP trên sàn.", [("range", 10, 15, "sản phẩm", 2026)]),
    ("Xây dựng từ 3 đến 5 mô hình thôn thông minh.", [("range", 3, 5, "mô hình", 2026)]),
    ("Có từ 3-5 mô hình chợ số.", [("range", 3, 5, "mô hình", 2026)]),
    ("Thành lập ít nhất ba tổ công nghệ số.", [(">=", 3, None, "tổ công nghệ", 2026)]),
    ("Chín mươi lăm phần trăm hộ dân có cáp quang.", [("=", 95, None, "%", 2026)]),
    ("12/12 thôn (100%) có loa thông minh.", [("=", 100, None, "%", 2026)]),
    (
        "Tối thiểu 80% hồ sơ nộp trực tuyến, 02/03 xã đạt chuẩn.",
        [(">=", 80, None, "%", 2026), ("=", 2, None, "xã", 2026)],
    ),
    (
        "Có 06 huyện, thị xã, thành phố trở lên và 300 xã, phường, thị trấn trở lên hoàn thành chuyển đổi số.",
        [(">=", 6, None, "huyện", 2026), (">=", 300, None, "xã", 2026)],
    ),
    ("Hình thành kho dữ liệu dùng chung của xã.", [("yes", None, None, None, 2026)]),
    (
        "90% hồ sơ công việc tại cấp tỉnh, 80% hồ sơ công việc tại cấp huyện và 60% hồ sơ công việc tại cấp xã được xử lý trên mạng.",
        [("=", 90, None, "%", 2026), ("=", 80, None, "%", 2026), ("=", 60, None, "%", 2026)],
    ),
    (
        "Mạng cáp quang phủ trên 99% hộ gia đình, 100% thôn.",
        [(">", 99, None, "%", 2026), ("=", 100, None, "%", 2026)],
    ),
    (
        "Tỷ lệ dùng nền tảng số đạt 40% vào năm 2026, 60% vào năm 2027 và 80% vào năm 2028.",
        [("=", 40, None, "%", 2026), ("=", 60, None, "%", 2027), ("=", 80, None, "%", 2028)],
    ),
    ("92% hộ gia đình có cáp quang (năm 2024 đạt 78%).", [("=", 92, None, "%", 2026)]),
    ("Nâng tỷ lệ ký số từ 60% lên 85%.", [("=", 85, None, "%", 2026)]),
    ("85% người dân từ 15 tuổi trở lên có tài khoản giao dịch.", [("=", 85, None, "%", 2026)]),
    ("Tỷ lệ hồ sơ mức độ 3, mức độ 4 trên tổng số hồ sơ đạt 30%.", [("=", 30, None, "%", 2026)]),
    ("Năm 2024 đã đạt 85% hồ sơ trực tuyến.", []),
    (
        "Thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 trên toàn địa bàn xã.",
        [("yes", None, None, None, 2026)],
    ),
    # as scanners leave them
    ("6O% hộ kinh doanh dùng hóa đơn điện tử.", [("=", 60, None, "%", 2026)]),
    ("IOO% văn bản được ký số.", [("=", 100, None, "%", 2026)]),
    ("Tỷ trọng thương mại điện tử đạt TYo - 9%.", [("range", 7, 9, "%", 2026)]),
    ("5\\yo - 60%hồ sơ được giải quyết trực tuyến.", [("range", 50, 60, "%", 2026)]),
]


@pytest.mark.parametrize(("clause", "expected"), CLAUSES, ids=[clause[:40] for clause, _ in CLAUSES])
def test_a_clause_among_the_goals_is_read(
    clause: str, expected: list[tuple[str, float | None, float | None, str | None, int | None]]
) -> None:
    found = read(goals(clause, "100% thôn có tổ công nghệ số cộng đồng.")).targets
    mine = [target for target in found if "tổ công nghệ số cộng đồng" not in target.text]

    assert [(t.operator, t.value, t.value_max, t.unit, t.deadline_year) for t in mine] == expected


@pytest.mark.parametrize(
    ("clause", "metric"),
    [
        ("Kinh tế số chiếm 15% GRDP.", "Tỷ trọng kinh tế số trong GRDP"),
        ("Kinh tế số chiếm tối thiểu 25% tổng giá trị sản xuất.", "Tỷ trọng kinh tế số trong tổng giá trị sản xuất"),
        ("Thời gian xử lý văn bản đến trung bình không quá 02 ngày làm việc.", "Thời gian xử lý văn bản đến trung bình"),
        ("Phủ sóng 4G 100% thôn, bản.", "Tỷ lệ phủ sóng 4G thôn, bản"),
        ("Mạng cáp quang phủ 100% trường học.", "Tỷ lệ trường học được phủ mạng cáp quang"),
        ("Số lượng doanh nghiệp công nghệ số đạt 10 doanh nghiệp.", "Số lượng doanh nghiệp công nghệ số"),
        ("Mỗi xã có ít nhất 01 điểm hỗ trợ người dân.", "Số điểm hỗ trợ người dân của mỗi xã"),
        ("Có từ 10 đến 15 sản phẩm OCOP trên sàn.", "Số sản phẩm OCOP trên sàn"),
        ("Giảm tối thiểu 30% chi phí tuân thủ.", "Tỷ lệ giảm chi phí tuân thủ"),
    ],
)  # fmt: skip
def test_what_a_target_measures_is_told_without_its_value(clause: str, metric: str) -> None:
    found = read(goals(clause, "100% thôn có tổ công nghệ số cộng đồng.")).targets

    assert found[0].metric == metric


def test_letters_read_as_digits_leave_a_doubt_and_a_verbatim_quote() -> None:
    (target,) = read(goals("6O% hộ kinh doanh dùng hóa đơn điện tử.")).targets

    assert "6O%" in target.quote
    assert "60%" in target.text
    assert any("6O%" in doubt for doubt in target.doubts)


def test_a_sentence_for_two_tiers_gives_an_entry_for_each() -> None:
    found = read(
        goals(
            "Duy trì 100% cơ quan nhà nước từ cấp huyện đến cấp xã kết nối mạng truyền số liệu chuyên dùng."
        )
    ).targets

    assert [target.scope for target in found] == ["cấp huyện", "cấp xã"]


def test_a_quantity_inside_a_task_belongs_to_the_task() -> None:
    proposal = read(
        document(
            "KẾ HOẠCH\nChuyển đổi số năm 2026\n\nI. MỤC TIÊU\n\n- 100% thôn có wifi.\n\nII. NHIỆM VỤ\n\n- Đào tạo ít nhất 20 chuyên gia.\n\n"
            "- Đầu tư hạ tầng, phấn đấu đến năm 2027 có 70% hộ gia đình dùng cáp quang.\n"
        )
    )

    assert [(t.value, t.deadline_year) for t in proposal.targets] == [(100, 2026), (70, 2027)]
    assert [task.quantities for task in proposal.tasks] == [(">= 20 chuyên gia",), ("70%",)]


def test_a_heading_without_a_year_beside_headings_with_years_leaves_the_year_open() -> None:
    proposal = read(
        document(
            "KẾ HOẠCH\nChuyển đổi số đến năm 2028\n\nI. MỤC TIÊU\n\n1. Đến năm 2028\n\n- 100% thôn có wifi.\n\n2. An toàn thông tin\n\n"
            "- 100% máy tính cài phần mềm diệt mã độc.\n\nII. NHIỆM VỤ\n\n- Tuyên truyền đến Nhân dân.\n"
        )
    )

    assert [t.deadline_year for t in proposal.targets] == [2028, None]
