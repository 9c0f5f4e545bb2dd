"""Made-up plans in good Vietnamese, each laid out another way, read whole."""

from __future__ import annotations

import pytest

from dinh.plans.reading import read
from dinh.plans.reading.tests.papers import sample, with_table

# (line, operator, value, value_max, unit, year, lead)
Expected = tuple[int, str, float | None, float | None, str | None, int | None, str | None]

COMMITTEE_RESOLUTION: list[Expected] = [
    (21, "rank", 20, None, "tỉnh", 2028, None),
    (27, ">=", 85, None, "%", 2028, None),
    (29, "=", 98, None, "%", 2028, None),
    (29, ">=", 80, None, "%", 2028, None),
    (31, "<=", 5, None, "%", 2028, None),
    (35, "range", 18, 20, "%", 2028, None),
    (35, ">", 7.5, None, "%/năm", 2028, None),
    (37, ">=", 1200, None, "doanh nghiệp", 2028, None),
    (41, "=", 100, None, "%", 2028, None),
    (41, "=", 90, None, "%", 2028, None),
    (43, ">=", 2, None, "điểm", 2028, None),
    (47, ">", 35, None, "%", 2035, None),
    (49, "yes", None, None, None, 2035, None),
    (59, "=", 100, None, "%", 2026, None),
    (59, "=", 95, None, "%", 2027, None),
]
SCIENCE = "Sở Khoa học và Công nghệ"
DECISION_WITH_PLAN: list[Expected] = [
    (45, "=", 100, None, "%", 2027, None),
    (47, "=", 92, None, "%", 2027, SCIENCE),
    (51, "=", 100, None, "%", 2027, None),
    (51, ">=", 99, None, "%", 2027, None),
    (53, ">", 95, None, "%", 2027, None),
    (55, "yes", None, None, None, 2027, None),
    (90, "=", 82, None, "%", 2025, SCIENCE),
    (90, "=", 87, None, "%", 2026, SCIENCE),
    (91, "=", 40, None, "trạm", 2025, SCIENCE),
    (91, "=", 60, None, "trạm", 2026, SCIENCE),
    (91, ">=", 80, None, "trạm", 2027, SCIENCE),
    (93, "=", 50, None, "%", 2025, "Văn phòng UBND tỉnh"),
    (93, "range", 60, 65, "%", 2026, "Văn phòng UBND tỉnh"),
    (93, "=", 75, None, "%", 2027, "Văn phòng UBND tỉnh"),
    (94, "yes", None, None, None, 2025, SCIENCE),
]
CENTRE = "Trung tâm Phục vụ hành chính công"
COMMUNE: list[Expected] = [
    (20, "=", 100, None, "%", 2026, None),
    (21, ">=", 75, None, "%", 2026, CENTRE),
    (22, "=", 95, None, "%", 2026, CENTRE),
    (23, "<=", 15, None, "phút", 2026, None),
    (25, ">=", 60, None, "%", 2026, None),
    (26, "=", 10, None, "sản phẩm", 2026, None),
    (28, "range", 80, 85, "%", 2026, None),
    (29, "=", 12, None, "tổ công nghệ", 2026, "Phòng Văn hóa - Xã hội"),
    (30, "=", 100, None, "%", 2026, None),
    (68, "=", 100, None, "%", 2026, "Trạm Y tế"),
]
COUNCIL_RESOLUTION: list[Expected] = [
    (17, "=", 90, None, "%", 2025, None),
    (18, "=", 40, None, "%", 2023, None),
    (18, "=", 60, None, "%", 2024, None),
    (18, "=", 80, None, "%", 2025, None),
    (19, "=", 15, None, "xã", 2025, None),
    (20, "=", 100, None, "%", 2024, None),
    (24, "=", 70, None, "%", 2025, None),
]
ACTION_PROGRAMME: list[Expected] = [
    (18, "=", 90, None, "%", 2025, None),
    (18, "=", 70, None, "%", 2025, None),
    (19, "=", 100, None, "%", 2025, None),
    (19, ">=", 80, None, "%", 2025, None),
    (20, "=", 25, None, "%", 2025, None),
    (21, ">=", 1.5, None, "%", 2025, None),
    (24, "yes", None, None, None, 2030, None),
    (25, "=", 95, None, "%", 2030, None),
    (25, "=", 100, None, "%", 2030, None),
    (26, "=", 50, None, "%", 2030, None),
    (34, "=", 30, None, "%", 2024, None),
]
CITY_MOVEMENT: list[Expected] = [
    (20, "=", 80, None, "%", 2025, None),
    (21, "=", 100, None, "%", 2025, None),
    (21, "=", 60, None, "%", 2025, None),
    (22, ">=", 70, None, "%", 2025, None),
    (22, "=", 40, None, "%", 2025, None),
    (24, "=", 100, None, "%", 2026, None),
    (25, ">=", 1, None, "lớp", 2026, None),
    (25, ">=", 500, None, "lớp", 2026, None),
    (25, ">=", 20000, None, "lượt", 2026, None),
    (26, "rank", 15, None, "cả nước", 2026, None),
    (26, "range", 90, 95, "%", 2026, None),
]
DISTRICT_REFORM: list[Expected] = [
    (17, "rank", 3, None, "thứ hạng", 2024, None),
    (20, ">=", 99, None, "%", 2024, None),
    (22, "=", 100, None, "%", 2024, None),
    (22, "=", 85, None, "%", 2024, None),
    (24, "=", 10, None, "xã", 2024, None),
    (26, ">=", 60, None, "%", 2024, None),
    (29, ">=", 20, None, "%", 2024, None),
    (32, "=", 5, None, "hợp tác xã", 2024, None),
    (32, "=", 20, None, "hợp tác xã", 2024, None),
]
CELL_A_LINE: list[Expected] = [
    (11, "=", 80, None, "%", 2026, CENTRE),
    (12, "<", 2, None, "%", 2026, None),
    (36, "=", 35, None, "%", 2026, "Công an phường"),
    (42, "=", 3, None, "Mô hình", 2026, "Phòng Kinh tế, Hạ tầng và Đô thị"),
]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nghi-quyet-tinh", COMMITTEE_RESOLUTION), ("quyet-dinh-kem-ke-hoach", DECISION_WITH_PLAN), ("ke-hoach-xa", COMMUNE),
        ("nghi-quyet-hdnd", COUNCIL_RESOLUTION), ("bang-o-tung-dong", CELL_A_LINE),
        ("chuong-trinh-huyen", ACTION_PROGRAMME),
        ("phong-trao-thanh-pho", CITY_MOVEMENT),
        ("cai-cach-huyen", DISTRICT_REFORM),
    ],
)  # fmt: skip
def test_every_target_of_a_made_up_plan_is_read(name: str, expected: list[Expected]) -> None:
    found = read(sample(name)).targets

    assert [
        (t.lines[0], t.operator, t.value, t.value_max, t.unit, t.deadline_year, t.lead) for t in found
    ] == expected


