"""What may be asked of the archive. Every list is bounded and shows only what the actor may see."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from dinh.ground import queries as ground
from dinh.ground.figures import whole_number
from dinh.ground.models import LedgerLine
from dinh.ground.search import search_q
from dinh.ground.shapes import Ref
from dinh.papers.models import Paper
from dinh.town import queries as town
from dinh.town.models import Person, Unit
from dinh.town.shapes import Actor, Role

PAGE = 30
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PaperPage:
    """One page of a list and the words that lead to its neighbours ("" where there is none)."""

    rows: tuple[Paper, ...]
    earlier: str = ""
    later: str = ""


def visible(actor: Actor | None, day: date) -> QuerySet[Paper]:
    """Papers the actor may read: those of the units under their mandates, and of the units above (what a province
    decides is for its communes to read)."""
    return Paper.objects.filter(town.unit_scope_q(actor, day, prefix="unit__", with_above=True))


def paper(actor: Actor | None, paper_id: int, day: date) -> Paper | None:
    """One paper with its units and filer, if the actor may read it. One query."""
    rows = visible(actor, day).select_related("unit", "issuer_unit", "filed_by")
    return rows.filter(pk=paper_id).first()


def papers(
    actor: Actor | None,
    day: date,
    *,
    words: str = "",
    kind: str = "",
    year: int | None = None,
    after: str = "",
    before: str = "",
    limit: int = PAGE,
) -> PaperPage:
    """A page of papers, newest received first; `words` with or without marks. `after`/`before` are the words a page
    gave for its neighbours. One query."""
    rows = visible(actor, day).select_related("unit").filter(search_q("search", words))
    if kind:
        rows = rows.filter(kind=kind)
    if year:
        rows = rows.filter(date__gte=date(year, 1, 1), date__lte=date(year, 12, 31))
    backwards = bool(before) and not after
    if place := _place(before if backwards else after):
        moment, ident = place
        if backwards:
            rows = rows.filter(Q(received_at__gt=moment) | Q(received_at=moment, pk__gt=ident))
        else:
            rows = rows.filter(Q(received_at__lt=moment) | Q(received_at=moment, pk__lt=ident))
    ordered = rows.order_by("received_at", "pk") if backwards else rows.order_by("-received_at", "-pk")
    found = list(ordered[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    if backwards:
        found.reverse()
    earlier = _word(found[0]) if found and (more if backwards else place is not None) else ""
    later = _word(found[-1]) if found and (True if backwards else more) else ""
    return PaperPage(tuple(found), earlier, later)


def _word(row: Paper) -> str:
    """Microseconds and id: the same moment on every database and in every time zone."""
    return f"{(row.received_at - _EPOCH) // timedelta(microseconds=1)}-{row.pk}"


def _place(word: str) -> tuple[datetime, int] | None:
    moment, _, ident = word.partition("-")
    microseconds, row = whole_number(moment, most=10**17), whole_number(ident)
    if microseconds is None or row is None:
        return None
    return _EPOCH + timedelta(microseconds=microseconds), row


def same_file(sha256: str, actor: Actor | None, day: date) -> list[Paper]:
    """Where the same file already lies, as far as the actor may know. One query."""
    rows = visible(actor, day).filter(kept_sha256=sha256).select_related("unit")
    return list(rows.order_by("received_at")[:5])


def by_number(whole_number: str, unit: Unit | None = None, year: int | None = None) -> list[Paper]:
    """Papers that bear a number: "27/KH-UBND". Numbers begin anew every year, so there may be several. One query."""
    rows = Paper.objects.filter(whole_number=whole_number).select_related("unit")
    if unit is not None:
        rows = rows.filter(unit=unit)
    if year is not None:
        rows = rows.filter(date__gte=date(year, 1, 1), date__lte=date(year, 12, 31))
    return list(rows.order_by("-date", "-pk")[:20])


def by_refs(refs: Sequence[Ref]) -> dict[Ref, Paper]:
    """The papers behind refs. One query."""
    rows = Paper.objects.in_bulk([int(ref.id) for ref in refs])
    return {ref: rows[int(ref.id)] for ref in refs if int(ref.id) in rows}


def units_to_file_in(actor: Actor | None, day: date, roles: frozenset[str]) -> list[Unit]:
    """The units the actor holds a filing role over, old units that went into today's included. One query."""
    if actor is None:
        return []
    paths = {
        m.unit_path
        for m in actor.mandates
        if m.role in roles and m.office_id is None and _alive(m.since, m.until, day)
    }
    return list(Unit.objects.filter(path__in=paths).order_by("level", "path", "-since"))


def _alive(since: date | None, until: date | None, day: date) -> bool:
    return (since is None or since <= day) and (until is None or day <= until)


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a paper's story, with names in it."""

    line: LedgerLine
    who: str
    words: str


def story(ref: Ref, *, before: int | None = None, limit: int = 30) -> list[Told]:
    """A paper's story, newest first, each line with who did it. Two queries."""
    lines = ground.story_of(ref, before=before, limit=limit)
    names = _names(line.by for line in lines)
    return [
        Told(line, names.get(line.by, "") if line.by else "", ground.deed_word(line.deed)) for line in lines
    ]


def _names(refs: Iterable[Ref | None]) -> dict[Any, str]:
    wanted = {ref for ref in refs if ref is not None and ref.kind == "person"}
    people = Person.objects.in_bulk([int(ref.id) for ref in wanted]) if wanted else {}
    return {ref: people[int(ref.id)].name for ref in wanted if int(ref.id) in people}


def looked_today(ref: Ref, by: Ref, deed: str, since: datetime) -> bool:
    """Whether this person's look was already written since that moment. One query."""
    return LedgerLine.objects.filter(
        about_kind=ref.kind,
        about_id=str(ref.id),
        by_kind=by.kind,
        by_id=str(by.id),
        deed=deed,
        at__gte=since,
        mentions__kind=ref.kind,
        mentions__ref_id=str(ref.id),
    ).exists()


def is_intact(paper: Paper) -> bool:
    """Whether the kept bytes still have the hash they were filed with. Reads the whole file."""
    try:
        with ground.open_kept(paper.kept_sha256) as stream:
            digest = hashlib.sha256()
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
            return digest.hexdigest() == paper.kept_sha256
    except FileNotFoundError:
        return False


def role_words(roles: frozenset[str]) -> str:
    """ "văn thư, lãnh đạo": for telling who may."""
    return ", ".join(Role(role).word.lower() for role in Role if role in roles)
