"""Persons and the posts they hold."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.text import fold, nfc
from dinh.town import queries
from dinh.town.models import Office, Person, Post, Unit
from dinh.town.shapes import Actor, PersonAppointed, PostLeft

from .deeds import require

LONGEST_NAME = 120
_PHONE = re.compile(r"\+?[0-9][0-9 .()-]{5,18}")


class PersonProblem(ValueError):
    """The person or post cannot be so. `.field` names the form field; `str()` is a Vietnamese sentence."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def register_person(
    *, name: str, unit: Unit, by: Actor | None, at: datetime, email: str = "", phone: str = ""
) -> Person:
    """Enter a person who works in a unit. The same name twice is two persons."""
    require(by, "town.appoint", unit.path, at)
    name = _name(name)
    person = Person.objects.create(name=name, folded=fold(name), email=_email(email), phone=_phone(phone))
    ground.write(
        deed="town.person-registered",
        about=person.ref,
        by=by.ref if by else None,
        at=at,
        data={"name": name, "unit": unit.code},
        also=[unit.ref],
    )
    return person


@transaction.atomic
def correct_person(
    *, person_id: int, name: str, email: str, phone: str, by: Actor | None, at: datetime
) -> Person:
    """Set right what is written of a person; the ledger keeps what stood before. For whoever administers every place
    where the person works; e-mail and telephone also for the person. Nothing is written when nothing differs."""
    person = Person.objects.select_for_update().get(pk=person_id)
    now = {"name": _name(name), "email": _email(email), "phone": _phone(phone)}
    before = {"name": person.name, "email": person.email, "phone": person.phone}
    changed = [field for field in now if now[field] != before[field]]
    if by is not None and (by.person_id != person.pk or "name" in changed):
        for path in queries.places_of(person.pk, timezone.localtime(at).date()):
            require(by, "town.correct_person", path, at)
    if not changed:
        return person
    for field in changed:
        setattr(person, field, now[field])
    person.folded = fold(person.name)
    person.save(update_fields=[*changed, "folded"])
    ground.write(
        deed="town.person-corrected",
        about=person.ref,
        by=by.ref if by else None,
        at=at,
        data={"before": {f: before[f] for f in changed}, "now": {f: now[f] for f in changed}},
    )
    return person


def _name(text: str) -> str:
    name = " ".join(nfc(text).split())
    if not name:
        raise PersonProblem(_("Họ và tên: chưa nhập."), "name")
    if len(name) > LONGEST_NAME:
        raise PersonProblem(_("Họ và tên: dài nhất %(n)s chữ cái.") % {"n": LONGEST_NAME}, "name")
    return name


def _email(text: str) -> str:
    address = text.strip()
    if address:
        try:
            validate_email(address)
        except ValidationError as wrong:
            raise PersonProblem(
                _("Thư điện tử: “%(text)s” không phải một địa chỉ, ví dụ thu.tt@thanhhoa.gov.vn.")
                % {"text": address},
                "email",
            ) from wrong
    return address


def _phone(text: str) -> str:
    number = " ".join(text.split())
    if number and not _PHONE.fullmatch(number):
        raise PersonProblem(
            _("Điện thoại: “%(text)s” không phải một số máy, ví dụ 0912 345 678.") % {"text": number}, "phone"
        )
    return number


@transaction.atomic
def appoint(
    *,
    person: Person,
    unit: Unit,
    title: str,
    since: date,
    by: Actor | None,
    at: datetime,
    office: Office | None = None,
    until: date | None = None,
) -> Post:
    """The person holds a post from a day. Holding one gives no mandate by itself."""
    require(by, "town.appoint", unit.path, at)
    title = nfc(title).strip()
    if not title:
        raise PersonProblem(_("Chức vụ: chưa nhập."), "title")
    if until is not None and until < since:
        raise PersonProblem(_("Đến hết ngày: phải từ ngày bắt đầu trở đi."), "until")
    if office is not None and office.unit_id != unit.pk:
        raise PersonProblem(
            _("Cơ quan: %(office)s không thuộc %(unit)s.")
            % {"office": office.name, "unit": unit.name_in_text},
            "office",
        )
    post = Post.objects.create(person=person, unit=unit, office=office, title=title, since=since, until=until)
    ground.write(
        deed="town.appointed",
        about=person.ref,
        by=by.ref if by else None,
        at=at,
        data={"unit": unit.code, "office": office.name if office else None, "title": title, "since": since},
        also=[unit.ref, *([office.ref] if office else [])],
    )
    ground.announce(PersonAppointed(person.pk, post.pk, unit.code, title, str(since)))
    return post


@transaction.atomic
def end_post(*, post_id: int, until: date, by: Actor | None, at: datetime) -> Post:
    """The person leaves the post at the end of a day. Mandates are ended apart."""
    post = Post.objects.select_for_update(of=("self",)).select_related("unit", "person").get(pk=post_id)
    require(by, "town.end_post", post.unit.path, at)
    if post.until is not None and post.until <= until:
        raise PersonProblem(
            _("Chức vụ này đã thôi từ ngày %(day)s.") % {"day": f"{post.until:%d/%m/%Y}"}, "until"
        )
    if post.since and until < post.since:
        raise PersonProblem(_("Đến hết ngày: phải từ ngày bắt đầu trở đi."), "until")
    post.until = until
    post.save(update_fields=["until"])
    ground.write(
        deed="town.post-left",
        about=post.person.ref,
        by=by.ref if by else None,
        at=at,
        data={"unit": post.unit.code, "title": post.title, "until": until},
        also=[post.unit.ref],
    )
    ground.announce(PostLeft(post.person_id, post.pk, post.unit.code, str(until)))
    return post
