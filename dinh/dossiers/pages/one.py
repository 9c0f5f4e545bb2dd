"""The page of one dossier, its files and its receipt."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import segno
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dinh.ground import queries as kept_files
from dinh.look.shapes import Fact, Step
from dinh.town.pages import signed_in

from .. import drawing, queries, words
from ..models import Citizen, FormAnswers, Holding
from ..queries import Whole
from ..services import following
from ..services.common import may, role_word
from ..services.looks import record_page
from ..services.typing import why_not
from ..shapes import Channel, LookKind
from .common import actor_of, business_of, dossier_of, due_of, now, span_words, story_of, term_words, today
from .deeds import dossier_deeds, step_deeds

SEALED = "default-src 'none'; sandbox"


@require_GET
@signed_in
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    """Facts, clock, steps, papers, who handed in, and the deeds of this moment."""
    row = dossier_of(request, code)
    at = now()
    actor = actor_of(request)
    whole = queries.whole(row, at)
    kind, said = business_of(row)
    steps = step_deeds(whole, actor, at)
    deeds = steps + dossier_deeds(whole, actor, at)
    verdict_words, verdict_kind = words.VERDICTS[whole.clock.answer.verdict.value]
    personal = may(row, "dossiers.see_personal", actor, at)
    record_page(row, LookKind.PAGE, actor, at)
    context = {
        "dossier": row,
        "may_open": personal,
        "may_correct": may(row, "dossiers.correct", actor, at),
        "may_see_looks": may(row, "dossiers.see_looks", actor, at),
        "whole": whole,
        "kind": kind,
        "said": said,
        "due": due_of(row, today()),
        "verdict": (verdict_kind, verdict_words) if row.business != "refused" else None,
        "flags": [words.FLAGS[flag] for flag in row.flags if flag in words.FLAGS],
        "first": deeds[0] if deeds else None,
        "presses": bool(steps),  # a note, a split: nothing that the dossier waits for
        "others": deeds[1:],
        "clock": _clock(whole, at),
        "facts": _facts(whole),
        "stops": _stops(whole),
        "steps": _steps(whole),
        "papers": whole.papers,
        "story": story_of(row),
        "money": words.MONEY[row.money],
        "delivery": words.DELIVERY[row.delivery],
        "sync": words.SYNC[row.sync],
        "applicant": _shown(row.applicant, personal),
        "acted_for": _shown(row.acted_for, personal) if row.acted_for else None,
        "answers": whole.answers,
        "channel": _(Channel(row.channel).word),
    }
    return render(request, "dossiers/dossier.html", context)


def _clock(whole: Whole, at: Any) -> drawing.Drawing | None:
    row = whole.dossier
    if not row.term_unit or row.business == "refused":
        return None
    local = timezone.localtime
    return drawing.draw(
        local(row.received_at),
        [each.shape(local) for each in whole.stretches],
        now=local(at),
        due=local(row.due_at) if row.due_at else None,
        ended=local(row.decided_at) if row.decided_at else None,
    )


def _facts(whole: Whole) -> list[Fact]:
    row, clock = whole.dossier, whole.clock
    local = timezone.localtime
    received = local(row.received_at)
    facts = [
        Fact(_("Thời hạn"), term_words(row), _("theo bản áp dụng ngày nhận")),
        Fact(_("Đã chạy"), span_words(clock.spent), _("từ %(at)s") % {"at": f"{received:%H:%M %d/%m/%Y}"}),
        Fact(
            _("Đã dừng"),
            span_words(clock.stood) if clock.stood else _("Không dừng"),
            _("%(n)s lần") % {"n": len(whole.stretches)} if whole.stretches else "",
        ),
    ]
    if row.due_at:
        due = local(row.due_at)
        left = _("còn %(left)s làm việc") % {"left": span_words(clock.left)} if clock.left else ""
        facts.append(Fact(_("Phải trả trước"), f"{due:%H:%M %d/%m/%Y}", left))
    else:
        facts.append(
            Fact(_("Phải trả trước"), _("Chưa tính"), _("tính khi đồng hồ chạy lại") if row.term_unit else "")
        )
    return facts


def _stops(whole: Whole) -> list[dict[str, Any]]:
    return [
        {
            "since": each.since,
            "until": each.until,
            "why": words.STOPS[each.why],
            "words": each.words,
            "by": each.by_name,
        }
        for each in whole.stretches
    ]


def _steps(whole: Whole) -> list[Step]:
    """What was done and by whom, then what waits, in the order it was opened. Rows that only passed from hand to hand are
    told in the story."""
    shown = []
    for row in whole.holdings:
        if not row.role or row.outcome.startswith("~"):
            continue
        shown.append(_step(row))
    return shown


def _step(row: Holding) -> Step:
    who = row.person.name if row.person else (row.office.name if row.office else row.unit.full_name)
    if row.closed_at is None:
        stands = row.step.clock == "stopped"
        said = _("Dừng đồng hồ") if stands else (_("Đang làm") if row.taken_at else _("Chờ nhận xử lý"))
        limit = ""
        if row.due_at:
            limit = _("đến %(at)s") % {"at": f"{timezone.localtime(row.due_at):%H:%M %d/%m}"}
        how = str(words.HOW[row.how]) if row.how in words.HOW else ""
        return Step(
            words=row.step.name,
            who=", ".join(p for p in (who, how) if p),
            used=limit,
            kind="cur",
            status=said,
        )
    closed = timezone.localtime(row.closed_at)
    late = row.due_at is not None and row.closed_at > row.due_at + timedelta(minutes=1)
    return Step(
        words=row.step.name,
        who=_stood_in(row) or row.by_name or who,
        used=row.words,
        kind="risk" if late else "ok",
        status=(_("Xong %(at)s, quá giờ") if late else _("Xong %(at)s")) % {"at": f"{closed:%H:%M %d/%m}"},
    )


def _stood_in(row: Holding) -> str:
    """ "B thay A", where somebody did a step that was in an absent colleague's hands."""
    if row.person is None or row.by_id in (None, row.person_id):
        return ""
    return _("%(by)s thay %(person)s") % {"by": row.by_name, "person": row.person.name}


