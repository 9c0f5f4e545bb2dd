"""What the room's entrances share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import queries as ledger
from dinh.ground.figures import whole_number
from dinh.ground.services import FileRefused
from dinh.ground.shapes import Ref
from dinh.look import openers
from dinh.look.shapes import Deed
from dinh.town.services import NotAllowed
from dinh.town.shapes import Actor
from dinh.work import queries, services
from dinh.work.models import Assignment

REFUSALS = (services.WorkRefused, NotAllowed, FileRefused)


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
    """403 without the mandate, 422 for what was typed, 409 when the thing is not where the deed can be done."""
    if isinstance(refused, NotAllowed):
        return 403
    return 422 if isinstance(refused, services.WrongInput | FileRefused) else 409


def refused_page(request: HttpRequest, refused: Exception, back: str) -> HttpResponse:
    """The refusal's sentence on a page of its own, with its status and the way back."""
    return render(
        request, "work/refused.html", {"said": str(refused), "back": back}, status=status_of(refused)
    )


def work_of(request: HttpRequest, assignment_id: int) -> Assignment:
    """The assignment of the address, when this person may see it; else the 404 page."""
    row = queries.assignment_for(actor_of(request), assignment_id, today())
    if row is None:
        raise Http404(_("Không có việc này, hoặc việc thuộc nơi anh, chị không được giao xem."))
    return row


def story_of(ref: Ref, *, before: int | None = None, limit: int = 30) -> dict[str, Any]:
    """A thing's story, newest first, as a timeline, and the key of what came earlier."""
    lines = ledger.story_of(ref, before=before, limit=limit + 1)
    shown = lines[:limit]
    opened = openers.open_all(
        [line.by for line in shown if line.by] + [line.about for line in shown if line.about != ref]
    )
    deeds = []
    for line in shown:
        who = opened.get(line.by) if line.by else None
        about = opened.get(line.about) if line.about != ref else None
        part = line.about.kind == "assignment" and line.deed != MANY
        title = about.title if about and part else ""
        words = ": ".join(part for part in (ledger.deed_word(line.deed), title, _said(line.data)) if part)
        deeds.append(Deed(words=words, who=who.title if who else _("Máy"), at=line.at))
    return {"story": deeds, "story_more": shown[-1].id if len(lines) > limit else None}


MANY = "work.asked-many"


def _said(data: dict[str, Any]) -> str:
    """The part of a ledger line's values that a reader of the story wants."""
    parts = []
    if data.get("to") and isinstance(data["to"], str):
        parts.append(_("đến %(to)s") % {"to": data["to"]})
    if "person" in data:
        parts.append(data["person"] or _("bỏ phân công"))
    if data.get("percent") is not None:
        parts.append(f"{data['percent']}%")
    if "new" in data:
        old, new = day_words(data.get("old")), day_words(data.get("new"))
        parts.append(_("từ %(old)s sang %(new)s") % {"old": old, "new": new})
    elif data.get("until"):
        parts.append(_("đến ngày %(day)s") % {"day": day_words(data["until"])})
    parts += [str(data[key]) for key in ("note", "reason", "remark") if data.get(key)]
    if data.get("files"):
        parts.append(_("kèm %(files)s") % {"files": ", ".join(data["files"])})
    if data.get("n"):
        parts.append(_("%(n)s việc") % {"n": data["n"]})
    return "; ".join(parts)


def day_words(iso: object) -> str:
    """21/11/2026 from the ledger's ISO text; "chưa có" for none."""
    try:
        return f"{date.fromisoformat(str(iso)):%d/%m/%Y}"
    except ValueError:
        return _("chưa có")


def before_of(request: HttpRequest) -> int | None:
    return whole_number(request.GET.get("truoc", ""))
