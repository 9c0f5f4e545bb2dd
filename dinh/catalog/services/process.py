"""Deeds on processes: drafted, their steps saved, published, withdrawn. A published one is never changed."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.text import nfc
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.shapes import Actor

from ..models import Procedure, ProcessFlow, ProcessStep, ProcessVersion
from ..queries import process as queries
from ..rules import Fault, process
from ..words_process import say
from .common import Missing, NotThere, StaleDraft, WrongInput, WrongState, locked_procedure, ref_of

_KEY = re.compile(r"[a-z0-9_-]{1,40}")
_OUTCOME = re.compile(r"[a-z0-9_-]{0,40}")
_NOT_EVEN_IN_A_DRAFT = frozenset(
    {
        "too-many",
        "same-key",
        "no-name",
        "unknown-kind",
        "unknown-effect",
        "unknown-who",
        "nowhere",
        "from-nowhere",
        "same-outcome",
        "bad-hours",
    }
)
"""Problems that the tables could not hold, or that nobody could see again. All others may wait until publication."""


@transaction.atomic
def draft_version(
    *,
    procedure_id: int,
    by: Actor | None,
    at: datetime,
    unit: Unit | None = None,
    copy_of: int | None = None,
    note: str = "",
) -> ProcessVersion:
    """A new draft: the common process, or with `unit` that unit's own; empty, or with the steps of another version."""
    procedure = locked_procedure(procedure_id)
    town.require(by, "catalog.draft_process", (unit or procedure.keeper).path, at)
    last = ProcessVersion.objects.filter(procedure=procedure, unit=unit).aggregate(n=Max("number"))["n"]
    version = ProcessVersion.objects.create(
        procedure=procedure, unit=unit, number=(last or 0) + 1, note=nfc(note).strip()[:600]
    )
    if copy_of is not None:
        source = ProcessVersion.objects.filter(pk=copy_of, procedure=procedure).first()
        if source is None:
            raise NotThere(_("Không có bản quy trình để chép của thủ tục này."))
        if not version.note:
            version.note = source.note
            version.save(update_fields=["note"])
        _store(version, queries.graph_of(copy_of))
    _note(version, "drafted", by, at, copy_of=copy_of)
    return version


@transaction.atomic
def save_steps(
    *,
    version_id: int,
    graph: process.Graph,
    by: Actor | None,
    at: datetime,
    seen: int | None = None,
    note: str | None = None,
) -> list[process.Problem]:
    """The draft's steps and ways from now on; returns what still keeps it from being published. With `seen` (the
    draft's `edits` when the page was opened) nothing is saved over what somebody else saved since: StaleDraft."""
    version = _locked(version_id, "catalog.draft_process", by, at)
    _require_draft(version)
    if seen is not None and seen != version.edits:
        raise StaleDraft
    found = _refuse_what_no_draft_may_hold(graph)
    version.steps.all().delete()
    _store(version, graph)
    version.edits += 1
    if note is not None:
        version.note = nfc(note).strip()[:600]
    version.save(update_fields=["edits", "note"])
    _note(version, "saved", by, at, steps=len(graph.steps), ways=len(graph.flows))
    return found


@transaction.atomic
def publish_version(*, version_id: int, since: date, by: Actor | None, at: datetime) -> ProcessVersion:
    """The draft holds from `since` on; the one before ends the day before. Raises Missing with each problem."""
    version = _locked(version_id, "catalog.publish_process", by, at)
    _require_draft(version)
    found = process.problems(queries.graph_of(version.pk))
    if found:
        raise Missing([Fault(each.step, say(each)) for each in found])
    before = _published(version).order_by("-since").first()
    if before is not None and before.since is not None and since <= before.since:
        raise WrongInput.of(
            "since",
            _("Có hiệu lực từ ngày: phải sau ngày của bản %(number)s (%(day)s).")
            % {"number": before.number, "day": f"{before.since:%d/%m/%Y}"},
        )
    if before is not None and (before.until is None or before.until >= since):
        before.until = since - timedelta(days=1)
        before.save(update_fields=["until"])
    version.state, version.since = "published", since
    version.save(update_fields=["state", "since"])
    _note(version, "published", by, at, since=since)
    return version


