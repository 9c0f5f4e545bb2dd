"""The ledger: chained, gap-free, only ever longer, and honest about tampering."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from dinh.ground import append_only, queries, services
from dinh.ground.apps import guard_again
from dinh.ground.models import GENESIS, LedgerHead, LedgerLine, LedgerMention
from dinh.ground.shapes import Done, Ref

NINE = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
PLAN = Ref("plan", 3)
CLERK = Ref("person", 7)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.DINH_HOME = tmp_path


def write(deed="plans.adopted", about=PLAN, **more):
    return services.write(**{"deed": deed, "about": about, "by": CLERK, "at": NINE, **more})


def sql(statement, *params):
    with append_only.unguarded(connection), connection.cursor() as cursor:
        cursor.execute(statement, params)


def test_a_line_holds_what_was_done_and_the_hash_of_the_line_before():
    first = write(data={"targets": 12})
    second = write(deed="plans.amended", by=None)
    assert (first.id, second.id) == (1, 2)
    assert first.previous == GENESIS
    assert second.previous == first.hash
    stored = LedgerLine.objects.get(pk=1)
    assert (stored.about, stored.by, stored.data, stored.at) == (PLAN, CLERK, {"targets": 12}, NINE)
    assert stored.computed_hash() == stored.hash
    assert LedgerLine.objects.get(pk=2).by is None


def test_many_lines_at_once_are_the_same_chain_and_few_queries(django_assert_max_num_queries):
    def done(n):
        return Done(
            "plans.adopted", Ref("plan", n), CLERK if n % 2 else None, NINE, {"n": n}, (PLAN, Ref("unit", n))
        )

    write()
    with django_assert_max_num_queries(70):
        numbers = services.write_many([done(n) for n in range(2, 2402)])
    after = write(deed="plans.amended")
    assert numbers == range(2, 2402) and after.id == 2402
    assert services.verify().ok and services.verify().lines == 2402
    one_by_one = services.ledger._line(done(2), 2, LedgerLine.objects.get(pk=1).hash)
    assert one_by_one.hash == LedgerLine.objects.get(pk=2).hash
    assert [line.id for line in queries.story_of(Ref("unit", 77))] == [77]
    assert services.write_many([]) == range(0)


def test_many_lines_are_written_all_or_none():
    good = Done("plans.adopted", PLAN, None, NINE)
    with pytest.raises(TypeError), transaction.atomic():
        services.write_many([good, Done("plans.adopted", PLAN, None, NINE, {"x": object()})])
    assert not LedgerLine.objects.exists()
    assert write().id == 1


def test_the_head_goes_onward_only_and_only_to_a_line_that_is_there():
    write()
    write()
    for last_id, last_hash in ((1, LedgerLine.objects.get(pk=1).hash), (9, "0" * 64), (3, "f" * 64)):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            LedgerHead.objects.update(last_id=last_id, last_hash=last_hash)


def test_what_a_deed_withholds_is_not_told():
    services.name_deed("plans.tried", "thử", withhold=("value",))
    line = write(deed="plans.tried", data={"value": 7, "period": "2026-10"})
    assert queries.told(line) == {"period": "2026-10"} and line.data["value"] == 7
    assert queries.told(write(data={"value": 7})) == {"value": 7}


def test_values_that_json_does_not_know_are_stored_as_text():
    line = write(
        data={"due": date(2026, 12, 31), "value": Decimal("95.50"), "of": PLAN, "tags": {"b", "a"}, "n": (1,)}
    )
    assert line.data == {"due": "2026-12-31", "value": "95.50", "of": "plan:3", "tags": ["a", "b"], "n": [1]}
    with pytest.raises(TypeError):
        write(data={"x": object()})


@pytest.mark.parametrize("deed", ["adopted", "Plans.adopted", "plans.Đã", "plans.", ""])
def test_a_deed_must_read_room_and_what_was_done(deed):
    with pytest.raises(ValueError, match="room"):
        write(deed=deed)


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="aware"):
        write(at=datetime(2026, 11, 20))


def test_a_story_is_newest_first_pages_by_key_and_includes_what_only_mentions(django_assert_num_queries):
    target = Ref("target", 5)
    for n in range(5):
        write(about=target if n % 2 else PLAN, also=[PLAN, target])
    write(about=Ref("plan", 4))
    with django_assert_num_queries(1):
        page = queries.story_of(PLAN, limit=3)
    assert [line.id for line in page] == [5, 4, 3]
    assert [line.id for line in queries.story_of(PLAN, before=3)] == [2, 1]
    assert [line.id for line in queries.story_of(target)] == [5, 4, 3, 2, 1]
    assert queries.story_of(Ref("plan", "4"))[0].id == 6


def test_the_newest_line_of_many_refs_takes_two_queries(django_assert_num_queries):
    write()
    last = write(deed="plans.amended")
    other = write(about=Ref("plan", 4))
    with django_assert_num_queries(2):
        found = queries.last_line_of([PLAN, Ref("plan", 4), Ref("plan", 9)])
    assert {ref: line.id for ref, line in found.items()} == {PLAN: last.id, Ref("plan", 4): other.id}


def test_a_rolled_back_deed_leaves_neither_line_nor_gap():
    write()
    with pytest.raises(RuntimeError), transaction.atomic():
        write()
        raise RuntimeError
    assert write().id == 2
    assert services.verify().ok


@pytest.mark.parametrize(
    "change",
    [
        lambda: LedgerLine.objects.filter(pk=1).update(deed="plans.other"),
        lambda: LedgerLine.objects.all()._raw_delete("default"),
        lambda: LedgerMention.objects.all()._raw_delete("default"),
        lambda: LedgerMention.objects.update(ref_id="9"),
        lambda: LedgerHead.objects.all()._raw_delete("default"),
        lambda: LedgerHead.objects.update(last_id=0),
    ],
)
def test_the_database_itself_refuses_changes(change):
    write()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change()
    assert services.verify().ok


def test_an_untouched_ledger_verifies_and_tells_its_progress():
    for n in range(3):
        write(data={"n": n}, also=[Ref("unit", "14812")])
    seen = []
    report = services.verify(lambda done, total: seen.append((done, total)))
    assert report.ok
    assert report.lines == 3
    assert report.last_hash == queries.ledger_end()[1]
    assert seen == [(3, 3)]


def test_an_empty_ledger_verifies():
    assert services.verify().ok


@pytest.mark.parametrize(
    ("tamper", "line", "how"),
    [
        (["UPDATE ground_ledgerline SET data_text = '{\"n\":99}' WHERE id = 3"], 3, "edited"),
        (["UPDATE ground_ledgerline SET by_id = '8' WHERE id = 1"], 1, "edited"),
        (["UPDATE ground_ledgerline SET hash = 'f00' WHERE id = 2"], 2, "edited"),
        (
            [
                "DELETE FROM ground_ledgermention WHERE line_id = 3",
                "DELETE FROM ground_ledgerline WHERE id = 3",
            ],
            3,
            "deleted",
        ),
        (
            [
                "DELETE FROM ground_ledgermention WHERE line_id > 4",
                "DELETE FROM ground_ledgerline WHERE id > 4",
            ],
            5,
            "truncated",
        ),
        (["DELETE FROM ground_ledgermention WHERE line_id = 2"], 2, "mentions"),
        (["UPDATE ground_ledgermention SET ref_id = '4' WHERE line_id = 2"], 2, "mentions"),
        (["DELETE FROM ground_ledgerhead"], 0, "head"),
        (["UPDATE ground_ledgerhead SET last_hash = 'f00'"], 6, "head"),
        (["UPDATE ground_ledgerhead SET last_id = 4"], 5, "inserted"),
    ],
)
def test_verify_names_the_first_broken_line(tamper, line, how):
    for n in range(6):
        write(data={"n": n})
    for statement in tamper:
        sql(statement)
    broken = services.verify().broken
    assert broken
    assert (broken.line, broken.how) == (line, how)
    assert broken.sentence


def test_verify_notices_two_lines_that_changed_places():
    for n in range(5):
        write(data={"n": n})
    a, b = LedgerLine.objects.get(pk=2), LedgerLine.objects.get(pk=4)
    columns = ["deed", "data_text", "previous", "hash"]
    sql("UPDATE ground_ledgerline SET hash = 'moving' WHERE id = 2")
    for place, row in ((4, a), (2, b)):
        sets = ", ".join(f"{c} = %s" for c in columns)
        sql(f"UPDATE ground_ledgerline SET {sets} WHERE id = %s", *[getattr(row, c) for c in columns], place)
    broken = services.verify().broken
    assert (broken.line, broken.how) == (2, "reordered")


def test_a_seal_noted_outside_catches_a_ledger_rewritten_whole():
    for n in range(3):
        write(data={"n": n})
    assert services.note_seal(at=NINE) == queries.ledger_end()
    assert services.note_seal(at=NINE) is None, "nothing new to note"
    rewrite_from(2)
    assert services.verify().broken.how == "seal"


def test_a_seal_beyond_the_end_shows_that_the_tail_was_cut_with_its_head():
    for n in range(3):
        write(data={"n": n})
    end = queries.ledger_end()
    sql("DELETE FROM ground_ledgermention WHERE line_id = 3")
    sql("DELETE FROM ground_ledgerline WHERE id = 3")
    sql("UPDATE ground_ledgerhead SET last_id = 2, last_hash = %s", LedgerLine.objects.get(pk=2).hash)
    assert services.verify().ok, "nothing inside the database can tell"
    assert services.verify(expect=end).broken.how == "seal"


def rewrite_from(first):
    """A forger who can compute: changes a line and everything after it, head included."""
    with append_only.unguarded(connection):
        previous = LedgerLine.objects.get(pk=first - 1).hash
        for line in LedgerLine.objects.filter(pk__gte=first):
            line.data_text, line.previous = '{"n":7}', previous
            line.hash = previous = line.computed_hash()
            line.save()
        LedgerHead.objects.update(last_hash=previous)


def test_verify_reads_page_by_page(monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("dinh.ground.services.walk.BATCH", 2)
    for n in range(5):
        write(data={"n": n})
    with django_assert_max_num_queries(5 + 2 * 3):
        assert services.verify().lines == 5


def test_a_story_reads_in_words():
    services.name_deed("tests.adopted", "Ban hành kế hoạch")
    assert queries.deed_word("tests.adopted") == "Ban hành kế hoạch"
    assert queries.deed_word("tests.unnamed") == "tests.unnamed"


def test_time_is_hashed_alike_whatever_zone_it_was_given_in():
    hanoi = NINE.astimezone(__import__("zoneinfo").ZoneInfo("Asia/Ho_Chi_Minh"))
    line = write(at=hanoi + timedelta(microseconds=123))
    assert LedgerLine.objects.get(pk=line.pk).computed_hash() == line.hash


def test_what_somebody_did_is_one_query(django_assert_num_queries):
    write()
    write(by=None)
    write(about=Ref("plan", 4))
    with django_assert_num_queries(1):
        assert [line.id for line in queries.done_by(CLERK)] == [3, 1]
    assert [line.id for line in queries.done_by(CLERK, before=3)] == [1]


def test_verify_tells_when_the_guards_are_down_and_a_migration_puts_them_up_again():
    write()
    append_only.unguard(connection)
    report = services.verify()
    assert report.broken is None
    assert (
        "ground_ledgerline_no_truncate" in report.unguarded
        or "ground_ledgerline_no_update" in report.unguarded
    )
    assert not report.ok
    guard_again(using="default")
    assert services.verify().ok


def test_lines_written_while_verify_walks_do_not_deceive_it(monkeypatch):
    monkeypatch.setattr("dinh.ground.services.walk.BATCH", 1)
    for n in range(3):
        write(data={"n": n})
    report = services.verify(lambda done, total: write())
    assert report.ok
    assert report.lines == 3
