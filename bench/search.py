"""How quick search is at 200,000 things, on SQLite and on PostgreSQL, beside the bare index asked one word.

The things are generated: titles of Vietnamese administrative words, 166 communes under one province, tokens as the rooms
would give them. What is timed is the whole answer (overview of all kinds, command search, one page of one kind), as a
person of the province and as one of a commune; the bare limit is one full-text query of ten keys without permission.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NUMBER = 200_000
DAY = date(2026, 11, 20)
TYPED = (
    "chuyển đổi số",
    "chuyen doi so",
    "ty le ho so truc tuyen",
    "cđs",
    "s",
    "27/KH",
    "Nguyễn Văn Mẫu",
    "khảo sát trạm phát sóng",
    "an toàn thông tin cấp độ",
    "khongcodau",
)
_VOCABULARY = (
    "tỷ lệ hồ sơ trực tuyến toàn trình một phần thanh toán không dùng tiền mặt dữ liệu dân cư đất đai hộ tịch chuyển đổi số "
    "hạ tầng băng rộng cáp quang phủ sóng 5G trạm phát sóng điện thoại thông minh người dân doanh nghiệp hợp tác xã chữ ký "
    "định danh điện tử sổ sức khỏe học bạ camera an ninh an toàn thông tin cấp độ đào tạo tập huấn kỹ năng tổ công nghệ cộng "
    "đồng khảo sát báo cáo kiểm tra giám sát nền tảng họp không giấy văn bản điều hành phần mềm quản lý cán bộ công chức"
)
WORDS = _VOCABULARY.split()
SHARES = (
    ("plan", 2),
    ("target", 20),
    ("task", 20),
    ("project", 3),
    ("assignment", 45),
    ("paper", 8),
    ("person", 2),
)


def things() -> Iterator[tuple[str, int, str, str, str]]:
    """(kind, number, title, note, path) of each generated thing."""
    dice = random.Random(7)
    kinds = [kind for kind, share in SHARES for _ in range(share)]
    for number in range(1, NUMBER + 1):
        title = " ".join(dice.choices(WORDS, k=dice.randint(6, 18)))
        if number % 40 == 0:
            title = f"Chuyển đổi số {title}"
        code = dice.randrange(167)
        path = "/38/" if code == 166 else f"/38/{14000 + code}/"
        yield dice.choice(kinds), number, title, f"{dice.randrange(1, 400)}/KH-UBND phường {code}", path


def furnish() -> float:
    """Fill the index; gives the seconds it took."""
    from dinh.boards.models import Entry
    from dinh.boards.search import feeding, kinds, tokens
    from dinh.boards.search.kinds import Made

    began = time.perf_counter()
    batch: list[tuple[Any, Any]] = []

    def flush() -> None:
        Entry.objects.bulk_create([entry for entry, _row in batch])
        feeding.index().put([row for _entry, row in batch])
        batch.clear()

    from django.db import connection, transaction

    with transaction.atomic():
        for kind, number, title, note, path in things():
            borne = tokens.under(path) if kind in {"assignment", "person"} else tokens.under_and_below(path)
            made = Made(kind, number, title, f"/{number}/", frozenset(borne), note=note)
            batch.append(feeding._entry(kinds.entry_id(kind, number), made))
            if len(batch) >= 2000:
                flush()
        flush()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE boards_entry" if connection.vendor == "postgresql" else "ANALYZE")
    return time.perf_counter() - began


def quantile(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] * 1000


def timed(each: Callable[[str], object]) -> list[float]:
    found = []
    for _round in range(3):
        for typed in TYPED:
            began = time.perf_counter()
            each(typed)
            found.append(time.perf_counter() - began)
    return found


def bare(typed: str) -> object:
    """The database alone: the first ten keys that hold these words, nobody's permission asked."""
    from django.db import connection

    from dinh.ground.text import words

    plain = words(typed)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT id FROM boards_entry WHERE kind = 'target' AND vec @@ %s::tsquery LIMIT 10",
                [" & ".join(f"'{word}':*" for word in plain)],
            )
        else:
            cursor.execute(
                "SELECT rowid FROM boards_fts WHERE boards_fts MATCH %s LIMIT 10",
                [" AND ".join(f'"{word}"*' for word in plain)],
            )
        return cursor.fetchall()


def measure(label: str) -> list[dict[str, Any]]:
    """Rows for the database that DINH_DATABASE_URL names; run in a process of its own."""
    from django.core.management import call_command

    from bench.serving import row
    from dinh.boards import search
    from dinh.town.shapes import Actor, MandateShape

    call_command("migrate", verbosity=0)
    filled = furnish()
    province = Actor(1, "tỉnh", (MandateShape("leader", "/38/"),))
    commune = Actor(2, "xã", (MandateShape("officer", "/38/14005/", 3),))
    limit = quantile(timed(bare))
    rows = []
    for who, actor in (("province", province), ("commune", commune)):
        asked: dict[str, Callable[[str], object]] = {
            "overview": lambda typed, actor=actor: search.overview(actor, typed, DAY),
            "command": lambda typed, actor=actor: search.at_hand(actor, typed, DAY),
            "page": lambda typed, actor=actor: search.page_of(actor, typed, DAY, "assignment"),
        }
        for name, ask in asked.items():
            took = quantile(timed(ask))
            rows.append(
                row(
                    f"search.{label}.{name}_{who}_p95",
                    took,
                    "ms",
                    "<= 200",
                    took <= 200,
                    f"bare full-text query {limit:.1f} ms",
                    took / limit,
                )
            )
    rows.append(
        row(
            f"search.{label}.filling",
            NUMBER / filled,
            "entries/s",
            ">= 500",
            NUMBER / filled >= 500,
            "",
            None,
        )
    )
    return rows


def figures() -> list[dict[str, Any]]:
    """Both databases, each in a process of its own so that Django meets one database only."""
    found: list[dict[str, Any]] = []
    for label, before in (("sqlite", []), ("postgres", [sys.executable, "tools/with_postgres.py"])):
        with tempfile.TemporaryDirectory() as home:
            settings = {"DINH_HOME": home, "DJANGO_SETTINGS_MODULE": "dinh.frame.settings"}
            made = subprocess.run(
                [*before, sys.executable, "-m", "bench.search", label],
                cwd=ROOT,
                env=os.environ | settings,
                capture_output=True,
                text=True,
                check=True,
            )
        found += json.loads(next(line for line in made.stdout.splitlines() if line.startswith("ROWS"))[4:])
    return found


if __name__ == "__main__":
    import django

    django.setup()
    print("ROWS" + json.dumps(measure(sys.argv[1])))
