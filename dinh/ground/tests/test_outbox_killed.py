"""kill -9 while letters go out, at each of the moments: none is lost, and the mail server knows a second try as the same."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

PREPARE = """
import smtplib
from datetime import datetime, timezone
import django
django.setup()
from dinh.ground.outbox import carriers, services
from dinh.ground.outbox.models import Letter
from dinh.ground.shapes import Ref
from dinh.ground.testing import die, lay_tables
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=timezone.utc)
"""
POST = """
lay_tables()
for n in range(4):
    services.post(key=f"k{n}", to=Ref("person", n), channel="email", address=f"mau{n}@mau.example", subject="Nhắc",
                  text="…", by=None, at=NOW)
"""
AFTER = """
print(services.deliver(now=NOW))
print(sorted(Letter.objects.values_list("state", flat=True)), sum(Letter.objects.values_list("unsure", flat=True)))
"""


@pytest.fixture
def mails(tmp_path):
    """A mail server in a program of its own: it lives on when its client is killed."""
    folder = tmp_path / "mails"
    folder.mkdir()
    server = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("mail_server.py")), str(folder)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    port = server.stdout.readline().strip()
    yield folder, port
    server.kill()
    server.wait(timeout=10)


@pytest.fixture
def python(programs, mails):
    go = programs(PREPARE, DINH_SMTP_URL=f"smtp://127.0.0.1:{mails[1]}", DINH_MAIL_FROM="cds@mau.example")
    made = go(POST)
    assert made.returncode == 0, made.stderr
    return go


KILLS = {
    "after the claim": (
        "services._claim = lambda letter, holder, claim=services._claim: claim(letter, holder) and die()",
        0,
    ),
    "before the text": (
        """
        hand = carriers.SmtpCarrier._hand
        carriers.SmtpCarrier._hand = lambda self, line, wire, handing: (die() if count() == 2 else hand(self, line, wire, handing))
        """,
        0,
    ),
    "inside the text, before the server took it": (
        """
        def half(line, wire):
            line.putcmd("data"); line.getreply(); line.send(wire[:200]); die()
        data = smtplib.SMTP.data
        smtplib.SMTP.data = lambda line, wire: half(line, wire) if count() == 2 else data(line, wire)
        """,
        1,
    ),
    "after the server took it, before the mark": (
        "services._mark = lambda *args, mark=services._mark: die() if count() == 2 else mark(*args)",
        1,
    ),
    "after the mark": (
        "services._mark = lambda *args, mark=services._mark: (mark(*args), die() if count() == 2 else None)[0]",
        0,
    ),
}


@pytest.mark.parametrize("moment", KILLS)
def test_killed_at_any_moment_every_letter_goes_and_no_second_one_is_another(python, mails, moment):
    how, unsure = KILLS[moment]
    counter = "import itertools\nnumbers = itertools.count(1)\ncount = lambda: next(numbers)\n"
    killed = python(counter + textwrap.dedent(how) + "\nservices.deliver(now=NOW)")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    after = python(AFTER)
    assert after.returncode == 0, after.stderr
    assert after.stdout.splitlines()[1] == f"['sent', 'sent', 'sent', 'sent'] {unsure}"

    taken = sorted(path.name for path in mails[0].iterdir())
    assert len({name.partition(".")[0] for name in taken}) == 4, "none is lost"
    twice = [name for name in taken if name.endswith(".2")]
    if moment == "after the server took it, before the mark":
        # The one moment nobody can see into: it goes again, letter for letter the same, which a mail system drops.
        [name] = twice
        assert (mails[0] / name).read_bytes() == (mails[0] / f"{name[:-2]}.1").read_bytes()
    else:
        assert twice == []


def test_a_letter_cut_off_in_the_demo_town_is_still_one_file(tmp_path, python):
    body = """
    from django.conf import settings
    settings.DINH_SMTP_URL, settings.DINH_DEMO = "", True
    services._mark = die
    services.deliver(now=NOW)
    """
    for _again in range(3):
        assert python(body).returncode == -signal.SIGKILL
    assert len(list((tmp_path / "mail").glob("*.eml"))) <= 4
    settled = python(body.replace("services._mark = die", ""))
    assert settled.returncode == 0, settled.stderr
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 4