def _shown(citizen: Citizen, personal: bool) -> dict[str, str]:
    """A citizen as this person may see them: numbers masked but for their end unless their mandate says more."""
    from dinh.ground import ciphers

    shown = {"name": citizen.name, "kind": citizen.kind}
    if not personal:
        return shown
    try:
        identity, contact = citizen.identity(), citizen.contact()
    except ciphers.CannotOpen as closed:
        return {**shown, "closed": str(closed)}
    return {
        **shown,
        "identity": masked(identity),
        "phone": masked(contact.get("phone", "")),
        "has_email": "1" if contact.get("email") else "",
    }


def masked(text: str) -> str:
    """ "••• 147": enough to see that it is the right one."""
    return f"••• {text[-3:]}" if text else ""


@require_GET
@signed_in
def paper(request: HttpRequest, code: str, paper_id: int) -> Any:
    """A paper's file as it was kept, for whoever may see the dossier and personal data."""
    row = dossier_of(request, code)
    file = row.papers.filter(pk=paper_id).exclude(sha256="").first()
    if file is None or not may(row, "dossiers.see_personal", actor_of(request), now()):
        raise Http404(_("Không có tệp này, hoặc anh, chị không được xem giấy tờ của người nộp."))
    try:
        stream = kept_files.open_kept(file.sha256)
    except FileNotFoundError:
        raise Http404(_("Tệp không còn trong kho; người quản trị chạy dinh verify.")) from None
    record_page(row, LookKind.PAPER, actor_of(request), now())
    shown = file.media_type in ("application/pdf", "image/png", "image/jpeg")
    response = FileResponse(
        stream, as_attachment=not shown, filename=file.file_name, content_type=file.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SEALED
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@signed_in
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt with the day promised (form 01), to be printed; refused intakes have their own paper (form 03)."""
    row = dossier_of(request, code)
    record_page(row, LookKind.PAGE, actor_of(request), now())
    url = following.address_of(row)
    received = timezone.localtime(row.received_at)
    answer = row.answers.first() if row.business == "refused" else None
    context = {
        "dossier": row,
        "papers": list(row.papers.all()),
        "received": received,
        "promised": timezone.localtime(row.promised_at) if row.promised_at else None,
        "term": term_words(row),
        "qr": drawn(url),
        "url": url,
        "secret": following.secret_of(row),
        "refused": answer,
        "parent": row.received_unit.parent.name_in_text if row.received_unit.parent else "",
        "contact": _shown(row.applicant, may(row, "dossiers.see_personal", actor_of(request), now())),
        "by_role": role_word("officer"),
        "types": may(row, "dossiers.type_form", actor_of(request), now())
        and not why_not(row, FormAnswers.objects.filter(dossier=row).first()),
    }
    return render(request, "dossiers/receipt.html", context)


def drawn(text: str) -> Any:
    """A QR as an <svg>: black on white whatever the theme, no style, no script."""
    made = segno.make(text, error="m", micro=False).svg_inline(
        scale=4, border=2, dark="#000", light="#fff", svgclass=None, lineclass=None, omitsize=True
    )
    return mark_safe(made)  # noqa: S308 made of squares by the library
