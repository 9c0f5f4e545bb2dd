"""Bringing editions of scorecards into the tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.shapes import Ref

from . import book
from .models import Criterion, Scorecard, ScoreEdition


class EditionInUse(Exception):
    """An edition that cards stand on was given other words: another edition is wanted instead."""


def ensure_loaded(*, at: datetime) -> None:
    """The scorecards of the house are in the tables: loads what is not there yet, or was given other words before anybody used
    it. 1 query when all is."""
    known = dict(ScoreEdition.objects.values_list("code", "sha256"))
    behind = {
        each.code for one in book.shipped() for each in one.editions if known.get(each.code) != each.sha256
    }
    if behind - set(
        ScoreEdition.objects.filter(code__in=behind, cards__isnull=False).values_list("code", flat=True)
    ):
        load(by=None, at=at, skip_used=True)


@transaction.atomic
def load(
    *, by: Ref | None, at: datetime, books: Iterable[book.Book] | None = None, skip_used: bool = False
) -> list[str]:
    """Load the books' editions (those of the house when none are given); the codes of those that were new or changed.
    An edition without cards is replaced by its newer text; one that cards stand on raises EditionInUse, or is left as it is."""
    changed: list[str] = []
    for one in book.shipped() if books is None else books:
        card, _made = Scorecard.objects.update_or_create(
            code=one.code,
            defaults={
                "words": one.row["vi"],
                "words_en": one.row.get("en", ""),
                "levels": one.row.get("levels", [1, 3]),
                "period": one.row.get("period", "year"),
            },
        )
        for each in one.editions:
            if _load_edition(card, each, at, skip_used):
                changed.append(each.code)
    if changed:
        ground.write(
            deed="measures.scorecards-loaded",
            about=Ref("scorecards", 0),
            by=by,
            at=at,
            data={"editions": changed},
        )
    return changed


def _load_edition(card: Scorecard, each: book.EditionBook, at: datetime, skip_used: bool) -> bool:
    row = each.row
    there = ScoreEdition.objects.select_for_update().filter(code=each.code).first()
    if there is not None and there.sha256 == each.sha256:
        return False
    if there is not None and there.cards.exists():
        if skip_used:
            return False
        raise EditionInUse(
            _("Bản %(code)s đã có đơn vị chấm điểm, không sửa được; lập bản mới có ngày hiệu lực khác.")
            % {"code": each.code}
        )
    if there is not None:
        there.delete()
    edition = ScoreEdition.objects.create(
        scorecard=card,
        code=each.code,
        words=row["vi"],
        words_en=row.get("en", ""),
        since=row["since"],
        until=row.get("until"),
        source=row["source"],
        confirmed=bool(row.get("confirmed", False)),
        doubts=list(row.get("doubts", ())),
        handing=row.get("handing", "group"),
        merged=row.get("merged", "none"),
        scale=int(row.get("scale", 0)),
        ranks=_ranks(row.get("ranks", {})),
        bridge=dict(row.get("bridge", {})),
        sha256=each.sha256,
        loaded_at=at,
    )
    made: dict[str, Criterion] = {}
    for order, line in enumerate(each.lines, 1):
        made[line.code] = Criterion.objects.create(
            edition=edition,
            parent=made.get(line.parent),
            order=order,
            code=line.code,
            most=line.most,
            kind=line.kind,
            steps=line.steps(),
            **_words(line.row),
            full_from=str(line.row.get("full", 100)),
            zero=line.row.get("zero", row.get("zero", "na")),
            bound=line.row.get("bound", "reported"),
            measure=str(line.row.get("measure", "")),
            effort=int(line.row.get("effort", 2)),
        )
    return True


def _ranks(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "steps": [[str(least), vi, en] for least, vi, en in row.get("steps", ())]} if row else {}


_TEXTS = {
    "words": "vi", "words_en": "en", "how": "how", "how_en": "how_en", "evidence": "evidence", "evidence_en": "evidence_en",
    "gathered": "from", "gathered_en": "from_en", "verifier": "by", "verifier_en": "by_en", "doubt": "doubt",
    "doubt_en": "doubt_en",
}  # fmt: skip


def _words(row: Any) -> dict[str, str]:
    return {field: str(row.get(name, "")) for field, name in _TEXTS.items()}
