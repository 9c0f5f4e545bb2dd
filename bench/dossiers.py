"""Public services at the size of a province: intakes and steps a second, a made-up year, pages with millions of dossiers.

A PostgreSQL cluster of this run, which flushes every commit to the disk (fsync, synchronous_commit and full_page_writes on),
holds the register's province 38 with the usual offices of its communes and the shipped
catalogue, offered everywhere. What is measured, each beside a bare limit of the same cluster:

- `intake_api`: JSON intakes through `granian` with two workers, eight callers without pauses, each with keys of its own;
  beside it the same rows by a bare INSERT and commit each, one connection.
- `steps`: `services.step_many` in two processes, 200 steps a transaction, from open to handed out; `steps_api`: the same
  operation over the JSON API (one step of each dossier that was just taken in, as many a call as a commune has);
  `steps_one_by_one`: `services.step` in two processes, one transaction a step.
- `year`: `dinh simulate` as far as DINH_BENCH_DOSSIERS (5,000,000) dossiers; `year_equal`: through the services and set by
  set, field by field.
- `intake_api_full`: intakes again, at that size, the statistics of the database taken.
- `worklist`, `page`, `list`: an officer's worklist, one dossier's page, the list of dossiers, at that size.

DINH_BENCH_DOSSIERS=100000 makes it short; the size stands in the row.
"""

from __future__ import annotations

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.serving import row

ROOT = Path(__file__).resolve().parent.parent
ASKED = 5_000_000
MANY = int(os.environ.get("DINH_BENCH_DOSSIERS", ASKED))
EQUAL = int(os.environ.get("DINH_BENCH_EQUAL", "10000"))
SECONDS = float(os.environ.get("DINH_BENCH_SECONDS", "30"))
CALLERS = 8
BATCH = 200
PORT = 8791
FIRST, LAST = date(2026, 1, 1), date(2026, 11, 20)
PASSWORD = "mot cau du dai 1"


# ---------------------------------------------------------------- the province


def lay() -> list[str]:
    """Units, offices, catalogue, offers; an officer, a leader and a key for each of forty communes. Gives the keys."""
    from django.core.management import call_command
    from django.utils import timezone

    from dinh.catalog.models import Offer, Procedure
    from dinh.catalog.services import load_edition
    from dinh.catalog.services.process_book import load_processes
    from dinh.town import services as town
    from dinh.town.models import Office, Unit

    call_command("migrate", verbosity=0)
    at = timezone.make_aware(datetime(2025, 7, 1, 8))
    town.load_units(at=at)
    province = Unit.objects.alive_on(LAST).get(code="38", level=1)
    communes = list(Unit.objects.alive_on(LAST).filter(path__startswith=province.path, level=3))
    town.open_offices_many(units=communes, by=None, at=at)
    load_edition(keeper=province, by=None, at=at)
    load_processes(at=at)
    back = dict(Office.objects.alive_on(LAST).filter(kind="van-phong").values_list("unit_id", "id"))
    Offer.objects.bulk_create(
        [
            Offer(unit=unit, procedure=each, office_id=back[unit.pk], since=date(2025, 7, 1))
            for unit in communes
            for each in Procedure.objects.all()
        ]
    )
    _people(communes, at)
    return [_key(unit, at) for unit in communes[:40]]


def _people(communes: list[Any], at: datetime) -> None:
    """Who works in each commune: three at the counter, three in the office behind it, a leader and a cashier, with accounts; and
    the commune's own account at a bank that is heard."""
    from dinh.till import services as till
    from dinh.town.models import Account, Mandate, Office, Person

    kinds = ("trung-tam-hanh-chinh-cong", "van-phong")
    offices = list(Office.objects.alive_on(LAST).filter(unit__in=communes, kind__in=kinds))
    posts = [("officer", office.unit_id, office.pk) for office in offices for _n in range(3)]
    posts += [(role, unit.pk, None) for unit in communes for role in ("leader", "cashier")]
    persons = [Person(name="Bùi Thị Thí Dụ", folded="bui thi thi du") for _post in posts]
    Person.objects.bulk_create(persons)
    Mandate.objects.bulk_create(
        [
            Mandate(person=person, role=role, unit_id=unit, office_id=office, since=date(2025, 7, 1))
            for person, (role, unit, office) in zip(persons, posts, strict=True)
        ]
    )
    Account.objects.bulk_create([Account(username=f"nguoi.{each.pk}", person=each) for each in persons])
    for unit in communes:
        account = till.open_account(
            unit=unit, bin="999999", bank_name="Ngân hàng Mẫu", number=f"00{unit.code}0001",
            holder="UBND", since=date(2025, 7, 1), by=None, at=at,
        )  # fmt: skip
        till.make_key(account_id=account.pk, by=None, at=at)


