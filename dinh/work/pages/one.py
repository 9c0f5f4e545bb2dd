"""One assignment: what is asked, where it stands, and every deed that this person may do on it."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dinh.ground import queries as kept_files
from dinh.look import openers
from dinh.town.pages import signed_in
from dinh.work import queries, rules, services
from dinh.work.models import Assignment, Evidence

from .common import actor_of, before_of, now, story_of, today, work_of
from .deeds import DEEDS, DeedPage

SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp", "image/gif"})
SEALED = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@require_GET
@signed_in
def assignment(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """The page of one assignment."""
    work = work_of(request, assignment_id)
    actor, at = actor_of(request), now()
    offers = list(
        work.hand_overs.select_related(
            "assignment__unit", "from_office", "from_person", "to_office", "to_person"
        )
    )
    extensions = list(work.extensions.all())
    subs = queries.subs_of(work)
    able = deeds_for(work, actor, at)
    waiting = next((offer for offer in offers if offer.is_waiting), None)
    asked = next((each for each in extensions if each.is_waiting), None)
    context: dict[str, Any] = {
        "work": work,
        "coops": [each.office for each in work.coops.all()],
        "subs": subs,
        "subs_light": rules.worst(
            rules.light(sub.state, sub.due_on, today(), late_days=sub.late_days)
            for sub in subs
            if sub.is_open
        ),
        "offers": offers,
        "waiting": waiting,
        "may_answer": waiting is not None and services.may_answer(waiting, actor, at),
        "may_withdraw": waiting is not None and services.may(work, "work.hand_over", actor, at),
        "extensions": extensions,
        "asked": asked,
        "may_grant": asked is not None and services.may(work, "work.answer_extension", actor, at),
        "evidence": list(work.evidence.all()),
        "turns": queries.turns_of(work),
        "passings": list(work.passings.select_related("from_unit", "from_office", "to_unit", "to_office")),
        "may_end_series": work.series is not None
        and work.series.ended_at is None
        and services.may(work, "work.end_series", actor, at),
        "asker": openers.open_one(work.asked_by) if work.asked_by else None,
        "first": able[0] if able else None,
        "others": able[1:],
        **story_of(work.ref, before=before_of(request), limit=20),
    }
    return render(request, "work/assignment.html", context)


def deeds_for(work: Assignment, actor: Any, at: Any) -> list[DeedPage]:
    """The deeds this person may do now, the most likely first."""
    able = [
        page
        for page in DEEDS.values()
        if rules.can(page.deed, work.state) and services.may(work, page.deed, actor, at)
    ]
    return sorted(able, key=lambda page: page.rank.get(work.state, 50))


@require_GET
@signed_in
def evidence(request: HttpRequest, evidence_id: int) -> Any:
    """An evidence file as it was kept, for whoever may see its assignment."""
    file = Evidence.objects.filter(pk=evidence_id).first()
    if file is None or queries.assignment_for(actor_of(request), file.assignment_id, today()) is None:
        raise Http404(_("Không có tệp này."))
    try:
        stream = kept_files.open_kept(file.sha256)
    except FileNotFoundError:
        raise Http404(_("Tệp không còn trong kho; người quản trị chạy dinh verify.")) from None
    response = FileResponse(
        stream,
        as_attachment=file.media_type not in SHOWN,
        filename=file.name,
        content_type=file.media_type,
    )
    # What somebody handed in is opened by others: it runs nothing and fetches nothing, whatever it claims to be.
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SEALED
    return response


def url_of(work: Assignment) -> str:
    return reverse("work.assignment", args=[work.pk])
