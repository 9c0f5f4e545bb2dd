"""What a dossier gives in the end: drafted, signed by whoever decides with their own key, sealed with the authority's,
issued into the citizen's store; made anew or taken back without erasing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from dinh.catalog.rules import process
from dinh.ground import ciphers
from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.papers import signing
from dinh.papers.making import Place, make
from dinh.papers.signing.sockets import REMOTE
from dinh.papers.signing.stamps import Stamp
from dinh.town import services as town
from dinh.town.shapes import Actor

from ..models import (
    Dossier,
    FormAnswers,
    Handing,
    Result,
    ResultBook,
    ResultSignature,
    ResultState,
    StoredResult,
)
from ..results_book import BODY, LEADER, Template, filled, template_of
from ..rules.intake import Fault
from ..shapes import Channel, ResultIssued, ResultRevoked
from . import known
from .common import (
    DossierRefused,
    NotThere,
    WrongInput,
    WrongState,
    day_of,
    local,
    locked,
    locked_step,
    moment,
    name_of,
    note,
    person_id,
    reason_of,
    ref_of,
    require,
    said,
)
from .going import step
from .moving import Move

LONGEST = 4_000


class NoKey(DossierRefused):
    """Nobody can sign here, or the key does not work. `str()` says what is missing."""


def book() -> signing.KeyBook:
    """The keys of this house."""
    return signing.open_book(settings.DINH_HOME / "signing", lambda: ground.socket(REMOTE))


def holder_of_person(by: Actor | None) -> str:
    return f"person:{by.person_id}" if by and by.person_id else ""


def holder_of_unit(dossier: Dossier) -> str:
    return f"unit:{dossier.unit.code}"


# ---------------------------------------------------------------- what a dossier may give


def kinds_of(dossier: Dossier) -> dict[str, str]:
    """The results of its procedure by code; none known: the procedure's own name. 1 query."""
    found = {row.code: row.name for row in dossier.edition.results.all()}
    return found or {"ket-qua": f"Kết quả: {dossier.title}"[:300]}


def template_for(dossier: Dossier, kind: str) -> Template:
    """What a result of this kind says and who signs it, as the dossier's edition has it."""
    kinds = kinds_of(dossier)
    if kind not in kinds:
        raise WrongInput.of("kind", _("Thủ tục này không cấp loại kết quả đó."))
    return template_of(kind, kinds[kind], dossier.edition.result_templates or ())


def known_words(dossier: Dossier, template: Template) -> dict[str, str]:
    """What its lines are filled with already: the form's answers, the people of the dossier. 1 query."""
    answers = FormAnswers.objects.filter(dossier=dossier).first()
    try:
        told = answers.open() if answers else {}
    except ciphers.CannotOpen:
        told = {}
    owner = dossier.acted_for or dossier.applicant
    facts = {"applicant": dossier.applicant.name, "owner": owner.name, "title": dossier.title}
    return filled(template, {**dossier.form, **told}, facts)


def granting(dossier: Dossier) -> set[str]:
    """The steps of its process that may come out as a grant."""
    graph = known.graph_of(dossier.process_id)
    return {flow.source for flow in graph.flows if flow.effect == "grant"}


def signs_here(by: Actor | None) -> bool:
    """Whether this person has a key: then what they grant is signed with it."""
    return bool(by and by.person_id and book().has(holder_of_person(by)))


# ---------------------------------------------------------------- drafting


@transaction.atomic
def draft_result(
    *,
    dossier_id: int,
    kind: str,
    words: Mapping[str, str],
    by: Actor | None,
    at: datetime,
    seen: int | None = None,
) -> Result:
    """Write what the result is to say; again: over the draft that stands. `seen` is the draft's version on the page."""
    dossier = locked(dossier_id)
    require(dossier, "dossiers.draft_result", by, at)
    at = moment(dossier, at)
    template = template_for(dossier, kind)
    row = (
        Result.objects.select_for_update().filter(dossier=dossier, kind=kind, state=ResultState.DRAFT).first()
    )
    if row is None:
        _may_begin(dossier, kind)
        row = _new(dossier, template, kinds_of(dossier)[kind], by, at)
    elif seen is not None and seen != row.version:
        raise WrongState(_("Bản soạn kết quả vừa có người khác sửa. Mở lại trang để xem bản mới."))
    _write(row, template, words)
    row.version += 1
    row.save()
    note(dossier, "result-drafted", by, at, result=row.name)
    return row