def _key(unit: Any, at: datetime) -> str:
    """A key of an officer of the unit's desk, who signs in as quay.<code>."""
    from django.utils import timezone

    from dinh.town import queries
    from dinh.town import services as town
    from dinh.town.models import Account, Mandate, Office, Person

    desk = Office.objects.alive_on(LAST).get(unit=unit, kind="trung-tam-hanh-chinh-cong")
    person = Person.objects.create(name="Bùi Văn Thí Dụ", folded="bui van thi du")
    Mandate.objects.create(person=person, role="officer", unit=unit, office=desk, since=date(2025, 7, 1))
    Account.objects.create_user(f"quay.{unit.code}", PASSWORD, person=person)
    now = timezone.now()
    _token, key = town.make_token(
        person=person,
        name="đo",
        scopes={"dossiers": "write"},
        until=timezone.localdate() + timedelta(days=30),
        unit=None,
        by=queries.actor_of_person(person, now),
        at=now,
    )
    return f"{unit.code} {desk.pk} {key}"


# ---------------------------------------------------------------- serving


@contextmanager
def served(home: str, workers: int) -> Iterator[None]:
    """The application as `dinh serve` starts it, with so many workers and no limits on how often one may ask."""
    server = subprocess.Popen(
        [
            str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--port", str(PORT),
            "--workers", str(workers), "--blocking-threads", "4", "--backpressure", "256",
            "--log-level", "error", "dinh.frame.wsgi:application",
        ],
        cwd=ROOT,
        env={**os.environ, "DINH_HOME": home, "DINH_LIMITS": "0", "DINH_DEMO": "1", "DINH_PLAIN_STATIC": "1",
             "DJANGO_SETTINGS_MODULE": "dinh.frame.settings"},
        stdout=sys.stderr,
    )  # fmt: skip
    try:
        _wait()
        yield
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait() -> None:
    for _n in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/suc-khoe/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not come up")


def at_once(crew: list[Any]) -> float:
    """Run them side by side; gives the seconds."""
    threads = [threading.Thread(target=each) for each in crew]
    began = time.perf_counter()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return time.perf_counter() - began


def bodies(keys: list[str]) -> dict[str, list[dict[str, Any]]]:
    """For each key the intakes it sends: procedures of the catalogue that cost nothing."""
    from dinh.catalog import queries as catalog

    made = []
    for code in ("1.001193", "1.000656", "2.000908", "1.004837"):
        edition = catalog.edition_on(code, LAST)
        assert edition is not None
        cases = [paper.case_name for paper in edition.papers.all() if paper.case_name]
        case = cases[0] if cases else ""
        papers = [
            {"paper_id": paper.pk, "originals": paper.originals or 1, "copies": paper.copies}
            for paper in edition.papers.all()
            if paper.case_name in ("", case)
        ]
        claimed = [each.code for each in edition.exemptions.all()][:1]
        made.append({"procedure_code": code, "papers": papers, "case_name": case, "exemptions": claimed})
    return {
        key: [{**each, "unit_code": key.split()[0], "office_id": int(key.split()[1])} for each in made]
        for key in keys
    }


