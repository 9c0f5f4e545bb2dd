"""Opening and revoking the secret address of a calendar, and what is read there."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dinh.boards.models import Feed
from dinh.boards.queries.agenda import Wanted, agenda
from dinh.boards.shapes import Dated, FeedForm
from dinh.ground import services as ground
from dinh.ground.shapes import Ref
from dinh.town import queries as town
from dinh.town import services as town_services
from dinh.town.models import Account, Office
from dinh.town.rules import covers
from dinh.town.shapes import Actor

BACK, AHEAD = timedelta(days=60), timedelta(days=400)
TOUCH = timedelta(minutes=5)
MOST_FEEDS = 12


@dataclass(frozen=True, slots=True)
class Opened:
    """A new feed with its secret, which is told this once and kept nowhere."""

    feed: Feed
    token: str


@dataclass(frozen=True, slots=True)
class Read:
    """What a calendar program gets."""

    feed: Feed
    dates: list[Dated]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def open_feed(*, by: Actor, at: datetime, office: Office | None = None, form: str = "event") -> Opened:
    """Open an address for one's own dates, or for those of an office one has a mandate over. Raises NotAllowed."""
    if by.person_id is None:
        raise town_services.NotAllowed(_("Địa chỉ lịch chỉ mở cho người có trong danh sách cán bộ."))
    if office is not None:
        town_services.require(by, "boards.open_feed", office.unit.path, at, office.pk)
    in_use = Feed.objects.filter(owner=by.person_id, revoked_at=None).count()
    if in_use >= MOST_FEEDS:
        raise town_services.NotAllowed(
            _("Đang có %(n)s địa chỉ lịch còn dùng. Thu hồi địa chỉ cũ rồi mở thêm.") % {"n": in_use}
        )
    token = secrets.token_urlsafe(32)
    feed = Feed.objects.create(
        owner_id=by.person_id,
        office=office,
        form=FeedForm(form).value,
        token_hash=_hash(token),
        hint=token[:4],
        opened_at=at,
    )
    also = [Ref("office", office.pk)] if office else []
    ground.write(
        deed="boards.feed-opened", about=feed.ref, by=by.ref, at=at, data={"form": feed.form}, also=also
    )
    return Opened(feed, token)


@transaction.atomic
def revoke_feed(*, feed_id: int, by: Actor, at: datetime) -> Feed:
    """Close an address of one's own: whoever reads it from now on finds nothing. Raises NotAllowed, Feed.DoesNotExist."""
    feed = Feed.objects.select_for_update().select_related("owner").get(pk=feed_id)
    if feed.owner_id != by.person_id:
        raise town_services.NotAllowed(_("Địa chỉ lịch này do %s mở.") % feed.owner.name)
    if feed.revoked_at is None:
        feed.revoked_at = at
        feed.save(update_fields=["revoked_at"])
        ground.write(deed="boards.feed-revoked", about=feed.ref, by=by.ref, at=at)
    return feed


def read_feed(*, token: str, at: datetime) -> Read | None:
    """What an address gives at a moment, by the mandates its owner has then. None when there is no such address, it was
    revoked, its owner's account is closed, or the mandate over the office is gone."""
    feed = (
        Feed.objects.filter(token_hash=_hash(token), revoked_at=None)
        .select_related("owner", "office__unit")
        .first()
    )
    if feed is None:
        return None
    account = Account.objects.filter(person=feed.owner_id, is_active=True).first()
    if account is None:
        return None
    actor = town.actor_of(account, at)
    day = timezone.localdate(at)
    if feed.office is not None and not _reaches(actor, feed.office, day):
        return None
    if feed.read_at is None or at - feed.read_at >= TOUCH:
        Feed.objects.filter(pk=feed.pk).update(read_at=at)
    return Read(feed, _dates(feed, actor, day))


def _reaches(actor: Actor, office: Office, day: date) -> bool:
    return any(covers(mandate, office.unit.path, day, office.pk) for mandate in actor.mandates)


def _dates(feed: Feed, actor: Actor, day: date) -> list[Dated]:
    wanted = Wanted(
        actor,
        day,
        first=day - BACK,
        last=day + AHEAD,
        whose="" if feed.office_id else "toi",
        office_id=feed.office_id,
    )
    return agenda(wanted)
