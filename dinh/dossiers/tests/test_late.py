"""Before and after a deadline: letters of apology, telling above; units that are no more; dossiers split."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dinh.dossiers import queries, services
from dinh.dossiers.models import Dossier, Escalation, Holding
from dinh.dossiers.rules import late
from dinh.dossiers.services import apologising, escalating, heirs
from dinh.ground import calendar
from dinh.town import testing
from dinh.town.models import UnitSuccession

from .builders import Ward, at, go, opens, pay
from .test_pages import signed_in

MONDAY, FRIDAY_AFTER = date(2026, 11, 23), date(2026, 11, 27)
DUE = date(2026, 11, 30)


@pytest.fixture
def edition(ward: Ward) -> Any:
    return ward.procedure()


def at_the_back(ward: Ward, edition: Any) -> Dossier:
    """Received on the 20th, due on the 30th; 28 hours of the usual way are still to come."""
    dossier = pay(ward.receive(edition), at(9, 5))
    return go(dossier, "tiep-nhan", "du", ward.counter, at(9, 10))


@pytest.mark.parametrize(
    ("new_day", "sent_before", "said"),
    [
        (date(2026, 12, 2), 0, ""),
        (date(2026, 12, 2), 1, "Chỉ hẹn lại được một lần"),
        (date(2026, 12, 5), 0, "không phải ngày làm việc; ngày làm việc kế tiếp là 07/12/2026"),
        (DUE, 0, "phải sau ngày đã hẹn"),
        (date(2026, 11, 19), 0, "không thể ở quá khứ"),
    ],
)
def test_which_new_day_may_be(new_day: date, sent_before: int, said: str) -> None:
    faults = late.apology_faults(
        new_day=new_day, promised=DUE, today=date(2026, 11, 20), sent_before=sent_before, most=1,
        calendar=calendar.for_country(),
    )  # fmt: skip
    assert said in " ".join(fault.sentence for fault in faults) if said else not faults


def test_levels_are_reached_one_after_the_other() -> None:
    levels = [
        late.Level(2, timedelta(hours=8), "leader", "unit"),
        late.Level(1, timedelta(), "office_head", "unit"),
    ]
    found = [[each.level for each in late.reached(levels, timedelta(hours=n))] for n in (0, 7, 8)]
    assert found == [[1], [1], [1, 2]]


def test_a_letter_moves_the_promise_and_not_what_it_is_judged_by(ward: Ward, edition: Any) -> None:
    dossier = at_the_back(ward, edition)
    said = {"dossier_id": dossier.pk, "reason": "Chờ xác minh.", "by": ward.leader}
    with pytest.raises(services.NotAllowed):
        services.apologise(
            **{**said, "by": ward.counter}, new_day=date(2026, 12, 2), at=at(9, day=FRIDAY_AFTER)
        )
    row = services.apologise(**said, new_day=date(2026, 12, 2), at=at(9, day=FRIDAY_AFTER))
    dossier.refresh_from_db()
    assert row.in_time and row.new_promise == dossier.promised_at == at(17, 30, date(2026, 12, 2))
    assert dossier.due_at == at(17, 30, DUE)
    with pytest.raises(services.WrongInput, match="một lần"):
        services.apologise(**said, new_day=date(2026, 12, 4), at=at(10, day=FRIDAY_AFTER))
    go(dossier, "tham-tra", "dat", ward.officer, at(9, day=date(2026, 12, 2)))
    assert go(dossier, "ky", "ky", ward.leader, at(10, day=date(2026, 12, 2))).late is True


def test_a_letter_on_the_promised_day_is_not_in_time(ward: Ward, edition: Any) -> None:
    dossier = at_the_back(ward, edition)
    row = services.apologise(
        dossier_id=dossier.pk, new_day=date(2026, 12, 2), reason="Bận.", by=ward.leader, at=at(9, day=DUE)
    )
    assert row.in_time is False


def test_the_clock_prepares_letters_once_for_what_cannot_be_reached(ward: Ward, edition: Any) -> None:
    dossier, early = at_the_back(ward, edition), at_the_back(ward, edition)
    go(early, "tham-tra", "dat", ward.officer, at(10))
    assert apologising.prepare(at=at(9, day=MONDAY)) == 0, "a week before nobody knows"
    assert apologising.prepare(at=at(9, day=FRIDAY_AFTER)) == 1
    assert apologising.prepare(at=at(10, day=FRIDAY_AFTER)) == 0
    (row,) = queries.letters_waiting(ward.leader, FRIDAY_AFTER)
    assert row.dossier == dossier and row.new_promise == at(17, 30, date(2026, 12, 2))
    page = signed_in(ward.leader).get("/ho-so/tre-han/").content.decode()
    assert dossier.code in page and "xin-loi" in page
    services.withdraw(dossier_id=dossier.pk, reason="Thôi.", by=ward.counter, at=at(11, day=FRIDAY_AFTER))
    apologising.prepare(at=at(12, day=FRIDAY_AFTER))
    row.refresh_from_db()
    assert row.dropped_at and not queries.letters_waiting(ward.leader, FRIDAY_AFTER)


def test_lateness_is_told_upward_once_a_level_and_ends_with_a_direction_or_an_answer(
    ward: Ward, edition: Any
) -> None:
    dossier = at_the_back(ward, edition)
    assert services.escalate(at=at(17, 30, DUE)) == 0
    assert services.escalate(at=at(8, day=date(2026, 12, 1))) == 1
    assert services.escalate(at=at(9, day=date(2026, 12, 1))) == 0
    assert [row.dossier for row in queries.told(ward.head, DUE)] == [dossier]
    assert not queries.told(ward.desk_head, DUE), "it lies in another office"
    assert services.escalate(at=at(9, day=date(2026, 12, 3))) == 1
    first, second = Escalation.objects.order_by("level")
    assert (first.role, second.role) == ("office_head", "leader")
    with pytest.raises(services.NotAllowed):
        services.direct(
            escalation_id=second.pk, words="Làm ngay.", by=ward.head, at=at(10, day=date(2026, 12, 3))
        )
    client = signed_in(ward.leader)
    assert dossier.code in client.get("/ho-so/tre-han/").content.decode()
    client.post(f"/ho-so/tre-han/{second.pk}/", {"words": "Làm ngay trong chiều nay."})
    second.refresh_from_db()
    assert second.direction == "Làm ngay trong chiều nay." and second.by_name == ward.leader.name
    go(dossier, "tham-tra", "dat", ward.officer, at(9, day=date(2026, 12, 4)))
    go(dossier, "ky", "ky", ward.leader, at(10, day=date(2026, 12, 4)))
    services.escalate(at=at(11, day=date(2026, 12, 4)))
    assert not Escalation.objects.filter(ended_at=None).exists()


def test_a_run_that_comes_to_its_bound_is_gone_on_with_by_the_next_and_nobody_is_starved(
    ward: Ward, edition: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five late dossiers, two a run: the first that are late do not stand in the way of the others, at each level."""
    made = [ward.receive(edition, on=at(9, minute)) for minute in range(5)]
    monkeypatch.setattr(escalating, "MOST_A_RUN", 2)

    def run(day: int, hour: int = 9) -> list[tuple[int, int]]:
        """Who was told now: place of the dossier and level."""
        before = set(Escalation.objects.values_list("pk", flat=True))
        services.escalate(at=at(hour, day=date(2026, 12, day)))
        places = {dossier.pk: place for place, dossier in enumerate(made)}
        new = Escalation.objects.exclude(pk__in=before)
        return sorted((places[row.dossier_id], row.level) for row in new)

    first = [run(1) for _n in range(4)]
    assert first == [[(0, 1), (1, 1)], [(2, 1), (3, 1)], [(4, 1)], []]
    assert [run(3) for _n in range(3)] == [[(0, 2), (1, 2)], [(2, 2), (3, 2)], [(4, 2)]]
    # One more is late, and the older have reached the next level: all are told, in so many runs.
    told = [each for _n in range(4) for each in run(15)]
    assert sorted(told) == [(place, 3) for place in range(5)]
    # Whoever cannot be told of does not keep the others waiting.
    Escalation.objects.all().delete()
    real = escalating._tell
    monkeypatch.setattr(escalating, "_tell", lambda pk, when: 1 / 0 if pk == made[0].pk else real(pk, when))
    assert [run(15) for _n in range(2)] == [[(1, n) for n in (1, 2, 3)], [(2, n) for n in (1, 2, 3)]]


