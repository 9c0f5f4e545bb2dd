"""`dinh verify`, `trace`, `rooms`, `run`: what they print and the code they end with."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection

from dinh.ground import append_only, command, jobs, queries, services
from dinh.ground.shapes import Ref

NINE = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_jobs")]


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.DINH_HOME = tmp_path


@pytest.fixture
def dinh(capsys):
    def go(word, *argv):
        code = command.COMMANDS[word](list(argv))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return go


def write(**more):
    values = {"deed": "tests.done", "about": Ref("plan", 3), "by": Ref("person", 7), "at": NINE}
    return services.write(**{**values, **more})


def test_verify_says_that_all_holds_and_gives_the_end_to_note_down(dinh):
    write()
    services.keep(stream_or_bytes=b"x", name="x.txt")
    code, out, _err = dinh("verify")
    assert code == 0
    assert "Sổ cái nguyên vẹn: 1 dòng" in out
    assert "1 tệp" in out
    last_id, last_hash = queries.ledger_end()
    assert f"Dấu cuối: {last_id}:{last_hash}" in out
    assert dinh("verify", "--expect", f"{last_id}:{last_hash}")[0] == 0
    assert dinh("verify", "--expect", f"{last_id}:{'0' * 64}")[0] == 1
    assert dinh("verify", "--expect", "nonsense")[0] == 2


def test_verify_names_the_first_broken_line_and_ends_with_1(dinh):
    for _n in range(3):
        write()
    with append_only.unguarded(connection), connection.cursor() as cursor:
        cursor.execute("UPDATE ground_ledgerline SET deed = 'tests.forged' WHERE id = 2")
    code, out, _err = dinh("verify")
    assert code == 1
    assert "dòng 2 đã bị sửa" in out
    code, out, _err = dinh("verify", "--json")
    assert code == 1
    report = json.loads(out)
    assert (report["ok"], report["broken"]["line"], report["broken"]["how"]) == (False, 2, "edited")


def test_verify_names_files_that_are_gone_unless_quick(dinh):
    kept = services.keep(stream_or_bytes=b"x", name="x.txt")
    queries.path_of(kept.sha256).unlink()
    code, out, _err = dinh("verify")
    assert code == 1
    assert kept.sha256 in out
    assert dinh("verify", "--quick")[0] == 0


def test_trace_tells_the_story_of_one_thing(dinh):
    services.name_deed("tests.done", "Làm xong việc thử")
    write(data={"tiêu đề": "Kế hoạch 12"}, also=[Ref("paper", 4)])
    write(by=None, deed="tests.checked")
    code, out, _err = dinh("trace", "plan:3")
    assert code == 0
    assert out.index("tests.checked") < out.index("Làm xong việc thử"), "newest first"
    for words in ("20/11/2026 09:00", "person:7", "máy tự làm", "tiêu đề: Kế hoạch 12", "paper:4"):
        assert words in out
    code, out, _err = dinh("trace", "paper:4", "--json")
    [line] = json.loads(out)
    assert (line["about"], line["by"], line["words"]) == ("plan:3", "person:7", "Làm xong việc thử")


def test_trace_leaves_out_what_a_deed_withholds_unless_all_is_asked_for(dinh):
    services.name_deed("tests.entered", "Nhập số thử", withhold=("value",))
    write(deed="tests.entered", data={"value": 4177, "period": "2026-10"})
    out = dinh("trace", "plan:3")[1]
    assert "2026-10" in out and "4177" not in out and "--whole" in out
    assert "4177" not in dinh("trace", "plan:3", "--json")[1]
    assert "value: 4177" in dinh("trace", "plan:3", "--whole")[1]


def test_trace_pages_backwards(dinh):
    for _n in range(4):
        write()
    _code, out, _err = dinh("trace", "plan:3", "--limit", "2")
    assert "--before 3" in out
    _code, out, _err = dinh("trace", "plan:3", "--limit", "9", "--before", "3", "--json")
    assert [line["id"] for line in json.loads(out)] == [2, 1]


def test_trace_of_nothing_and_of_nonsense(dinh):
    code, out, err = dinh("trace", "plan:99")
    assert (code, out) == (1, "")
    assert "chưa có dòng nào về plan:99" in err
    code, _out, err = dinh("trace", "nonsense")
    assert code == 2
    assert "plan:3" in err


def test_rooms_prints_the_staircase_with_the_ground_at_the_bottom(dinh):
    code, out, _err = dinh("rooms")
    assert code == 0
    assert "ground.tell-again" in out
    assert out.rindex("  1  ground") > out.index("  2  look")
    code, out, _err = dinh("rooms", "--json")
    rooms = json.loads(out)
    assert rooms[0]["label"] == "ground"
    assert [socket["name"] for socket in rooms[0]["sockets"]] == ["ground.messenger", "ground.namer"]


def test_run_lists_runs_and_reports(dinh):
    code, out, _err = dinh("run")
    assert code == 0
    assert "ground.tell-again  ·  mỗi 1 phút" in out
    assert dinh("run", "ground.tell-again")[0:2] == (0, "ground.tell-again: xong\n")
    code, _out, err = dinh("run", "tests.none")
    assert code == 2
    assert "tests.none" in err
    code, out, _err = dinh("run", "--json")
    assert (
        next(job for job in json.loads(out) if job["name"] == "ground.tell-again")["last"]["state"] == "done"
    )
    assert dinh("run", "--due")[0] == 0


def test_run_ends_with_1_when_the_job_fails(dinh):
    @jobs.job("tests.fails", every=timedelta(days=1))
    def fails():
        raise RuntimeError("máy in hết giấy")

    try:
        code, out, err = dinh("run", "tests.fails")
        assert code == 1
        assert "lỗi" in out
        assert "máy in hết giấy" in err
    finally:
        jobs.forget("tests.fails")


def test_a_database_that_is_not_there_gets_one_sentence(dinh, monkeypatch):
    def broken(*_args, **_more):
        raise DatabaseError("no such table")

    monkeypatch.setattr(services, "verify", broken)
    code, _out, err = dinh("verify")
    assert code == 1
    assert "dinh up" in err
