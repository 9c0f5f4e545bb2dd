"""A citizen hands in on line: one thing at a time, with or without an account, with or without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, BinaryIO, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dinh.catalog import asking
from dinh.catalog import queries as catalog
from dinh.catalog.models import ProcedureEdition
from dinh.ground import queries as kept_files
from dinh.ground.rates import Counter
from dinh.ground.shapes import Ref
from dinh.look.pages import too_many
from dinh.papers.making import NoPdf
from dinh.town.models import Unit

from .. import forms_online as forms
from .. import online_book, prefill, services
from ..applicant import Applicant
from ..models import CitizenAccount, Draft
from ..queries import citizens, drafts
from ..rules import intake
from ..rules import online as rules
from ..rules.intake import Fault
from ..sayings import say
from ..services import online, renewing
from ..services.intake import MOST_FILE, asked_of, price
from ..shapes import Channel, GivenPerson, Intake
from .common import now, today
from .one import SEALED

MOST_BEGUN, MOST_TRIES, MOST_SENT = 40, 30, 20
_begun, _tries = Counter(3600), Counter(900)
MOST_UNITS = 24

Handler = Callable[[HttpRequest, "Opened"], HttpResponse]


class Opened:
    """A draft that whoever asks may open, with its way and who they are."""

    def __init__(self, request: HttpRequest, draft: Draft) -> None:
        self.request, self.draft = request, draft
        self.way = online.way_of(draft, now())
        self.account = citizens.account_of(request)
        self.facts = prefill.facts_of(request)
        self.back = request.GET.get("sua", "") == "1"

    def url(self, key: str) -> str:
        return reverse("dossiers.online_step", args=[self.draft.code, key])

    def next(self, key: str) -> HttpResponse:
        """Where a step that is in order leads."""
        fresh = Draft.objects.select_related("edition").get(pk=self.draft.pk)
        way = online.way_of(fresh, now())
        following = rules.after(way.steps, key, fresh.done)
        if self.back:
            following = rules.first_open(way.steps, [*fresh.done, rules.REVIEW])
        return redirect(self.url(following))

    def shown(self, key: str, template: str, status: int = 200, **more: Any) -> HttpResponse:
        keys = [step.key for step in self.way.steps]
        at = keys.index(key) if key in keys else 0
        context = {
            "draft": self.draft,
            "edition": self.way.edition,
            "step": self.way.steps[at],
            "number": at + 1,
            "count": len(keys),
            "before": self.url(keys[at - 1]) if at else "",
            "account": self.account,
            "secret": drafts.held(self.request).get(self.draft.code, ""),
            "back": self.back,
            **more,
        }
        return render(self.request, template, context, status=status)


# ---------------------------------------------------------------- beginning


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """What it takes, and the button that begins; what was begun already is offered first."""
    edition = catalog.edition_on(code, today())
    if edition is None:
        raise Http404(_("Không có thủ tục này đang áp dụng."))
    if code != edition.procedure.code:
        return redirect("dossiers.online_start", edition.procedure.code)
    units = online.places(edition, now())
    open_ = online.is_online(edition) and bool(units)
    account = citizens.account_of(request)
    if request.method == "POST" and open_:
        if _begun.add(str(request.META.get("REMOTE_ADDR", ""))) > MOST_BEGUN:
            return too_many(request, 60)
        return _begin(request, edition, units, account)
    context = {
        "edition": edition,
        "open": open_,
        "account": account,
        "begun": drafts.begun(request, account, edition, now()),
        "unit": _unit(request.GET.get("don-vi", ""), edition, units),
        "way": next((way for way in edition.ways.all() if way.channel == Channel.ONLINE.way), None),
        "papers": [each for each in edition.papers.all() if each.required],
        "kept": online_book.on(today()).draft_days,
    }
    return render(request, "dossiers/online/start.html", context)


def _unit(code: str, edition: ProcedureEdition, places: list[Unit]) -> Unit | None:
    if len(places) == 1:
        return places[0]
    offer = catalog.offer_by_code(edition.procedure, _code(code), today())
    return offer.unit if offer else None


def _code(typed: str) -> str:
    """The code of a unit as an address gives it; "" for what is none."""
    return typed if typed.isascii() and typed.isdecimal() and len(typed) <= 8 else ""


def _begin(
    request: HttpRequest, edition: ProcedureEdition, units: list[Unit], account: CitizenAccount | None
) -> HttpResponse:
    facts = prefill.facts_of(request)
    try:
        draft, secret = online.begin(
            edition=edition,
            unit=_unit(request.POST.get("don-vi", ""), edition, units),
            account=account,
            person=facts.person if facts else None,
            at=now(),
        )
    except services.WrongState as refused:
        return render(request, "dossiers/online/refused.html", {"said": str(refused)}, status=409)
    drafts.hold(request, draft, secret)
    return redirect("dossiers.online_draft", draft.code)


@never_cache
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest) -> HttpResponse:
    """Go on with a draft on another telephone, by its code and secret."""
    form = forms.OpenForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        address = str(request.META.get("REMOTE_ADDR", ""))
        if _tries.seen(address) >= MOST_TRIES:
            return too_many(request, 15)
        found = drafts.by_secret(form.cleaned_data["code"], form.cleaned_data["secret"], now())
        if found is not None:
            drafts.hold(request, found[0], found[1])
            return redirect("dossiers.online_draft", found[0].code)
        _tries.add(address)
        form.add_error(
            "code",
            _("Không mở được: mã bản khai hoặc mã mở lại chưa đúng, hay bản khai đã hết thời gian giữ."),
        )
    status = 422 if form.errors else 200
    context = {"form": form, "account": citizens.account_of(request), "begun": drafts.all_of(request, now())}
    return render(request, "dossiers/online/reopen.html", context, status=status)


# ---------------------------------------------------------------- the steps


def _opened(request: HttpRequest, code: str) -> Opened | HttpResponse:
    draft = drafts.draft_for(request, code, now())
    if draft is None:
        return redirect("dossiers.online_reopen")
    if draft.dossier is not None:
        return redirect("dossiers.online_sent", draft.dossier.code)
    return Opened(request, draft)


@never_cache
@require_GET
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Go on where it was left."""
    opened = _opened(request, code)
    if isinstance(opened, HttpResponse):
        return opened
    if renewing.ended(opened.way, now()):
        return redirect("dossiers.online_renew", code)
    return redirect(opened.url(rules.first_open(opened.way.steps, opened.draft.done)))


