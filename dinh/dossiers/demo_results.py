"""Keys of the pretend ward, and results of its dossiers: some signed and in stores, some drafted and waiting to be signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from dinh.papers.making import NoPdf
from dinh.papers.signing.making_keys import DemoRoot, lay
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from . import services
from .models import Dossier, Holding, Result, StoredResult
from .services import results as deeds
from .services.common import may

SIGNED, DRAFTED = 6, 6
_MADE_UP = {
    "ngay": "01/02/1990",
    "sinh": "01/02/1990",
    "muc_do": "Nặng",
    "dien": "Hộ cận nghèo",
    "dang": "Vận động",
}


def lay_keys(ward: Unit, leader: Actor, at: Any) -> None:
    """A root of its own, a key of the ward and one of its leader, made up and worth nothing outside. A book that somebody
    else laid stays as it is."""
    holders = {f"person:{leader.person_id}", f"unit:{ward.code}"}
    folder, book = settings.DINH_HOME / "signing", deeds.book()
    if all(book.has(each) for each in holders):
        return
    if book.rows and not (folder / "roots" / "demo.pem").exists():
        return
    body = f"UBND {ward.name_in_text}"
    above = f"UBND {ward.parent.name_in_text}" if ward.parent else ""
    lay(folder, DemoRoot("Gốc chứng thư mẫu của Đình", at=at), [
        {"holder": f"person:{leader.person_id}", "name": leader.name, "body": body},
        {"holder": f"unit:{ward.code}", "name": body, "body": above, "seals_at_once": True},
    ])  # fmt: skip


def furnish(*, ward: Unit, officer: Actor, leader: Actor, clock: Any, say: Callable[[str], None]) -> None:
    """The newest granted dossiers have their result signed; some that wait for the leader have theirs drafted."""
    lay_keys(ward, leader, clock.at(clock.today - timedelta(days=500), 8))  # keys count before they sign
    granted = Dossier.objects.filter(unit=ward, decided_as="grant", results=None).order_by("-received_at")
    waiting = Holding.objects.filter(
        unit=ward, closed_at=None, role="leader", step__leaving__effect="grant", dossier__results=None
    ).select_related("dossier__edition", "dossier__applicant", "dossier__acted_for", "dossier__unit")
    try:
        for dossier in granted.select_related("edition", "applicant", "acted_for", "unit")[:SIGNED]:
            for row in _drafted(dossier, officer, leader):
                services.sign_result(result_id=row.pk, by=leader, at=dossier.moved_at)
        for held in waiting.distinct().order_by("pressing_at", "id")[:DRAFTED]:
            _drafted(held.dossier, officer, leader)
    except NoPdf as cannot:
        say(f"Kết quả mẫu: bỏ qua, {cannot}")
        return
    say(
        f"Kết quả mẫu: {Result.objects.filter(state='issued').count()} đã ký số, {Result.objects.filter(state='draft').count()} chờ ký"
    )


def signed(row: Holding, officer: Actor, leader: Actor, outcome: str, at: datetime) -> bool:
    """The step that grants, with its results drafted by whoever may and signed by the leader; no when nothing can be drawn or
    signed here."""
    dossier = Dossier.objects.select_related("edition", "applicant", "acted_for", "unit").get(
        pk=row.dossier_id
    )
    if not may(dossier, "dossiers.sign_result", leader, at):
        return False
    try:
        with transaction.atomic():
            _drafted(dossier, officer, leader, at)
            services.sign_step(holding_id=row.pk, by=leader, at=at, outcome=outcome)
    except (NoPdf, deeds.NoKey, services.NotAllowed):
        return False
    return True


def stored_for(asked: list[Any], at: datetime) -> tuple[Any, StoredResult] | None:
    """The first of the papers for which somebody has a result in their store, with that result, used least."""
    for paper in asked:
        if not paper.reusable_from:
            continue
        found = StoredResult.objects.filter(
            kind__in=paper.reusable_from, stands=True, put_at__lte=at, citizen__kind="person"
        ).exclude(citizen__identity_index="")
        still = found.filter(Q(valid_until=None) | Q(valid_until__gte=timezone.localtime(at).date()))
        row = still.select_related("citizen").order_by("times_used", "put_at", "pk").first()
        if row is not None:
            return paper, row
    return None


def _drafted(dossier: Dossier, officer: Actor, leader: Actor, at: datetime | None = None) -> list[Result]:
    made, at = [], at or dossier.moved_at
    for kind in deeds.kinds_of(dossier):
        template = deeds.template_for(dossier, kind)
        words = deeds.known_words(dossier, template)
        for line in template.missing(words):
            words[line.key] = next(
                (said for part, said in _MADE_UP.items() if part in line.key), f"{line.words} (mẫu)"
            )
        who = officer if may(dossier, "dossiers.draft_result", officer, at) else leader
        made.append(services.draft_result(dossier_id=dossier.pk, kind=kind, words=words, by=who, at=at))
    return made
