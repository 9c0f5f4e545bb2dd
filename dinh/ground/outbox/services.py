"""Deeds of the outbox: post, deliver, try again, read.

How a letter goes out, and what a blow at each moment leaves behind:

1. *posted*, in the caller's transaction: either the deed and its letter are there, or neither.
2. *claimed*: a short transaction turns `waiting` into `sending` for one holder. Killed here, nothing has left; the next run
   sees that the holder is dead and puts it back.
3. *handing*: just before the text goes over the wire, a second short transaction notes it. From here until 4 nobody on
   our side can know whether the mail server took the letter. Killed here, it goes out again with the same Message-ID,
   the same date and the same bytes, which is how mail systems know it as the one they have; it is counted as `unsure`
   and shown. For files and for "inside" there is no such moment: the second writing is the first.
4. *marked*: a third short transaction notes how it ended.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from dinh.ground import jobs
from dinh.ground.outbox import rules
from dinh.ground.outbox.carriers import Carrier, address_of, open_channels
from dinh.ground.outbox.models import Letter
from dinh.ground.outbox.shapes import INSIDE, Ended, LetterState, NewLetter, Outcome
from dinh.ground.services.ledger import write
from dinh.ground.shapes import Ref

log = logging.getLogger(__name__)
_BATCH = 500
_LOOK = 50
RUN_AT_MOST = timedelta(seconds=45)
"""A run ends then and the next minute's goes on: the clock has other jobs."""
_TOO_LATE = "Quá thời gian còn có ích mà chưa gửi được."
_CUT_OFF = "Lần gửi trước bị ngắt lúc đang trao thư, có thể đã tới; gửi lại với cùng số hiệu thư."


def post(
    *,
    key: str,
    to: Ref,
    channel: str,
    subject: str,
    text: str,
    by: Ref | None,
    at: datetime,
    address: str = "",
    html: str = "",
    about: Ref | None = None,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
) -> Letter:
    """Post one letter in the caller's transaction. The same key again gives the letter that is there, unchanged."""
    new = NewLetter(
        key=key,
        to=to,
        channel=channel,
        subject=subject,
        text=text,
        address=address,
        html=html,
        about=about,
        not_before=not_before,
        not_after=not_after,
    )
    post_many(letters=[new], by=by, at=at)
    return Letter.objects.get(key=key)


def post_many(*, letters: Iterable[NewLetter], by: Ref | None, at: datetime) -> None:
    """Post many at once, each key once; one query for some hundreds. "inside" is delivered at once unless it is to wait."""
    host = _host()
    with transaction.atomic():
        Letter.objects.bulk_create(
            (_row(letter, host, by, at) for letter in letters), ignore_conflicts=True, batch_size=_BATCH
        )


def _row(new: NewLetter, host: str, by: Ref | None, at: datetime) -> Letter:
    there = new.channel == INSIDE and (new.not_before is None or new.not_before <= at)
    return Letter(
        key=new.key,
        host=host,
        to_kind=new.to.kind,
        to_id=str(new.to.id),
        address=new.address.strip(),
        channel=new.channel,
        subject=" ".join(new.subject.split())[:300],
        text=new.text,
        html=new.html,
        about_kind=new.about.kind if new.about else "",
        about_id=str(new.about.id) if new.about else "",
        by_kind=by.kind if by else "",
        by_id=str(by.id) if by else "",
        posted_at=at,
        not_after=new.not_after,
        next_try=max(at, new.not_before) if new.not_before else at,
        state=LetterState.DELIVERED.value if there else LetterState.WAITING.value,
        ended_at=at if there else None,
    )


def _host() -> str:
    """The part of a Message-ID after the @: the sender's own domain."""
    return parseaddr(getattr(settings, "DINH_MAIL_FROM", ""))[1].rpartition("@")[2] or "dinh.invalid"


def deliver(*, now: datetime | None = None, at_most: timedelta = RUN_AT_MOST) -> dict[str, int]:
    """Send what is due. Returns how many ended how ({"sent": 3, "failed": 1}); nothing is sent by two runs at once."""
    moment = now or timezone.now()
    counts = {"back": _take_back(moment), "failed": _let_go_what_is_too_late(moment)}
    waiting = Letter.objects.filter(state=LetterState.WAITING.value, next_try__lte=moment)
    counts["delivered"] = waiting.filter(channel=INSIDE).update(
        state=LetterState.DELIVERED.value, ended_at=moment
    )
    stop = time.monotonic() + at_most.total_seconds()
    for channel, make in open_channels().items():
        if waiting.filter(channel=channel).exists():
            _empty(channel, make(), moment, stop, counts)
    return {how: count for how, count in counts.items() if count}


def _take_back(moment: datetime) -> int:
    """Letters whose holder died: what had not left yet waits again, what may have left goes again as the same letter."""
    old = timezone.now() - rules.CLAIM_LIFE
    sending = Letter.objects.filter(state=LetterState.SENDING.value)
    back = 0
    for pk, holder, claimed_at in sending.values_list("pk", "holder", "claimed_at"):
        if not (jobs.is_dead(holder) or claimed_at is None or claimed_at < old):
            continue
        mine = sending.filter(pk=pk, holder=holder)
        again = {"state": LetterState.WAITING.value, "next_try": moment, "holder": ""}
        back += mine.filter(handing_at=None).update(**again, tries=F("tries") - 1)
        back += mine.exclude(handing_at=None).update(
            **again, handing_at=None, unsure=F("unsure") + 1, reason=_CUT_OFF
        )
    return back


