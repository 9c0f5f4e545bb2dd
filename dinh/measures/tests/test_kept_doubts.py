"""What is doubtful about a number is kept with it, and told by the command and the JSON entrance."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dinh.frame.tests.api_town import auth, bearer
from dinh.ground.periods import Period
from dinh.lake import services as lake
from dinh.measures import services
from dinh.measures.command import COMMANDS
from dinh.measures.models import Checked, KeptDoubts, Value
from dinh.measures.queries import boards
from dinh.measures.queries.kept_doubts import doubted
from dinh.town import testing

from .small_town import arrow, dossier
from .test_measuring import NOW, pour

pytestmark = pytest.mark.django_db
MONTHS = [Period.parse(f"2026-{month:02d}") for month in (7, 8, 9, 10)]
OCTOBER = MONTHS[-1]
CODES = ["dossiers.on_time", "dossiers.received"]


@pytest.fixture
def town(lake_home: Any, ward: Any) -> Any:
    """Twelve dossiers a month, all in time; in October none, and one of them ended before it came."""
    pour(
        [
            dossier(
                f"cu:{month}-{n}", "14812", f"2026-{month:02d}-05", due_at=f"2026-{month:02d}-10",
                ended_at=f"2026-{month:02d}-{'12' if month == 10 else '08'}",
            )
            for month in (7, 8, 9, 10)
            for n in range(12)
        ]
    )  # fmt: skip
    pour(
        [
            dossier("cu:bad", "14812", "2026-10-06", due_at="2026-10-12", ended_at="2026-10-01"),
            dossier("cu:nobody", "", "2026-10-06", due_at="2026-10-12"),
        ],
        2,
    )
    return ward


def kept(code: str, unit: str = "14812", period: str = "2026-10") -> list[str] | None:
    row = KeptDoubts.objects.filter(
        value__code=code, value__unit_code=unit, value__period=period, value__current=True
    ).first()
    return None if row is None else [each.get("rule") or each["code"] for each in row.said]


def measure(units: Any = ("38", "14812"), **more: Any) -> Any:
    return services.measure(codes=CODES, units=units, periods=MONTHS, by=None, at=NOW, **more)


def test_a_value_of_a_unit_that_was_named_has_its_doubts_at_once(town: Any) -> None:
    measure()
    assert kept("dossiers.on_time") == ["jump", "ended-before-received"]
    assert kept("dossiers.received") == ["ended-before-received"]
    assert kept("dossiers.on_time", period="2026-09") == []
    # Rows of nobody are the province's to mend.
    assert kept("dossiers.received", "38") == ["ended-before-received", "no-unit"]


def test_of_a_whole_country_doubts_are_kept_by_night_in_a_bounded_number_of_queries(
    town: Any, django_assert_max_num_queries: Any
) -> None:
    measure(units=None)
    assert not KeptDoubts.objects.exists()
    with django_assert_max_num_queries(60):
        found = services.keep_doubts(at=NOW)
    assert found == KeptDoubts.objects.count() == 4
    assert kept("dossiers.on_time") == ["jump", "ended-before-received"]
    assert kept("dossiers.on_time", period="2026-09") is None
    # Nothing moved: nothing is looked at again.
    with django_assert_max_num_queries(12):
        assert services.keep_doubts(at=NOW) == 0


def test_what_the_night_keeps_is_what_a_look_at_one_unit_finds(town: Any) -> None:
    measure(units=None)
    services.keep_doubts(at=NOW)
    for unit in ("38", "14812"):
        live = boards.row_doubts(
            [line.recipe for line in boards.lines_of(unit, OCTOBER, CODES, at=NOW)], unit, OCTOBER, at=NOW
        )
        for line in boards.lines_of(unit, OCTOBER, CODES, at=NOW):
            said = [each.get("rule") or each["code"] for each in line.doubts]
            assert said == kept(line.recipe.code, unit)
            assert [each for each in line.doubts if each["code"] == "rows"] == list(live[line.recipe.code])


def test_a_row_that_was_mended_takes_the_doubt_away_where_the_number_stays(town: Any) -> None:
    measure()
    before = Value.objects.get(current=True, code="dossiers.received", unit_code="14812", period="2026-10")
    lake.store_rows(
        "dossiers",
        [
            arrow(
                [dossier("cu:bad", "14812", "2026-10-06", due_at="2026-10-12", ended_at="2026-10-07")]
            ).drop_columns(["unit_now"])
        ],
        import_id=3, source="cu", at=NOW,
    )  # fmt: skip
    later = NOW + timedelta(days=1)
    services.catch_up(at=later)
    services.keep_doubts(at=later)
    before.refresh_from_db()
    assert before.current and kept("dossiers.received") is None
    assert Checked.objects.get(period="2026-10").stale_hours is None


def test_a_board_does_not_look_for_doubtful_rows_that_are_kept(town: Any, monkeypatch: Any) -> None:
    measure()
    monkeypatch.setattr(boards.checking, "row_doubts", lambda *_a, **_k: pytest.fail("đã giữ rồi"))
    lines = boards.lines_of("14812", OCTOBER, CODES, at=NOW)
    assert [each.get("rule") for each in lines[0].doubts] == [None, "ended-before-received"]
    monkeypatch.undo()
    pour([dossier("cu:bad2", "14812", "2026-10-07", due_at="2026-10-12", ended_at="2026-10-01")], 4)
    (line,) = boards.lines_of("14812", OCTOBER, CODES[1:], at=NOW)
    assert [each["count"] for each in line.doubts] == [2]


def test_all_doubtful_values_of_a_province_are_two_queries(town: Any, django_assert_num_queries: Any) -> None:
    measure(units=None)
    services.keep_doubts(at=NOW)
    with django_assert_num_queries(2):
        found = [(each.value.unit_code, each.value.code) for each in doubted(town.province, OCTOBER)]
    assert sorted(found) == [(unit, code) for unit in ("14812", "38") for code in CODES]
    assert doubted(town.province, OCTOBER, grave=True) == [] == doubted(town.province, MONTHS[0])
    Checked.objects.update(stale_hours=30)
    assert all(each.said[-1] == {"code": "stale", "hours": 30} for each in doubted(town.province, OCTOBER))


def test_the_command_tells_the_doubts_in_json(town: Any, capsys: Any) -> None:
    words = ["--unit", "14812", "--period", "2026-10", "--code", "dossiers.on_time"]
    assert COMMANDS["measure"]([*words, "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["measures"]
    jump, rows = one["doubts"]
    assert (jump["code"], jump["grave"], jump["data"]["usual"]) == ("jump", False, "100.0")
    assert (rows["code"], rows["rule"], rows["count"]) == ("rows", "ended-before-received", 1)
    assert rows["words"] == "1 dòng phía sau: kết thúc trước khi tiếp nhận."
    assert COMMANDS["measure"](words) == 0
    assert "! 1 dòng phía sau: kết thúc trước khi tiếp nhận." in capsys.readouterr().out


def test_the_json_entrance_gives_doubts_of_one_unit_and_of_all_below_by_the_page(town: Any) -> None:
    measure(units=None)
    services.keep_doubts(at=NOW)

    def ask(path: str, **query: str) -> Any:
        key = bearer("viewer", testing.unit("38"))[1]
        return Client().get(f"/api/v1{path}", query, headers=auth(key)).json()

    found = {each["code"]: each for each in ask("/units/14812/measures/2026-10")["items"]}
    assert [each["code"] for each in found["dossiers.on_time"]["doubts"]] == ["jump", "rows"]
    first = ask("/units/38/doubts/2026-10", limit="3")
    rest = ask("/units/38/doubts/2026-10", limit="3", cursor=first["next"])
    items = first["items"] + rest["items"]
    assert len(items) == 4 and rest["next"] is None
    assert {each["unit_code"] for each in items} == {"38", "14812"}
    assert ask("/units/38/doubts/2026-10", grave="true")["items"] == []
