"""A whole province on one server process: how quick its pages are with fifty people at work, how long the morning takes.

`dinh demo --size province` furnishes Thanh Hóa on a PostgreSQL cluster of this run: 166 communes, 850 offices, 5,000
people, 110,000 assignments and 300,000 figures of five years. `dinh serve` serves it as in use: one process. Fifty people
(five of the province, forty-five of communes) sign in and each opens a page every 4 to 8 seconds: desk, list of work,
leader's board, plan, search. How it goes at every 2 to 4 seconds is told beside, without a goal. What is timed is the whole
answer at the client, which shares the machine with server and database. The bare limit is the health page of the same
server under the same fifty people. The closed loop has no pauses: fifty requests are always waiting, so it tells how many
pages a second there are, not how long a person waits.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg

from bench.serving import row
from walks.conftest import BIN, House, served_town
from walks.people import http_client

ROOT = Path(__file__).resolve().parent.parent
PEOPLE = 50
PAUSE = (4.0, 8.0)
"""Seconds between two pages of one person: 500 to 900 pages an hour each, faster than anybody reads."""
HASTE = (2.0, 4.0)
"""Twice as fast; told, not promised."""
SECONDS = 90.0
CLOSED = 20.0
GOAL = 300.0
TYPED = (
    "hồ sơ trực tuyến",
    "chu ky so",
    "an toàn thông tin",
    "12/KH",
    "Nguyễn Văn Mẫu",
    "báo cáo kết quả",
    "so suc khoe dien tu",
    "tổ công nghệ số",
)
PAGES = ("desk", "work", "board", "plan", "search")


@dataclass
class Person:
    """One of the fifty: a cookie, and where their pages are."""

    username: str
    cookie: str
    plan: str
    seen: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)

    def address(self, page: str, turn: int) -> str:
        if page == "search":
            return f"/tim/?q={quote(TYPED[turn % len(TYPED)])}"
        return {"desk": "/", "work": "/viec/", "board": "/bang/", "plan": self.plan, "health": "/suc-khoe/"}[
            page
        ]


def usernames() -> list[str]:
    """Five of the province and forty-five of communes: a leader, a planner and an officer of each of fifteen."""
    from dinh.town.register import load

    codes = [unit.code for unit in load().alive(date(2026, 11, 20), 3) if unit.path.startswith("/38/")]
    some = random.Random(7).sample(sorted(codes), 15)
    below = [name.format(code) for code in some for name in ("chutich.{}", "cds.{}", "cv31.{}")]
    return ["theodoi.tinh", "cds.tinh", "chutich.tinh", "cv001.tinh", "cv002.tinh", *below]


def come_in(house: House, username: str) -> Person:
    """Sign in and find one's own plan: the first of the list."""
    client = http_client(house, username)
    listing = client.get("/ke-hoach/").text
    found = re.search(r'href="(/ke-hoach/\d+/)', listing)
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    client.close()
    return Person(username, cookie, found.group(1) if found else "/ke-hoach/")


def ask(connection: http.client.HTTPConnection, person: Person, page: str, turn: int, *, keep: bool) -> None:
    began = time.perf_counter()
    connection.request("GET", person.address(page, turn), headers={"Cookie": person.cookie})
    answer = connection.getresponse()
    body = answer.read()
    took = time.perf_counter() - began
    if answer.status != 200 or not body:
        person.wrong.append(f"{page} {person.address(page, turn)}: {answer.status}")
    elif keep:
        person.seen[page].append(took)


def work(
    house: House, people: list[Person], pages: tuple[str, ...], seconds: float, pause: tuple[float, float]
) -> float:
    """Everybody at once for so long; gives pages a second. The first page of each is not counted: it warms."""
    port = urlsplit(house.url).port
    for person in people:
        person.seen.clear()
    end = time.perf_counter() + seconds

    def one(number: int, person: Person) -> None:
        chance = random.Random(number)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        time.sleep(chance.uniform(0, pause[1]))
        turn = number
        first = True
        while time.perf_counter() < end:
            ask(connection, person, pages[turn % len(pages)], turn, keep=not first)
            first = False
            turn += 1
            time.sleep(chance.uniform(*pause))
        connection.close()

    crew = [threading.Thread(target=one, args=pair) for pair in enumerate(people)]
    began = time.perf_counter()
    for each in crew:
        each.start()
    for each in crew:
        each.join()
    done = sum(len(times) for person in people for times in person.seen.values())
    return done / (time.perf_counter() - began)


def p95(people: list[Person], page: str) -> float:
    times = [seconds for person in people for seconds in person.seen[page]]
    return statistics.quantiles(times, n=20)[-1] * 1000


def alone(house: House, person: Person, address: str, times: int = 9) -> float:
    """The median of one person alone, in milliseconds."""
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(house.url).port, timeout=120)
    took = []
    for _ in range(times):
        began = time.perf_counter()
        connection.request("GET", address, headers={"Cookie": person.cookie})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, f"{address}: {answer.status}"
        took.append(time.perf_counter() - began)
    connection.close()
    return statistics.median(took) * 1000


