"""Writing: an intake, a step brought to its outcome, taken, handed over; papers added, a dossier withdrawn or stopped."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AwareDatetime, Field

from dinh.dossiers import services
from dinh.dossiers.services.known import unit_on
from dinh.dossiers.services.many import MOST
from dinh.dossiers.shapes import GivenPaper, GivenPerson, Intake, StepGiven
from dinh.town import apikit as kit

from .base import DossierSeen, answered, dossier_of, router, seen_of, seen_out, step_of, visible_steps

_NO_NUL = r"^[^\x00]*$"
Short = Annotated[str, Field(max_length=300, pattern=_NO_NUL)]
Name = Annotated[str, Field(max_length=200, pattern=_NO_NUL)]
Reason = Annotated[str, Field(max_length=1000, pattern=_NO_NUL)]
Pieces = Annotated[int, Field(ge=0, le=500, strict=True)]
UnitCode = Annotated[str, Field(pattern=r"^[0-9]{1,8}$")]
Outcome = Annotated[str, Field(max_length=40, pattern=_NO_NUL)]
Value = (
    Annotated[str, Field(max_length=5000, pattern=_NO_NUL)]
    | bool
    | Annotated[int, Field(ge=-(2**53), le=2**53)]
)
_One = Value | Annotated[float, Field(allow_inf_nan=False)]
_Fields = Annotated[
    dict[
        Annotated[str, Field(max_length=80)],
        _One | Annotated[list[Annotated[str, Field(max_length=200, pattern=_NO_NUL)]], Field(max_length=60)],
    ],
    Field(max_length=80),
]
Page = _Fields | Annotated[list[_Fields], Field(max_length=60)]
"""A page of the edition's form, or the rows of a page of rows."""


class PersonIn(kit.In):
    """Who hands in. `identity`: the personal number, or the tax code of a firm."""

    name: Name
    kind: Literal["person", "firm"] = "person"
    identity: Annotated[str, Field(max_length=40, pattern=_NO_NUL)] = ""
    phone: Annotated[str, Field(max_length=30, pattern=_NO_NUL)] = ""
    email: Annotated[str, Field(max_length=200, pattern=_NO_NUL)] = ""
    address: Short = ""


class FileIn(kit.In):
    """A scan beside a paper, in base64. The server takes 5 MB a request: all files of one together are about 3.5 MB."""

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=_NO_NUL)]
    base64: str


class PaperIn(kit.In):
    """A paper of the procedure's list (`paper_id`, see intake-needs), or another one with its `name`."""

    paper_id: kit.Id | None = None
    name: Annotated[str, Field(max_length=600, pattern=_NO_NUL)] = ""
    originals: Pieces = 0
    copies: Pieces = 0
    reused: kit.Flag = False
    file: FileIn | None = None


class IntakeIn(kit.In):
    """One request. `unit_code` takes it in; `competent_unit_code` decides when that is another; `request_key` makes the
    same sending one dossier for good, whoever repeats it. `answers` of the procedure's form (its schema is in intake-needs)
    must come with the channels online and portal."""

    procedure_code: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[0-9A-Za-z.]+$")]
    unit_code: UnitCode
    applicant: PersonIn
    office_id: kit.Id | None = None
    competent_unit_code: UnitCode | None = None
    helped_by_unit_code: UnitCode | None = None
    acted_for: PersonIn | None = None
    channel: Literal["direct", "online", "post", "portal"] = "direct"
    case_name: Short = ""
    papers: Annotated[list[PaperIn], Field(max_length=60)] = []
    copies: Annotated[int, Field(ge=1, le=500, strict=True)] = 1
    pages: Annotated[int, Field(ge=1, le=500, strict=True)] = 1
    exemptions: Annotated[
        list[Annotated[str, Field(max_length=60, pattern=_NO_NUL)]], Field(max_length=20)
    ] = []
    form: Annotated[dict[Annotated[str, Field(max_length=80)], Value], Field(max_length=200)] = {}
    answers: Annotated[dict[Annotated[str, Field(max_length=80)], Page], Field(max_length=60)] | None = None
    received_at: AwareDatetime | None = None
    request_key: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9._:-]*$")] = ""


