"""Voting and speaking: officers by name, citizens by a signed cookie and after a moderator."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dinh.town.shapes import Actor
from dinh.voices.models import Initiative, Remark, Vote
from dinh.voices.shapes import RemarkState

from . import common
from .common import TooOften, WrongState
from .putting import not_too_often

VOTES_OF_ADDRESS, VOTES_OF_HOUR = 5, 40
"""Votes that one address may give to one initiative in a day, and to all in an hour: a family, not a machine."""
REMARK = 2000


@transaction.atomic
def vote(*, initiative_id: int, by: Actor, at: datetime) -> bool:
    """Vote for it; False when this person has already. A vote is a mark of support, not a deed of office: it goes into no
    ledger."""
    row = _votable(initiative_id)
    common.require_anywhere(row, "voices.vote", by, at)
    return _cast(row, at, person_id=by.person_id)


def _votable(initiative_id: int) -> Initiative:
    row = common.locked(initiative_id)
    common.require_state(row, "voices.vote")
    return row


def _cast(row: Initiative, at: datetime, **who: object) -> bool:
    try:
        with transaction.atomic():
            Vote.objects.create(initiative=row, at=at, **who)  # type: ignore[misc]
    except IntegrityError:
        return False
    Initiative.objects.filter(pk=row.pk).update(votes=F("votes") + 1)
    return True


@transaction.atomic
def take_back_vote(*, initiative_id: int, by: Actor, at: datetime) -> bool:
    """Take one's vote back; False when there was none."""
    row = _votable(initiative_id)
    if by.person_id is None:
        return False
    gone, _by_model = Vote.objects.filter(initiative=row, person_id=by.person_id).delete()
    if gone:
        Initiative.objects.filter(pk=row.pk).update(votes=F("votes") - 1)
    return bool(gone)


@transaction.atomic
def vote_by_citizen(*, initiative_id: int, voter: str, address: str, at: datetime) -> bool:
    """A citizen's vote: one for each signed cookie, and no more from one address than a household would give. False when
    this cookie has voted."""
    row = _votable(initiative_id)
    if not row.public:
        raise WrongState(_("Sáng kiến này chưa công khai."))
    mark = common.mark_of(address, at)
    voter_mark = hashlib.sha256(voter.encode()).hexdigest()[:32]
    if Vote.objects.filter(initiative=row, voter=voter_mark).exists():
        return False
    if mark:
        since_hour = Vote.objects.filter(address_mark=mark, at__gt=at - timedelta(hours=1)).count()
        same = Vote.objects.filter(initiative=row, address_mark=mark).count()
        if same >= VOTES_OF_ADDRESS or since_hour >= VOTES_OF_HOUR:
            raise TooOften(_("Từ mạng này đã có nhiều lượt bình chọn. Mời anh, chị quay lại sau."), 60)
    return _cast(row, at, voter=voter_mark, address_mark=mark)


@transaction.atomic
def remark(*, initiative_id: int, text: str, by: Actor, at: datetime) -> Remark:
    """Somebody of an office speaks; shown at once."""
    row = common.locked(initiative_id)
    common.require_anywhere(row, "voices.remark", by, at)
    common.require_state(row, "voices.remark")
    made = _spoken(row, text, at, person_id=by.person_id, shown_name=by.name[:120])
    common.note(row, "voices.remarked", by, at, remark=made.pk)
    return made


@transaction.atomic
def answer(*, initiative_id: int, text: str, by: Actor, at: datetime) -> Remark:
    """The unit's own answer; it stands before the other remarks."""
    row = common.locked(initiative_id)
    common.require(row, "voices.answer", by, at)
    common.require_state(row, "voices.answer")
    made = _spoken(row, text, at, person_id=by.person_id, shown_name=by.name[:120], official=True)
    common.note(row, "voices.answered", by, at, remark=made.pk)
    return made


@transaction.atomic
def remark_by_citizen(
    *, initiative_id: int, text: str, shown_name: str, address: str, at: datetime
) -> Remark:
    """A citizen speaks; read by others when a moderator has let it through."""
    row = common.locked(initiative_id)
    if not row.public:
        raise WrongState(_("Sáng kiến này chưa công khai."))
    common.require_state(row, "voices.remark")
    mark = common.mark_of(address, at)
    not_too_often(mark, at)
    made = _spoken(
        row,
        text,
        at,
        shown_name=" ".join(shown_name.split())[:80],
        from_citizen=True,
        state=RemarkState.WAITING.value,
        address_mark=mark,
    )
    common.note(row, "voices.remarked-by-citizen", None, at, remark=made.pk)
    return made


def _spoken(row: Initiative, text: str, at: datetime, **more: object) -> Remark:
    words = common.clean(text, "text", _("Viết điều muốn góp."), REMARK, lines=True)
    return Remark.objects.create(initiative=row, text=words, at=at, **more)  # type: ignore[misc]
