"""Initiatives for those who may read them: an office's people by mandate, citizens what is public."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from dinh.ground.figures import whole_number
from dinh.ground.search import search_q
from dinh.ground.text import words
from dinh.town import queries as town
from dinh.town import services as town_services
from dinh.town.models import Mandate, Unit
from dinh.town.shapes import Actor
from dinh.voices import rules
from dinh.voices.models import Initiative, Remark, Spread, Vote
from dinh.voices.shapes import LIVING, SHOWN, RemarkState, SpreadState, State

PAGE = 20
MOST_REMARKS = 200


@dataclass(frozen=True, slots=True)
class InitiativePage:
    """One page of a list and the word that leads to the next ("" at the end)."""

    rows: tuple[Initiative, ...]
    later: str = ""


def visible(actor: Actor, day: date) -> QuerySet[Initiative]:
    """What this person may read: of the units of their mandates and those above, what those units were asked to do
    likewise, and what is public. What waits for a moderator is among them only for who moderates there."""
    units = Unit.objects.filter(town.unit_scope_q(actor, day, prefix="", with_above=True)).values("pk")
    asked = Spread.objects.filter(
        initiative=OuterRef("pk"),
        unit__in=Unit.objects.filter(town.unit_scope_q(actor, day, prefix="")).values("pk"),
    )
    reached = Q(unit__in=units) | Q(public=True) | Exists(asked)
    own = Q(person_id=actor.person_id) if actor.person_id else Q(pk__in=[])
    return Initiative.objects.filter((reached & Q(state__in=SHOWN)) | moderated_q(actor, day) | own)


def moderated_q(actor: Actor, day: date) -> Q:
    """Initiatives of the units where this person moderates."""
    return town.unit_scope_q(_only(actor, "voices.moderate", day), day)


def _only(actor: Actor, deed: str, day: date) -> Actor:
    """The actor with no mandates but those that carry the deed for a whole unit."""
    carrying = tuple(
        m
        for m in actor.mandates
        if m.office_id is None
        and town_services.allowed(actor, deed, m.unit_path, day)
        and m.role in rules.WHO_MAY[deed]
    )
    return Actor(actor.person_id, actor.name, carrying)


def _kept(
    rows: QuerySet[Initiative], kind: str, state: str, field: str, unit_id: int | None, typed: str
) -> QuerySet[Initiative]:
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(state=state)
    if field:
        rows = rows.filter(field=field)
    if unit_id:
        rows = rows.filter(unit_id=unit_id)
    return rows.filter(search_q("search", typed)) if typed else rows


def _paged(rows: QuerySet[Initiative], most_voted: bool, after: str, limit: int) -> InitiativePage:
    first, _line, second = after.partition("-")
    votes, pk = whole_number(first), whole_number(second)
    if most_voted:
        if votes is not None and pk is not None:
            rows = rows.filter(Q(votes__lt=votes) | Q(votes=votes, pk__lt=pk))
        rows = rows.order_by("-votes", "-pk")
    else:
        if pk is not None:
            rows = rows.filter(pk__lt=pk)
        rows = rows.order_by("-pk")
    found = list(rows.select_related("unit", "office", "lead_office", "answers")[: limit + 1])
    shown = tuple(found[:limit])
    return InitiativePage(shown, f"{shown[-1].votes}-{shown[-1].pk}" if len(found) > limit else "")


def initiatives(
    actor: Actor,
    day: date,
    *,
    kind: str = "",
    state: str = "",
    field: str = "",
    unit_id: int | None = None,
    typed: str = "",
    most_voted: bool = False,
    after: str = "",
    limit: int = PAGE,
) -> InitiativePage:
    """One page of what this person may read, newest or most voted first. One query."""
    rows = visible(actor, day)
    if not state:
        rows = rows.exclude(state__in=[State.WAITING.value, State.DECLINED.value, State.MERGED.value])
    return _paged(_kept(rows, kind, state, field, unit_id, typed), most_voted, after, limit)


def public_initiatives(
    *,
    kind: str = "",
    unit_id: int | None = None,
    typed: str = "",
    most_voted: bool = False,
    after: str = "",
    limit: int = PAGE,
) -> InitiativePage:
    """One page of what citizens read. One query."""
    rows = Initiative.objects.filter(public=True, state__in=[*LIVING, State.CLOSED.value])
    return _paged(_kept(rows, kind, "", "", unit_id, typed), most_voted, after, limit)


_WHOLE = ("unit__parent", "office", "person", "lead_office", "answers", "merged_into")


def initiative_for(actor: Actor, initiative_id: int, day: date) -> Initiative | None:
    """One initiative, if this person may read it. One query."""
    return visible(actor, day).select_related(*_WHOLE).filter(pk=initiative_id).first()


def public_initiative(initiative_id: int) -> Initiative | None:
    """One initiative as citizens read it. One query."""
    rows = Initiative.objects.filter(public=True, state__in=SHOWN)
    return rows.select_related(*_WHOLE).filter(pk=initiative_id).first()


def by_code(code: str) -> Initiative | None:
    """The initiative that a citizen follows, in whatever state. One query."""
    return (
        Initiative.objects.select_related("unit", "merged_into")
        .filter(code=code.replace("\x00", "").strip().upper()[:12])  # PostgreSQL takes no NUL
        .first()
    )


def remarks_of(row: Initiative, *, with_waiting: bool = False) -> list[Remark]:
    """The discussion: the unit's own answers first, then as they came. One query."""
    states = [RemarkState.SHOWN.value, *([RemarkState.WAITING.value] if with_waiting else [])]
    found = row.remarks.filter(state__in=states).select_related("person")
    return list(found.order_by("-official", "pk")[:MOST_REMARKS])