class RefusalIn(kit.In):
    """An intake that is not taken in, with the reason that the citizen gets in writing."""

    intake: IntakeIn
    reason: Reason


class OutcomeIn(kit.In):
    """How the step came out. A refusal, a stop, a withdrawal and a request to complete need a reason."""

    outcome: Outcome = ""
    reason: Reason = ""
    items: Annotated[list[Short], Field(max_length=30)] = []


class OneOutcomeIn(OutcomeIn):
    """One of many: `version` is that of its dossier as it was seen; left out, it is not compared."""

    step_id: kit.Id
    version: Annotated[int, Field(ge=0, le=2**31 - 1, strict=True)] | None = None


class OutcomesIn(kit.In):
    """Up to 200 steps, each once."""

    steps: Annotated[list[OneOutcomeIn], Field(min_length=1, max_length=MOST)]


class OutcomeTold(Schema):
    """What became of one step. Stored: its dossier as it stands now, with what is open of it. Refused: nothing of it was
    written, and `status` and `detail` say why, as the answer to that step alone would have."""

    step_id: int
    stored: bool
    status: int
    detail: str
    fields: list[kit.Fault] = []
    dossier: DossierSeen | None = None


class OutcomesTold(Schema):
    """In the order sent."""

    stored: int
    refused: int
    items: list[OutcomeTold]


class ReasonIn(kit.In):
    reason: Reason


class DossierHandOverIn(kit.In):
    """One of the two: a colleague, or another office of the same unit."""

    to_person_id: kit.Id | None = None
    to_office_id: kit.Id | None = None
    reason: Reason = ""


class CompletionIn(kit.In):
    """What the citizen brought."""

    answer: Reason = ""
    papers: Annotated[list[PaperIn], Field(max_length=60)] = []


class RequestIn(kit.In):
    """What the citizen is to bring, and why."""

    reason: Reason
    items: Annotated[list[Short], Field(max_length=30)] = []


class DossierNoteIn(kit.In):
    words: Reason


class DoneOut(Schema):
    done: bool


# ---------------------------------------------------------------- from JSON to what deeds take


def _person(given: PersonIn) -> GivenPerson:
    return GivenPerson(given.name, given.kind, given.identity, given.phone, given.email, given.address)


def _paper(given: PaperIn, number: int) -> GivenPaper:
    content = None
    if given.file is not None:
        try:
            content = base64.b64decode(given.file.base64, validate=True)
        except (binascii.Error, ValueError) as wrong:
            words = _("Nội dung tệp không phải base64.")
            raise kit.Problem(422, words, [(f"papers.{number}.file.base64", words)]) from wrong
        if not content:
            raise kit.wrong(f"papers.{number}.file.base64", _("Tệp rỗng."))
    return GivenPaper(
        given.paper_id,
        given.name,
        given.originals,
        given.copies,
        given.reused,
        content,
        given.file.name if given.file else "",
    )


def _unit(code: str, field: str, at: datetime) -> int:
    found = unit_on(code, at)
    if found is None:
        raise kit.wrong(field, _("Không có đơn vị mã %(code)s trong ngày này.") % {"code": code})
    return found


def _intake(given: IntakeIn, at: datetime) -> Intake:
    day = min(given.received_at, at) if given.received_at else at

    def unit(code: str | None, field: str) -> int | None:
        return _unit(code, field, day) if code else None

    return Intake(
        procedure_code=given.procedure_code,
        unit_id=_unit(given.unit_code, "unit_code", day),
        applicant=_person(given.applicant),
        office_id=given.office_id,
        helped_by_unit_id=unit(given.helped_by_unit_code, "helped_by_unit_code"),
        competent_unit_id=unit(given.competent_unit_code, "competent_unit_code"),
        acted_for=_person(given.acted_for) if given.acted_for else None,
        channel=given.channel,
        case_name=given.case_name,
        papers=tuple(_paper(paper, number) for number, paper in enumerate(given.papers)),
        copies=given.copies,
        pages=given.pages,
        exemptions=tuple(given.exemptions),
        form=given.form,
        answers=given.answers,
        received_at=given.received_at,
        request_key=given.request_key,
    )


# ---------------------------------------------------------------- intake


