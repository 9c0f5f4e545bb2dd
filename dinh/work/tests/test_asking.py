"""To ask, alone and by the thousand; to close and redate from above."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from dinh.ground import queries as ground
from dinh.ground.shapes import Ref
from dinh.work import queries, services
from dinh.work.models import Assignment, Series
from dinh.work.shapes import Ask

from .builders import NOON, Town, day


def test_a_leader_asks_an_office_and_it_is_written_down(town: Town) -> None:
    made = town.ask(coop_office_ids=(town.culture.pk,))

    assert (made.state, made.office, made.asker_unit, made.percent) == (
        "not-started", town.economy, town.ward, 0,
    )  # fmt: skip
    assert made.asker_person_id == town.leader.person_id
    assert [each.office for each in made.coops.all()] == [town.culture]
    assert [line.deed for line in ground.story_of(made.ref)] == ["work.asked"]


def test_who_has_no_mandate_is_told_who_has(town: Town) -> None:
    with pytest.raises(services.NotAllowed, match="Nguyễn Văn Mẫu"):
        town.ask(by=town.viewer)


def test_a_head_asks_only_the_own_office(town: Town) -> None:
    assert town.ask(by=town.head).asker_office == town.economy
    with pytest.raises(services.NotAllowed):
        town.ask(by=town.head, office_id=town.culture.pk)


def test_an_assignment_without_a_title_is_refused(town: Town) -> None:
    with pytest.raises(services.WrongInput, match="tên việc") as refused:
        town.ask(title="  ")
    assert refused.value.field == "title"


def test_an_office_of_another_unit_is_refused(town: Town) -> None:
    with pytest.raises(services.WrongInput, match="không thuộc đơn vị"):
        town.ask(office_id=town.department.pk)


def test_many_are_asked_with_few_queries_and_one_line(town: Town, django_assert_max_num_queries) -> None:
    asks = [
        Ask(f"Việc {n}", town.ward.pk, town.economy.pk, day(n), asked_by=Ref("target", n),
            coop_office_ids=(town.culture.pk,))
        for n in range(300)
    ]  # fmt: skip
    # SQLite takes 999 values a statement: 26 rows of so many columns.
    with django_assert_max_num_queries(26):
        ids = services.ask_many(asks=asks, by=town.leader, at=NOON)

    rows = Assignment.objects.in_bulk(ids)
    assert [rows[pk].title for pk in ids] == [each.title for each in asks]
    assert ground.story_of(Ref("assignment", ids[7]))[0].deed == "work.asked-many"


@pytest.mark.parametrize(
    ("rhythm", "said"),
    [
        ("fortnightly", "“fortnightly” is no rhythm; choose: Every working day, Weekly"),
        ("weekly:x", "“weekly:x” is no rhythm."),
        ("weekly:9", "The day of a rhythm is from 1 to 7; it is 9."),
        ("monthly:02-03", "Only a yearly rhythm names a month"),
    ],
)
def test_what_is_no_rhythm_is_refused_in_the_language_of_the_screen(
    town: Town, rhythm: str, said: str
) -> None:
    with override("en"), pytest.raises(services.WrongInput) as refused:
        town.ask(rhythm=rhythm)
    assert refused.value.field == "rhythm" and said in str(refused.value)


def test_a_file_that_is_no_evidence_is_refused_in_the_language_of_the_screen(town: Town) -> None:
    with override("en"), pytest.raises(services.WrongInput, match="empty"):
        services.note_progress(
            assignment_id=town.ask().pk, note="x", files=[("a.pdf", b"")], by=town.head, at=NOON
        )


def test_a_rhythm_makes_a_series_and_its_first_turn(town: Town) -> None:
    made = town.ask(rhythm="weekly:5", due_on=None)

    assert (made.due_on, made.period_key) == (day(0), "2026-W47")
    series = Series.objects.get()
    assert made.series == series and series.made_until == day(2)


def test_the_room_that_asked_finds_closes_and_redates(town: Town) -> None:
    target = Ref("target", 5)
    made = town.ask(asked_by=target)

    assert queries.by_asker([target, Ref("target", 6)]) == {target: made}
    assert services.redate(asked_by=target, due_on=day(30), by=None, at=NOON) == [made.pk]
    assert services.close(asked_by=target, outcome="done", by=None, at=NOON) == [made.pk]
    made.refresh_from_db()
    assert (made.state, made.due_on, made.percent, made.done_on) == ("done", day(30), 100, day(0))
    assert services.close(asked_by=target, outcome="done", by=None, at=NOON) == []
    assert [line.deed for line in ground.story_of(target)] == ["work.done", "work.redated", "work.asked"]


@pytest.mark.parametrize(
    ("who", "sees"), [("leader", True), ("viewer", True), ("provincial", True), ("stranger", False)]
)
def test_assignments_are_seen_within_ones_mandate(town: Town, who: str, sees: bool) -> None:
    made = town.ask()
    seen = Assignment.objects.filter(queries.visible_q(getattr(town, who), day(0)))
    assert (made in seen) == sees
