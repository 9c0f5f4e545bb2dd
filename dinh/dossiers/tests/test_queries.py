"""Reads: bounded queries, the nearly late first, pages that neither skip nor repeat, permission in SQL."""

from __future__ import annotations

from typing import Any

from dinh.dossiers import queries

from .builders import FRIDAY, Ward, at, go


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
    with django_assert_max_num_queries(2):
        assert [row.pk for row in queries.dossiers(ward.viewer, FRIDAY, wanted, at(12))[0]] == [dossier.pk]
    assert queries.dossiers(ward.stranger, FRIDAY, wanted, at(12))[0] == []
    assert queries.dossier_for(ward.stranger, dossier.code, FRIDAY) is None
    assert queries.register(ward.stranger, ward.ward, FRIDAY, FRIDAY) == []
    assert queries.register(ward.counter, ward.ward, FRIDAY, FRIDAY) == [dossier]


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
