"""Erasing what is personal when the time to keep it is over: by dated rule, written down, results kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from dinh.ground import services as ground
from dinh.ground.services.files import let_go
from dinh.ground.shapes import Done, Ref

from .. import keeping_book
from ..keeping_book import KeepRule
from ..models import (
    Citizen,
    CitizenAccount,
    Dossier,
    DossierPaper,
    Erasure,
    FormAnswers,
    Look,
    Reach,
    StoredResult,
)
from .common import day_of

BATCH = 500
MOST_BATCHES = 200
"""Of one rule in one night: the rest is done the next."""
KEPT_IN_FORM = ("copies", "pages", "exemptions")
"""What the fee was reckoned from is no personal matter, and stays."""


def erase_due(*, at: datetime) -> dict[str, int]:
    """Erase what the rules of the day say; by rule, of how many dossiers or citizens. Each batch stands by itself, with its
    lines in the ledger; run again, it goes on."""
    book = keeping_book.on(day_of(at))
    done: dict[str, int] = {}
    if book is None:
        return done
    for rule in book.rules:
        before = _before(rule, at)
        for _n in range(MOST_BATCHES):
            count = _DO[rule.what](before, book.since, at)
            if count:
                done[rule.what] = done.get(rule.what, 0) + count
            if count < BATCH:
                break
    return done


def _before(rule: KeepRule, at: datetime) -> datetime:
    day = keeping_book.years_before(day_of(at), rule.years)
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())


# ---------------------------------------------------------------- of dossiers


@transaction.atomic
def _reach(before: datetime, since: Any, at: datetime) -> int:
    ids = list(
        Reach.objects.filter(dossier__closed_at__lt=before).values_list("dossier_id", flat=True)[:BATCH]
    )
    Reach.objects.filter(dossier__in=ids).delete()
    _write_dossiers(ids, "reach", since, at)
    return len(ids)


@transaction.atomic
def _form(before: datetime, since: Any, at: datetime) -> int:
    told = Erasure.objects.filter(dossier=OuterRef("pk"), what="form")
    rows = Dossier.objects.select_for_update(of=("self",)).filter(~Q(Exists(told)), closed_at__lt=before)
    found = list(rows.order_by("pk")[:BATCH])
    for row in found:
        row.form = {key: value for key, value in row.form.items() if key in KEPT_IN_FORM}
    Dossier.objects.bulk_update(found, ["form"])
    FormAnswers.objects.filter(dossier__in=found).delete()
    _write_dossiers([row.pk for row in found], "form", since, at)
    return len(found)


@transaction.atomic
def _papers(before: datetime, since: Any, at: datetime) -> int:
    rows = DossierPaper.objects.filter(dossier__closed_at__lt=before).exclude(sha256="")
    ids = list(rows.order_by("dossier_id").values_list("dossier_id", flat=True).distinct()[:BATCH])
    papers = rows.filter(dossier__in=ids)
    hashes = set(papers.values_list("sha256", flat=True))
    papers.update(sha256="", file_name="", size=0, media_type="")
    let_go(hashes)
    _write_dossiers(ids, "papers", since, at)
    return len(ids)


def _write_dossiers(ids: Iterable[int], what: str, since: Any, at: datetime) -> None:
    rows = [Erasure(dossier_id=pk, what=what, rule_since=since, at=at) for pk in ids]
    Erasure.objects.bulk_create(rows, ignore_conflicts=True)
    _tell([Ref("dossier", row.dossier_id) for row in rows if row.dossier_id], what, since, at)


# ---------------------------------------------------------------- of citizens


def _quiet(before: datetime) -> Any:
    """Citizens all of whose dossiers were closed before a moment, and who have no account to be reached by."""
    alive = Q(closed_at=None) | Q(closed_at__gte=before)
    applied = Dossier.objects.filter(alive, applicant=OuterRef("pk"))
    acted = Dossier.objects.filter(alive, acted_for=OuterRef("pk"))
    account = CitizenAccount.objects.filter(citizen=OuterRef("pk"), closed_at=None)
    return Citizen.objects.filter(
        ~Q(Exists(applied)), ~Q(Exists(acted)), ~Q(Exists(account)), made_at__lt=before
    )


@transaction.atomic
def _contact(before: datetime, since: Any, at: datetime) -> int:
    found = _quiet(before).exclude(contact_closed="").order_by("pk")
    ids = list(found.values_list("pk", flat=True)[:BATCH])
    Citizen.objects.filter(pk__in=ids).update(contact_closed="", phone_index="")
    _write_citizens(ids, "contact", since, at)
    return len(ids)


@transaction.atomic
def _identity(before: datetime, since: Any, at: datetime) -> int:
    stored = StoredResult.objects.filter(citizen=OuterRef("pk"))
    found = _quiet(before).filter(~Q(Exists(stored))).exclude(identity_closed="").order_by("pk")
    ids = list(found.values_list("pk", flat=True)[:BATCH])
    Citizen.objects.filter(pk__in=ids).update(identity_closed="", identity_index="")
    _write_citizens(ids, "identity", since, at)
    return len(ids)


@transaction.atomic
def _looks(before: datetime, since: Any, at: datetime) -> int:
    rows = list(Look.objects.filter(at__lt=before).order_by("pk").values_list("pk", "citizen_id")[:BATCH])
    Look.objects.filter(pk__in=[pk for pk, _citizen in rows]).delete()
    _write_citizens(sorted({citizen for _pk, citizen in rows}), "looks", since, at)
    return len(rows)


def _write_citizens(ids: Iterable[int], what: str, since: Any, at: datetime) -> None:
    rows = [Erasure(citizen_id=pk, what=what, rule_since=since, at=at) for pk in ids]
    Erasure.objects.bulk_create(rows)
    _tell([Ref("citizen", row.citizen_id) for row in rows if row.citizen_id], what, since, at)


def _tell(refs: list[Ref], what: str, since: Any, at: datetime) -> None:
    data = {"what": what, "rule_since": since}
    ground.write_many([Done("dossiers.erased", ref, None, at, data) for ref in refs])


_DO: dict[str, Callable[[datetime, Any, datetime], int]] = {
    "reach": _reach,
    "contact": _contact,
    "form": _form,
    "papers": _papers,
    "identity": _identity,
    "looks": _looks,
}
