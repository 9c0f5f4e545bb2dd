"""The inspection itself: the check-list answered, findings with evidence, explanations, recommendations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.shapes import Kept, Ref
from dinh.town import services as town
from dinh.town.models import Office
from dinh.town.shapes import Actor
from dinh.work import services as work
from dinh.work.shapes import Ask

from ..models import CheckItem, Explanation, Finding, Inspection, Party, Recommendation
from ..shapes import FindingKind, InspectionState, RecommendationState, Result
from .common import (
    File,
    StaleInspection,
    WrongInput,
    WrongState,
    attach,
    keep_files,
    locked,
    moved,
    name_of,
    note,
    person_id,
    require_state,
)

INSPECTING = (InspectionState.RUNNING, InspectionState.EXPLAINING)


class Answer(NamedTuple):
    """What was ticked for one item, and the version of it that the inspector had before their eyes."""

    result: str
    note: str
    seen: int


class Checked(NamedTuple):
    """What came of answering many items: the ids written, and those that somebody else had written meanwhile."""

    written: tuple[int, ...]
    stale: tuple[CheckItem, ...]


@transaction.atomic
def check_many(
    *, inspection_id: int, answers: Mapping[int, Answer], by: Actor | None, at: datetime
) -> Checked:
    """Write the answers of a check-list. An item that a colleague wrote since the page was opened is left as they wrote it
    and named; everything else is kept. Items that did not change cost nothing."""
    row = locked(inspection_id, "inspections.inspect", by, at, InspectionState.RUNNING)
    items = {
        item.pk: item for item in row.checks.select_for_update(of=("self",)).filter(pk__in=list(answers))
    }
    written, stale = [], []
    for pk, answer in answers.items():
        item = items.get(pk)
        if item is None:
            raise WrongInput.of("checks", _("Mục này không thuộc phiếu của cuộc kiểm tra."))
        if answer.result and answer.result not in set(Result):
            raise WrongInput.of(f"result-{pk}", _("Chọn đạt, không đạt hoặc không áp dụng."))
        text = answer.note.strip()
        if (item.result, item.note) == (answer.result, text):
            continue
        if item.version != answer.seen:
            stale.append(item)
            continue
        item.result, item.note = answer.result, text
        item.version += 1
        item.by_name, item.at = name_of(by), at
        written.append(item)
    CheckItem.objects.bulk_update(written, ["result", "note", "version", "by_name", "at"], batch_size=200)
    if written:
        note(row, "checked", by, at, items={item.pk: item.result for item in written})
    return Checked(tuple(item.pk for item in written), tuple(stale))


def check(
    *, item_id: int, result: str, seen: int, by: Actor | None, at: datetime, remark: str = ""
) -> CheckItem:
    """Write the answer of one item. What a colleague wrote since raises StaleInspection and stays."""
    item = CheckItem.objects.get(pk=item_id)
    done = check_many(
        inspection_id=item.inspection_id, answers={item_id: Answer(result, remark, seen)}, by=by, at=at
    )
    if done.stale:
        raise StaleInspection(done.stale[0].by_name, done.stale[0].at)
    item.refresh_from_db()
    return item


def record_finding(
    *,
    inspection_id: int,
    party_id: int,
    kind: str,
    text: str,
    by: Actor | None,
    at: datetime,
    check_item_id: int | None = None,
    files: Sequence[File | Kept] = (),
) -> Finding:
    """Write down what was found about one of the inspected, with the files that show it."""
    kept = keep_files(files)  # before the lock: copying a large file may take long
    with transaction.atomic():
        row = locked(inspection_id, "inspections.inspect", by, at, *INSPECTING)
        party = row.parties.filter(pk=party_id).first()
        if party is None:
            raise WrongInput.of("party", _("Chọn nơi được kiểm tra."))
        if kind not in set(FindingKind):
            raise WrongInput.of("kind", _("Chọn mặt làm được, tồn tại hay sai phạm."))
        if not text.strip():
            raise WrongInput.of("text", _("Ghi phát hiện: việc gì, ở đâu, căn cứ nào."))
        if check_item_id and not row.checks.filter(pk=check_item_id, party=party).exists():
            raise WrongInput.of("check_item", _("Mục phiếu không thuộc nơi được kiểm tra này."))
        finding = Finding.objects.create(
            inspection=row,
            party=party,
            check_item_id=check_item_id,
            kind=kind,
            text=text.strip(),
            by_id=person_id(by),
            by_name=name_of(by),
            at=at,
        )
        attach(row, kept, by, at, finding=finding)
        note(
            row,
            "finding-recorded",
            by,
            at,
            also=[finding.ref],
            kind=kind,
            text=finding.text,
            files=[one.name for one in kept],
        )
    return finding


@transaction.atomic
def withdraw_finding(*, finding_id: int, reason: str, by: Actor | None, at: datetime) -> Finding:
    """A finding does not hold after all; it stays readable with the reason."""
    finding = Finding.objects.get(pk=finding_id)
    row = locked(finding.inspection_id, "inspections.inspect", by, at, *INSPECTING)
    if not reason.strip():
        raise WrongInput.of("reason", _("Ghi lý do rút phát hiện."))
    finding.withdrawn_why = reason.strip()[:400]
    finding.version += 1
    finding.save(update_fields=["withdrawn_why", "version"])
    note(row, "finding-withdrawn", by, at, also=[finding.ref], reason=finding.withdrawn_why)
    _explained(row, finding.party_id, by, at)
    return finding


@transaction.atomic
def ask_explanation(*, inspection_id: int, explain_by: date, by: Actor | None, at: datetime) -> Inspection:
    """Show the findings to the inspected and ask them to explain by a day. Each finds it on the desk."""
    row = locked(inspection_id, "inspections.inspect", by, at, InspectionState.RUNNING)
    today = timezone.localdate(at)
    if explain_by < today:
        raise WrongInput.of("explain_by", _("Hạn giải trình không trước hôm nay."))
    owing = [
        party
        for party in row.parties.select_related("unit", "office")
        if party.findings.exclude(kind=FindingKind.GOOD.value).filter(withdrawn_why="").exists()
    ]
    if not owing:
        raise WrongState(_("Chưa có tồn tại hay sai phạm nào để giải trình; có thể kết luận ngay."))
    row.state, row.explain_by = InspectionState.EXPLAINING.value, explain_by
    moved(row, "state", "explain_by")
    work.ask_many(
        asks=[
            Ask(
                title=_("Giải trình: %(title)s") % {"title": row.title},
                unit_id=party.unit_id,
                office_id=party.office_id,
                due_on=explain_by,
                product=_("Giải trình từng phát hiện, kèm minh chứng"),
                asker_unit_id=row.unit_id,
                asker_office_id=row.office_id,
                asked_by=party_ref(party),
                check=False,
            )
            for party in owing
        ],
        by=by,
        at=at,
    )
    note(row, "explanation-asked", by, at, also=[party_ref(p) for p in owing], explain_by=explain_by)
    return row


def party_ref(party: Party) -> Ref:
    """What asks work for a party's explanation."""
    return Ref("inspection-party", party.pk)


