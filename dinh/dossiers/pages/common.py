"""What the room's entrances share."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dinh.ground import queries as ledger
from dinh.ground.services import FileRefused
from dinh.look import openers
from dinh.look.shapes import Deed
from dinh.town.models import Office, Unit
from dinh.town.rules import covers
from dinh.town.shapes import Actor

from .. import queries, rules, services, words
from ..models import Dossier

REFUSALS = (*services.REFUSALS, FileRefused)


def actor_of(request: HttpRequest) -> Actor:
    """Who is acting. Pages of this room are only reached signed in."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise PermissionDenied(_("Đăng nhập để xem trang này."))
    return actor


def today() -> date:
    return timezone.localdate()


def now() -> datetime:
    return timezone.now()


def tell(request: HttpRequest, sentence: str) -> None:
    messages.success(request, sentence)


def status_of(refused: Exception) -> int:
    """403 without the mandate, 422 for what was typed, 404 for nothing there, 409 when somebody was faster."""
    if isinstance(refused, services.NotAllowed):
        return 403
    if isinstance(refused, services.NotThere):
        return 404
    return 422 if isinstance(refused, services.WrongInput | FileRefused) else 409


def refused_page(request: HttpRequest, refused: Exception, back: str) -> HttpResponse:
    """The refusal's sentence on a page of its own, with its status and the way back."""
    return render(
        request, "dossiers/refused.html", {"said": str(refused), "back": back}, status=status_of(refused)
    )


def dossier_of(request: HttpRequest, code: str) -> Dossier:
    """The dossier of the address, when this person may see it; else the 404 page."""
    row = queries.dossier_for(actor_of(request), code, today())
    if row is None:
        raise Http404(_("Không có hồ sơ này, hoặc hồ sơ thuộc nơi anh, chị không được giao xem."))
    return row


def receiving_places(actor: Actor, day: date) -> list[tuple[Unit, Office | None]]:
    """Where this person may take dossiers in: offices of their mandates first. 2 queries at most."""
    roles = rules.WHO_MAY["dossiers.receive"]
    able = [m for m in actor.mandates if m.role in roles and covers(m, m.unit_path, day, m.office_id)]
    units = {
        unit.path: unit
        for unit in Unit.objects.alive_on(day).filter(path__in={m.unit_path for m in able})
    } if able else {}  # fmt: skip
    found: dict[tuple[int, int | None], tuple[Unit, Office | None]] = {}
    wanted = [m.office_id for m in able if m.office_id]
    desks = {office.pk: office for office in Office.objects.filter(pk__in=wanted)} if wanted else {}
    for m in sorted(able, key=lambda m: m.office_id is None):
        unit = units.get(m.unit_path)
        if unit is None:
            continue
        office = desks.get(m.office_id) if m.office_id else _desk_of(unit, day)
        found.setdefault((unit.pk, office.pk if office else None), (unit, office))
    return list(found.values())


DESK = "trung-tam-hanh-chinh-cong"


def _desk_of(unit: Unit, day: date) -> Office | None:
    return Office.objects.alive_on(day).filter(unit=unit, kind=DESK).first()


def span_words(span: timedelta) -> str:
    """ "34 giờ 12 phút" of office time."""
    minutes = int(span.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(n)s giờ", "%(n)s giờ", hours) % {"n": hours})
    if rest or not hours:
        parts.append(ngettext("%(n)s phút", "%(n)s phút", rest) % {"n": rest})
    return " ".join(parts)


def term_words(dossier: Dossier) -> str:
    """ "5 ngày làm việc" """
    from dinh.catalog.shapes import TermUnit

    if not dossier.term_unit:
        return str(_("Không ghi thời hạn"))
    word = str(_(TermUnit(dossier.term_unit).word))
    return word if dossier.term_unit == "same-day" else f"{dossier.term_amount} {word}"


def story_of(dossier: Dossier, *, limit: int = 40) -> list[Deed]:
    """The dossier's story from the ledger, newest first, as a timeline."""
    lines = ledger.story_of(dossier.ref, limit=limit)
    opened = openers.open_all([line.by for line in lines if line.by])
    shown = []
    for line in lines:
        who = opened.get(line.by) if line.by else None
        said = ": ".join(part for part in (ledger.deed_word(line.deed), _said(line.data)) if part)
        stops = "complete-request" in line.data.get("effects", ()) or line.deed == "dossiers.completion-asked"
        shown.append(
            Deed(words=said, who=who.title if who else _("Máy"), at=line.at, kind="stop" if stops else "")
        )
    return shown


def _said(data: dict[str, Any]) -> str:
    parts = [str(data["step"])] if data.get("step") else []
    if data.get("to"):
        parts.append(_("đến %(to)s") % {"to": data["to"]})
    parts += [str(data[key]) for key in ("outcome", "reason", "note", "answer") if data.get(key)]
    return "; ".join(parts)


def business_of(dossier: Dossier) -> tuple[str, str]:
    """(status kind, words) of the office's own axis; an answer that is no grant says itself."""
    said, kind = words.BUSINESS[dossier.business]
    if dossier.business == "decided" and dossier.decided_as == "refuse":
        return "none", str(_("Đã từ chối giải quyết"))
    return kind, str(said)


def due_of(dossier: Dossier, day: date) -> dict[str, Any]:
    """What a list says of a deadline: late, near, standing or a day."""
    if dossier.decided_at or dossier.closed_at:
        if dossier.late is None:
            return {"kind": "none", "words": ""}
        return {
            "kind": "late" if dossier.late else "ok",
            "words": _("Trễ hạn") if dossier.late else _("Đúng hạn"),
        }
    if dossier.due_at is None:
        return {"kind": "wait", "words": _("Dừng tính giờ") if dossier.term_unit else _("Không có hạn")}
    due = timezone.localtime(dossier.due_at)
    if due < timezone.localtime(now()):
        return {"kind": "late", "words": _("Quá hạn từ %(at)s") % {"at": f"{due:%H:%M %d/%m}"}}
    if due.date() <= day:
        return {"kind": "risk", "words": _("Hôm nay, %(at)s") % {"at": f"{due:%H:%M}"}}
    return {"kind": "info", "words": f"{due:%d/%m/%Y}"}
