"""From being said to being done elsewhere: each outcome of each deed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from dinh.ground import ciphers
from dinh.ground import queries as ledger
from dinh.ground import services as ground
from dinh.ground.models import News
from dinh.town.services import NotAllowed, allowed
from dinh.town.shapes import Role
from dinh.voices import queries, rules, services
from dinh.voices.models import Contact, Initiative, Spread, Vote
from dinh.work import queries as work
from dinh.work import services as work_services
from dinh.work.models import Assignment

from .builders import NINE, TODAY, Town, make_actor

DUE = date(2026, 12, 18)


def deeds_of(row: Initiative) -> list[str]:
    return [line.deed for line in ledger.story_of(row.ref)]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("deed", sorted(rules.WHO_MAY))
def test_the_table_of_who_may_holds_cell_by_cell(town: Town, deed: str, role: Role) -> None:
    actor = make_actor(role.value, town.unit)

    assert allowed(actor, deed, town.unit.path, TODAY) is (role.value in rules.WHO_MAY[deed])
    assert not allowed(actor, deed, town.elsewhere.path, TODAY)


def test_what_an_office_puts_forward_is_read_by_its_unit_at_once_and_not_by_another_province(
    town: Town,
) -> None:
    row = town.idea()

    assert (row.state, row.public) == ("open", False)
    assert queries.initiative_for(town.viewer, row.pk, TODAY) == row
    assert queries.initiative_for(town.stranger, row.pk, TODAY) is None
    assert queries.public_initiative(row.pk) is None
    assert deeds_of(row) == ["voices.put-forward"]


def test_somebody_with_one_office_does_not_speak_for_the_whole_unit(town: Town) -> None:
    with pytest.raises(NotAllowed):
        town.idea(office=None)
    with pytest.raises(NotAllowed):
        town.idea(by=town.viewer)


def test_what_a_citizen_writes_is_read_by_nobody_but_moderators_until_let_through(town: Town) -> None:
    row = town.from_citizen()

    assert row.state == "waiting"
    assert queries.public_initiative(row.pk) is None
    assert queries.initiative_for(town.officer, row.pk, TODAY) is None
    assert queries.initiative_for(town.planner, row.pk, TODAY) == row
    assert queries.by_code(row.code.lower()) == row
    assert queries.waiting_count(town.planner, TODAY) == 1
    assert queries.waiting_count(town.officer, TODAY) == 0
    services.moderate(initiative_id=row.pk, show=True, by=town.planner, at=NINE)
    assert queries.public_initiative(row.pk) is not None
    assert queries.initiative_for(town.officer, row.pk, TODAY) is not None


def test_what_is_not_shown_keeps_its_reason_for_who_follows_it_and_its_words_out_of_the_ledger(
    town: Town,
) -> None:
    row = town.from_citizen(text="Ông Nguyễn Văn X nhà số 9 lấy tiền")

    with pytest.raises(services.WrongInput) as wrong:
        services.moderate(initiative_id=row.pk, show=False, by=town.planner, at=NINE)
    assert wrong.value.field == "reason"
    services.moderate(initiative_id=row.pk, show=False, reason="Có tên người khác.", by=town.planner, at=NINE)

    assert queries.public_initiative(row.pk) is None
    found = queries.by_code(row.code)
    assert found is not None and found.reason == "Có tên người khác."
    told = [str(line.data) for line in ledger.story_of(row.ref)]
    assert not any("Nguyễn Văn X" in each for each in told)


def test_only_a_moderator_of_the_unit_moderates(town: Town) -> None:
    row = town.from_citizen()
    for actor in (town.head, town.officer, town.stranger, town.other):
        with pytest.raises(NotAllowed):
            services.moderate(initiative_id=row.pk, show=True, by=actor, at=NINE)


def test_a_machine_that_sends_and_sends_is_stopped_and_another_address_is_not(town: Town) -> None:
    for _n in range(5):
        town.from_citizen()

    with pytest.raises(services.TooOften) as stopped:
        town.from_citizen()
    assert stopped.value.minutes == 60
    town.from_citizen(address="192.0.2.2")
    town.from_citizen(at=NINE + timedelta(hours=2))


def test_contact_is_kept_only_when_given_and_each_look_is_written_down(town: Town) -> None:
    row = town.shown(contact="0900 000 000")
    silent = town.from_citizen(address="192.0.2.7")

    assert not Contact.objects.filter(initiative=silent).exists()
    with pytest.raises(NotAllowed):
        services.see_contact(initiative_id=row.pk, reason="Tò mò", by=town.officer, at=NINE)
    with pytest.raises(services.WrongInput):
        services.see_contact(initiative_id=row.pk, reason=" ", by=town.planner, at=NINE)
    said = services.see_contact(initiative_id=row.pk, reason="Hỏi thêm chỗ vướng", by=town.planner, at=NINE)

    assert said == "0900 000 000"
    line = ledger.story_of(row.ref)[0]
    assert (line.deed, line.data["reason"]) == ("voices.contact-seen", "Hỏi thêm chỗ vướng")
    assert not any("0900" in str(each.data) for each in ledger.story_of(row.ref))


def _raw() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM voices_contact")
        return str(cursor.fetchall())


def test_the_database_does_not_hold_the_contact_in_plain_words(town: Town, settings: Any) -> None:
    settings.DINH_FIELD_KEY = old = ciphers.new_key()
    row = town.shown(contact="0900 000 000")
    look = {"initiative_id": row.pk, "reason": "Hỏi thêm", "by": town.planner, "at": NINE}
    assert "0900" not in _raw() and "000 000" not in _raw()

    settings.DINH_FIELD_KEY = new = ciphers.new_key()
    with pytest.raises(services.WrongState, match="Không mở được nội dung đã mã hóa: thiếu khóa"):
        services.see_contact(**look)
    assert "voices.contact-seen" not in deeds_of(row), "what was not shown was not seen"
    assert services.encrypt_contacts_anew() == 0

    settings.DINH_FIELD_KEY = f"{new},{old}"
    assert services.see_contact(**look) == "0900 000 000"
    assert ciphers.encrypt_anew()["voices.contact"] == 1
    settings.DINH_FIELD_KEY = new
    assert services.see_contact(**look) == "0900 000 000"
    assert ciphers.encrypt_anew()["voices.contact"] == 0


def test_a_contact_moved_to_another_initiative_does_not_open(town: Town) -> None:
    one, two = town.shown(contact="0900 000 000"), town.shown(contact="0911 111 111", address="192.0.2.9")
    first, second = Contact.objects.get(initiative=one), Contact.objects.get(initiative=two)
    Contact.objects.filter(pk=second.pk).update(closed=first.closed)
    with pytest.raises(services.WrongState, match="nằm sai chỗ"):
        services.see_contact(initiative_id=two.pk, reason="Hỏi", by=town.planner, at=NINE)


@pytest.mark.django_db(transaction=True)
def test_contacts_kept_in_plain_words_before_are_encrypted_by_the_migration(town: Town) -> None:
    row = town.shown(contact="0900 000 000")
    executor = MigrationExecutor(connection)
    executor.migrate([("voices", "0001_initial")])
    try:
        assert "0900 000 000" in _raw()
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert "0900" not in _raw()
    said = services.see_contact(initiative_id=row.pk, reason="Hỏi thêm", by=town.planner, at=NINE)
    assert said == "0900 000 000"


def test_contact_is_forgotten_three_months_after_closing_and_addresses_after_two_days(town: Town) -> None:
    row = town.shown(contact="0900 000 000")
    services.vote_by_citizen(initiative_id=row.pk, voter="a", address="192.0.2.1", at=NINE)
    services.close(initiative_id=row.pk, reason="Đã có cách khác.", by=town.planner, at=NINE)

    services.forget(at=NINE + timedelta(days=30))
    assert Contact.objects.filter(initiative=row).exists()
    assert not Vote.objects.exclude(address_mark="").exists()
    assert not Initiative.objects.exclude(address_mark="").exists()
    services.forget(at=NINE + timedelta(days=91))
    assert not Contact.objects.exists()


def test_everybody_has_one_vote_and_may_take_it_back(town: Town) -> None:
    row = town.idea()

    assert services.vote(initiative_id=row.pk, by=town.planner, at=NINE)
    assert not services.vote(initiative_id=row.pk, by=town.planner, at=NINE)
    assert services.vote(initiative_id=row.pk, by=town.officer, at=NINE)
    row.refresh_from_db()
    assert row.votes == 2
    assert services.take_back_vote(initiative_id=row.pk, by=town.officer, at=NINE)
    assert not services.take_back_vote(initiative_id=row.pk, by=town.officer, at=NINE)
    with pytest.raises(NotAllowed):
        services.vote(initiative_id=row.pk, by=town.viewer, at=NINE)
    row.refresh_from_db()
    assert row.votes == Vote.objects.filter(initiative=row).count() == 1


def test_a_cookie_votes_once_and_an_address_gives_no_more_than_a_household(town: Town) -> None:
    row = town.shown()

    def vote(voter: str, address: str = "198.51.100.1") -> bool:
        return services.vote_by_citizen(initiative_id=row.pk, voter=voter, address=address, at=NINE)

    assert vote("a") and not vote("a")
    assert all(vote(voter) for voter in "bcde")
    with pytest.raises(services.TooOften):
        vote("f")
    assert vote("f", "198.51.100.2")
    row.refresh_from_db()
    assert row.votes == 6


def test_nobody_votes_on_what_is_not_public_or_has_been_closed(town: Town) -> None:
    inside = town.idea()
    with pytest.raises(services.WrongState):
        services.vote_by_citizen(initiative_id=inside.pk, voter="a", address="", at=NINE)
    services.close(initiative_id=inside.pk, reason="Trùng việc đã làm.", by=town.planner, at=NINE)
    with pytest.raises(services.WrongState):
        services.vote(initiative_id=inside.pk, by=town.planner, at=NINE)


def test_merging_carries_the_votes_and_counts_nobody_twice(town: Town) -> None:
    first, second = town.shown(), town.shown(address="192.0.2.2", title="Chờ lâu")
    for voter in ("a", "b"):
        services.vote_by_citizen(initiative_id=first.pk, voter=voter, address="", at=NINE)
    for voter in ("b", "c"):
        services.vote_by_citizen(initiative_id=second.pk, voter=voter, address="", at=NINE)
    services.vote(initiative_id=first.pk, by=town.planner, at=NINE)
    services.vote(initiative_id=second.pk, by=town.planner, at=NINE)

    into = services.merge(initiative_id=second.pk, into_id=first.pk, by=town.planner, at=NINE)

    second.refresh_from_db()
    into.refresh_from_db()
    assert (second.state, second.merged_into, into.votes) == ("merged", first, 4)
    assert into.votes == Vote.objects.filter(initiative=into).count()
    assert queries.public_initiative(second.pk) is not None
    with pytest.raises(services.WrongState):
        services.merge(initiative_id=second.pk, into_id=first.pk, by=town.planner, at=NINE)


def test_two_of_different_kind_are_linked_and_not_merged(town: Town) -> None:
    problem, idea = town.shown(), town.idea()

    with pytest.raises(services.WrongInput):
        services.merge(initiative_id=idea.pk, into_id=problem.pk, by=town.planner, at=NINE)
    services.link_answer(initiative_id=idea.pk, problem_id=problem.pk, by=town.planner, at=NINE)
    idea.refresh_from_db()
    assert idea.answers == problem
    with pytest.raises(services.WrongInput):
        services.link_answer(initiative_id=problem.pk, problem_id=idea.pk, by=town.planner, at=NINE)


def test_taking_up_asks_an_office_through_work_and_adopting_closes_it(town: Town) -> None:
    row = town.idea()
    services.take_up(initiative_id=row.pk, office=town.desk, due_on=DUE, by=town.planner, at=NINE)

    asked = work.by_asker([row.ref])[row.ref]
    assert (asked.office, asked.due_on, asked.asker_unit) == (town.desk, DUE, town.unit)
    services.try_out(initiative_id=row.pk, where="Quầy 2", until=DUE, by=town.planner, at=NINE)
    done = services.adopt(initiative_id=row.pk, result="Từ 41 lên 118.", by=town.planner, at=NINE)

    asked.refresh_from_db()
    assert (done.state, done.adopted_on, asked.state) == ("adopted", TODAY, "done")
    assert deeds_of(row)[0] == "voices.adopted"
    moved = [news.data["new"] for news in News.objects.filter(name="voices.InitiativeMoved").order_by("pk")]
    assert moved == ["taken-up", "trying", "adopted"]


def test_closing_needs_a_reason_and_drops_the_work(town: Town) -> None:
    row = town.idea()
    services.take_up(initiative_id=row.pk, office=town.desk, due_on=DUE, by=town.planner, at=NINE)

    with pytest.raises(services.WrongInput):
        services.close(initiative_id=row.pk, reason="", by=town.planner, at=NINE)
    services.close(initiative_id=row.pk, reason="Tốn quá.", by=town.planner, at=NINE)
    assert work.by_asker([row.ref])[row.ref].state == "dropped"


def test_an_idea_not_tried_or_taken_up_is_not_adopted_but_a_good_practice_may_be(town: Town) -> None:
    idea, practice = town.idea(), town.idea(kind="practice")
    with pytest.raises(services.WrongState):
        services.adopt(initiative_id=idea.pk, result="Tốt.", by=town.planner, at=NINE)
    assert (
        services.adopt(initiative_id=practice.pk, result="Tốt.", by=town.planner, at=NINE).state == "adopted"
    )


@pytest.fixture
def adopted(town: Town) -> Initiative:
    row = town.idea(kind="practice")
    return services.adopt(initiative_id=row.pk, result="41 lên 118.", by=town.planner, at=NINE)


def spread_to(town: Town, row: Initiative) -> Spread:
    made = services.spread(
        initiative_id=row.pk, places=[town.neighbour], answer_by_day=DUE, by=town.planner, at=NINE
    )
    return made[0]


def test_another_ward_is_asked_by_work_and_reads_what_it_is_asked(town: Town, adopted: Initiative) -> None:
    assert queries.initiative_for(town.other, adopted.pk, TODAY) is None
    spread = spread_to(town, adopted)

    asked = work.by_asker([spread.ref])[spread.ref]
    assert (asked.unit, asked.office, asked.due_on) == (town.neighbour, None, DUE)
    assert queries.initiative_for(town.other, adopted.pk, TODAY) is not None
    assert [each.pk for each in queries.spreads_to(town.other, TODAY)] == [spread.pk]
    again = services.spread(
        initiative_id=adopted.pk, places=[town.neighbour], answer_by_day=DUE, by=town.planner, at=NINE
    )
    assert again == []


def test_a_ward_that_declines_says_why(town: Town, adopted: Initiative) -> None:
    spread = spread_to(town, adopted)

    with pytest.raises(NotAllowed):
        services.answer_spread(spread_id=spread.pk, accept=False, reason="x", by=town.planner, at=NINE)
    with pytest.raises(services.WrongInput):
        services.answer_spread(spread_id=spread.pk, accept=False, by=town.other, at=NINE)
    services.answer_spread(
        spread_id=spread.pk, accept=False, reason="Đã có cách khác.", by=town.other, at=NINE
    )
    spread.refresh_from_db()
    assert (spread.state, spread.reason) == ("declined", "Đã có cách khác.")
    assert not Assignment.objects.filter(asked_by_kind="spread", closed_at=None).exists()


def test_a_ward_that_accepts_has_work_of_its_own_and_has_adopted_when_that_is_done(
    town: Town, adopted: Initiative
) -> None:
    spread = spread_to(town, adopted)
    services.answer_spread(spread_id=spread.pk, accept=True, due_on=DUE, by=town.other, at=NINE)
    ground.tell(everything=True)
    spread.refresh_from_db()
    assert spread.state == "accepted", "answering is not yet doing"

    own = work.by_asker([spread.ref])[spread.ref]
    work_services.start(assignment_id=own.pk, by=town.other, at=NINE)
    work_services.submit(assignment_id=own.pk, note="Xong", by=town.other, at=NINE)
    boss = make_actor("leader", town.neighbour, "Ngô Văn Mẫu")
    work_services.accept(assignment_id=own.pk, by=boss, at=NINE)
    ground.tell(everything=True)

    spread.refresh_from_db()
    assert spread.state == "adopted"
    answers = [
        news.data["answer"] for news in News.objects.filter(name="voices.SpreadAnswered").order_by("pk")
    ]
    assert answers == ["accepted", "adopted"]


def test_a_citizens_remark_waits_and_an_officers_does_not(town: Town) -> None:
    row = town.shown()
    mine = services.remark(initiative_id=row.pk, text="Đang xem.", by=town.officer, at=NINE)
    theirs = services.remark_by_citizen(
        initiative_id=row.pk, text="Đúng đấy.", shown_name="", address="192.0.2.9", at=NINE
    )
    services.answer(initiative_id=row.pk, text="Tuần sau xong.", by=town.planner, at=NINE)

    assert [each.text for each in queries.remarks_of(row)] == ["Tuần sau xong.", "Đang xem."]
    services.moderate_remark(remark_id=theirs.pk, show=True, by=town.planner, at=NINE)
    assert len(queries.remarks_of(row)) == 3
    with pytest.raises(services.WrongState):
        services.moderate_remark(remark_id=theirs.pk, show=False, by=town.planner, at=NINE)
    assert mine.state == "shown"


def test_a_list_takes_one_query_and_its_pages_meet(town: Town, django_assert_num_queries: object) -> None:
    rows = [town.idea(title=f"Ý tưởng số {n}") for n in range(7)]

    with django_assert_num_queries(1):  # type: ignore[operator]
        first = queries.initiatives(town.viewer, TODAY, limit=3)
    second = queries.initiatives(town.viewer, TODAY, limit=3, after=first.later)
    third = queries.initiatives(town.viewer, TODAY, limit=3, after=second.later)

    seen = [row.pk for page in (first, second, third) for row in page.rows]
    assert seen == [row.pk for row in reversed(rows)]
    assert third.later == ""


def test_the_most_voted_stand_first_and_what_says_the_same_is_found(town: Town) -> None:
    first, second = town.shown(), town.shown(address="192.0.2.2", title="Chờ chứng thực lâu quá")
    services.vote(initiative_id=first.pk, by=town.planner, at=NINE)

    page = queries.public_initiatives(most_voted=True)
    assert [row.pk for row in page.rows] == [first.pk, second.pk]
    assert queries.like_it(second, town.planner, TODAY) == [first]
