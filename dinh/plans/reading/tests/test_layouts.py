"""Made-up plans of rarer layouts, read whole: years and units as columns, prose, articles, 'Phấn đấu:' lists, words for numbers."""

from __future__ import annotations

import pytest

from dinh.plans.reading import read
from dinh.plans.reading.tests.papers import document, sample, with_table

# (line, operator, value, value_max, unit, year, scope, metric)
Expected = tuple[int, str, float | None, float | None, str | None, int | None, str | None, str | None]
_ONLINE = "Tỷ lệ hồ sơ thủ tục hành chính trực tuyến toàn trình"
_SHARED = "Số dịch vụ dữ liệu được chia sẻ"
_WAVES = "Tỷ lệ thôn, bản được phủ sóng 5G"
_FILED = "Tỷ lệ hồ sơ nộp trực tuyến"
_TEAMS = "Số Tổ công nghệ số cộng đồng"

YEARS_AS_COLUMNS: list[Expected] = [
    *((32, "=", value, None, "%", year, None, _ONLINE) for value, year in ((60, 2026), (70, 2027), (80, 2028), (85, 2029), (90, 2030))),
    *((33, "=", value, None, "dịch vụ", year, None, _SHARED) for value, year in ((10, 2026), (15, 2027), (20, 2028), (25, 2029), (30, 2030))),
    *((35, ">=", value, None, "%", year, None, _WAVES) for value, year in ((20, 2027), (40, 2028), (60, 2029), (80, 2030))),
]  # fmt: skip
UNITS_AS_COLUMNS: list[Expected] = [
    (12, "=", 100, None, "%", 2024, None, "Tỷ lệ văn bản đi được ký số"),
    (12, ">=", 80, None, "%", 2024, None, "Tỷ lệ hồ sơ được tiếp nhận trực tuyến"),
    (12, "=", 2, None, "xã", 2024, None, "Số xã điểm hoàn thành chuyển đổi số"),
    (12, "=", 100, None, "%", 2024, None, "Tỷ lệ thôn của xã An Mẫu có nhà văn hóa nối mạng"),
    (12, ">=", 3, None, "mô hình", 2024, None, "Số mô hình thôn thông minh"),
    (12, "=", 100, None, "%", 2024, None, "Tỷ lệ trường học có phòng máy tính nối mạng"),
    *((36, "=", value, None, "%", 2024, unit, _FILED) for value, unit in ((70, "Xã An Mẫu"), (65, "Xã Bình Mẫu"), (85, "Thị trấn Thí Dụ"))),
    *((37, "=", value, None, "tổ", 2024, unit, _TEAMS) for value, unit in ((12, "Xã An Mẫu"), (9, "Xã Bình Mẫu"), (7, "Thị trấn Thí Dụ"))),
]  # fmt: skip
ARTICLES: list[Expected] = [
    (20, ">=", 85, None, "%", 2026, None, "Tỷ lệ hồ sơ giải quyết trực tuyến"),
    (21, "=", 100, None, "%", 2026, None, "Tỷ lệ cán bộ, công chức xã được cấp chữ ký số chuyên dùng"),
    (21, ">=", 2, None, "lớp", 2026, None, "Số lớp bồi dưỡng kỹ năng số"),
    (22, "range", 70, 75, "%", 2026, None, "Tỷ lệ thanh toán trực tuyến"),
    (23, "=", 12, None, "%", 2026, None, "Tỷ lệ tăng thu ngân sách từ kinh tế số so với năm 2025"),
    (
        24,
        "yes",
        None,
        None,
        None,
        2026,
        None,
        "Không để xảy ra sự cố mất an toàn thông tin mạng nghiêm trọng",
    ),
    (28, "yes", None, None, None, 2026, None, "Hoàn thành số hóa sổ hộ tịch"),
    (29, "=", 90, None, "%", 2026, None, "Tỷ lệ thôn có camera an ninh"),
    (30, "=", 100, None, "%", 2026, None, "Tỷ lệ trường học dùng học bạ số"),
]
STRIVE_LISTS: list[Expected] = [
    (12, "=", 100, None, "%", 2026, None, "Tỷ lệ chi bộ sinh hoạt trên sổ tay đảng viên điện tử"),
    (13, ">=", 3, None, "sáng kiến", 2026, None, "Số sáng kiến ứng dụng trí tuệ nhân tạo được công nhận"),
    (
        14,
        "=",
        15,
        None,
        "%",
        2026,
        None,
        "Tỷ lệ tăng số giao dịch không dùng tiền mặt tại chợ Bến Thử so với năm 2025",
    ),
    (15, "=", 10, None, "ngày", 2026, None, "Rút ngắn thời gian giải quyết thủ tục đất đai"),
    (17, ">", 60, None, "%", 2027, None, "Tỷ lệ hộ kinh doanh nộp thuế điện tử"),
    (18, "rank", 10, None, None, 2027, None, "Thứ hạng chỉ số chuyển đổi số"),
    (22, "=", 50, None, "%", 2027, None, "Tỷ lệ đảng viên tham gia mạng xã hội nội bộ"),
]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("quyet-dinh-bang-nam", YEARS_AS_COLUMNS),
        ("bieu-giao-don-vi", UNITS_AS_COLUMNS),
        ("hdnd-dieu-khoan", ARTICLES),
        ("phan-dau-phuong", STRIVE_LISTS),
    ],
)
def test_every_target_of_a_rarer_layout_is_read(name: str, expected: list[Expected]) -> None:
    found = read(sample(name)).targets

    assert [
        (t.lines[0], t.operator, t.value, t.value_max, t.unit, t.deadline_year, t.scope, t.metric)
        for t in found
    ] == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "quyet-dinh-bang-nam",
            (
                "Quyết định",
                "Ủy ban nhân dân tỉnh Sông Mẫu",
                "Quyết định về việc giao chỉ tiêu chuyển đổi số giai đoạn 2026 - 2030",
                "Đinh Thị Ví Dụ",
            ),
        ),
        (
            "bieu-giao-don-vi",
            (
                "Kế hoạch",
                "Ủy ban nhân dân huyện Thí Dụ",
                "Kế hoạch chuyển đổi số huyện Thí Dụ năm 2024",
                "Lý Văn Giả Định",
            ),
        ),
        (
            "hdnd-dieu-khoan",
            (
                "Nghị quyết",
                "Hội đồng nhân dân xã Đồng Thử",
                "Nghị quyết về nhiệm vụ chuyển đổi số năm 2026",
                "Mai Thị Minh Họa",
            ),
        ),
        (
            "phan-dau-phuong",
            (
                "Kế hoạch",
                "Đảng ủy phường Bến Thử",
                "Kế hoạch thực hiện đột phá phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số năm 2026",
                "Tạ Văn Thử",
            ),
        ),
    ],
)
def test_the_head_of_a_rarer_layout(name: str, expected: tuple[str, str, str, str]) -> None:
    head = read(sample(name)).document

    assert (head.kind, head.issuer, head.title, head.signer) == expected


