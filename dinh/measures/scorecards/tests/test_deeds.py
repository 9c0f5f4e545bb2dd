"""Self-assessment and appraisal: what may be written, by whom, when; evidence; the way of a card; ranking; merged units."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest

from dinh.ground import queries as ledger
from dinh.ground import services as ground
from dinh.ground.periods import Period
from dinh.measures.scorecards import scoring, services
from dinh.measures.scorecards.models import Card, Said, Side
from dinh.measures.scorecards.services import Refused, Words
from dinh.papers import services as papers
from dinh.town import testing
from dinh.town.services import NotAllowed

from .people import AT, YEAR, People

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(books: None) -> People:
    return People()


def say(people: People, code: str, words: Words, by: Any = None, side: str = "self", unit: Any = None) -> int:
    return services.say(
        edition=people.edition, unit=unit or people.ward, period=YEAR, side=side, said={code: words},
        by=by or people.officer, at=AT,
    )  # fmt: skip


def score(people: People, unit: Any = None) -> scoring.Score:
    return scoring.score(people.edition, unit or people.ward, YEAR, at=AT)


FULL = {
    "1.1": Words(choice="yes"), "1.2": Words(value=D(3)), "2.1": Words(numerator=D(9), denominator=D(10)),
    "2.3": Words(numerator=D(45), denominator=D(100)),
}  # fmt: skip


def test_what_is_said_gives_points_by_its_kind_and_the_rest_says_what_is_missing(people: People) -> None:
    for code, words in FULL.items():
        assert say(people, code, words) == 1
    found = score(people)
    points = {code: mark.points for code, mark in found.own.marks.items() if mark.points is not None}
    assert points == {"1.1": D("4.00"), "1.2": D("3.00"), "2.1": D("3.60"), "2.3": D("2.50")}
    assert (found.total, found.own.most_counted, found.own.most) == (D("13.10"), 17, 100)
    assert found.rank == "Khá"
    why = found.own.marks["3.1"].given.missing
    assert why == ("Chưa có dữ kiện “Hồ sơ thủ tục hành chính” của đơn vị trong kỳ.",)
    assert "Danh sách lớp" in found.own.marks["2.2"].given.missing[0]


def test_saying_the_same_again_writes_nothing_and_a_correction_stands_beside_the_old(people: People) -> None:
    say(people, "1.1", Words(choice="half"))
    assert say(people, "1.1", Words(choice="half")) == 0
    assert say(people, "1.1", Words(choice="yes", remark="QĐ 12/QĐ-UBND")) == 1
    rows = list(Said.objects.order_by("pk").values_list("choice", "current"))
    assert rows == [("half", False), ("yes", True)]
    card = Card.objects.get()
    lines = ledger.story_of(card.ref)
    assert [line.deed for line in lines] == ["measures.card-said", "measures.card-said"]
    assert lines[0].data["said"]["1.1"] == {
        "from": {"choice": "half"},
        "to": {"choice": "yes", "remark": "QĐ 12/QĐ-UBND"},
    }
    assert say(people, "1.1", Words()) == 1 and score(people).own.marks["1.1"].points is None


@pytest.mark.parametrize(
    ("code", "words", "why"),
    [
        ("9.9", Words(choice="yes"), "không có tiêu chí 9.9"),
        ("2.1", Words(numerator=D(3)), "đủ cả tử số và mẫu số"),
        ("2.1", Words(numerator=D(11), denominator=D(10)), "lớn hơn mẫu số"),
        ("2.1", Words(value=D(101)), "lớn hơn 100%"),
        ("2.1", Words(value=D(-1)), "không thể âm"),
        ("2.1", Words(points=D("4.5")), "lớn hơn tối đa"),
        ("2.1", Words(choice="yes"), "không chấm theo"),
        ("1.1", Words(choice="maybe"), "không chấm theo"),
        ("1", Words(points=D(1)), "không có tiêu chí 1"),
    ],
)
def test_what_cannot_be_said_is_refused_naming_the_criterion(
    people: People, code: str, words: Words, why: str
) -> None:
    with pytest.raises(Refused, match=why) as refused:
        say(people, code, words)
    assert refused.value.code == code and not Said.objects.exists()


def test_one_wrong_criterion_refuses_the_whole_and_nothing_is_written(people: People) -> None:
    with pytest.raises(Refused):
        services.say(
            edition=people.edition, unit=people.ward, period=YEAR, side="self", by=people.officer, at=AT,
            said={"1.1": Words(choice="yes"), "2.1": Words(numerator=D(1))},
        )  # fmt: skip
    assert not Said.objects.exists() and not Card.objects.exists()


@pytest.mark.parametrize("who", ["viewer", "stranger", "appraiser"])
def test_who_has_no_mandate_there_does_not_assess(people: People, who: str) -> None:
    with pytest.raises(NotAllowed):
        say(people, "1.1", Words(choice="yes"), by=getattr(people, who))


def test_a_card_is_sent_appraised_beside_given_back_and_closed(people: People) -> None:
    say(people, "1.1", Words(choice="yes"))
    say(people, "2.1", Words(numerator=D(9), denominator=D(10)))
    card = Card.objects.get()
    with pytest.raises(Refused, match="đang tự đánh giá"):
        say(people, "1.1", Words(points=D(2), remark="x"), by=people.appraiser, side="appraisal")
    with pytest.raises(NotAllowed):
        services.send(card_id=card.pk, by=people.officer, at=AT)
    services.send(card_id=card.pk, by=people.leader, at=AT)
    assert Card.objects.get().totals["self"]["total"] == "7.60"
    with pytest.raises(Refused, match="chờ thẩm định"):
        say(people, "1.1", Words(choice="no"))
    say(people, "1.1", Words(points=D(2), remark="Quyết định hết hạn"), by=people.appraiser, side="appraisal")
    found = score(people)
    assert (found.own.total, found.appraised.total) == (D("7.60"), D("5.60"))
    assert found.appraised.marks["2.1"].points == D("3.60")
    with pytest.raises(Refused, match="vì sao"):
        services.give_back(card_id=card.pk, reason=" ", by=people.appraiser, at=AT)
    services.finish(card_id=card.pk, by=people.appraiser, at=AT)
    assert Card.objects.get().totals["appraisal"]["marks"]["1.1"] == "2.00"
    services.give_back(card_id=card.pk, reason="Bổ sung quyết định mới", by=people.appraiser, at=AT)
    assert Card.objects.get().state == "open"


def test_nobody_appraises_the_unit_that_the_mandate_is_of(people: People) -> None:
    say(people, "1.1", Words(choice="yes"))
    card = Card.objects.get()
    services.send(card_id=card.pk, by=people.leader, at=AT)
    own = testing.actor("province", people.ward, name="Cao Văn Mẫu")
    with pytest.raises(NotAllowed, match="không tự thẩm định"):
        services.finish(card_id=card.pk, by=own, at=AT)
    with pytest.raises(NotAllowed):
        services.finish(card_id=card.pk, by=people.leader, at=AT)


def test_an_appraisal_of_nought_says_why(people: People) -> None:
    say(people, "1.1", Words(choice="yes"))
    services.send(card_id=Card.objects.get().pk, by=people.leader, at=AT)
    with pytest.raises(Refused, match="vì sao"):
        say(people, "1.1", Words(points=D(0)), by=people.appraiser, side="appraisal")


def test_what_does_not_apply_hands_its_points_to_its_neighbours(people: People) -> None:
    say(people, "1.1", Words(choice="yes"))
    say(people, "1.2", Words(applies=False, remark="xã mới lập"))
    found = score(people)
    assert found.own.marks["1.2"].state == "off"
    assert found.own.marks["1.1"].points == D("5.45") and found.own.most == 100


def test_the_best_of_the_province_is_the_measure_of_the_rest(people: People) -> None:
    say(people, "1.4", Words(value=D(30)))
    say(people, "1.4", Words(value=D(40)), by=people.stranger, unit=people.other)
    assert score(people).own.marks["1.4"].points == D("2.25")
    assert score(people, people.other).own.marks["1.4"].points == D("3.00")


def test_a_paper_of_the_unit_lies_beside_a_criterion_once(people: People) -> None:
    kept = ground.keep(stream_or_bytes=b"%PDF-1.4\n%mau\n", name="qd.pdf")
    paper = papers.file(
        kept=kept, number="12", symbol="QĐ-UBND", date=date(2026, 1, 5), issuer="UBND phường", kind="Quyết định",
        title="Thành lập Ban Chỉ đạo", unit=people.ward, by=people.leader, at=AT,
    )  # fmt: skip
    given = {
        "edition": people.edition,
        "unit": people.ward,
        "period": YEAR,
        "code": "1.1",
        "paper": paper,
        "at": AT,
    }
    first = services.attach(**given, by=people.officer)
    assert services.attach(**given, by=people.officer).pk == first.pk
    with pytest.raises(NotAllowed):
        services.attach(**given, by=people.viewer)
    with pytest.raises(Refused, match="đơn vị khác"):
        services.attach(**given | {"unit": people.other}, by=people.stranger)
    services.withdraw_evidence(evidence_id=first.pk, by=people.officer, at=AT)
    assert services.attach(**given, by=people.officer).pk != first.pk


def test_communes_are_ranked_by_what_could_be_counted_equal_ones_together(
    people: People, django_assert_max_num_queries: Any
) -> None:
    third = testing.unit("14758")
    for unit, by in ((people.ward, people.officer), (people.other, people.stranger)):
        say(people, "1.1", Words(choice="half"), by=by, unit=unit)
    units = scoring.units_below(people.province, [3], AT.date())
    assert {unit.code for unit in units} == {"16576", "14812", third.code}
    edition = people.edition
    with django_assert_max_num_queries(14):
        places = scoring.places_of(scoring.scores(edition, units, YEAR, at=AT))
    assert [(place.score.unit.code, place.place) for place in places] == [
        ("14812", 1),
        ("16576", 1),
        (third.code, None),
    ]


def test_in_the_year_of_a_merger_main_indexes_are_the_mean_of_the_old_units(books: None) -> None:
    edition, year = scoring.edition_for("xa", Period.parse("2025")), Period.parse("2025")
    new = testing.unit("16576")
    olds = [testing.unit(code, testing.EVE) for code in ("16564", "16576")]
    for old in olds:
        testing.succession(old, new)
    for old, choice in zip(olds, ("yes", "no"), strict=True):
        card = Card.objects.create(edition=edition, unit=old, period="2025", opened_at=AT)
        for row in edition.criteria.exclude(kind=""):
            Said.objects.create(
                card=card, criterion=row, side=Side.SELF, points=row.most if choice == "yes" else 0, at=AT
            )
    found = scoring.score(edition, new, year, at=AT)
    assert found.merged is not None and {unit.pk for unit in found.merged.olds} == {old.pk for old in olds}
    assert found.merged.groups == {"1": D("7.50"), "2": D("11.00"), "3": D("22.50"), "4": D("9.00")}
    assert found.total == D("50.00") and found.rank == "Trung bình"
    Said.objects.filter(card__unit=olds[0], criterion__code__startswith="1.").delete()
    partly = scoring.score(edition, new, year, at=AT)
    assert partly.merged is not None and partly.merged.total is None and partly.merged.groups["1"] is None


def test_points_of_the_edition_before_are_carried_into_this_one(books: None) -> None:
    province = testing.unit("38")
    old = scoring.edition_for("dti", Period.parse("2024"))
    card = Card.objects.create(edition=old, unit=province, period="2024", opened_at=AT)
    for row in old.criteria.exclude(kind=""):
        Said.objects.create(card=card, criterion=row, side=Side.SELF, points=row.most / 2, at=AT)
    new = scoring.edition_for("dti", Period.parse("2025"))
    before, after, bridge = scoring.bridge_of(new, province, Period.parse("2025"))
    assert (before.code, after.code) == ("dti-922", "dti-405")
    assert abs(bridge.points - 500) < 1 and bridge.gone == ("6",) and bridge.fresh == ()
    with pytest.raises(scoring.NoSuchCard):
        scoring.bridge_of(before, province, Period.parse("2024"))
