"""A dossier written on line: begun, kept while somebody writes, its files looked at, and handed in.

Drafts belong to whoever writes them. They are no deeds of the town and leave no line in the ledger; handing in is
`receive`, with its line."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from dinh.catalog import asking
from dinh.catalog import queries as catalog
from dinh.catalog.models import Paper, ProcedureEdition
from dinh.ground import queries as kept_files
from dinh.ground import services as ground
from dinh.ground import viruses
from dinh.ground.services.files import let_go
from dinh.papers.intake import check_paper
from dinh.papers.making import make
from dinh.town.models import Office, Unit

from .. import online_book, prefill
from ..applicant import Applicant
from ..models import CitizenAccount, Dossier, Draft, DraftFile
from ..models.drafts import new_secret, secret_hash
from ..rules import intake, online
from ..rules.intake import Fault
from ..shapes import Channel, GivenPaper, GivenPerson, Intake
from .acting import must_stand
from .common import NotThere, StaleDossier, WrongInput, WrongState, day_of
from .following import follow, keep_reach
from .intake import MEDIA, MOST_FILE, asked_of, receive

MOST_AT_ONCE = 500
"""Drafts, and files, that one night takes away: the rest goes the next."""
MOST_DRAFTS = 20
"""Of one account at a time."""
DESK = "trung-tam-hanh-chinh-cong"


@dataclass(frozen=True, slots=True)
class Way:
    """A draft with what its pages are made of."""

    draft: Draft
    edition: ProcedureEdition
    written: dict[str, Any]
    pages: tuple[asking.Page, ...]
    steps: list[online.Step]
    form_paper: int | None
    units: list[Unit]
    """The first places that take it in, two at most: with one there is nothing to choose."""

    @property
    def answers(self) -> dict[str, Any]:
        found: dict[str, Any] = self.written.get("answers", {})
        return found

    def page(self, key: str) -> asking.Page | None:
        return next((page for page in self.pages if page.key == key), None)


@transaction.atomic
def begin(
    *,
    edition: ProcedureEdition,
    unit: Unit | None,
    account: CitizenAccount | None,
    person: GivenPerson | None,
    at: datetime,
) -> tuple[Draft, str]:
    """A new draft and the secret that opens it again. With an account it stands in its list too."""
    if account is not None:
        open_ = Draft.objects.filter(account=account, dossier=None, kept_until__gte=day_of(at)).count()
        if open_ >= MOST_DRAFTS:
            raise WrongState(
                _("Đang có %(n)s bản khai chưa nộp. Nộp hoặc bỏ bớt rồi mở bản mới.") % {"n": open_}
            )
    secret = new_secret()
    draft = Draft(
        edition=edition,
        unit=unit,
        account=account,
        made_at=at,
        changed_at=at,
        kept_until=day_of(at) + timedelta(days=online_book.on(day_of(at)).draft_days),
        done=[online.UNIT] if unit is not None else [],
    )
    draft.secret_hash = secret_hash(draft.key, secret)
    draft.close({"applicant": _plain(person)} if person is not None else {})
    draft.save()
    return draft, secret


def _plain(person: GivenPerson) -> dict[str, str]:
    return {
        "name": person.name,
        "kind": person.kind,
        "identity": person.identity,
        "phone": person.phone,
        "email": person.email,
        "address": person.address,
    }


def way_of(draft: Draft, at: datetime) -> Way:
    """The draft's way as its answers lead. 3 queries and those of the edition."""
    edition = catalog.edition(draft.edition_id)
    assert edition is not None, "protected"
    written = draft.open()
    schema = edition.form_schema or {}
    pages = asking.pages_of(schema, written.get("answers", {}))
    papers = asked_of(edition)
    units = places(edition, at)
    form = online.form_paper(
        [(paper.pk, paper.form_name, paper.name) for paper in edition.papers.all()], bool(schema)
    )
    steps = online.steps(
        units=len(units),
        cases=intake.cases_of(papers),
        pages=pages,
        papers=papers,
        case_name=draft.case_name,
        form_paper=form,
        asks_fee=asks_fee(edition),
    )
    return Way(draft, edition, written, pages, steps, form, units)