def test_a_task_says_who_leads_in_labels_a_sentence_or_brackets() -> None:
    tasks = {task.lines[0]: task for task in read(sample("bieu-giao-don-vi")).tasks}

    assert [
        (tasks[line].text, tasks[line].lead, tasks[line].coop, tasks[line].deadline)
        for line in (15, 19, 20, 21)
    ] == [
        (
            "Tổ chức Ngày Chuyển đổi số (10/10)",
            "Phòng Văn hóa và Thông tin",
            ("Huyện đoàn", "UBND các xã"),
            "Trước ngày 15/10/2024",
        ),
        (
            "Mở 05 lớp tập huấn kỹ năng số cho Tổ công nghệ số cộng đồng",
            "Phòng Nội vụ",
            ("Phòng Văn hóa và Thông tin",),
            "Trong quý II/2024",
        ),
        (
            "Rà soát, nâng cấp Trang thông tin điện tử huyện",
            "Văn phòng HĐND và UBND huyện",
            (),
            None,
        ),
        ("Lắp 20 điểm wifi công cộng", "Phòng Kinh tế và Hạ tầng", ("Viettel Thí Dụ",), "Quý III/2024"),
    ]


def test_the_aim_at_large_is_no_task_and_the_closing_paragraph_is_for_everybody() -> None:
    proposal = read(sample("bieu-giao-don-vi"))

    assert not [task for task in proposal.tasks if task.lines[0] < 14]
    assert [(d.who, d.to, d.due) for d in proposal.reporting] == [
        (
            "Các phòng, ban, ngành, UBND các xã",
            "Phòng Văn hóa và Thông tin",
            "Trước ngày 20 của tháng cuối quý",
        )
    ]
    assert proposal.tasks[-1].lead == "Các phòng, ban, ngành, UBND các xã"