def measure() -> list[dict[str, Any]]:
    """Rows for the database that DINH_DATABASE_URL names, which is empty or holds the province already."""
    with tempfile.TemporaryDirectory() as home:
        began = time.perf_counter()
        subprocess.run(
            [BIN / "dinh", "demo", "--size", "province"],
            env={
                **os.environ,
                "DINH_HOME": home,
                "DINH_DEMO": "1",
                "DJANGO_SETTINGS_MODULE": "dinh.frame.settings",
            },
            check=True,
            stdout=sys.stderr,
            timeout=3600,
        )
        furnished = time.perf_counter() - began
        settle(home)
        with served_town(Path(home), size="province") as house:
            return [
                row("reach.furnish_province", furnished, "s", "<= 600", furnished <= 600, "", None),
                *pages_of(house),
                *morning(house),
            ]


def settle(home: str) -> None:
    """What a server has behind it by the first morning: the clock's jobs of the day, and PostgreSQL's own housekeeping
    after five years came in at once."""
    env = {**os.environ, "DINH_HOME": home, "DJANGO_SETTINGS_MODULE": "dinh.frame.settings"}
    for name in ("work.make-turns", "reporting.lay-out", "boards.catch-up"):
        subprocess.run([BIN / "dinh", "run", name], env=env, check=True, stdout=sys.stderr, timeout=1800)
    with psycopg.connect(os.environ["DINH_DATABASE_URL"], autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def pages_of(house: House) -> list[dict[str, Any]]:
    people = [come_in(house, name) for name in usernames()]
    assert len(people) == PEOPLE
    work(house, people, ("health",), 20, PAUSE)
    bare = p95(people, "health")
    work(house, people, ("health",), 8, (0, 0))
    bare_rate = work(house, people, ("health",), 8, (0, 0))
    said = f"health page {bare:.0f} ms, {bare_rate:.0f}/s"
    rate = work(house, people, PAGES, SECONDS, PAUSE)
    rows = []
    for page in PAGES:
        slow = p95(people, page)
        rows.append(row(f"reach.{page}_p95_50_people", slow, "ms", "<= 300", slow <= GOAL, said, slow / bare))
    rows.append(row("reach.pages_50_people", rate, "pages/s", "", None, said, None))  # type: ignore[arg-type]
    hasty = work(house, people, PAGES, SECONDS / 2, HASTE)
    times = statistics.quantiles([s for p in people for t in p.seen.values() for s in t], n=20)[-1] * 1000
    rows.append(
        row("reach.any_page_p95_pauses_2_to_4_s", times, "ms", "", None, f"{hasty:.1f} pages/s; {said}", None)  # type: ignore[arg-type]
    )
    full = work(house, people, PAGES, CLOSED, (0, 0))
    waited = statistics.quantiles([s for p in people for t in p.seen.values() for s in t], n=20)[-1]
    closed = f"closed loop, no pauses, p95 {waited * 1000:.0f} ms; {said}"
    rows.append(
        row("reach.pages_closed_loop", full, "pages/s", ">= 15", full >= 15, closed, full / bare_rate)
    )
    wrong = [each for person in people for each in person.wrong]
    assert not wrong, wrong[:5]
    rows.append(table_of_targets(house, people[0], bare))
    return rows


def table_of_targets(house: House, person: Person, bare: float) -> dict[str, Any]:
    """The board of 60 targets over 166 communes, opened by somebody of the province."""
    client = http_client(house, person.username)
    listing = client.get("/bang/xa/")
    found = re.findall(r'href="(/bang/xa/\d+/)', listing.text) or [urlsplit(str(listing.url)).path]
    client.close()
    took = max(alone(house, person, each) for each in dict.fromkeys(found))
    return row(
        "reach.60_targets_166_communes", took, "ms", "<= 1000", took <= 1000, f"{bare:.0f} ms", took / bare
    )


_MORNING = """
import json, sys, time
from datetime import datetime, timedelta
import django; django.setup()
from django.utils import timezone
from dinh.ground import calendar
from dinh.town.models import Account
from dinh.work.pressing import services
day = timezone.localdate() + timedelta(days=1)
while not calendar.for_country().is_working(day):
    day += timedelta(days=1)
at = timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=7)
began = time.perf_counter()
done = services.morning(at=at)
took = time.perf_counter() - began
print("ROW" + json.dumps([took, done.reminders if done else 0, done.digests if done else 0, Account.objects.count()]))
"""


def morning(house: House) -> list[dict[str, Any]]:
    """The next working morning's reminders and digests of everybody, beside the server as it stands."""
    done = subprocess.run(
        [sys.executable, "-c", _MORNING], env=house.env, capture_output=True, text=True, check=False, cwd=ROOT
    )
    said = next((line for line in done.stdout.splitlines() if line.startswith("ROW")), None)
    assert said, done.stderr[-2000:]
    took, reminders, digests, people = json.loads(said[3:])
    beside = f"{reminders} reminders, {digests} digests, {people} people"
    return [row("reach.morning_of_5000_people", took, "s", "<= 60", took <= 60 and digests > 0, beside, None)]


def figures() -> list[dict[str, Any]]:
    """Rows from a PostgreSQL cluster started for this run."""
    code = (
        "import json; from bench.__main__ import stand_up; stand_up(); from bench.reach import measure; "
        "print('ROWS' + json.dumps(measure()))"
    )
    done = subprocess.run(
        [sys.executable, "tools/with_postgres.py", sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    said = next((line for line in done.stdout.splitlines() if line.startswith("ROWS")), None)
    assert said, done.stderr[-2000:]
    return list(json.loads(said[4:]))
