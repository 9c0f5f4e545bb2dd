"""Cells as exports write them, read as what they mean: tables of cases."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinh.lake.importing import looking, maps, values
from dinh.lake.importing.shapes import MapColumn, Papers, Prices, Unread

AT = datetime(2026, 11, 21, 8, 30, tzinfo=values.ZONE)
DAY = datetime(2026, 11, 21, tzinfo=values.ZONE)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-21 08:30:00", "2026-11-21T08:30", "2026-11-21T08:30:00.000", "21/11/2026 08:30", "21-11-2026 8:30:00",
        "21.11.2026 08:30", "08:30 21/11/2026", "08:30 ngày 21/11/2026", "21/11/2026 8h30", "21/11/2026 08:30 SA",
        "21/11/2026 08 giờ 30 phút", "2026-11-21T01:30:00Z", "2026-11-21 08:30:00+07:00", "2026/11/21 08:30", "20261121083000",
        "202611210830", datetime(2026, 11, 21, 8, 30), 46347 + 8.5 / 24, "46347.354166666664", "46347,354166666664",
        "Thứ bảy, 21/11/2026 08:30",
    ],
)  # fmt: skip
def test_a_moment_in_every_form(cell: object) -> None:
    assert values.read_moment(cell) == (values.us_of(AT), False)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-21", "21/11/2026", "21-11-2026", "21.11.2026", "21 / 11 / 2026", "ngày 21 tháng 11 năm 2026", "20261121",
        46347, 46347.0, "46347", date(2026, 11, 21), datetime(2026, 11, 21), "2026-11-21 00:00:00", "21/11/2026 00:00",
    ],
)  # fmt: skip
def test_a_day_without_its_hour_in_every_form(cell: object) -> None:
    assert values.read_moment(cell) == (values.us_of(DAY), True)


@pytest.mark.parametrize(
    "cell",
    ["32/10/2026", "10/25/2026", "2026-13-01", "hôm qua", "21/11", "21/11/26", "21/11/2026 25:00", "12", 12, "2026-02-29",
     "21/11/2926", "21/11/2026 sáng", "1.001193"],
)  # fmt: skip
def test_what_is_no_day_is_never_guessed(cell: object) -> None:
    with pytest.raises(Unread, match=r"không đọc được là ngày|ngoài khoảng"):
        values.read_moment(cell)


def test_a_form_of_its_own_is_read_where_the_mapping_says_so() -> None:
    assert values.read_moment("11/21/26", ["%m/%d/%y"]) == (values.us_of(DAY), True)


@given(st.datetimes(datetime(1960, 1, 2), datetime(2099, 12, 30)))
def test_a_moment_written_is_the_moment_read(at: datetime) -> None:
    at = at.replace(microsecond=0)
    for form in ("%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%Y%m%d%H%M%S"):
        if at.year >= 1976 or form != "%Y%m%d%H%M%S":
            read = values.local_moment(values.read_moment(at.strftime(form)).us)
            assert read.replace(tzinfo=None) == at


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("2026-10", "2026-10"), ("10/2026", "2026-10"), ("Tháng 10/2026", "2026-10"), ("Tháng 10 năm 2026", "2026-10"),
        ("202610", "2026-10"), ("Quý III/2026", "2026-Q3"), ("Quý 3 năm 2026", "2026-Q3"), ("2026-Q3", "2026-Q3"), ("Q3/2026", "2026-Q3"),
        ("6 tháng đầu năm 2026", "2026-H1"), ("6 tháng cuối năm 2026", "2026-H2"), ("9 tháng năm 2026", "2026-9M"),
        ("Năm 2026", "2026"), ("2026", "2026"), (2026, "2026"), (2026.0, "2026"),
    ],
)  # fmt: skip
def test_periods_as_tables_write_them(said: object, key: str) -> None:
    assert values.read_period(said) == key


@pytest.mark.parametrize("said", ["13/2026", "Quý V/2026", "tháng trước", "26"])
def test_what_is_no_period(said: str) -> None:
    with pytest.raises(Unread):
        values.read_period(said)


@pytest.mark.parametrize(
    ("said", "decimal", "number"),
    [
        ("1.234.567,5", "vi", 1234567.5), ("1,234,567.5", "vi", 1234567.5), ("10.000", "vi", 10000), ("10.000", "en", 10),
        ("10,5", "vi", 10.5), ("1,234", "vi", 1.234), ("1,234", "en", 1234), ("10.5", "vi", 10.5), ("8000", "vi", 8000),
        ("10.000đ", "vi", 10000), ("10.000 VNĐ", "vi", 10000), ("95,5%", "vi", 95.5), ("-3,5", "vi", -3.5), (1.234, "vi", 1.234),
        ("1 234 567", "vi", 1234567),
    ],
)  # fmt: skip
def test_numbers_as_vietnamese_write_them(said: object, decimal: str, number: float) -> None:
    assert values.read_number(said, decimal) == number


@pytest.mark.parametrize("said", ["1.23.4", "mười", "1,2,3", "12a", "--5"])
def test_what_is_no_number(said: str) -> None:
    with pytest.raises(Unread):
        values.read_number(said)


@given(st.integers(-(10**12), 10**12), st.integers(0, 99))
def test_a_number_written_the_vietnamese_way_is_read_again(whole: int, cents: int) -> None:
    said = f"{whole:,}".replace(",", ".") + (f",{cents:02d}" if cents else "")
    assert values.read_number(said) == pytest.approx(float(f"{whole}.{cents:02d}"))


def test_yes_and_no_in_words_and_figures() -> None:
    assert all(
        values.read_yes(said) for said in ("1", 1, 1.0, True, "Có", "CO", "x", "X", "true", "Đúng", "✓")
    )
    assert not any(values.read_yes(said) for said in ("0", 0, False, "Không", "khong", "FALSE", "Chưa"))
    with pytest.raises(Unread, match="có hay không"):
        values.read_yes("có lẽ")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("1.001193", "1.001193"), ("1.001193.000.00.00.H35", "1.001193"), ("2.000815.000.00.00.H55.02", "2.000815"),
        (1.001193, "1.001193"), (1.00119, "1.001190"), ("2.00126", "2.001260"), ("2,000815", "2.000815"), (" 1.001193 ", "1.001193"),
        ("TTHC-RIENG", "TTHC-RIENG"),
    ],
)  # fmt: skip
def test_the_procedure_is_known_by_its_national_part(said: object, code: str) -> None:
    assert values.read_procedure(said) == code


@pytest.mark.parametrize(
    ("cell", "prices"),
    [
        ('[{"TenPhiLePhi": "Lệ phí", "Gia": 10000}]', Prices(1, True, 10000)),
        ('[{"Gia": 0}, {"Gia": "0"}]', Prices(2, False, 0)),
        ('[{"Gia": null}]', Prices(1, True, 0)),
        ("[]", Prices(0, False, 0)),
        ('{"LePhi": "8.000"}', Prices(1, True, 8000)),
        ("[{'Gia': 5000}]", Prices(1, True, 5000)),
        ("[0, 2000]", Prices(2, True, 2000)),
        ("10.000đ", Prices(1, True, 10000)),
        (0, Prices(1, False, 0)),
        ("0; 5000", Prices(2, True, 5000)),
    ],
)
def test_a_list_of_fees_in_a_cell(cell: object, prices: Prices) -> None:
    assert values.read_prices(cell) == prices


@pytest.mark.parametrize("cell", ['[{"Gia": "mười"}]', '[{"Gia": -1}]', "[{", "miễn phí"])
def test_a_list_of_fees_that_cannot_be_read(cell: str) -> None:
    with pytest.raises(Unread, match="Danh sách phí"):
        values.read_prices(cell)


@pytest.mark.parametrize(
    ("cell", "papers"),
    [
        (
            '[{"DuocSoHoa": 1, "DuocLayTuKhoDMQG": 0}, {"DuocSoHoa": "1", "DuocLayTuKhoDMQG": "1"}]',
            Papers(2, 2, 1),
        ),
        ('[{"TenGiayTo": "Tờ khai"}]', Papers(1, 0, 0)),
        ("[]", Papers(0, 0, 0)),
        ('{"DuocSoHoa": true}', Papers(1, 1, 0)),
    ],
)
def test_a_list_of_papers_in_a_cell(cell: str, papers: Papers) -> None:
    assert values.read_papers(cell) == papers


@pytest.mark.parametrize("cell", ['[{"DuocSoHoa": "đang làm"}]', "[1, 2]", "hai giấy", "[{]"])
def test_a_list_of_papers_that_cannot_be_read(cell: str) -> None:
    with pytest.raises(Unread):
        values.read_papers(cell)


def test_flags_of_papers_in_a_column_of_their_own() -> None:
    assert [values.read_flags(cell) for cell in ("1;0;1", "[1, 0]", "1", "0", 2, "Có;Không")] == [
        2,
        1,
        1,
        0,
        2,
        1,
    ]


def test_a_limit_is_read_with_its_unit_or_left() -> None:
    assert values.read_term("3 ngày làm việc") == (3, "working-day")
    assert values.read_term("5") == (5, None)
    assert values.read_term("trong ngày") == (0, "same-day")
    assert values.read_term("tùy vụ việc") is None
    assert values.read_term_unit("đồng/hồ sơ") is None


def test_a_code_list_takes_numbers_and_words_and_refuses_others() -> None:
    column = MapColumn(
        "channel",
        "Kênh",
        "choice",
        (),
        choices=(("1", "1"), ("tructiep", "1"), ("2", "2"), ("tructuyen", "2")),
    )
    assert [
        values.read_choice(cell, column) for cell in (2, "2.0" and 2.0, "02", "Trực tuyến", "TRỰC  TIẾP")
    ] == ["2", "2", "2", "2", "1"]
    with pytest.raises(Unread, match="không có mã “4”; các mã đã biết: 1, 2"):
        values.read_choice("4", column)


def test_nothing_is_said_in_many_ways() -> None:
    column = MapColumn("x", "X", "moment", (), default=None)
    read = values.reader_of(column)
    assert [
        read(cell) for cell in (None, "", "  ", "NULL", "N/A", "-", float("nan"), "0000-00-00 00:00:00")
    ] == [None] * 8


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("channel", "2", "Trực tuyến"),
        ("status", "10", "Đã trả kết quả"),
        ("term", (5, None), "5"),
        ("term", (5, "working-day"), "5 ngày làm việc"),
        ("term_unit", "working-day", "ngày làm việc"),
        ("papers", Papers(3, 2, 1), "3 giấy tờ, 2 đã số hóa, 1 lấy từ kho"),
        ("prices", Prices(2, True, 13000.0), "2 khoản, 13.000 đồng"),
        ("code", None, ""),
    ],
)
def test_a_preview_says_what_was_read_as_people_say_it(name: str, value: object, words: str) -> None:
    columns = {each.name: each for each in maps.shipped()["cong-dvc"].columns}
    assert looking.in_words(columns[name], value) == words


def test_a_saved_map_keeps_what_people_call_each_code() -> None:
    shipped = maps.shipped()["cong-dvc"]
    body = looking.body_of(shipped, ["A", "B"], {0: "code", 1: "status"}, title="Thử")
    saved = {each.name: each for each in maps.of_body(body).columns}
    assert dict(saved["status"].called)["5"] == "Yêu cầu bổ sung"