def explain(
    *,
    finding_id: int,
    text: str,
    by: Actor | None,
    at: datetime,
    agrees: bool = True,
    files: Sequence[File | Kept] = (),
) -> Explanation:
    """The inspected answer a finding. When every finding about them has an answer, it leaves their desk."""
    kept = keep_files(files)
    with transaction.atomic():
        finding = Finding.objects.select_related("party__unit").get(pk=finding_id)
        party = finding.party
        row = (
            Inspection.objects.select_for_update(of=("self",))
            .select_related("unit", "office")
            .get(pk=finding.inspection_id)
        )
        town.require(by, "inspections.explain", party.unit.path, at, party.office_id)
        require_state(row, InspectionState.EXPLAINING)
        if finding.withdrawn_why:
            raise WrongState(_("Phát hiện này đã được rút."))
        if not text.strip():
            raise WrongInput.of("text", _("Ghi giải trình."))
        made = Explanation.objects.create(
            finding=finding,
            text=text.strip(),
            agrees=agrees,
            by_id=person_id(by),
            by_name=name_of(by),
            at=at,
        )
        attach(row, kept, by, at, explanation=made)
        note(row, "explained", by, at, also=[finding.ref], agrees=agrees, text=made.text)
        _explained(row, party.pk, by, at)
    return made