def test_the_head_of_a_decision_with_its_plan() -> None:
    head = read(sample("quyet-dinh-kem-ke-hoach")).document

    assert (head.kind, head.number, head.date, head.unit_level, head.unit_name) == (
        "Kế hoạch",
        "345/QĐ-UBND",
        "2025-02-12",
        "tỉnh",
        "tỉnh Sông Mẫu",
    )
    assert (head.horizon_from, head.horizon_to, head.vision_to, head.signer) == (
        2025,
        2027,
        None,
        "Trần Thị Thử",
    )
    assert head.issuer == "Ủy ban nhân dân tỉnh Sông Mẫu"


def test_the_head_of_a_party_resolution() -> None:
    head = read(sample("nghi-quyet-tinh")).document

    assert (head.kind, head.number, head.issuer, head.horizon_to, head.vision_to) == (
        "Nghị quyết",
        "12-NQ/TU",
        "Tỉnh ủy Sông Mẫu",
        2028,
        2035,
    )


def test_the_head_of_a_commune_plan_names_what_it_carries_out() -> None:
    head = read(sample("ke-hoach-xa")).document

    assert (head.unit_level, head.unit_name, head.implements, head.signer) == (
        "xã",
        "xã Mẫu Thượng",
        ("02/KH-UBND",),
        "Lê Văn Mẫu",
    )


def test_what_the_page_does_not_say_is_none() -> None:
    head = read(sample("bang-o-tung-dong")).document

    assert (head.signer, head.vision_to, head.implements) == (None, None, ())


