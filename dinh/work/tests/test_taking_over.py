"""An earlier book of work is taken over whole, each row where it stands, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dinh.ground import queries as ledger
from dinh.ground.models import News
from dinh.town.services import NotAllowed
from dinh.work import services
from dinh.work.models import Assignment, Coop
from dinh.work.shapes import Ask

from .builders import NOON, Town, day

pytestmark = pytest.mark.django_db


def past(town: Town, title: str = "Rà soát trạm", **more: object) -> services.Past:
    ask = Ask(
        title, town.ward.pk, town.economy.pk, day(-10), coop_office_ids=(town.office.pk, town.economy.pk)
    )
    return replace(services.Past(ask, day(-30)), **more)


def test_rows_stand_where_the_book_says_and_one_line_names_them(town: Town) -> None:
    done = past(town, state="done", done_on=day(-12), note="Đã xong trước khi nhập")
    ids = services.take_over(past=[done, past(town, state="doing", percent=40)], by=town.leader, at=NOON)

    first, second = (Assignment.objects.get(pk=pk) for pk in ids)
    assert (first.state, first.percent, first.done_on, first.is_open) == ("done", 100, day(-12), False)
    assert (second.state, second.percent, second.is_open) == ("doing", 40, True)
    assert (
        first.asked_at.date() == day(-30) and first.search and first.asker_person_id == town.leader.person_id
    )
    assert Coop.objects.filter(assignment=first).count() == 1, "who leads does not also take part"
    for row in (first, second):
        assert [line.deed for line in ledger.story_of(row.ref)] == ["work.taken-over"]
    assert News.objects.get(name="work.WorkAsked").data["ids"] == [second.pk], "what is over is no news"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"state": "done"}, "ngày xong"),
        ({"state": "doing", "done_on": day(-3)}, "ngày xong"),
        ({"state": "dropped"}, "ngày đóng"),
        ({"state": "done", "done_on": day(3)}, "đến hôm nay"),
        ({"state": "done", "done_on": day(-40)}, "từ ngày giao"),
        ({"asked_on": day(1)}, "sau hôm nay"),
        ({"state": "lost"}, "không có trạng thái"),
        ({"percent": 140}, "từ 0 đến 100"),
    ],
)
def test_a_row_that_cannot_be_is_named_and_nothing_is_taken(
    town: Town, more: dict[str, date | str | int], why: str
) -> None:
    with pytest.raises(services.WrongInput, match="Dòng 2:.*" + why):
        services.take_over(past=[past(town), past(town, **more)], by=town.leader, at=NOON)
    assert not Assignment.objects.exists()


def test_only_who_may_ask_there_takes_over(town: Town) -> None:
    for by in (town.viewer, town.stranger):
        with pytest.raises(NotAllowed):
            services.take_over(past=[past(town)], by=by, at=NOON)
    elsewhere = past(town, ask=Ask("Việc", town.other_ward.pk, town.economy.pk, day(1)))
    with pytest.raises(services.WrongInput, match="không thuộc đơn vị"):
        services.take_over(past=[elsewhere], by=town.leader, at=NOON)


def test_the_number_of_queries_grows_by_thousands_only(
    town: Town, django_assert_max_num_queries: object
) -> None:
    rows = [past(town, f"Việc {n}") for n in range(600)]
    with django_assert_max_num_queries(60):  # type: ignore[operator]
        services.take_over(past=rows, by=town.leader, at=NOON)
    assert Assignment.objects.count() == 600