@transaction.atomic
def withdraw_version(*, version_id: int, reason: str, by: Actor | None, at: datetime) -> ProcessVersion:
    """No new case takes this version; cases that run on it go on with it. The one before holds again in its place."""
    version = _locked(version_id, "catalog.withdraw_process", by, at)
    if version.state != "published":
        raise WrongState(_("Chỉ rút được bản quy trình đã công bố."))
    if not reason.strip():
        raise WrongInput.of("reason", _("Lý do rút: chưa ghi."))
    assert version.since is not None
    before = _published(version).filter(until=version.since - timedelta(days=1)).first()
    if before is not None:
        before.until = version.until
        before.save(update_fields=["until"])
    version.state = "withdrawn"
    version.save(update_fields=["state"])
    _note(version, "withdrawn", by, at, reason=nfc(reason).strip()[:300])
    return version


@transaction.atomic
def drop_draft(*, version_id: int, by: Actor | None, at: datetime) -> None:
    """The draft is gone; the ledger keeps that it was there."""
    version = _locked(version_id, "catalog.draft_process", by, at)
    _require_draft(version)
    _note(version, "dropped", by, at)
    version.delete()


def _locked(version_id: int, deed: str, by: Actor | None, at: datetime) -> ProcessVersion:
    """The version under the lock of its procedure, for somebody who may."""
    procedure_id = ProcessVersion.objects.filter(pk=version_id).values_list("procedure_id", flat=True).first()
    if procedure_id is None:
        raise NotThere(_("Không có bản quy trình này."))
    procedure: Procedure = locked_procedure(procedure_id)
    version = ProcessVersion.objects.select_related("unit").filter(pk=version_id).first()
    if version is None:
        raise NotThere(_("Bản quy trình này vừa bị bỏ."))
    version.procedure = procedure
    town.require(by, deed, version.owner.path, at)
    return version


def _require_draft(version: ProcessVersion) -> None:
    if version.state != "draft":
        raise WrongState(
            _("Bản %(number)s đã công bố nên không sửa; soạn bản mới.") % {"number": version.number}
        )


def _published(version: ProcessVersion) -> Any:
    """The other published versions of the same procedure and unit."""
    rows = ProcessVersion.objects.filter(procedure=version.procedure, unit=version.unit, state="published")
    return rows.exclude(pk=version.pk)


def _refuse_what_no_draft_may_hold(graph: process.Graph) -> list[process.Problem]:
    faults = [
        Fault(
            step.key,
            _("Mã bước “%(key)s”: chỉ gồm chữ thường, số, gạch nối, tới 40 ký tự.") % {"key": step.key},
        )
        for step in graph.steps
        if not _KEY.fullmatch(step.key)
    ]
    faults += [
        Fault(
            flow.source,
            _("Mã kết quả “%(key)s”: chỉ gồm chữ thường, số, gạch nối, tới 40 ký tự.")
            % {"key": flow.outcome},
        )
        for flow in graph.flows
        if not _OUTCOME.fullmatch(flow.outcome)
    ]
    found = process.problems(graph)
    faults += [Fault(each.step, say(each)) for each in found if each.kind in _NOT_EVEN_IN_A_DRAFT]
    if faults:
        raise WrongInput(faults)
    return found


def _store(version: ProcessVersion, graph: process.Graph) -> None:
    rows = ProcessStep.objects.bulk_create(
        ProcessStep(
            version=version,
            key=step.key,
            name=nfc(step.name).strip()[:200],
            kind=step.kind,
            who=step.who,
            office_kind=step.office_kind[:60],
            hours=step.hours,
            clock=step.clock,
            order=number,
        )
        for number, step in enumerate(graph.steps)
    )
    by_key = {row.key: row for row in rows}
    ProcessFlow.objects.bulk_create(
        ProcessFlow(
            version=version,
            from_step=by_key[flow.source],
            to_step=by_key[flow.target],
            outcome=flow.outcome[:40],
            words=nfc(flow.words).strip()[:120],
            effect=flow.effect,
            order=number,
        )
        for number, flow in enumerate(sorted(graph.flows, key=lambda f: f.order))
    )


def _note(version: ProcessVersion, deed: str, by: Actor | None, at: datetime, **data: Any) -> None:
    ground.write(
        deed=f"catalog.process-{deed}",
        about=version.ref,
        by=ref_of(by),
        at=at,
        data={
            "code": version.procedure.code,
            "unit": version.unit.code if version.unit else "",
            "number": version.number,
            **data,
        },
        also=[version.procedure.ref],
    )
