"""Reads: bounded queries, the nearly late first, pages that neither skip nor repeat, permission in SQL."""

from __future__ import annotations

from typing import Any

import pytest

from dinh.dossiers import queries, services
from dinh.dossiers.queries import worklists
from dinh.town import testing

from .builders import FRIDAY, Ward, at, go, opens, somebody


def test_worklists_are_bounded_and_page_without_gaps(ward: Ward, django_assert_max_num_queries: Any) -> None:
    edition = ward.procedure()
    made = [ward.receive(edition, on=at(8, n)) for n in range(5)]
    for n, dossier in enumerate(made):
        go(dossier, "tiep-nhan", "khong-thu", ward.counter, at(9, n))
    with django_assert_max_num_queries(2):
        first, cursor = queries.waiting(ward.officer, FRIDAY, limit=2)
    with django_assert_max_num_queries(2):
        rest, end = queries.waiting(ward.officer, FRIDAY, after=cursor, limit=10)
    found = [*first, *rest]
    assert [row.dossier_id for row in found] == [dossier.pk for dossier in made] and end == ""
    assert queries.waiting(ward.counter, FRIDAY)[0] == []
    with django_assert_max_num_queries(1):
        assert queries.mine(ward.officer, FRIDAY)[0] == []


def test_nobody_sees_the_dossiers_of_another_ward(ward: Ward, django_assert_max_num_queries: Any) -> None:
    dossier = ward.receive(ward.procedure())
    wanted = queries.Wanted()
    with django_assert_max_num_queries(4):
        assert [row.pk for row in queries.dossiers(ward.viewer, FRIDAY, wanted, at(12))[0]] == [dossier.pk]
    assert queries.dossiers(ward.stranger, FRIDAY, wanted, at(12))[0] == []
    assert queries.dossier_for(ward.stranger, dossier.code, FRIDAY) is None
    assert queries.register(ward.stranger, ward.ward, FRIDAY, FRIDAY) == []
    assert queries.register(ward.counter, ward.ward, FRIDAY, FRIDAY) == [dossier]


def test_a_list_holds_what_is_decided_received_or_held_here_once_and_pages_on(ward: Ward) -> None:
    edition = ward.procedure()
    own = [ward.receive(edition, on=at(8, n)) for n in range(3)]
    far_desk = ward.office("trung-tam-hanh-chinh-cong", "Trung tâm", unit=ward.other)
    far = testing.actor("officer", ward.other, office=far_desk, name="Lý Thị Xa")
    abroad = services.receive(
        intake=ward.intake(
            edition, unit_id=ward.other.pk, office_id=far_desk.pk, competent_unit_id=ward.ward.pk
        ),
        by=far,
        at=at(8, 30),
    )
    go(own[0], "tiep-nhan", "khong-thu", ward.counter, at(9))
    services.transfer(
        holding_id=opens(own[0])["tham-tra"].pk,
        to_unit_id=ward.other.pk,
        by=ward.leader,
        at=at(10),
        reason="Nhờ xác minh.",
    )

    def listed(actor: Any, limit: int) -> list[int]:
        found: list[int] = []
        cursor = "first"
        while cursor:
            after = "" if cursor == "first" else cursor
            rows, cursor = queries.dossiers(actor, FRIDAY, queries.Wanted(), at(12), after=after, limit=limit)
            found += [row.pk for row in rows]
        return found

    for limit in (1, 2, 50):
        assert listed(ward.viewer, limit) == [abroad.pk, own[2].pk, own[1].pk, own[0].pk]
        assert listed(far, limit) == [abroad.pk, own[0].pk]


def test_one_dossier_takes_a_bounded_number_of_queries(
    ward: Ward, django_assert_max_num_queries: Any
) -> None:
    dossier = ward.receive(ward.procedure())
    with django_assert_max_num_queries(2):
        row = queries.dossier_for(ward.counter, dossier.code.lower(), FRIDAY)
    assert row is not None
    with django_assert_max_num_queries(7):
        whole = queries.whole(row, at(11))
    assert [each.step.key for each in whole.open] == ["tiep-nhan"] and whole.clock.left


def test_words_are_looked_for_in_so_many_at_a_time_and_further_on(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(worklists, "LOOKED_THROUGH", 2)
    edition = ward.procedure()
    mau = [ward.receive(edition, on=at(8, minute)) for minute in range(2)]
    for minute in range(3):
        ward.receive(edition, on=at(9, minute), applicant=somebody("Trần Thị Thử", "038079000999"))
    wanted, pages, after = queries.Wanted(words="nguyễn mẫu"), [], ""
    while True:
        with django_assert_max_num_queries(5):
            rows, after = queries.dossiers(ward.viewer, FRIDAY, wanted, at(16), after=after)
        pages.append([row.pk for row in rows])
        if not after:
            break
    assert [pk for page in pages for pk in page] == [row.pk for row in reversed(mau)] and pages[0] == []
    (found,), after = queries.dossiers(ward.viewer, FRIDAY, queries.Wanted(words=mau[0].code), at(16))
    assert (found, after) == (mau[0], "")
    waits, _after = queries.dossiers(ward.viewer, FRIDAY, queries.Wanted(state="received"), at(16))
    assert len(waits) == 5