def _may_begin(dossier: Dossier, kind: str) -> None:
    if dossier.ended and dossier.decided_as != "grant":
        raise WrongState(_("Hồ sơ %(code)s đã kết thúc mà không cấp kết quả.") % {"code": dossier.code})
    there = Result.objects.filter(
        dossier=dossier, kind=kind, state__in=(ResultState.SIGNED, ResultState.ISSUED)
    )
    if there.exists():
        raise WrongState(_("Kết quả này đã ký. Có sai sót thì cấp lại, bản cũ vẫn giữ."))


def _new(dossier: Dossier, template: Template, name: str, by: Actor | None, at: datetime) -> Result:
    return Result(
        dossier=dossier,
        kind=template.kind,
        name=name,
        unit=dossier.unit,
        citizen=dossier.acted_for or dossier.applicant,
        made_at=at,
        made_by_name=name_of(by),
    )


def _write(row: Result, template: Template, words: Mapping[str, str]) -> None:
    tidy = {line.key: _tidy(words.get(line.key, ""), line.long) for line in template.lines}
    row.close(tidy)


def _tidy(text: str, long: bool) -> str:
    if long:
        return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())[:LONGEST]
    return said(text, 500)


def faults_of(row: Result, template: Template) -> list[Fault]:
    """What the paper still lacks, line by line."""
    return [
        Fault(line.key, _("%(name)s: còn để trống “%(line)s”.") % {"name": row.name, "line": line.words})
        for line in template.missing(row.words())
    ]


# ---------------------------------------------------------------- signing


@transaction.atomic
def sign_result(*, result_id: int, by: Actor | None, at: datetime) -> Result:
    """The leader signs one drafted result of a dossier that is granted, or whose paper is made anew."""
    row, dossier = _locked(result_id)
    require(dossier, "dossiers.sign_result", by, at)
    if dossier.decided_as != "grant":
        raise WrongState(_("Hồ sơ chưa được quyết định cấp kết quả; ký ở bước ký của hồ sơ."))
    return _sign(row, dossier, by, moment(dossier, at))


@transaction.atomic
def sign_step(
    *,
    holding_id: int,
    by: Actor | None,
    at: datetime,
    outcome: str = "",
    reason: str = "",
    seen: int | None = None,
) -> list[Result]:
    """The step that decides: every result of the dossier is signed and the step comes out as granted, both or neither.
    A result that nobody drafted is drafted of what is known. `outcome` chooses the way where several grant."""
    dossier, held = locked_step(holding_id, seen)
    require(dossier, "dossiers.sign_result", by, at)
    graph = Move(dossier, by, at).graph()
    ways = [flow for flow in process.outcomes(graph, held.step.key) if flow.effect == "grant"]
    way = next((flow for flow in ways if outcome in ("", flow.outcome)), None)
    if way is None:
        raise WrongState(_("Bước “%(step)s” không phải bước ký kết quả.") % {"step": held.step.name})
    at = moment(dossier, at)
    rows = list(Result.objects.select_for_update().filter(dossier=dossier, state=ResultState.DRAFT))
    standing = set(
        Result.objects.filter(dossier=dossier)
        .exclude(state=ResultState.REVOKED)
        .values_list("kind", flat=True)
    )
    for kind, name in kinds_of(dossier).items():
        if kind not in standing:
            template = template_for(dossier, kind)
            row = _new(dossier, template, name, by, at)
            _write(row, template, known_words(dossier, template))
            rows.append(row)
    signed = [_sign(row, dossier, by, at) for row in rows]
    step(holding_id=holding_id, outcome=way.outcome, by=by, at=at, reason=reason)
    return signed


@transaction.atomic
def seal_result(*, result_id: int, by: Actor | None, at: datetime) -> Result:
    """The authority's seal: the second signature, by its own key."""
    row, dossier = _locked(result_id)
    town.require(by, "dossiers.seal_result", row.unit.path, at)
    if row.state != ResultState.SIGNED:
        raise WrongState(_("Kết quả này không chờ đóng dấu."))
    at = moment(dossier, at)
    template = template_for(dossier, row.kind)
    pdf = ground_file(row.sha256)
    place = Place(**row.places[BODY]) if BODY in row.places else None
    pdf = _signed_by(row, pdf, BODY, holder_of_unit(dossier), place, by, at)
    _keep(row, pdf)
    note(dossier, "result-sealed", by, at, result=str(row))
    _finish(row, dossier, template, by, at)
    return row


