"""Milestones of a project, steps of procurement, and the targets it serves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.shapes import Kept
from dinh.plans.models import Milestone, ProcurementStep, Project, ProjectTarget, Target
from dinh.plans.rules import money as rules
from dinh.plans.rules.money_edition import steps
from dinh.plans.shapes_money import MilestoneReached
from dinh.town.shapes import Actor

from .common import WrongInput, WrongState, ref_of
from .money import File, keep, locked, put_files, require_open, signed


def add_milestone(
    *, project_id: int, title: str, planned_on: date, by: Actor, at: datetime, note: str = ""
) -> Milestone:
    """Promise that a project reaches something by a day."""
    with transaction.atomic():
        project = locked(project_id)
        require_open(project, "plans.plan_milestone", by, at)
        if not title.strip():
            raise WrongInput.of("title", _("Viết mốc là gì, ví dụ: ký hợp đồng, lắp đặt xong"))
        if planned_on.year < project.plan.since.year - 1 or planned_on.year > project.plan.since.year + 30:
            raise WrongInput.of("planned_on", _("Ngày kế hoạch nằm ngoài thời gian của kế hoạch"))
        row = Milestone.objects.create(
            project=project,
            title=title.strip()[:300],
            first_planned_on=planned_on,
            planned_on=planned_on,
            note=note.strip(),
            **signed(by, at),
        )
        _tell("plans.milestone-planned", row, by, at, planned_on=planned_on)
    return row


def move_milestone(
    *, milestone_id: int, version: int, planned_on: date, reason: str, by: Actor, at: datetime
) -> Milestone:
    """Promise another day. The day promised at first stays beside it."""
    with transaction.atomic():
        row = _open(milestone_id, version, "plans.plan_milestone", by, at)
        if not reason.strip():
            raise WrongInput.of("reason", _("Viết lý do đổi ngày"))
        if planned_on == row.planned_on:
            raise WrongInput.of("planned_on", _("Ngày mới trùng ngày đang kế hoạch"))
        before, row.planned_on = row.planned_on, planned_on
        row.version += 1
        row.save(update_fields=["planned_on", "version"])
        _tell(
            "plans.milestone-moved",
            row,
            by,
            at,
            planned_on=planned_on,
            before_on=before,
            note=reason.strip(),
        )
    return row


def reach_milestone(
    *,
    milestone_id: int,
    version: int,
    done_on: date,
    by: Actor,
    at: datetime,
    note: str = "",
    files: Sequence[File | Kept] = (),
) -> Milestone:
    """Say that a milestone was reached, on which day, with the files that show it."""
    kept = keep(files)
    with transaction.atomic():
        row = _open(milestone_id, version, "plans.reach_milestone", by, at)
        if done_on > timezone.localdate(at):
            raise WrongInput.of("done_on", _("Ngày đạt không được sau hôm nay"))
        if not kept and not note.strip():
            raise WrongInput.of("note", _("Viết kết quả hoặc kèm tệp minh chứng"))
        row.done_on, row.note, row.version = done_on, note.strip() or row.note, row.version + 1
        row.save(update_fields=["done_on", "note", "version"])
        put_files(kept, row.project, at, milestone=row)
        _tell(
            "plans.milestone-reached",
            row,
            by,
            at,
            done_on=done_on,
            note=note.strip(),
            files=[each.name for each in kept],
        )
        ground.announce(
            MilestoneReached(row.project_id, row.project.plan_id, row.pk, done_on.isoformat()), at=at
        )
    return row


def _open(milestone_id: int, version: int, deed: str, by: Actor, at: datetime) -> Milestone:
    project = locked(Milestone.objects.only("project_id").get(pk=milestone_id).project_id)
    row = Milestone.objects.select_for_update(of=("self",)).get(pk=milestone_id)
    row.project = project
    require_open(project, deed, by, at)
    if row.done_on is not None:
        raise WrongState(_("Mốc này đã ghi đạt ngày %(day)s.") % {"day": f"{row.done_on:%d/%m/%Y}"})
    if row.version != version:
        raise WrongState(_("Mốc này vừa được người khác sửa; xem ngày mới rồi ghi lại."))
    return row


def _tell(deed: str, row: Milestone, by: Actor, at: datetime, **data: object) -> None:
    ground.write(
        deed=deed,
        about=row.project.ref,
        by=ref_of(by),
        at=at,
        data={"milestone": row.title, "milestone_id": row.pk, **data},
        also=[row.ref, row.project.plan.ref],
    )


def record_step(
    *,
    project_id: int,
    key: str,
    on: date,
    paper: str,
    by: Actor,
    at: datetime,
    note: str = "",
    files: Sequence[File | Kept] = (),
) -> ProcurementStep:
    """Record that a step of procurement was taken, by which paper. Recording it again corrects it; the first stays kept."""
    kept = keep(files)
    with transaction.atomic():
        project = locked(project_id)
        require_open(project, "plans.record_step", by, at)
        if not paper.strip():
            raise WrongInput.of("paper", _("Ghi số, ký hiệu văn bản của bước này"))
        taken = {row.key: row for row in project.steps.filter(superseded_at=None)}
        order = [step.key for step in steps(on)]
        others = {name: row.on for name, row in taken.items() if name != key}
        if faults := rules.step_faults(key, on, others, order, timezone.localdate(at)):
            raise WrongInput(faults)
        if key in taken:
            taken[key].superseded_at = at
            taken[key].save(update_fields=["superseded_at"])
        row = ProcurementStep.objects.create(
            project=project,
            key=key,
            on=on,
            paper=paper.strip()[:200],
            note=note.strip()[:400],
            **signed(by, at),
        )
        put_files(kept, project, at, step=row)
        ground.write(
            deed="plans.step-taken",
            about=project.ref,
            by=ref_of(by),
            at=at,
            data={"step": key, "on": on, "paper": row.paper, "note": row.note, "again": key in taken},
            also=[project.plan.ref],
        )
    return row


def serve_targets(*, project_id: int, target_ids: Sequence[int], by: Actor, at: datetime) -> tuple[int, int]:
    """Say which targets of its plan a project serves: these and no others. Gives how many were tied and how many let go;
    what was let go stays in the story."""
    with transaction.atomic():
        project = locked(project_id)
        require_open(project, "plans.serve_target", by, at)
        wanted = set(target_ids)
        own = set(Target.objects.filter(plan_id=project.plan_id, pk__in=wanted).values_list("pk", flat=True))
        if own != wanted:
            raise WrongInput.of("targets", _("Chỉ nối với chỉ tiêu của chính kế hoạch này"))
        now = {row.target_id: row for row in project.serves.filter(ended_at=None)}
        added, gone = wanted - now.keys(), now.keys() - wanted
        ProjectTarget.objects.bulk_create(
            ProjectTarget(project=project, target_id=target_id, **signed(by, at))
            for target_id in sorted(added)
        )
        project.serves.filter(target_id__in=gone, ended_at=None).update(ended_at=at)
        if added or gone:
            _tell_serving(project, added, gone, by, at)
    return len(added), len(gone)


def _tell_serving(project: Project, added: set[int], gone: set[int], by: Actor, at: datetime) -> None:
    touched = Target.objects.filter(pk__in=added | gone)
    ground.write(
        deed="plans.serves-targets",
        about=project.ref,
        by=ref_of(by),
        at=at,
        data={"added": sorted(added), "gone": sorted(gone)},
        also=[project.plan.ref, *(target.ref for target in touched)],
    )
