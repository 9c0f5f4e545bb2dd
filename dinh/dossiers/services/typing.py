"""The form on paper, typed at the counter: its answers stand with the dossier as if the citizen had written them on line,
and who typed them with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.catalog import asking
from dinh.town.shapes import Actor

from ..models import Dossier, FormAnswers
from ..rules.intake import Fault
from ..shapes import Channel
from .common import WrongInput, WrongState, local, locked, moment, name_of, note, person_id, require

_ON_PAPER = (Channel.DIRECT.value, Channel.POST.value)


def why_not(dossier: Dossier, row: FormAnswers | None) -> str:
    """Why no form is typed for this dossier, as a sentence; empty when it may be. `row`: the answers that stand."""
    if not dossier.edition.form_schema:
        return _("Thủ tục này không có tờ khai để gõ.")
    if dossier.ended or dossier.business == "refused":
        return _("Hồ sơ đã kết thúc, không gõ tờ khai nữa.")
    if row is not None and row.by_id is None and row.by_name == "":
        return _("Tờ khai này do người nộp khai, không gõ đè lên.")
    if dossier.channel not in _ON_PAPER:
        return _("Hồ sơ này nộp trực tuyến, tờ khai do người nộp khai.")
    return ""


@transaction.atomic
def type_form(
    *, dossier_id: int, answers: Mapping[str, Any], by: Actor | None, at: datetime, seen: int | None = None
) -> Dossier:
    """Keep the answers of the form on paper; typed again, the new ones stand. Raises WrongInput whose faults name the fields
    ("form.me.ho_ten"); answers that a citizen wrote are never written over."""
    dossier = locked(dossier_id, seen)
    require(dossier, "dossiers.type_form", by, at)
    row = FormAnswers.objects.select_for_update().filter(dossier=dossier).first()
    closed = why_not(dossier, row)
    if closed:
        raise WrongState(closed)
    schema = dossier.edition.form_schema or {}
    given = asking.tidy(schema, answers)
    found = asking.check(schema, given, today=local(dossier.received_at).date())
    faults = [Fault(f"form.{each.field}", each.sentence) for each in found]
    faults = faults or counted_faults(dossier, given)
    if faults:
        raise WrongInput(faults)
    at = moment(dossier, at)
    again = row is not None
    row = row or FormAnswers(dossier=dossier)
    row.at, row.by_id, row.by_name = at, person_id(by), name_of(by)[:200]
    row.close(given)
    row.save(force_insert=not again)
    dossier.version += 1
    dossier.moved_at = at
    dossier.save(update_fields=["version", "moved_at"])
    note(dossier, "form-typed", by, at, again=again)
    return dossier


def counted_faults(dossier: Dossier, answers: Mapping[str, Any]) -> list[Fault]:
    """Copies and pages that differ from those by which the fee was reckoned at intake."""
    faults = []
    for page in asking.pages_of(dossier.edition.form_schema or {}, answers):
        given = answers.get(page.of)
        for field in page.fields:
            value = given.get(field.name) if isinstance(given, Mapping) else None
            was = dossier.form.get(field.counts) if field.counts else None
            if value is not None and was is not None and value != was:
                said = _("“%(label)s”: lúc tiếp nhận ghi %(was)s và đã tính phí theo số ấy; ghi %(was)s.")
                faults.append(Fault(f"form.{page.path(field)}", said % {"label": field.label, "was": was}))
    return faults
