"""Made-up facts of dossiers, laid straight into a lake: for measuring at sizes that no walk would fill in an afternoon.

    python -m bench.lake 50000000 --home var/bench-lake

One row a dossier with every column of the fact, as `dinh.dossiers.facts` declares them: codes of the communes of today with very
unequal numbers of dossiers, twenty-four months, most answered, some waiting, some late. Which value a row has follows from its
number and the seed alone, so two runs lay the same rows. A hundred million rows take some ten gigabytes."""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import date
from pathlib import Path

MONTHS = 24
UNTIL = date(2026, 11, 1)
"""The first day after the last month."""


def months(count: int = MONTHS, until: date = UNTIL) -> list[str]:
    """The months, oldest first: "2024-11" …"""
    last = until.year * 12 + until.month - 2
    return [f"{at // 12}-{at % 12 + 1:02d}" for at in range(last - count + 1, last + 1)]


def codes() -> list[str]:
    """Codes of the communes of today: 3,321."""
    from dinh.town import register

    return sorted(unit.code for unit in register.load().units if unit.level == 3 and unit.alive_on(UNTIL))


def make(rows: int, *, seed: int = 7, count: int = MONTHS, until: date = UNTIL, say: object = None) -> None:
    """Lay so many rows into the lake of the settings. Whatever facts of dossiers it had are replaced."""
    import shutil

    import pyarrow as pa

    from dinh.ground import facts
    from dinh.lake import reading
    from dinh.lake.services.writing import ready
    from dinh.lake.store import base, delta, disk

    table = facts.table("dossiers")
    shutil.rmtree(Path(disk.root()) / "dossiers", ignore_errors=True)
    state = ready(table)
    address = disk.place("dossiers", table.version, "base")
    duck = reading.connect()
    known = codes()
    duck.register("_codes", pa.table({"code": known}))
    # The share of a commune falls with its place in a shuffled list: a hundred dossiers in one, some in another.
    duck.execute(
        f"CREATE TABLE units AS SELECT row_number() OVER (ORDER BY hash(code || '{seed}')) - 1 AS place, code FROM _codes"
    )
    laid = []
    spans = months(count, until)
    for nth, month in enumerate(spans):
        first = rows * nth // len(spans)
        after = rows * (nth + 1) // len(spans)
        one = base.lay_month(duck, table, address, month, _rows(month, first, after, len(known), seed, until))
        laid += [one] if one else []
        if say:
            print(f"  {month}: {after:,} / {rows:,}", file=sys.stderr)
    base.commit(table, address, delta.at_version(address, state.base), laid, [], 0)
    changes = disk.place("dossiers", table.version, "changes")
    from dinh.lake.store.columns import schema_of

    position = delta.Position(walked=True, rows=rows, at=f"{until.isoformat()}T00:00:00+07:00")
    empty = schema_of(table, changes=True).empty_table()
    delta.append(changes, delta.newest(changes).version, empty, position)


