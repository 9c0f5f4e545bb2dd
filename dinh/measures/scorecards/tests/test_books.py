"""The files that come with the house: whole, dated, doubted, and loaded once."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from dinh.ground.periods import Period
from dinh.measures import recipes
from dinh.measures.scorecards import book, catalog_counts, loading, record_counts, scoring
from dinh.measures.scorecards.models import Card, ScoreEdition
from dinh.measures.scorecards.rules import bridge
from dinh.town import testing

AT = datetime.fromisoformat("2026-11-20T09:00+07:00")


def by_code(code: str) -> book.EditionBook:
    return next(each for one in book.shipped() for each in one.editions if each.code == code)


def test_766_has_every_component_with_the_points_of_the_decision() -> None:
    edition = by_code("766-2022")
    scored = {line.code: line for line in edition.lines if line.kind and line.most}
    assert {code: int(line.most) for code, line in scored.items()} == {
        "1.1": 6, "1.2": 4, "1.3": 2, "1.4": 6, "2.1": 20, "III": 12, "3.5": 2, "3.5b": 2, "3.6": 6, "4.1": 6,
        "4.2": 4, "4.ct": 2, "4.3": 2, "4.4": 4, "4.5b": 2, "4.5a": 2, "5.2": 6, "5.3": 6, "5.4": 6,
    }  # fmt: skip
    tops = {line.code: line.most for line in edition.lines if not line.parent}
    assert tops == {"I": 18, "II": 20, "III": 12, "IIIb": 10, "IV": 22, "V": 18} and sum(tops.values()) == 100
    full = {line.code: line.row["full"] for line in edition.lines if line.kind == "threshold"}
    assert full == {"3.1": 80, "3.3": 50, "3.5": 80, "4.2": 80, "4.3": 80, "5.4": 90}


def test_dti_has_the_frame_of_both_editions_in_a_thousand_points() -> None:
    old, new = by_code("dti-922"), by_code("dti-405")
    tops = {line.code: line.most for line in old.lines if not line.parent}
    assert list(tops.values()) == [100, 100, 100, 100, 100, 0, 200, 150, 150]
    assert len([line for line in new.lines if not line.parent]) == 8
    for edition in (old, new):
        assert sum(line.most for line in edition.lines if not line.parent) == 1000
        assert sum(line.most for line in edition.lines if line.kind) == 1000


@pytest.mark.parametrize("code", ["766-2022", "dti-922", "dti-405", "xa-khung-2025"])
def test_every_edition_says_its_source_and_doubts_and_speaks_english(code: str) -> None:
    edition = by_code(code)
    assert edition.row["source"] and edition.row["doubts"] and edition.row["confirmed"] is False
    for line in edition.lines:
        assert line.row["vi"] and line.row["en"], line.code
        for name in ("how", "evidence", "from", "by", "doubt"):
            assert bool(line.row.get(name)) == bool(line.row.get(f"{name}_en")), (line.code, name)
    if code != "766-2022":
        assert all(line.row.get("doubt") for line in edition.lines if line.kind and line.most)


def test_what_is_bound_to_a_measure_is_bound_to_one_that_there_is() -> None:
    there = {each.code for each in recipes.all_recipes()} | set(catalog_counts.CODES)
    there |= set(record_counts.CODES)
    asked = {
        str(line.row["measure"])
        for one in book.shipped()
        for each in one.editions
        for line in each.lines
        if line.row.get("measure")
    }
    assert asked <= there


def test_the_bridge_of_dti_names_criteria_that_both_editions_have() -> None:
    old, new = by_code("dti-922"), by_code("dti-405")
    pairs = [tuple(pair) for pair in new.row["bridge"]["pairs"]]
    found = bridge(
        pairs,  # type: ignore[arg-type]
        {line.code: line.most for line in old.lines if line.kind},
        {line.code: line.most for line in new.lines if line.kind},
        {line.code: line.most for line in old.lines if line.kind},
    )
    assert found.gone == ("6",) and found.fresh == ()
    assert abs(found.points - 1000) < Decimal("0.5")
    before, after = ({line.code: line.row["vi"] for line in each.lines} for each in (old, new))
    assert all(before[one] == after[two] for one, two in pairs)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("code: x\neditions: 3", "không phải bộ chỉ số"),
        ("code: x\neditions: [{code: a, since: 2025-01-01, criteria: [{code: '1', kind: best}, {code: '1'}]}]", "hai lần"),
        ("code: x\neditions: [{code: a, since: 2025-01-01, criteria: [{code: '1', kind: magic}]}]", "kiểu chấm lạ"),
        ("code: x\neditions: [{code: a, since: 2025-01-01, criteria: [{code: '1', kind: steps}]}]", "không có bậc"),
        ("code: x\neditions: [{code: a, since: 2025-01-01, criteria: [{code: '1', kind: ratio, bound: measure}]}]", "không rõ"),
        (
            "code: x\neditions: [{code: a, since: 2025-01-01, criteria: []}, {code: b, since: 2026-01-01, criteria: []}]",
            "hai bản cùng có hiệu lực",
        ),
    ],
)  # fmt: skip
def test_a_file_that_contradicts_itself_is_refused_with_its_place(text: str, why: str) -> None:
    with pytest.raises(book.BookBroken, match=why):
        book.read(text, "x.yaml")


def test_points_of_a_group_are_parted_to_the_hundredth() -> None:
    found = book.read(
        "code: x\neditions: [{code: a, since: 2025-01-01, criteria: [{code: g, share: 100, children: "
        "[{code: '1', kind: ratio}, {code: '2', kind: ratio}, {code: '3', kind: ratio}]}]}]"
    )
    assert [str(line.most) for line in found.editions[0].lines] == ["100.00", "33.33", "33.33", "33.34"]


@pytest.mark.django_db
def test_loading_again_changes_nothing_and_an_edition_in_use_is_not_written_over(
    django_assert_num_queries: Any,
) -> None:
    codes = loading.load(by=None, at=AT)
    assert set(codes) == {"766-2022", "dti-922", "dti-405", "xa-khung-2025"}
    assert loading.load(by=None, at=AT) == []
    with django_assert_num_queries(1):
        loading.ensure_loaded(at=AT)
    edition = ScoreEdition.objects.get(code="xa-khung-2025")
    ScoreEdition.objects.filter(pk=edition.pk).update(sha256="x")
    loading.ensure_loaded(at=AT)
    again = ScoreEdition.objects.get(code="xa-khung-2025")
    assert again.sha256 != "x" and again.criteria.filter(kind="").count() == 4
    Card.objects.create(edition=again, unit=testing.unit("16576"), period="2026", opened_at=AT)
    ScoreEdition.objects.filter(pk=again.pk).update(sha256="x")
    with pytest.raises(loading.EditionInUse, match="xa-khung-2025"):
        loading.load(by=None, at=AT)
    loading.ensure_loaded(at=AT)
    assert ScoreEdition.objects.get(code="xa-khung-2025").sha256 == "x"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "period", "edition"),
    [
        ("766", "2026-10", "766-2022"),
        ("dti", "2024", "dti-922"),
        ("dti", "2025", "dti-405"),
        ("dti", "2021", None),
        ("xa", "2024", None),
        ("không-có", "2026", None),
    ],
)
def test_the_edition_of_a_period_is_the_one_in_force_at_its_end(
    code: str, period: str, edition: str | None
) -> None:
    loading.load(by=None, at=AT)
    if edition is None:
        with pytest.raises(scoring.NoSuchCard):
            scoring.edition_for(code, Period.parse(period))
    else:
        assert scoring.edition_for(code, Period.parse(period)).code == edition
    assert date(2022, 5, 20) == ScoreEdition.objects.get(code="dti-922").since