@kit.write(
    router,
    "/dossiers",
    out=DossierSeen,
    name="receive_dossier",
    summary="Tiếp nhận một hồ sơ",
    status=201,
    missing=False,
    one_deed=True,
)
def receive_dossier(request: HttpRequest, body: IntakeIn) -> Any:
    """Kiểm tra đủ thành phần, cấp mã, mở bước đầu, ghi sổ. Gửi lại cùng `request_key` thì trả về chính hồ sơ ấy."""
    at = kit.now()
    made = services.receive(intake=_intake(body, at), by=kit.actor_of(request), at=at)
    opened = services.rows_after(made)
    if opened is None:  # the same sending again
        return answered(request, dossier_of(request, made.pk))
    kit.tag_version(request, made.version)
    return seen_out(made, opened)


@kit.write(
    router,
    "/refused-dossiers",
    out=DossierSeen,
    name="refuse_dossier",
    summary="Từ chối tiếp nhận, ghi lý do",
    status=201,
    missing=False,
)
def refuse_dossier(request: HttpRequest, body: RefusalIn) -> Any:
    """Hồ sơ không nhận vẫn có mã và ở lại trong sổ."""
    at = kit.now()
    made = services.refuse_intake(
        intake=_intake(body.intake, at), reason=body.reason, by=kit.actor_of(request), at=at
    )
    return answered(request, dossier_of(request, made.pk))


# ---------------------------------------------------------------- steps


@kit.write(
    router,
    "/dossier-steps/{step_id}",
    out=DossierSeen,
    name="finish_step",
    summary="Ghi kết quả một bước",
    versioned=True,
    one_deed=True,
)
def finish_step(request: HttpRequest, step_id: kit.PathId, body: OutcomeIn) -> Any:
    """`outcome` là một trong các kết quả mà bước nêu. Người khác đã ghi bước này thì trả 409."""
    row = step_of(request, step_id)
    made = services.step(
        holding_id=row.pk,
        outcome=body.outcome,
        reason=body.reason,
        items=body.items,
        seen=seen_of(request),
        by=kit.actor_of(request),
        at=kit.now(),
    )
    kit.tag_version(request, made.version)
    return seen_out(made, services.rows_after(made) or ())


@kit.write(
    router,
    "/dossier-steps",
    out=OutcomesTold,
    name="finish_steps",
    summary="Ghi kết quả nhiều bước trong một lượt",
    missing=False,
    one_deed=True,
)
def finish_steps(request: HttpRequest, body: OutcomesIn) -> Any:
    """Mỗi bước được ghi hoặc bị từ chối riêng, kèm lý do; bước bị từ chối không chặn các bước khác. Tất cả vào sổ một lần."""
    given = [
        StepGiven(one.step_id, one.outcome, one.reason, tuple(one.items), one.version) for one in body.steps
    ]
    seen = visible_steps(request, [one.holding_id for one in given])
    told = {
        one.holding_id: one
        for one in services.step_many(
            steps=[one for one in given if one.holding_id in seen], by=kit.actor_of(request), at=kit.now()
        )
    }
    items = [_told(one.holding_id, told.get(one.holding_id)) for one in given]
    stored = sum(one.stored for one in items)
    return OutcomesTold(stored=stored, refused=len(items) - stored, items=items)


def _told(step_id: int, told: services.StepTold | None) -> OutcomeTold:
    if told is not None and told.dossier is not None:
        seen = seen_out(told.dossier, services.rows_after(told.dossier) or ())
        return OutcomeTold(step_id=step_id, stored=True, status=200, detail="", dossier=seen)
    wrong = services.NotThere(_("Không có, hoặc anh, chị không được xem."))
    problem = kit.problem_of(told.refused if told is not None and told.refused is not None else wrong)
    fields = [kit.Fault(field=name, detail=words) for name, words in problem.fields]
    return OutcomeTold(
        step_id=step_id, stored=False, status=problem.status, detail=problem.detail, fields=fields
    )


@kit.write(
    router,
    "/dossier-steps/{step_id}/take",
    out=DossierSeen,
    name="take_step",
    summary="Nhận xử lý một bước",
    versioned=True,
)
def take_step(request: HttpRequest, step_id: kit.PathId) -> Any:
    """Bước người khác đang giữ thì trả 409."""
    row = step_of(request, step_id)
    services.take(holding_id=row.pk, seen=seen_of(request), by=kit.actor_of(request), at=kit.now())
    return answered(request, dossier_of(request, row.dossier_id))