def _let_go_what_is_too_late(moment: datetime) -> int:
    late = Letter.objects.filter(state=LetterState.WAITING.value, not_after__lt=moment)
    return late.update(state=LetterState.FAILED.value, ended_at=moment, reason=_TOO_LATE)


def _empty(channel: str, carrier: Carrier, moment: datetime, stop: float, counts: dict[str, int]) -> None:
    """Send the letters of one channel, the longest waiting first, until none is due or the channel does not work."""
    due = Q(state=LetterState.WAITING.value, channel=channel, next_try__lte=moment)
    holder = jobs.new_holder()
    try:
        while time.monotonic() < stop:
            some = list(Letter.objects.filter(due).order_by("next_try", "pk")[:_LOOK])
            if not some:
                return
            for letter in some:
                if time.monotonic() >= stop:
                    return
                if not _claim(letter, holder):
                    continue
                letter.address = address_of(letter)  # for this sending only: the row keeps what it has
                outcome = carrier.send(letter, lambda pk=letter.pk: _hands_over(pk, holder))  # type: ignore[misc]
                how = _mark(letter, holder, outcome, moment)
                counts[how] = counts.get(how, 0) + 1
                if outcome.ended == Ended.TROUBLE:
                    return
    finally:
        carrier.close()


def _claim(letter: Letter, holder: str) -> bool:
    mine = Letter.objects.filter(pk=letter.pk, state=LetterState.WAITING.value).update(
        state=LetterState.SENDING.value,
        holder=holder,
        claimed_at=timezone.now(),
        handing_at=None,
        tries=F("tries") + 1,
    )
    letter.tries += 1
    return bool(mine)


def _hands_over(pk: int, holder: str) -> bool:
    mine = Letter.objects.filter(pk=pk, state=LetterState.SENDING.value, holder=holder)
    return bool(mine.update(handing_at=timezone.now()))


def _mark(letter: Letter, holder: str, outcome: Outcome, moment: datetime) -> str:
    """Note how the try ended, if the letter is still ours. Returns the state it has now."""
    mine = Letter.objects.filter(pk=letter.pk, state=LetterState.SENDING.value, holder=holder)
    if outcome.ended in (Ended.SENT, Ended.DELIVERED):
        state = LetterState.SENT if outcome.ended == Ended.SENT else LetterState.DELIVERED
        mine.update(state=state.value, ended_at=moment, reason="", holder="", handing_at=None)
        return state.value
    posted = letter.posted_at
    if outcome.ended == Ended.NEVER or rules.gives_up(tries=letter.tries, posted_at=posted, now=moment):
        mine.update(
            state=LetterState.FAILED.value,
            ended_at=moment,
            reason=outcome.reason[:500],
            holder="",
            handing_at=None,
        )
        return LetterState.FAILED.value
    mine.update(
        state=LetterState.WAITING.value,
        next_try=moment + rules.wait_after(letter.tries),
        reason=outcome.reason[:500],
        holder="",
        handing_at=None,
        unsure=F("unsure") + int(outcome.ended == Ended.UNSURE),
    )
    return LetterState.WAITING.value


def try_again(*, letter_ids: Sequence[int], by: Ref | None, at: datetime) -> int:
    """Put failed letters back among the waiting, by hand. Returns how many there were; each has its ledger line."""
    with transaction.atomic():
        failed = Letter.objects.select_for_update().filter(
            pk__in=list(letter_ids), state=LetterState.FAILED.value
        )
        ids = list(failed.order_by("pk").values_list("pk", flat=True))
        Letter.objects.filter(pk__in=ids).update(
            state=LetterState.WAITING.value,
            tries=0,
            next_try=at,
            not_after=None,
            ended_at=None,
            reason="",
            posted_at=at,
        )
        for pk in ids:
            write(deed="ground.letter-tried-again", about=Ref("letter", pk), by=by, at=at)
    return len(ids)


def mark_read(*, to: Ref, at: datetime, letter_ids: Sequence[int] | None = None) -> int:
    """Note that the reader has seen their letters inside the program: those named, or all. Returns how many."""
    unread = Letter.objects.filter(
        to_kind=to.kind, to_id=str(to.id), channel=INSIDE, state=LetterState.DELIVERED.value, read_at=None
    )
    if letter_ids is not None:
        unread = unread.filter(pk__in=list(letter_ids))
    return unread.update(read_at=at)


def let_old_texts_go(now: datetime) -> int:
    """Empty the text of e-mails that ended long ago; who was written to about what, and how it went, stays."""
    old = (
        Letter.objects.filter(ended_at__lt=now - rules.KEEP_TEXT)
        .exclude(channel=INSIDE)
        .exclude(text="", html="")
    )
    return old.update(text="", html="")
