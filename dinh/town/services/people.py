"""Persons and the posts they hold."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.ground.text import fold, nfc
from dinh.town.models import Office, Person, Post, Unit
from dinh.town.shapes import Actor, PersonAppointed, PostLeft

from .deeds import require


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
    name = " ".join(nfc(name).split())
    if not name:
        raise PersonProblem(_("Họ và tên: chưa nhập."), "name")
    person = Person.objects.create(name=name, folded=fold(name), email=email.strip(), phone=phone.strip())
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
