"""A large load: what it lays aside is there again, wherever it was cut off, and the year is the same as without a cut."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection, transaction

from dinh.dossiers import command
from dinh.dossiers.models import Dossier, LaidAside, SimulatedYear
from dinh.dossiers.simulate import aside, compare, running, scribe, stamping, year
from dinh.ground import ciphers
from dinh.ground import services as ground
from dinh.ground.models import LedgerLine

from .builders import Ward
from .test_simulate import FIRST, LAST, laid

COUNT = 40
ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ward(transactional_db: None) -> Ward:
    return Ward()


_KILLED = f"""
import django, os, signal
django.setup()
from dinh.dossiers.simulate import aside, running, year
from dinh.dossiers.tests.test_simulate import FIRST, LAST
aside.LARGE = 1
plan = year.lay_out(under="/38/", first=FIRST, last=LAST, seed=7, citizens=20)
def say(words):
    if words.startswith("12/11/2026"):
        os.kill(os.getpid(), signal.SIGKILL)
running.run(plan, {COUNT}, say)
"""


def structure() -> list[tuple[object, ...]]:
    """Every index and constraint of the tables that are loaded, and whether it holds."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename::text, indexname::text, indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL "
            "SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) || convalidated FROM pg_constraint "
            "UNION ALL SELECT relname::text, '', reloptions::text FROM pg_class WHERE reloptions IS NOT NULL ORDER BY 1, 2, 3"
        )
        return list(cursor.fetchall())


class _Cut(Exception):
    pass


def cut_off() -> None:
    """A run that ends in the middle: by kill -9 where a database of its own can be reached from another process."""
    if connection.vendor == "postgresql":
        told = connection.settings_dict
        url = f"postgres://{told['USER']}@/{told['NAME']}?host={quote(told['HOST'], safe='')}"
        env = {
            **os.environ,
            "DINH_DATABASE_URL": url,
            "DINH_FIELD_KEY": settings.DINH_FIELD_KEY,
            "DJANGO_SETTINGS_MODULE": "dinh.frame.settings_for_tests",
        }
        done = subprocess.run([sys.executable, "-c", _KILLED], cwd=ROOT, env=env, check=False)
        assert done.returncode == -signal.SIGKILL
        return

    def say(words: str) -> None:
        if words.startswith("12/11/2026"):
            raise _Cut

    with pytest.raises(_Cut):
        running.run(_plan(), COUNT, say)


def _plan() -> year.Year:
    return year.lay_out(under="/38/", first=FIRST, last=LAST, seed=7, citizens=20)


def test_a_load_that_was_killed_goes_on_and_is_the_year_it_would_have_been(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(aside, "LARGE", 1)
    settings.DINH_FIELD_KEY = ciphers.new_key()
    laid(ward)
    before = structure()
    whole = compare._undone(lambda: running.run_once(_plan(), COUNT), set())
    assert len(whole) == COUNT
    cut_off()
    there = Dossier.objects.count()
    state = SimulatedYear.objects.get(done_at=None)
    assert 0 < there < COUNT and state.days_done == 4
    assert LedgerLine.objects.filter(about_kind="dossier").exists() and ground.verify().ok
    if connection.vendor == "postgresql":
        assert LaidAside.objects.count() > 30 and structure() != before
    with pytest.raises(year.CannotSimulate, match="chưa xong"):
        running.run(_plan(), COUNT + 1)
    said: list[str] = []
    running.run(_plan(), COUNT, said.append)
    assert "Diễn tiếp sau ngày 12/11/2026." in said
    assert compare.differences(whole, compare.picture()) == []
    assert not LaidAside.objects.exists() and structure() == before
    assert ground.verify().ok and not SimulatedYear.objects.filter(done_at=None).exists()


def test_a_scribe_that_ends_is_told_of_and_the_load_goes_on_later(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aside, "LARGE", 1)
    laid(ward)
    if connection.vendor == "postgresql":
        with monkeypatch.context() as patch:
            patch.setattr(scribe, "_PROGRAM", "raise SystemExit(1)")
            with pytest.raises(year.CannotSimulate, match="đã dừng giữa chừng"):
                running.run(_plan(), COUNT)
        assert not Dossier.objects.exists() and LaidAside.objects.exists()
    else:  # one file, one writer: the load writes by itself
        monkeypatch.setattr(scribe, "_PROGRAM", "raise SystemExit(1)")
    assert running.run(_plan(), COUNT) == COUNT == Dossier.objects.count()
    assert ground.verify().ok and not LaidAside.objects.exists()


def test_a_number_that_somebody_took_meanwhile_stops_the_load_with_a_sentence(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aside, "LARGE", 1)
    laid(ward)
    handed = stamping.Numbers.taken

    def taken(numbers: stamping.Numbers) -> list[tuple[int, date, int, int]]:
        return [(unit, day, count, last + 1) for unit, day, count, last in handed(numbers)]

    with monkeypatch.context() as patch:
        patch.setattr(stamping.Numbers, "taken", taken)
        with pytest.raises(year.CannotSimulate, match="Chạy lại lệnh này để diễn tiếp"):
            running.run(_plan(), COUNT)
    assert not Dossier.objects.exists()
    assert running.run(_plan(), COUNT) == COUNT and ground.verify().ok


def test_a_day_goes_through_the_pipe_as_it_is(ward: Ward) -> None:
    laid(ward)
    seen: list[stamping.Sheaf] = []
    write = running.write

    def through(sheaf: stamping.Sheaf, done: Callable[[], object]) -> None:
        pipe = BytesIO()
        scribe.lay_down(sheaf, 3, pipe)
        pipe.seek(0)
        again, days = scribe.take_up(pipe)
        assert days == 3 and (again.lines, again.taken, again.bills.taken) == (
            sheaf.lines, sheaf.taken, sheaf.bills.taken,
        )  # fmt: skip
        assert {model: b"".join(texts) for model, texts in again.texts.items()} == {
            model: b"".join(texts) for model, texts in sheaf.texts.items()
        }
        assert list(map(b"".join, again.bills.texts)) == list(map(b"".join, sheaf.bills.texts))
        seen.append(again)
        write(again, done)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "write", through)
        running.run(_plan(), COUNT)
    assert any(one.bills.taken for one in seen) and any(one.lines for one in seen)


def test_what_a_killed_load_left_out_is_built_by_dinh_up(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    from dinh.frame import command as frame

    monkeypatch.setattr(aside, "LARGE", 1)
    before = structure()
    with transaction.atomic():
        aside.lay_aside(10)
    if connection.vendor == "postgresql":
        names = set(LaidAside.objects.values_list("name", flat=True))
        assert {"ground_mention_story", "dossiers_hold_office", "dossiers_dossier_code_key"} <= names
        assert structure() != before
        with aside.alone():
            pass
    monkeypatch.setattr("django.core.management.call_command", lambda *_a, **_k: None)
    frame._up()
    assert structure() == before and not LaidAside.objects.exists()


def test_it_is_not_played_where_dossiers_are_real(
    ward: Ward, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    edition = ward.procedure("1.001193", fee=None)
    real = ward.receive(edition)
    settings.DINH_DEMO = False
    assert command.simulate(["--dossiers", "5"]) == 1
    assert "DINH_DEMO đang tắt" in capsys.readouterr().err
    assert list(Dossier.objects.values_list("pk", flat=True)) == [real.pk]
    assert not SimulatedYear.objects.exists()
