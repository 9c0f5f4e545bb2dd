"""Planning an inspection: whom, by whom, against what, with which check-list. And one done on paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.shapes import Kept, Ref
from dinh.town import services as town
from dinh.town.models import Office, Unit
from dinh.town.shapes import Actor

from .. import rules
from ..models import CheckItem, Inspection, Member, Party, Recommendation, Subject, Template
from ..rules import Fault
from ..shapes import InspectionConcluded, InspectionKind, InspectionState
from ..shapes import Subject as SubjectShape
from .common import File, WrongInput, WrongState, attach, keep_files, locked, moved, name_of, note, person_id

PREPARING = (InspectionState.PLANNED, InspectionState.RUNNING)


class Inspected(NamedTuple):
    """Who is inspected: a unit, or one office of it."""

    unit_id: int
    office_id: int | None = None


class MemberShape(NamedTuple):
    """Somebody of the team: name, part in it, and the person where known."""

    name: str
    part: str = "Thành viên"
    person_id: int | None = None


class Advice(NamedTuple):
    """A recommendation as typed with an inspection done on paper."""

    text: str
    due_on: date
    party: int = 0
    """Which of the parties carries it out, counted from 0."""


def _made(
    *,
    deed: str,
    title: str,
    unit: Unit,
    office: Office | None,
    kind: InspectionKind,
    parties: Iterable[Inspected],
    first_day: date,
    last_day: date,
    basis: str,
    purpose: str,
    members: Sequence[MemberShape],
    by: Actor | None,
    at: datetime,
) -> tuple[Inspection, list[Party]]:
    town.require(by, deed, unit.path, at, office.pk if office else None)
    wanted = list(dict.fromkeys(Inspected(*each) for each in parties))
    faults = rules.inspection_faults(
        title=title,
        parties=len(wanted),
        first=first_day,
        last=last_day,
        kind=kind.value,
        today=timezone.localdate(at),
    )
    faults += _reach_faults(unit, wanted)
    if faults:
        raise WrongInput(faults)
    row = Inspection.objects.create(
        title=title.strip()[:300],
        unit=unit,
        office=office,
        kind=kind.value,
        basis=basis.strip()[:300],
        purpose=purpose.strip(),
        first_day=first_day,
        last_day=last_day,
        by_id=person_id(by),
        by_name=name_of(by),
        at=at,
    )
    made = [
        Party.objects.create(inspection=row, unit_id=each.unit_id, office_id=each.office_id)
        for each in wanted
    ]
    Member.objects.bulk_create(
        Member(
            inspection=row, name=one.name.strip()[:120], part=one.part.strip()[:80], person_id=one.person_id
        )
        for one in members
        if one.name.strip()
    )
    return row, made


def _reach_faults(unit: Unit, wanted: Sequence[Inspected]) -> list[Fault]:
    """One inspects what stands under one's unit; an office belongs to its unit."""
    units = Unit.objects.in_bulk({each.unit_id for each in wanted})
    offices = Office.objects.in_bulk({each.office_id for each in wanted if each.office_id})
    for each in wanted:
        there, office = units.get(each.unit_id), offices.get(each.office_id) if each.office_id else None
        if there is None or not there.path.startswith(unit.path):
            name = there.full_name if there else _("Đơn vị được chọn")
            return [
                Fault(
                    "parties",
                    _("%(name)s không thuộc phạm vi kiểm tra của %(unit)s.")
                    % {"name": name, "unit": unit.name_in_text},
                )
            ]
        if each.office_id and (office is None or office.unit_id != each.unit_id):
            return [
                Fault("parties", _("Cơ quan được chọn không thuộc %(unit)s.") % {"unit": there.full_name})
            ]
        if each.office_id is None and there.pk == unit.pk:
            return [
                Fault("parties", _("Đơn vị không tự kiểm tra chính mình; chọn cơ quan, phòng của đơn vị."))
            ]
    return []


@transaction.atomic
def plan(
    *,
    title: str,
    unit: Unit,
    parties: Iterable[Inspected],
    first_day: date,
    last_day: date,
    by: Actor | None,
    at: datetime,
    office: Office | None = None,
    basis: str = "",
    purpose: str = "",
    members: Sequence[MemberShape] = (),
    template_id: int | None = None,
    subjects: Sequence[SubjectShape] = (),
) -> Inspection:
    """Plan an inspection on line. The template's items are copied for each of the inspected, so that a later change of the
    template alters nothing here."""
    row, made = _made(
        deed="inspections.plan",
        title=title,
        unit=unit,
        office=office,
        kind=InspectionKind.ON_LINE,
        parties=parties,
        first_day=first_day,
        last_day=last_day,
        basis=basis,
        purpose=purpose,
        members=members,
        by=by,
        at=at,
    )
    template = Template.objects.filter(pk=template_id).first() if template_id else None
    if template is not None:
        CheckItem.objects.bulk_create(
            CheckItem(
                inspection=row,
                party=party,
                position=number,
                group=item.get("group", ""),
                text=item["text"],
                hint=item.get("hint", ""),
            )
            for party in made
            for number, item in enumerate(template.items, start=1)
        )
    _add_subjects(row, subjects)
    note(
        row,
        "planned",
        by,
        at,
        also=[Ref("office", p.office_id) if p.office_id else Ref("unit", p.unit_id) for p in made],
        title=row.title,
        first_day=first_day,
        last_day=last_day,
        template=template.pk if template else None,
    )
    return row


