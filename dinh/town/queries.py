"""What may be asked of the town. Each answer takes a bounded number of queries, said where it is more than one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.sql_memo import asked, rows_of
from dinh.ground.text import fold, sort_key
from dinh.town import rules
from dinh.town.models import (
    Account,
    ApiToken,
    Edition,
    Mandate,
    Office,
    Person,
    Post,
    StandIn,
    Unit,
    UnitName,
    UnitSuccession,
    _alive_q,
)
from dinh.town.shapes import Actor, MandateShape, Role

_MOST = 400
"""Names fetched for ranking; a query that matches more is too short to be answered well anyway."""


# ---------------------------------------------------------------- units


def edition() -> Edition | None:
    """The edition of the register that was loaded last."""
    return Edition.objects.order_by("-loaded_at").first()


def unit_by_code(code: str, on: date, level: int | None = None) -> Unit | None:
    """The unit that bore the code on that day, with its parents."""
    found = Unit.objects.filter(_alive_q(on), code=code.strip())
    if level is not None:
        found = found.filter(level=level)
    return found.select_related("parent__parent").first()


def units_with_code(code: str) -> list[Unit]:
    """Every unit that ever bore the code, oldest first, with its parents."""
    return list(
        Unit.objects.filter(code=code.strip())
        .select_related("parent__parent")
        .order_by(F("since").asc(nulls_first=True))
    )


def units_named(name: str, on: date, level: int | None = None, *, limit: int = 50) -> list[Unit]:
    """Units of that day answering to a name typed with or without marks and kind, best first. Each has its parents and
    `called`, the `UnitName` it bore on that day."""
    if name.strip().isdigit() and (one := unit_by_code(name, on, level)):
        return called_on([one], on)
    query = rules.parse_name(name)
    if not query.name:
        return []
    wanted = Q(folded__contains=query.name) | Q(folded__contains=query.whole)
    rows = UnitName.objects.filter(wanted, _alive_q(on), _alive_q(on, "unit__"))
    if level is not None:
        rows = rows.filter(unit__level=level)
    if query.kinds:
        rows = rows.filter(Q(kind__in=query.kinds) | Q(folded=query.whole))
    rows = rows.select_related("unit__parent__parent").order_by(Length("folded"), "unit_id")[:_MOST]
    ranked = []
    for row in rows:
        place = rules.rank(query, row.kind, row.name, row.folded)
        if place is None or not _within(row.unit, query.within):
            continue
        row.unit.called = row
        ranked.append(((place, row.unit.level, sort_key(row.name), row.unit.code), row.unit))
    ranked.sort(key=lambda item: item[0])
    return [unit for _place, unit in ranked[:limit]]


def _within(unit: Unit, folded: str) -> bool:
    above = unit.parent
    while folded and above is not None:
        if folded in above.folded_name:
            return True
        above = above.parent
    return not folded


def called_on(units: Iterable[Unit], day: date) -> list[Unit]:
    """The units with `called` set: the name and kind of that day (the latest one, when the day is outside). 1 query."""
    units = list(units)
    names: dict[int, UnitName] = {}
    rows = UnitName.objects.filter(unit__in=units).order_by(F("since").asc(nulls_first=True))
    for row in rows:
        if row.alive_on(day) or row.unit_id not in names or not names[row.unit_id].alive_on(day):
            names[row.unit_id] = row
    for unit in units:
        unit.called = names.get(unit.pk)
    return units


def children_of(unit: Unit, on: date) -> QuerySet[Unit]:
    """The units directly below on that day, by code."""
    return Unit.objects.filter(_alive_q(on), parent=unit).order_by("code")


def provinces(on: date) -> list[Unit]:
    """All provinces of a day in Vietnamese order."""
    found = Unit.objects.filter(_alive_q(on), level=1)
    return sorted(found, key=lambda unit: sort_key(unit.name))


def count_by_level(on: date) -> dict[int, int]:
    """How many units of each level there are on a day."""
    rows = Unit.objects.filter(_alive_q(on)).values_list("level").annotate(Count("pk"))
    return dict(rows)


def successors(unit: Unit) -> list[UnitSuccession]:
    """What became of the unit: each line with `.new`, `.share`, `.day`, `.basis`, in Vietnamese order."""
    rows = UnitSuccession.objects.filter(old=unit).select_related("new__parent")
    return sorted(rows, key=lambda line: (line.new.level, sort_key(line.new.name), line.new.code))


def predecessors(unit: Unit, *, derived: bool = False) -> list[UnitSuccession]:
    """What the unit was made of: each line with `.old`. Districts, which are derived, only when asked for."""
    rows = UnitSuccession.objects.filter(new=unit).select_related("old__parent__parent")
    if not derived:
        rows = rows.filter(derived=False)
    return sorted(rows, key=lambda line: (line.old.level, sort_key(line.old.name), line.old.code))


def place_of_path(path: str) -> str:
    """ "phường Bỉm Sơn" for a path, or "" when it is nobody's."""
    unit = Unit.objects.filter(path=path).order_by(F("since").desc(nulls_last=True)).first()
    return unit.name_in_text if unit else ""


