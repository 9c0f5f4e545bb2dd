"""Taking a dossier in, or refusing to, with a reason on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dinh.catalog import asking
from dinh.catalog import queries as catalog
from dinh.catalog.models import Paper, ProcedureEdition, ProcessVersion
from dinh.catalog.rules import Amount, Quantities, process
from dinh.ground import ciphers, sql_memo
from dinh.ground import services as ground
from dinh.ground.rows import insert, together
from dinh.ground.text import nfc
from dinh.town import services as town
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor

from .. import one_stop
from ..applicant import BY_CITIZEN, Applicant
from ..models import Answer, Citizen, Correction, Dossier, DossierNumber, DossierPaper, FormAnswers
from ..models.people import IDENTITY
from ..rules import codes, intake, on_time
from ..rules.axes import Business, Money
from ..rules.intake import Fault
from ..shapes import (
    AnswerKind,
    Channel,
    DossierNotReceived,
    DossierReceived,
    GivenPaper,
    GivenPerson,
    Intake,
)
from . import fees, known
from .common import WrongInput, day_of, local, may_step, name_of, note, person_id, reason_of, said
from .moving import Move, add_flag, due_of

MOST_FILE = 20 * 1024 * 1024
ENDINGS = ("pdf", "jpg", "jpeg", "png", "docx", "xlsx", "odt")
MEDIA = ("application/pdf", "image/", "application/vnd.", "application/zip")


@dataclass(slots=True)
class Read:
    """An intake with what it refers to found."""

    unit: Unit
    office: Office | None
    received_unit: Unit
    received_office: Office | None
    helped_by: Unit | None
    edition: ProcedureEdition
    process: ProcessVersion
    papers: dict[int, Paper]
    amount: Amount
    received_at: datetime


@transaction.atomic
def receive(*, intake: Intake, by: Actor | None, at: datetime) -> Dossier:
    """Take a dossier in: number, papers, first step in the receiver's hands, deadline. Raises WrongInput whose faults
    name the field or paper. The same `request_key` again gives the dossier of the first time."""
    again = _again(intake)
    if again is not None:
        return again
    read = _read(intake, by, at, "dossiers.receive")
    faults = _missing(intake, read)
    if faults:
        raise WrongInput(faults)
    dossier = _dossier(intake, read, at, Business.RECEIVED)
    move = Move(dossier, by, at)
    move.follow(process.begin(known.graph_of(read.process.pk)))
    move.settle(
        first=True,
        holds=lambda row: by.person_id if by is not None and may_step(row, "dossiers.step", by, at) else None,
    )
    papers = _kept(dossier, intake, read, by, at)
    # Whoever writes a line keeps the ledger's head until the end: the rest is written before, and nothing waits for an answer
    # that nobody reads.
    with together():
        insert(papers, numbered=False)
        _announce_received(dossier, at)
        note(
            dossier,
            "received",
            by,
            at,
            code=dossier.code,
            procedure=dossier.procedure_code,
            channel=dossier.channel,
            papers=len(intake.papers),
            due=dossier.due_at,
            received=dossier.received_at,
        )
    fees.owe(dossier, at)
    return dossier


def _announce_received(dossier: Dossier, at: datetime) -> None:
    ground.announce(
        DossierReceived(
            dossier.pk,
            dossier.code,
            dossier.procedure_code,
            dossier.unit.code,
            dossier.channel,
            dossier.received_day.isoformat(),
            dossier.due_at.isoformat() if dossier.due_at else "",
        ),
        at=at,
    )


@transaction.atomic
def refuse_intake(*, intake: Intake, reason: str, by: Actor | None, at: datetime) -> Dossier:
    """Not taken in, with the reason that the citizen gets in writing (form 03). It has a number and stays in the register;
    nothing is missing for refusing."""
    words = reason_of(reason)
    again = _again(intake)
    if again is not None:
        return again
    read = _read(intake, by, at, "dossiers.refuse_intake")
    dossier = _dossier(intake, read, at, Business.REFUSED)
    dossier.closed_at = dossier.decided_at = at
    dossier.due_at = None
    dossier.money, dossier.fee, dossier.fee_lines = Money.NOTHING.value, 0, []
    dossier.save()
    insert(_kept(dossier, intake, read, by, at), numbered=False)
    Answer.objects.create(
        dossier=dossier,
        kind=AnswerKind.NOT_RECEIVED.value,
        reason=words,
        at=at,
        by_id=person_id(by),
        by_name=name_of(by),
    )
    note(dossier, "not-received", by, at, code=dossier.code, procedure=dossier.procedure_code, reason=words)
    ground.announce(
        DossierNotReceived(dossier.pk, dossier.code, dossier.unit.code, day_of(at).isoformat()), at=at
    )
    return dossier


def price(edition: ProcedureEdition, *, given: Intake, unit: Unit, day: date) -> Amount:
    """What an intake costs, by its channel, copies, pages and exemptions. No query when the edition came whole."""
    return catalog.amount(
        edition,
        channel=Channel(given.channel).way,
        quantities=Quantities.of(copies=max(1, given.copies), pages_each=max(1, given.pages)),
        day=day,
        unit=unit,
        exemptions=given.exemptions,
    )


# ---------------------------------------------------------------- reading


def _again(given: Intake) -> Dossier | None:
    if not given.request_key:
        return None
    key = given.request_key[:64]
    there = sql_memo.asked("dossiers.again", _sent_before, key)
    return Dossier.objects.select_related("unit").get(pk=there[0]) if there else None


def _sent_before(key: str) -> QuerySet[Dossier, int]:
    return Dossier.objects.filter(request_key=key).order_by().values_list("pk", flat=True)[:1]


def _read(given: Intake, by: Actor | None, at: datetime, deed: str) -> Read:
    """Find everything the intake names and see to who may. Raises WrongInput with all faults that can be told at once."""
    received_unit = _one(Unit, given.unit_id, "unit", _("Không có đơn vị tiếp nhận này."))
    received_office = (
        _one(Office, given.office_id, "office", _("Không có bộ phận tiếp nhận này."))
        if given.office_id
        else None
    )
    if not (isinstance(by, Applicant) and given.channel == Channel.ONLINE and deed in BY_CITIZEN):
        town.require(by, deed, received_unit.path, at, given.office_id)
    if received_office is not None and received_office.unit_id != received_unit.pk:
        raise WrongInput.of("office", _("Bộ phận tiếp nhận không thuộc đơn vị đã chọn."))
    unit = (
        _one(Unit, given.competent_unit_id, "competent_unit", _("Không có cơ quan giải quyết này."))
        if given.competent_unit_id
        else received_unit
    )
    helped = (
        _one(Unit, given.helped_by_unit_id, "helped_by", _("Không có nơi hỗ trợ này."))
        if given.helped_by_unit_id
        else None
    )
    faults = _plain_faults(given, at)
    received_at = given.received_at or at
    day = local(received_at).date()
    if not received_unit.alive_on(day):
        said = f"{received_unit.full_name} không còn ngày {day:%d/%m/%Y}; nộp tới đơn vị kế thừa."
        faults.append(Fault("unit", said))
    edition = known.edition_on(given.procedure_code, day)
    version = offer = None
    if edition is None:
        faults.append(
            Fault("procedure", f"Không có thủ tục {given.procedure_code} đang áp dụng ngày {day:%d/%m/%Y}.")
        )
    else:
        offer = known.offer_at(edition.procedure, unit, day)
        if offer is None:
            faults.append(
                Fault(
                    "procedure",
                    f"{unit.full_name} không giải quyết thủ tục {edition.procedure.code} ngày {day:%d/%m/%Y}.",
                )
            )
        version = known.process_on(edition.procedure.code, day, unit.path)
        if version is None:
            faults.append(
                Fault(
                    "procedure",
                    f"Thủ tục {edition.procedure.code} chưa có quy trình; người giữ danh mục phải công bố trước.",
                )
            )
    if faults:
        raise WrongInput(faults)
    assert edition is not None and version is not None and offer is not None
    papers = {paper.pk: paper for paper in edition.papers.all()}
    amount = price(edition, given=given, unit=unit, day=day)
    return Read(
        unit,
        offer.office,
        received_unit,
        received_office,
        helped,
        edition,
        version,
        papers,
        amount,
        received_at,
    )


def _one(model: Any, pk: int, field: str, sentence: str) -> Any:
    row = known.lately((model, pk), lambda: _with_key(model, pk))
    if row is None:
        raise WrongInput.of(field, sentence)
    return row


def _with_key(model: Any, pk: int) -> Any:
    found = sql_memo.asked(
        f"dossiers.one-{model.__name__}", lambda key: model.objects.filter(pk=key), int(pk)
    )
    return found[0] if found else None


def _plain_faults(given: Intake, at: datetime) -> list[Fault]:
    faults = []
    if given.channel not in {each.value for each in Channel}:
        faults.append(Fault("channel", "Chọn cách nộp hồ sơ."))
    for prefix, person in (("applicant", given.applicant), ("acted_for", given.acted_for)):
        if person is not None:
            faults += intake.person_faults(
                name=person.name,
                kind=person.kind,
                identity=person.identity,
                phone=person.phone,
                email=person.email,
                prefix=prefix,
            )
    if not 1 <= given.copies <= intake.MOST_PIECES:
        faults.append(Fault("copies", f"Số bản từ 1 đến {intake.MOST_PIECES}."))
    if not 1 <= given.pages <= intake.MOST_PIECES:
        faults.append(Fault("pages", f"Số trang từ 1 đến {intake.MOST_PIECES}."))
    if given.received_at is not None:
        faults += intake.time_faults(given.received_at, at)
    if given.channel == Channel.POST:
        faults += intake.post_faults(given.post_code, given.posted_on, day_of(given.received_at or at))
    return faults


def asked_of(edition: ProcedureEdition) -> list[intake.Asked]:
    """The papers of an edition as rules see them."""
    return [
        intake.Asked(each.pk, each.name, each.case_name, each.originals, each.copies, each.required)
        for each in edition.papers.all()
    ]


def _handed(given: Intake) -> dict[int, intake.Handed]:
    found: dict[int, intake.Handed] = {}
    for each in given.papers:
        if each.paper_id is not None:
            before = found.get(each.paper_id, intake.Handed())
            found[each.paper_id] = intake.Handed(
                before.originals + each.originals,
                before.copies + each.copies,
                before.reused or each.reused or each.stored_id is not None,
                before.has_file or bool(each.file),
            )
    return found


def _missing(given: Intake, read: Read) -> list[Fault]:
    asked, handed = asked_of(read.edition), _handed(given)
    others = [each.name for each in given.papers if each.paper_id is None]
    faults = intake.case_faults(asked, given.case_name)
    faults += intake.paper_faults(asked, handed, others)
    if faults:
        return faults
    by_file = given.channel in (Channel.ONLINE, Channel.PORTAL)
    faults += _form_faults(given, read, must=by_file)
    return faults + intake.missing(asked, handed, given.case_name, by_file=by_file)


def _form_faults(given: Intake, read: Read, *, must: bool) -> list[Fault]:
    """What is wrong with the answers of the edition's form. On line nothing else says what the citizen wants, so they
    `must` be there; over the counter the form on paper may stand for them, unless the schema is `x-counter: asked`."""
    schema = read.edition.form_schema or {}
    answers = given.answers
    if answers is None:
        if not schema or not (must or schema.get("x-counter") == "asked"):
            return []
        answers = {}
    found = asking.check(schema, answers, today=local(read.received_at).date())
    return [Fault(f"form.{each.field}", each.sentence) for each in found]


# ---------------------------------------------------------------- writing


def _dossier(given: Intake, read: Read, at: datetime, state: Business) -> Dossier:
    """The dossier with its number and its citizen, itself not yet written: it is written once, with its deadline."""
    dossier = blank(given, read, at, state)
    day = dossier.received_day
    form = one_stop.on(day).code_form
    code = _next_code(read.received_unit, day, form)
    dossier.code, dossier.code_key = code.written(form), code.key
    checked = given.channel != Channel.ONLINE  # at the counter somebody saw the card
    dossier.applicant = citizen_of(given.applicant, at, checked=checked)
    dossier.acted_for = citizen_of(given.acted_for, at, checked=checked) if given.acted_for else None
    return dossier


def blank(given: Intake, read: Read, at: datetime, state: Business) -> Dossier:
    """A dossier as its intake makes it, but for its number and its citizen. Nothing is asked or written."""
    day = local(read.received_at).date()
    rules = one_stop.on(day)
    way = _way(read.edition, Channel(given.channel).way)
    fee = read.amount.total if read.amount.whole else None
    dossier = Dossier(
        request_key=given.request_key[:64] or None,
        edition=read.edition,
        process=read.process,
        procedure_code=read.edition.procedure.code,
        title=read.edition.name,
        case_name=given.case_name,
        unit=read.unit,
        office=read.office,
        received_unit=read.received_unit,
        received_office=read.received_office,
        helped_by=read.helped_by,
        channel=given.channel,
        form={
            **given.form,
            "copies": given.copies,
            "pages": given.pages,
            "exemptions": list(given.exemptions),
            **_posted(given),
        },
        received_at=read.received_at,
        written_at=at,
        received_day=day,
        moved_at=at,
        term_amount=way.term_amount if way else None,
        term_unit=way.term_unit if way and (way.term_amount or way.term_unit == "same-day") else "",
        business=state.value,
        money=(Money.OWED if fee is None or fee else Money.NOTHING).value,
        fee=fee,
        fee_lines=[
            {"words": f"{line.name}{' (' + line.words + ')' if line.words else ''}", "amount": line.amount}
            for line in read.amount.lines
        ]
        + [{"words": name, "amount": None} for name in read.amount.unknown],
    )
    if on_time.is_back_dated(read.received_at, at, rules.back_dated_minutes):
        add_flag(dossier, on_time.Flag.BACK_DATED)
    dossier.due_at = due_of(dossier, [])
    return dossier


def _kept(dossier: Dossier, given: Intake, read: Read, by: Actor | None, at: datetime) -> list[DossierPaper]:
    """What came with it: the answers of its form, which are kept; its papers, whose files are kept, themselves to be written."""
    if given.answers is not None:
        typist = by if given.channel in (Channel.DIRECT, Channel.POST) else None
        keep_answers(dossier, given.answers, at, typist)
    there = [each for each in given.papers if each.there]
    return [paper_of(dossier, each, read.papers.get(each.paper_id or 0), by, at) for each in there]


def _posted(given: Intake) -> dict[str, Any]:
    """What is kept of the letter that it came in."""
    if given.channel != Channel.POST:
        return {}
    return {
        "post": {
            "code": intake.tidy_post_code(given.post_code),
            "on": given.posted_on.isoformat() if given.posted_on else "",
        }
    }


def keep_answers(
    dossier: Dossier, answers: Mapping[str, Any], at: datetime, typist: Actor | None = None
) -> None:
    """Keep the answers of the form with its dossier, closed. `typist`: the officer who typed them from paper."""
    row = FormAnswers(dossier=dossier, at=at)
    if typist is not None:
        row.by_id, row.by_name = typist.person_id, typist.name[:200]
    row.close(dict(answers))
    row.save(force_insert=True)


def _way(edition: ProcedureEdition, channel: str) -> Any:
    ways = list(edition.ways.all())
    return next((way for way in ways if way.channel == channel), ways[0] if ways else None)


def keep_paper(
    dossier: Dossier, given: GivenPaper, paper: Paper | None, by: Actor | None, at: datetime
) -> DossierPaper:
    """Take one paper in, with its file. Raises WrongInput naming the paper."""
    row = paper_of(dossier, given, paper, by, at)
    row.save()
    return row


def paper_of(
    dossier: Dossier, given: GivenPaper, paper: Paper | None, by: Actor | None, at: datetime
) -> DossierPaper:
    """A paper with its file kept, itself not yet written. Raises WrongInput naming the paper."""
    field = f"paper-{given.paper_id}" if given.paper_id is not None else "papers"
    row = DossierPaper(
        dossier=dossier,
        paper=paper,
        name=said(nfc(given.name or (paper.name if paper else "")), 600),
        originals=given.originals,
        copies=given.copies,
        reused=given.reused,
        by_name=name_of(by),
        at=at,
    )
    if given.stored_id is not None:
        from .store import take

        take(row, given.stored_id, local(at).date())
    elif given.file is not None:
        try:
            kept = ground.keep(stream_or_bytes=given.file, name=given.file_name or "tep", limit=MOST_FILE)
        except ground.FileRefused as refused:
            raise WrongInput.of(field, str(refused)) from refused
        if not kept.media_type.startswith(MEDIA):
            raise WrongInput.of(
                field,
                _("Tệp “%(name)s” không phải PDF, ảnh hay văn bản; quét lại thành PDF rồi gửi.")
                % {"name": kept.name},
            )
        row.sha256, row.file_name, row.size, row.media_type = (
            kept.sha256,
            kept.name,
            kept.size,
            kept.media_type,
        )
        row.digitised = True
    return row


def _next_code(unit: Unit, day: date, form: str) -> codes.DossierCode:
    """The unit's next number of that day, under the lock of its counter: nothing is skipped when the deed fails."""
    table = DossierNumber._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (unit_id, day, last) VALUES (%s, %s, 1) "  # noqa: S608 the table's own name
            f"ON CONFLICT (unit_id, day) DO UPDATE SET last = {table}.last + 1 RETURNING last",
            [unit.pk, day],
        )
        (number,) = cursor.fetchone()
    return codes.DossierCode(known.levels_of(unit, day), day, number)