def _add_subjects(row: Inspection, subjects: Sequence[SubjectShape]) -> list[Subject]:
    there = set(row.subjects.values_list("ref_kind", "ref_id", "words"))
    made = []
    for each in subjects:
        kind, _colon, ident = each.ref.partition(":")
        words = " ".join(each.words.split())[:500]
        if words and (kind, ident, words) not in there:
            made.append(Subject(inspection=row, ref_kind=kind, ref_id=ident, words=words))
    return Subject.objects.bulk_create(made)


@transaction.atomic
def add_subjects(
    *, inspection_id: int, subjects: Sequence[SubjectShape], by: Actor | None, at: datetime
) -> list[Subject]:
    """Look also into these targets and tasks, or into something said in words."""
    row = locked(inspection_id, "inspections.plan", by, at, *PREPARING)
    made = _add_subjects(row, subjects)
    if not made:
        raise WrongInput.of("subjects", _("Chọn hoặc ghi nội dung chưa có trong cuộc kiểm tra."))
    moved(row)
    note(row, "subjects-added", by, at, also=[s.ref for s in made if s.ref], words=[s.words for s in made])
    return made


@transaction.atomic
def add_item(
    *,
    inspection_id: int,
    text: str,
    by: Actor | None,
    at: datetime,
    group: str = "",
    party_id: int | None = None,
) -> int:
    """Add an item of the team's own to the check-list: of one party, or of all. Gives how many were added."""
    row = locked(inspection_id, "inspections.inspect", by, at, *PREPARING)
    if not text.strip():
        raise WrongInput.of("text", _("Ghi nội dung cần kiểm tra."))
    parties = [p for p in row.parties.all() if party_id is None or p.pk == party_id]
    last = row.checks.order_by("-position").values_list("position", flat=True).first() or 0
    CheckItem.objects.bulk_create(
        CheckItem(
            inspection=row,
            party=party,
            position=last + 1,
            group=group.strip()[:200] or _("Mục riêng của đoàn"),
            text=text.strip()[:600],
            own=True,
        )
        for party in parties
    )
    note(row, "item-added", by, at, text=text.strip())
    return len(parties)


@transaction.atomic
def start(*, inspection_id: int, by: Actor | None, at: datetime) -> Inspection:
    """Begin. Without a check-list and without subjects there is nothing to inspect."""
    row = locked(inspection_id, "inspections.inspect", by, at, InspectionState.PLANNED)
    if not row.checks.exists() and not row.subjects.exists():
        raise WrongState(_("Chưa có phiếu kiểm tra và nội dung nào. Thêm rồi mới bắt đầu."))
    row.state = InspectionState.RUNNING.value
    moved(row, "state")
    note(row, "started", by, at)
    return row


@transaction.atomic
def drop(*, inspection_id: int, reason: str, by: Actor | None, at: datetime) -> Inspection:
    """The inspection does not take place, or goes no further, and why."""
    row = locked(
        inspection_id,
        "inspections.drop",
        by,
        at,
        InspectionState.PLANNED,
        InspectionState.RUNNING,
        InspectionState.EXPLAINING,
    )
    if not reason.strip():
        raise WrongInput.of("reason", _("Ghi lý do thôi kiểm tra."))
    from .concluding import close_asked

    close_asked(row, "dropped", by, at)
    row.state, row.dropped_why = InspectionState.DROPPED.value, reason.strip()[:600]
    moved(row, "state", "dropped_why")
    note(row, "dropped", by, at, reason=row.dropped_why)
    return row


def record_on_paper(
    *,
    title: str,
    unit: Unit,
    parties: Iterable[Inspected],
    first_day: date,
    last_day: date,
    conclusion: str,
    minutes: Sequence[File | Kept],
    by: Actor | None,
    at: datetime,
    office: Office | None = None,
    basis: str = "",
    members: Sequence[MemberShape] = (),
    advice: Sequence[Advice] = (),
) -> Inspection:
    """Record afterwards an inspection that was done on paper, with its minutes. It counts in the denominator of the share
    done on line; its recommendations are followed like any other."""
    if not minutes:
        raise WrongInput.of("files", _("Đính kèm biên bản hoặc kết luận đã ký."))
    if not conclusion.strip():
        raise WrongInput.of("conclusion", _("Ghi tóm tắt kết luận."))
    kept = keep_files(minutes)
    with transaction.atomic():
        row, made = _made(
            deed="inspections.record_on_paper",
            title=title,
            unit=unit,
            office=office,
            kind=InspectionKind.ON_PAPER,
            parties=parties,
            first_day=first_day,
            last_day=last_day,
            basis=basis,
            purpose="",
            members=members,
            by=by,
            at=at,
        )
        attach(row, kept, by, at)
        Recommendation.objects.bulk_create(
            Recommendation(
                inspection=row,
                unit_id=made[min(one.party, len(made) - 1)].unit_id,
                office_id=made[min(one.party, len(made) - 1)].office_id,
                text=one.text.strip(),
                due_on=one.due_on,
                by_name=name_of(by),
                at=at,
            )
            for one in advice
            if one.text.strip()
        )
        row.state, row.conclusion = InspectionState.CONCLUDED.value, conclusion.strip()
        row.concluded_on, row.concluded_by_name = last_day, name_of(by)
        row.save(update_fields=["state", "conclusion", "concluded_on", "concluded_by_name"])
        from .concluding import ask_for_recommendations

        asked = ask_for_recommendations(row, by, at)
        note(
            row,
            "recorded-on-paper",
            by,
            at,
            title=row.title,
            files=[one.name for one in kept],
            recommendations=asked,
        )
        ground.announce(InspectionConcluded(row.pk, unit.code, row.kind, last_day.isoformat(), asked), at=at)
    return row
