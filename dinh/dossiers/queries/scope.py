"""Which dossiers and steps somebody may see, and what is theirs to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from dinh.town.models import Unit
from dinh.town.queries import unit_scope_q
from dinh.town.rules import covers
from dinh.town.shapes import Actor
from dinh.work.rules import persons_of

from ..models import Dossier, Holding
from ..rules.who import WHO_MAY, roles_working

_MOST_UNITS = 2_000


def seeing(actor: Actor | None) -> Actor | None:
    """The actor with only the mandates that let them see dossiers."""
    if actor is None:
        return None
    return replace(actor, mandates=tuple(m for m in actor.mandates if m.role in WHO_MAY["dossiers.see"]))


def unit_ids(actor: Actor | None, day: date) -> list[int] | QuerySet:  # type: ignore[type-arg]
    """The units whose dossiers the actor may see; many are left to the database. 1 query."""
    seen = Unit.objects.filter(unit_scope_q(seeing(actor), day, prefix=""))
    ids = list(seen.values_list("pk", flat=True)[: _MOST_UNITS + 1])
    return ids if len(ids) <= _MOST_UNITS else seen.values("pk")


def visible_q(actor: Actor | None, day: date) -> Q:
    """A filter on dossiers: decided, received or held now in a unit the actor may see. 1 query."""
    units = unit_ids(actor, day)
    held = Holding.objects.filter(dossier=OuterRef("pk"), closed_at=None, unit__in=units)
    return Q(unit__in=units) | Q(received_unit__in=units) | Q(Exists(held))


def dossier_for(actor: Actor | None, code: str, day: date) -> Dossier | None:
    """The dossier of a code in either form, when this person may see it. 2 queries."""
    from ..rules import codes

    try:
        key = codes.parse(code).key
    except codes.BadCode:
        return None
    rows = Dossier.objects.filter(visible_q(actor, day), code_key=key)
    return rows.select_related(
        "unit", "office", "received_unit", "received_office", "helped_by", "opened_in",
        "applicant", "acted_for", "edition__procedure", "process",
    ).first()  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """One place of which an actor takes steps that nobody holds: an office, or a unit as a whole."""

    unit_id: int | None
    office_id: int | None
    roles: tuple[str, ...]

    def q(self) -> Q:
        at = Q(office=self.office_id) if self.office_id else Q(unit=self.unit_id)
        return at & Q(role__in=self.roles, closed_at=None, person=None)


def sources_of(actor: Actor | None, day: date) -> list[Source]:
    """Where an actor finds steps to take, each place once. A mandate over a unit reaches that unit's own desk, not the
    desks of units below. At most 1 query."""
    found: dict[tuple[str, int | None], set[str]] = {}
    for m in actor.mandates if actor else ():
        roles = roles_working(m.role)
        if roles and covers(m, m.unit_path, day, m.office_id):
            found.setdefault(("" if m.office_id else m.unit_path, m.office_id), set()).update(roles)
    paths = {path for path, office in found if office is None}
    units = _units_at(paths, day) if paths else {}
    return [
        Source(units.get(path), office, tuple(sorted(roles)))
        for (path, office), roles in sorted(found.items(), key=lambda pair: str(pair[0]))
        if office is not None or path in units
    ]


def _units_at(paths: Iterable[str], day: date) -> dict[str, int]:
    return dict(Unit.objects.alive_on(day).filter(path__in=paths).values_list("path", "pk"))


def own_persons(actor: Actor | None, day: date) -> list[int]:
    return sorted(persons_of(actor, day))


def after_q(cursor: str, field: str = "pressing_at") -> Q:
    """Rows behind a keyset cursor "moment,id"; a cursor nobody gave asks for the first page."""
    moment, _comma, number = cursor.rpartition(",")
    try:
        at, pk = datetime.fromisoformat(moment), int(number)
    except ValueError:
        return Q()
    return Q(**{f"{field}__gt": at}) | Q(**{field: at, "id__gt": pk})


def is_cursor(cursor: str) -> bool:
    """Whether a keyset cursor is one of ours."""
    return bool(after_q(cursor))


def is_code(code: str) -> bool:
    """Whether a text is a dossier code, in either form."""
    from ..rules import codes

    try:
        return bool(codes.parse(code))
    except codes.BadCode:
        return False


def before_q(cursor: str, field: str = "received_at") -> Q:
    """As `after_q`, the other way: newest first."""
    moment, _comma, number = cursor.rpartition(",")
    try:
        at, pk = datetime.fromisoformat(moment), int(number)
    except ValueError:
        return Q()
    return Q(**{f"{field}__lt": at}) | Q(**{field: at, "id__lt": pk})


def cursor_of(moment: datetime, pk: int) -> str:
    return f"{moment.isoformat()},{pk}"
