"""Templates of check-lists: taken from the edition, laid by a locality, changed from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.text import slug
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from ..models import Template
from ..rules import Fault
from .common import WrongInput, ref_of

EDITION = Path(__file__).parent.parent / "editions" / "templates.yaml"
MOST_ITEMS = 200


@lru_cache(maxsize=1)
def _edition() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load(EDITION.read_text(encoding="utf-8"))["templates"]
    return rows


@transaction.atomic
def load_edition(*, at: datetime) -> int:
    """Take in the edition's templates that are not there yet; returns how many."""
    there = set(Template.objects.filter(unit=None).values_list("key", "since"))
    missing = [row for row in _edition() if (row["key"], row["since"]) not in there]
    for row in missing:
        made = Template.objects.create(
            key=row["key"],
            name=row["name"],
            items=row["items"],
            source=row["source"],
            confirmed=row["confirmed"],
            since=row["since"],
        )
        ground.write(
            deed="inspections.template-loaded", about=made.ref, by=None, at=at, data={"name": made.name}
        )
    return len(missing)


@transaction.atomic
def lay_template(
    *,
    name: str,
    unit: Unit,
    items: Sequence[dict[str, str]],
    since: date,
    by: Actor | None,
    at: datetime,
    source: str = "",
    confirmed: bool = False,
) -> Template:
    """Lay a unit's own template, or change the one of that name from a day on: the older one ends the day before and
    stays what earlier inspections were made from."""
    town.require(by, "inspections.set_template", unit.path, at)
    clean = [
        {
            "group": each.get("group", "").strip()[:200],
            "text": each["text"].strip()[:600],
            "hint": each.get("hint", "").strip()[:400],
        }
        for each in items
        if each.get("text", "").strip()
    ]
    key = f"{slug(name)[:60]}-{unit.code}"
    older = (
        Template.objects.select_for_update().filter(key=key, unit=unit, until=None).order_by("-since").first()
    )
    faults = [] if name.strip() else [Fault("name", _("Ghi tên mẫu phiếu."))]
    if not clean:
        faults.append(Fault("items", _("Ghi ít nhất một mục kiểm tra.")))
    if len(clean) > MOST_ITEMS:
        faults.append(Fault("items", _("Một mẫu phiếu có nhiều nhất %(n)s mục.") % {"n": MOST_ITEMS}))
    if older and since <= older.since:
        faults.append(
            Fault(
                "since",
                _("Mẫu phiếu này đang áp dụng từ %(day)s; ngày mới phải sau.")
                % {"day": f"{older.since:%d/%m/%Y}"},
            )
        )
    if faults:
        raise WrongInput(faults)
    if older:
        older.until = since - timedelta(days=1)
        older.save(update_fields=["until"])
    made = Template.objects.create(
        key=key, name=name.strip()[:300], unit=unit, items=clean, source=source.strip()[:300],
        confirmed=confirmed, since=since,
    )  # fmt: skip
    ground.write(
        deed="inspections.template-laid",
        about=made.ref,
        by=ref_of(by),
        at=at,
        data={"name": made.name, "items": len(clean), "since": since},
        also=[unit.ref],
    )
    return made
