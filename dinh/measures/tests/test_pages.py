"""Pages of measures: the catalogue, a measure, a unit's board, and everything behind a number."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from dinh.ground.periods import Period
from dinh.measures import recipes, services
from dinh.measures.explaining import explained, unexplained
from dinh.measures.pages.words import coded
from dinh.town import testing

from .small_town import dossier
from .test_measuring import NOW, pour

pytestmark = pytest.mark.django_db
OCTOBER = Period.parse("2026-10")


@pytest.fixture
def town(lake_home, ward):
    pour(
        [
            dossier("cu:a", "14812", "2026-10-02", due_at="2026-10-09", ended_at="2026-10-08", channel=2),
            dossier("cu:b", "14812", "2026-10-05", due_at="2026-10-09", ended_at="2026-10-12"),
            dossier("cu:c", "16576", "2026-10-06", due_at="2026-10-09", ended_at="2026-10-07"),
        ]
    )
    return ward


def sign_in(role: str, code: str) -> Client:
    who = testing.person()
    testing.mandate(who, role, testing.unit(code))
    client = Client()
    client.force_login(testing.account(who))
    return client


@pytest.fixture
def page(town):
    client = sign_in("viewer", "38")
    return lambda name, *args, **query: client.get(reverse(f"measures.{name}", args=args), query)


def test_every_measure_says_what_it_counts():
    assert unexplained(list(recipes.all_recipes())) == []
    assert "đến hạn" not in explained(recipes.recipe("dossiers.received")).counted
    assert "nơi khác đếm" in explained(recipes.recipe("statistics.5g_cover")).counted


def test_the_catalogue_finds_a_measure_by_its_name_and_by_the_sentence_of_a_plan(page):
    whole = page("catalogue").content.decode()
    assert "Tỷ lệ hồ sơ nộp trực tuyến" in whole and "Hồ sơ thủ tục hành chính" in whole
    found = page(
        "catalogue", q="80% thanh toán trực tuyến trong giải quyết thủ tục hành chính"
    ).content.decode()
    assert "Tỷ lệ hồ sơ thanh toán trực tuyến" in found and "Tỷ lệ phủ sóng 5G" not in found


def test_a_board_has_values_with_doors_and_says_what_is_missing_in_words(page, django_assert_max_num_queries):
    page("unit", "14812", ky="2026-10")
    with django_assert_max_num_queries(24):
        told = page("unit", "14812", ky="2026-10").content.decode()
    assert "50%" in told and "vi-sao/?don-vi=14812&amp;ky=2026-10" in told
    assert "Mẫu số chỉ có 2" in told
    assert (
        "cột “Được đánh giá” để trống ở mọi dòng" in told and "chưa có dòng nào của “Cuộc kiểm tra”" in told
    )


def test_a_unit_out_of_reach_is_not_there(town):
    client = sign_in("officer", "14812")
    assert client.get(reverse("measures.unit", args=["14812"])).status_code == 200
    for name, args, query in (
        ("unit", ["16576"], {}), ("why", ["dossiers.online"], {"don-vi": "16576"}), ("one", ["dossiers.online"], {"don-vi": "38"}),
        ("unit", ["14812"], {"ky": "2026-99"}), ("one", ["dossiers.khong-co"], {}), ("export", ["14812", "exe"], {}),
    ):  # fmt: skip
        assert client.get(reverse(f"measures.{name}", args=args), query).status_code == 404, (name, args)


def test_a_measure_shows_how_it_is_counted_and_where_each_unit_stands(page):
    told = page("one", "dossiers.on_time", **{"don-vi": "38", "ky": "2026-10"}).content.decode()
    assert "66,7%" in told and "không lấy trung bình các tỷ lệ" in told and "Quyết định 766/QĐ-TTg" in told
    ranked = told[told.index('class="card m-rank"') :]
    assert ranked.index("Ngọc Sơn") < ranked.index("Bỉm Sơn")


def test_why_goes_from_the_number_to_its_parts_to_the_rows(page):
    given = {"don-vi": "14812", "ky": "2026-10"}
    told = page("why", "dossiers.on_time", **given).content.decode()
    assert "1 chia 2" in told and "cu:a" in told and "cu:b" in told and "nạp từ cu" in told
    assert "dinh measure --unit 14812 --period 2026-10 --json" in told
    assert "cu:b" not in page("why", "dossiers.on_time", phan="tu", **given).content.decode()
    rest = page("why", "dossiers.on_time", phan="thieu", **given).content.decode()
    assert "cu:b" in rest and "cu:a" not in rest


def test_a_correction_stands_beside_the_old_value_on_the_page(page):
    services.measure(codes=["dossiers.on_time"], units=["14812"], periods=[OCTOBER], by=None, at=NOW)
    pour([dossier("cu:b", "14812", "2026-10-05", due_at="2026-10-19", ended_at="2026-10-12")], 2)
    before = page("why", "dossiers.on_time", **{"don-vi": "14812", "ky": "2026-10"}).content.decode()
    assert "50%" in before and "nguồn đã đổi" in before
    services.measure(codes=["dossiers.on_time"], units=["14812"], periods=[OCTOBER], by=None, at=NOW)
    told = page("why", "dossiers.on_time", **{"don-vi": "14812", "ky": "2026-10"}).content.decode()
    assert "<del>50%</del>" in told and "<b>100%</b>" in told and "đổi tình trạng 1" in told


def test_the_board_is_taken_away_as_a_file_with_what_stands_behind_each_number(page):
    sheet = page("export", "14812", "xlsx", ky="2026-10")
    rows = list(load_workbook(io.BytesIO(sheet.content)).active.values)
    found = {row[0]: row for row in rows}
    assert rows[0][:6] == ("Mã", "Số đo", "Đơn vị tính", "Tử số", "Mẫu số", "Giá trị")
    assert found["dossiers.on_time"][3:6] == (1, 2, 50)
    text = page("export", "14812", "csv", ky="2026-10").content.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Mã,Số đo") and "dossiers.on_time" in text


@pytest.mark.parametrize(
    ("words", "head", "codes"),
    [
        ("Kênh: 1 trực tiếp, 2 trực tuyến", "Kênh", {"1": "trực tiếp", "2": "trực tuyến"}),
        ("Đơn vị giải quyết (mã, ngày tiếp nhận)", "Đơn vị giải quyết (mã, ngày tiếp nhận)", {}),
        ("Trạng thái: đang làm", "Trạng thái: đang làm", {}),
    ],
)
def test_a_column_that_lists_its_codes_has_a_short_head(words, head, codes):
    assert coded(words) == (head, codes)


def test_behind_a_number_a_channel_is_said_in_words(town):
    address = reverse("measures.why", args=["dossiers.on_time"])
    shown = sign_in("viewer", "14812").get(address, {"don-vi": "14812", "ky": "2026-10"}).content.decode()
    assert "trực tiếp" in shown and "trực tuyến" in shown and "Kênh: 1" not in shown
