"""A text kept is asked anew each time, for exactly what its key says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import QuerySet

from dinh.ground import sql_memo
from dinh.ground.models import JobRun

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_memo, "_memo", sql_memo._Memo())


def ran(name: str) -> None:
    JobRun.objects.create(name=name, started=datetime(2026, 10, 1, tzinfo=UTC))


def named(*names: str) -> Callable[[], QuerySet[JobRun]]:
    return lambda: JobRun.objects.filter(name__in=names).order_by("name")


def test_rows_are_of_now_though_the_text_was_written_before(django_assert_num_queries: Any) -> None:
    ran("a")
    assert [job.name for job in sql_memo.rows_of("jobs", ("a", "b"), named("a", "b"))] == ["a"]

    ran("b")

    with django_assert_num_queries(1):
        assert [job.name for job in sql_memo.rows_of("jobs", ("a", "b"), named("a", "b"))] == ["a", "b"]


def test_the_second_time_no_queryset_is_made(settings: Any) -> None:
    settings.DINH_CHECK_SQL_MEMO = False
    made: list[int] = []

    def build() -> QuerySet[JobRun]:
        made.append(1)
        return named("a")()

    for _ in range(3):
        sql_memo.rows_of("jobs", "a", build)

    assert len(made) == 1


def test_texts_that_read_alike_share_their_shape_and_keep_their_own_parameters() -> None:
    ran("a")
    ran("b")

    assert [job.name for job in sql_memo.rows_of("jobs", "a", named("a"))] == ["a"]
    assert [job.name for job in sql_memo.rows_of("jobs", "b", named("b"))] == ["b"]
    assert len(sql_memo._memo._shapes) == 1


def test_values_and_counts_come_out_as_from_the_queryset() -> None:
    for name in "abc":
        ran(name)

    def flat() -> QuerySet[JobRun, str]:
        return named("a", "b", "c")().values_list("name", flat=True)

    def pairs() -> QuerySet[JobRun, Any]:
        return named("a", "b")().values_list("name", "pk")

    assert sql_memo.rows_of("flat", 1, flat) == list(flat())
    assert sql_memo.rows_of("pairs", 1, pairs) == list(pairs())
    assert sql_memo.count_of("count", 1, lambda: named("a", "b", "c")().order_by().values("pk")[:2]) == 2


def test_what_no_row_can_answer_asks_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert sql_memo.rows_of("none", 1, named()) == []
        assert sql_memo.count_of("none.count", 1, named()) == 0


def test_a_key_that_leaves_something_out_is_found_in_tests() -> None:
    sql_memo.rows_of("jobs", "same", named("a"))

    with pytest.raises(AssertionError, match="leaves something out"):
        sql_memo.rows_of("jobs", "same", named("b"))


def test_no_more_is_kept_than_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_memo, "MOST", 3)
    for name in "abcde":
        sql_memo.rows_of("jobs", name, named(name))

    assert [key for _name, key in sql_memo._memo._texts] == ["c", "d", "e"]


def holed(name: str, state: str) -> QuerySet[JobRun]:
    return JobRun.objects.filter(state=state, name=name).order_by("pk")[:1]


def test_a_question_with_holes_is_written_once_and_answers_what_it_is_given(settings: Any) -> None:
    ran("a")
    ran("b")
    for name in ("a", "b", "c", "a"):
        found = sql_memo.asked("tests.holed", holed, name, "running")
        assert [row.name for row in found] == ([name] if name != "c" else [])
    assert sql_memo.asked("tests.holed", holed, "a", "done") == []
    settings.DINH_CHECK_SQL_MEMO = False
    made: list[int] = []
    assert sql_memo.asked("tests.holed", lambda *given: made.append(1) or holed(*given), "b", "running")  # type: ignore[func-returns-value]
    assert not made


def test_what_does_not_stand_in_the_text_as_it_is_leaves_no_hole() -> None:
    def folded(name: str) -> QuerySet[JobRun]:
        return JobRun.objects.filter(name=name.upper() + "!")

    with pytest.raises(ValueError, match="does not stand in its text"):
        sql_memo.asked("tests.folded", folded, "a")