def _rows(month: str, first: int, after: int, units: int, seed: int, until: date) -> str:
    """A SELECT of the rows numbered from `first` to `after`, all of one month."""

    def one_in(thousand: float, salt: int) -> str:
        return f"(hash(i * 64 + {salt} + {seed * 7919}) % 100000 < {int(thousand * 100)})"

    def below(most: int, salt: int) -> str:
        return f"(hash(i * 64 + {salt} + {seed * 7919}) % {most})::BIGINT"

    start = f"TIMESTAMPTZ '{month}-01 00:00:00+07'"
    return f"""
    SELECT 'd' || i AS id, 'dinh' AS source, NULL::BIGINT AS import_id,
      'H' || (10 + p.place % 63) || '.' || code || '-' || strftime(received_at, '%y%m%d') || '-' || (i % 9999 + 1) AS code,
      code AS unit, code AS unit_now, code AS received_unit,
      '1.' || lpad((4000 + procedure_nth)::VARCHAR, 6, '0') AS procedure,
      'Thủ tục giả định số ' || procedure_nth AS procedure_name, 'Lĩnh vực ' || procedure_nth % 12 AS field,
      channel, received_at, received_at::DATE AS received_on,
      due_at AS promised_at, due_at,
      CASE WHEN done THEN ended_at WHEN asked = 1 THEN received_at + INTERVAL 20 HOUR END AS ended_at,
      CASE WHEN done THEN ended_at END AS decided_at,
      CASE WHEN done AND returned THEN ended_at + INTERVAL 5 HOUR END AS returned_at,
      CASE WHEN refused THEN 3 WHEN done AND returned THEN 10 WHEN done THEN 9 WHEN asked = 1 THEN 5 ELSE 4 END::BIGINT AS status,
      refused, withdrawn, done AND NOT withdrawn AND {one_in(980, 20)} AS granted, asked AS requests,
      CASE WHEN asked > 0 THEN {below(5000, 21)} ELSE 0 END AS stood_minutes, (1 + {below(20, 6)}) * 480 AS term_minutes,
      CASE WHEN done THEN ended_at > due_at OR asked > 1 END AS late,
      CASE WHEN {one_in(15, 22)} THEN 'reopened' ELSE '' END AS flags,
      procedure_nth % 5 < 3 AS online_full, procedure_nth % 7 < 5 AS gives_paper,
      CASE WHEN done AND proof THEN 'KQ' || i END AS result_code, NULL::VARCHAR AS result_link, done AND proof AS result_file,
      procedure_nth % 3 = 0 AS with_fee,
      CASE WHEN procedure_nth % 3 = 0 AND {one_in(550, 23)} THEN 1 + {below(2, 24)} ELSE 0 END::BIGINT AS paid_online,
      CASE WHEN procedure_nth % 3 = 0 THEN (1 + procedure_nth % 9) * 5000.0 ELSE 0.0 END::DOUBLE AS fee_total,
      papers, digital AS papers_digitised, again AS papers_reused, digital > 0 AS digitised,
      again > 0 OR (done AND proof) AS to_store, channel = 2 AND {one_in(700, 25)} AS verified,
      {one_in(120, 26)} AS rated, {one_in(12, 27)} AS unhappy
    FROM (
      SELECT *, received_at + to_minutes((1 + {below(20, 6)}) * 1680) AS due_at,
        received_at + to_minutes({below(40000, 7)} * {below(100, 8)} // 100 + 30) AS planned_at,
        least(planned_at, TIMESTAMPTZ '{until.isoformat()} 00:00:00+07') AS ended_at,
        planned_at < TIMESTAMPTZ '{until.isoformat()} 00:00:00+07' AND NOT refused AS done
      FROM (
        SELECT i, {start} + to_minutes(({below(28 * 1440, 1)} // 1440) * 1440 + 420 + {below(600, 2)}) AS received_at,
          (pow({below(100000, 3)} / 100000.0, 2.2) * {units})::BIGINT AS place_of, {below(180, 4)} AS procedure_nth,
          CASE WHEN {one_in(620, 5)} THEN 2 WHEN {one_in(60, 9)} THEN 3 ELSE 1 END::BIGINT AS channel,
          {one_in(18, 10)} AS refused, {one_in(9, 11)} AS withdrawn,
          CASE WHEN {one_in(70, 12)} THEN 1 WHEN {one_in(6, 13)} THEN 2 ELSE 0 END::BIGINT AS asked,
          {one_in(960, 14)} AS returned, {one_in(710, 15)} AS proof, 1 + {below(6, 16)} AS papers,
          CASE WHEN {one_in(780, 17)} THEN 1 + {below(2, 18)} ELSE 0 END::BIGINT AS digital,
          CASE WHEN {one_in(290, 19)} THEN 1 ELSE 0 END::BIGINT AS again
        FROM (SELECT range AS i FROM range({first}, {after}))
      )
    ) AS r JOIN units AS p ON p.place = least(r.place_of, {units - 1})
    """


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("rows", type=int)
    parser.add_argument(
        "--home", required=True, help="a DINH_HOME of its own; its lake's dossiers are replaced"
    )
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    os.environ["DINH_HOME"] = str(Path(asked.home).resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dinh.frame.settings")
    import django

    django.setup()
    begun = time.monotonic()
    make(asked.rows, seed=asked.seed, say=True)
    from dinh.lake.store import disk

    size = sum(file.stat().st_size for file in Path(disk.root()).rglob("*.parquet"))
    print(f"{asked.rows:,} facts in {time.monotonic() - begun:.1f} s, {size / 1e6:,.0f} MB")


if __name__ == "__main__":
    main()
