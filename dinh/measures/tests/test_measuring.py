"""Values that are kept: counted, corrected beside the old ones, published, proved, and never half written."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from dinh.ground.periods import Period
from dinh.lake import services as lake
from dinh.measures import queries, services
from dinh.measures.command import COMMANDS
from dinh.measures.engine import changes
from dinh.measures.models import Run, Upto, Value
from dinh.measures.queries import boards
from dinh.measures.services import common, measuring
from dinh.town import testing
from dinh.town.services import NotAllowed

from .small_town import arrow, dossier, moment

pytestmark = pytest.mark.django_db
NOW = moment("2026-12-01", 8)
OCTOBER = Period.parse("2026-10")
CODES = ["dossiers.on_time", "dossiers.received"]


def pour(rows, import_id=1):
    """Rows of another system, into the lake."""
    lake.store_rows(
        "dossiers", [arrow(rows).drop_columns(["unit_now"])], import_id=import_id, source="cu", at=NOW
    )


def cu(ident, unit, received, **said):
    return dossier(f"cu:{ident}", unit, received, source="cu") | said


def october():
    """Four dossiers of two communes and the province: three in time."""
    pour(
        [
            dossier("cu:a", "14812", "2026-10-02", due_at="2026-10-09", ended_at="2026-10-08"),
            dossier("cu:b", "14812", "2026-10-05", due_at="2026-10-09", ended_at="2026-10-12"),
            dossier("cu:c", "16576", "2026-10-06", due_at="2026-10-09", ended_at="2026-10-07"),
            dossier("cu:d", "38", "2026-10-30", due_at="2026-11-09"),
        ]
    )


@pytest.fixture
def town(lake_home, ward):
    october()
    return ward


def measure(units=("38", "14812"), at=NOW, **more):
    return services.measure(codes=CODES, units=units, periods=[OCTOBER], by=None, at=at, **more)


def test_a_province_has_its_communes_and_what_it_did_itself(town):
    run = measure()
    found = queries.stored(["38", "14812"], [OCTOBER])
    province = found["dossiers.on_time", "38", "2026-10"]
    assert (province.numerator, province.denominator, province.value) == (3, 4, 75)
    assert found["dossiers.on_time", "14812", "2026-10"].value == 50
    assert run.state == Run.State.DONE and run.values == 4
    assert province.rows_filter["fact"] == "dossiers" and province.state["seq"] == 4


def test_what_comes_out_as_before_is_not_written_again(town):
    measure()
    again = measure(at=NOW + timedelta(hours=1))
    assert again.values == 0
    assert Value.objects.count() == 4


def test_a_correction_stands_beside_the_old_value_with_what_changed(town):
    measure()
    pour([dossier("cu:b", "14812", "2026-10-05", due_at="2026-10-19", ended_at="2026-10-12"),
          dossier("cu:e", "14812", "2026-10-07", due_at="2026-10-19", ended_at="2026-10-12")], 2)  # fmt: skip
    measure(at=NOW + timedelta(days=1))
    now = queries.value_of("dossiers.on_time", "14812", OCTOBER)
    assert (now.numerator, now.denominator, now.value) == (3, 3, 100)
    newest, oldest = queries.story_of(now)
    assert newest == now and not oldest.current and oldest.value == 50 and now.supersedes_id == oldest.pk
    changed = queries.what_changed(now)
    assert (changed.added, changed.gone, changed.turned) == (1, 0, 1)
    assert changed.keys == {"added": ("cu:e",), "gone": (), "turned": ("cu:b",)}


def test_rows_behind_a_value_are_those_of_its_own_state_page_by_page(town):
    measure()
    value = queries.value_of("dossiers.on_time", "38", OCTOBER)
    pour([dossier("cu:a", "14812", "2026-09-02")], 2)
    first = queries.rows_of_value(value, limit=3)
    assert [row["id"] for row in first.rows] == ["cu:a", "cu:b", "cu:c"] and first.after == "cu:c"
    assert [row["id"] for row in queries.rows_of_value(value, after=first.after).rows] == ["cu:d"]
    assert [row["id"] for row in queries.rows_of_value(value, "rest").rows] == ["cu:b"]
    assert len(queries.rows_of_value(value, "numerator").rows) == 3
    assert first.records == (None, None, None)


def test_a_published_value_is_proved_from_its_own_state_after_the_facts_went_on(town):
    measure()
    leader = testing.actor("leader", town.province, name="Lê Văn Mẫu")
    value = queries.value_of("dossiers.on_time", "38", OCTOBER)
    services.publish(value_id=value.pk, by=leader, at=NOW)
    pour([dossier("cu:b", "14812", "2026-10-05", due_at="2026-10-19", ended_at="2026-10-12")], 2)
    measure(at=NOW + timedelta(days=1))
    assert queries.value_of("dossiers.on_time", "38", OCTOBER).value == 100
    kept = queries.value_of("dossiers.on_time", "38", OCTOBER, published=True)
    proof = queries.prove(queries.claim_of(kept))
    assert proof.equal and (proof.numerator, proof.denominator, proof.value) == (3, 4, 75)
    Value.objects.filter(pk=kept.pk).update(numerator=4, value=100)
    kept.refresh_from_db()
    assert not queries.prove(queries.claim_of(kept)).equal


def test_who_may_not_publish_is_told_so(town):
    measure()
    value = queries.value_of("dossiers.on_time", "38", OCTOBER)
    with pytest.raises(NotAllowed):
        services.publish(value_id=value.pk, by=town.leader, at=NOW)
    with pytest.raises(NotAllowed):
        services.measure(units=["38"], periods=[OCTOBER], by=town.leader, at=NOW)


def test_a_run_that_was_cut_off_is_taken_up_with_its_own_moment_and_states(town, monkeypatch):
    november = Period.parse("2026-11")
    real, calls = measuring._write, []

    def cut_off(run, found, formulas, period):
        if calls:
            raise KeyboardInterrupt
        calls.append(period)
        return real(run, found, formulas, period)

    monkeypatch.setattr(measuring, "_write", cut_off)
    with pytest.raises(KeyboardInterrupt):
        services.measure(codes=CODES, units=["38"], periods=[OCTOBER, november], by=None, at=NOW)
    monkeypatch.undo()
    run = Run.objects.get()
    assert run.state == Run.State.RUNNING and run.done == [["2026-10", None]]
    assert services.take_up(at=NOW) == []  # its process lives
    Run.objects.update(holder="")
    pour([dossier("cu:z", "38", "2026-11-03")], 2)
    (taken,) = services.take_up(at=NOW + timedelta(days=2))
    assert taken.state == Run.State.DONE and taken.at == NOW
    # What came after the run began is not in it.
    assert queries.value_of("dossiers.received", "38", november).missing == ["dossiers"]
    assert Value.objects.filter(current=True).count() == 4


def test_the_command_gives_the_numbers_in_json(town, capsys):
    assert (
        COMMANDS["measure"](
            ["--unit", "14812", "--period", "2026-10", "--json", "--code", "dossiers.on_time"]
        )
        == 0
    )
    told = json.loads(capsys.readouterr().out)
    assert told["unit_name"] == "Phường Bỉm Sơn" and told["first"] == "2026-10-01" and told["closing"] is None
    (one,) = told["measures"]
    assert (one["numerator"], one["denominator"], one["value"], one["missing"]) == (1, 2, 50, [])
    assert {"code", "words", "unit", "fact", "version", "computed_at", "state"} <= set(one)
    assert COMMANDS["measure"](["--unit", "99999", "--period", "2026-10", "--json"]) == 1
    assert COMMANDS["measure"](["--unit", "38", "--period", "2026-13"]) == 2


def test_prove_measures_what_was_not_measured_and_says_whether_it_holds(town, capsys):
    words = ["dossiers.on_time", "2026-10", "--unit", "38", "--json"]
    assert COMMANDS["prove"](words) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["equal"] and told["published"] == told["recomputed"] == {
        "numerator": 3, "denominator": 4, "value": 75,
    }  # fmt: skip
    Value.objects.update(numerator=Decimal(2), value=Decimal(50))
    assert COMMANDS["prove"](words) == 1
    assert COMMANDS["prove"](["dossiers.on_time", "2026-10"]) == 2
    assert COMMANDS["prove"](["không có", "2026-10"]) == 2


def standing():
    """Every standing number, as plain values."""
    return {
        (row.code, row.unit_code, row.period, row.closing): (row.numerator, row.denominator, row.value, tuple(row.missing))
        for row in Value.objects.filter(current=True)
    }  # fmt: skip


def test_only_what_a_changed_row_touches_has_a_new_value_when_facts_go_on(town):
    measure(units=("38", "14812", "16576"))
    before = standing()
    pour([dossier("cu:c", "16576", "2026-10-06", due_at="2026-10-05", ended_at="2026-10-07")], 2)
    (run,) = services.catch_up(at=NOW + timedelta(hours=1))
    after = standing()
    moved = {place for place in after if after[place] != before[place]}
    assert moved == {("dossiers.on_time", unit, "2026-10", 0) for unit in ("38", "16576")}
    assert run.values == 2 and services.catch_up(at=NOW + timedelta(hours=2)) == []
    value = queries.value_of("dossiers.on_time", "38", OCTOBER)
    assert queries.prove(queries.claim_of(value)).equal and queries.what_changed(value).turned == 1


def test_a_value_that_following_left_as_it_was_is_not_told_to_be_older_than_its_source(town):
    units = ("38", "14812", "16576")
    lake.draw(["dossiers"], at=NOW)
    measure(units=units)

    def stale(*units):
        return {
            line.now.stale for unit in units for line in boards.lines_of(unit, OCTOBER, CODES, back=0, at=NOW)
        }

    assert stale(*units) == {False}
    pour([dossier("cu:c", "16576", "2026-10-06", due_at="2026-10-05", ended_at="2026-10-07")], 2)
    # The rows are there, nobody has looked yet whom they touch.
    assert stale(*units) == {True}
    services.catch_up(at=NOW + timedelta(hours=1))
    assert stale(*units) == {False}
    left = queries.value_of("dossiers.on_time", "14812", OCTOBER)
    assert left.run.at == NOW and queries.prove(queries.claim_of(left)).equal
    # What is followed no more is as old as it is.
    Upto.objects.update(codes=[])
    assert stale("14812") == {True}


def test_following_changes_gives_what_counting_anew_gives(town):
    chance = random.Random(7)
    units = ["38", "14812", "16576"]
    periods = [*map(Period.parse, ["2026-10", "2026-11", "2026-Q4"]), Period.parse("2026-10", closing_day=14)]
    codes = ["766.2.1", "dossiers.open", "dossiers.fees", "dossiers.satisfied", "dossiers.received"]

    def some(count):
        for _n in range(count):
            day = f"2026-{chance.randint(9, 11):02d}-{chance.randint(1, 28):02d}"
            ended = f"2026-11-{chance.randint(28, 30)}" if chance.random() < 0.7 else None
            yield dossier(
                f"cu:{chance.randint(1, 30)}", chance.choice(units), day, due_at=f"2026-11-{chance.randint(26, 30)}",
                ended_at=ended, refused=chance.random() < 0.2, channel=chance.randint(1, 3),
                rated=chance.choice([None, None, True]), fee_total=chance.choice([None, 10.0]),
            )  # fmt: skip

    services.measure(codes=codes, units=units, periods=periods, by=None, at=NOW)
    for turn in range(3):
        pour({row["id"]: row for row in some(8)}.values(), 10 + turn)
        if turn == 1:
            lake.remove_import(10, at=NOW)
        services.catch_up(at=NOW + timedelta(hours=turn + 1))
    followed = standing()
    Value.objects.all().update(current=False)
    services.measure(codes=codes, units=units, periods=periods, by=None, at=NOW + timedelta(hours=9))
    anew = standing()
    assert followed == anew
    assert any(numbers[1] for numbers in anew.values())


def test_a_value_is_written_as_it_is_whatever_its_code_and_what_is_missing_hold(town):
    run = measure()
    formula = Value.objects.filter(run=run).first().formula_id
    odd = common.Fresh(
        formula,
        "statistics.a\\tb",
        "14812",
        "2026-10",
        14,
        Decimal("7.5000"),
        None,
        Decimal("7.5"),
        ('d"é\\', "e\tf"),
    )
    bare = common.Fresh(formula, "statistics.c", "14812", "2026-10", 14, None, None, None, (), None)
    common.insert(run, [odd, bare])
    first, second = Value.objects.filter(closing=14).order_by("code")
    assert (first.code, first.missing, first.numerator, first.denominator) == (
        odd.code,
        list(odd.missing),
        Decimal("7.5"),
        None,
    )
    assert (second.missing, second.value, second.supersedes_id, second.current) == ([], None, None, True)
    # What takes its place leaves it there, current no more.
    common.insert(run, [replace(odd, value=Decimal(8), supersedes_id=first.pk)])
    first.refresh_from_db()
    assert not first.current and Value.objects.get(code=odd.code, current=True).supersedes_id == first.pk


def test_sums_move_whether_a_file_wrote_them_as_floats_or_as_decimals():
    before, after = changes._number(Decimal("15000.0")), changes._number(17000.1 + 0.2)
    assert after - before == Decimal("2000.3")
    assert changes._number(None) == changes._number(0) == 0