def citizen_of(given: GivenPerson, at: datetime, *, checked: bool = True) -> Citizen:
    """The citizen of this number, made when new; name and contact as given this time, unless nobody `checked` who gives
    them: a stranger who types somebody's number must not turn that person's letters to himself."""
    number = intake.tidy_identity(given.identity).upper()
    name = said(nfc(given.name), 200)
    row = None
    if number:
        index = ciphers.blind_indexes(number, about=IDENTITY)
        found = (sql_memo.asked("dossiers.citizen", _with_number, given.kind, one) for one in index)
        row = next((some[0] for some in found if some), None)
    if row is not None and not checked:
        return row
    row = row or Citizen(kind=given.kind, made_at=at)
    if row.pk and row.name != name:
        Correction.objects.create(citizen=row, field="name", was=row.name, at=at)
    row.name = name
    old = row.contact()
    new = {
        "phone": intake.tidy_phone(given.phone),
        "email": given.email.strip(),
        "address": said(nfc(given.address), 300),
    }
    row.close(identity=number, contact={key: new[key] or old.get(key, "") for key in new})
    if row.pk:
        row.save()
    else:
        insert([row])
    return row


def _with_number(kind: str, index: str) -> QuerySet[Citizen]:
    return Citizen.objects.select_for_update().filter(kind=kind, identity_index=index)[:1]
