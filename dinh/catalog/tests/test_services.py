"""Deeds on editions and offers, each outcome by a sentence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from dinh.catalog import queries, services
from dinh.catalog.models import EditionChanged, Offer, Procedure, ProcedureEdition
from dinh.catalog.rules import Quantities
from dinh.ground import queries as ground_queries
from dinh.town import testing

from .builders import CODE, NOON, SPRING, TODAY, Town, at


def deeds_about(edition: Any) -> list[str]:
    return [line.deed for line in ground_queries.story_of(edition.ref)]


def test_a_draft_keeps_every_column_and_enters_the_procedure(town: Town) -> None:
    row = queries.edition(town.draft("2.000815.000.00.00.H56").pk)
    assert row is not None
    content = queries.content_of(row)

    assert (row.procedure.code, row.procedure.keeper, row.procedure.field.name) == (
        CODE,
        town.province,
        "Chứng thực",
    )
    assert (row.state, row.number, row.since) == ("draft", 1, date(2025, 7, 1))
    assert content["fees"][0]["tiers"] == [{"from": 3, "amount": 1000}]
    assert content["sources"] == [
        {"field": "fees", "source": "TT 226/2016/TT-BTC", "confirmed": True, "doubt": ""}
    ]
    assert deeds_about(row) == ["catalog.drafted"]
    assert queries.edition_on(CODE, TODAY) is None


def test_publishing_closes_the_edition_before_on_the_day_before(town: Town) -> None:
    first = town.published()
    second = town.published(since="2026-03-01", name="Chứng thực bản sao, mới")
    first.refresh_from_db()

    assert (first.until, second.until) == (date(2026, 2, 28), None)
    for day, number in ((date(2025, 7, 1), 1), (date(2026, 2, 28), 1), (SPRING, 2), (TODAY, 2)):
        found = queries.edition_on(CODE, day)
        assert found is not None and found.number == number
    assert queries.edition_on(CODE, date(2025, 6, 30)) is None
    assert Procedure.objects.get().name == "Chứng thực bản sao, mới"
    assert deeds_about(second) == ["catalog.published", "catalog.drafted"]


def test_an_edition_may_be_published_between_two_others(town: Town) -> None:
    first, last = town.published(), town.published(since="2027-01-01")
    between = town.published(since="2026-03-01")
    for one in (first, last):
        one.refresh_from_db()
    between.refresh_from_db()

    assert [one.until for one in (first, between, last)] == [date(2026, 2, 28), date(2026, 12, 31), None]


def test_publishing_says_in_sentences_what_is_missing(town: Town) -> None:
    row = town.draft(
        steps_text="", papers=[], ways=[], who_may_apply=[], performer="", results=[], legal_bases=[], level=[],
        fees=[], decision_symbol="", since=None,
    )  # fmt: skip
    with pytest.raises(services.Missing) as refused:
        services.publish_edition(edition_id=row.pk, by=town.planner, at=NOON)

    fields = {fault.where for fault in refused.value.faults}
    assert fields == {
        "since", "level", "steps_text", "ways", "papers", "who_may_apply", "performer", "results", "fees", "legal_bases",
        "decision_symbol",
    }  # fmt: skip
    assert "Thiếu trình tự thực hiện." in str(refused.value)
    row.refresh_from_db()
    assert row.state == "draft"


def test_what_nobody_could_find_may_be_published_with_its_doubt(town: Town) -> None:
    doubt = {"doubt": "Chưa tra được"}
    row = town.published(
        fees=[], legal_bases=[], decision_symbol="",
        sources={"fees": doubt, "legal_bases": doubt, "decision_symbol": doubt},
    )  # fmt: skip
    assert row.state == "published"


def test_full_on_line_without_a_way_on_line_is_refused(town: Town) -> None:
    row = town.draft(online="full", ways=[{"channel": "direct", "term_unit": "same-day"}])
    with pytest.raises(services.Missing, match="trực tuyến"):
        services.publish_edition(edition_id=row.pk, by=town.planner, at=NOON)


def test_two_editions_never_begin_on_one_day(town: Town) -> None:
    town.published()
    row = town.draft()
    with pytest.raises(services.Missing, match="01/07/2025"):
        services.publish_edition(edition_id=row.pk, by=town.planner, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProcedureEdition.objects.filter(pk=row.pk).update(state="published")


def test_a_published_edition_is_never_changed(town: Town) -> None:
    row = town.published()
    with pytest.raises(services.WrongState):
        services.change_draft(
            edition_id=row.pk, changes={"name": "Khác"}, seen=None, by=town.planner, at=NOON
        )
    with pytest.raises(services.WrongState):
        services.drop_draft(edition_id=row.pk, by=town.planner, at=NOON)
    with pytest.raises(services.WrongState):
        services.publish_edition(edition_id=row.pk, by=town.planner, at=NOON)
    row.name = "Khác"
    with pytest.raises(EditionChanged):
        row.save()


def test_a_correction_is_a_new_edition_made_from_the_old_one(town: Town) -> None:
    first = town.published()
    row = services.draft_from(edition_id=first.pk, since=SPRING, by=town.planner, at=NOON)
    services.change_draft(
        edition_id=row.pk, changes={"papers": [{"name": "Bản chính"}, {"name": "Bản sao", "copies": 1}]}, seen=1,
        by=town.officer, at=NOON,
    )  # fmt: skip
    services.publish_edition(edition_id=row.pk, by=town.leader, at=NOON)

    old, new = queries.edition_on(CODE, date(2026, 2, 1)), queries.edition_on(CODE, SPRING)
    assert old is not None and new is not None
    assert (len(old.papers.all()), len(new.papers.all())) == (1, 2)
    assert [row["name"] for row in queries.content_of(new)["fees"]] == ["Phí chứng thực"]


def test_two_who_change_a_draft_do_not_write_over_one_another(town: Town) -> None:
    row = town.draft()
    services.change_draft(edition_id=row.pk, changes={"kind": "A"}, seen=1, by=town.planner, at=NOON)
    with pytest.raises(services.StaleDraft):
        services.change_draft(edition_id=row.pk, changes={"kind": "B"}, seen=1, by=town.officer, at=NOON)
    row.refresh_from_db()
    assert row.kind == "A"


@pytest.mark.parametrize(
    ("changes", "where", "words"),
    [
        ({"since": "31/02/2026"}, "since", "phải là ngày"),
        ({"until": "2025-06-30"}, "until", "hết hiệu lực"),
        ({"level": ["huyện"]}, "level", "Cấp xã"),
        ({"name": " "}, "name", "thiếu"),
        ({"fees": [{"name": "A", "amount": -1}]}, "fees.0.amount", "số nguyên"),
        ({"fees": [{"name": "A", "tiers": [{"from": 1, "amount": 2}]}]}, "fees.0.tiers", "từ 2"),
        ({"fees": [{"name": "A", "cap": 5}]}, "fees.0.amount", "mức thu"),
        ({"fees": [{"name": "A", "unit": "99"}]}, "fees.0.unit", "99"),
        ({"ways": [{"channel": "direct", "term_unit": "day"}]}, "ways.0.term_amount", "thời hạn"),
        ({"ways": [{"channel": "fax", "term_unit": "day"}]}, "ways.0.channel", "Trực tuyến"),
        ({"results": [{"code": "a", "name": "A"}, {"code": "a", "name": "B"}]}, "results.1.code", "đã có"),
        ({"exemptions": [{"code": "a", "words": "A", "percent": 0}]}, "exemptions.0.percent", "1 đến 100"),
        ({"sources": {"papres": {"source": "x"}}}, "sources.0.field", "không nhận"),
        ({"papers": [{"nmae": "A", "name": "B"}]}, "papers.0.nmae", "nmae"),
        ({"stepstext": "A"}, "stepstext", "stepstext"),
        ({"papers": [{"name": "A"}] * 301}, "papers", "300"),
        ({"form_schema": "{"}, "form_schema", "JSON"),
    ],
)
def test_what_is_wrong_is_named_by_its_place(
    town: Town, changes: dict[str, Any], where: str, words: str
) -> None:
    row = town.draft()
    with pytest.raises(services.WrongInput) as refused:
        services.change_draft(edition_id=row.pk, changes=changes, seen=None, by=town.planner, at=NOON)
    assert [fault.where for fault in refused.value.faults] == [where]
    assert words in str(refused.value)


def test_a_withdrawn_edition_lets_the_one_before_go_on(town: Town) -> None:
    first, second = town.published(), town.published(since="2026-03-01", name="Sai")
    services.withdraw_edition(edition_id=second.pk, reason="Nhầm mức phí", by=town.leader, at=NOON)
    first.refresh_from_db()

    assert first.until is None
    found = queries.edition_on(CODE, TODAY)
    assert found is not None and found.pk == first.pk and found.procedure.name == first.name
    with pytest.raises(services.WrongState):
        services.withdraw_edition(edition_id=second.pk, reason="Lại", by=town.leader, at=NOON)
    town.published(since="2026-03-01")  # the right one begins on the same day


def test_withdrawing_needs_a_reason(town: Town) -> None:
    with pytest.raises(services.WrongInput, match="lý do"):
        services.withdraw_edition(edition_id=town.published().pk, reason=" ", by=town.leader, at=NOON)


def test_an_abolished_procedure_is_in_force_to_its_last_day(town: Town) -> None:
    row = town.published()
    with pytest.raises(services.WrongInput) as refused:
        services.end_edition(edition_id=row.pk, until=date(2025, 1, 1), reason="", by=town.leader, at=NOON)
    assert {fault.where for fault in refused.value.faults} == {"until", "reason"}
    services.end_edition(edition_id=row.pk, until=TODAY, reason="QĐ bãi bỏ", by=town.leader, at=NOON)

    assert queries.edition_on(CODE, TODAY) and queries.edition_on(CODE, date(2026, 11, 21)) is None


def test_only_the_last_edition_can_be_ended(town: Town) -> None:
    first = town.published()
    town.published(since="2026-03-01")
    with pytest.raises(services.WrongInput, match="bản cuối cùng"):
        services.end_edition(edition_id=first.pk, until=SPRING, reason="QĐ", by=town.leader, at=NOON)


def test_a_dropped_draft_is_gone_and_its_story_stays(town: Town) -> None:
    row = town.draft()
    ref = row.ref
    services.drop_draft(edition_id=row.pk, by=town.officer, at=NOON)

    assert not ProcedureEdition.objects.exists()
    assert ground_queries.story_of(ref)[0].deed == "catalog.dropped"
    with pytest.raises(services.NotThere):
        services.drop_draft(edition_id=row.pk, by=town.officer, at=NOON)


def test_a_new_code_needs_its_field_and_who_keeps_it(town: Town) -> None:
    with pytest.raises(services.WrongInput, match="chưa có trong danh mục"):
        town.draft(field_code="", field_name="")
    with pytest.raises(services.WrongInput, match="không phải mã thủ tục"):
        town.draft("khai sinh")


# ---------------------------------------------------------------- offers


def test_a_unit_offers_what_is_in_force_and_of_its_level(town: Town) -> None:
    town.published()
    made = services.offer(
        unit=town.ward, codes=[f"{CODE}.000.00.00.H56"], since=SPRING, office=town.office(), by=town.ward_planner,
        at=NOON,
    )  # fmt: skip
    again = services.offer(unit=town.ward, codes=[CODE], since=TODAY, by=town.ward_planner, at=NOON)

    assert (len(made), again, Offer.objects.count()) == (1, [], 1)
    assert [row.procedure.code for row in queries.offers_in(town.ward, TODAY)] == [CODE]
    assert queries.offers_in(town.ward, date(2026, 2, 28)) == []
    assert ground_queries.story_of(town.ward.ref)[0].deed == "catalog.offered"


def test_what_cannot_be_offered_is_named_and_nothing_is_offered(town: Town) -> None:
    town.published()
    town.published("1.000001", level=["tinh"])
    with pytest.raises(services.WrongInput) as refused:
        services.offer(
            unit=town.ward, codes=[CODE, "1.000001", "1.999999"], since=TODAY, office=town.office(unit=town.other),
            by=town.ward_planner, at=NOON,
        )  # fmt: skip
    said = str(refused.value)

    assert all(words in said for words in ("1.000001", "1.999999", "không thuộc đơn vị")) and CODE not in said
    assert not Offer.objects.exists()


def test_a_unit_stops_offering_with_a_day_and_a_reason(town: Town) -> None:
    town.published()
    (row,) = services.offer(unit=town.ward, codes=[CODE], since=SPRING, by=town.ward_planner, at=NOON)
    with pytest.raises(services.WrongInput, match="lý do"):
        services.stop_offering(offer_id=row.pk, until=TODAY, reason="", by=town.ward_planner, at=NOON)
    services.stop_offering(
        offer_id=row.pk, until=TODAY, reason="Chuyển về tỉnh", by=town.ward_planner, at=NOON
    )

    assert queries.offer_at(row.procedure, town.ward, TODAY)
    assert queries.offer_at(row.procedure, town.ward, date(2026, 11, 21)) is None
    with pytest.raises(services.WrongInput, match="đã thôi"):
        services.stop_offering(offer_id=row.pk, until=TODAY, reason="x", by=town.ward_planner, at=NOON)
    services.offer(unit=town.ward, codes=[CODE], since=date(2026, 12, 1), by=town.ward_planner, at=at(TODAY))


def test_what_a_case_costs_at_a_unit(town: Town) -> None:
    testing.unit("79")
    town.published(
        fees=[
            {
                "name": "Phí",
                "amount": 2000,
                "per": "page",
                "cap": 200000,
                "tiers": [{"from": 3, "amount": 1000}],
            },
            {"name": "Lệ phí", "kind": "le-phi", "unit": "38", "amount": 5000},
            {"name": "Lệ phí của nơi khác", "kind": "le-phi", "unit": "79", "amount": 7000},
        ]
    )
    row = queries.edition_on(CODE, TODAY)
    assert row is not None
    quantities = Quantities.of(copies=2, pages_each=3)
    whole = queries.amount(row, channel="direct", quantities=quantities, day=TODAY, unit=town.ward)
    half = queries.amount(
        row,
        channel="direct",
        quantities=quantities,
        day=TODAY,
        unit=town.ward,
        exemptions=["ho-ngheo", "khac"],
    )

    assert (whole.total, half.total) == (15_000, 7_500)
