"""Keeping the index in step with the house. The ledger says what was touched; a mark says how far it was followed, so
whatever cuts the program off, the next catching up goes on where the last one came to."""

from __future__ import annotations

import hashlib
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from threading import Event, Lock, Thread, local
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.db.models import Q

from dinh.boards.models import Entry, SearchMark
from dinh.ground.models import LedgerHead, LedgerMention
from dinh.ground.shapes import Ref
from dinh.ground.text import marked_words, words

from . import kinds, tokens
from .index import Row, index

log = logging.getLogger(__name__)

MARK = "search"
LINES_AT_ONCE = 20_000
"""Lines of the ledger that one step passes over; most of what they name is in no list of the search."""
MENTIONS_AT_ONCE = 500
"""Things of the search's own kinds that one step indexes: the mark is locked no longer than that takes."""
FOLLOWED_BY_REQUESTS = 2_000
"""Lines that a server of pages follows by itself; a longer way (a province brought in at once) is the clock's, which serves nobody."""
BATCH = 500
_here = local()


def put(refs: Iterable[Ref]) -> int:
    """Index these things anew; those that are gone or may be seen by nobody are forgotten. Returns how many changed."""
    by_kind: defaultdict[str, set[int]] = defaultdict(set)
    for ref in refs:
        if kinds.kind(ref.kind) and str(ref.id).isdigit():
            by_kind[ref.kind].add(int(ref.id))
    for key, idents in list(by_kind.items()):
        one = kinds.kind(key)
        if one and one.touches:
            for ref in one.touches(sorted(idents)):
                by_kind[ref.kind].add(int(ref.id))
    changed = 0
    for key, idents in by_kind.items():
        one = kinds.kind(key)
        assert one is not None
        some = sorted(idents)
        for at in range(0, len(some), BATCH):
            changed += _put_kind(one, some[at : at + BATCH])
    return changed


def _put_kind(kind: kinds.Kind, idents: Sequence[int]) -> int:
    made = {kinds.entry_id(kind.key, each.ident): each for each in kind.make(idents)}
    wanted = [kinds.entry_id(kind.key, ident) for ident in idents]
    known = dict(Entry.objects.filter(pk__in=wanted).values_list("pk", "digest"))
    rows, entries = [], []
    for ident, each in made.items():
        entry, row = _entry(ident, each)
        if known.get(ident) != entry.digest:
            rows.append(row)
            entries.append(entry)
    gone = [ident for ident in known if ident not in made]
    with transaction.atomic():
        if gone:
            Entry.objects.filter(pk__in=gone).delete()
            index().drop(gone)
        if rows:
            Entry.objects.bulk_create(
                entries,
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=["kind", "title", "note", "url", "digest"],
            )
            index().put(rows)
    return len(rows) + len(gone)


def _entry(ident: int, made: kinds.Made) -> tuple[Entry, Row]:
    title, note = _cut(made.title, 400), _cut(made.note, 300)
    row = Row(
        id=ident,
        title=" ".join(words(made.title)),
        marked=" ".join(marked_words(made.title)),
        words=" ".join(words(f"{made.note} {made.words}")),
        tokens=tokens.borne(made.tokens),
    )
    told = "\n".join((title, note, made.url, row.title, row.marked, row.words, row.tokens))
    digest = hashlib.sha1(told.encode(), usedforsecurity=False).hexdigest()
    return Entry(id=ident, kind=made.kind, title=title, note=note, url=made.url, digest=digest), row


def _cut(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rsplit(' ', 1)[0]}…"


def catch_up(*, most_lines: int | None = None) -> int:
    """Index whatever the ledger's new lines name, and move the mark. Returns how many lines were followed.

    Lines get their numbers under the ledger's own lock, so none can appear behind the mark later."""
    followed = 0
    while most_lines is None or followed < most_lines:
        step = _catch_up_some()
        followed += step
        if not step:
            break
    return followed


@transaction.atomic
def _catch_up_some() -> int:
    # The mark is the lock: a slower one would write back what it read before a faster one changed it.
    mark = SearchMark.objects.select_for_update().filter(name=MARK).first()
    if mark is None:
        mark, _made = SearchMark.objects.get_or_create(name=MARK)
        mark = SearchMark.objects.select_for_update().get(name=MARK)
    until = min(_head(), mark.last_line + LINES_AT_ONCE)
    if until <= mark.last_line:
        return 0
    lines = LedgerMention.objects.filter(_followed(), line_id__gt=mark.last_line, line_id__lte=until)
    some = list(lines.order_by("line_id").values_list("line_id", flat=True)[:MENTIONS_AT_ONCE])
    if len(some) == MENTIONS_AT_ONCE:
        until = some[-1]  # with all that this line names
    named = lines.filter(line_id__lte=until).values_list("kind", "ref_id").distinct()
    put(Ref.of(kind, ident) for kind, ident in named)
    followed = until - mark.last_line
    SearchMark.objects.filter(name=MARK).update(last_line=until)
    return followed