def places(edition: ProcedureEdition, at: datetime) -> list[Unit]:
    """The first units that take it in on line on that day, two at most: whether there is one, and whether there is a
    choice. 1 query."""
    return [offer.unit for offer in catalog.offers_page(edition.procedure, day_of(at), limit=2).rows]


def takes(unit: Unit, edition: ProcedureEdition, at: datetime) -> bool:
    """Whether a unit takes it in on line on that day. 1 query."""
    return catalog.offer_at(edition.procedure, unit, day_of(at)) is not None


def asks_fee(edition: ProcedureEdition) -> bool:
    """Whether copies, pages or exemptions change what has to be paid. No query when the edition came whole."""
    lines = [fee for fee in edition.fees.all() if fee.amount != 0]
    return bool(lines) and (bool(edition.exemptions.all()) or any(fee.per != "case" for fee in lines))


def is_online(edition: ProcedureEdition) -> bool:
    """Whether the edition lets it be handed in on line. No query when it came whole."""
    return edition.online in ("full", "part") and any(
        way.channel == Channel.ONLINE.way for way in edition.ways.all()
    )


# ---------------------------------------------------------------- writing


@transaction.atomic
def write(
    *,
    draft_id: int,
    step: str,
    seen: int | None,
    at: datetime,
    parts: Mapping[str, Any] | None = None,
    unit: Unit | None = None,
    case_name: str | None = None,
    done: bool = True,
) -> Draft:
    """Keep what one step was filled with. `parts` go in beside what is written; answers that are asked for no more fall
    away. `seen` is the version of the page: two windows do not write over one another."""
    draft = _locked(draft_id, at, seen)
    written = {**draft.open(), **(parts or {})}
    schema = draft.edition.form_schema or {}
    if schema:
        written["answers"] = asking.tidy(schema, written.get("answers", {}))
    if unit is not None:
        draft.unit = unit
    if case_name is not None:
        draft.case_name = case_name
    draft.close(written)
    draft.done = [each for each in draft.done if each != step] + ([step] if done else [])
    _touch(draft, at)
    return draft


def _locked(draft_id: int, at: datetime, seen: int | None = None) -> Draft:
    draft = (
        Draft.objects.select_for_update(of=("self",)).select_related("edition").filter(pk=draft_id).first()
    )
    if draft is None:
        raise NotThere(_("Không có bản khai này, hoặc đã hết thời gian giữ."))
    if draft.dossier_id is not None:
        raise WrongState(_("Bản khai này đã nộp, không sửa được nữa."))
    if seen is not None and seen != draft.version:
        raise StaleDossier(_("Bản khai vừa được sửa ở cửa sổ khác. Xem bản mới rồi ghi lại."))
    return draft


def _touch(draft: Draft, at: datetime) -> None:
    draft.version += 1
    draft.changed_at = at
    draft.kept_until = day_of(at) + timedelta(days=online_book.on(day_of(at)).draft_days)
    draft.save()


@transaction.atomic
def drop(*, draft_id: int, at: datetime) -> None:
    """Throw a draft away: what was written in it is gone at once, its files by night."""
    draft = _locked(draft_id, at)
    draft.closed, draft.done, draft.secret_hash, draft.account = "", [], "", None
    draft.kept_until = day_of(at) - timedelta(days=1)
    draft.save()
    draft.handed().update(dropped_at=at)


@transaction.atomic
def forget(at: datetime) -> int:
    """Drafts that nobody touched for their time are taken away, and files that were taken out of others, with their bytes
    where nothing else points at them; gives how many drafts."""
    old = list(Draft.objects.filter(dossier=None, kept_until__lt=day_of(at))[:MOST_AT_ONCE])
    dropped = DraftFile.objects.filter(dropped_at__isnull=False).values_list("pk", flat=True)[:MOST_AT_ONCE]
    files = DraftFile.objects.filter(Q(draft__in=old) | Q(pk__in=list(dropped)))
    hashes = set(files.values_list("sha256", flat=True))
    files.delete()
    Draft.objects.filter(pk__in=[row.pk for row in old]).delete()
    let_go(hashes)
    return len(old)


# ---------------------------------------------------------------- files