def test_a_promise_inside_a_task_is_a_target_and_leaves_the_task_its_own_quantity() -> None:
    proposal = read(sample("phan-dau-phuong"))
    task = next(task for task in proposal.tasks if task.lines == (22, 22))

    assert task.quantities == ("1 tin/tuần",)
    assert task.text.endswith("trên trang thông tin của phường")
    assert task.deadline is None


def test_a_word_table_with_merged_heads_gives_a_target_for_each_year() -> None:
    proposal = read(
        with_table(
            "UBND XÃ MẪU HẠ\nKẾ HOẠCH\nChuyển đổi số xã Mẫu Hạ giai đoạn 2026 - 2028\nI. MỤC TIÊU\n- 100% thôn có tổ công nghệ số cộng đồng.\n"
            "II. NHIỆM VỤ\n- Tuyên truyền đến từng hộ dân.\nPHỤ LỤC CHỈ TIÊU",
            [
                ["STT", "Nội dung", "Đơn vị tính", "Lộ trình thực hiện", "Lộ trình thực hiện", "Lộ trình thực hiện", "Đơn vị chủ trì"],
                ["STT", "Nội dung", "Đơn vị tính", "2026", "2027", "2028", "Đơn vị chủ trì"],
                ["1", "Hồ sơ được số hóa", "%", "70", "80", "≥ 90", "Văn phòng HĐND và UBND xã"],
                ["2", "Điểm wifi công cộng", "điểm", "2", "", "5", "Phòng Kinh tế"],
            ],
        )
    )  # fmt: skip

    assert [
        (t.operator, t.value, t.unit, t.deadline_year, t.lead)
        for t in proposal.targets
        if t.places[0].where == "appendix"
    ] == [
        ("=", 70, "%", 2026, "Văn phòng HĐND và UBND xã"),
        ("=", 80, "%", 2027, "Văn phòng HĐND và UBND xã"),
        (">=", 90, "%", 2028, "Văn phòng HĐND và UBND xã"),
        ("=", 2, "điểm", 2026, "Phòng Kinh tế"),
        ("=", 5, "điểm", 2028, "Phòng Kinh tế"),
    ]


def test_a_paragraph_of_several_deeds_is_several_tasks_and_a_chain_of_small_letters_is_one() -> None:
    text = (
        "ỦY BAN NHÂN DÂN XÃ MẪU\nSố: 12/KH-UBND\nKẾ HOẠCH\nChuyển đổi số năm 2026\n\nI. NHIỆM VỤ\n"
        "1. Nâng cấp hệ thống mạng nội bộ của các cơ quan trong xã bảo đảm an toàn. Mở rộng tổ chức hội nghị bằng hình thức trực tuyến tới các thôn; "
        "Tuyên truyền, vận động người dân tham gia sử dụng công nghệ số trong thanh toán.\n"
        "2. Rà soát, chuẩn hóa dữ liệu hộ tịch của xã; cập nhật, đồng bộ với cơ sở dữ liệu quốc gia; bảo đảm dữ liệu luôn đúng, đủ, sạch, sống. "
        "Việc này do công chức tư pháp đảm nhận hằng ngày.\n"
    )
    tasks = [task.text for task in read(document(text)).tasks]

    assert [text.split(" ")[0] + " " + text.split(" ")[1] for text in tasks] == [
        "Nâng cấp",
        "Mở rộng",
        "Tuyên truyền,",
        "Rà soát,",
    ], tasks
