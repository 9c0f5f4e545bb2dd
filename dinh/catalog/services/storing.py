"""Putting an edition's content into its tables. Only deeds call this."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dinh.town import queries as town_queries
from dinh.town.models import Unit

from .. import models
from ..models import ProcedureEdition
from ..rules import MAIN, Fault, Where, fingerprint, plain_place, read_content, standing_faults
from .common import WrongInput

ROWS: dict[str, Any] = {
    "ways": models.Way,
    "fees": models.Fee,
    "exemptions": models.Exemption,
    "papers": models.Paper,
    "results": models.ResultKind,
    "legal_bases": models.LegalBasis,
}
MAIN_KEYS = tuple(column.key for column in MAIN)


def checked(raw: Mapping[str, Any], day: date, where: Where = plain_place) -> dict[str, Any]:
    """The content out of what was given. WrongInput names everything wrong with it at once."""
    content, faults = read_content(raw, where)
    if not faults:
        faults = standing_faults(content, where)
    faults += unit_faults(content, day, where)
    if faults:
        raise WrongInput(faults)
    return content


def unit_faults(content: Mapping[str, Any], day: date, where: Where = plain_place) -> list[Fault]:
    """Fee lines whose province nobody knows."""
    return [
        Fault(where("fees", at, "unit"), _("Không có tỉnh nào mã “%(code)s”.") % {"code": fee["unit"]})
        for at, fee in enumerate(content["fees"])
        if fee["unit"] and province(fee["unit"], fee["since"] or content["since"] or day) is None
    ]


def province(code: str, on: date) -> Unit | None:
    """The province that bore the code on that day."""
    return town_queries.unit_by_code(code, on, level=1)


def store(edition: ProcedureEdition, content: Mapping[str, Any], day: date) -> None:
    """Make the draft say this and nothing else."""
    for key in MAIN_KEYS:
        setattr(edition, key, content[key])
    edition.until_said = content["until"]
    edition.sources = {
        row["field"]: {key: row[key] for key in ("source", "confirmed", "doubt") if row[key]}
        for row in content["sources"]
    }
    edition.tags = f" {' '.join([*content['level'], *content['life_events']])} "
    edition.fingerprint = fingerprint(content)
    edition.save()
    for table, model in ROWS.items():
        model._default_manager.filter(edition=edition).delete()
        model._default_manager.bulk_create(
            model(edition=edition, order=at, **_values(table, row, content, day))
            for at, row in enumerate(content[table])
        )
    edition._prefetched_objects_cache = {}  # type: ignore[attr-defined]


def _values(table: str, row: Mapping[str, Any], content: Mapping[str, Any], day: date) -> dict[str, Any]:
    if table != "fees":
        return dict(row)
    on = row["since"] or content["since"] or day
    return {**row, "unit": province(row["unit"], on) if row["unit"] else None}