@kit.write(
    router,
    "/dossier-steps/{step_id}/hand-over",
    out=DossierSeen,
    name="hand_over_step",
    summary="Chuyển một bước cho người hoặc cơ quan khác",
    versioned=True,
)
def hand_over_step(request: HttpRequest, step_id: kit.PathId, body: DossierHandOverIn) -> Any:
    """Hạn của bước không đổi theo người giữ."""
    row = step_of(request, step_id)
    services.hand_over(
        holding_id=row.pk,
        to_person_id=body.to_person_id,
        to_office_id=body.to_office_id,
        reason=body.reason,
        seen=seen_of(request),
        by=kit.actor_of(request),
        at=kit.now(),
    )
    return answered(request, dossier_of(request, row.dossier_id))


@kit.write(
    router,
    "/dossier-steps/{step_id}/completion-request",
    out=DossierSeen,
    name="ask_completion",
    summary="Yêu cầu người nộp bổ sung",
    versioned=True,
)
def ask_completion(request: HttpRequest, step_id: kit.PathId, body: RequestIn) -> Any:
    """Đồng hồ dừng cho đến khi người nộp bổ sung; yêu cầu lần thứ hai bị đánh dấu."""
    row = step_of(request, step_id)
    made = services.ask_completion(
        holding_id=row.pk,
        reason=body.reason,
        items=body.items,
        seen=seen_of(request),
        by=kit.actor_of(request),
        at=kit.now(),
    )
    return answered(request, dossier_of(request, made.pk))


# ---------------------------------------------------------------- a dossier as a whole


@kit.write(
    router,
    "/dossiers/{dossier_id}/completion",
    out=DossierSeen,
    name="answer_completion",
    summary="Ghi người nộp đã bổ sung",
    versioned=True,
)
def answer_completion(request: HttpRequest, dossier_id: kit.PathId, body: CompletionIn) -> Any:
    """Đồng hồ chạy lại."""
    row = dossier_of(request, dossier_id)
    services.answer_completion(
        dossier_id=row.pk,
        answer=body.answer,
        papers=tuple(_paper(paper, number) for number, paper in enumerate(body.papers)),
        seen=seen_of(request),
        by=kit.actor_of(request),
        at=kit.now(),
    )
    return answered(request, dossier_of(request, row.pk))


@kit.write(
    router,
    "/dossiers/{dossier_id}/withdraw",
    out=DossierSeen,
    name="withdraw_dossier",
    summary="Ghi người nộp rút hồ sơ",
    versioned=True,
)
def withdraw_dossier(request: HttpRequest, dossier_id: kit.PathId, body: ReasonIn) -> Any:
    """Mọi bước đang mở đóng lại."""
    row = dossier_of(request, dossier_id)
    services.withdraw(
        dossier_id=row.pk, reason=body.reason, seen=seen_of(request), by=kit.actor_of(request), at=kit.now()
    )
    return answered(request, dossier_of(request, row.pk))


@kit.write(
    router,
    "/dossiers/{dossier_id}/stop",
    out=DossierSeen,
    name="stop_dossier",
    summary="Dừng giải quyết hồ sơ",
    versioned=True,
)
def stop_dossier(request: HttpRequest, dossier_id: kit.PathId, body: ReasonIn) -> Any:
    """Người nộp được thông báo lý do."""
    row = dossier_of(request, dossier_id)
    services.stop(
        dossier_id=row.pk, reason=body.reason, seen=seen_of(request), by=kit.actor_of(request), at=kit.now()
    )
    return answered(request, dossier_of(request, row.pk))


@kit.write(
    router,
    "/dossiers/{dossier_id}/notes",
    out=DoneOut,
    name="note_dossier",
    summary="Ghi chú vào hồ sơ",
    status=201,
)
def note_dossier(request: HttpRequest, dossier_id: kit.PathId, body: DossierNoteIn) -> Any:
    """Cho đồng nghiệp; người nộp không thấy."""
    row = dossier_of(request, dossier_id)
    services.add_note(dossier_id=row.pk, words=body.words, by=kit.actor_of(request), at=kit.now())
    return DoneOut(done=True)
