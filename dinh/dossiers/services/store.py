"""The citizen's own store: what was given once serves in the next dossier by one touch, and that is counted."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dinh.catalog.models import Paper
from dinh.town.shapes import Actor

from ..models import Dossier, DossierPaper, StoredResult
from .common import WrongInput, WrongState, day_of, locked, moment, name_of, note, require
from .results import file_name


def usable(stored: StoredResult, dossier: Dossier, asked: Paper | None, day: date) -> str:
    """Why a stored result cannot stand for a paper of a dossier; empty when it can."""
    if stored.citizen_id not in (dossier.applicant_id, dossier.acted_for_id):
        return _("Kết quả này không phải của người nộp hay người được nộp thay.")
    if asked is None or stored.kind not in (asked.reusable_from or ()):
        return _("Kết quả này không thay được giấy tờ đó.")
    if not stored.stands:
        return _("Kết quả này đã bị thay hoặc thu hồi.")
    if stored.valid_until is not None and day > stored.valid_until:
        return _("Kết quả này hết giá trị từ %(day)s.") % {"day": f"{stored.valid_until:%d/%m/%Y}"}
    return ""


@transaction.atomic
def reuse_result(
    *, dossier_id: int, stored_id: int, paper_id: int, by: Actor | None, at: datetime
) -> DossierPaper:
    """A result of the citizen's store stands for a paper that the procedure asks for."""
    dossier = locked(dossier_id)
    require(dossier, "dossiers.hand_result", by, at)
    if dossier.ended:
        raise WrongState(_("Hồ sơ %(code)s đã kết thúc.") % {"code": dossier.code})
    at = moment(dossier, at)
    asked = dossier.edition.papers.filter(pk=paper_id).first()
    row = DossierPaper(
        dossier=dossier, paper=asked, name=asked.name[:600] if asked else "", by_name=name_of(by), at=at
    )
    take(row, stored_id, day_of(at))
    row.save()
    note(dossier, "result-reused", by, at, result=row.name)
    return row


def take(row: DossierPaper, stored_id: int, day: date) -> None:
    """Let a paper, not saved yet, be a stored result: its file, and that it was not asked for again. Raises WrongInput."""
    field = f"paper-{row.paper_id}" if row.paper_id else "papers"
    stored = (
        StoredResult.objects.select_for_update(of=("self",))
        .select_related("result")
        .filter(pk=stored_id)
        .first()
    )
    if stored is None:
        raise WrongInput.of(field, _("Không có kết quả này trong kho."))
    wrong = usable(stored, row.dossier, row.paper, day)
    if wrong:
        raise WrongInput.of(field, wrong)
    if (
        row.dossier.pk
        and DossierPaper.objects.filter(dossier=row.dossier, stored=stored, paper=row.paper).exists()
    ):
        raise WrongInput.of(field, _("Kết quả này đã được lấy vào hồ sơ rồi."))
    row.stored, row.reused, row.digitised = stored, True, True
    row.sha256, row.size, row.media_type = stored.result.sha256, stored.result.size, "application/pdf"
    row.file_name = file_name(stored.result)
    StoredResult.objects.filter(pk=stored.pk).update(times_used=F("times_used") + 1)
