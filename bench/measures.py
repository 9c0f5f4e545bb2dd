"""The measures at the size of a country: made-up facts of dossiers in a lake (`bench.lake`), counted by the recipes.

- `measures`: every measure of dossiers, for 3,321 communes and the provinces above them, by month over two years, from the open of
  the lake to the last sum; beside it the query that somebody who knows DuckDB writes by hand over the same files, for the same
  shares (it leaves out what is missing, which the recipes tell). Sums of both are compared before a figure is printed.
- `measures_memory`: the most memory that the counting process had.
- `measures_kept`: the same put into PostgreSQL as values; `measures_changed`: ten thousand changed dossiers, from handing them to the lake
  until every kept value they touch is right again (checked against a count of everything), in a process that has followed changes
  before; `measures_followed`: the part after they stand in the lake.
- `measures_board`: all measures of a province and its communes in a month, the median of nine and the slowest of them.
- `measures_curve_…`: the counting alone at other sizes.
- `measures_sql`, `measures_orm`: at a million facts the same grouping as SQL on PostgreSQL, and ten of its counts through the ORM.

DINH_BENCH_FACTS=1000000 makes it short, DINH_BENCH_CURVE=1,10,50,100 are the millions of the curve (a hundred wants twelve gigabytes
of disk), DINH_BENCH_LAKES is a folder where the lakes stay for the next run; the size stands in the row."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ASKED = 50_000_000
MANY = int(os.environ.get("DINH_BENCH_FACTS", ASKED))
CURVE = [float(size) for size in os.environ.get("DINH_BENCH_CURVE", "1,10,100").split(",") if size]
CHANGED = 10_000
ON_SERVER = min(MANY, 1_000_000)
PROVINCE = "38"

# What a person who knows DuckDB writes for the same shares: one scan for what was received, one for what stood open.
BY_HAND = """
SELECT unit_now, month, count(*) AS received,
  count(*) FILTER (ok) AS in_time, count(*) FILTER (ok AND NOT coalesce(unhappy, false)) AS content,
  count(*) FILTER (online_full) AS can_full,
  count(*) FILTER (online_full AND channel = 2 AND (NOT gives_paper OR (coalesce(result_code, '') <> '' AND coalesce(result_link, '') <> ''))) AS whole,
  count(*) FILTER (online_full AND channel = 2 AND (NOT gives_paper OR ended_at IS NULL OR result_file OR coalesce(result_link, '') <> '')) AS full_way,
  count(*) FILTER (channel = 2) AS online, count(*) FILTER (channel = 2 AND verified) AS verified_online,
  count(*) FILTER (with_fee) AS with_fee, count(*) FILTER (with_fee AND paid_online IN (1, 2)) AS paid,
  count(*) FILTER (gives_paper) AS paper, count(*) FILTER (gives_paper AND result_file) AS paper_file,
  count(*) FILTER (granted) AS granted, count(*) FILTER (granted AND (result_file OR coalesce(result_link, '') <> '')) AS granted_file,
  count(*) FILTER (granted AND gives_paper) AS granted_paper,
  count(*) FILTER (granted AND gives_paper AND (result_file OR coalesce(result_link, '') <> '')) AS granted_paper_file,
  count(*) FILTER (digitised AND result_file) AS both_digital, count(*) FILTER (digitised) AS digital,
  count(*) FILTER (papers_reused > 0) AS reused, count(*) FILTER (to_store) AS stored, count(*) FILTER (verified) AS verified,
  count(*) FILTER (rated OR unhappy) AS rated, count(*) FILTER (rated AND NOT unhappy) AS glad,
  count(*) FILTER (received_unit <> unit) AS remote, count(*) FILTER (requests > 1) AS asked_again,
  sum(papers) AS papers, sum(papers_digitised) AS papers_digitised, sum(fee_total) AS fees
