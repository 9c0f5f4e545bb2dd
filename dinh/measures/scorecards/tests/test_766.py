"""The index of 766 of a made month equals the worksheet made by hand, cell by cell: of dossiers kept here, of the same in another
system's export, and live."""

from __future__ import annotations

from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest

from dinh.dossiers.models import Dossier
from dinh.dossiers.queries import counting
from dinh.dossiers.tests.builders import FRIDAY, Ward, at
from dinh.ground.periods import Period
from dinh.lake import services as lake
from dinh.lake.importing import services as importing
from dinh.measures.queries import board
from dinh.measures.scorecards import scoring
from dinh.measures.scorecards.command import as_json, score

from . import worksheet
from .people import AT

pytestmark = pytest.mark.django_db
OCTOBER = Period.parse("2026-10")

# Component: numerator, denominator, share, points.
SHEET = {
    "2.1": (24, 37, "64.86", "12.97"),
    "III": (15, 32, "46.88", "5.63"),
    "3.3": (21, 37, "56.76", "0.00"),
    "3.5b": (1, 1, "100.00", "2.00"),
    "3.6": (12, 26, "46.15", "2.77"),
    "4.1": (21, 32, "65.63", "3.94"),
    "4.2": (20, 37, "54.05", "2.70"),
    "4.3": (5, 37, "13.51", "0.34"),
    "4.4": (24, 37, "64.86", "2.59"),
    "4.5b": (20, 37, "54.05", "1.08"),
    "5.4": (22, 37, "59.46", "3.96"),
}
TOTAL, COUNTED = D("37.98"), D(64)


def test_the_sheet_is_the_sum_of_its_lines() -> None:
    for part in worksheet.PARTS:
        marks = [row.marks[part] for row in worksheet.rows()]
        top, bottom = marks.count("1"), marks.count("1") + marks.count("0")
        assert (part, top, bottom) == (part, *SHEET[part][:2])
    unhappy = sum(row.number("che") for row in worksheet.rows() if row.marks["2.1"] != "-")
    assert SHEET["5.4"][0] == SHEET["2.1"][0] - unhappy
    assert sum(D(points) for _top, _bottom, _share, points in SHEET.values()) == TOTAL


def cells(found: scoring.Score) -> dict[str, tuple[int, int, str, str]]:
    told = {}
    for code, mark in found.own.marks.items():
        given = mark.given
        if mark.points is not None:
            assert given.numerator is not None and given.denominator is not None, code
            told[code] = (int(given.numerator), int(given.denominator), str(mark.share), str(mark.points))
    return told


def scored(ward: Ward) -> scoring.Score:
    return scoring.score(scoring.edition_for("766", OCTOBER), ward.ward, OCTOBER, at=AT)


@pytest.fixture
def own(ward: Ward, books: None) -> Ward:
    worksheet.as_own(ward)
    lake.draw(at=AT)
    return ward


@pytest.fixture
def imported(ward: Ward, books: None) -> Ward:
    worksheet.procedures(ward)
    row = importing.hand_in(
        file=worksheet.as_csv(ward.ward.code),
        name="thang-10.csv",
        map_code="cong-dvc",
        unit=ward.ward,
        by=None,
        at=at(18),
    )
    done = importing.bring_in(import_id=row.pk, at=at(18))
    assert (done.rows, done.stored, done.refused) == (40, 40, 0)
    return ward


def test_dossiers_kept_here_score_as_the_worksheet_says(own: Ward) -> None:
    found = scored(own)
    measured = {code: cell for code, cell in cells(found).items() if code in SHEET}
    assert measured == SHEET
    assert found.own.marks["3.1"].given.denominator == 3
    assert (found.total, found.own.most_counted, found.own.most, found.rank) == (
        TOTAL,
        COUNTED,
        100,
        "Trung bình",
    )


def test_the_same_dossiers_of_another_system_score_the_same(imported: Ward, capsys: Any) -> None:
    assert Dossier.objects.count() == 0
    found = scored(imported)
    assert {code: cell for code, cell in cells(found).items() if code in SHEET} == SHEET
    assert (found.total, found.own.most_counted) == (TOTAL, COUNTED)
    missing = {code for code, mark in found.own.marks.items() if mark.state == "missing"}
    assert missing == {"1.1", "1.2", "1.3", "1.4", "3.5", "4.ct", "4.5a", "5.2", "5.3"}
    assert all(found.own.marks[code].given.missing for code in missing)
    told = as_json(found)
    assert (told["scorecard"], told["edition"], told["unit"], told["period"]) == (
        "766",
        "766-2022",
        "16576",
        "2026-10",
    )
    line = next(each for each in told["components"] if each["code"] == "3.6")
    assert {name: line[name] for name in ("numerator", "denominator", "share", "points", "most", "missing")} == {
        "numerator": 12, "denominator": 26, "share": 46.15, "points": 2.77, "most": 6, "missing": [],
    }  # fmt: skip
    assert (told["total"], told["most"], told["most_counted"], told["rank"]) == (37.98, 100, 64, "Trung bình")
    assert sum(group["points"] for group in told["groups"]) == pytest.approx(37.98)
    assert score(["766", "--unit", "99999", "--period", "2026-10"]) == 2
    assert score(["766", "--unit", "16576", "--period", "tháng mười"]) == 2
    assert score(["không", "--unit", "16576", "--period", "2026-10"]) == 2
    assert "Không đọc được kỳ" in capsys.readouterr().err


def test_live_counting_says_the_same_numbers(own: Ward) -> None:
    (row,) = counting.counts(own.viewer, FRIDAY, OCTOBER.first, OCTOBER.last, AT)
    live = {
        each.code: (row[each.top], row[each.bottom]) for each in counting.book_on(OCTOBER.last).components
    }
    assert live == {code: SHEET[code][:2] for code in live}
    readings = {
        each.code: each for each in board(["16576"], [OCTOBER], ["766.2.1", "dossiers.received"], at=AT)
    }
    assert readings["766.2.1"].denominator == readings["dossiers.received"].value == row["received"]


def test_our_own_export_brought_in_elsewhere_scores_the_same(
    own: Ward, settings: Any, tmp_path: Path
) -> None:
    from dinh.dossiers.services import exporting

    made = exporting.export(
        unit_id=own.ward.pk, first=OCTOBER.first, last=AT.date(), kind="csv", by=own.leader, at=at(17)
    )
    contents = "".join(exporting.to_csv(made)).encode()
    settings.DINH_LAKE_URL = str(tmp_path / "empty")
    worksheet.forget_own_codes()
    row = importing.hand_in(
        file=contents, name="ket-xuat.csv", map_code="cong-dvc", unit=own.ward, by=None, at=at(18)
    )
    importing.bring_in(import_id=row.pk, at=at(18))
    assert {code: cell for code, cell in cells(scored(own)).items() if code in SHEET} == SHEET