def _locked(result_id: int) -> tuple[Result, Dossier]:
    """A result and its dossier, both under the dossier's lock."""
    dossier_id = Result.objects.filter(pk=result_id).values_list("dossier_id", flat=True).first()
    if dossier_id is None:
        raise NotThere(_("Không có kết quả này."))
    dossier = locked(dossier_id)
    row = Result.objects.select_for_update(of=("self",)).select_related("unit", "citizen").get(pk=result_id)
    row.dossier = dossier
    return row, dossier


def _sign(row: Result, dossier: Dossier, by: Actor | None, at: datetime) -> Result:
    if row.state != ResultState.DRAFT:
        raise WrongState(_("Kết quả %(name)s đã ký rồi.") % {"name": row})
    template = template_for(dossier, row.kind)
    faults = faults_of(row, template)
    if faults:
        raise WrongInput(faults)
    keys, mine, bodys = book(), holder_of_person(by), holder_of_unit(dossier)
    if not mine or not keys.has(mine):
        raise NoKey(_("%(name)s chưa có khóa ký số trong sổ khóa của hệ thống.") % {"name": name_of(by)})
    if BODY in template.signers and not keys.has(bodys):
        raise NoKey(_("%(unit)s chưa có khóa của cơ quan trong sổ khóa.") % {"unit": dossier.unit.full_name})
    _number(row, template, at)
    row.save()
    pdf, places = drawn(row, dossier, template, at)
    pdf = _signed_by(row, pdf, LEADER, mine, places.get(LEADER), by, at)
    sealed = BODY in template.signers and keys.seals_at_once(bodys)
    if sealed:
        pdf = _signed_by(row, pdf, BODY, bodys, places.get(BODY), None, at)
    row.places = {
        key: {name: getattr(place, name) for name in ("page", "left", "bottom", "right", "top")}
        for key, place in places.items()
    }
    _keep(row, pdf)
    note(dossier, "result-signed", by, at, result=str(row), sha256=row.sha256)
    if sealed or BODY not in template.signers:
        _finish(row, dossier, template, by, at)
    return row


