"""A dossier as its applicant sees it, and what they do with it: answer, take back, read papers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dinh.ground import queries as kept_files
from dinh.ground.outbox import queries as outbox
from dinh.look.shapes import Deed
from dinh.papers.making import NoPdf
from dinh.till.queries import bills_about

from .. import papers, services, words
from ..forms_citizen import AnswerForm, WithdrawForm
from ..models import CompletionRequest, Dossier
from ..queries import citizens
from ..queries.citizens import Door
from ..rules.citizens import plain
from ..rules.intake import tidy_identity
from ..services import apologising, following
from ..shapes import Channel
from .citizen_common import door_of, kept_private, may_try, now, put_faults, was_wrong
from .common import REFUSALS, status_of, term_words
from .one import SEALED
from .papers import pdf_answer


@never_cache
@require_safe
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    """Where it stands in plain words, what is theirs to do, what happened, the papers, the money."""
    door = door_of(request, code)
    row = door.dossier
    said = plain(row.business, decided_as=row.decided_as, delivery=row.delivery, money=row.money)
    waiting = _waiting(row)
    bills = [bill for bill in bills_about([row.ref])[row.ref] if not bill.cancelled_at]
    context = {
        "dossier": row,
        "door": door,
        "plain": said,
        "word": _(said.word),
        "sentence": _(said.sentence),
        "waiting": waiting,
        "may_answer": waiting is not None and door.acts,
        "may_withdraw": door.acts and not row.ended and row.business != "draft",
        "owed": [bill for bill in bills if bill.owed],
        "paid": [bill for bill in bills if not bill.owed and bill.received],
        "bills": bills,
        "money": words.MONEY[row.money],
        "timeline": [
            Deed(words=each.words, who=each.who, at=each.at, kind=each.kind)
            for each in citizens.happenings(row)
        ],
        "answer": citizens.answer_of(row),
        "papers": list(row.papers.all()),
        "issued": _issued_to(row),
        "letters": outbox.about(row.ref),
        "channel": _(Channel(row.channel).word),
        "term": term_words(row),
        "promised": timezone.localtime(row.promised_at) if row.promised_at else None,
        "due": timezone.localtime(row.due_at) if row.due_at and not row.decided_at else None,
        "stands": row.due_at is None and bool(row.term_unit) and not row.ended,
        "account": citizens.account_of(request),
        "secret": following.secret_of(row) if door.how != "agent" else "",
    }
    return kept_private(render(request, "dossiers/citizen/dossier.html", context))


@never_cache
@require_safe
def issued(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """A paper that the office made for them, as PDF; whoever only acts for the applicant gets it without the second secret."""
    door = door_of(request, code)
    row = door.dossier
    kind = next((each for each in _issued_to(row) if each.slug == slug), None)
    if kind is None:
        raise Http404(_("Hồ sơ này không có giấy ấy."))
    letter = apologising.letter_of(row) if kind.number == "04" else None
    try:
        data = papers.draw(kind.number, row, letter=letter, now=now(), secret=door.how != "agent")
    except NoPdf as cannot:
        return _refused(request, cannot, door)
    return kept_private(pdf_answer(data, f"{row.code_key}-{kind.slug}"))


def _issued_to(row: Dossier) -> list[papers.Form]:
    """What the office made for the applicant; the process slip stays inside. 3 queries."""
    return [each for each in papers.fitting(row) if each.number != "06"]


def _waiting(row: Dossier) -> CompletionRequest | None:
    return row.completions.filter(answered_at=None).first()


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """What was asked for, each with a place for its file; sending it starts the clock again."""
    door = door_of(request, code)
    asked = _waiting(door.dossier)
    if asked is None or not door.acts:
        messages.info(request, _("Hồ sơ này không chờ bổ sung gì."))
        return redirect("dossiers.citizen_dossier", door.dossier.code)
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = AnswerForm(*given, asked=asked, initial={"seen": door.dossier.version})
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_completion(
                dossier_id=door.dossier.pk,
                by=door.by,
                at=now(),
                answer=form.cleaned_data["answer"],
                papers=form.papers(),
                seen=form.cleaned_data["seen"],
            )
        except services.WrongInput as refused:
            put_faults(form, refused.faults)
        except REFUSALS as refused:
            return _refused(request, refused, door)
        else:
            messages.success(request, _("Đã gửi phần bổ sung. Việc giải quyết đi tiếp."))
            return kept_private(redirect("dossiers.citizen_dossier", door.dossier.code))
    account = citizens.account_of(request)
    context = {"form": form, "dossier": door.dossier, "asked": asked, "account": account}
    status = 422 if form.is_bound else 200
    return kept_private(render(request, "dossiers/citizen/answer.html", context, status=status))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Taking it back, with a reason; who only has the secret types the applicant's number as well."""
    door = door_of(request, code)
    if not door.acts or door.dossier.ended:
        messages.info(request, _("Hồ sơ này không rút được nữa."))
        return redirect("dossiers.citizen_dossier", door.dossier.code)
    asks = door.how == "secret" and bool(door.dossier.applicant.identity_closed)
    form = WithdrawForm(
        request.POST if request.method == "POST" else None,
        ask_number=asks,
        initial={"seen": door.dossier.version},
    )
    if request.method == "POST" and form.is_valid():
        if asks:
            if (stopped := may_try(request, f"id {door.dossier.code}")) is not None:
                return stopped
            if not _same_number(door.dossier, form.cleaned_data["identity"]):
                was_wrong(request, f"id {door.dossier.code}")
                form.add_error("identity", _("Không khớp với số định danh trên hồ sơ."))
        if form.is_valid():
            try:
                services.withdraw(
                    dossier_id=door.dossier.pk,
                    reason=form.cleaned_data["reason"],
                    by=door.by,
                    at=now(),
                    seen=form.cleaned_data["seen"],
                )
            except REFUSALS as refused:
                return _refused(request, refused, door)
            messages.success(request, _("Đã rút hồ sơ %(code)s.") % {"code": door.dossier.code})
            return kept_private(redirect("dossiers.citizen_dossier", door.dossier.code))
    context = {"form": form, "dossier": door.dossier, "account": citizens.account_of(request)}
    status = 422 if form.is_bound else 200
    return kept_private(render(request, "dossiers/citizen/withdraw.html", context, status=status))


def _same_number(row: Dossier, typed: str) -> bool:
    return tidy_identity(typed).upper() == row.applicant.identity()


def _refused(request: HttpRequest, refused: Exception, door: Door) -> HttpResponse:
    context = {"said": str(refused), "back": reverse("dossiers.citizen_dossier", args=[door.dossier.code])}
    return kept_private(render(request, "dossiers/citizen/refused.html", context, status=status_of(refused)))


@never_cache
@require_safe
def paper(request: HttpRequest, code: str, paper_id: int) -> Any:
    """A paper's file as they handed it in. Whoever has only the secret sees that it is there, not what it says."""
    door = door_of(request, code)
    file = door.dossier.papers.filter(pk=paper_id).exclude(sha256="").first()
    if file is None or door.how == "secret":
        raise Http404(_("Không có tệp này, hoặc phải đăng nhập mới mở được."))
    try:
        stream = kept_files.open_kept(file.sha256)
    except FileNotFoundError:
        raise Http404(_("Tệp không còn trong kho.")) from None
    shown = file.media_type in ("application/pdf", "image/png", "image/jpeg")
    response = FileResponse(
        stream, as_attachment=not shown, filename=file.file_name, content_type=file.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SEALED
    return kept_private(response)  # type: ignore[arg-type]