FROM (
  SELECT *, coalesce(requests, 0) <= 1 AND CASE
      WHEN ended_at <= until AND late IS NOT NULL THEN NOT late
      WHEN due_at IS NULL THEN true
      ELSE least(coalesce(ended_at, until), until) <= due_at END AS ok
  FROM (
    SELECT *, date_trunc('month', received_on) AS month,
      least((date_trunc('month', received_on) + INTERVAL 1 MONTH)::TIMESTAMPTZ, $now::TIMESTAMPTZ) AS until
    FROM dossiers WHERE received_on >= $first AND received_on < $end AND NOT coalesce(refused, false)
  )
) GROUP BY ALL
"""
OPEN_BY_HAND = """
SELECT unit_now, month, count(*) AS open, count(*) FILTER (due_at < until) AS overdue
FROM dossiers JOIN (
  SELECT month, month::TIMESTAMPTZ AS starts, least((month + INTERVAL 1 MONTH)::TIMESTAMPTZ, $now::TIMESTAMPTZ) AS until
  FROM generate_series($first::TIMESTAMP, $last::TIMESTAMP, INTERVAL 1 MONTH) AS s(month)
) AS m ON received_at < m.until AND (ended_at IS NULL OR ended_at > m.until)
WHERE NOT coalesce(refused, false) GROUP BY ALL
"""


def row(
    name: str,
    value: float,
    unit: str,
    goal: float | None = None,
    met: bool | None = None,
    compared: str = "",
    ratio: float | None = None,
) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(value, 2),
        "unit": unit,
        "goal": f"< {goal}" if goal is not None else "",
        "met": met,
        "compared_with": compared,
        "ratio": round(ratio, 3) if ratio is not None else None,
    }


def figures() -> list[dict[str, Any]]:
    """Rows from a PostgreSQL cluster started for this run."""
    code = (
        "import json; from bench.__main__ import stand_up; stand_up(); from bench.measures import measure; "
        "print('ROWS' + json.dumps(measure()))"
    )
    done = subprocess.run(
        [sys.executable, "tools/with_postgres.py", sys.executable, "-c", code],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    said = next((line for line in done.stdout.splitlines() if line.startswith("ROWS")), None)
    assert said, done.stdout[-2000:]
    return list(json.loads(said[4:]))


# ---------------------------------------------------------------- the lakes


@contextmanager
def folder() -> Iterator[Path]:
    kept = os.environ.get("DINH_BENCH_LAKES")
    if kept:
        Path(kept).mkdir(parents=True, exist_ok=True)
        yield Path(kept).resolve()
        return
    with tempfile.TemporaryDirectory(prefix="dinh-lakes-") as made:
        yield Path(made)


def lake(home: Path, millions: float) -> Path:
    """A lake with so many facts, made when it is not there."""
    place = home / f"{millions:g}m"
    if not (place / "made").exists():
        print(f"  laying {millions:g} million facts", file=sys.stderr, flush=True)
        subprocess.run(
            [sys.executable, "-m", "bench.lake", str(int(millions * 1_000_000)), "--home", str(place)],
            cwd=ROOT,
            check=True,
            stdout=sys.stderr,
            env={**os.environ, "DINH_LAKE_URL": ""},
        )
        (place / "made").touch()
    return place


def use(place: Path) -> None:
    """Let this process read that lake."""
    from django.conf import settings

    settings.DINH_HOME = str(place)
    settings.DINH_LAKE_URL = str(place / "lake")
    settings.DINH_LAKE_MEMORY = os.environ.get("DINH_LAKE_MEMORY", "2GB")


def apart(place: Path, what: str) -> dict[str, Any]:
    """A counting in a process of its own, which tells its seconds and its memory."""
    code = (
        "import json, resource; from bench.__main__ import stand_up; stand_up(); from bench import measures; "
        f"from pathlib import Path; measures.use(Path({str(place)!r})); told = measures.{what}(); "
        "told['mb'] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024; print('TOLD' + json.dumps(told))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    said = next(line for line in done.stdout.splitlines() if line.startswith("TOLD"))
    found: dict[str, Any] = json.loads(said[4:])
    return found


# ---------------------------------------------------------------- countings


def setting() -> tuple[list[Any], list[Any], datetime]:
    """The recipes of dossiers, the two years by month, the moment."""
    from django.utils import timezone

    from bench import lake as made
    from dinh.ground.periods import Period
    from dinh.measures import recipes

    chosen = [each for each in recipes.all_recipes() if each.fact == "dossiers"]
    periods = [Period.parse(key) for key in made.months()]
    at = timezone.make_aware(datetime.combine(made.UNTIL, datetime.min.time())) + timedelta(days=20)
    return chosen, periods, at


def by_recipes() -> dict[str, Any]:
    """Every measure of every unit by month."""
    from django.utils import timezone

    from dinh.lake import reading
    from dinh.measures.engine import compute, tree

    chosen, periods, at = setting()
    units = tree(None, timezone.localdate(at))
    began, worked = time.perf_counter(), time.process_time()
    with reading.open(only=["dossiers"]) as opened:
        found = compute(opened.duck, recipes=chosen, periods=periods, units=units, at=at)
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    sums: dict[str, float] = {}
    for code in ("dossiers.received", "766.2.1", "dossiers.fees", "dossiers.open", "dossiers.overdue"):
        told = [found.told(code, unit, each) for unit in units.parts if len(unit) == 5 for each in periods]
        sums[code] = float(sum(each.numerator or 0 for each in told))
    return {
        "seconds": seconds,
        "cpu": worked,
        "sums": sums,
        "measures": len(chosen),
        "units": len(units.parts),
    }


def by_hand() -> dict[str, Any]:
    """The hand-written query over the same files."""
    from dinh.lake import reading

    _chosen, periods, at = setting()
    told = {"first": periods[0].first, "now": at}
    began, worked = time.perf_counter(), time.process_time()
    with reading.open(only=["dossiers"]) as opened:
        duck = opened.duck
        taken = {**told, "end": periods[-1].last + timedelta(days=1)}
        received = duck.execute(BY_HAND, taken).to_arrow_table()
        standing = duck.execute(OPEN_BY_HAND, {**told, "last": periods[-1].first}).to_arrow_table()
    seconds, worked = time.perf_counter() - began, time.process_time() - worked

    def total(table: Any, name: str) -> float:
        return float(sum(each or 0 for each in table.column(name).to_pylist()))

    sums = {
        "dossiers.received": total(received, "received"),
        "766.2.1": total(received, "in_time"),
        "dossiers.fees": total(received, "fees"),
        "dossiers.open": total(standing, "open"),
        "dossiers.overdue": total(standing, "overdue"),
    }
    return {"seconds": seconds, "cpu": worked, "sums": sums}


def board() -> dict[str, Any]:
    """All measures of a province and its communes in the last month, asked nine times after the first."""
    from dinh.measures import queries
    from dinh.town.models import Unit

    chosen, periods, at = setting()
    province = Unit.objects.alive_on(at.date()).get(code=PROVINCE)
    units = list(
        Unit.objects.alive_on(at.date()).filter(path__startswith=province.path).values_list("code", flat=True)
    )
    codes = [each.code for each in chosen]
    list(queries.board(units, periods[-2:-1], codes, at=at))
    took = []
    for _ in range(9):
        began = time.perf_counter()
        found = list(queries.board(units, periods[-1:], codes, at=at))
        took.append(time.perf_counter() - began)
    return {"seconds": median(took), "most": max(took), "readings": len(found), "units": len(units)}


def changed() -> dict[str, Any]:
    """Values of every unit and month kept, ten thousand dossiers changed, the values brought up."""
    from dinh.lake import reading
    from dinh.lake import services as facts
    from dinh.measures import services
    from dinh.measures.engine import compute, tree
    from dinh.measures.models import Value
    from dinh.measures.rules import tidy

    chosen, periods, at = setting()
    began = time.perf_counter()
    run = services.measure(codes=[each.code for each in chosen], units=None, periods=periods, by=None, at=at)
    kept = time.perf_counter() - began

    def some(count: int, seed: int) -> Any:
        with reading.open(only=["dossiers"]) as opened:
            return opened.duck.execute(
                "SELECT * EXCLUDE (unit_now, source, import_id) REPLACE (NOT coalesce(late, false) AS late, 2 AS channel, "
                "coalesce(fee_total, 0) + 1000 AS fee_total) FROM dossiers "
                f"USING SAMPLE reservoir({count} ROWS) REPEATABLE ({seed})"
            ).to_arrow_table()

    # A few first: who follows changes all day has loaded its libraries long ago.
    facts.store_rows("dossiers", [some(100, 5)], import_id=1, source="bench", at=at)
    services.catch_up(at=at + timedelta(minutes=1))
    rows = some(CHANGED, 7)
    began = time.perf_counter()
    facts.store_rows("dossiers", [rows], import_id=1, source="bench", at=at + timedelta(minutes=2))
    stored = time.perf_counter() - began
    began = time.perf_counter()
    (followed,) = services.catch_up(at=at + timedelta(minutes=3))
    seconds = time.perf_counter() - began
    with reading.open(only=["dossiers"]) as opened:
        found = compute(opened.duck, recipes=chosen, periods=periods, units=tree(None, at.date()), at=at)
    by_name = {each.key: each for each in periods}
    for value in Value.objects.filter(run=followed).order_by("pk")[:20_000]:
        told = found.told(value.code, value.unit_code, by_name[value.period])
        assert (tidy(value.numerator), tidy(value.denominator)) == (told.numerator, told.denominator), value
    return {
        "seconds": seconds,
        "kept": kept,
        "values": run.values,
        "stored": stored,
        "moved": followed.values,
    }


# ---------------------------------------------------------------- PostgreSQL beside


def on_server() -> dict[str, Any]:
    """The facts of a smaller lake as a table of PostgreSQL: the recipes' own SQL, and ten counts through the ORM."""
    from django.db import connection
    from django.utils import timezone

    from dinh.ground.periods import Kind
    from dinh.lake import reading
    from dinh.measures.engine import computing, expressions, tree
    from dinh.measures.recipes import Within
    from dinh.measures.rules.spans import Base

    chosen, periods, at = setting()
    chosen = [each for each in chosen if isinstance(each.anchor, Within)]
    kinds: tuple[Kind, ...] = ("month",)
    reach = computing.reach_of(periods, tree(None, timezone.localdate(at)), at)
    schema = tuple(expressions.schema_of("dossiers").items())
    _grouping, text = expressions.compiled(
        "dossiers", tuple(chosen), Base("month"), kinds, reach, False, schema, "postgres"
    )
    types = {
        "string": "text",
        "int64": "bigint",
        "float64": "double precision",
        "boolean": "boolean",
        "date": "date",
    }
    with connection.cursor() as cursor, reading.open(only=["dossiers"]) as opened:
        columns = ", ".join(f'"{name}" {types.get(kind, "timestamptz")}' for name, kind in schema)
        cursor.execute(f'DROP TABLE IF EXISTS "dossiers"; CREATE TABLE "dossiers" ({columns})')
        names = ", ".join(f'"{name}"' for name, _kind in schema)
        with tempfile.NamedTemporaryFile(suffix=".csv") as file:
            opened.duck.execute("SET TimeZone = 'UTC'")
            opened.duck.execute(
                f"COPY (SELECT {names} FROM dossiers) TO '{file.name}' (FORMAT csv, HEADER false)"
            )
            with (
                cursor.copy(f'COPY "dossiers" ({names}) FROM STDIN (FORMAT csv)') as copy,
                Path(file.name).open("rb") as rows,
            ):
                while block := rows.read(1 << 20):
                    copy.write(block)
        beside = computing.period_rows(Base("month"), periods, at)
        marks = ", ".join(
            f'"{field.name}" {"bigint" if "int" in str(field.type) else "date" if "date" in str(field.type) else "timestamptz"}'
            for field in beside.schema
        )
        cursor.execute(f"DROP TABLE IF EXISTS dinh_periods; CREATE TABLE dinh_periods ({marks})")
        places = ", ".join(["%s"] * beside.num_columns)
        cursor.executemany(
            f"INSERT INTO dinh_periods VALUES ({places})",
            [tuple(each.values()) for each in beside.to_pylist()],
        )
        cursor.execute('VACUUM ANALYZE "dossiers"')
        began = time.perf_counter()
        cursor.execute(text)
        groups = len(cursor.fetchall())
        seconds = time.perf_counter() - began
    return {"sql": seconds, "groups": groups, "orm": _through_orm(periods), "measures": len(chosen)}


