"""The rules of reminding as the house ships them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from dinh.work.pressing import rules
from dinh.work.pressing.shapes import Edition, Hours, ReminderRule, Step

_FILE = Path(__file__).with_name("reminders.yaml")


@cache
def current() -> Edition:
    """The edition in use."""
    found = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    source = " ".join(found["source"].split())
    return Edition(
        name=found["edition"],
        source=source,
        rules=tuple(
            ReminderRule(
                key=row["key"],
                when=row["when"],
                days=row["days"],
                most=row.get("most", 1),
                to=tuple(row["to"]),
                since=row["since"],
                until=row.get("until"),
                source=row.get("source", source),
            )
            for row in found["rules"]
        ),
        steps=tuple(Step(row["step"], row["days"], row["to"]) for row in found["escalation"]),
        hours=Hours(rules.read_hour(found["hours"]["from"]), rules.read_hour(found["hours"]["until"])),
    )
