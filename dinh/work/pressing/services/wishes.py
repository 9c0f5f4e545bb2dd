"""How a person wants the morning's digest."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dinh.ground import services as ground
from dinh.town.shapes import Actor
from dinh.work.models import DigestWish
from dinh.work.services import WrongState


@transaction.atomic
def wish(*, inside: bool, email: bool, by: Actor, at: datetime) -> DigestWish:
    """Turn one's own digest on or off by channel. What is owed stays on the desk either way."""
    person = by.ref
    if by.person_id is None or person is None:
        raise WrongState(_("Tài khoản này không gắn với người nào nên không có thông báo."))
    row, _made = DigestWish.objects.update_or_create(
        person_id=by.person_id, defaults={"inside": inside, "email": email}
    )
    ground.write(
        deed="work.digest-wished", about=person, by=person, at=at, data={"inside": inside, "email": email}
    )
    return row