def test_tasks_of_a_table_come_with_lead_output_and_time() -> None:
    rows = [task for task in read(sample("quyet-dinh-kem-ke-hoach")).tasks if task.where == "appendix"]

    assert [(t.lead, t.deadline, t.rhythm, t.output) for t in rows] == [
        (SCIENCE, "Quý II/2025", None, "Quyết định của UBND tỉnh"),
        ("Sở Nội vụ", "Năm 2026", None, "Khóa đào tạo"),
        ("Báo và Đài Phát thanh và Truyền hình tỉnh", None, "thường xuyên", "Chuyên mục phát thanh"),
    ]


def test_what_an_office_is_asked_stands_under_its_name() -> None:
    tasks = {task.lines[0]: task for task in read(sample("quyet-dinh-kem-ke-hoach")).tasks}

    assert tasks[73].lead == SCIENCE
    assert tasks[77].lead == "Sở Tài chính"
    assert (tasks[63].lead, tasks[63].coop) == ("Sở Nội vụ", (SCIENCE, "UBND các xã, phường"))
    assert tasks[61].deadline == "Quý III/2025"


def test_reporting_duties_say_who_to_whom_how_often_by_when() -> None:
    duties = read(sample("quyet-dinh-kem-ke-hoach")).reporting

    assert [(d.who, d.to, d.rhythm, d.due) for d in duties] == [
        (SCIENCE, "UBND tỉnh", "hằng quý", "Trước ngày 25 của tháng cuối quý"),
        ("UBND các xã, phường", SCIENCE, "hằng năm", "Trước ngày 15 tháng 12 hằng năm"),
    ]


def test_projects_carry_whole_dong_by_source_and_a_wrong_total_is_a_problem() -> None:
    proposal = read(sample("ke-hoach-xa"))

    assert [(p.name, p.lead, [(m.amount, m.source) for m in p.money]) for p in proposal.projects] == [
        (
            "Lắp đặt wifi công cộng",
            "Phòng Kinh tế",
            [(150_000_000, None), (100_000_000, "Ngân sách tỉnh"), (50_000_000, "Ngân sách xã")],
        ),
        (
            "Nâng cấp mạng LAN trụ sở",
            "Văn phòng HĐND và UBND xã",
            [(120_000_000, None), (120_000_000, "Ngân sách xã")],
        ),
        ("Tập huấn kỹ năng số", "Phòng Văn hóa - Xã hội", [(80_000_000, None), (80_000_000, "Ngân sách xã")]),
    ]
    (wrong,) = [problem for problem in proposal.problems if problem.kind == "sum_mismatch"]
    assert "400.000.000" in wrong.message
    assert "350.000.000" in wrong.message


def test_body_and_appendix_with_different_values_are_one_target_and_one_problem() -> None:
    proposal = read(sample("ke-hoach-xa"))
    (problem,) = [problem for problem in proposal.problems if problem.kind == "two_values"]
    target = next(target for target in proposal.targets if target.id in problem.about)

    assert [(place.where, place.lines) for place in target.places] == [
        ("body", (22, 22)),
        ("appendix", (66, 66)),
    ]
    assert problem.lines == ((22, 22), (66, 66))


def test_a_word_table_is_read_by_its_column_heads() -> None:
    proposal = read(
        with_table(
            "UBND PHƯỜNG THỬ NGHIỆM\nKẾ HOẠCH\nChuyển đổi số phường Thử Nghiệm năm 2026\n\nI. MỤC TIÊU\n- 100% hồ sơ được số hóa.\nII. NHIỆM VỤ\n"
            "- Tuyên truyền đến từng hộ dân.\nPHỤ LỤC CHỈ TIÊU",
            [
                ["STT", "Nội dung chỉ tiêu", "Đơn vị tính", "Chỉ tiêu năm 2026", "Cơ quan chủ trì"],
                ["I", "Chính quyền số", "", "", ""],
                ["1", "Tỷ lệ hồ sơ thanh toán trực tuyến", "%", "≥ 60", "Trung tâm Phục vụ hành chính công"],
                ["2", "Số lớp tập huấn kỹ năng số", "lớp", "04", "Phòng Văn hóa - Xã hội"],
            ],
        )
    )

    assert [(t.operator, t.value, t.unit, t.deadline_year, t.lead, t.section) for t in proposal.targets] == [
        ("=", 100, "%", 2026, None, "I"),
        (">=", 60, "%", 2026, "Trung tâm Phục vụ hành chính công", "Chính quyền số"),
        ("=", 4, "lớp", 2026, "Phòng Văn hóa - Xã hội", "Chính quyền số"),
    ]
