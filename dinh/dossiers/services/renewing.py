"""A draft whose edition ended goes on under the one in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.catalog import asking
from dinh.catalog import queries as catalog
from dinh.catalog.models import ProcedureEdition

from ..models import Draft, DraftFile
from ..rules import intake, online, renewing
from ..rules.renewing import Lost
from .common import WrongState, day_of
from .intake import asked_of
from .online import Way, _locked, _touch, is_online, takes, way_of


@dataclass(frozen=True, slots=True)
class Carried:
    """What a draft becomes under another edition."""

    edition: ProcedureEdition
    written: dict[str, Any]
    case_name: str
    keeps_unit: bool
    papers: dict[int, int]
    lost: tuple[Lost, ...]


def ended(way: Way, at: datetime) -> bool:
    """Whether the edition that the draft was written for is not in force today."""
    return not way.edition.in_force_on(day_of(at))


def carried(way: Way, at: datetime) -> Carried | None:
    """What the draft keeps under the edition of today, and what it loses; None where there is none to hand in on line."""
    now = catalog.edition_on(way.edition.procedure.code, day_of(at))
    if now is None or not is_online(now):
        return None
    written = dict(way.written)
    answers, lost = renewing.answers(
        way.edition.form_schema or {}, now.form_schema or {}, way.answers, day_of(at)
    )
    if "answers" in written:
        written["answers"] = answers
    same, gone = renewing.papers(_names(way.edition), _names(now))
    stands = online.form_paper(
        [(row.pk, row.form_name, row.name) for row in now.papers.all()], bool(now.form_schema)
    )
    same = {old: new for old, new in same.items() if new != stands}
    handed = set(way.draft.handed().values_list("paper_id", flat=True))
    reused = {int(pk): row for pk, row in written.get("reused", {}).items()}
    lost += [Lost(name, renewing.NOT_LISTED) for pk, name in gone if pk in handed or pk in reused]
    if reused:
        written["reused"] = {str(same[pk]): row for pk, row in reused.items() if pk in same}
    case = way.draft.case_name
    if intake.case_faults(asked_of(now), case):
        lost += [Lost(_("Trường hợp: %(case)s") % {"case": case}, renewing.NOT_FIT)] if case else []
        case = ""
    fee = written.get("fee")
    if fee and fee.get("exemptions"):
        codes = {each.code for each in now.exemptions.all()}
        words = {each.code: each.words for each in way.edition.exemptions.all()}
        lost += [
            Lost(words.get(code, code), renewing.NOT_FIT) for code in fee["exemptions"] if code not in codes
        ]
        written["fee"] = fee | {"exemptions": [code for code in fee["exemptions"] if code in codes]}
    unit = way.draft.unit
    keeps = unit is None or takes(unit, now, at)
    if unit is not None and not keeps:
        lost.append(Lost(_("Nơi nhận: %(unit)s") % {"unit": unit.full_name}, renewing.NOT_FIT))
    return Carried(now, written, case, keeps, same, tuple(lost))


def _names(edition: ProcedureEdition) -> list[tuple[int, str, str]]:
    return [(paper.pk, paper.name, paper.case_name) for paper in edition.papers.all()]


@transaction.atomic
def renew(*, draft_id: int, at: datetime) -> tuple[Draft, tuple[Lost, ...]]:
    """The draft under the edition of today with everything that still fits, and what does not. One that is up to date stays
    as it is. Raises WrongState where the procedure is handed in on line no more."""
    draft = _locked(draft_id, at)
    way = way_of(draft, at)
    if not ended(way, at):
        return draft, ()
    new = carried(way, at)
    if new is None:
        raise WrongState(
            _("Thủ tục này đã chấm dứt hoặc không còn nhận trực tuyến. Hỏi nơi tiếp nhận để biết cách nộp.")
        )
    for row in draft.handed():
        there = new.papers.get(row.paper_id)
        changed = {"paper_id": there} if there is not None else {"dropped_at": at}
        DraftFile.objects.filter(pk=row.pk).update(**changed)
    gone = _gone_through(way, new, at)
    draft.edition, draft.case_name = new.edition, new.case_name
    if not new.keeps_unit:
        draft.unit = None
    draft.close(new.written)
    draft.done = gone
    _touch(draft, at)
    return draft, new.lost


def _gone_through(way: Way, new: Carried, at: datetime) -> list[str]:
    """The steps that need not be gone through again."""
    done = set(way.draft.done)
    schema, answers = new.edition.form_schema or {}, new.written.get("answers", {})
    faults = asking.check(schema, answers, today=day_of(at)) if schema else []
    kept = [step for step in (online.PERSON, online.FOR) if step in done]
    kept += [online.UNIT] if online.UNIT in done and new.keeps_unit else []
    kept += [online.CASE] if online.CASE in done and new.case_name == way.draft.case_name else []
    kept += [
        online.FORM + page.key
        for page in asking.pages_of(schema, answers)
        if online.FORM + page.key in done and renewing.fits(page, way.pages, faults)
    ]
    return kept + [
        f"{online.PAPER}{there}" for was, there in new.papers.items() if f"{online.PAPER}{was}" in done
    ]
