"""What the town fills in the sockets of look: who is signed in, what they may, titles of units and persons."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground.shapes import Ref
from dinh.look.shapes import Found, Opened
from dinh.look.shell import Person as Shown
from dinh.town import people_queries, queries, rules
from dinh.town.models import Account, Office, Person, StandIn, Unit
from dinh.town.services.deeds import deeds


def identify(request: HttpRequest) -> Shown | None:
    """The signed-in person as the bar shows them. 1 query, once a page."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return None
    post = queries.post_of(actor.person_id, timezone.localdate()) if actor.person_id else None
    unit = post.unit if post else None
    return Shown(
        name=actor.name,
        office=(post.office.name if post.office else post.title) if post else "",
        unit=unit.full_name if unit else "",
        province=unit.parent.full_name if unit and unit.parent else "",
        url=reverse("town.me"),
    )


def may(request: HttpRequest, deed: str) -> bool:
    """Whether the signed-in person may do the deed anywhere today; a deed nobody declared is nobody's. No query."""
    actor = getattr(request, "actor", None)
    known = next((d for d in deeds() if d.name == deed), None)
    if actor is None or known is None:
        return False
    day = timezone.localdate()
    return any(
        rules.covers(m, m.unit_path, day, m.office_id) and not (known.whole_units and m.office_id is not None)
        for m in rules.holders(actor.mandates, known.roles)
    )


def find(request: HttpRequest, typed: str) -> Iterator[Found]:
    """Units of today and people one may see, for the command search."""
    if getattr(request, "actor", None) is None or len(typed.strip()) < 2:
        return
    for unit in queries.units_named(typed, timezone.localdate(), limit=6):
        note = unit.parent.full_name if unit.parent else _("cấp tỉnh")
        yield Found(words=unit.full_name, url=reverse("town.unit", args=[unit.code]), icon="unit", note=note)
    for person in people_queries.people(request.actor, timezone.localdate(), words=typed, per_page=6).rows:  # type: ignore[attr-defined]
        post = next(iter(person.posts.all()), None)
        url = reverse("town.person", args=[person.pk])
        yield Found(words=person.name, url=url, icon="person", note=str(post) if post else "")


def _ids(refs: Sequence[Ref]) -> list[int]:
    return [int(ref.id) for ref in refs if str(ref.id).isdigit()]


def _units(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    return {Ref("unit", u.pk): Opened(u.full_name, url_of(u)) for u in Unit.objects.filter(pk__in=_ids(refs))}


def url_of(unit: Unit) -> str:
    """The page of a unit; of a unit that has ended, as of its last day."""
    url = reverse("town.unit", args=[unit.code])
    return f"{url}?ngay={unit.until.isoformat()}" if unit.until else url


def _offices(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = Office.objects.filter(pk__in=_ids(refs)).select_related("unit")
    return {Ref("office", o.pk): Opened(f"{o.name}, {o.unit.name_in_text}", url_of(o.unit)) for o in rows}


def _persons(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = Person.objects.filter(pk__in=_ids(refs))
    return {Ref("person", p.pk): Opened(p.name, reverse("town.person", args=[p.pk])) for p in rows}


def _accounts(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = Account.objects.filter(pk__in=_ids(refs))
    return {
        Ref("account", a.pk): Opened(
            _("tài khoản %s") % a.username, reverse("town.person", args=[a.person_id]) if a.person_id else ""
        )
        for a in rows
    }


def _stand_ins(refs: Sequence[Ref]) -> Mapping[Ref, Opened]:
    rows = StandIn.objects.filter(pk__in=_ids(refs)).select_related("absent", "by")
    words = _("%(by)s thay %(absent)s")
    return {
        Ref("stand-in", s.pk): Opened(
            words % {"by": s.by.name, "absent": s.absent.name}, reverse("town.person", args=[s.absent_id])
        )
        for s in rows
    }


OPENERS: dict[str, Callable[[Sequence[Ref]], Mapping[Ref, Opened]]] = {
    "unit": _units,
    "office": _offices,
    "person": _persons,
    "account": _accounts,
    "stand-in": _stand_ins,
}
