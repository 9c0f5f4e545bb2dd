"""What each deed of the review does, and when it refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dinh.ground import queries as ledger
from dinh.plans import queries, services
from dinh.plans.models import ProposalItem, Reading
from dinh.town.services import NotAllowed

from .builders import NINE, Town, a_proposal, a_target

LATER = NINE + timedelta(minutes=5)


def item_of(reading: Reading, mark: str) -> ProposalItem:
    return reading.items.get(mark=mark)


def test_a_reading_holds_every_thing_proposed_with_its_page_and_doubts(town: Town) -> None:
    reading = town.ready()

    assert reading.state == "ready"
    assert [(item.kind, item.mark) for item in reading.items.order_by("kind", "position")] == [
        ("duty", "B1"),
        ("project", "P1"),
        ("target", "T1"),
        ("target", "T2"),
        ("target", "T3"),
        ("task", "N1"),
    ]
    assert [item.mark for item in reading.items.filter(doubtful=True)] == ["T3"]
    assert reading.pages.count() == 2
    assert reading.problems.get().lines == [[5, 5], [10, 10]]


def test_an_accepted_item_keeps_what_was_read_and_says_who_and_when(town: Town) -> None:
    reading = town.ready()

    item = services.accept(item_id=item_of(reading, "T1").pk, version=1, by=town.planner, at=LATER)

    assert (item.state, item.version, item.decided_by_name) == ("accepted", 2, "Trần Thị Thử")
    assert item.corrected is None
    assert ledger.story_of(reading.ref)[0].deed == "plans.item-accepted"


def test_a_correction_stands_beside_what_was_read(town: Town) -> None:
    item = item_of(town.ready(), "T2")

    done = services.correct(
        item_id=item.pk,
        version=1,
        fields={"value": "82,5", "lead": "Phòng Kinh tế"},
        by=town.planner,
        at=LATER,
    )

    assert done.state == "corrected"
    assert done.as_read["value"] == 80
    assert done.now["value"] == 82.5
    assert ledger.story_of(done.ref)[0].data["changed"] == {
        "value": [80, 82.5],
        "lead": ["Phòng Văn hóa - Xã hội", "Phòng Kinh tế"],
    }


def test_a_correction_back_to_what_was_read_is_an_acceptance(town: Town) -> None:
    item = item_of(town.ready(), "T2")
    services.correct(item_id=item.pk, version=1, fields={"value": "81"}, by=town.planner, at=LATER)

    again = services.correct(item_id=item.pk, version=2, fields={"value": "80"}, by=town.planner, at=LATER)

    assert (again.state, again.corrected) == ("accepted", None)


def test_wrong_input_names_each_field_and_changes_nothing(town: Town) -> None:
    item = item_of(town.ready(), "T1")

    with pytest.raises(services.WrongInput) as refused:
        services.correct(
            item_id=item.pk, version=1, fields={"value": "nhiều", "text": " "}, by=town.planner, at=LATER
        )

    assert {fault.field for fault in refused.value.faults} == {"value", "text"}
    item.refresh_from_db()
    assert (item.state, item.version) == ("unseen", 1)


def test_the_second_of_two_reviewers_is_told_who_was_faster_and_overwrites_nothing(town: Town) -> None:
    item = item_of(town.ready(), "T1")
    services.correct(item_id=item.pk, version=1, fields={"value": "65"}, by=town.planner, at=LATER)

    with pytest.raises(services.StaleItem) as refused:
        services.correct(item_id=item.pk, version=1, fields={"value": "70"}, by=town.second, at=LATER)

    assert "Trần Thị Thử" in str(refused.value)
    assert "09:05" in str(refused.value)
    item.refresh_from_db()
    assert item.now["value"] == 65


def test_two_reviewers_at_different_items_do_not_meet(town: Town) -> None:
    reading = town.ready()

    services.accept(item_id=item_of(reading, "T1").pk, version=1, by=town.planner, at=LATER)
    services.reject(item_id=item_of(reading, "T2").pk, version=1, by=town.second, at=LATER)

    assert [item.state for item in reading.items.filter(mark__in=["T1", "T2"])] == ["accepted", "rejected"]


def test_a_split_makes_pieces_that_keep_the_place(town: Town) -> None:
    reading = town.ready()
    item = item_of(reading, "T1")

    pieces = services.split(
        item_id=item.pk,
        version=1,
        pieces=[{"value": "60", "scope": "cấp phường"}, {"value": "50", "scope": "cấp thôn"}],
        by=town.planner,
        at=LATER,
    )

    assert [piece.now["scope"] for piece in pieces] == ["cấp phường", "cấp thôn"]
    assert {piece.first_line for piece in pieces} == {3}
    item.refresh_from_db()
    assert item.state == "split"


def test_a_split_into_one_is_refused(town: Town) -> None:
    item = item_of(town.ready(), "T1")

    with pytest.raises(services.WrongInput, match="hai"):
        services.split(item_id=item.pk, version=1, pieces=[{}], by=town.planner, at=LATER)


def test_a_merge_gives_its_place_to_the_other(town: Town) -> None:
    reading = town.ready()
    first, second = item_of(reading, "T1"), item_of(reading, "T2")

    into = services.merge(
        item_id=second.pk, version=1, into_id=first.pk, into_version=1, by=town.planner, at=LATER
    )

    assert [place["lines"] for place in into.now["places"]] == [[3, 3], [4, 4]]
    second.refresh_from_db()
    assert (second.state, second.parent_id) == ("merged", first.pk)


def test_a_merged_item_reopened_takes_its_place_back(town: Town) -> None:
    reading = town.ready()
    first, second = item_of(reading, "T1"), item_of(reading, "T2")
    services.merge(item_id=second.pk, version=1, into_id=first.pk, into_version=1, by=town.planner, at=LATER)

    services.reopen(item_id=second.pk, version=2, by=town.planner, at=LATER)

    first.refresh_from_db()
    assert [place["lines"] for place in first.now["places"]] == [[3, 3]]


def test_items_of_two_kinds_are_not_merged(town: Town) -> None:
    reading = town.ready()

    with pytest.raises(services.WrongInput, match="cùng loại"):
        services.merge(
            item_id=item_of(reading, "T1").pk,
            version=1,
            into_id=item_of(reading, "N1").pk,
            into_version=1,
            by=town.planner,
            at=LATER,
        )


def test_a_reopened_split_rejects_its_pieces(town: Town) -> None:
    reading = town.ready()
    item = item_of(reading, "T1")
    services.split(item_id=item.pk, version=1, pieces=[{}, {"value": "50"}], by=town.planner, at=LATER)

    services.reopen(item_id=item.pk, version=2, by=town.planner, at=LATER)

    assert set(item.children.values_list("state", flat=True)) == {"rejected"}


def test_all_clear_items_can_be_accepted_in_one_deed_but_doubtful_ones_cannot(town: Town) -> None:
    reading = town.ready()

    number = services.accept_clear(reading_id=reading.pk, by=town.planner, at=LATER)

    assert number == 5
    counts = queries.counts_of(reading)
    assert (counts.decided, counts.doubtful, counts.clear) == (5, 1, 0)


def test_a_missed_thing_is_added_with_the_words_of_its_lines(town: Town) -> None:
    reading = town.ready()

    item = services.add_item(
        reading_id=reading.pk,
        kind="task",
        fields={"text": "Lập tổ công nghệ số"},
        lines=(6, 7),
        by=town.planner,
        at=LATER,
    )

    assert item.added
    assert item.now["quote"].startswith("- Tổ chức 02 lớp")
    assert item.page == 1


def test_a_thing_cannot_be_added_at_lines_the_source_does_not_have(town: Town) -> None:
    with pytest.raises(services.WrongInput, match="Dòng 900"):
        services.add_item(
            reading_id=town.ready().pk,
            kind="task",
            fields={"text": "x"},
            lines=(900, 901),
            by=town.planner,
            at=LATER,
        )


def test_a_problem_is_settled_in_words_and_can_be_reopened(town: Town) -> None:
    problem = town.ready().problems.get()

    with pytest.raises(services.WrongInput):
        services.settle_problem(problem_id=problem.pk, version=1, settlement=" ", by=town.planner, at=LATER)
    done = services.settle_problem(
        problem_id=problem.pk, version=1, settlement="Lấy theo mục II.", by=town.planner, at=LATER
    )
    with pytest.raises(services.StaleItem):
        services.settle_problem(problem_id=problem.pk, version=1, settlement="Khác", by=town.second, at=LATER)
    again = services.reopen_problem(problem_id=problem.pk, version=done.version, by=town.second, at=LATER)

    assert again.is_open


def test_the_head_is_corrected_with_the_same_care(town: Town) -> None:
    reading = town.ready()

    done = services.correct_head(
        reading_id=reading.pk,
        version=1,
        fields={"number": "28/KH-UBND", "date": "16/01/2026"},
        by=town.planner,
        at=LATER,
    )

    assert (done.head["number"], done.head_now["number"], done.head_now["date"]) == (
        "27/KH-UBND",
        "28/KH-UBND",
        "2026-01-16",
    )
    with pytest.raises(services.StaleItem):
        services.correct_head(
            reading_id=reading.pk, version=1, fields={"signer": "A"}, by=town.second, at=LATER
        )
    with pytest.raises(services.WrongInput, match="2024"):
        services.correct_head(
            reading_id=reading.pk, version=2, fields={"horizon_to": "2024"}, by=town.second, at=LATER
        )


@pytest.mark.parametrize("who", ["viewer", "stranger", "officer", "clerk"])
def test_only_a_planner_of_the_unit_reviews(town: Town, who: str) -> None:
    item = item_of(town.ready(), "T1")

    with pytest.raises(NotAllowed):
        services.accept(item_id=item.pk, version=1, by=getattr(town, who), at=LATER)


def test_a_share_above_one_hundred_is_not_accepted_as_it_is(town: Town) -> None:
    reading = town.ready(a_proposal(targets=(a_target(value=105),)))

    with pytest.raises(services.WrongInput, match="0 đến 100"):
        services.accept(item_id=reading.items.get(mark="T1").pk, version=1, by=town.planner, at=LATER)


def test_the_review_meets_doubts_first_and_goes_round(town: Town) -> None:
    reading = town.ready()
    items = queries.item_list(reading, "target")

    assert [item.mark for item in items] == ["T3", "T1", "T2"]
    assert queries.next_item(items, items[0]) == items[1]
    assert queries.next_item(items, items[2]) == items[0]
