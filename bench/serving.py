"""How quick the pages are, with fifty people at once, on SQLite and on PostgreSQL, beside the bare server.

The bare limit is the health page of the same server in the same run: one query, no template. The plan page is what an
officer opens forty times a day.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from walks.conftest import House, served_town
from walks.people import http_client

ROOT = Path(__file__).resolve().parent.parent
PEOPLE, EACH = 50, 6


def timed(client: httpx.Client, address: str) -> float:
    began = time.perf_counter()
    answer = client.get(address)
    answer.raise_for_status()
    return time.perf_counter() - began


def crowd(house: House, cookies: httpx.Cookies, address: str) -> tuple[float, float]:
    """(requests a second, slowest twentieth in seconds) of PEOPLE clients asking EACH times, all at once."""

    def one(_: int) -> list[float]:
        with httpx.Client(base_url=house.url, cookies=cookies, timeout=120, follow_redirects=True) as client:
            return [timed(client, address) for _ in range(EACH)]

    began = time.perf_counter()
    with ThreadPoolExecutor(PEOPLE) as pool:
        times = [seconds for several in pool.map(one, range(PEOPLE)) for seconds in several]
    return len(times) / (time.perf_counter() - began), statistics.quantiles(times, n=20)[-1]


def measure(label: str) -> list[dict[str, Any]]:
    """Rows for one database, the one that DINH_DATABASE_URL names."""
    os.environ["DINH_LIMITS"] = "0"  # fifty people of this run share one address
    with tempfile.TemporaryDirectory() as home, served_town(Path(home)) as house:
        client = http_client(house, "cds.ngocson")
        listing = client.get("/ke-hoach/", params={"q": "ngoc son 2026"}).text
        found = re.search(r'href="(/ke-hoach/\d+/)', listing)
        assert found, "the demo town has no plan of Ngọc Sơn"
        plan = found.group(1)
        alone = statistics.median(timed(client, plan) for _ in range(15)) * 1000
        bare = statistics.median(timed(client, "/suc-khoe/") for _ in range(15)) * 1000
        rate, slow = crowd(house, client.cookies, plan)
        bare_rate, _ = crowd(house, client.cookies, "/suc-khoe/")
        client.close()
    beside = f"health page {bare:.1f} ms, {bare_rate:.0f}/s"
    return [
        row(f"serving.{label}.plan_page_alone", alone, "ms", "<= 300", alone <= 300, beside, alone / bare),
        row(
            f"serving.{label}.plan_page_50_people",
            rate,
            "pages/s",
            ">= 5",
            rate >= 5,
            beside,
            rate / bare_rate,
        ),
        row(f"serving.{label}.plan_page_50_people_p95", slow, "s", "<= 15", slow <= 15, beside, None),
    ]


def row(
    name: str, value: float, unit: str, goal: str, met: bool, beside: str, ratio: float | None
) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(value, 2),
        "unit": unit,
        "goal": goal,
        "met": met,
        "compared_with": beside,
        "ratio": round(ratio, 3) if ratio is not None else None,
    }


def figures() -> list[dict[str, Any]]:
    """Rows for SQLite, then for a PostgreSQL cluster started for this run."""
    rows = measure("sqlite") if "DINH_DATABASE_URL" not in os.environ else []
    code = "import json; from bench.__main__ import stand_up; stand_up(); from bench.serving import measure; print('ROWS' + json.dumps(measure('postgresql')))"
    done = subprocess.run(
        [sys.executable, "tools/with_postgres.py", sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    said = next((line for line in done.stdout.splitlines() if line.startswith("ROWS")), None)
    assert said, done.stderr[-2000:]

    return rows + list(json.loads(said[4:]))