def _through_orm(periods: list[Any]) -> float:
    from django.db import models
    from django.db.models import Count, Q, Sum
    from django.db.models.functions import TruncMonth

    class Fact(models.Model):
        id = models.TextField(primary_key=True)
        unit_now = models.TextField()
        received_on = models.DateField()
        channel = models.BigIntegerField()
        paid_online = models.BigIntegerField()
        papers_reused = models.BigIntegerField()
        fee_total = models.FloatField()
        refused = models.BooleanField()
        late = models.BooleanField()
        online_full = models.BooleanField()
        gives_paper = models.BooleanField()
        result_file = models.BooleanField()
        with_fee = models.BooleanField()
        digitised = models.BooleanField()
        verified = models.BooleanField()

        class Meta:
            app_label = "bench"
            managed = False
            db_table = "dossiers"

        def __str__(self) -> str:
            return str(self.id)

    rows = Fact.objects.filter(
        refused=False, received_on__gte=periods[0].first, received_on__lte=periods[-1].last
    )
    conditions = {
        "in_time": Q(late=False), "online": Q(channel=2), "can_full": Q(online_full=True),
        "with_fee": Q(with_fee=True), "paid": Q(with_fee=True, paid_online__in=(1, 2)),
        "paper_file": Q(gives_paper=True, result_file=True), "digital": Q(digitised=True),
        "reused": Q(papers_reused__gt=0), "proven": Q(verified=True),
    }  # fmt: skip
    grouped = rows.annotate(month=TruncMonth("received_on")).values("unit_now", "month")
    began = time.perf_counter()
    list(
        grouped.annotate(
            received=Count("pk"),
            fees=Sum("fee_total"),
            **{f"n_{name}": Count("pk", filter=condition) for name, condition in conditions.items()},
        ).order_by()
    )
    return time.perf_counter() - began