def look_at(file: BinaryIO, name: str, size: int) -> tuple[str, bool]:
    """(media type, whether it was scanned) of a file handed in by a stranger. Raises ground.FileRefused with a sentence: too
    big, empty, no paper by its content, or with something in it that a scanner knows."""
    if size > MOST_FILE:
        raise ground.FileRefused(
            _("Tệp “%(name)s” nặng quá %(most)s MB. Quét lại ở độ nét thấp hơn hoặc chia nhỏ.")
            % {"name": name, "most": MOST_FILE // (1024 * 1024)}
        )
    kind = check_paper(file, name)
    if not kind.startswith(MEDIA):
        raise ground.FileRefused(
            _("Tệp “%(name)s” không phải PDF, ảnh hay văn bản; chụp hoặc quét thành PDF rồi gửi.")
            % {"name": name}
        )
    return kind, viruses.scan(file, name)


@transaction.atomic
def add_file(*, draft_id: int, paper: Paper, file: BinaryIO, name: str, size: int, at: datetime) -> DraftFile:
    """Keep one more file for a paper of the draft. Raises WrongInput naming the paper."""
    field = f"paper-{paper.pk}"
    draft = _locked(draft_id, at)
    there = list(draft.handed().values_list("paper_id", flat=True))
    most = online_book.on(day_of(at))
    if len(there) >= most.files or there.count(paper.pk) >= most.files_of_one:
        raise WrongInput.of(
            field,
            _("Một giấy tờ không quá %(one)s tệp, cả hồ sơ không quá %(all)s. Gộp các trang vào một tệp PDF.")
            % {"one": most.files_of_one, "all": most.files},
        )
    try:
        kind, scanned = look_at(file, name, size)
        kept = ground.keep(stream_or_bytes=file, name=name, limit=MOST_FILE)
    except ground.FileRefused as refused:
        raise WrongInput.of(field, str(refused)) from refused
    row = DraftFile.objects.create(
        draft=draft, paper=paper, sha256=kept.sha256, name=kept.name, size=kept.size, media_type=kind,
        scanned=scanned, at=at,
    )  # fmt: skip
    _touch(draft, at)
    return row


@transaction.atomic
def drop_file(*, draft_id: int, file_id: int, at: datetime) -> None:
    """Take a file back out of a draft."""
    draft = _locked(draft_id, at)
    draft.handed().filter(pk=file_id).update(dropped_at=at)
    _touch(draft, at)


# ---------------------------------------------------------------- handing in


def faults_of(way: Way, at: datetime) -> list[Fault]:
    """Everything that keeps the draft from being handed in. 1 query."""
    draft, written = way.draft, way.written
    faults: list[Fault] = []
    if draft.unit_id is None:
        faults.append(Fault("unit", "Chọn nơi nhận hồ sơ."))
    asked = asked_of(way.edition)
    faults += intake.case_faults(asked, draft.case_name)
    applicant = _person(written.get("applicant"))
    faults += _of_person(applicant or GivenPerson(""), "applicant")
    if not written.get("for"):
        faults.append(Fault("acted_for_who", "Chọn nộp cho chính mình hay cho người khác."))
    acted_for = _person(written.get("acted_for"))
    if acted_for is not None:
        faults += _of_person(acted_for, "acted_for")
    schema = way.edition.form_schema or {}
    faults += [
        Fault(f"form.{each.field}", each.sentence)
        for each in asking.check(schema, way.answers, today=day_of(at))
    ]
    handed = {pk: intake.Handed(has_file=True) for pk in draft.handed().values_list("paper_id", flat=True)}
    handed |= {int(pk): intake.Handed(reused=True) for pk in written.get("reused", {})}
    if way.form_paper is not None:
        handed[way.form_paper] = intake.Handed(has_file=True)
    faults += intake.missing(asked, handed, draft.case_name, by_file=True)
    return faults


def _of_person(person: GivenPerson, prefix: str) -> list[Fault]:
    return intake.person_faults(
        name=person.name, kind=person.kind, identity=person.identity, phone=person.phone,
        email=person.email, prefix=prefix,
    )  # fmt: skip


def _person(raw: Mapping[str, str] | None) -> GivenPerson | None:
    return GivenPerson(**raw) if raw else None


@transaction.atomic
def submit(*, draft_id: int, by: Applicant, account: CitizenAccount | None, at: datetime) -> Dossier:
    """Hand the draft in: the dossier of it, received on line. Sent twice it is the same dossier. Raises WrongInput whose
    faults name the field or paper."""
    there = Draft.objects.select_for_update().filter(pk=draft_id).first()
    if there is not None and there.dossier_id is not None:
        return Dossier.objects.select_related("unit").get(pk=there.dossier_id)
    draft = _locked(draft_id, at)
    way = way_of(draft, at)
    if not way.edition.in_force_on(day_of(at)):
        raise WrongState(
            _("Thủ tục này vừa có bản mới hoặc đã chấm dứt. Mở lại bản khai để chuyển sang bản mới rồi nộp.")
        )
    faults = faults_of(way, at)
    if faults:
        raise WrongInput(faults)
    assert draft.unit_id is not None
    with ExitStack() as files:
        given = _intake(way, files, at)
        must_stand(account=account, acted_for=given.acted_for, procedure=given.procedure_code, at=at)
        dossier = receive(intake=given, by=by, at=at)
    keep_reach(dossier=dossier, phone=given.applicant.phone, email=given.applicant.email, at=at)
    if account is not None:
        follow(account=account, dossier=dossier, how="sent", at=at)
    draft.dossier = dossier
    # What was written stands with the dossier now, and nowhere else.
    draft.closed, draft.done = "", []
    draft.save()
    draft.handed().delete()
    return dossier


def _intake(way: Way, files: ExitStack, at: datetime) -> Intake:
    draft, written = way.draft, way.written
    applicant = _person(written["applicant"])
    assert applicant is not None and draft.unit_id is not None
    papers = []
    if way.form_paper is not None:
        papers.append(
            GivenPaper(way.form_paper, file=form_pdf(way, at), file_name=f"to-khai-{draft.code}.pdf")
        )
    for row in draft.handed():
        stream = files.enter_context(kept_files.open_kept(row.sha256))
        papers.append(GivenPaper(row.paper_id, file=stream, file_name=row.name))
    for pk, earlier in written.get("reused", {}).items():
        papers.append(GivenPaper(int(pk), name=earlier["name"], stored_id=int(earlier["id"])))
    office = Office.objects.alive_on(day_of(at)).filter(unit_id=draft.unit_id, kind=DESK).first()
    fee = written.get("fee", {})
    counted = counts_of(way)
    return Intake(
        procedure_code=way.edition.procedure.code,
        unit_id=draft.unit_id,
        office_id=office.pk if office else None,
        applicant=applicant,
        acted_for=_person(written.get("acted_for")),
        channel=Channel.ONLINE.value,
        case_name=draft.case_name,
        papers=tuple(papers),
        copies=counted.get("copies", fee.get("copies", 1)),
        pages=counted.get("pages", fee.get("pages", 1)),
        exemptions=tuple(fee.get("exemptions", ())),
        answers=way.answers if way.edition.form_schema else None,
        request_key=f"draft-{draft.key}",
    )


def counts_of(way: Way) -> dict[str, int]:
    """Copies and pages as the form itself asks for them (`x-counts`)."""
    found: dict[str, int] = {}
    for page in way.pages:
        given = way.answers.get(page.of)
        for field in page.fields:
            value = given.get(field.name) if isinstance(given, dict) else None
            if field.counts and isinstance(value, int):
                found[field.counts] = value
    return found


def form_pdf(way: Way, at: datetime) -> bytes:
    """The form filled on line as a paper of the dossier. Raises papers.making.NoPdf without the library."""
    written = way.written
    shown = {
        "edition": way.edition,
        "unit": way.draft.unit,
        "applicant": written.get("applicant", {}),
        "acted_for": written.get("acted_for"),
        "case": way.draft.case_name,
        "told": asking.told(way.edition.form_schema, way.answers),
        "at": at,
    }
    with translation.override("vi"):
        return make(render_to_string("dossiers/online/form_paper.html", shown)).pdf


def earlier_for(way: Way, citizen_id: int | None) -> dict[int, list[prefill.Earlier]]:
    """Results that the citizen has already and that may stand for a paper, by paper."""
    return {
        paper.pk: found
        for paper in way.edition.papers.all()
        if paper.reusable_from
        for found in [prefill.earlier_of(citizen_id, paper.reusable_from)]
        if found
    }