def _number(row: Result, template: Template, at: datetime) -> None:
    """The next number of the book, under its lock."""
    year = day_of(at).year
    ResultBook.objects.bulk_create(
        [ResultBook(unit=row.unit, kind=row.kind, year=year)], ignore_conflicts=True
    )
    counter = ResultBook.objects.select_for_update().get(unit=row.unit, kind=row.kind, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    row.number, row.year, row.symbol = counter.last, year, template.number(counter.last, year)


def drawn(row: Result, dossier: Dossier, template: Template, at: datetime) -> tuple[bytes, dict[str, Place]]:
    """The paper as it is to be signed, and where the signatures show."""
    from ..papers.drawing import square  # papers knows of deeds, too
    from ..papers.facts import head_of

    words = row.words()
    lines = [(line, words.get(line.key, "")) for line in template.lines]
    facts = {
        "result": row,
        "title": template.title,
        "lines": [(line, text) for line, text in lines if text],
        "head": head_of(dossier.unit, "", at, dossier.opened_in),
        "signers": template.signers,
        "qr": square(verify_url(row)),
        "code": shown_code(row.code),
        "dossier": dossier,
        "replaces": row.replaces,
        "draft": not row.symbol,
    }
    with translation.override("vi"):
        made = make(
            render_to_string("dossiers/papers/result.html", facts), [f"o-{each}" for each in template.signers]
        )
    return made.pdf, {key.removeprefix("o-"): place for key, place in made.places.items()}


def verify_url(row: Result) -> str:
    return f"{settings.DINH_URL}{reverse('dossiers.verify_one', args=[row.code])}"


def shown_code(code: str) -> str:
    """ "K7QM-3XTR-9PZ2-41VC": four by four, to be read aloud."""
    return "-".join(code[n : n + 4] for n in range(0, len(code), 4))


def _signed_by(
    row: Result, pdf: bytes, role: str, holder: str, place: Place | None, by: Actor | None, at: datetime
) -> bytes:
    keys, when = book(), local(at)
    try:
        key = keys.key(holder)
        who = signing.keys.holder_of(key.certificate)
        told = (f"Người ký: {who.name}", who.body) if role == LEADER else (f"Cơ quan: {who.name}", "Đã ký số")
        stamp = (
            Stamp(place, told, "#000" if role == LEADER else "#b3261e", keys.picture(holder))
            if place
            else None
        )
        made = signing.sign(
            pdf,
            key,
            field=f"Ky-{role}",
            at=when,
            stamp=stamp,
            timestamper=keys.timestamper(),
            lists=keys.lists(),
        )
    except signing.CannotSign as cannot:
        raise NoKey(str(cannot)) from cannot
    order = ResultSignature.objects.filter(result=row).count() + 1
    ResultSignature.objects.create(
        result=row,
        order=order,
        role=role,
        name=who.name[:200],
        body=who.body[:200],
        serial=who.serial[:64],
        at=at,
        by_id=person_id(by),
        by_name=name_of(by),
    )
    return made


def _keep(row: Result, pdf: bytes) -> None:
    kept = ground.keep(stream_or_bytes=pdf, name=file_name(row))
    row.sha256, row.size, row.state = kept.sha256, kept.size, ResultState.SIGNED
    row.save()


def file_name(row: Result) -> str:
    return f"{row.kind}-{row.code}.pdf"


def ground_file(sha256: str) -> bytes:
    """The bytes of a kept file."""
    from dinh.ground import queries as kept_files

    try:
        with kept_files.open_kept(sha256) as stream:
            return bytes(stream.read())
    except FileNotFoundError as gone:
        raise WrongState(_("Tệp không còn trong kho; người quản trị chạy dinh verify.")) from gone


def _finish(row: Result, dossier: Dossier, template: Template, by: Actor | None, at: datetime) -> None:
    """Every signature is on it: it counts from now, and lies in the citizen's store."""
    day = day_of(at)
    row.state, row.issued_at = ResultState.ISSUED, at
    row.valid_until = day + timedelta(days=template.valid_days) if template.valid_days else None
    row.save()
    StoredResult.objects.create(
        citizen=row.citizen,
        result=row,
        kind=row.kind,
        name=row.name,
        symbol=row.symbol,
        issued_on=day,
        valid_until=row.valid_until,
        put_at=at,
    )
    if dossier.channel in (Channel.ONLINE, Channel.PORTAL):
        Handing.objects.create(result=row, way="online", at=at, state_at=at, by_name=name_of(None))
    if row.replaces is not None:
        old = row.replaces
        _end(old, ResultState.REPLACED, row.why, by, at)
    ground.announce(
        ResultIssued(dossier.pk, dossier.code, dossier.unit.code, row.pk, row.name, day.isoformat()), at=at
    )


def _end(row: Result, state: ResultState, why: str, by: Actor | None, at: datetime) -> None:
    row.state, row.ended_at, row.ended_why, row.ended_by_name = state, at, why, name_of(by)
    row.save(update_fields=["state", "ended_at", "ended_why", "ended_by_name"])
    StoredResult.objects.filter(result=row).update(stands=False)


# ---------------------------------------------------------------- made anew, taken back


@transaction.atomic
def correct_result(
    *, result_id: int, why: str, by: Actor | None, at: datetime, words: Mapping[str, str] | None = None
) -> Result:
    """A paper with a mistake is made anew: a draft that replaces it, once signed. The old one counts until then, and is
    never erased."""
    row, dossier = _locked(result_id)
    require(dossier, "dossiers.correct_result", by, at)
    reason = reason_of(why, "why")
    if row.state != ResultState.ISSUED:
        raise WrongState(_("Chỉ cấp lại được kết quả đang có hiệu lực."))
    if Result.objects.filter(replaces=row, state__in=(ResultState.DRAFT, ResultState.SIGNED)).exists():
        raise WrongState(_("Kết quả này đang được soạn lại rồi."))
    at = moment(dossier, at)
    template = template_for(dossier, row.kind)
    new = _new(dossier, template, row.name, by, at)
    new.replaces, new.why = row, reason
    _write(new, template, {**row.words(), **(words or {})})
    new.save()
    note(dossier, "result-corrected", by, at, result=str(row), reason=reason)
    return new


@transaction.atomic
def revoke_result(*, result_id: int, why: str, by: Actor | None, at: datetime) -> Result:
    """The paper counts no more, from now, with a reason that whoever checks it reads. Nothing is erased."""
    row, dossier = _locked(result_id)
    require(dossier, "dossiers.revoke_result", by, at)
    reason = reason_of(why, "why")
    if row.state not in (ResultState.ISSUED, ResultState.SIGNED):
        raise WrongState(_("Kết quả này không còn hiệu lực để thu hồi."))
    at = moment(dossier, at)
    _end(row, ResultState.REVOKED, reason, by, at)
    ground.write(
        deed="dossiers.result-revoked", about=dossier.ref, by=ref_of(by), at=at,
        data={"result": str(row), "reason": reason}, also=[Ref("result", row.pk)],
    )  # fmt: skip
    ground.announce(
        ResultRevoked(dossier.pk, dossier.code, dossier.unit.code, row.pk, row.name, day_of(at).isoformat()),
        at=at,
    )
    return row