# ---------------------------------------------------------------- all of it


def measure() -> list[dict[str, Any]]:
    """What `make bench` prints of the measures."""
    from django.core.management import call_command
    from django.utils import timezone

    from dinh.town import services as town

    call_command("migrate", verbosity=0)
    town.load_units(at=timezone.now())
    rows: list[dict[str, Any]] = []
    whole = MANY >= ASKED
    millions = MANY / 1_000_000
    with folder() as home:
        place = lake(home, millions)
        ours, theirs = apart(place, "by_recipes"), apart(place, "by_hand")
        for code, total in theirs["sums"].items():
            assert abs(total - ours["sums"][code]) < 1, (code, total, ours["sums"][code])
        name = f"{ours['measures']} measures, {ours['units']:,} units, 24 months, {millions:g} M facts"
        rows += [
            row(f"measures: {name}", ours["seconds"], "s", 60 if whole else None,
                ours["seconds"] < 60 if whole else None, "by hand in DuckDB", ours["seconds"] / theirs["seconds"]),
            row("measures: times what the query by hand takes", ours["seconds"] / theirs["seconds"], "times",
                1.5 if whole else None, ours["seconds"] / theirs["seconds"] <= 1.5 if whole else None),
            row("measures: processor seconds of that", ours["cpu"], "s", compared="by hand", ratio=ours["cpu"] / theirs["cpu"]),
            row("measures_memory", ours["mb"], "MB", 4096 if whole else None, ours["mb"] < 4096 if whole else None),
        ]  # fmt: skip
        shown = apart(place, "board")
        rows.append(
            row(f"measures_board: a province of {shown['units']} units, {shown['readings']:,} readings",
                shown["seconds"], "s", 1 if whole else None, shown["seconds"] < 1 if whole else None,
                f"median of nine; the slowest {shown['most']:.2f} s")
        )  # fmt: skip
        small = lake(home, ON_SERVER / 1_000_000)
        beside, alike = apart(small, "on_server"), apart(small, "by_recipes")
        rows += [
            row(f"measures_sql: {beside['measures']} measures on PostgreSQL, {ON_SERVER / 1e6:g} M facts", beside["sql"], "s",
                compared="recipes on DuckDB", ratio=beside["sql"] / alike["seconds"]),
            row(f"measures_orm: eleven counts, {ON_SERVER / 1e6:g} M facts", beside["orm"], "s",
                compared="recipes on DuckDB", ratio=beside["orm"] / alike["seconds"]),
        ]  # fmt: skip
        told = apart(place, "changed")
        (place / "made").unlink()
        rows += [
            row(f"measures_kept: {told['values']:,} values counted and put into PostgreSQL", told["kept"], "s"),
            row(f"measures_changed: {CHANGED:,} dossiers handed to the lake, {told['moved']:,} values right again",
                told["stored"] + told["seconds"], "s", 10 if whole else None,
                told["stored"] + told["seconds"] < 10 if whole else None),
            row("measures_followed: of these, after the lake has the rows", told["seconds"], "s"),
        ]  # fmt: skip
        for size in CURVE:
            found = ours if size == millions else apart(lake(home, size), "by_recipes")
            rows.append(row(f"measures_curve: {size:g} M facts", found["seconds"], "s", compared="a million facts",
                            ratio=found["seconds"] / size))  # fmt: skip
    return rows