def _explained(row: Inspection, party_id: int, by: Actor | None, at: datetime) -> None:
    """Take the explaining off a party's desk when nothing is left to explain."""
    if row.state != InspectionState.EXPLAINING:
        return
    left = row.findings.filter(party_id=party_id, withdrawn_why="", explanations=None).exclude(
        kind=FindingKind.GOOD.value
    )
    if not left.exists():
        work.close(asked_by=Ref("inspection-party", party_id), outcome="done", by=by, at=at)


@transaction.atomic
def recommend(
    *,
    inspection_id: int,
    text: str,
    due_on: date | None,
    by: Actor | None,
    at: datetime,
    party_id: int | None = None,
    office: Office | None = None,
    product: str = "",
    finding_id: int | None = None,
) -> Recommendation:
    """Draft a recommendation: for one of the inspected, or for another office under the inspecting unit. On concluding it
    becomes work."""
    row = locked(inspection_id, "inspections.inspect", by, at, *INSPECTING)
    party = row.parties.filter(pk=party_id).first() if party_id else None
    if party is None and office is None:
        raise WrongInput.of("party", _("Chọn nơi thực hiện kiến nghị."))
    if not text.strip():
        raise WrongInput.of("text", _("Ghi kiến nghị: làm gì, ra sản phẩm gì."))
    if due_on is not None and due_on < timezone.localdate(at):
        raise WrongInput.of("due_on", _("Hạn thực hiện không trước hôm nay."))
    made = Recommendation.objects.create(
        inspection=row,
        finding_id=finding_id if finding_id and row.findings.filter(pk=finding_id).exists() else None,
        unit_id=party.unit_id if party else office.unit_id,  # type: ignore[union-attr]
        office_id=party.office_id if party else office.pk,  # type: ignore[union-attr]
        text=text.strip(),
        product=product.strip()[:300],
        due_on=due_on,
        by_name=name_of(by),
        at=at,
    )
    note(row, "recommended", by, at, also=[made.ref], text=made.text, due_on=due_on)
    return made


@transaction.atomic
def take_out_recommendation(
    *, recommendation_id: int, reason: str, by: Actor | None, at: datetime
) -> Recommendation:
    """A recommendation is given up: a draft before concluding, or one under way with the reason."""
    advice = Recommendation.objects.get(pk=recommendation_id)
    row = locked(advice.inspection_id, "inspections.inspect", by, at, *INSPECTING, InspectionState.CONCLUDED)
    advice = Recommendation.objects.select_for_update(of=("self",)).get(pk=recommendation_id)
    if advice.state not in (RecommendationState.DRAFT, RecommendationState.ASKED):
        raise WrongState(_("Kiến nghị này đã xong hoặc đã thôi."))
    if not reason.strip():
        raise WrongInput.of("reason", _("Ghi lý do thôi kiến nghị."))
    asked = advice.state == RecommendationState.ASKED
    advice.state, advice.remark = RecommendationState.DROPPED.value, reason.strip()[:600]
    advice.save(update_fields=["state", "remark"])
    if asked:
        work.close(asked_by=advice.ref, outcome="dropped", by=by, at=at, remark=reason)
    note(row, "recommendation-dropped", by, at, also=[advice.ref], reason=advice.remark)
    return advice
