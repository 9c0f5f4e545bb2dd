"""Search finds Vietnamese however it is typed."""

from __future__ import annotations

import pytest
from django.db import models
from django.test.utils import isolate_apps
from django.utils import timezone

from dinh.ground import search, text
from dinh.ground.models import JobRun

NAMES = [
    "Kế hoạch chuyển đổi số năm 2026",
    "Chuyện đời sơ khai",
    "Thành phố Hồ Chí Minh",
    "Tỉnh Bà Rịa - Vũng Tàu",
    "Phường Quang Trung",
    "Thị xã Bỉm Sơn",
    "UBND phường Bỉm Sơn",
    "Ủy ban nhân dân tỉnh Thanh Hoá",
    "Số 02/KH-UBND",
    "Đặng Văn Thử",
    "100% hồ sơ_mẫu",
]


@pytest.fixture
def rows(db):
    # Any text column can be searched; a job's words lend themselves without a table made for tests.
    JobRun.objects.bulk_create(
        JobRun(name=name, said=text.search_text(name), started=timezone.now()) for name in NAMES
    )
    return JobRun.objects.all()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("chuyen doi so", {NAMES[0], NAMES[1]}),
        ("chuyển đổi số", {NAMES[0], NAMES[1]}),
        ("CHUYEN  DOI SO 2026", {NAMES[0]}),
        ("so doi chuyen", {NAMES[0], NAMES[1]}),
        ("cds", {NAMES[0], NAMES[1]}),
        ("ba ria vung tau", {NAMES[3]}),
        ("Bà Rịa-Vũng Tàu", {NAMES[3]}),
        ("tp ho chi minh", {NAMES[2]}),
        ("TPHCM", {NAMES[2]}),
        ("p. quang trung", {NAMES[4]}),
        ("tx bim son", {NAMES[5]}),
        ("uy ban nhan dan", {NAMES[6], NAMES[7], NAMES[8]}),
        ("UBND thanh hoa", {NAMES[7]}),
        ("02/kh-ubnd", {NAMES[8]}),
        ("dang", {NAMES[9]}),
        ("ung", set()),  # words are found by their beginnings, not their middles
        ("%", set()),
        ("100%", {NAMES[10]}),
        ("", set(NAMES)),
    ],
)
def test_what_is_typed_and_what_is_found(rows, typed, found):
    assert set(rows.filter(search.search_q("said", typed)).values_list("name", flat=True)) == found


def test_marks_typed_bring_their_own_to_the_front(rows):
    def first(typed):
        return search.closest_first(rows.order_by("-name"), "said", typed)[0].name

    assert first("chuyển đổi số") == NAMES[0]
    assert first("chuyện đời sơ") == NAMES[1]
    assert first("so doi chuyen") in NAMES[:2]


def test_words_in_their_order_come_before_words_anywhere(db):
    for name in ("số đổi chuyển", "chuyển đổi số"):
        JobRun.objects.create(name=name, said=text.search_text(name), started=timezone.now())
    found = search.closest_first(JobRun.objects.order_by("pk"), "said", "chuyen doi so")
    assert [row.name for row in found] == ["chuyển đổi số", "số đổi chuyển"]


def test_the_database_orders_sort_keys_as_python_does(db):
    words = [
        "đa",
        "da",
        "Đà Nẵng",
        "dz",
        "ăn",
        "ân",
        "an",
        "Phường 10",
        "Phường 2",
        "Hà Nội",
        "Hai",
        "hà",
        "",
        "z",
        "中",
    ]
    JobRun.objects.bulk_create(
        JobRun(name=word, said=text.sort_key(word), started=timezone.now()) for word in words
    )
    ordered = list(JobRun.objects.order_by("said").values_list("name", flat=True))
    assert ordered == sorted(words, key=text.sort_key)


@isolate_apps("dinh.ground")
def test_a_search_column_fills_itself():
    class Lamp(models.Model):
        name = models.CharField(max_length=50)
        search = search.SearchField(of=("name", "watts"))

        class Meta:
            app_label = "ground"

        def __str__(self):
            return self.name

        def watts(self):
            return 40

    lamp = Lamp(name="Đèn bếp")
    field = Lamp._meta.get_field("search")
    assert field.pre_save(lamp, add=True) == " den bep 40 | đèn bếp 40 "
    assert lamp.search == " den bep 40 | đèn bếp 40 "
    assert field.deconstruct()[3]["of"] == ("name", "watts")
