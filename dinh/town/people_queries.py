"""What may be asked about the town's people. Each answer takes a bounded number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.functions import Length

from dinh.ground.text import fold, sort_key
from dinh.town import rules
from dinh.town.models import Mandate, Person, Post, StandIn, Unit, _alive_q
from dinh.town.queries import unit_scope_q
from dinh.town.shapes import Actor

PER_PAGE = 40
MOST_UNITS = 1000
"""Units offered in one picker: more than the biggest three provinces have together."""
MOST_STAND_INS = 300
STANDINGS = ("dung", "khoa", "chua")
"""Standing of an account as the list is filtered by it: in use, closed, none yet."""


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of people; `earlier` and `later` are keys for the address, "" at the ends."""

    rows: list[Person]
    earlier: str = ""
    later: str = ""


def seen_q(actor: Actor | None, day: date) -> Q:
    """The persons the actor may see: who has or had a post or a mandate under the actor's own, and themselves."""
    under = unit_scope_q(actor, day)
    posts = Post.objects.filter(under).values("person_id")
    mandates = Mandate.objects.filter(under).values("person_id")
    own = Q(pk=actor.person_id) if actor and actor.person_id else Q(pk__in=[])
    return Q(pk__in=posts) | Q(pk__in=mandates) | own


def may_see(actor: Actor | None, person: Person, day: date) -> bool:
    """Whether the person is among those the actor may see. 1 query."""
    return Person.objects.filter(seen_q(actor, day), pk=person.pk).exists()


def people(
    actor: Actor | None,
    day: date,
    *,
    words: str = "",
    unit: Unit | None = None,
    standing: str = "",
    after: str = "",
    before: str = "",
    per_page: int = PER_PAGE,
) -> PeoplePage:
    """People the actor may see, by name, with posts and mandates in force and the account. Words are looked for in the
    name (marks or not) and in the name to sign in with. 5 queries at most."""
    found = Person.objects.filter(seen_q(actor, day))
    for word in fold(words).split():
        found = found.filter(Q(folded__contains=word) | Q(account__username__contains=word))
    if unit is not None:
        found = found.filter(
            Q(pk__in=Post.objects.filter(unit=unit).values("person_id"))
            | Q(pk__in=Mandate.objects.filter(unit=unit).values("person_id"))
        )
    if standing == "chua":
        found = found.filter(account=None)
    elif standing:
        found = found.filter(account__is_active=standing == "dung")
    rows, back = _slice(found, after, before, per_page)
    more = len(rows) > per_page
    rows = rows[:per_page]
    if back:
        rows.reverse()
    if not rows:
        return PeoplePage([])
    earlier = more if back else bool(after)
    later = True if back else more
    return PeoplePage(rows, str(rows[0].pk) if earlier else "", str(rows[-1].pk) if later else "")


def _slice(found: QuerySet[Person], after: str, before: str, per_page: int) -> tuple[list[Person], bool]:
    """One row more than a page, from the key given; and whether they were read backwards."""
    found = found.select_related("account").prefetch_related(
        Prefetch("posts", queryset=Post.objects.select_related("unit", "office")),
        Prefetch("mandates", queryset=Mandate.objects.select_related("unit", "office")),
    )
    key = before or after
    mark = Person.objects.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None
    back = bool(before) and mark is not None
    if mark is not None and back:
        found = found.filter(Q(folded__lt=mark.folded) | Q(folded=mark.folded, pk__lt=mark.pk))
    elif mark is not None:
        found = found.filter(Q(folded__gt=mark.folded) | Q(folded=mark.folded, pk__gt=mark.pk))
    order = ("-folded", "-pk") if back else ("folded", "pk")
    return list(found.order_by(*order)[: per_page + 1]), back


def units_with_people(actor: Actor | None, day: date) -> list[Unit]:
    """The units the actor sees where somebody has or had a post or a mandate, from the top down. 1 query."""
    peopled = Q(pk__in=Post.objects.values("unit_id")) | Q(pk__in=Mandate.objects.values("unit_id"))
    rows = Unit.objects.filter(peopled, unit_scope_q(actor, day, prefix=""))[:MOST_UNITS]
    return sorted(rows, key=lambda unit: (unit.level, sort_key(unit.name), unit.code))


def units_to_act_in(actor: Actor | None, deed: str, day: date) -> list[Unit]:
    """Today's units where the actor may do a deed of the town, from the top down. 1 query."""
    if actor is None:
        return []
    held = rules.holders(actor.mandates, rules.WHO_MAY[deed])
    whole = tuple(m for m in held if m.office_id is None)
    reach = Actor(actor.person_id, actor.name, whole)
    rows = Unit.objects.filter(_alive_q(day), unit_scope_q(reach, day, prefix=""))[:MOST_UNITS]
    return sorted(rows, key=lambda unit: (unit.level, sort_key(unit.name), unit.code))


def person_with_account(person_id: int) -> Person | None:
    """The person with their account, None when there is none. 1 query."""
    return Person.objects.filter(pk=person_id).select_related("account").first()


def post_of_person(person: Person, post_id: int) -> Post | None:
    """One of the person's posts. 1 query."""
    return Post.objects.filter(person=person, pk=post_id).select_related("unit", "office").first()


def mandate_of_person(person: Person, mandate_id: int) -> Mandate | None:
    """One of the person's mandates. 1 query."""
    return Mandate.objects.filter(person=person, pk=mandate_id).select_related("unit", "office").first()


def stand_in_of_person(person: Person, stand_in_id: int) -> StandIn | None:
    """One standing-in that the person has part in, on either side. 1 query."""
    rows = StandIn.objects.filter(Q(absent=person) | Q(by=person), pk=stand_in_id)
    return rows.select_related("absent", "by").first()


def lasting_mandates(person: Person, day: date) -> list[Mandate]:
    """The person's mandates that have not ended, the nearest to the top of the tree first. 1 query."""
    rows = Mandate.objects.filter(Q(until=None) | Q(until__gte=day), person=person)
    return list(rows.select_related("unit", "office").order_by(Length("unit__path"), "pk"))


def stand_in_candidates(person: Person, day: date, words: str = "") -> list[Person]:
    """Who could stand in for somebody: whoever works where they work or have a mandate, and can sign in. The most
    `MOST_STAND_INS`; `words` narrow them. In Vietnamese order. 2 queries."""
    where = {
        *Post.objects.filter(_alive_q(day), person=person).values_list("unit_id", flat=True),
        *Mandate.objects.filter(_alive_q(day), person=person).values_list("unit_id", flat=True),
    }
    posts = Post.objects.filter(_alive_q(day), unit_id__in=where).values("person_id")
    found = Person.objects.filter(pk__in=posts, account__is_active=True).exclude(pk=person.pk)
    for word in fold(words).split():
        found = found.filter(folded__contains=word)
    posts_now = (
        Post.objects.filter(_alive_q(day))
        .select_related("unit", "office")
        .order_by(F("since").desc(nulls_last=True))
    )
    rows = found.prefetch_related(Prefetch("posts", queryset=posts_now, to_attr="posts_now"))
    return sorted(rows.order_by("folded", "pk")[:MOST_STAND_INS], key=lambda one: sort_key(one.name))
