"""Reads of the ground: stories from the ledger, kept files, who listens to what."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from django.apps import apps
from django.db.models import Count, Max

from dinh.ground import jobs
from dinh.ground.models import Delivery, JobRun, KeptFile, LedgerHead, LedgerLine, LedgerMention
from dinh.ground.services.files import place_of
from dinh.ground.services.ledger import CHAIN, deed_words, withheld
from dinh.ground.services.news import listeners, news_name
from dinh.ground.services.plugs import sockets
from dinh.ground.shapes import Announcement, JobShown, Kept, Ref, Room


def story_of(ref: Ref, *, before: int | None = None, limit: int = 50) -> list[LedgerLine]:
    """The lines about `ref` or mentioning it, newest first; `before` is the last id of the page before. One query."""
    mentions = LedgerMention.objects.filter(kind=ref.kind, ref_id=str(ref.id))
    if before is not None:
        mentions = mentions.filter(line_id__lt=before)
    return [mention.line for mention in mentions.select_related("line").order_by("-line_id")[:limit]]


def last_line_of(refs: Iterable[Ref], *, deed: str | None = None) -> dict[Ref, LedgerLine]:
    """The newest line of each ref (of that deed, when named), for lists. Two queries a kind."""
    by_kind: dict[str, list[str]] = {}
    for ref in refs:
        by_kind.setdefault(ref.kind, []).append(str(ref.id))
    found: dict[Ref, LedgerLine] = {}
    for kind, idents in by_kind.items():
        mentions = LedgerMention.objects.filter(kind=kind, ref_id__in=idents)
        if deed:
            mentions = mentions.filter(line__deed=deed)
        last = dict(mentions.values_list("ref_id").annotate(Max("line_id")).order_by())
        lines = LedgerLine.objects.in_bulk(last.values())
        found |= {Ref.of(kind, ident): lines[line_id] for ident, line_id in last.items()}
    return found


def done_by(who: Ref, *, before: int | None = None, limit: int = 50) -> list[LedgerLine]:
    """What somebody did, newest first, paged as `story_of`. One query."""
    lines = LedgerLine.objects.filter(by_kind=who.kind, by_id=str(who.id)).order_by("-id")
    if before is not None:
        lines = lines.filter(id__lt=before)
    return list(lines[:limit])


def newest_lines(*, before: int | None = None, limit: int = 50) -> list[LedgerLine]:
    """The newest lines of the whole house."""
    lines = LedgerLine.objects.order_by("-id")
    if before is not None:
        lines = lines.filter(id__lt=before)
    return list(lines[:limit])


def deed_word(deed: str) -> str:
    """The words of a deed: "Ban hành kế hoạch" for plans.adopted."""
    return deed_words(deed)


def told(line: LedgerLine) -> dict[str, Any]:
    """What a line holds, without the values that its deed withholds from readers of a story."""
    kept = withheld(line.deed)
    return {key: value for key, value in line.data.items() if key not in kept}


def ledger_end() -> tuple[int, str]:
    """(id, hash) of the last line, (0, zeros) when nothing was written."""
    head = LedgerHead.objects.filter(chain=CHAIN).first() or LedgerHead(chain=CHAIN)
    return head.last_id, head.last_hash


def kept(sha256: str) -> Kept | None:
    """What is known of a kept file; None when it was never kept."""
    row = KeptFile.objects.filter(pk=sha256).first()
    if row is None:
        return None
    return Kept(sha256=row.sha256, size=row.size, media_type=row.media_type, name=row.name)


def open_kept(sha256: str) -> BinaryIO:
    """The bytes of a kept file, to be closed by the caller. FileNotFoundError when they are not there."""
    return place_of(sha256).open("rb")


def path_of(sha256: str) -> Path:
    """Where the bytes of a kept file lie, for readers that want a path. They are read-only."""
    return place_of(sha256)


def untold() -> dict[str, int]:
    """How many deliveries are in each state but done."""
    rows = Delivery.objects.exclude(state=Delivery.State.DONE).values_list("state").annotate(Count("pk"))
    return dict(rows.order_by())


def last_runs() -> dict[str, JobRun]:
    """The newest run of each job."""
    found: dict[str, JobRun] = {}
    for job in jobs.jobs():
        run = JobRun.objects.filter(name=job.name).order_by("-started", "-pk").first()
        if run:
            found[job.name] = run
    return found


def rooms() -> list[Room]:
    """The staircase from the bottom up: what each room is for, announces, hears, asks for, does by the clock."""
    found: list[Room] = []
    for config in apps.get_app_configs():
        if not config.name.startswith("dinh.") or config.label == "frame":
            continue
        label = config.label
        found.append(
            Room(
                label=label,
                word=str(config.verbose_name),
                caption=str(
                    getattr(config, "caption", "") or _readme_caption(Path(config.path) / "README.md")
                ),
                announces=tuple(sorted(n for n in _announcements() if n.partition(".")[0] == label)),
                hears=tuple(
                    (news_name(heard.heard), heard.name)
                    for heard in listeners()
                    if heard.name.partition(".")[0] == label
                ),
                sockets=tuple(s for s in sockets() if s.name.partition(".")[0] == label),
                jobs=tuple(
                    JobShown(name=job.name, rhythm=job.rhythm, caption=job.caption)
                    for job in jobs.jobs()
                    if job.name.partition(".")[0] == label
                ),
                tables=tuple(sorted(model.__name__ for model in config.get_models())),
            )
        )
    return found


def _announcements() -> set[str]:
    """Every announcement class that start-up has imported, the tests' own left out."""
    found: set[str] = set()
    waiting = list(Announcement.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if ".tests." not in kind.__module__:
            found.add(news_name(kind))
    return found


def _readme_caption(path: Path) -> str:
    """The first sentence under the title of a room's README."""
    if not path.exists():
        return ""
    for paragraph in path.read_text(encoding="utf-8").split("\n\n"):
        text = " ".join(paragraph.split())
        if text and not text.startswith(("#", "<", "|", "`", "!")):
            return re.split(r"(?<=[.])\s", text, maxsplit=1)[0]
    return ""
