"""Rows written by a kept INSERT are the rows that Django would have written."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model
from django.db.utils import IntegrityError

from dinh.ground import rows
from dinh.ground.models import Delivery, KeptFile, News

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 20, 2, 0, 0, 123456, tzinfo=UTC)


def stored(row: Model) -> dict[str, Any]:
    return type(row)._default_manager.filter(pk=row.pk).values().get()


def news(name: str = "tests.Đèn") -> News:
    return News(name=name, data={"phòng": "bếp", "giờ": [18, None]}, at=NINE)


def test_a_row_reads_as_if_django_had_saved_it(django_assert_num_queries: Any) -> None:
    one, other = news(), news()
    with django_assert_num_queries(1):
        rows.insert([one])
    other.save()
    assert one.pk and not one._state.adding
    assert {**stored(one), "id": 0} == {**stored(other), "id": 0}


def test_rows_of_one_statement_get_their_own_numbers_and_what_they_hang_on(
    django_assert_num_queries: Any,
) -> None:
    top = news()
    hung = [Delivery(news=top, listener=f"tests.{n}", next_try=NINE) for n in range(3)]
    with django_assert_num_queries(2):
        rows.insert([top])
        rows.insert(hung)
    assert [Delivery.objects.get(pk=row.pk).listener for row in hung] == ["tests.0", "tests.1", "tests.2"]
    assert {row.news_id for row in hung} == {top.pk}


def test_a_row_with_a_key_of_its_own_and_many_rows() -> None:
    rows.insert([KeptFile(sha256="a" * 64, size=1, media_type="text/plain", name="x", at=NINE)])
    many = [news(f"tests.{n}") for n in range(rows.FEW + 1)]
    rows.insert(many)
    assert KeptFile.objects.get().size == 1 and all(row.pk for row in many)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert([KeptFile(sha256="a" * 64, size=2, media_type="text/plain", name="x", at=NINE)])
    rows.insert([])


def test_only_the_fields_named_are_changed_and_what_is_gone_is_told() -> None:
    row = news()
    rows.insert([row])
    row.name, row.data = "tests.khác", {"n": 1}
    rows.update(row, "data")
    assert News.objects.values_list("name", "data").get() == ("tests.Đèn", {"n": 1})
    News.objects.all().delete()
    with pytest.raises(News.DoesNotExist):
        rows.update(row, "name")


def test_what_nobody_waits_for_is_written_and_what_is_wrong_with_it_undoes_the_deed() -> None:
    with transaction.atomic(), rows.together():
        rows.insert([news("tests.together"), news("tests.together")], numbered=False)
    assert News.objects.filter(name="tests.together").count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert([news("tests.undone")])
        with rows.together():
            for _n in range(2):
                rows.insert(
                    [KeptFile(sha256="b" * 64, size=1, media_type="text/plain", name="x", at=NINE)],
                    numbered=False,
                )
    assert not News.objects.filter(name="tests.undone").exists() and not KeptFile.objects.exists()