def spreads_of(row: Initiative) -> list[Spread]:
    """Where it was asked to be done likewise: those that adopted it first. One query."""
    order = {"adopted": 0, "accepted": 1, "asked": 2, "declined": 3}
    found = row.spreads.select_related("unit", "office", "answered_by").order_by("pk")[:500]
    return sorted(found, key=lambda each: (order[each.state], each.unit.name))


def spreads_to(actor: Actor, day: date, *, waiting_only: bool = True, limit: int = 50) -> list[Spread]:
    """What this person's units were asked to do likewise, the nearest day first. One query."""
    rows = Spread.objects.filter(town.unit_scope_q(actor, day)).select_related(
        "unit", "office", "initiative__unit"
    )
    if waiting_only:
        rows = rows.filter(state__in=[SpreadState.ASKED.value, SpreadState.ACCEPTED.value])
    return list(rows.order_by("answer_by_day", "pk")[:limit])


def voted_by(actor: Actor, rows: Iterable[Initiative]) -> set[int]:
    """Which of these this person has voted for. One query."""
    if actor.person_id is None:
        return set()
    mine = Vote.objects.filter(person_id=actor.person_id, initiative__in=[row.pk for row in rows])
    return set(mine.values_list("initiative_id", flat=True))


def voted_by_citizen(voter: str, rows: Iterable[Initiative]) -> set[int]:
    """Which of these the bearer of a cookie has voted for. One query; none without a cookie."""
    if not voter:
        return set()
    mark = hashlib.sha256(voter.encode()).hexdigest()[:32]
    mine = Vote.objects.filter(voter=mark, initiative__in=[row.pk for row in rows])
    return set(mine.values_list("initiative_id", flat=True))


def waiting_initiatives(actor: Actor, day: date, *, limit: int = 50) -> list[Initiative]:
    """What citizens wrote that waits for this person's decision, the oldest first. One query."""
    rows = Initiative.objects.filter(moderated_q(actor, day), state=State.WAITING.value)
    return list(rows.select_related("unit").order_by("pk")[:limit])


def waiting_remarks(actor: Actor, day: date, *, limit: int = 50) -> list[Remark]:
    """Remarks of citizens that wait, the oldest first. One query."""
    scope = town.unit_scope_q(_only(actor, "voices.moderate", day), day, prefix="initiative__unit__")
    rows = Remark.objects.filter(scope, state=RemarkState.WAITING.value)
    return list(rows.select_related("initiative__unit").order_by("pk")[:limit])


MOST_COUNTED = 99


def waiting_count(actor: Actor, day: date) -> int:
    """How much waits for this person's moderation, counted no further than a hundred. Two queries."""
    rows = Initiative.objects.filter(moderated_q(actor, day), state=State.WAITING.value)
    scope = town.unit_scope_q(_only(actor, "voices.moderate", day), day, prefix="initiative__unit__")
    remarks = Remark.objects.filter(scope, state=RemarkState.WAITING.value)
    return len(rows.values_list("pk")[:MOST_COUNTED]) + len(remarks.values_list("pk")[:MOST_COUNTED])


def like_it(row: Initiative, actor: Actor, day: date, *, limit: int = 6) -> list[Initiative]:
    """Others of the kind whose title shares most of its longer words: perhaps the same thing said twice. One query."""
    wanted = sorted({word for word in words(row.title) if len(word) > 2}, key=len, reverse=True)[:6]
    if not wanted:
        return []
    any_word = Q()
    for word in wanted:
        any_word |= Q(search__contains=f" {word}")
    rows = (
        visible(actor, day)
        .filter(any_word, unit=row.unit, kind=row.kind, state__in=LIVING)
        .exclude(pk=row.pk)
    )
    found = list(rows.order_by("-votes", "-pk")[:60])
    mine = set(wanted)

    def shared(other: Initiative) -> int:
        return len(mine & set(words(other.title)))

    close = [other for other in found if shared(other) * 2 >= len(mine)]
    return sorted(close, key=lambda other: (-shared(other), -other.votes))[:limit]


def merge_choices(row: Initiative, actor: Actor, day: date, *, problems: bool = False) -> list[Initiative]:
    """Those it may be merged into (or, for `problems`, those it may answer): of the unit and its parents, living. One
    query."""
    rows = visible(actor, day).filter(state__in=LIVING).exclude(pk=row.pk)
    rows = rows.filter(kind="problem") if problems else rows.filter(kind=row.kind, unit=row.unit)
    return list(rows.order_by("-votes", "-pk")[:100])


def receiving_units(at: datetime | date) -> list[Unit]:
    """The units that answer citizens here: those where somebody moderates. One query."""
    day = at.date() if isinstance(at, datetime) else at
    places = Mandate.objects.alive_on(day).filter(role__in=rules.WHO_MAY["voices.moderate"], office=None)
    rows = Unit.objects.alive_on(day).filter(pk__in=places.values("unit"))
    return list(rows.select_related("parent").order_by("-level", "name", "code")[:500])
