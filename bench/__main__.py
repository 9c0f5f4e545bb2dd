"""`make bench`: run every measurement, print one table, write var/bench.json and docs/bench.md.

Each module of this folder with a `figures()` gives rows: name, value, unit, goal, met, compared_with, ratio. What is
not measured is not printed; a measurement that fails stops the run.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import platform
import sys
import time
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parent.parent
FIELDS = ("name", "value", "unit", "goal", "met", "compared_with", "ratio")


AS_IN_USE = {"DINH_COUNT_SECONDS": "60", "DINH_KNOWN_SECONDS": "20", "DINH_FOLLOW_SECONDS": "0.5"}
"""What the settings of tests would set to nought, for every program that is started from here too: a test looks right after
somebody else's deed, a measurement is of a server as it is used."""


def stand_up() -> None:
    """Django, for the measurements that borrow the walks' town and people."""
    for name, value in AS_IN_USE.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dinh.frame.settings_for_tests")
    django.setup()


def collect(only: list[str]) -> list[dict[str, Any]]:
    """Rows of all modules, or of those named."""
    rows: list[dict[str, Any]] = []
    for module in sorted(m.name for m in pkgutil.iter_modules([str(ROOT / "bench")])):
        if module.startswith("_") or (only and module not in only):
            continue
        measured = importlib.import_module(f"bench.{module}")
        if not hasattr(measured, "figures"):
            continue
        began = time.monotonic()
        print(f"… {module}", file=sys.stderr, flush=True)
        rows += [{field: row.get(field) for field in FIELDS} for row in measured.figures()]
        print(f"  {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return rows


def words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "NO"
    return (
        f"{value:,.3g}"
        if isinstance(value, float) and abs(value) < 10
        else (f"{value:,.1f}" if isinstance(value, float) else str(value))
    )


def table(rows: list[dict[str, Any]]) -> str:
    head = ("figure", "value", "unit", "goal", "met", "beside", "ratio")
    body = [tuple(words(row[field]) for field in FIELDS) for row in rows]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(cells) + " |" for cells in body])


def main() -> int:
    stand_up()
    rows = collect(sys.argv[1:])
    print(table(rows))
    home = Path(os.environ.get("DINH_HOME", ROOT / "var"))
    home.mkdir(parents=True, exist_ok=True)
    (home / "bench.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    if not sys.argv[1:]:
        note = f"Measured by `make bench` on {os.cpu_count()} cores, Python {platform.python_version()}."
        (ROOT / "docs" / "bench.md").write_text(f"# Figures\n\n{note}\n\n{table(rows)}\n", encoding="utf-8")
    return 0 if all(row["met"] is not False for row in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