@never_cache
@require_http_methods(["GET", "POST"])
def renewed(request: HttpRequest, code: str) -> HttpResponse:
    """The procedure has a new edition since: what of the draft stays, what does not, and the button that goes on."""
    opened = _opened(request, code)
    if isinstance(opened, HttpResponse):
        return opened
    if not renewing.ended(opened.way, now()):
        return redirect("dossiers.online_draft", code)
    if request.method == "POST":
        try:
            renewing.renew(draft_id=opened.draft.pk, at=now())
        except services.DossierRefused as refused:
            messages.warning(request, str(refused))
            return redirect("dossiers.online_renew", code)
        return redirect("dossiers.online_draft", code)
    new = renewing.carried(opened.way, now())
    context = {"draft": opened.draft, "edition": opened.way.edition, "new": new, "account": opened.account}
    return render(request, "dossiers/online/renew.html", context, status=200 if new else 409)


@never_cache
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """One step of the way."""
    opened = _opened(request, code)
    if isinstance(opened, HttpResponse):
        return opened
    if request.method == "POST":
        drafts.touch(request)
    if renewing.ended(opened.way, now()):
        return redirect("dossiers.online_renew", code)
    if key not in {each.key for each in opened.way.steps}:
        return redirect("dossiers.online_draft", code)
    try:
        return _handler(key)(request, opened)
    except services.StaleDossier as refused:
        messages.warning(request, str(refused))
        return redirect(opened.url(key))
    except services.NotThere:
        return redirect("dossiers.online_reopen")