def test_who_is_to_be_told_is_one_question_however_many_are_late(
    ward: Ward, edition: Any, django_assert_num_queries: Any
) -> None:
    for minute in range(3):
        ward.receive(edition, on=at(9, minute))
    when = at(9, day=date(2026, 12, 15))
    assert services.escalate(at=when) == 9
    with django_assert_num_queries(3):  # two that end, one that finds nobody
        assert services.escalate(at=when) == 0


def test_the_province_is_told_when_it_lasts(ward: Ward, edition: Any) -> None:
    at_the_back(ward, edition)
    assert services.escalate(at=at(9, day=date(2026, 12, 15))) == 3
    province = testing.actor("province", ward.province)
    assert [row.level for row in queries.told(province, DUE)] == [3]


def test_a_dossier_of_a_unit_that_is_no_more_goes_on_under_its_successor(ward: Ward, edition: Any) -> None:
    from dinh.catalog.models import Offer

    dossier = at_the_back(ward, edition)
    services.take(holding_id=opens(dossier)["tham-tra"].pk, by=ward.officer, at=at(9, 20))
    moved = {"dossier_id": dossier.pk, "to_unit_id": ward.other.pk}
    with pytest.raises(services.WrongState, match="vẫn còn"):
        services.pass_on(**moved, by=None, at=at(9, day=MONDAY))
    office = ward.office("van-phong", "Văn phòng", ward.other)
    ward.office("trung-tam-hanh-chinh-cong", "Trung tâm", ward.other)
    Offer.objects.create(unit=ward.other, procedure=edition.procedure, office=office, since=date(2025, 7, 1))
    ward.ward.until = date(2026, 11, 22)
    ward.ward.save(update_fields=["until"])
    with pytest.raises(services.WrongInput, match="đơn vị kế thừa"):
        services.pass_on(**moved, by=None, at=at(9, day=MONDAY))
    UnitSuccession.objects.create(old=ward.ward, new=ward.other, day=MONDAY, share="whole")
    assert heirs.follow_units(at=at(3, day=MONDAY)) == (1, 0) and heirs.follow_units(
        at=at(4, day=MONDAY)
    ) == (0, 0)
    dossier.refresh_from_db()
    assert (dossier.unit, dossier.opened_in, dossier.office) == (ward.other, ward.ward, office)
    row = opens(dossier)["tham-tra"]
    assert (row.unit, row.office, row.person_id, row.how) == (ward.other, office, None, "heir")
    assert dossier.due_at == at(17, 30, DUE) and dossier.received_unit == ward.ward
    new_leader = testing.actor("leader", ward.other)
    go(dossier, "tham-tra", "dat", ward.stranger, at(9, day=MONDAY))
    dossier = go(dossier, "ky", "ky", new_leader, at(10, day=MONDAY))
    assert opens(dossier)["tra-ket-qua"].unit == ward.other
    seen = queries.dossier_for(new_leader, dossier.code, MONDAY)
    assert seen is not None and seen.opened_in == ward.ward


