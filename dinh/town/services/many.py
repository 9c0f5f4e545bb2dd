"""The same deed for many at once: the offices of a province's communes, the people of a province. Each gives one ledger
line a batch, shown in the story of everybody and everything it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.text import fold
from dinh.town import office_book
from dinh.town.models import Account, Mandate, Office, Person, Post, Unit
from dinh.town.shapes import Actor, MandateGiven, OfficeOpened, PersonAppointed, Role

from .accounts import _USERNAME, AccountProblem
from .deeds import require
from .mandates import MandateProblem, _within_own_reach, inherited_paths
from .offices import _made, _told
from .people import PersonProblem, _email, _name, _phone

BATCH = 500


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One person to take on: a post, a mandate over the office (or the whole unit), a name to sign in with."""

    name: str
    title: str
    role: str
    username: str
    unit: Unit
    office: Office | None = None
    whole_unit: bool = False
    email: str = ""
    phone: str = ""


@transaction.atomic
def open_offices_many(
    *, units: Sequence[Unit], by: Actor | None, at: datetime, kinds: Sequence[str] = ()
) -> int:
    """Open the usual offices of many units (only those of `kinds`, when named); those that are there are left alone.
    Gives how many were opened. A few queries and one ledger line for all."""
    for unit in units:
        require(by, "town.open_office", unit.path, at)
    there = set(Office.objects.filter(unit__in=units).values_list("unit_id", "kind", "since"))
    made = [
        _made(
            unit,
            line.name_for(unit.name_in_text),
            line.short_name,
            line.kind,
            line.aliases,
            "",
            line.since,
            line.until,
            line.order,
        )
        for unit in units
        for line in office_book.usual_offices(unit.level, unit.kind, unit.since, unit.until)
        if (not kinds or line.kind in kinds) and (unit.pk, line.kind, line.since) not in there
    ]
    if not made:
        return 0
    Office.objects.bulk_create(made, batch_size=BATCH)
    touched = list({office.unit_id: office.unit for office in made}.values())
    ground.write(
        deed="town.offices-opened",
        about=touched[0].ref,
        by=by.ref if by else None,
        at=at,
        data={"units": len(touched), "offices": [{**_told(o), "unit": o.unit.code} for o in made]},
        also=[unit.ref for unit in touched[1:]],
    )
    ground.announce_many(
        [OfficeOpened(office.pk, office.unit.code, office.name, str(office.since or "")) for office in made],
        at=at,
    )
    return len(made)


def take_on_many(
    *,
    newcomers: Sequence[Newcomer],
    since: date,
    by: Actor | None,
    at: datetime,
    password: str,
    must_change: bool = True,
    basis: str = "",
) -> int:
    """Take on many people at once, all or nobody; gives how many. Raises as `take_on` does, for the first that cannot be.

    One password for all, and so one hash: for made-up people of a pretend town, and refused anywhere else."""
    if not settings.DINH_DEMO:
        raise AccountProblem(_("Mật khẩu chung chỉ dùng cho địa bàn mẫu (DINH_DEMO)."), "password")
    _check(newcomers, since, by, at)
    hashed = make_password(password)
    inherited = {one.unit.pk: one.unit for one in newcomers if one.whole_unit}
    paths = {pk: inherited_paths(unit) for pk, unit in inherited.items()}
    with transaction.atomic():
        for start in range(0, len(newcomers), BATCH):
            _take_on(newcomers[start : start + BATCH], since, by, at, hashed, must_change, basis, paths)
    return len(newcomers)


def _check(newcomers: Sequence[Newcomer], since: date, by: Actor | None, at: datetime) -> None:
    names = [one.username for one in newcomers]
    if len(set(names)) < len(names):
        raise AccountProblem(_("Tên đăng nhập: có tên dùng cho hai người trong danh sách."), "username")
    if taken := Account.objects.filter(username__in=names).values_list("username", flat=True).first():
        raise AccountProblem(_("Tên đăng nhập: “%(name)s” đã có người dùng.") % {"name": taken}, "username")
    roles = {role.value for role in Role}
    for one in newcomers:
        for deed in ("town.appoint", "town.give_mandate", "town.open_account"):
            require(by, deed, one.unit.path, at)
        _within_own_reach(by, one.role, one.unit, None, at)
        if one.role not in roles:
            raise MandateProblem(_("Vai trò: không có vai trò “%(role)s”.") % {"role": one.role}, "role")
        if not _USERNAME.fullmatch(one.username):
            raise AccountProblem(
                _("Tên đăng nhập: 3 đến 60 chữ thường không dấu, chữ số, dấu chấm, gạch nối."), "username"
            )
        if one.office is not None and one.office.unit_id != one.unit.pk:
            raise PersonProblem(
                _("Cơ quan: %(office)s không thuộc %(unit)s.")
                % {"office": one.office.name, "unit": one.unit.name_in_text},
                "office",
            )
        if not one.title.strip():
            raise PersonProblem(_("Chức vụ: chưa nhập."), "title")


def _take_on(
    some: Sequence[Newcomer],
    since: date,
    by: Actor | None,
    at: datetime,
    hashed: str,
    must_change: bool,
    basis: str,
    paths: dict[int, list[str]],
) -> None:
    people = Person.objects.bulk_create(
        [
            Person(
                name=(name := _name(one.name)),
                folded=fold(name),
                email=_email(one.email),
                phone=_phone(one.phone),
            )
            for one in some
        ]
    )
    pairs = list(zip(people, some, strict=True))
    posts = Post.objects.bulk_create(
        Post(person=person, unit=one.unit, office=one.office, title=one.title.strip(), since=since)
        for person, one in pairs
    )
    mandates = Mandate.objects.bulk_create(
        Mandate(
            person=person,
            role=one.role,
            unit=one.unit,
            office=None if one.whole_unit else one.office,
            since=since,
            basis=basis,
            inherited_paths=paths.get(one.unit.pk, []) if one.whole_unit else [],
        )
        for person, one in pairs
    )
    Account.objects.bulk_create(
        Account(
            username=one.username,
            person=person,
            password=hashed,
            must_change=must_change,
            opened_at=at,
            password_changed_at=at,
        )
        for person, one in pairs
    )
    units = dict.fromkeys(one.unit.ref for one in some)
    ground.write(
        deed="town.people-taken-on",
        about=next(iter(units)),
        by=by.ref if by else None,
        at=at,
        data={
            "count": len(some),
            "since": since,
            "people": [
                [person.pk, one.username, one.role, one.unit.code, mandate.office_id]
                for (person, one), mandate in zip(pairs, mandates, strict=True)
            ],
        },
        also=[*list(units)[1:], *(person.ref for person in people)],
    )
    news: list[PersonAppointed | MandateGiven] = []
    for post, mandate, (person, one) in zip(posts, mandates, pairs, strict=True):
        news.append(PersonAppointed(person.pk, post.pk, one.unit.code, post.title, str(since)))
        news.append(MandateGiven(mandate.pk, person.pk, one.role, one.unit.code, str(since), None))
    ground.announce_many(news, at=at)


__all__ = ["Newcomer", "open_offices_many", "take_on_many"]