# ---------------------------------------------------------------- offices, persons


def offices_of(unit: Unit, on: date) -> list[Office]:
    """The unit's offices on a day, in their usual order."""
    return list(Office.objects.filter(_alive_q(on), unit=unit).select_related("unit"))


def office_by_code(org_code: str, on: date) -> Office | None:
    """The office with an organisation code, given in either form. None when there is none or the code is no code."""
    try:
        code = rules.forward(org_code)
    except rules.CodeProblem:
        return None
    return Office.objects.filter(_alive_q(on), org_code_new=code).select_related("unit").first()


def posts_in(unit: Unit, on: date) -> list[Post]:
    """Who holds which post in a unit (its offices included) on a day, leaders first."""
    rows = Post.objects.filter(_alive_q(on), unit=unit).select_related("person", "office")
    return sorted(
        rows, key=lambda p: (p.office is not None, p.office.order if p.office else 0, sort_key(p.person.name))
    )


def post_of(person_id: int, on: date) -> Post | None:
    """The post a person holds on a day, the latest when several, with its unit, parent and office."""

    def rows() -> QuerySet[Post]:
        held = Post.objects.filter(_alive_q(on), person_id=person_id).select_related("unit__parent", "office")
        return held.order_by(F("since").desc(nulls_last=True), "pk")[:1]

    return next(iter(rows_of("town.post_of", (person_id, on), rows)), None)


def person_page(person: Person) -> dict[str, list]:
    """A person's posts, mandates and standing-in both ways, newest first. 5 queries."""
    newest = F("since").desc(nulls_last=True)
    chosen = Prefetch("mandates", queryset=Mandate.objects.select_related("unit", "office"))
    stand_ins = StandIn.objects.select_related("absent", "by").prefetch_related(chosen)
    return {
        "posts": list(Post.objects.filter(person=person).select_related("unit", "office").order_by(newest)),
        "mandates": list(
            Mandate.objects.filter(person=person).select_related("unit", "office").order_by(newest)
        ),
        "stand_ins": list(stand_ins.filter(Q(absent=person) | Q(by=person)).order_by("-since")),
    }


def home_path(person_id: int | None) -> str:
    """The path of the unit where a person works (latest post, else latest mandate), or "/" when nowhere yet."""
    newest = F("since").desc(nulls_last=True)
    for rows in (Post.objects, Mandate.objects):
        found = rows.filter(person_id=person_id).order_by(newest).values_list("unit__path", flat=True).first()
        if found:
            return str(found)
    return "/"


def places_of(person_id: int | None, day: date) -> list[str]:
    """The paths of every unit where a person has a post or a mandate on that day or later, their own or by standing in;
    when there is none, of the last place they had. 3 queries."""
    lasting = Q(until__isnull=True) | Q(until__gte=day)
    found: set[str] = set()
    for rows in (Post.objects, Mandate.objects):
        found |= set(rows.filter(lasting, person_id=person_id).values_list("unit__path", flat=True))
    lent = StandIn.objects.filter(by_id=person_id, until__gte=day)
    found |= {path for path in lent.values_list("mandates__unit__path", flat=True) if path}
    return sorted(found) or [home_path(person_id)]


# ---------------------------------------------------------------- who may


def actor_of(account: Account, at: datetime) -> Actor:
    """The actor behind an account, with every mandate of that moment: their own, and those they stand in for. 2
    queries."""
    if account.person_id is None or account.person is None:
        return Actor(None, account.username)
    return actor_of_person(account.person, at)


def actor_of_person(person: Person, at: datetime) -> Actor:
    """The actor that a person is at a moment, account or not. 2 queries."""
    day = timezone.localtime(at).date()
    own = rows_of("town.own_mandates", (person.pk, day), lambda: _own_mandates(person.pk, day))
    shapes: list[MandateShape] = [shape for mandate in own for shape in mandate.shapes()]
    for link in rows_of("town.lent_mandates", (person.pk, day), lambda: _lent_mandates(person.pk, day)):
        for shape in link.mandate.shapes():
            cut = rules.cut_to(shape, link.standin.since, link.standin.until, link.standin.absent_id)
            if cut is not None and rules.covers(cut, cut.unit_path, day, cut.office_id):
                shapes.append(cut)
    return Actor(person.pk, person.name, tuple(shapes))