def test_parts_keep_the_moment_the_clock_and_the_flag(ward: Ward, edition: Any) -> None:
    first = ward.receive(edition)
    go(first, "tiep-nhan", "du", ward.counter, at(9, 10))
    first = pay(first, at(11))
    made = services.split(
        dossier_id=first.pk, parts=["Con thứ nhất", "", "Con thứ hai"], reason="Hai việc.", by=ward.officer,
        at=at(9, day=MONDAY),
    )  # fmt: skip
    first.refresh_from_db()
    assert len(made) == 2 and first.flags == ["split"] == made[0].flags
    for row in made:
        assert (row.received_at, row.due_at, row.split_from) == (first.received_at, first.due_at, first)
        assert row.money == "nothing" and row.stretches.count() == 1 and row.papers.count() == 2
        assert list(opens(row)) == ["tiep-nhan"]
    go(made[0], "tiep-nhan", "du", ward.counter, at(9, 30, MONDAY))
    assert list(opens(made[0])) == ["tham-tra"] and len({row.code for row in (first, *made)}) == 3
    with pytest.raises(services.WrongInput, match="phần tách ra"):
        services.split(dossier_id=first.pk, parts=[" "], reason="x", by=ward.officer, at=at(10, day=MONDAY))
    assert Holding.objects.filter(dossier=first, closed_at=None).count() == 1


def test_the_deeds_have_their_pages(ward: Ward, edition: Any) -> None:
    from django.utils import timezone

    dossier = ward.receive(edition, on=timezone.now() - timedelta(hours=1))
    client = signed_in(ward.leader)
    new_day = calendar.for_country().add_working_days(timezone.localdate(), 9)
    answer = client.post(
        f"/ho-so/{dossier.code}/xin-loi/", {"new_day": f"{new_day:%d/%m/%Y}", "reason": "Chờ xác minh."}
    )
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert client.get(f"/ho-so/{dossier.code}/giay/xin-loi.pdf").content.startswith(b"%PDF")
    answer = client.post(f"/ho-so/{dossier.code}/tach/", {"parts": "Một\nHai", "reason": "Hai việc."})
    assert answer.status_code == 302 and Dossier.objects.filter(split_from=dossier).count() == 2
    assert "Tách từ hồ sơ khác" in client.get(f"/ho-so/{dossier.code}/").content.decode()