def _handler(key: str) -> Handler:
    if key.startswith(rules.FORM):
        return _form_page
    if key.startswith(rules.PAPER):
        return _paper
    return {
        rules.UNIT: _where,
        rules.CASE: _case,
        rules.PERSON: _person,
        rules.FOR: _for_whom,
        rules.FEE: _fee,
        rules.REVIEW: _review,
    }[key]


def _key(request: HttpRequest) -> str:
    assert request.resolver_match is not None
    return str(request.resolver_match.kwargs["key"])


def _posted(request: HttpRequest) -> Any:
    """What was sent, were it nothing at all; None for a page only looked at."""
    return request.POST if request.method == "POST" else None


def _seen(request: HttpRequest) -> int | None:
    text = request.POST.get("da-xem", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _save(opened: Opened, key: str, **what: Any) -> None:
    online.write(draft_id=opened.draft.pk, step=key, seen=_seen(opened.request), at=now(), **what)


def _where(request: HttpRequest, opened: Opened) -> HttpResponse:
    procedure, asked = opened.way.edition.procedure, request.GET
    typed = asked.get("tim", "").strip()[:80]
    provinces = catalog.offering_provinces(procedure, today())
    province = next((one for one in provinces if one.code == _code(asked.get("tinh", ""))), None)
    narrowed = {"words": typed, "province": province.code if province else ""}
    page = catalog.offers_page(procedure, today(), **narrowed, after=asked.get("sau", ""), limit=MOST_UNITS)
    # What is chosen stays among those shown, whatever is searched for.
    chosen = request.POST.get("unit") or (str(opened.draft.unit_id) if opened.draft.unit_id else "")
    unit = _offering(opened, chosen)
    shown = [offer.unit for offer in page.rows]
    shown = [unit, *shown] if unit is not None and unit not in shown else shown
    choices = [(str(each.pk), _place(each)) for each in shown]
    form = forms.UnitForm(_posted(request), units=choices, initial={"unit": chosen})
    status = 200
    if request.method == "POST":
        if unit is not None and form.is_valid():
            _save(opened, rules.UNIT, unit=unit)
            return opened.next(rules.UNIT)
        form.add_error("unit", _("Chọn nơi nhận hồ sơ."))
        status = 422
    keep = {"tim": typed, "tinh": narrowed["province"], "sua": asked.get("sua", "")[:1]}
    later = urlencode({name: value for name, value in {**keep, "sau": page.later}.items() if value})
    return opened.shown(
        rules.UNIT,
        "dossiers/online/where.html",
        status,
        form=form,
        typed=typed,
        province=province,
        provinces=provinces,
        later=f"?{later}" if page.later else "",
        searching=bool(page.later or typed or province or asked.get("sau")),
        nowhere=not page.rows,
    )


def _offering(opened: Opened, chosen: str) -> Unit | None:
    """The unit of that number, where it takes the dossier in."""
    known = chosen.isascii() and chosen.isdecimal() and len(chosen) < 16
    unit = Unit.objects.filter(pk=int(chosen)).select_related("parent").first() if known else None
    return unit if unit is not None and online.takes(unit, opened.way.edition, now()) else None


def _place(unit: Unit) -> str:
    return f"{unit.full_name}, {unit.parent.full_name}" if unit.parent else unit.full_name


def _case(request: HttpRequest, opened: Opened) -> HttpResponse:
    asked = asked_of(opened.way.edition)
    cases, none = intake.cases_of(asked), intake.may_be_no_case(asked)
    gone = rules.CASE in opened.draft.done
    before = opened.draft.case_name or (forms.NONE if gone and none else "")
    form = forms.CaseForm(_posted(request), cases=cases, none=none, initial={"case_name": before})
    if request.method == "POST":
        form.is_valid()
        chosen = form.cleaned_data.get("case_name", "")
        if chosen in cases or (none and chosen == forms.NONE):
            _save(opened, rules.CASE, case_name="" if chosen == forms.NONE else chosen)
            return opened.next(rules.CASE)
        form.add_error("case_name", _("Chọn một trường hợp."))
    return _asked(opened, rules.CASE, form)


def _asked(opened: Opened, key: str, form: Any, **more: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return opened.shown(key, "dossiers/online/step.html", status, forms=[form], **more)


def _person(request: HttpRequest, opened: Opened) -> HttpResponse:
    written = opened.way.written.get("applicant") or {}
    proved = bool(opened.facts and opened.facts.proved)
    known = asdict(opened.facts.person) if opened.facts else {}
    initial = {**known, **{name: value for name, value in written.items() if value}}
    if proved:
        initial |= {name: known[name] for name in ("name", "kind", "identity")}
    form = forms.PersonForm(_posted(request), initial=initial, proved=proved)
    if request.method == "POST":
        person = form.person()
        faults = intake.person_faults(
            name=person.name,
            kind=person.kind,
            identity=person.identity,
            phone=person.phone,
            email=person.email,
        )
        if not faults and not form.errors:
            _save(opened, rules.PERSON, parts={"applicant": asdict(person)})
            return opened.next(rules.PERSON)
        _put(form, faults, "applicant_")
    return _asked(opened, rules.PERSON, form, lead=_("Người đang khai và chịu trách nhiệm về hồ sơ."))


def _put(form: Any, faults: list[Fault], prefix: str) -> None:
    for fault in faults:
        name = fault.field.removeprefix(prefix)
        form.add_error(name if name in form.fields else None, say(fault.sentence))


def _for_whom(request: HttpRequest, opened: Opened) -> HttpResponse:
    written = opened.way.written
    others = tuple(opened.facts.others) if opened.facts else ()
    before = written.get("acted_for") or {}
    initial = {
        "who": written.get("for", forms.SELF),
        "name": before.get("name", ""),
        "identity": before.get("identity", ""),
    }
    form = forms.ForForm(_posted(request), others=others, initial=initial)
    if request.method == "POST":
        form.is_valid()
        who = form.cleaned_data.get("who") or ""
        person: GivenPerson | None = None
        if who == forms.OTHER:
            person = GivenPerson(name=form.cleaned_data["name"], identity=form.cleaned_data["identity"])
        elif who in form.others:
            person = form.others[who]
        faults = [] if person is None else online._of_person(person, "acted_for")
        if who and not faults and not form.errors:
            parts = {"for": who, "acted_for": asdict(person) if person else None}
            _save(opened, rules.FOR, parts=parts)
            return opened.next(rules.FOR)
        if not who and "who" not in form.errors:
            form.add_error("who", _("Chọn nộp cho chính mình hay cho người khác."))
        _put(form, faults, "acted_for_")
    return _asked(opened, rules.FOR, form)


def _form_page(request: HttpRequest, opened: Opened) -> HttpResponse:
    key = _key(request)
    page = opened.way.page(key.removeprefix(rules.FORM))
    if page is None:
        raise Http404
    answers = opened.way.answers
    first = _known(opened, page)
    days = forms.days_to_come(today()) if any(field.working for field in page.fields) else ()
    if request.method == "GET":
        shown = forms.PageForms(page, answers, first=first, days=days)
        return opened.shown(key, "dossiers/online/form.html", page=page, shown=shown, forms=shown.forms)
    shown = forms.PageForms(page, answers, request.POST, days=days)
    if "them" in request.POST:
        shown.more()
        return opened.shown(
            key, "dossiers/online/form.html", page=page, shown=shown, forms=shown.forms, quiet=True
        )
    values, unread = shown.read()
    schema = opened.way.edition.form_schema
    merged = asking.tidy(schema, asking.merge(answers, page, values))
    faults = [*unread, *asking.check(schema, merged, today=today(), pages=[page.key])]
    seen: dict[str, asking.Fault] = {}
    for fault in faults:
        seen.setdefault(fault.field, fault)
    if not seen:
        _save(opened, key, parts={"answers": merged})
        return opened.next(key)
    left = shown.put(list(seen.values()))
    return opened.shown(
        key, "dossiers/online/form.html", 422, page=page, shown=shown, forms=shown.forms, left=left
    )


def _known(opened: Opened, page: asking.Page) -> dict[str, str]:
    """What need not be asked again: from the applicant's own data, by the name that the form asks for."""
    if not any(field.prefill for field in page.fields):
        return {}
    whom = opened.way.written.get("acted_for") or opened.way.written.get("applicant") or {}
    facts = {f"applicant.{name}": value for name, value in whom.items() if value}
    if opened.facts and not opened.way.written.get("acted_for"):
        told = drafts.told_before(opened.facts.citizen_id, opened.facts.person) if opened.facts.proved else {}
        facts = {**told, **opened.facts.known, **facts}
    facts[asking.CASE] = opened.draft.case_name
    return {field.name: said for field in page.fields if (said := field.known_from(facts))}


def _fee(request: HttpRequest, opened: Opened) -> HttpResponse:
    before = opened.way.written.get("fee", {})
    form = forms.FeeForm(
        _posted(request), edition=opened.way.edition, counted=online.counts_of(opened.way), initial=before
    )
    if request.method == "POST" and form.is_valid():
        _save(opened, rules.FEE, parts={"fee": form.cleaned_data})
        return opened.next(rules.FEE)
    return _asked(opened, rules.FEE, form, amount=_price(opened))


def _price(opened: Opened) -> Any:
    fee, counted = opened.way.written.get("fee", {}), online.counts_of(opened.way)
    given = Intake(
        opened.way.edition.procedure.code, 0, GivenPerson(""), channel=Channel.ONLINE.value,
        copies=counted.get("copies", fee.get("copies", 1)), pages=counted.get("pages", fee.get("pages", 1)),
        exemptions=tuple(fee.get("exemptions", ())),
    )  # fmt: skip
    unit = opened.draft.unit or (opened.way.units[0] if opened.way.units else None)
    return price(opened.way.edition, given=given, unit=unit, day=today()) if unit else None


# ---------------------------------------------------------------- papers


def _paper(request: HttpRequest, opened: Opened) -> HttpResponse:
    key = _key(request)
    number = int(key.removeprefix(rules.PAPER))
    paper = next(each for each in opened.way.edition.papers.all() if each.pk == number)
    files = [row for row in opened.draft.handed() if row.paper_id == number]
    reused = opened.way.written.get("reused", {})
    known = opened.facts.citizen_id if opened.facts else None
    earlier = {str(row.id): row for row in online.earlier_for(opened.way, known).get(number, [])}
    choices = [(pk, f"{row.name}, {row.on:%d/%m/%Y}") for pk, row in earlier.items()]
    chosen = str(reused.get(str(number), {}).get("id", "")) or (next(iter(earlier), "") if not files else "")
    form = forms.PaperForm(
        _posted(request), request.FILES if request.method == "POST" else None, earlier=choices,
        most=f"{MOST_FILE // (1024 * 1024)} MB", needed=paper.required and not files,
        initial={"earlier": chosen},
    )  # fmt: skip
    if request.method == "POST":
        return _paper_sent(request, opened, key, paper, files, form, earlier)
    return _paper_shown(opened, key, paper, files, form)


def _paper_sent(
    request: HttpRequest,
    opened: Opened,
    key: str,
    paper: Any,
    files: list[Any],
    form: Any,
    earlier: dict[str, Any],
) -> HttpResponse:
    form.is_valid()
    for upload in request.FILES.getlist("file"):
        try:
            online.add_file(
                draft_id=opened.draft.pk, paper=paper, file=cast(BinaryIO, upload.file), name=upload.name or "tep",
                size=upload.size or 0, at=now(),
            )  # fmt: skip
        except services.WrongInput as refused:
            for fault in refused.faults:
                form.add_error("file", fault.sentence)
    there = opened.draft.handed().filter(paper=paper).exists()
    reused = {pk: row for pk, row in opened.way.written.get("reused", {}).items() if pk != str(paper.pk)}
    taken = earlier.get(form.cleaned_data.get("earlier", ""))
    if taken is not None:
        reused[str(paper.pk)] = {
            "id": taken.id, "name": taken.name, "sha256": taken.sha256, "file_name": taken.file_name,
        }  # fmt: skip
    if not form.errors and not there and taken is None and paper.required:
        form.add_error(
            "file", _("Chưa có tệp nào. Chọn tệp hoặc chụp ảnh “%(name)s”.") % {"name": paper.name}
        )
    done = not form.errors and "them" not in request.POST
    online.write(draft_id=opened.draft.pk, step=key, seen=None, at=now(), parts={"reused": reused}, done=done)
    if done:
        return opened.next(key)
    files = list(opened.draft.handed().filter(paper=paper))
    opened.draft.refresh_from_db()
    return _paper_shown(opened, key, paper, files, form)


def _paper_shown(opened: Opened, key: str, paper: Any, files: list[Any], form: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return opened.shown(key, "dossiers/online/paper.html", status, paper=paper, files=files, form=form)


@never_cache
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, code: str, file_id: int) -> Any:
    """A file of one's own draft, opened; or taken out of it."""
    opened = _opened(request, code)
    if isinstance(opened, HttpResponse):
        return opened
    row = opened.draft.handed().filter(pk=file_id).first()
    if row is None:
        raise Http404(_("Không có tệp này trong bản khai."))
    if request.method == "POST":
        online.drop_file(draft_id=opened.draft.pk, file_id=row.pk, at=now())
        return redirect(opened.url(f"{rules.PAPER}{row.paper_id}"))
    shown = row.media_type in ("application/pdf", "image/png", "image/jpeg")
    response = FileResponse(
        kept_files.open_kept(row.sha256),
        as_attachment=not shown,
        filename=row.name,
        content_type=row.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SEALED
    response["Cache-Control"] = "private, no-store"
    return response


@never_cache
@require_POST
def drop(request: HttpRequest, code: str) -> HttpResponse:
    """Throw the draft away."""
    opened = _opened(request, code)
    if isinstance(opened, HttpResponse):
        return opened
    online.drop(draft_id=opened.draft.pk, at=now())
    drafts.let_go(request, code)
    messages.success(request, _("Đã bỏ bản khai."))
    return redirect("dossiers.online_start", opened.way.edition.procedure.code)


# ---------------------------------------------------------------- review and handing in


def _review(request: HttpRequest, opened: Opened) -> HttpResponse:
    faults: list[Fault] = []
    if request.method == "POST":
        if _begun.add(f"sent {request.META.get('REMOTE_ADDR', '')}") > MOST_SENT:
            return too_many(request, 60)
        try:
            dossier = online.submit(
                draft_id=opened.draft.pk, by=_sender(opened), account=opened.account, at=now()
            )
        except services.WrongInput as refused:
            faults = list(refused.faults)
        except (services.WrongState, NoPdf) as refused:
            return opened.shown(rules.REVIEW, "dossiers/online/refused.html", 409, said=str(refused))
        else:
            citizens.opened_by_secret(request, dossier)
            return redirect("dossiers.online_sent", dossier.code)
    else:
        faults = online.faults_of(opened.way, now())
    titles = {each.key: each.title for each in opened.way.steps}
    links = []
    for fault in faults:
        at = rules.step_of(fault.field, opened.way.steps, opened.way.pages)
        of_form = at.startswith(rules.FORM)
        links.append(
            (
                opened.url(at) + "?sua=1",
                f"{titles[at]}: {say(fault.sentence)}" if of_form else say(fault.sentence),
            )
        )
    context = {
        "links": links,
        "sent": request.method == "POST",
        "told": _told(opened),
        "amount": _price(opened),
    }
    return opened.shown(
        rules.REVIEW, "dossiers/online/review.html", 422 if context["sent"] else 200, **context
    )


def _sender(opened: Opened) -> Applicant:
    ref = opened.account.ref if opened.account else Ref("dossier-draft", opened.draft.pk)
    return Applicant(None, _("Người nộp hồ sơ"), (), said_by=ref)


def _told(opened: Opened) -> list[dict[str, Any]]:
    """Everything written, step by step, with the way back to each."""
    way, written = opened.way, opened.way.written
    keys = {each.key for each in way.steps}
    parts: list[dict[str, Any]] = []

    def add(key: str, title: str, rows: list[tuple[str, str]]) -> None:
        if key in keys:
            parts.append({"url": opened.url(key) + "?sua=1", "title": title, "rows": rows})

    unit = opened.draft.unit
    add(rules.UNIT, _("Nơi nhận hồ sơ"), [(_("Nơi nhận"), _place(unit) if unit else "")])
    add(
        rules.CASE,
        _("Trường hợp của hồ sơ"),
        [
            (
                _("Trường hợp"),
                opened.draft.case_name
                or (_("Không thuộc trường hợp nào ở trên") if rules.CASE in opened.draft.done else ""),
            )
        ],
    )
    who = written.get("applicant") or {}
    labels = forms.PersonForm.base_fields
    add(
        rules.PERSON,
        _("Người nộp"),
        [(str(labels[name].label), who.get(name, "")) for name in labels if name != "kind" and who.get(name)],
    )
    other = written.get("acted_for")
    said = (
        f"{other['name']}, {other['identity']}" if other else _("Cho chính tôi") if written.get("for") else ""
    )
    add(rules.FOR, _("Nộp cho ai"), [(_("Nộp cho"), said)])
    for told in asking.told(way.edition.form_schema or {}, way.answers):
        add(rules.FORM + told.key, told.title, [(row.label, row.words) for row in told.rows])
    files: dict[int, list[str]] = {}
    for row in opened.draft.handed():
        files.setdefault(row.paper_id, []).append(row.name)
    reused = written.get("reused", {})
    for step in way.steps:
        if step.key.startswith(rules.PAPER):
            names = "; ".join(files.get(int(step.of), []))
            if step.of in reused:
                names = _("Dùng kết quả đã có: %(name)s") % {"name": reused[step.of]["name"]}
            add(step.key, step.title, [(_("Tệp"), names)])
    fee = written.get("fee", {})
    chosen = [each.words for each in way.edition.exemptions.all() if each.code in fee.get("exemptions", ())]
    rows = [(_("Số bản"), str(fee["copies"]))] if fee.get("copies") else []
    rows += [(_("Số trang"), str(fee["pages"]))] if fee.get("pages") else []
    rows += (
        [(_("Diện miễn, giảm"), "; ".join(chosen) or _("Không thuộc diện nào"))]
        if way.edition.exemptions.all()
        else []
    )
    add(rules.FEE, _("Phí, lệ phí"), rows)
    return parts


@never_cache
@require_GET
def sent(request: HttpRequest, code: str) -> HttpResponse:
    """What the citizen keeps: the code, the second secret, the day promised, what has to be paid."""
    found = citizens.door(request, code)
    if found is None:
        return redirect("dossiers.follow")
    return render(request, "dossiers/online/sent.html", drafts.receipt(found.dossier))