def _own_mandates(person_id: int, day: date) -> QuerySet[Mandate]:
    return Mandate.objects.filter(_alive_q(day), person=person_id).select_related("unit")


def _lent_mandates(person_id: int, day: date) -> QuerySet[Any]:
    lent = StandIn.mandates.through.objects.filter(
        standin__by=person_id, standin__since__lte=day, standin__until__gte=day
    )
    return lent.select_related("mandate__unit", "standin")


def actor_of_token(key: str, at: datetime) -> tuple[ApiToken, Actor] | None:
    """Who bears an API key and what they may with it at that moment; None when it opens nothing. 2 queries."""
    day = timezone.localtime(at).date()
    sha256 = rules.hash_of(key)
    found = asked("town.token", _with_key, sha256)
    token = found[0] if found else None
    if token is None or not token.in_force(day):
        return None
    account = getattr(token.person, "account", None)
    if not token.person.is_system and (account is None or not account.is_active or account.must_change):
        return None
    person_id = token.person_id
    own = rows_of("town.own_mandates", (person_id, day), lambda: _own_mandates(person_id, day))
    shapes = [shape for mandate in own for shape in mandate.shapes()]
    return token, Actor(token.person_id, token.person.name, rules.narrowed(shapes, token.paths))


def _with_key(sha256: str) -> QuerySet[ApiToken]:
    known = ApiToken.objects.select_related("person__account")
    return known.filter(sha256=sha256, revoked_at=None)[:1]


def tokens_of(person: Person) -> list[ApiToken]:
    """A person's keys, newest first. 1 query."""
    return list(person.api_tokens.select_related("unit").order_by("-made_at", "-pk")[:200])


def unit_scope_q(actor: Actor | None, day: date, prefix: str = "unit__", *, with_above: bool = False) -> Q:
    """A filter that keeps the rows whose unit the actor may see: those under any of their mandates of that day.
    `with_above` adds the units above (a commune sees the plans of its province)."""
    paths = _paths(actor, day)
    if not paths:
        return Q(**{f"{prefix}pk__in": []})
    found = reduce(or_, (Q(**{f"{prefix}path__startswith": path}) for path in paths))
    if with_above:
        above = {parent for path in paths for parent in _above(path)}
        found |= Q(**{f"{prefix}path__in": sorted(above)})
    return found


def _paths(actor: Actor | None, day: date) -> list[str]:
    """The paths under the actor's mandates, those inside another left out."""
    if actor is None:
        return []
    alive = {m.unit_path for m in actor.mandates if rules.covers(m, m.unit_path, day, m.office_id)}
    return sorted(p for p in alive if not any(p != q and p.startswith(q) for q in alive))


def _above(path: str) -> list[str]:
    codes = path.strip("/").split("/")
    return ["/" + "/".join(codes[:n]) + "/" for n in range(1, len(codes))]


def sees_whole(actor: Actor | None, path: str, day: date) -> bool:
    """Whether everything of a unit and below it is under one of the actor's mandates."""
    return any(path.startswith(reached) for reached in _paths(actor, day))


def visible_units(actor: Actor | None, day: date) -> QuerySet[Unit]:
    """The units of that day that the actor may see things of."""
    return Unit.objects.filter(_alive_q(day), unit_scope_q(actor, day, prefix="")).order_by("code")


def names_with_roles(roles: frozenset[str], unit_path: str, day: date, *, limit: int = 3) -> list[str]:
    """Persons who hold one of the roles over a unit on a day, "Trần Thị Thử (Văn thư)", the nearest first."""
    reach = [unit_path, *_above(unit_path)]
    rows = (
        Mandate.objects.filter(_alive_q(day), role__in=roles, unit__path__in=reach, office=None)
        .select_related("person", "unit")
        .order_by(Length("unit__path").desc(), "pk")[:limit]
    )
    return [f"{row.person.name} ({_(Role(row.role).word)})" for row in rows]


def persons_named(text: str, *, limit: int = 20) -> list[Person]:
    """Persons whose name has the words typed, marks or not."""
    rows = Person.objects.filter(folded__contains=fold(text))[:limit]
    return sorted(rows, key=lambda person: sort_key(person.name))