def intakes(keys: list[str], seconds: float) -> tuple[float, float, int]:
    """Intakes a second, their 95th percentile in milliseconds, and how many there were."""
    given = bodies(keys)
    times: list[list[float]] = [[] for _n in range(CALLERS)]
    wrong: list[str] = []
    end = time.perf_counter() + seconds

    def call(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        turn = 0
        while time.perf_counter() < end:
            key = keys[(number + turn * CALLERS) % len(keys)]
            body = dict(given[key][turn % len(given[key])])
            body["applicant"] = {
                "name": "Nguyễn Văn Mẫu", "identity": f"038{number}{turn:08d}", "phone": "0912000512",
            }  # fmt: skip
            body["request_key"] = f"b{os.getpid()}-{number}-{turn}-{end:.0f}"
            sent = json.dumps(body).encode()
            head = {"Authorization": f"Bearer {key.split()[2]}", "Content-Type": "application/json"}
            began = time.perf_counter()
            connection.request("POST", "/api/v1/dossiers", sent, head)
            answer = connection.getresponse()
            said = answer.read()
            took = time.perf_counter() - began
            if answer.status != 201:
                wrong.append(said.decode()[:300])
                return
            if turn >= 5:  # the first ones warm
                times[number].append(took)
            turn += 1
        connection.close()

    took = at_once([lambda n=n: call(n) for n in range(CALLERS)])
    assert not wrong, wrong[0]
    every = [each for some in times for each in some]
    return (len(every) + 5 * CALLERS) / took, statistics.quantiles(every, n=20)[-1] * 1000, len(every)


def bare_inserts(seconds: float = 3.0) -> float:
    """The newest dossier's own row again and again by a bare INSERT, one commit each; nothing of it stays."""
    import psycopg

    with psycopg.connect(os.environ["DINH_DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE UNLOGGED TABLE bare (LIKE dossiers_dossier INCLUDING ALL)")
        connection.execute("INSERT INTO bare SELECT * FROM dossiers_dossier ORDER BY id DESC LIMIT 1")
        names = [each[0] for each in connection.execute("SELECT * FROM bare").description or ()]
        own = {"id", "code", "code_key", "request_key"}
        columns = ", ".join(f'"{name}"' for name in names)
        values = ", ".join("%s" if name in own else f'"{name}"' for name in names)
        kinds = {"id": int}
        done, end = 0, time.perf_counter() + seconds
        began = time.perf_counter()
        while time.perf_counter() < end:
            done += 1
            said = [kinds.get(name, str)(10**9 + done) for name in names if name in own]
            connection.execute(
                f"INSERT INTO bare ({columns}) SELECT {values} FROM bare LIMIT 1",
                said,
            )
        took = time.perf_counter() - began
        connection.execute("DROP TABLE bare")
    return done / took


# ---------------------------------------------------------------- steps

_STEPS = """
import json, sys, time
import django; django.setup()
from django.utils import timezone
from dinh.catalog.rules import process
from dinh.dossiers import services
from dinh.dossiers.models import Holding
from dinh.dossiers.services.known import graph_of
from dinh.dossiers.shapes import StepGiven
part, parts, seconds, most = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
rows = Holding.objects.filter(closed_at=None).exclude(role__in=("", "citizen", "other-body")).order_by("id")
asks = rows.extra(where=["dossiers_holding.dossier_id %% %s = %s"], params=[parts, part])
last, done, spent = 0, 0, 0.0
while spent < seconds:
    found = list(asks.filter(pk__gt=last).values_list("pk", "step__key", "dossier__process_id")[:2000])
    if not found:
        break
    last = found[-1][0]
    given = [StepGiven(pk, process.outcomes(graph_of(version), key)[0].outcome) for pk, key, version in found]
    began = time.perf_counter()
    while given and time.perf_counter() - began + spent < seconds:
        some, given = given[:most], given[most:]
        if most == 1:
            services.step(holding_id=some[0].holding_id, outcome=some[0].outcome, by=None, at=timezone.now())
        else:
            told = services.step_many(steps=some, by=None, at=timezone.now())
            assert all(one.ok for one in told), next(str(one.refused) for one in told if not one.ok)
        done += len(some)
    spent += time.perf_counter() - began
print("ROW" + json.dumps([done, spent]))
"""


def steps(parts: int, seconds: float, most: int) -> float:
    """Steps saved a second by so many processes, `most` of them in one transaction: officers' and leaders' steps as they
    stand open, the dossiers led on from one to the next, decided and handed out."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "dinh.frame.settings"}
    crew = [
        subprocess.Popen(
            [sys.executable, "-c", _STEPS, str(part), str(parts), str(seconds), str(most)],
            cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True,
        )
        for part in range(parts)
    ]  # fmt: skip
    total = 0.0
    for each in crew:
        said = next(line for line in each.communicate()[0].splitlines() if line.startswith("ROW"))
        done, took = json.loads(said[3:])
        assert done, "nothing to step"
        total += done / took
    return total


def steps_by_api(keys: list[str], seconds: float) -> tuple[float, float]:
    """Steps a second over the JSON API with four callers, and how many went in a call: the first step of what was just taken
    in, by the officers who took it in."""
    from dinh.catalog.rules import process
    from dinh.dossiers.models import Holding
    from dinh.dossiers.services.known import graph_of

    calls: list[tuple[str, list[dict[str, Any]]]] = []
    for key in keys:
        rows = Holding.objects.filter(closed_at=None, step__key="tiep-nhan", unit__code=key.split()[0])
        of = list(rows.order_by("-id").values_list("pk", "step__key", "dossier__process_id")[:BATCH])
        some = [
            {"step_id": pk, "outcome": process.outcomes(graph_of(version), step)[0].outcome}
            for pk, step, version in of
        ]
        if some:
            calls.append((key.split()[2], some))
    assert calls, "nothing to step"
    left, wrong, done = list(calls), list[str](), list[int]()
    end = time.perf_counter() + seconds

    def call() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
        while time.perf_counter() < end:
            try:
                key, some = left.pop()
            except IndexError:
                break
            head = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
            connection.request("POST", "/api/v1/dossier-steps", json.dumps({"steps": some}).encode(), head)
            answer = connection.getresponse()
            said = answer.read()
            if answer.status != 200 or json.loads(said)["refused"]:
                wrong.append(said.decode()[:300])
                return
            done.append(len(some))
        connection.close()

    took = at_once([call] * 4)
    assert not wrong, wrong[0]
    return sum(done) / took, sum(done) / len(done)


# ---------------------------------------------------------------- pages


def pages(key: str, code: str) -> dict[str, list[float]]:
    """Times of an officer's worklist, of one dossier and of the list, in milliseconds, alone with the server."""
    import httpx

    unit = key.split()[0]
    found: dict[str, list[float]] = {"worklist": [], "page": [], "list": [], "health": []}
    with httpx.Client(base_url=f"http://127.0.0.1:{PORT}", follow_redirects=True, timeout=120) as client:
        start = client.get("/dang-nhap/")
        token = start.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        came = client.post(
            "/dang-nhap/",
            data={"csrfmiddlewaretoken": token, "username": f"quay.{unit}", "password": PASSWORD},
            headers={"Referer": f"http://127.0.0.1:{PORT}/dang-nhap/"},
        )
        assert came.status_code == 200 and "/dang-nhap" not in str(came.url), came.url
        ask = {
            "worklist": "/ho-so/?xem=cho-nhan", "page": f"/ho-so/{code}/", "list": "/ho-so/?xem=tat-ca",
            "health": "/suc-khoe/",
        }  # fmt: skip
        for _n in range(60):
            for name, path in ask.items():
                began = time.perf_counter()
                answer = client.get(path)
                found[name].append((time.perf_counter() - began) * 1000)
                assert answer.status_code == 200, (path, answer.status_code)
    return {name: times[5:] for name, times in found.items()}


# ---------------------------------------------------------------- all of it


def play(count: int) -> tuple[float, int]:
    """Seconds of a year of so many dossiers, and how many rows and lines it left."""
    from django.db import connection

    from dinh.dossiers.simulate import running, year

    plan = year.lay_out(under="/38/", first=FIRST, last=LAST, seed=1, citizens=max(1, count // 5))
    began = time.perf_counter()
    running.run(plan, count, lambda words: print(words, file=sys.stderr, flush=True))
    took = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM dossiers_holding) + (SELECT count(*) FROM ground_ledgerline)"
        )
        return took, int(cursor.fetchone()[0])


def equal(count: int) -> tuple[int, float]:
    """How many differences so many dossiers show, and the seconds of both ways together."""
    from dinh.dossiers.simulate import compare, year

    plan = year.lay_out(under="/38/", first=FIRST, last=LAST, seed=2, citizens=max(1, count // 5))
    began = time.perf_counter()
    told = compare.both_ways(plan, count)
    print(*told[:5], sep="\n", file=sys.stderr)
    return len(told), time.perf_counter() - began


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def measure() -> list[dict[str, Any]]:
    """Rows for the cluster that DINH_DATABASE_URL names."""
    from django.db import connection

    keys = lay()
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as home:
        os.environ["DINH_HOME"] = home
        from django.conf import settings

        settings.DINH_HOME = Path(home)
        different, took = equal(EQUAL)
        said = f"{EQUAL} dossiers both ways in {took:.0f} s"
        rows.append(row("dossiers.year_differences", different, "fields", "0", different == 0, said, None))
        with served(home, 2):
            intakes(keys, 5)
            rate, slow, many = intakes(keys, SECONDS)
        bare = bare_inserts()
        beside = f"bare INSERT of the dossier's row {bare:.0f}/s; {many} intakes, {CALLERS} callers"
        rows.append(
            row("dossiers.intake_api", rate, "dossiers/s", ">= 150", rate >= 150, beside, rate / bare)
        )
        rows.append(row("dossiers.intake_api_p95", slow, "ms", "<= 150", slow <= 150, beside, None))
        with served(home, 2):
            through, called = steps_by_api(keys, SECONDS / 3)
        singly = steps(2, SECONDS / 6, 1)
        saved = steps(2, SECONDS / 3, BATCH)
        beside = (
            f"two processes, {BATCH} a transaction; one by one {singly:.0f}/s; bare INSERT {bare:.0f}/s; "
            "citizens are told afterwards by the clock"
        )
        rows.append(row("dossiers.steps", saved, "steps/s", ">= 1000", saved >= 1000, beside, saved / bare))
        beside = f"two workers, {called:.0f} steps a call, each answered with its dossier"
        rows.append(row("dossiers.steps_api", through, "steps/s", "", None, beside, None))  # type: ignore[arg-type]
        beside = "two processes, a transaction each"
        rows.append(row("dossiers.steps_one_by_one", singly, "steps/s", "", None, beside, singly / bare))  # type: ignore[arg-type]
        took, left = play(MANY)
        beside = f"{MANY} dossiers, {left} steps and lines in {took:.0f} s; asked: {ASKED} in 1,800 s"
        played = MANY / took
        rows.append(
            row("dossiers.year", played, "dossiers/s", ">= 2778", played >= ASKED / 1800, beside, None)
        )
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute(
                "SELECT d.code FROM dossiers_dossier d JOIN town_unit u ON u.id = d.unit_id "
                "WHERE u.code = %s ORDER BY d.received_at DESC LIMIT 1",
                [keys[0].split()[0]],
            )
            (code,) = cursor.fetchone()
        with served(home, 2):
            intakes(keys, SECONDS / 2)
            rate, slow, many = intakes(keys, SECONDS)
        bare = bare_inserts()
        beside = f"{MANY} dossiers; bare INSERT {bare:.0f}/s; {many} intakes, 95 of 100 within {slow:.0f} ms"
        goal, met = (">= 150", rate >= 150) if MANY >= ASKED else ("", None)
        rows.append(row("dossiers.intake_api_full", rate, "dossiers/s", goal, met, beside, rate / bare))  # type: ignore[arg-type]
        with served(home, 1):
            times = pages(keys[0], code)
    bare_view = p95(times["health"])
    for name in ("worklist", "page", "list"):
        slow = p95(times[name])
        beside = f"{MANY} dossiers; health page {bare_view:.1f} ms"
        # At fewer than were asked for it is told, and neither met nor missed.
        goal, met = ("<= 100", slow <= 100) if MANY >= ASKED else ("", None)
        rows.append(row(f"dossiers.{name}_p95", slow, "ms", goal, met, beside, slow / bare_view))  # type: ignore[arg-type]
    return rows


def figures() -> list[dict[str, Any]]:
    """Rows from a PostgreSQL cluster started for this run."""
    code = (
        "import json; from bench.__main__ import stand_up; stand_up(); from bench.dossiers import measure; "
        "print('ROWS' + json.dumps(measure()))"
    )
    done = subprocess.run(
        [sys.executable, "tools/with_postgres.py", sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "DINH_PG_SAFE": "1"},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    said = next((line for line in done.stdout.splitlines() if line.startswith("ROWS")), None)
    assert said, done.stdout[-2000:]
    return list(json.loads(said[4:]))
