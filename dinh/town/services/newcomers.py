"""Taking somebody on: name, post, mandate and account as one deed."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db import transaction

from dinh.town.models import Account, Office, Unit
from dinh.town.shapes import Actor

from .accounts import open_account
from .mandates import give_mandate
from .people import appoint, register_person

# Short words without marks: easy to read over a desk and to type on any keyboard. 64 words, four of them and four
# digits: 37 bits, for a password that lives until the first sign-in and is tried at most five times in a quarter hour.
_WORDS = (  # noqa: SIM905 sixty-four lines would be no easier to read
    "ao bien bo buoi ca cam canh cau chim cho choi co cua dat dau den dinh dong duong gao gio go hoa hoc hong huong keo "
    "khe la lang lua luong mai may mua nam nang ngo ngoi nha nho nui nuoc ong phuong que quyt rau rung sach sao sen song "
    "suoi tam tre trong truc vai vang vuon xanh xoai xuan"
).split()


def first_password() -> str:
    """A password for somebody else to begin with, like "tre-vuon-ngoi-sen-4071". Told once, never kept as text."""
    words = [secrets.choice(_WORDS) for _ in range(4)]
    return "-".join([*words, f"{secrets.randbelow(10_000):04}"])


@transaction.atomic
def take_on(
    *,
    name: str,
    unit: Unit,
    title: str,
    since: date,
    role: str,
    username: str,
    password: str,
    by: Actor | None,
    at: datetime,
    office: Office | None = None,
    whole_unit: bool = True,
    until: date | None = None,
    basis: str = "",
    email: str = "",
    phone: str = "",
) -> Account:
    """Enter a person with a post, a mandate (over the whole unit, or over the office only) and an account whose first
    password must be changed. All of it or nothing: raises PersonProblem, MandateProblem, AccountProblem, NotAllowed."""
    person = register_person(name=name, unit=unit, email=email, phone=phone, by=by, at=at)
    appoint(person=person, unit=unit, office=office, title=title, since=since, by=by, at=at)
    give_mandate(
        person=person,
        role=role,
        unit=unit,
        office=None if whole_unit else office,
        since=since,
        until=until,
        basis=basis,
        by=by,
        at=at,
    )
    return open_account(person=person, username=username, password=password, by=by, at=at)
