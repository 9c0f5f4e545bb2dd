"""For test suites of this room and those above: a few real units, and persons with a mandate, in one line each."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from dinh.ground.text import fold
from dinh.town import queries, register
from dinh.town.models import Account, Mandate, Office, Person, Unit, UnitName, UnitSuccession
from dinh.town.rules import plain
from dinh.town.shapes import Actor

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=HANOI)
EVE = date(2025, 6, 30)


def unit(code: str, on: date = TODAY) -> Unit:
    """One unit of the register as of a day, with its parents and names, as a row. Asking again gives the same row."""
    row = register.load().by_code(code, on)
    assert row is not None, f"no unit {code} on {on}"
    return _row(row)


def _row(row: register.UnitRow) -> Unit:
    there = Unit.objects.filter(code=row.code, since=row.since).first()
    if there is not None:
        return there
    made = Unit.objects.create(
        code=row.code,
        since=row.since,
        until=row.until,
        level=row.level,
        kind=row.kind,
        name=row.name,
        parent=_row(row.parent) if row.parent else None,
        path=row.path,
        folded=plain(register.full_name(row.kind, row.name)),
        folded_name=plain(row.name),
        area_km2=row.area_km2,
    )
    for name in row.names:
        UnitName.objects.create(
            unit=made,
            kind=name.kind,
            name=name.name,
            folded=plain(name.name),
            since=name.since,
            until=name.until,
            source=name.source,
        )
    return made


def succession(old: Unit, new: Unit) -> UnitSuccession:
    """The register's line between two units, as a row."""
    book = register.load()
    line = next(
        x
        for x in book.successions
        if (x.old.code, x.old.since, x.new.code, x.new.since) == (old.code, old.since, new.code, new.since)
    )
    return UnitSuccession.objects.create(
        old=old, new=new, day=line.day, share=line.share, derived=line.derived, basis=line.basis
    )


def person(name: str = "Nguyễn Văn Mẫu") -> Person:
    """A person without anything."""
    return Person.objects.create(name=name, folded=fold(name))


def mandate(
    who: Person,
    role: str,
    where: Unit,
    *,
    office: Office | None = None,
    since: date | None = date(2025, 7, 1),
    until: date | None = None,
) -> Mandate:
    """A mandate, written straight into the table."""
    return Mandate.objects.create(person=who, role=role, unit=where, office=office, since=since, until=until)


def actor(
    role: str,
    where: Unit,
    *,
    office: Office | None = None,
    name: str = "Nguyễn Văn Mẫu",
    since: date | None = date(2025, 7, 1),
    until: date | None = None,
) -> Actor:
    """Somebody new with one mandate, ready to be handed to a deed as `by=`."""
    who = person(name)
    given = mandate(who, role, where, office=office, since=since, until=until)
    return Actor(who.pk, who.name, tuple(given.shapes()))


def account(who: Person, username: str = "thu", password: str = "mot cau du dai 1") -> Account:  # noqa: S107
    """An account that can sign in (`client.force_login(account)`)."""
    return Account.objects.create_user(username, password, person=who)


def acting(who: Person, at: datetime = NOON) -> Actor:
    """The actor behind a person who has an account."""
    return queries.actor_of(Account.objects.get(person=who), at)
