"""Front door of the archive: file a paper; fill what was left blank; note who looked. Nothing else writes."""

from __future__ import annotations

from datetime import date as Day
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.shapes import Kept
from dinh.ground.text import nfc
from dinh.papers import queries, rules
from dinh.papers.models import Paper, PaperAltered
from dinh.papers.shapes import PaperFiled
from dinh.town import services as town
from dinh.town.models import Unit
from dinh.town.services import NotAllowed
from dinh.town.shapes import Actor

__all__ = ["NotAllowed", "PaperAltered", "PaperRefused", "file", "fill_in", "note_look"]

LOOKED, TAKEN = "papers.looked", "papers.taken"


class PaperRefused(ValueError):
    """What was said of the paper cannot be so. `field` names the form field; `str()` is a Vietnamese sentence."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def file(
    *,
    kept: Kept,
    number: str | int | None,
    symbol: str = "",
    date: Day | None,
    issuer: str,
    kind: str,
    signer: str = "",
    title: str,
    unit: Unit,
    by: Actor | None,
    at: datetime,
    issuer_unit: Unit | None = None,
) -> Paper:
    """File a kept file as a paper of `unit`. `number` and `symbol` may come apart or together ("27/KH-UBND"); what the
    page does not say stays blank. A file that already lies in the unit's archive is not filed again: the paper it
    was filed as comes back with `already` True. Raises NotAllowed, PaperRefused."""
    town.require(by, "papers.file", unit.path, at)
    if already := Paper.objects.filter(unit=unit, kept_sha256=kept.sha256).first():
        already.already = True
        return already
    facts = _checked(number, symbol, date, issuer, kind, signer, title, at)
    row = Paper(
        **facts,
        issuer_unit=issuer_unit,
        unit=unit,
        kept_sha256=kept.sha256,
        file_name=kept.name,
        size=kept.size,
        media_type=kept.media_type,
        received_at=at,
        filed_by_id=by.person_id if by else None,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # Somebody filed the same file a moment ago; theirs stands.
        row = Paper.objects.get(unit=unit, kept_sha256=kept.sha256)
        row.already = True
        return row
    ground.write(
        deed="papers.filed",
        about=row.ref,
        by=by.ref if by else None,
        at=at,
        data={
            "number": row.whole_number,
            "kind": row.kind,
            "title": row.title,
            "date": row.date,
            "file": row.file_name,
            "sha256": row.kept_sha256,
            "size": row.size,
        },
        also=[unit.ref],
    )
    ground.announce(
        PaperFiled(row.pk, unit.code, row.kind, row.whole_number, row.kept_sha256),
    )
    return row


@transaction.atomic
def fill_in(
    *,
    paper_id: int,
    by: Actor | None,
    at: datetime,
    number: str | int | None = None,
    symbol: str = "",
    date: Day | None = None,
    issuer: str = "",
    kind: str = "",
    signer: str = "",
    title: str = "",
    issuer_unit: Unit | None = None,
) -> Paper:
    """Fill what was left blank when the paper was filed (an upload is filed before anybody has read it). What is
    already written stays as it is, whatever is given here. Raises NotAllowed, PaperRefused."""
    row = Paper.objects.select_for_update(of=("self",)).select_related("unit").get(pk=paper_id)
    town.require(by, "papers.file", row.unit.path, at)
    given = _checked(number, symbol, date, issuer, kind or row.kind, signer, title, at)
    given["issuer_unit"] = issuer_unit
    if row.number or not given["number"]:
        for name in ("number", "symbol", "whole_number", "kind"):
            del given[name]
    filled = {
        name: value for name, value in given.items() if value and (name == "kind" or not getattr(row, name))
    }
    if filled.get("kind") == row.kind:
        del filled["kind"]
    if not filled:
        return row
    for name, value in filled.items():
        setattr(row, name, value)
    row.save(update_fields=[*filled, "search"], filling=True)
    plain = {name: value.ref if isinstance(value, Unit) else value for name, value in filled.items()}
    ground.write(deed="papers.filled", about=row.ref, by=by.ref if by else None, at=at, data=plain)
    return row


@transaction.atomic
def note_look(*, paper: Paper, by: Actor, at: datetime, taken: bool = False) -> bool:
    """Write down that somebody opened the paper (or took its file): once a person a day. True when written now."""
    if by.ref is None:
        return False
    deed = TAKEN if taken else LOOKED
    since = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    if queries.looked_today(paper.ref, by.ref, deed, since):
        return False
    ground.write(deed=deed, about=paper.ref, by=by.ref, at=at)
    return True


def _checked(
    number: str | int | None,
    symbol: str,
    day: Day | None,
    issuer: str,
    kind: str,
    signer: str,
    title: str,
    at: datetime,
) -> dict[str, Any]:
    try:
        parsed = rules.whole_number(number, symbol)
    except rules.NumberProblem as wrong:
        raise PaperRefused(str(wrong), wrong.field) from wrong
    today = timezone.localtime(at).date()
    if sentence := rules.check_date(day, today) or rules.check_year(parsed, day):
        raise PaperRefused(sentence, "date")
    kind = nfc(kind).strip() or parsed.kind or rules.OTHER
    if kind not in rules.KIND_NAMES:
        raise PaperRefused(_("Không có loại văn bản “%s” trong danh mục.") % kind, "kind")
    return {
        "number": parsed.number,
        "symbol": parsed.symbol,
        "whole_number": parsed.whole,
        "date": day,
        "issuer": _line(issuer, 200, _("Cơ quan ban hành"), "issuer"),
        "kind": kind,
        "signer": _line(signer, 120, _("Người ký"), "signer"),
        "title": _line(title, 2000, _("Trích yếu"), "title"),
    }


def _line(text: str, longest: int, words: str, field: str) -> str:
    clean = " ".join(nfc(text or "").split())
    if len(clean) > longest:
        raise PaperRefused(_("%(what)s dài quá %(n)s ký tự.") % {"what": words, "n": longest}, field)
    return clean
