"""Results of a dossier on the officer's side: drafted, looked at, signed, sealed, handed over, made anew, taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_http_methods

from dinh.ground import ciphers
from dinh.papers.making import NoPdf
from dinh.town.pages import signed_in
from dinh.town.services import allowed

from .. import services
from ..forms import reason
from ..models import Dossier, Holding, Result, ResultState
from ..queries import results as queries
from ..results_book import Template
from ..results_side import STATES
from ..rules.intake import Fault
from ..services import results as deeds
from ..services.common import may, may_step
from ..services.handing import WAYS
from ..services.looks import record_page
from ..shapes import LookKind
from .common import REFUSALS, actor_of, dossier_of, now, refused_page, tell, today
from .papers import pdf_answer


class DraftForm(forms.Form):
    """One field for each line of the paper. A draft is saved with lines still empty: what the paper cannot do without is shown,
    and asked for when it is signed."""

    def __init__(self, *args: Any, template: Template, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.CharField(widget=forms.HiddenInput, initial=template.kind)
        self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, required=False)
        for line in template.lines:
            box = (
                forms.Textarea(attrs={"rows": 3})
                if line.long
                else forms.TextInput(attrs={"autocomplete": "off"})
            )
            self.fields[line.key] = forms.CharField(
                label=line.words,
                required=line.required and not self.is_bound,
                widget=box,
                max_length=deeds.LONGEST if line.long else 500,
            )

    def lines(self) -> list[Any]:
        return [self[name] for name in self.fields if name not in ("kind", "seen")]


class HandForm(forms.Form):
    """How the results go to the citizen."""

    way = forms.ChoiceField(
        label=_l("Cách trả"), choices=[(key, _l(said)) for key, said in WAYS.items()], widget=forms.RadioSelect,
        error_messages={"required": _l("Chọn cách trả kết quả.")},
    )  # fmt: skip
    taken_by = forms.CharField(
        label=_l("Người nhận"), required=False, max_length=200, help_text=_l("Khi trả tại quầy.")
    )
    carrier = forms.CharField(label=_l("Đơn vị vận chuyển"), required=False, max_length=120)
    tracking = forms.CharField(
        label=_l("Mã vận đơn"), required=False, max_length=60, help_text=_l("Khi gửi bưu chính.")
    )


class WhyForm(forms.Form):
    """A reason, for good."""

    why = reason(_l("Lý do"), _l("Ai kiểm tra kết quả này đều đọc được."))


@require_http_methods(["GET", "POST"])
@signed_in
def results(request: HttpRequest, code: str) -> HttpResponse:
    """The results of a dossier, and what this person may do with them now."""
    row = dossier_of(request, code)
    actor, at = actor_of(request), now()
    if not may(row, "dossiers.see_personal", actor, at):
        back = reverse("dossiers.dossier", args=[row.code])
        return refused_page(
            request, services.NotAllowed(_("Anh, chị không được xem nội dung kết quả.")), back
        )
    shown: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("viec", ""))
        if act is None:
            raise Http404(_("Không có việc làm này."))
        try:
            said = act(request, row, shown)
        except services.WrongInput as wrong:
            status, said = 422, ""
            _put(shown, wrong.faults)
        except REFUSALS as refused:
            return refused_page(request, refused, request.path)
        if said:
            tell(request, said)
            return redirect("dossiers.results", row.code)
        status = 422
    return render(request, "dossiers/results.html", {**_context(row, actor, at), **shown}, status=status)


def _put(shown: dict[str, Any], faults: tuple[Fault, ...]) -> None:
    form = shown.get("form") or shown.get("hand") or shown.get("why")
    if form is None:
        shown["said"] = [fault.sentence for fault in faults]
        return
    for fault in faults:
        form.add_error(fault.field if fault.field in form.fields else None, fault.sentence)


def _context(row: Dossier, actor: Any, at: Any) -> dict[str, Any]:
    rows = queries.of_dossier(row)
    kinds = deeds.kinds_of(row)
    open_rows = list(
        row.holdings.filter(closed_at=None)
        .exclude(role="")
        .select_related("step", "unit", "office", "person")
    )
    for held in open_rows:
        held.dossier = row
    drafts = {each.kind: each for each in rows if each.state == ResultState.DRAFT}
    standing = {each.kind for each in rows if each.state in (ResultState.SIGNED, ResultState.ISSUED)}
    may_draft = may(row, "dossiers.draft_result", actor, at) and (not row.ended or row.decided_as == "grant")
    return {
        "dossier": row,
        "rows": [_shown(each) for each in rows],
        "drafting": [
            (kind, name, _draft_form(row, drafts.get(kind), deeds.template_for(row, kind)), drafts.get(kind))
            for kind, name in kinds.items()
            if may_draft and (kind in drafts or kind not in standing)
        ],
        "sign": _signing(row, open_rows, actor, at),
        "may_sign": may(row, "dossiers.sign_result", actor, at) and row.decided_as == "grant",
        "may_seal": allowed(actor, "dossiers.seal_result", row.unit.path, at),
        "may_correct": may(row, "dossiers.correct_result", actor, at),
        "may_revoke": may(row, "dossiers.revoke_result", actor, at),
        "may_hand": may(row, "dossiers.hand_result", actor, at)
        and any(each.state == ResultState.ISSUED for each in rows),
        "giving": next((each.pk for each in open_rows if _gives(each, row, actor, at)), None),
        "hand": HandForm(initial={"taken_by": row.applicant.name}),
        "why": WhyForm(),
        "fits": queries.fitting(row, today()) if may(row, "dossiers.hand_result", actor, at) else [],
    }


def _signing(row: Dossier, open_rows: list[Holding], actor: Any, at: Any) -> Holding | None:
    """The step at which this person may sign the results now."""
    grants = deeds.granting(row)
    return next(
        (
            each
            for each in open_rows
            if each.step.key in grants and may_step(each, "dossiers.step", actor, at, {"grant"})
        ),
        None,
    )


def _gives(held: Holding, row: Dossier, actor: Any, at: Any) -> bool:
    return (
        row.decided_as == "grant" and held.step.kind == "task" and may_step(held, "dossiers.step", actor, at)
    )


def _shown(row: Result) -> dict[str, Any]:
    return {
        "row": row,
        "kind": STATES[row.state],
        "code": deeds.shown_code(row.code),
        "signatures": list(row.signatures.all()),
        "handings": [(each, str(_(WAYS[each.way]))) for each in row.handings.all()],
        "remade": any(
            each.state in (ResultState.DRAFT, ResultState.SIGNED) for each in row.replaced_by.all()
        ),
    }


def _draft_form(row: Dossier, draft: Result | None, template: Template) -> DraftForm:
    try:
        words = draft.words() if draft else deeds.known_words(row, template)
    except ciphers.CannotOpen:
        words = {}
    return DraftForm(
        template=template, initial={**words, "kind": template.kind, "seen": draft.version if draft else None}
    )


# ---------------------------------------------------------------- deeds of the page


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": actor_of(request), "at": now()}


def _draft(request: HttpRequest, row: Dossier, shown: dict[str, Any]) -> str:
    template = deeds.template_for(row, request.POST.get("kind", ""))
    form = DraftForm(request.POST, template=template)
    if not form.is_valid():
        shown["form"] = form
        return ""
    words = {line.key: form.cleaned_data[line.key] for line in template.lines}
    services.draft_result(
        dossier_id=row.pk, kind=template.kind, words=words, seen=form.cleaned_data["seen"], **_who(request)
    )
    return _("Đã lưu bản soạn kết quả.")


def _of(request: HttpRequest, row: Dossier, name: str = "ket-qua") -> int:
    given = request.POST.get(name, "")
    if not (given.isascii() and given.isdigit()) or not row.results.filter(pk=int(given)).exists():
        raise Http404(_("Không có kết quả này."))
    return int(given)


def _sign(request: HttpRequest, row: Dossier, shown: dict[str, Any]) -> str:
    given = request.POST.get("buoc", "")
    if given:
        held = row.holdings.filter(pk=int(given) if given.isascii() and given.isdigit() else 0).first()
        if held is None:
            raise Http404(_("Không có bước này."))
        signed = services.sign_step(holding_id=held.pk, **_who(request))
        return _("Đã ký số %(n)s kết quả.") % {"n": len(signed)}
    services.sign_result(result_id=_of(request, row), **_who(request))
    return _("Đã ký số kết quả.")


def _seal(request: HttpRequest, row: Dossier, shown: dict[str, Any]) -> str:
    services.seal_result(result_id=_of(request, row), **_who(request))
    return _("Đã đóng dấu số.")


def _hand(request: HttpRequest, row: Dossier, shown: dict[str, Any]) -> str:
    shown["hand"] = form = HandForm(request.POST)
    if not form.is_valid():
        return ""
    given = request.POST.get("buoc", "")
    step = int(given) if given.isascii() and given.isdigit() else None
    services.hand_out(dossier_id=row.pk, holding_id=step, **form.cleaned_data, **_who(request))
    return _("Đã ghi trả kết quả.")


def _ended(deed: Callable[..., object], said: Any) -> Callable[[HttpRequest, Dossier, dict[str, Any]], str]:
    def act(request: HttpRequest, row: Dossier, shown: dict[str, Any]) -> str:
        result_id = _of(request, row)
        form = WhyForm(request.POST)
        if not form.is_valid():
            shown["said"] = [str(each) for each in form.errors["why"]]
            return ""
        deed(result_id=result_id, why=form.cleaned_data["why"], **_who(request))
        return str(said)

    return act


def _post_said(request: HttpRequest, row: Dossier, shown: dict[str, Any]) -> str:
    given = request.POST.get("lan-gui", "")
    from ..models import Handing

    letter = Handing.objects.filter(
        pk=int(given) if given.isascii() and given.isdigit() else 0, result__dossier=row
    ).first()
    if letter is None:
        raise Http404(_("Không có lần gửi này."))
    arrived = request.POST.get("ra-sao") == "da-phat"
    services.post_said(
        handing_id=letter.pk, arrived=arrived, note_words=request.POST.get("note", ""), **_who(request)
    )
    return _("Đã ghi kết quả gửi bưu chính.")


def _reuse(request: HttpRequest, row: Dossier, shown: dict[str, Any]) -> str:
    given = [request.POST.get(name, "") for name in ("kho", "giay")]
    if not all(each.isascii() and each.isdigit() for each in given):
        raise Http404(_("Không có kết quả này trong kho."))
    services.reuse_result(dossier_id=row.pk, stored_id=int(given[0]), paper_id=int(given[1]), **_who(request))
    return _("Đã lấy kết quả từ kho của người nộp.")


_ACTS: dict[str, Callable[[HttpRequest, Dossier, dict[str, Any]], str]] = {
    "soan": _draft,
    "ky": _sign,
    "dong-dau": _seal,
    "tra": _hand,
    "cap-lai": _ended(services.correct_result, _l("Đã soạn bản thay; ký xong thì bản cũ hết hiệu lực.")),
    "thu-hoi": _ended(services.revoke_result, _l("Đã thu hồi kết quả.")),
    "buu-chinh": _post_said,
    "lay-kho": _reuse,
}


# ---------------------------------------------------------------- files, and the clerk's desk


@require_GET
@signed_in
def file(request: HttpRequest, code: str, result_id: int) -> HttpResponse:
    """The signed paper, or how the draft will look."""
    row = dossier_of(request, code)
    found = row.results.select_related("replaces", "unit").filter(pk=result_id).first()
    if found is None or not may(row, "dossiers.see_personal", actor_of(request), now()):
        raise Http404(_("Không có kết quả này, hoặc anh, chị không được xem giấy tờ của người nộp."))
    record_page(row, LookKind.RESULT, actor_of(request), now())
    try:
        if found.state == ResultState.DRAFT:
            data, _places = deeds.drawn(found, row, deeds.template_for(row, found.kind), now())
        else:
            data = deeds.ground_file(found.sha256)
    except (NoPdf, *REFUSALS) as refused:
        return refused_page(request, refused, reverse("dossiers.results", args=[row.code]))
    return pdf_answer(data, deeds.file_name(found).removesuffix(".pdf"))


@require_http_methods(["GET", "POST"])
@signed_in
def sealing(request: HttpRequest) -> HttpResponse:
    """What waits for the authority's seal, for the clerk who keeps it; each is sealed or refused by itself."""
    actor = actor_of(request)
    rows = queries.to_seal(actor, today())
    told: list[tuple[Result, bool, str]] = []
    if request.method == "POST":
        chosen = set(request.POST.getlist("chon"))
        for row in rows:
            if str(row.pk) not in chosen:
                continue
            try:
                services.seal_result(result_id=row.pk, **_who(request))
                told.append((row, True, _("Đã đóng dấu số.")))
            except REFUSALS as refused:
                told.append((row, False, str(refused)))
        rows = queries.to_seal(actor, today())
    return render(request, "dossiers/sealing.html", {"rows": rows, "told": told})