def _followed() -> Q:
    """The mentions that change what is found."""
    wanted = Q(kind__in=[kind.key for kind in kinds.kinds() if not kind.deeds])
    for kind in kinds.kinds():
        if kind.deeds:
            wanted |= Q(kind=kind.key, line__deed__startswith=kind.deeds)
    return wanted


def _head() -> int:
    return LedgerHead.objects.values_list("last_id", flat=True).first() or 0


def reindex(*, keys: Iterable[str] | None = None, say: Callable[[str], Any] = lambda _: None) -> int:
    """Go through everything there is and set the index right, a few hundred at a time; what no longer is goes.
    Returns how many entries changed. The mark moves to where the ledger stood at the beginning."""
    if keys is None and not Entry.objects.exists():
        with index().from_nothing():
            return _reindex(keys, say)
    if keys is None:
        index().lay()
    return _reindex(keys, say)


def _reindex(keys: Iterable[str] | None, say: Callable[[str], Any]) -> int:
    head = _head()
    chosen = [kind for kind in kinds.kinds() if keys is None or kind.key in set(keys)]
    changed = 0
    for kind in chosen:
        last = number = 0
        while some := kind.after(last, BATCH):
            changed += _put_kind(kind, some)
            changed += _forget_between(kind, last, some)
            last, number = some[-1], number + len(some)
        changed += _forget_between(kind, last, ())
        say(f"{kind.words}: {number}")
    if keys is None:
        SearchMark.objects.get_or_create(name=MARK)
        SearchMark.objects.filter(name=MARK, last_line__lt=head).update(last_line=head)
    return changed


def _forget_between(kind: kinds.Kind, after: int, some: Sequence[int]) -> int:
    """Forget entries of things that are no more: keys behind `after`, up to the last of `some`, not among them."""
    first = kinds.entry_id(kind.key, after) + 1
    last = kinds.entry_id(kind.key, some[-1]) if some else kind.last
    there = {kinds.entry_id(kind.key, ident) for ident in some}
    stored = Entry.objects.filter(pk__gte=first, pk__lte=last).values_list("pk", flat=True)
    gone = [ident for ident in stored if ident not in there]
    for at in range(0, len(gone), BATCH):
        with transaction.atomic():
            Entry.objects.filter(pk__in=gone[at : at + BATCH]).delete()
            index().drop(gone[at : at + BATCH])
    return len(gone)


# ---------------------------------------------------------------- after each request


def note_line() -> None:
    """A ledger line was written in this thread: when the request is over there is something to follow."""
    _here.wrote = True


def note_request(sender: object = None, **_more: object) -> None:
    """The answer has been sent: what this request wrote is followed within DINH_FOLLOW_SECONDS, together with what others
    write meanwhile, and by nobody's request. A failure is left to the clock, never to the person."""
    if not getattr(_here, "wrote", False):
        return
    _here.wrote = False
    if settings.DINH_FOLLOW_SECONDS:
        _follower.wake()
    else:
        _follow()


def _follow() -> None:
    try:
        mark = SearchMark.objects.filter(name=MARK).values_list("last_line", flat=True).first() or 0
        if _head() - mark <= FOLLOWED_BY_REQUESTS:
            catch_up(most_lines=FOLLOWED_BY_REQUESTS)
    except Exception:
        log.exception("the index could not follow the ledger now; the clock will")


class _Follower:
    """One thread of the process, begun with its first line. It ends with the process: what it did not come to is the clock's."""

    def __init__(self) -> None:
        self._told, self._lock = Event(), Lock()
        self._thread: Thread | None = None

    def wake(self) -> None:
        self._told.set()
        if self._thread is None or not self._thread.is_alive():
            with self._lock:
                if self._thread is None or not self._thread.is_alive():
                    self._thread = Thread(target=self._run, name="search-follows", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        while True:
            self._told.wait()
            time.sleep(settings.DINH_FOLLOW_SECONDS)
            self._told.clear()  # a line of this moment is followed now; one of the next is told again
            _follow()
            connections.close_all()


_follower = _Follower()
